"""Words so that spellings compare equal, and how long ago something was."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _

from saolang.core.text import fold_vi


def key_of(text: str) -> str:
    """Words without marks and signs, one space between them; "&" reads as "va": "Sở NN&MT" gives "so nn va mt"."""
    return re.sub(r"[^a-z0-9]+", " ", fold_vi(text).replace("&", " va ")).strip()


def days_ago(day: dt.date, on: dt.date) -> str:
    """How long ago a day was: "hôm nay", "hôm qua", "3 ngày trước"."""
    days = (on - day).days
    if days <= 0:
        return _("hôm nay")
    return _("hôm qua") if days == 1 else _("%(n)s ngày trước") % {"n": days}
