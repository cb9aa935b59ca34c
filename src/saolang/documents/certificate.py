"""What a certificate prints, line by line, for both writers."""

from __future__ import annotations

from typing import Any

from .spec import CertificateSpec
from .wording import MOTTO_TEXT, MOTTO_WIDTH, STATE, clean, date_line, number_line, one_line

FRAME, GOLD, RED = "0A4E31", "E3A008", "A4243B"


def compose(spec: CertificateSpec) -> dict[str, Any]:
    """Plain JSON data: `lines` from the top down (text, size, bold, colour, gap before), stars, foot left and right."""
    lines = [
        _line(STATE, 13, bold=True),
        _line(MOTTO_TEXT, 13, bold=True),
        {"rule": MOTTO_WIDTH},
        _line(spec.title, 32, bold=True, upper=True, before=14, colour=RED),
        *(
            _line(text, 16, bold=True, upper=True, before=2 if place else 8)
            for place, text in enumerate(clean(spec.authority or spec.issuer).split("\n"))
        ),
        _line(spec.product, 24 if len(spec.product) < 45 else 19, bold=True, before=12, colour=FRAME),
        _line(spec.producer, 15, bold=True, before=4),
        *(_line(f"{one_line(item.label)}: {one_line(item.value)}", 13, before=2) for item in spec.lines),
        {"stars": spec.stars},
        _line(spec.rank_line, 17, bold=True, upper=True, before=8, colour=RED),
        _line(spec.decision_line, 13, italic=True, before=9),
        _line(spec.validity_line, 13, before=2),
    ]
    number = number_line(spec.number, spec.symbol) if spec.symbol else ""
    sign = spec.signature
    return {
        "title": one_line(f"{spec.title} {spec.product}"),
        "lines": [line for line in lines if line.get("text", True)],
        "stars": spec.stars,
        "left": [text for text in (number, clean(spec.qr_caption)) if text],
        "place_date": date_line(spec.place, spec.issued_on) if spec.place else "",
        "office": [one_line(text).upper() for text in (*sign.authority, sign.title) if text],
        "name": one_line(sign.name),
        "qr": clean(spec.qr),
        "frame": FRAME,
        "gold": GOLD,
    }


def _line(text: str, size: float, *, bold: bool = False, italic: bool = False, upper: bool = False,
          before: float = 0, colour: str = "000000") -> dict[str, Any]:  # fmt: skip
    text = one_line(text)
    return {"text": text.upper() if upper else text, "size": size, "b": bold, "i": italic, "before": before,
            "colour": colour}  # fmt: skip
