"""What the dossier's page shows: steps, tasks, papers with their life, acts with the reasons against them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.flow import Action
from saolang.core.problems import Problem
from saolang.core.text import format_date, format_score

from . import checks, queries, rounds
from .enums import DossierKind, LocalQuestion
from .enums import DossierState as S
from .models import Dossier
from .reading import Reading
from .states import DOSSIER, SUPPLEMENTABLE, not_involved, steps_of


@dataclass(frozen=True, slots=True)
class Step:
    """One step at the head of the page."""

    label: str
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class Task:
    """One row of a task list; ``state`` is done, half, act or todo."""

    title: str
    text: str
    url: str
    state: str
    percent: int = 0
    badge: str = ""
    badge_kind: str = ""
    done_label: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class TaskBlock:
    """A group of tasks with its heading."""

    title: str
    note: str
    tasks: list[Task]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of the dossier, with the day of the expected decision marked on its life."""

    title: str
    number: str
    issuer: str
    issued: dt.date | None
    ends: dt.date | None
    label: str
    kind: str
    criteria: list[dict[str, str]]
    url: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A button with its address. ``method`` get leads to a form."""

    action: Action
    url: str
    method: str = "post"
    icon: str = ""
    danger: str = ""
    problems: list[Problem] | None = None


_ACTS: dict[str, tuple[str, str, str]] = {
    "submit": ("dossiers:submit", "get", "send"),
    "receive": ("dossiers:receive", "get", "inbox"),
    "answer_commune": ("dossiers:answer", "get", "send"),
    "answer_province": ("dossiers:answer", "get", "send"),
    "request_completion": ("dossiers:completion", "get", "undo-2"),
    "close_completion": ("dossiers:close_completion", "post", "clock"),
    "decline": ("dossiers:decline", "post", "ban"),
    "receive_at_province": ("dossiers:receive_at_province", "get", "inbox"),
    "request_completion_at_province": ("dossiers:completion", "get", "undo-2"),
    "close_completion_at_province": ("dossiers:close_completion", "post", "clock"),
    "put_into_round": ("dossiers:put_into_round", "get", "calendar-clock"),
    "start_agency_review": ("dossiers:start_agency_review", "post", "clipboard-check"),
    "withdraw": ("dossiers:withdraw", "post", "x"),
}
_DANGER = ("decline", "withdraw")


def acts(dossier: Dossier, user: Any) -> list[Act]:
    """What this person may do now with the dossier, the main act first; those called by the council are left out."""
    found = {action.name: action for action in DOSSIER.available(dossier, user)}
    rows = []
    for name, (url_name, method, icon) in _ACTS.items():
        action = found.get(name)
        if action is None or name == _other_way(dossier):
            continue
        # the page behind "Nộp hồ sơ" lists all that is missing, so it always opens
        against: list[Problem] | None = [] if name == "submit" else None
        danger = "1" if name in _DANGER else ""
        rows.append(Act(action, reverse(url_name, args=[dossier.code]), method, icon, danger, against))
    return rows


def _other_way(dossier: Dossier) -> str:
    """The act of the province that belongs to the other kind of dossier and is not offered."""
    return "put_into_round" if dossier.kind == DossierKind.REASSESSMENT else "start_agency_review"


def proposing(dossier: Dossier, user: Any) -> dict[str, Any] | None:
    """The way to the proposal letter: the letter the dossier is in, or the act that begins one."""
    if dossier.state != S.COMMUNE or not user.has_perm("dossiers.check_dossier", dossier):
        return None
    item = queries.current_item(dossier)
    if item is not None:
        return {"url": item.proposal.get_absolute_url(), "label": _("Mở văn bản đề nghị"), "problems": []}
    return {
        "url": "",
        "label": _("Lập văn bản đề nghị"),
        "problems": [*not_involved(dossier, user), *checks.report_problems(dossier)],
    }


def steps(dossier: Dossier) -> list[Step]:
    """The steps of the way with the dates that are known."""
    submitted = clock.local(dossier.submitted_at).date() if dossier.submitted_at else None
    notes: tuple[str, ...] = (
        format_date(submitted),
        format_date(dossier.received_on),
        _("hạn %(day)s") % {"day": format_date(dossier.commune_due_on)} if dossier.commune_due_on else "",
        format_date(dossier.proposed_on),
        format_date(dossier.province_received_on),
        _after_receipt(dossier),
        format_date(dossier.closed_on) if dossier.state not in (S.WITHDRAWN, S.COMMUNE_DECLINED) else "",
    )
    steps = steps_of(dossier)
    notes = (*notes[: len(notes) - 1], *("",) * (len(steps) - len(notes)), notes[-1])
    current = next((index for index, (_label, states) in enumerate(steps) if dossier.state in states), None)
    ended = dossier.state in (S.RECOGNISED, S.NOT_RECOGNISED, S.REJECTED)
    reached = (submitted, dossier.received_on, dossier.proposed_on, dossier.proposed_on, dossier.province_received_on)
    rows = []
    for index, (label, _states) in enumerate(steps):
        if current is not None:
            state = "done" if index < current else "now" if index == current else ""
        else:
            state = "done" if ended or (index < len(reached) and reached[index]) else ""
        rows.append(Step(str(label), notes[index], state))
    return rows


def _after_receipt(dossier: Dossier) -> str:
    """The round of a dossier, or the last day of a re-assessment."""
    if dossier.reassessment_due_on is not None:
        return _("hạn %(day)s") % {"day": format_date(dossier.reassessment_due_on)}
    return str(dossier.round) if dossier.round else ""


def preparing_block(reading: Reading) -> TaskBlock:
    """The producer's sections, each saved by itself."""
    tasks = []
    statuses = checks.section_statuses(reading)
    for status in statuses:
        section = status.section
        text = str(section.hint)
        if status.problems:
            first = status.problems[0].message
            more = len(status.problems) - 1
            text = first if not more else _("%(first)s Còn %(more)d việc nữa.") % {"first": first, "more": more}
        state = "done" if status.is_complete else "half" if status.is_started else "todo"
        tasks.append(
            Task(
                str(section.title), text, section.url(reading.dossier.code), state, status.percent,
                badge="" if status.is_complete else f"{status.done} / {status.total}", badge_kind="draft",
                done_label=_("Đủ"), id=section.key,
            )
        )  # fmt: skip
    done = sum(status.is_complete for status in statuses)
    note = _("%(done)d trên %(total)d phần đã đủ, mỗi phần lưu riêng") % {"done": done, "total": len(statuses)}
    return TaskBlock(_("Các phần của hồ sơ"), note, tasks)


def submitted_block(dossier: Dossier, facts: dict[str, Any], papers: list[PaperRow]) -> TaskBlock:
    """What the producer handed in, frozen."""
    answered = sum(row["option"] is not None for row in facts["answers"])
    total = format_score(facts["evaluation"]["total"])
    weak = sum(row.kind != "valid" for row in papers)
    words = {"count": len(papers), "weak": weak}
    tasks = [
        Task(
            _("Phiếu đăng ký (Mẫu số 01)"), _("Đã ký, %(count)s sản phẩm mẫu") % {
                "count": f"{facts['form01']['sample_count'] or 0:02d}"},
            reverse("dossiers:form", args=[dossier.code, "mau-01", "pdf"]), "done", done_label=_("Đã nộp"),
        ),
        Task(
            _("Báo cáo tự đánh giá (Mẫu số 02)"),
            _("%(count)d tiêu chí, %(total)s điểm") % {"count": answered, "total": total},
            reverse("dossiers:criteria", args=[dossier.code]), "done", done_label=_("Đã nộp"),
        ),
        Task(
            _("Minh chứng"),
            _("%(count)d giấy; %(weak)d giấy cần xem lại thời hạn") % words if weak
            else _("%(count)d giấy, đều còn hiệu lực đến ngày dự kiến quyết định") % words,
            "#minh-chung", "act" if weak else "done", badge=_("Cần xem") if weak else "", badge_kind="soon",
            done_label=_("Đủ"),
        ),
    ]  # fmt: skip
    day = format_date(clock.local(dossier.submitted_at).date()) if dossier.submitted_at else ""
    return TaskBlock(_("Chủ thể đã nộp"), _("bản chụp %(day)s, không sửa được") % {"day": day}, tasks)


def commune_block(dossier: Dossier) -> TaskBlock:
    """What the commune has to finish before it proposes."""
    report = getattr(dossier, "commune_report", None)
    checked = report.composition_checked if report else {}
    items = checks.composition_items(dossier)
    done = sum(bool(checked.get(key)) for key, _label in items)
    composition = Task(
        _("Thành phần hồ sơ"), _("%(done)d trên %(total)d mục đã kiểm tra") % {"done": done, "total": len(items)},
        reverse("dossiers:composition", args=[dossier.code]),
        "done" if done == len(items) else "half" if done else "todo", 100 * done // len(items),
        badge=f"{done} / {len(items)}", badge_kind="draft", done_label=_("Xong"),
    )  # fmt: skip
    written = {row.question: row.finding for row in report.findings.all()} if report else {}
    findings = [
        Task(
            _("Mẫu số 03: %(name)s") % {"name": label}, (written.get(value) or _("Chưa ghi đánh giá"))[:120],
            f"{reverse('dossiers:report', args=[dossier.code])}#{value}", "done" if written.get(value) else "todo",
            badge="" if written.get(value) else _("Chưa làm"), badge_kind="draft", done_label=_("Xong"),
        )
        for value, label in LocalQuestion.choices
    ]  # fmt: skip
    return TaskBlock(_("Xã kiểm tra"), _("tự lưu từng phần"), [composition, *findings, *_package_tasks(dossier)])


def _package_tasks(dossier: Dossier) -> list[Task]:
    item = queries.current_item(dossier)
    if item is None:
        return []
    needed = Reading(dossier).sheet.samples_required
    counted = item.samples_counted
    rows = []
    if needed:
        rows.append(
            Task(
                _("Sản phẩm mẫu"), _("%(has)d trên %(needed)02d đã đếm") % {"has": counted, "needed": needed},
                item.proposal.get_absolute_url(), "done" if counted >= needed else "half" if counted else "todo",
                min(100, 100 * counted // needed), badge=f"{counted} / {needed}", badge_kind="draft",
                done_label=_("Đủ"),
            )
        )  # fmt: skip
    issued = item.proposal.paper is not None and item.proposal.paper.is_issued
    rows.append(
        Task(
            _("Văn bản đề nghị"),
            str(item.proposal.paper.get_state_display()) if item.proposal.paper else _("Chưa soạn"),
            item.proposal.get_absolute_url(), "done" if issued else "todo", badge=_("Chưa ký"), badge_kind="draft",
            done_label=_("Đã ban hành"),
        )
    )  # fmt: skip
    return rows


def paper_rows(dossier: Dossier, facts: dict[str, Any], expected_on: dt.date) -> list[PaperRow]:
    """Papers in the order of the criteria, then later additions; validity is seen from the expected decision."""
    used: dict[str, list[dict[str, str]]] = {}
    for answer in facts["answers"]:
        for link in answer["evidence"]:
            url = reverse("dossiers:criterion", args=[dossier.code, answer["criterion"]])
            used.setdefault(link["paper"], []).append({"code": answer["criterion"], "url": url})
    rows = [_paper_row(paper, used.get(paper["code"], []), expected_on) for paper in facts["papers"]]
    for addition in dossier.supplements.order_by("added_on", "pk"):
        criteria = [{"code": addition.criterion, "url": ""}] if addition.criterion else []
        added = _("Tài liệu bổ sung ngày %(day)s") % {"day": format_date(addition.added_on)}
        rows.append(_paper_row(addition.facts, criteria, expected_on, note=added))
    return rows


def _paper_row(paper: dict[str, Any], criteria: list[dict[str, str]], expected_on: dt.date, note: str = "") -> PaperRow:
    issued, ends = _day(paper["issued_on"]), _day(paper["expires_on"])
    if ends is not None and ends < clock.today():
        label, kind = _("Hết hạn"), "off"
    elif ends is not None and ends < expected_on:
        label, kind = _("Hết hạn trước quyết định"), "soon"
    else:
        label, kind = _("Còn hiệu lực"), "valid"
    pages = sum(item.get("pages") or 0 for item in paper["files"])
    number = " · ".join(
        part for part in (paper["number"], _("%(n)d trang") % {"n": pages} if pages else "", note) if part
    )
    return PaperRow(
        title=paper["title"], number=number, issuer=paper["issuer"], issued=issued, ends=ends, label=label, kind=kind,
        criteria=criteria, url=reverse("producers:evidence", args=[paper["code"]]), files=list(paper["files"]),
    )  # fmt: skip


def _day(iso: str) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


def may_supplement(dossier: Dossier, user: Any) -> bool:
    """Whether this person may add a dated paper now."""
    return dossier.state in SUPPLEMENTABLE and user.has_perm("dossiers.supplement_dossier", dossier)


def expected_on(dossier: Dossier) -> dt.date:
    """The day that marks the life of papers."""
    return rounds.expected_decision_on(dossier)
