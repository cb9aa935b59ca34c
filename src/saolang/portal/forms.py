"""What a visitor asks the catalogue for, read from the address. Nothing is ever refused: odd values are ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from saolang.core.text import normalize_line
from saolang.registry.catalogue import STANDINGS, Wish, industries

TEXT_LIMIT = 120
STANDING_PARAM = {"con": "valid", "chua-ro": "unknown", "het": "ended", "khong-sao": "no_star"}
_STANDING_VALUE = {value: key for key, value in STANDING_PARAM.items()}
ORDERS = (("", ""), ("moi", ""), ("sao", ""), ("ten", ""))


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish and how to write it into an address."""

    wish: Wish

    @classmethod
    def read(cls, query: QueryDict) -> Asked:
        """Read the parameters of a catalogue address."""
        names = industries()
        chosen = {
            names[int(n) - 1]
            for n in query.getlist("nhom")
            if n.isascii() and n.isdigit() and len(n) < 4 and 0 < int(n) <= len(names)
        }
        return cls(
            Wish(
                text=normalize_line(query.get("q", ""))[:TEXT_LIMIT],
                standing=STANDING_PARAM.get(query.get("hieu-luc", ""), "valid"),
                stars=frozenset(int(s) for s in query.getlist("sao") if s in ("3", "4", "5")),
                industries=frozenset(chosen),
                communes=frozenset(c for c in query.getlist("xa") if c.isascii() and c.isdigit() and len(c) == 5),
                place=normalize_line(query.get("noi", ""))[:TEXT_LIMIT],
                order=query.get("xep", "") if query.get("xep", "") in ("moi", "sao", "ten") else "",
            )
        )

    def query(self, **changes: Any) -> str:
        """The query string of this wish with some fields changed."""
        wish = self.wish
        values = {key: changes.get(key, getattr(wish, key)) for key in Wish.__slots__}
        names = industries()
        pairs: list[tuple[str, str]] = []
        if values["text"]:
            pairs.append(("q", values["text"]))
        if values["standing"] not in ("valid", "any"):
            pairs.append(("hieu-luc", _STANDING_VALUE[values["standing"]]))
        pairs += [("sao", str(star)) for star in sorted(values["stars"], reverse=True)]
        pairs += [("nhom", str(names.index(name) + 1)) for name in names if name in values["industries"]]
        pairs += [("xa", code) for code in sorted(values["communes"])]
        if values["place"]:
            pairs.append(("noi", values["place"]))
        if values["order"]:
            pairs.append(("xep", values["order"]))
        return f"?{urlencode(pairs)}" if pairs else "?"


def standing_label(standing: str) -> str:
    """The name of a list."""
    labels = {
        "valid": _("Đang hiệu lực"),
        "unknown": _("Chưa rõ thời hạn"),
        "ended": _("Hết hiệu lực, đã thu hồi"),
        "no_star": _("Nguồn không nêu hạng sao"),
    }
    return labels[standing]


__all__ = ["STANDINGS", "Asked", "standing_label"]
