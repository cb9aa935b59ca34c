"""Words so that spellings compare equal."""

from __future__ import annotations

import re

from saolang.core.text import fold_vi


def key_of(text: str) -> str:
    """Words without marks and signs, one space between them; "&" reads as "va": "Sở NN&MT" gives "so nn va mt"."""
    return re.sub(r"[^a-z0-9]+", " ", fold_vi(text).replace("&", " va ")).strip()
