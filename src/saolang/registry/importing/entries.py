"""Rows to entries: every fact is checked; what is wrong is said with its cell and what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.codes import parse_product_code
from saolang.core.problems import DomainError, Problem
from saolang.core.text import fold_vi, normalize_line, parse_date, parse_number
from saolang.core.workdays import add_months_civil
from saolang.producers.enums import ProducerKind

from .rows import Cell, RawRow

T = TypeVar("T")
TERM_MONTHS = 36
FIRST_YEAR = 2018
_YES = ("co", "x", "true", "dung", "1", "yes")
_NO = ("khong", "false", "0", "no", "-")
_DECISION = re.compile(r"(?:số\s*)?(?:qđ\s*(?:số\s*)?)?(\d{1,6}[a-z]?)\s*(?:/\s*(.{1,40}))?", re.IGNORECASE)
_STAR = re.compile(r"([1-5])(?:[.,]0+)?(?:\s*sao)?")
_SET = re.compile(r"(?:bộ\s*|qd26-0?)?(\d{1,2})(?:[.,]0+)?(?:\s*[.:–-]\s+\D.*)?", re.IGNORECASE)
_KIND_WORDS = (
    ("hop tac xa", ProducerKind.COOPERATIVE),
    ("htx", ProducerKind.COOPERATIVE),
    ("to hop tac", ProducerKind.COOPERATIVE_GROUP),
    ("doanh nghiep", ProducerKind.ENTERPRISE),
    ("cong ty", ProducerKind.COMPANY),
    ("trang trai", ProducerKind.FARM),
    ("ho ", ProducerKind.HOUSEHOLD),
    ("hkd", ProducerKind.HOUSEHOLD),
    ("co so", ProducerKind.HOUSEHOLD),
    ("hoi", ProducerKind.ASSOCIATION),
    ("hiep hoi", ProducerKind.ASSOCIATION),
    ("trung tam", ProducerKind.MANAGEMENT_CENTRE),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, checked. What the source does not say is empty."""

    place: str
    name: str
    producer: str
    producer_hidden: str
    kind: str
    star: int | None
    potential_five: bool
    year: int | None
    set_number: int | None
    product_code: str
    decision: tuple[str, str] | None
    issuer: str
    decided_on: date | None
    certificate: str
    certified_on: date | None
    through: date | None
    starts_on: date | None
    address: str
    points: Decimal | None
    renewed: bool
    note: str
    source: str
    source_url: str
    decided_year: int | None = None
    """The year of the decision where the day is not known."""

    @property
    def decision_words(self) -> str:
        """The number as it is printed."""
        return "/".join(part for part in self.decision if part) if self.decision else ""

    @property
    def written_on(self) -> date | None:
        """The day by whose names of places the address is read."""
        if self.decided_on or self.starts_on:
            return self.decided_on or self.starts_on
        year = self.decided_year or self.year
        return date(year, 12, 31) if year else None


class _Reader:
    """Reads the cells of one row; collects what is wrong."""

    def __init__(self, row: RawRow) -> None:
        self.row = row
        self.problems: list[Problem] = []

    def add(self, code: str, message: str, key: str, fix: str = "") -> None:
        cell = self.row.cells.get(key)
        self.problems.append(Problem(code, message, cell.where if cell else self.row.place, fix))

    def text(self, key: str, cap: int) -> str:
        cell = self.row.cells.get(key)
        if cell is None:
            return ""
        text = normalize_line(_plain(cell))
        if len(text) > cap:
            self.add("too_long", _("Chữ dài quá %(cap)d ký tự.") % {"cap": cap}, key)
        return text[:cap]

    def read(self, key: str, parse: Callable[[Any], T]) -> T | None:
        cell = self.row.cells.get(key)
        if cell is None:
            return None
        try:
            return parse(cell.value)
        except DomainError as error:
            for problem in error.problems:
                self.problems.append(Problem(problem.code, problem.message, cell.where, problem.fix))
        return None


def _plain(cell: Cell) -> str:
    """A number that Excel made of a text such as 612 comes back without its ".0"."""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def read_entry(row: RawRow) -> tuple[Entry | None, list[Problem]]:
    """One row to an entry, or to everything that is wrong with it."""
    r = _Reader(row)
    name = r.text("name", 250)
    if not name:
        r.add("name_missing", _("Thiếu tên sản phẩm."), "name", _("Ghi tên như trong quyết định."))
    decision = r.read("decision", _decision)
    issuer = r.text("issuer", 200)
    decided_on = r.read("decided_on", _date)
    certificate = r.text("certificate", 80)
    certified_on = r.read("certified_on", _date)
    starts_on = r.read("valid_from", _date)
    through = r.read("valid_through", lambda value: _date(value, future=True))
    if (decision or certificate) and not issuer:
        r.add(
            "issuer_missing",
            _("Có số văn bản nhưng không ghi cơ quan ban hành; số chỉ là duy nhất trong một cơ quan."),
            "decision" if decision else "certificate",
            _("Ghi cột “Cơ quan ban hành”, ví dụ UBND tỉnh Trà Vinh."),
        )
    start = certified_on or starts_on or decided_on
    if through and start and through <= start:
        r.add("term_order", _("Ngày hết hạn không sau ngày bắt đầu."), "valid_through")
    entry = Entry(
        place=row.place,
        name=name,
        producer=r.text("producer", 250),
        producer_hidden=r.text("producer_hidden", 40),
        kind=r.read("kind", kind_of) or "",
        star=r.read("star", _star),
        potential_five=bool(r.read("potential_five", yes_of)),
        year=r.read("year", year_of),
        set_number=r.read("set", set_of),
        product_code=r.read("product_code", lambda v: str(parse_product_code(str(v)))) or "",
        decision=decision,
        issuer=issuer,
        decided_on=decided_on,
        certificate=certificate,
        certified_on=certified_on,
        through=through or (add_months_civil(start, TERM_MONTHS) if start else None),
        starts_on=start,
        address=r.text("address", 400),
        points=r.read("points", points_of),
        renewed=bool(r.read("renewed", yes_of)),
        note=r.text("note", 1000),
        source=r.text("source", 300),
        source_url=r.read("source_url", url_of) or "",
    )
    return (None if r.problems else entry), sorted(r.problems, key=lambda p: (len(p.where), p.where))


def entry_notes(entry: Entry, row: RawRow) -> list[Problem]:
    """What a person should know about a line that can be imported."""
    notes = []
    if entry.star is None:
        text = _("Nguồn không nêu hạng sao: sản phẩm được giữ, không ghi công nhận.")
        if entry.potential_five:
            text = _("Tiềm năng 5 sao là trạng thái, chưa phải hạng sao: sản phẩm được giữ, không ghi công nhận.")
        notes.append(Problem("star_unknown", text, where=row.place))
    elif entry.through is None:
        notes.append(Problem("term_unknown", _("Nguồn không ghi ngày: chưa rõ thời hạn."), where=row.place))
    if not entry.producer:
        text = _("Không công bố tên cá nhân của hộ.") if entry.producer_hidden else _("Nguồn không nêu chủ thể.")
        notes.append(Problem("producer_unnamed", text, where=row.place))
    return notes


def _date(value: Any, *, future: bool = False) -> date:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise DomainError.of(
            "date_number",
            _("“%(value)s” là số, không phải ngày.") % {"value": f"{value:g}"},
            fix=_("Đặt ô ở dạng ngày, hoặc viết 21/11/2026."),
        )
    day = value.date() if isinstance(value, datetime) else parse_date(value if isinstance(value, date) else str(value))
    if not future and day > clock.today():
        raise DomainError.of("date_future", _("Ngày này chưa đến."), fix=_("Kiểm tra lại năm."))
    return day


def _decision(value: Any) -> tuple[str, str]:
    text = normalize_line(_plain(Cell(value, "")))
    match = _DECISION.fullmatch(text)
    if match is None:
        raise DomainError.of(
            "decision_number",
            _("“%(text)s” không phải số quyết định.") % {"text": text[:40]},
            fix=_("Ghi như 612/QĐ-UBND."),
        )
    return match[1], normalize_line(match[2] or "")


def _star(value: Any) -> int:
    text = normalize_line(_plain(Cell(value, ""))).lower()
    match = _STAR.fullmatch(text)
    if match is None:
        raise DomainError.of(
            "star_invalid", _("“%(text)s” không phải hạng sao.") % {"text": text[:40]}, fix=_("Ghi 3, 4 hoặc 5.")
        )
    if int(match[1]) < 3:
        raise DomainError.of(
            "star_low",
            _("%(star)s sao không được công nhận.") % {"star": match[1]},
            fix=_("Danh sách công nhận chỉ có 3, 4, 5 sao; xóa dòng này nếu không có quyết định."),
        )
    return int(match[1])


def year_of(value: Any) -> int:
    text = _plain(Cell(value, "")).strip()
    if not text.isascii() or not text.isdigit() or not FIRST_YEAR <= int(text[:5]) <= clock.today().year:
        raise DomainError.of(
            "year_invalid",
            _("“%(text)s” không phải năm đánh giá.") % {"text": text[:20]},
            fix=_("Ghi năm từ %(first)d đến nay, bốn chữ số.") % {"first": FIRST_YEAR},
        )
    return int(text)


def set_of(value: Any) -> int:
    match = _SET.fullmatch(normalize_line(_plain(Cell(value, ""))))
    if match is None or not 1 <= int(match[1]) <= 26:
        raise DomainError.of("set_invalid", _("Không có bộ sản phẩm này."), fix=_("Ghi số từ 1 đến 26."))
    return int(match[1])


def points_of(value: Any) -> Decimal:
    points = parse_number(value)
    if not 0 <= points <= 100:
        raise DomainError.of("points_range", _("Điểm phải từ 0 đến 100."))
    return points


def yes_of(value: Any) -> bool:
    word = fold_vi(_plain(Cell(value, "")))
    if word in _YES or word in _NO:
        return word in _YES
    raise DomainError.of("yes_no", _("“%(text)s” không rõ có hay không.") % {"text": word[:20]}, fix=_("Ghi có."))


def url_of(value: Any) -> str:
    text = normalize_line(str(value))
    if not re.fullmatch(r"https?://[^\s<>\"]{3,480}", text):
        raise DomainError.of("url_invalid", _("Địa chỉ nguồn không hợp lệ."), fix=_("Ghi http:// hoặc https://."))
    return text


def kind_of(value: Any) -> str:
    text = normalize_line(str(value))
    if text in ProducerKind.values:
        return text
    folded = fold_vi(text) + " "
    for words, kind in _KIND_WORDS:
        if folded.startswith(words):
            return str(kind)
    raise DomainError.of(
        "kind_invalid",
        _("“%(text)s” không phải loại hình chủ thể.") % {"text": text[:40]},
        fix=_("Ghi: Hợp tác xã, Tổ hợp tác, Doanh nghiệp tư nhân, Công ty, Trang trại, Hộ kinh doanh."),
    )
