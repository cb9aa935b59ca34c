"""What the page of a withdrawal shows: facts, clock, papers, and the one act that comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.problems import Problem
from saolang.core.text import format_date
from saolang.documents.enums import PaperKind, PaperState
from saolang.documents.issue_views import issue_url
from saolang.documents.links import PaperLinks, paper_links
from saolang.documents.models import Paper
from saolang.registry.enums import WithdrawalScope
from saolang.registry.grounds import STOPPED, ground_words
from saolang.registry.queries import validity_of

from ..domain.withdrawal_papers import case_papers
from ..enums import Hearing, WithdrawalState
from ..models import WithdrawalCase
from ..queries import withdrawals as queries
from ..states.withdrawals import WITHDRAWAL, has_basis, was_verified


@dataclass(frozen=True, slots=True)
class CivilClock:
    """The 15 civil days of Điều 8.4: words, tone, due day."""

    before: str
    number: str
    after: str
    tone: str
    due: Any


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the page: a link, or a form that is posted."""

    label: str
    url: str
    icon: str
    post: bool = False
    problems: tuple[Problem, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper with its files and what may be done with it."""

    paper: Paper
    links: PaperLinks
    submit_url: str
    issue_url: str


def civil_clock(case: WithdrawalCase) -> CivilClock | None:
    """The clock of a running case; None while no paper has started it."""
    if case.due_on is None or not case.is_open:
        return None
    left = (case.due_on - clock.today()).days
    if left < 0:
        return CivilClock(_("quá"), str(-left), _("ngày"), "late", case.due_on)
    if left == 0:
        return CivilClock(_("hạn"), _("hôm nay"), "", "soon", case.due_on)
    return CivilClock(_("còn"), str(left), _("ngày"), "soon" if left <= 5 else "", case.due_on)


def list_rows(cases: Iterable[WithdrawalCase]) -> list[dict[str, Any]]:
    """Rows of the list."""
    return [
        {
            "case": case,
            "state": WITHDRAWAL.state(case),
            "clock": civil_clock(case),
            "ground": ground_words(case.ground, case.scope),
        }
        for case in cases
    ]


def case_context(case: WithdrawalCase, user: Any) -> dict[str, Any]:
    """Everything the page of a case shows to this person."""
    manages = user.has_perm("monitoring.manage_withdrawal", case)
    rows = _papers(case, user)
    acts = _office_acts(case, user, rows) if manages else _other_acts(case, user)
    return {
        "state": WITHDRAWAL.state(case),
        "clock": civil_clock(case),
        "validity": validity_of(case.recognition),
        "facts": _facts(case),
        "basis": _basis(case),
        "authority": _authority(case),
        "old_issuers": [
            {"what": _OLD[kind], "number": number, "body": body, "today": today}
            for kind, number, body, today in queries.old_issuers(case)
        ],
        "inside": user.has_perm("monitoring.view_withdrawal_inside", case),
        "manages": manages,
        "adds": case.is_open and user.has_perm("monitoring.open_withdrawal", case),
        "first_act": acts[0] if acts else None,
        "more_acts": acts[1:],
        "droppable": manages and case.is_open,
        "papers": rows,
        "files": queries.files_visible_to(user).filter(case=case, reply__isnull=True).select_related("file"),
        "replies": case.replies.prefetch_related("files__file"),
        "answers": case.is_open and user.has_perm("monitoring.answer_withdrawal", case),
    }


_OLD = {"decision": _("Quyết định công nhận"), "certificate": _("Giấy chứng nhận")}


def _facts(case: WithdrawalCase) -> list[tuple[str, Any]]:
    star = case.recognition
    rows: list[tuple[str, Any]] = [
        (_("Căn cứ thu hồi"), ground_words(case.ground, case.scope)),
        (_("Thu hồi"), case.get_scope_display()),
        (_("Hạng sao"), _("%(n)d sao") % {"n": star.star}),
        (_("Quyết định công nhận"), f"{star.decision}, {format_date(star.recognised_on)}" if star.decision else ""),
        (_("Nguồn"), case.get_origin_display() + (f", {case.origin_ref}" if case.origin_ref else "")),
        (_("Xã"), case.commune.label if case.commune else ""),
    ]
    if case.decision is not None:
        rows.insert(0, (_("Quyết định thu hồi"), f"{case.decision}, {format_date(case.decision.issued_on)}"))
    return rows


def _basis(case: WithdrawalCase) -> list[tuple[str, Any]]:
    if case.basis_on is None:
        return []
    rows: list[tuple[str, Any]] = [
        (_("Số, ngày"), f"{case.basis_number}, {format_date(case.basis_on)}"),
        (_("Cơ quan"), case.basis_by),
    ]
    if case.stopped_on is not None:
        rows.append((_("Ngừng sản xuất từ"), format_date(case.stopped_on)))
    if case.due_on is not None:
        rows.append((_("15 ngày tính từ"), format_date(case.clock_from)))
        rows.append((_("Hạn thu hồi"), format_date(case.due_on)))
    return rows


def _authority(case: WithdrawalCase) -> str:
    """Who decides today, in one sentence. Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.2."""
    if case.is_five_star:
        return _("Bộ trưởng Bộ Nông nghiệp và Môi trường quyết định; tỉnh chỉ báo cáo (Điều 8.2.b).")
    body = queries.deciding_body(case)
    name = body.name if body else f"Ủy ban nhân dân {case.province.label}"
    article = "Điều 10.1.b" if case.scope == WithdrawalScope.DECISION else "Điều 8.2.a"
    return _("Chủ tịch %(body)s quyết định (%(article)s).") % {"body": name, "article": article}


def _papers(case: WithdrawalCase, user: Any) -> list[PaperRow]:
    rows = []
    for paper in case_papers(case).select_related("signed_file", "issuer").order_by("pk"):
        if not user.has_perm("documents.view_paper", paper):
            continue
        managed = user.has_perm("documents.manage_paper", paper)
        rows.append(
            PaperRow(
                paper,
                paper_links(paper, user=user),
                reverse("documents:submit", args=[paper.code]) if managed and paper.state == PaperState.DRAFT else "",
                issue_url(paper) if managed and paper.state == PaperState.FOR_SIGNATURE else "",
            )
        )
    return rows


def _page(name: str, case: WithdrawalCase, *args: str) -> str:
    return reverse(f"monitoring:withdrawal_{name}", args=[case.code, *args])


def _office_acts(case: WithdrawalCase, user: Any, rows: list[PaperRow]) -> list[Act]:
    """What the OCOP office may do now, the next act first."""
    if not case.is_open:
        return []
    acts: list[Act] = []
    basis = has_basis(case, user)
    if basis and case.ground == STOPPED:
        if case.asked_commune_on is None:
            acts.append(Act(_("Hỏi xã có còn sản xuất không"), _page("ask", case), "send", post=True))
    elif basis:
        acts.append(Act(_("Ghi văn bản làm căn cứ"), _page("conclusion", case), "file-check"))
    if case.state == WithdrawalState.DRAFT:
        acts.insert(0, Act(_("Bắt đầu kiểm tra, xác minh"), _page("verify", case), "search", post=True))
    elif case.state == WithdrawalState.VERIFYING:
        acts = [*_hearing_acts(case, user), *acts]
    elif case.state == WithdrawalState.HEARD:
        acts = [*acts, *_drafting_acts(case, rows)]
    waiting = [
        Act(_("Ghi số, ban hành: %(paper)s") % {"paper": row.paper.get_kind_display()}, row.issue_url, "stamp")
        for row in rows
        if row.issue_url
    ]
    acts = [*waiting, *acts]
    if case.is_five_star:
        ministry = Act(_("Ghi quyết định thu hồi của Bộ"), _page("ministry", case), "stamp")
        acts = [ministry, *acts] if case.state == WithdrawalState.REPORTED else [*acts, ministry]
    return acts


def _hearing_acts(case: WithdrawalCase, user: Any) -> list[Act]:
    verify = Act(_("Ghi kết quả xác minh"), _page("verification", case), "clipboard-check")
    invite = Act(_("Mời chủ thể làm việc"), _page("invite", case), "mail")
    hear = Act(_("Ghi việc nghe chủ thể"), _page("hear", case), "message-square")
    return [verify, invite] if was_verified(case, user) else [hear, invite, verify]


def _drafting_acts(case: WithdrawalCase, rows: list[PaperRow]) -> list[Act]:
    have = {row.paper.kind: row.paper.state for row in rows}
    wanted = [PaperKind.HEARING_MINUTES] if case.hearing == Hearing.MEETING else []
    if case.is_five_star:
        wanted += [PaperKind.MINISTRY_WITHDRAWAL_REPORT]
    else:
        wanted += [PaperKind.WITHDRAWAL_REPORT, PaperKind.WITHDRAWAL_MEMO]
    acts = []
    for kind in wanted:
        if have.get(kind.value) is None:
            words = _("Soạn %(paper)s") % {"paper": str(kind.label).lower()}
            acts.append(Act(words, _page("draft", case, kind.value), "file-plus", post=True, name=kind.value))
        elif have[kind.value] == PaperState.DRAFT:
            words = _("Soạn lại %(paper)s") % {"paper": str(kind.label).lower()}
            acts.append(Act(words, _page("draft", case, kind.value), "file-text", post=True, name=kind.value))
    return sorted(acts, key=lambda act: act.icon != "file-plus")


def _other_acts(case: WithdrawalCase, user: Any) -> list[Act]:
    """What the commune or the producer may do."""
    acts = []
    asked = case.is_open and case.ground == STOPPED and case.basis_on is None
    if asked and user.has_perm("monitoring.confirm_stopped", case):
        acts.append(Act(_("Xác nhận ngừng sản xuất"), _page("stopped", case), "file-check"))
        acts.append(Act(_("Vẫn còn sản xuất"), _page("still_made", case), "message-square"))
    if case.is_open and user.has_perm("monitoring.answer_withdrawal", case):
        acts.append(Act(_("Gửi ý kiến"), _page("reply", case), "message-square"))
    return acts
