"""The published list of real products, loaded like any import."""

from __future__ import annotations

from saolang.core.paths import data_dir


def load_published() -> None:
    """Import ``data/demo/published-products.yaml`` unless it was imported before."""
    path = data_dir() / "demo" / "published-products.yaml"
    if not path.exists():
        return
