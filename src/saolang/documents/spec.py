"""The block model of an official paper: what it says, free of how it is drawn.

A paper is built once from these frozen blocks; `compose` turns them into drawing steps, and the Word and PDF writers
draw the same steps, so that the two cannot differ. `to_data`/`from_data` round-trip through plain JSON values;
fields at their default are left out, so that a later optional field does not change the hash of an older paper.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. A line break inside it starts a new line."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


TextLike = str | Run | Sequence["str | Run"]


def runs(text: TextLike) -> tuple[Run, ...]:
    """A tuple of runs from a string, a run, or a mixed sequence of both."""
    if isinstance(text, str):
        return (Run(text),) if text else ()
    if isinstance(text, Run):
        return (text,)
    return tuple(part if isinstance(part, Run) else Run(part) for part in text)


class _WithText:
    """Lets an author write a plain string where the block keeps runs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", runs(self.text))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Heading:
    """A heading. Level 0: "Phần/Chương" (centred); 1: "I. ..." in capitals; 2: "1. ..." bold; 3: bold italic."""

    text: str
    level: int = 1
    title: str = ""  # level 0 only: the second, capital line


@dataclass(frozen=True)
class Paragraph(_WithText):
    """Running text."""

    text: tuple[Run, ...]
    align: str = "justify"  # justify | left | center | right
    indent: bool = True
    bold: bool = False
    italic: bool = False
    small: bool = False  # notes, 12 pt
    keep_with_next: bool = False


@dataclass(frozen=True)
class Article(_WithText):
    """ "Điều N." with an optional bold title; the text follows on the same line, or below when there is a title."""

    number: int
    text: tuple[Run, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Clauses:
    """Numbered clauses ("1."), lettered points ("a)") in the Vietnamese alphabet, or "-" / "+" lists."""

    items: tuple[Any, ...]  # each a string, a Run, or a tuple of them
    style: str = "number"  # number | letter | dash | plus
    start: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(runs(item) for item in self.items))


@dataclass(frozen=True)
class CheckItem:
    """One box to tick."""

    label: str
    checked: bool = False


@dataclass(frozen=True)
class Checkboxes:
    """Boxes to tick, printed after their label as the state's forms do; `inline` puts them on one line after `lead`."""

    items: tuple[CheckItem, ...]
    lead: str = ""
    inline: bool = False


@dataclass(frozen=True)
class KeyValue:
    """ "Label: value" on a line; an empty value leaves a dotted line to write on."""

    label: str
    value: str = ""


@dataclass(frozen=True)
class KeyValues:
    """Several "label: value" pairs; `inline` puts them side by side on one line."""

    items: tuple[KeyValue, ...]
    inline: bool = False
    indent: bool = True


@dataclass(frozen=True)
class DottedLines:
    """Empty dotted lines to write on."""

    count: int = 1


@dataclass(frozen=True)
class Column:
    """A table column: its share of the width and how its cells are aligned."""

    width: float
    align: str = "left"


@dataclass(frozen=True)
class Cell(_WithText):
    """A table cell, spanning columns or rows when asked."""

    text: tuple[Run, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    align: str = ""  # empty: as the column
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Row:
    """A table row. Plain strings are taken as cells."""

    cells: tuple[Any, ...]
    bold: bool = False

    def __post_init__(self) -> None:
        cells = tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in self.cells)
        object.__setattr__(self, "cells", cells)


@dataclass(frozen=True)
class Table:
    """A ruled table; header rows repeat on every page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header: tuple[Row, ...] = ()
    size: float = 12
    repeat_header: bool = True
    borders: bool = True

    def __post_init__(self) -> None:
        for name in ("header", "rows"):
            made = tuple(row if isinstance(row, Row) else Row(tuple(row)) for row in getattr(self, name))
            object.__setattr__(self, name, made)


@dataclass(frozen=True)
class PageBreak:
    """The next block starts a new page."""


@dataclass(frozen=True)
class QrCode:
    """A QR code with an optional line under it."""

    content: str
    width_mm: float = 25
    align: str = "center"
    caption: str = ""


@dataclass(frozen=True)
class Signature:
    """One signing column.

    `authority` holds the lines above the office ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), `title` the office itself,
    `note` a hint such as "(Ký, ghi rõ họ tên)", `second_title` another office of the signer, above the name.
    """

    title: str = ""
    name: str = ""
    authority: tuple[str, ...] = ()
    note: str = ""
    second_title: str = ""
    place_date: str = ""  # printed above, on forms whose date stands at the end
    as_written: bool = False  # a form's own words ("Cơ quan tiếp nhận"), not in capitals


@dataclass(frozen=True)
class Signatures:
    """Signing columns inside the body (office parts of a form)."""

    columns: tuple[Signature, ...]


@dataclass(frozen=True)
class Header:
    """What stands above the title.

    layout "state": two columns by Nghị định 30; "motto": national motto alone, centred (citizens' forms); "none".
    `number` and `issued_on` stay empty until the paper is issued. `place` is the issuer's place name.
    """

    issuer: str = ""
    parent: str = ""
    symbol: str = ""
    number: str = ""
    place: str = ""
    issued_on: str = ""  # ISO date
    layout: str = "state"
    form_label: str = ""  # e.g. "Mẫu số 01", right above everything
    issuer_text: str = ""  # the issuer as written inside a sentence: "Chủ tịch Ủy ban nhân dân tỉnh ..."


@dataclass(frozen=True)
class Annex:
    """An annex on its own pages, numbered by itself; `landscape` turns it."""

    blocks: tuple[Any, ...]
    title: str = ""
    number: str = ""  # "I", "II"; empty when there is only one
    reference: str = ""  # "(Kèm theo Quyết định số ...)"; empty: made from the paper's own number and date
    landscape: bool = False
    label: bool = True  # print "Phụ lục N"


@dataclass(frozen=True)
class PaperSpec:
    """A whole paper."""

    kind: str
    header: Header
    title: str = ""  # "QUYẾT ĐỊNH"; empty for letters
    abstract: str = ""
    authority: str = ""  # "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ..."
    bases: tuple[str, ...] = ()
    resolution: str = ""  # "QUYẾT ĐỊNH:"
    addressees: tuple[str, ...] = ()
    blocks: tuple[Any, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    subtitle: str = ""  # small line under the title, e.g. "(Dành cho chủ thể ...)"
    title_rule: bool = True
    end_mark: bool = True  # close the text of a state paper with "./."
    language: str = "vi"


@dataclass(frozen=True)
class CertificateSpec:
    """A certificate: A4 landscape with a frame, stars and a QR code."""

    kind: str
    issuer: str
    title: str
    product: str
    producer: str
    stars: int
    authority: str = ""  # "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ... CHỨNG NHẬN"
    rank_line: str = ""  # "ĐẠT HẠNG 4 SAO"
    lines: tuple[KeyValue, ...] = ()
    decision_line: str = ""
    validity_line: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    issued_on: str = ""
    signature: Signature = Signature()
    qr: str = ""
    qr_caption: str = ""


Spec = PaperSpec | CertificateSpec
_TYPES: dict[str, type] = {
    cls.__name__: cls
    for cls in (
        Run, Heading, Paragraph, Article, Clauses, CheckItem, Checkboxes, KeyValue, KeyValues, DottedLines, Column,
        Cell, Row, Table, PageBreak, QrCode, Signature, Signatures, Header, Annex, PaperSpec, CertificateSpec,
    )
}  # fmt: skip


def to_data(value: Any) -> Any:
    """Plain JSON values of a block; fields at their default are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        data: dict[str, Any] = {"type": type(value).__name__}
        for field in fields(value):
            item = getattr(value, field.name)
            if field.default is MISSING or item != field.default:
                data[field.name] = to_data(item)
        return data
    if isinstance(value, (list, tuple)):
        return [to_data(item) for item in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"a paper cannot hold {type(value).__name__}")


def from_data(data: Any) -> Any:
    """The block that `to_data` came from. Raises ValueError for an unknown type or field."""
    if isinstance(data, list):
        return tuple(from_data(item) for item in data)
    if isinstance(data, dict):
        values = {key: from_data(item) for key, item in data.items() if key != "type"}
        cls = _TYPES.get(str(data.get("type")))
        if cls is None:
            raise ValueError(f"unknown block type {data.get('type')!r}")
        try:
            return cls(**values)
        except TypeError as error:
            raise ValueError(f"{data['type']}: {error}") from error
    return data


def canonical_json(spec: Spec) -> str:
    """One text per content: sorted keys, no spaces, UTF-8 letters as they are."""
    return json.dumps(to_data(spec), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def spec_hash(spec: Spec) -> str:
    """SHA-256 (hex) of the canonical JSON: names the exact draft that was put before the signer."""
    return hashlib.sha256(canonical_json(spec).encode()).hexdigest()


def with_issue(
    spec: Spec,
    *,
    number: str,
    symbol: str,
    issued_on: date,
    signer_name: str = "",
    signer_title: str = "",
    sign_mode: str = "",
) -> Spec:
    """The same paper with the number, symbol, date, signer and right to sign of its issue filled in."""
    if isinstance(spec, CertificateSpec):
        signature = _signed(spec.signature, signer_name, signer_title, sign_mode)
        return replace(spec, number=number, symbol=symbol, issued_on=issued_on.isoformat(), signature=signature)
    header = replace(spec.header, number=number, symbol=symbol, issued_on=issued_on.isoformat())
    signatures = spec.signatures
    if len(signatures) == 1 and signer_name:
        signatures = (_signed(signatures[0], signer_name, signer_title, sign_mode),)
    return replace(spec, header=header, signatures=signatures)


def _signed(place: Signature, name: str, title: str, mode: str) -> Signature:
    """The signing place with the signer's name; who signs for the head stands under "KT.", "TL." or "TUQ." of the head.

    Legal: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II, khoản 7.
    """
    place = replace(place, name=name or place.name)
    head = place.title
    written = any(line.startswith(("KT.", "TL.", "TUQ.")) for line in place.authority)
    if mode not in ("KT", "TL", "TUQ") or not (title and head) or written or title.upper() == head.upper():
        return place
    office = title.split(" Ủy ban nhân dân")[0].split(" UBND")[0]
    kept = place.authority if mode == "KT" else ()
    return replace(place, authority=(*kept, f"{mode}. {head}"), title=office)
