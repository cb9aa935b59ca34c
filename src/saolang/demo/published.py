"""The published list of real products, loaded like any import."""

from __future__ import annotations

from saolang.registry.domain.import_products import load_published_list


def load_published() -> None:
    """Import ``data/demo/published-products.yaml`` unless it was imported before."""
    load_published_list()
