"""Where reference data and runtime data live."""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def data_dir() -> Path:
    """Folder of the reference data the product ships (``data/``, or SAOLANG_DATA)."""
    return Path(os.environ.get("SAOLANG_DATA") or REPOSITORY / "data")


def home_dir() -> Path:
    """Folder of runtime data: database, stored files, rendered papers (``var/``, or SAOLANG_HOME)."""
    return Path(os.environ.get("SAOLANG_HOME") or REPOSITORY / "var")
