"""The fictional content, read once from ``data/demo/fictional.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from saolang.core.paths import data_dir


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    """Everything the demo says."""
    text = (data_dir() / "demo" / "fictional.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
