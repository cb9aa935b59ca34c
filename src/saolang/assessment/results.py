"""What the results pages show: results of a session, their papers, certificates, and why publishing waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.problems import Problem
from saolang.documents.enums import PaperKind, PaperState
from saolang.documents.links import PaperLinks, paper_links
from saolang.documents.models import Paper
from saolang.dossiers.enums import DossierState
from saolang.registry.models import Recognition

from .domain.drafts import BATCH_RESULT, LIVING_BATCH
from .enums import NO_STAR, ResultKind
from .models import ResultBatch, Session, SessionItem

NOTICE_BEFORE_DECISION = (*NO_STAR, ResultKind.POTENTIAL)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper with the next step that the person can take."""

    paper: Paper
    links: PaperLinks
    submit_url: str
    issue_url: str


def paper_row(paper: Paper | None, user: Any, *, manages: bool = True) -> PaperRow | None:
    """A paper with its files and its next step; None without a paper."""
    if paper is None:
        return None
    from saolang.documents.issue_views import issue_url

    submit = reverse("documents:submit", args=[paper.code]) if manages and paper.state == PaperState.DRAFT else ""
    issue = issue_url(paper) if manages and paper.state == PaperState.FOR_SIGNATURE else ""
    return PaperRow(paper, paper_links(paper, user=user), submit, issue)


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind that may go on one decision."""

    kind: str
    title: str
    text: str
    button: str
    free: list[SessionItem]
    left: list[SessionItem]
    batches: list[ResultBatch]


def items_of(session: Session) -> list[SessionItem]:
    """Every dossier of a session with what results pages show."""
    return list(
        session.items.select_related(
            "session", "dossier__product", "dossier__producer__organisation", "dossier__commune"
        ).order_by("order", "pk")
    )


def groups(session: Session, items: Iterable[SessionItem]) -> list[Group]:
    """Results that need a decision, by kind, without and with a draft."""
    batches = list(
        session.batches.filter(LIVING_BATCH)
        .select_related("decision_paper__signed_file", "decision_paper__issuer", "memo_paper__signed_file", "session")
        .select_related("memo_paper__issuer")
        .prefetch_related("items__dossier__product")
        .order_by("pk")
    )
    on_paper = {item.pk for batch in batches for item in batch.items.all()}
    words = {
        "recognition": (
            _("Công nhận 3 sao, 4 sao"),
            _("Một tờ trình và một quyết định cho nhiều sản phẩm; mỗi sản phẩm một giấy chứng nhận."),
            _("Lập tờ trình và dự thảo quyết định"),
        ),
        "approval": (
            _("Từ 90 điểm: phê duyệt kết quả, gửi Bộ"),
            _("Không cấp sao và giấy chứng nhận cấp tỉnh trong lúc chờ Bộ đánh giá 5 sao."),
            _("Lập tờ trình và quyết định phê duyệt"),
        ),
    }
    found = []
    for kind, result in BATCH_RESULT.items():
        rows = [item for item in items if item.result == result and item.pk not in on_paper]
        title, text, button = words[kind]
        group = Group(
            kind,
            title,
            text,
            button,
            [item for item in rows if item.dossier.state == DossierState.CONCLUDED],
            [item for item in rows if item.dossier.state == DossierState.WITHDRAWN],
            [batch for batch in batches if batch.kind == kind],
        )
        if group.free or group.left or group.batches:
            found.append(group)
    return found


def notices_of(items: Iterable[SessionItem], kinds: Iterable[str], user: Any, *, manages: bool) -> list[dict[str, Any]]:
    """Notices of results that are told without waiting for a decision, with their papers."""
    rows = [item for item in items if item.result in tuple(kinds)]
    papers = {
        paper.subject_id: paper
        for paper in Paper.objects.filter(
            kind=PaperKind.RESULT_NOTICE,
            subject_type=SessionItem._meta.label_lower,
            subject_id__in=[str(item.pk) for item in rows],
        )
        .exclude(state=PaperState.CANCELLED)
        .select_related("signed_file", "issuer")
    }
    return [{"item": item, "paper": paper_row(papers.get(str(item.pk)), user, manages=manages)} for item in rows]


def recognitions_of(batch: ResultBatch) -> list[Recognition]:
    """What the batch's decision recognised."""
    return list(
        Recognition.objects.filter(decision__paper_id=batch.decision_paper_id)
        .select_related("product", "decision__issuer")
        .prefetch_related("certificates__paper__signed_file")
        .order_by("pk")
    )


def certificate_papers(recognitions: Iterable[Recognition]) -> dict[int, Paper]:
    """The certificate's paper by recognition."""
    keys = [str(recognition.pk) for recognition in recognitions]
    papers = Paper.objects.filter(
        kind=PaperKind.CERTIFICATE, subject_type="registry.recognition", subject_id__in=keys
    ).exclude(state=PaperState.CANCELLED)
    return {int(paper.subject_id): paper for paper in papers.select_related("signed_file", "issuer")}


def publish_problems(batch: ResultBatch, recognitions: Iterable[Recognition]) -> list[Problem]:
    """Why the results cannot be published yet."""
    if batch.issued_on is None:
        return [Problem("no_decision", _("Chưa có quyết định công nhận đã ban hành."))]
    return [
        Problem(
            "no_certificate",
            _("“%(name)s” chưa có giấy chứng nhận đã cấp.") % {"name": recognition.product_name},
            url=f"#gcn-{recognition.code}",
        )
        for recognition in recognitions
        if not recognition.certificates.all()
    ]
