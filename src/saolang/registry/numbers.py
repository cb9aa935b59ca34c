"""Numbers of certificates as people type them. Pure."""

from __future__ import annotations

import re

from saolang.core.text import fold_vi

_LEAD = re.compile(r"^(?:giay chung nhan |gcn )?(?:so[ :.]*)?")


def number_key(text: str) -> str:
    """The form by which a number is compared: "Số 012 / GCN-UBND" and "12/gcn-ubnd" are the same."""
    folded = _LEAD.sub("", fold_vi(text))
    compact = re.sub(r"[\s._]+", "", folded.replace("–", "-").replace("—", "-").replace("\\", "/"))
    return re.sub(r"^0+(?=\d)", "", compact)[:80]
