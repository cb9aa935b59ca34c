"""The facts of one product of an old list: from cells, groups above and what holds for the sheet. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from saolang.core.codes import parse_product_code
from saolang.core.problems import DomainError, Problem
from saolang.core.text import fold_vi, normalize_line
from saolang.core.workdays import add_months_civil

from .entries import TERM_MONTHS, Entry, kind_of, points_of, set_of, url_of, year_of, yes_of
from .facts import (
    DecisionReading,
    LooseDate,
    StarReading,
    household_person,
    read_date,
    read_decision,
    read_star,
    without_phones,
)
from .mapping import RegisterMapping, SheetMapping
from .targets import TICKS
from .workbook import as_text

T = TypeVar("T")
_CAPS = {"name": 250, "producer": 250, "issuer": 200, "certificate": 80, "address": 400, "note": 1000, "source": 300}


class LineFacts:
    """Collects what is wrong and what a person should know while it reads."""

    def __init__(
        self, place: str, places: dict[str, str], context: dict[str, Any], sheet: SheetMapping, whole: RegisterMapping
    ) -> None:
        self.place, self.places, self.context, self.sheet, self.whole = place, places, context, sheet, whole
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.values: dict[str, Any] = {}
        self.commune = ""

    def read(self, name: str, name_place: str, values: dict[str, Any]) -> tuple[Entry | None, str]:
        """The entry, or None when something stands against it; and the producer as it may be shown."""
        self.values = values
        if not name:
            fix = _("Ghi tên như trong quyết định.")
            self.problems.append(Problem("name_missing", _("Thiếu tên sản phẩm."), name_place, fix))
        producer, hidden = self._producer()
        decision, decided, issuer = self._decision()
        certificate, certified, starts, through = self._certificate()
        star = self._stars()
        year = self._soft("year", year_of) or self.context.get("year") or self.sheet.year
        decided_on = decided.day if decided else None
        start = certified or starts or decided_on
        if through and start and through <= start:
            self._refuse("term_order", _("Ngày hết hạn không sau ngày bắt đầu."), "valid_through")
        number = (decision.number, decision.symbol) if decision else None
        if (number or certificate) and not issuer:
            self._refuse(
                "issuer_missing",
                _("Có số văn bản nhưng không rõ cơ quan ban hành; số chỉ là duy nhất trong một cơ quan."),
                "decision" if number else "certificate",
                _("Ghi cơ quan ban hành mặc định của trang tính ở bước ghép cột."),
            )
        if len(name) > _CAPS["name"]:
            self._refuse("too_long", _("Chữ dài quá %(cap)d ký tự.") % {"cap": _CAPS["name"]}, "name")
        entry = Entry(
            place=self.place,
            name=name[: _CAPS["name"]],
            producer=producer,
            producer_hidden=hidden,
            kind=self._kind(producer, bool(hidden)),
            star=star.star,
            potential_five=star.potential_five or bool(self._soft("potential_five", yes_of)),
            year=year,
            set_number=self._soft("set", set_of),
            product_code=self._soft("product_code", lambda v: str(parse_product_code(as_text(v)))) or "",
            decision=number,
            issuer=issuer,
            decided_on=decided_on,
            certificate=certificate,
            certified_on=certified,
            through=through or (add_months_civil(start, TERM_MONTHS) if start else None),
            starts_on=starts,
            address=self._address(),
            points=self._soft("points", points_of),
            renewed=bool(self._soft("renewed", yes_of)),
            note=self._text("note"),
            source=self._text("source"),
            source_url=self._soft("source_url", url_of) or "",
            decided_year=decided.year if decided and decided_on is None else None,
        )
        return (None if self.problems else entry), producer or (_("(không công bố tên cá nhân)") if hidden else "")

    def _where(self, key: str) -> str:
        return self.places.get(key, self.place)

    def _refuse(self, code: str, message: str, key: str, fix: str = "") -> None:
        self.problems.append(Problem(code, message, self._where(key), fix))

    def _note(self, code: str, message: str, key: str) -> None:
        self.notes.append(Problem(code, message, self._where(key)))

    def _text(self, key: str) -> str:
        value = self.values.get(key, "")
        if value == "":
            return ""
        text, phones = without_phones(normalize_line(as_text(value)))
        if phones:
            self._note("phone_dropped", _("Bỏ số điện thoại trong ô: dữ liệu cá nhân không lấy vào hệ thống."), key)
        cap = _CAPS.get(key, 400)
        if len(text) > cap:
            self._refuse("too_long", _("Chữ dài quá %(cap)d ký tự.") % {"cap": cap}, key)
        return text[:cap]

    def _hard(self, key: str, read: Callable[[Any], T]) -> T | None:
        """A fact that must be right: what cannot be read refuses the line."""
        value = self.values.get(key, "")
        if value == "":
            return None
        try:
            return read(value)
        except DomainError as error:
            self.problems += [Problem(p.code, p.message, self._where(key), p.fix) for p in error.problems]
        return None

    def _soft(self, key: str, read: Callable[[Any], T]) -> T | None:
        """A fact that may be left out: what cannot be read is kept as a note and said."""
        value = self.values.get(key, "")
        if value == "":
            return None
        try:
            return read(value)
        except DomainError as error:
            for problem in error.problems:
                self._note(problem.code, _("%(message)s Giữ làm ghi chú.") % {"message": problem.message}, key)
        return None

    def _day(self, key: str, *, future: bool = False) -> LooseDate | None:
        found = self._hard(key, lambda value: read_date(value, future=future))
        if found is not None and found.note:
            self._note(f"date_{found.how}", found.note, key)
        return found

    def _producer(self) -> tuple[str, str]:
        producer = self._text("producer")
        if producer and self.whole.hide_households:
            personal, business = household_person(producer)
            if personal:
                if business:
                    self._note(
                        "person_name", _("Tên riêng cá nhân không công bố; dùng tên cơ sở trong ngoặc."), "producer"
                    )
                    return business, ""
                self._note("person_name", _("Chủ thể mang tên cá nhân: giữ sản phẩm, không công bố tên."), "producer")
                return "", fold_vi(producer)[:60]
        return producer, ""

    def _kind(self, producer: str, hidden: bool) -> str:
        kind = self._soft("kind", kind_of) or ""
        if not kind and hidden:
            return "household"
        if not kind and producer and "kind" not in self.values:
            try:
                kind = kind_of(producer)
            except DomainError:
                kind = ""
        return kind

    def _decision(self) -> tuple[DecisionReading | None, LooseDate | None, str]:
        """The number, the date (of its own column before that of the cell), and the issuer."""
        if self.values.get("decision", "") == "" and "decision" in self.context:
            self.values["decision"] = self.context["decision"]
        decision = self._hard("decision", read_decision)
        decided = self._day("decided_on")
        inside = decision.day if decision else None
        if decided is None:
            decided = inside
            if inside is not None and inside.note:
                self._note(f"date_{inside.how}", inside.note, "decision")
        elif inside is not None and inside.day and decided.day and inside.day != decided.day:
            text = _("Ngày trong ô số quyết định khác ngày ở cột ngày.")
            self._refuse("decision_two_dates", text, "decision", _("Sửa một trong hai cho đúng bản gốc."))
        issuer = self._text("issuer") or (decision.issuer if decision else "")
        if not issuer and self.sheet.issuer:
            district = self._text("district") or str(self.context.get("district", ""))
            issuer = self.sheet.issuer
            if "{" in issuer:
                label = district[:1].lower() + district[1:]
                issuer = issuer.replace("{huyện}", label).replace("{huyen}", label) if district else ""
        return decision, decided, normalize_line(issuer)

    def _certificate(self) -> tuple[str, date | None, date | None, date | None]:
        certificate = self._text("certificate")
        if certificate and "ngày" in certificate.lower():
            certificate = normalize_line(
                certificate.lower().split("ngày")[0] and certificate[: certificate.lower().index("ngày")]
            )
        certified = self._day("certified_on")
        starts = self._day("valid_from")
        through = self._day("valid_through", future=True)
        return (
            certificate.strip(" ,;"),
            certified.day if certified else None,
            starts.day if starts else None,
            through.day if through else None,
        )

    def _stars(self) -> StarReading:
        found = self._hard("star", read_star)
        ticked = [
            (star, self.values[target])
            for target, star in TICKS.items()
            if self.values.get(target, "") != "" and fold_vi(as_text(self.values[target])) not in ("0", "-", "khong")
        ]
        if len(ticked) > 1 or (ticked and found and found.star and found.star != ticked[0][0]):
            self._refuse(
                "star_twice", _("Dòng đánh dấu nhiều hạng sao."), f"star_{ticked[-1][0]}", _("Chỉ để một hạng.")
            )
        if ticked:
            return StarReading(ticked[0][0], bool(found and found.potential_five))
        if found is None and self.values.get("star", "") == "":
            group = self.context.get("star")
            return group if isinstance(group, StarReading) else StarReading(None)
        return found or StarReading(None)

    def _address(self) -> str:
        """The printed address with what the columns and groups add to it, smallest unit first."""
        text = self._text("address")
        self.commune = self._text("commune") or str(self.context.get("commune", ""))
        district = self._text("district") or str(self.context.get("district", ""))
        parts = [text] if text else []
        folded = f" {fold_vi(text)}"
        province = self._text("province") or ("" if " tinh " in folded.replace(",", " ") else self.sheet.province)
        for part in (self.commune, district, province):
            if part and fold_vi(_bare(part)) not in folded:
                parts.append(part)
                folded += f" {fold_vi(part)}"
        return ", ".join(parts)[: _CAPS["address"]]


def _bare(part: str) -> str:
    words = part.split()
    heads = ("huyện", "xã", "phường", "tỉnh", "tp", "tp.", "tx", "tx.", "quận")
    if len(words) > 1 and words[0].lower() in heads:
        return " ".join(words[1:])
    return (
        " ".join(words[2:])
        if len(words) > 2 and fold_vi(" ".join(words[:2])) in ("thi xa", "thi tran", "thanh pho")
        else part
    )
