"""Papers of a meeting, built as blocks: the notice of its conclusions and the agenda.

Legal: Nghị định 30/2020/NĐ-CP, Phụ lục I (parts of a paper) and Phụ lục III, Mẫu 1.4 (papers with a named kind).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.assessment.documents import committee_name
from saolang.core.text import fold_vi, format_date, normalize_line
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import (
    Clauses,
    Column,
    Header,
    Heading,
    KeyValue,
    KeyValues,
    PaperSpec,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)
from saolang.documents.texts import paper_from_text
from saolang.documents.wording import day_words
from saolang.monitoring.inspection_documents import head_title, short_name

from .meeting_wording import Printed, printed
from .models import Conclusion, Meeting

OFFICE_NAME = "văn phòng ủy ban nhân dân"


@dataclass(slots=True)
class Part:
    """One numbered block of the notice: an addressee and the conclusions for it, in the order they were taken down."""

    number: int
    addressee: str
    rows: list[tuple[Conclusion, Printed]] = field(default_factory=list)

    def label(self, index: int) -> str:
        """The label of the task made from a conclusion: "4.1"."""
        return f"{self.number}.{index}"


def parts_of(meeting: Meeting, *, as_drafted: bool = False) -> list[Part]:
    """Conclusions grouped by addressee, in the order in which the addressees come up first.

    ``as_drafted`` takes the words that were put into the draft, whatever has happened to repeated duties since.
    """
    parts: dict[str, Part] = {}
    rows = meeting.conclusions.select_related("repeats__repeats__notice__document", "repeats__notice__document")
    for row in rows:
        key = fold_vi(row.addressee)
        part = parts.setdefault(key, Part(len(parts) + 1, row.addressee))
        words = Printed(**row.printed) if as_drafted and row.printed else printed(row, held_on=meeting.held_on)
        part.rows.append((row, words))
    return list(parts.values())


def chair_words(meeting: Meeting) -> str:
    """The chair with office: the name stands after the first office, as such papers print it."""
    office, comma, rest = meeting.chair_title.partition(",")
    return normalize_line(f"{office} {meeting.chair_name}{comma}{rest}")


def about_words(meeting: Meeting) -> str:
    """What the meeting was about, inside a sentence."""
    title = meeting.title.strip().rstrip(".")
    for lead in ("cuộc họp ", "họp "):
        if title.lower().startswith(lead):
            title = title[len(lead) :]
            break
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def is_cabinet_office(body: Any) -> bool:
    """Whether a body is the office of the People's Committee, which usually writes such notices (TB-VP)."""
    return str(body.name).lower().startswith(OFFICE_NAME)


def head_of(body: Any) -> str:
    """The office of whoever heads the body that issues the notice."""
    if body.kind == OrganisationKind.STEERING:
        return "TRƯỞNG BAN"
    return "CHÁNH VĂN PHÒNG" if is_cabinet_office(body) else head_title(body)


def symbol_of(body: Any) -> str:
    """The symbol of the notice: TB-BCĐ for a steering committee, TB-VP for the office of the People's Committee."""
    if body.kind == OrganisationKind.STEERING:
        return default_symbol(PaperKind.CONCLUSION_NOTICE, "BCĐ")
    return default_symbol(PaperKind.CONCLUSION_NOTICE, "VP" if is_cabinet_office(body) else short_name(body))


def signature_of(meeting: Meeting) -> Signature:
    """Who signs: the person named for it, else the chair; a deputy signs for the head."""
    head = head_of(meeting.issuer)
    own = meeting.issuer_id == meeting.committee_id
    name = meeting.signer_name or (meeting.chair_name if own else "")
    title = meeting.signer_title.strip()
    if not title or fold_vi(title) == fold_vi(head):
        return Signature(title=head, name=name)
    if fold_vi(title).startswith("pho "):
        return Signature(title=title.upper(), name=name, authority=(f"KT. {head}",))
    return Signature(title=title.upper(), name=name)


def notice_spec(meeting: Meeting, parts: list[Part]) -> PaperSpec:
    """The notice in its standard words, with one numbered block for each addressee."""
    issuer = meeting.issuer
    parent = "" if issuer.kind == OrganisationKind.COMMITTEE else committee_name(meeting.province)
    header = Header(
        issuer=issuer.name,
        parent=issuer.parent.name if issuer.parent else parent,
        symbol=symbol_of(issuer),
        place=meeting.province.name,
    )
    spec = paper_from_text(
        PaperKind.CONCLUSION_NOTICE,
        header=header,
        values={
            "chair": chair_words(meeting),
            "chair_name": chair_words(meeting).partition(",")[0],
            "about": about_words(meeting),
            "held_day": _capital(day_words(meeting.held_on)),
            "where": _(", tại %(place)s") % {"place": meeting.place} if meeting.place else "",
            "attendance": _attendance_words(meeting),
            "appraisal": meeting.opening,
            "issuer": issuer.name,
            "sign_title": "",
            "addressees": "\n".join([*(part.addressee for part in parts), *meeting.recipients.splitlines()]),
        },
        blocks=tuple(block for part in parts for block in _part_blocks(part)),
    )
    written = tuple(block for block in spec.blocks if not isinstance(block, Paragraph) or block.text)
    lines = (normalize_line(line).lstrip("- ") for name in spec.recipients for line in name.splitlines())
    return replace(
        spec,
        blocks=written,
        signatures=(signature_of(meeting),),
        recipients=tuple(dict.fromkeys(line for line in lines if line)),
    )


def _attendance_words(meeting: Meeting) -> str:
    lines = [line.strip(" -;.") for line in meeting.attendance.splitlines() if line.strip(" -;.")]
    if not lines:
        return ""
    return _("Tham dự cuộc họp có: %(people)s.") % {"people": "; ".join(lines)}


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _part_blocks(part: Part) -> Iterable[Any]:
    """A heading and dashes; one conclusion alone stands in the line of its addressee."""
    lead = f"{part.number}. {part.addressee}"
    texts = [words.text for _row, words in part.rows]
    if len(texts) == 1:
        return (Paragraph((Run(f"{lead}: ", bold=True), Run(texts[0]))),)
    return (Heading(lead, 2), Clauses(tuple(texts), style="dash"))


def agenda_spec(meeting: Meeting, rows: Iterable[Any]) -> PaperSpec:
    """The agenda to print: each point with why it is raised, the units concerned and where each stands."""
    lines = tuple(
        Row((str(number), _point_words(row), "\n".join(_standing_words(row)) or "–"))
        for number, row in enumerate(rows, start=1)
    )
    return PaperSpec(
        kind="agenda",
        header=Header(
            issuer=meeting.committee.name if meeting.committee else committee_name(meeting.province),
            parent=committee_name(meeting.province) if meeting.committee else "",
            place="",
        ),
        title="CHƯƠNG TRÌNH HỌP",
        abstract=_capital(meeting.title),
        blocks=(
            KeyValues(
                (
                    KeyValue(_("Ngày họp"), format_date(meeting.held_on)),
                    KeyValue(_("Địa điểm"), meeting.place or "–"),
                    KeyValue(_("Chủ trì"), chair_words(meeting)),
                )
            ),
            Table(
                columns=(Column(7, "center"), Column(48), Column(45)),
                header=(Row(("TT", _("Nội dung"), _("Đơn vị và tình hình")), bold=True),),
                rows=lines or (Row(("", _("Chưa có mục nào."), "")),),
            ),
        ),
        end_mark=False,
    )


def _point_words(row: Any) -> str:
    asked = _("Đã yêu cầu %(n)s lần") % {"n": row.times} if row.times > 1 else ""
    return "\n".join(part for part in (row.text, row.source, asked, row.why) if part)


def _standing_words(row: Any) -> list[str]:
    """Where each unit stands, and the last line of its diary."""
    if row.last is None:
        return list(row.lines)
    said = f"{row.last.body.name} ({format_date(row.last.on)}): {row.last.text}"
    return [*row.lines, said if len(said) <= 400 else f"{said[:399]}…"]
