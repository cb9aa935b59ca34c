"""From conclusions to a signed notice, and from the signed notice to tasks. Nothing is a task before the signature."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, WrongState
from saolang.documents.domain.papers import draft_paper, issue_paper, redraft, return_to_draft, submit_for_signature
from saolang.documents.domain.register import register_paper
from saolang.documents.enums import PaperKind, PaperState
from saolang.documents.models import Paper
from saolang.documents.paper_entry import paper_text
from saolang.documents.printing import printed_spec

from ..addressing import Addressed
from ..enums import NoticeState
from ..meeting_documents import Part, notice_spec, parts_of
from ..meeting_wording import names
from ..models import Block, Conclusion, Meeting, Notice
from ..states.meetings import MEETING
from .issuing import issue_task
from .locks import lock_chains
from .meeting_conclusions import place_rest, placed
from .meetings import require_open


@transaction.atomic
def draft_notice(meeting: Meeting, *, actor: Any, expected_version: Any = None) -> Paper:
    """Write the notice from the conclusions, or write it anew; refused with every addressee that is not placed."""
    meeting = lock_for_change(meeting, expected_version)
    MEETING.check(meeting, "draft", actor)
    for row in meeting.conclusions.prefetch_related("leads"):
        if row.scope != "rest_of":
            row.leads.set([item.body for item in placed(meeting, row.addressee, but=row).found] or row.leads.all())
    place_rest(meeting)
    MEETING.check(meeting, "draft", actor)
    parts = parts_of(meeting)
    for part in parts:
        for row, words in part.rows:
            Conclusion.objects.filter(pk=row.pk).update(printed=asdict(words))
    spec = notice_spec(meeting, parts)
    paper = meeting.paper
    if paper is None or paper.state == PaperState.CANCELLED:
        meeting.paper = draft_paper(
            PaperKind.CONCLUSION_NOTICE,
            spec=spec,
            subject=meeting,
            issuer=meeting.issuer,
            actor=actor,
            drafted_on=min(meeting.held_on, clock.today()),
        )
    else:
        meeting.paper = _same_issuer(redraft(paper, spec=spec, actor=actor), meeting)
    transition(MEETING, meeting, "draft", actor=actor, data={"paper": meeting.paper.code})
    return meeting.paper


def _same_issuer(paper: Paper, meeting: Meeting) -> Paper:
    """A draft follows the meeting when another body is to issue the notice."""
    if paper.issuer_id != meeting.issuer_id:
        assert meeting.issuer is not None
        paper.issuer = meeting.issuer
        save_version(paper, update_fields=["issuer", "updated_at"])
    return paper


@transaction.atomic
def put_before_signer(meeting: Meeting, *, actor: Any, expected_version: Any = None) -> Meeting:
    """Hand the draft to the signer; its words are fixed from here."""
    meeting = lock_for_change(meeting, expected_version)
    require_open(meeting, actor, ("drafted",), _("trình ký"))
    if meeting.paper is None or meeting.paper.state != PaperState.DRAFT:
        raise WrongState.of("no_draft", _("Không có dự thảo nào chờ trình ký."), fix=_("Soạn dự thảo thông báo trước."))
    submit_for_signature(meeting.paper, actor=actor)
    return meeting


@transaction.atomic
def take_back(meeting: Meeting, *, reason: str, actor: Any, expected_version: Any = None) -> Meeting:
    """The signer gives the draft back, with the reason; it can be written anew from the conclusions."""
    meeting = lock_for_change(meeting, expected_version)
    require_open(meeting, actor, ("drafted",), _("trả lại dự thảo"))
    if meeting.paper is None:
        raise WrongState.of("no_draft", _("Chưa có dự thảo thông báo."))
    return_to_draft(meeting.paper, actor=actor, reason=reason)
    return meeting


@transaction.atomic
def revise(meeting: Meeting, *, actor: Any, expected_version: Any = None) -> Meeting:
    """Back to the conclusions; the draft is kept and written anew from them."""
    meeting = lock_for_change(meeting, expected_version)
    transition(MEETING, meeting, "revise", actor=actor)
    return meeting


@transaction.atomic
def issue_notice(meeting: Meeting, *, actor: Any, expected_version: Any = None, **issue: Any) -> Meeting:
    """Enter the signed notice and hand out its tasks, all or nothing.

    ``issue`` is what the register says of the signed paper (see documents.domain.papers.issue_paper). In one
    transaction: the paper is issued and registered, the notice stands confirmed with its blocks, every conclusion is a
    task with the text as printed and a share for each body, repeats are joined to their chain. Raises DomainError.
    """
    meeting = lock_for_change(meeting, expected_version)
    MEETING.check(meeting, "issue", actor)
    draft = meeting.paper
    assert draft is not None
    parts = parts_of(meeting, as_drafted=True)
    _check_words(draft, parts)
    lock_chains(row.repeats for part in parts for row, _words in part.rows if row.repeats is not None)
    paper = issue_paper(draft, actor=actor, **issue)
    document = register_paper(paper, actor=actor)
    text = paper_text(printed_spec(paper))
    notice = Notice.objects.create(
        document=document,
        province=meeting.province,
        committee=meeting.committee,
        state=NoticeState.CONFIRMED,
        text=text,
        reader_version="",
        confirmed_on=clock.today(),
        confirmed_by=actor if actor.pk else None,
    )
    cursor, position = 0, 0
    for part in parts:
        block = Block.objects.create(notice=notice, position=part.number, no=str(part.number), addressee=part.addressee)
        for index in range(1, len(part.rows) + 1):
            position += 1
            cursor = _hand_out(meeting, notice, block, part, index, position, cursor, actor)
    meeting.paper, meeting.notice = paper, notice
    transition(MEETING, meeting, "issue", actor=actor, data={"number": paper.full_number, "tasks": position})
    return meeting


def _check_words(paper: Paper, parts: list[Part]) -> None:
    """The paper before the signer must hold every conclusion word for word."""
    printed = _flat(paper.spec)
    missing = [words.text for part in parts for _row, words in part.rows if words.text not in printed]
    if missing:
        raise DomainError.of(
            "other_words",
            _("Dự thảo đã trình ký không có kết luận “%(text)s”.") % {"text": missing[0][:160]},
            fix=_("Trả lại dự thảo, soạn lại từ kết luận rồi trình ký lại."),
        )


def _flat(data: Any) -> str:
    """All words of a stored paper."""
    if isinstance(data, str):
        return data
    if isinstance(data, dict):
        return "\n".join(_flat(value) for value in data.values())
    return "\n".join(_flat(value) for value in data) if isinstance(data, list) else ""


def _hand_out(
    meeting: Meeting, notice: Notice, block: Block, part: Part, index: int, position: int, cursor: int, actor: Any
) -> int:
    """One conclusion as a task; returns where in the text the next one is looked for."""
    row, words = part.rows[index - 1]
    start = notice.text.find(words.text, cursor)
    span = (start, start + len(words.text)) if start >= 0 else None
    leads, supports = _bodies(meeting, row)
    signed_on = notice.document.issued_on
    assert signed_on is not None
    issue_task(
        notice=notice,
        block=block,
        province=meeting.province,
        text=words.text,
        label=part.label(index),
        position=position,
        kind=row.kind,
        period=row.period,
        scope=row.scope,
        lead_text=row.addressee,
        support_texts=names(row.support_text),
        follows=words.follows,
        deadline_type=words.deadline_type,
        deadline_text=words.deadline_text,
        due_on=row.due_on,
        span=span,
        topic=row.topic,
        repeats=row.repeats,
        leads=leads,
        supports=supports,
        actor=actor,
        on=signed_on,
    )
    return span[1] if span else cursor


def _bodies(meeting: Meeting, row: Conclusion) -> tuple[list[Addressed], list[Addressed]]:
    """Who leads and who supports, as kept at the draft; for a body that ended since, the one that took over."""
    why = {item.body.pk: item.why for item in placed(meeting, row.addressee, but=row).found}
    leads = [_heir(body, row.addressee, why.get(body.pk, "")) for body in row.leads.order_by("pk")]
    supports = [_heir(body, row.support_text, "") for body in row.supports.order_by("pk")]
    return leads, supports


def _heir(body: Any, words: str, why: str) -> Addressed:
    last, seen = body, {body.pk}
    while last.valid_to is not None and last.successor is not None and last.successor.pk not in seen:
        last = last.successor
        seen.add(last.pk)
    if last.pk != body.pk:
        why = _("%(old)s đã kết thúc, %(new)s kế thừa") % {"old": body.name, "new": last.name}
    return Addressed(last, words, str(why))
