"""Văn bản đề nghị: one numbered letter of the commune for several dossiers, with Mẫu 03, samples and both sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problem, Problems, WrongState
from saolang.core.text import format_date
from saolang.documents.domain.papers import draft_paper, redraft
from saolang.documents.enums import PaperKind, PaperState
from saolang.places.models import Unit

from .. import checks, notices, rounds
from ..commune_papers import commune_letter, form03
from ..enums import DossierState
from ..models import Dossier, Proposal, ProposalItem
from ..states import DOSSIER, not_involved
from .numbers import assign_product_code, lock_unit


def committee_of(unit: Unit) -> Organisation:
    """The people's committee of a commune, which issues its papers. Raises DomainError ``committee_missing``."""
    found = (
        Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, unit=unit, valid_to__isnull=True)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise DomainError.of(
            "committee_missing",
            _("Chưa khai báo Ủy ban nhân dân của %(unit)s.") % {"unit": unit},
            fix=_("Quản trị viên thêm cơ quan này trong danh mục cơ quan, tổ chức."),
        )
    return found


def open_proposal(commune: Unit, *, dossiers: Sequence[Dossier], actor: Any) -> Proposal:
    """Begin a letter for dossiers whose check is done; each gets its serial and product code now, once.

    Raises NotAllowed, DomainError with what every dossier still lacks.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.2.a, 7.2.b.
    """
    with transaction.atomic():
        proposal = Proposal(commune=commune, created_by=actor)
        if not actor.has_perm("dossiers.write_proposal", proposal):
            raise NotAllowed.of("not_allowed", _("Chỉ cán bộ hoặc lãnh đạo xã mới lập văn bản đề nghị."))
        if not dossiers:
            raise DomainError.of("nothing_chosen", _("Chưa chọn hồ sơ nào để đề nghị."))
        dossiers = _locked(dossiers)
        lock_unit(commune.pk)  # before the first record, as whoever receives a dossier does
        proposal.save()
        record("dossiers.proposal.open", actor=actor, obj=proposal, data={"dossiers": len(dossiers)})
        _add(proposal, dossiers, actor)
    return proposal


def add_dossiers(
    proposal: Proposal, *, dossiers: Sequence[Dossier], actor: Any, expected_version: int | str | None = None
) -> Proposal:
    """Put further dossiers into a letter that is still a draft."""
    with transaction.atomic():
        proposal = _lock_draft(proposal, actor, expected_version)
        _add(proposal, dossiers, actor)
        save_version(proposal)
    return proposal


def remove_dossier(
    proposal: Proposal, dossier: Dossier, *, actor: Any, expected_version: int | str | None = None
) -> Proposal:
    """Take a dossier out of a letter that is still a draft; it keeps its product code."""
    with transaction.atomic():
        proposal = _lock_draft(proposal, actor, expected_version)
        proposal.items.filter(dossier=dossier, current=True).update(current=False)
        save_version(proposal)
        record("dossiers.proposal.remove", actor=actor, obj=proposal, data={"dossier": dossier.code})
    return proposal


def record_package(
    item: ProposalItem,
    *,
    samples_counted: int,
    paper_set_on: dt.date | None,
    electronic_set_on: dt.date | None,
    actor: Any,
) -> ProposalItem:
    """Count the samples and note when the paper set and the electronic set were handed over.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.2.d (05 samples, none for tourism), 7.2.b (one set of each).
    """
    with transaction.atomic():
        dossier = lock_for_change(item.dossier)
        item = ProposalItem.objects.select_related("proposal__commune").get(pk=item.pk)
        _require_open(item.proposal, actor)
        problems = Problems()
        received = dossier.received_on
        for label, day in ((_("Bộ giấy"), paper_set_on), (_("Bộ điện tử"), electronic_set_on)):
            if day is None:
                continue
            if day > clock.today():
                problems.add("set_in_future", _("Ngày bàn giao không thể sau hôm nay."), where=label)
            elif received is not None and day < received:
                words = {"day": format_date(received)}
                problems.add(
                    "set_before_receipt", _("Ngày bàn giao không thể trước ngày tiếp nhận (%(day)s).") % words,
                    where=label,
                )  # fmt: skip
        if not 0 <= samples_counted <= 99:
            problems.add("samples_out_of_range", _("Số sản phẩm mẫu phải từ 0 đến 99."), where=_("Sản phẩm mẫu"))
        problems.raise_if_any()
        item.samples_counted = samples_counted
        item.paper_set_on, item.electronic_set_on = paper_set_on, electronic_set_on
        item.save()
        data = {
            "samples": samples_counted,
            "paper_set_on": paper_set_on,
            "electronic_set_on": electronic_set_on,
        }
        record("dossiers.dossier.package", actor=actor, obj=dossier, data=data)
    return item


def draft_papers(proposal: Proposal, *, actor: Any, expected_version: int | str | None = None) -> Proposal:
    """Draft the letter and the Mẫu 03 of each dossier, or write them anew while they are drafts.

    Raises NotAllowed, WrongState once the letter was put before the signer, DomainError.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2.b; Nghị định 30/2020/NĐ-CP.
    """
    with transaction.atomic():
        proposal = _lock_draft(proposal, actor, expected_version)
        issuer = committee_of(proposal.commune)
        items = list(current_items(proposal))
        if not items:
            raise DomainError.of("nothing_chosen", _("Văn bản đề nghị chưa có hồ sơ nào."))
        for item in items:
            report = item.dossier.commune_report
            if report.paper is None:
                report.paper = draft_paper(
                    PaperKind.MAU_03, spec=form03(item.dossier, issuer), subject=item.dossier, issuer=issuer,
                    actor=actor,
                )  # fmt: skip
                save_version(report)
            elif report.paper.state == PaperState.DRAFT:
                redraft(report.paper, spec=form03(item.dossier, issuer), actor=actor)
        spec = commune_letter(proposal, issuer, [item.dossier for item in items])
        if proposal.paper is None:
            proposal.paper = draft_paper(
                PaperKind.COMMUNE_LETTER, spec=spec, subject=proposal, issuer=issuer, actor=actor,
                subject_label=_("Đề nghị đánh giá, phân hạng %(count)d sản phẩm") % {"count": len(items)},
            )  # fmt: skip
        else:
            proposal.paper = redraft(proposal.paper, spec=spec, actor=actor)
        save_version(proposal)
        record("dossiers.proposal.draft", actor=actor, obj=proposal, data={"dossiers": len(items)})
        title = _("Văn bản đề nghị chờ ký: %(count)d sản phẩm") % {"count": len(items)}
        notices.letter_drafted(proposal, title, actor=actor)
    return proposal


def send_proposal(
    proposal: Proposal,
    *,
    actor: Any,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Proposal:
    """Send the package to the province: every dossier of the letter is proposed with the letter's date.

    All or nothing: raises DomainError with what each dossier still lacks (letter and Mẫu 03 issued, samples counted,
    both sets handed over), and nothing is sent.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2.b, 5.1.
    """
    with transaction.atomic():
        proposal = lock_for_change(proposal, expected_version)
        _require_open(proposal, actor)
        items = list(current_items(proposal))
        dossiers = [lock_for_change(item.dossier) for item in items]
        _require_ready(dossiers, actor)
        assert proposal.paper is not None
        letter_on = proposal.paper.issued_on
        assert letter_on is not None
        proposal.sent_on = clock.day_of(at)
        save_version(proposal)
        data = {"letter": proposal.paper.full_number, "letter_on": letter_on, "dossiers": len(items)}
        record("dossiers.proposal.send", actor=actor, obj=proposal, at=at, data=data)
        for dossier in dossiers:
            dossier.proposed_on = letter_on
            data = {"letter": proposal.paper.full_number, "letter_on": letter_on, "product_code": dossier.product_code}
            transition(DOSSIER, dossier, "propose", actor=actor, at=at, data=data)
            notices.state_changed(
                dossier, _("Xã đã đề nghị tỉnh đánh giá %(name)s") % {"name": dossier.product.name},
                _("Văn bản số %(number)s ngày %(day)s.")
                % {"number": proposal.paper.full_number, "day": format_date(letter_on)},
                actor=actor, also=notices.province_people(dossier),
            )  # fmt: skip
    return proposal


def current_items(proposal: Proposal) -> Iterable[ProposalItem]:
    """Dossiers of the letter, in the order they were put in."""
    return (
        proposal.items.filter(current=True)
        .select_related(
            "dossier__product", "dossier__producer__organisation", "dossier__commune__parent", "proposal__paper"
        )
        .order_by("pk")
    )


def ready_to_propose(commune_id: int) -> list[Dossier]:
    """Dossiers whose check is done and that stand in no letter yet."""
    waiting = (
        Dossier.objects.filter(commune_id=commune_id, state=DossierState.COMMUNE)
        .exclude(proposal_items__current=True)
        .select_related("product", "producer__organisation", "commune__parent", "commune_report")
        .order_by("commune_due_on", "pk")
    )
    return [dossier for dossier in waiting if not checks.report_problems(dossier)]


def _add(proposal: Proposal, dossiers: Sequence[Dossier], actor: Any) -> None:
    locked = _locked(dossiers)
    problems = Problems()
    for dossier in locked:
        problems.extend(_cannot_be_added(proposal, dossier, actor))
    problems.raise_if_any()
    for dossier in locked:
        year = rounds.fitting(dossier.commune.parent_id, clock.today()).year
        assign_product_code(dossier, year=year)
        save_version(dossier)
        ProposalItem.objects.create(proposal=proposal, dossier=dossier, samples_counted=0)
        data = {"product_code": dossier.product_code, "previous": dossier.previous_product_code}
        record("dossiers.dossier.put_into_letter", actor=actor, obj=dossier, data=data)


def _locked(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """The dossiers as they are now, locked in one order and before the first record of the act."""
    return [lock_for_change(dossier) for dossier in sorted(dossiers, key=lambda dossier: dossier.pk)]


def _cannot_be_added(proposal: Proposal, dossier: Dossier, actor: Any) -> list[Problem]:
    name = dossier.product.name
    if dossier.commune_id != proposal.commune_id:
        return [Problem("foreign_dossier", _("Hồ sơ nộp tại xã khác."), where=name)]
    if dossier.state != DossierState.COMMUNE:
        words = {"state": DOSSIER.state(dossier).staff_name}
        return [Problem("wrong_state", _("Hồ sơ đang ở trạng thái “%(state)s”.") % words, where=name)]
    if dossier.proposal_items.filter(current=True).exists():
        return [Problem("in_other_letter", _("Hồ sơ đã nằm trong một văn bản đề nghị."), where=name)]
    found = [*not_involved(dossier, actor), *checks.report_problems(dossier)]
    return [Problem(item.code, item.message, f"{name}: {item.where}" if item.where else name, item.fix, item.url)
            for item in found]  # fmt: skip


def _require_open(proposal: Proposal, actor: Any) -> None:
    if not actor.has_perm("dossiers.write_proposal", proposal):
        raise NotAllowed.of("not_allowed", _("Chỉ cán bộ hoặc lãnh đạo xã mới làm việc này."))
    if proposal.sent_on is not None:
        raise WrongState.of("already_sent", _("Văn bản đề nghị đã gửi lên tỉnh."))


def _lock_draft(proposal: Proposal, actor: Any, expected_version: int | str | None) -> Proposal:
    locked = lock_for_change(proposal, expected_version)
    _require_open(locked, actor)
    if locked.paper is not None and locked.paper.state != PaperState.DRAFT:
        raise WrongState.of(
            "letter_for_signature", _("Văn bản đề nghị đã trình ký hoặc đã ban hành."),
            fix=_("Trả lại dự thảo trong trang văn bản rồi sửa."),
        )  # fmt: skip
    return locked


def _require_ready(dossiers: Sequence[Dossier], actor: Any) -> None:
    problems = Problems()
    if not dossiers:
        problems.add("nothing_chosen", _("Văn bản đề nghị chưa có hồ sơ nào."))
    for dossier in dossiers:
        try:
            DOSSIER.check(dossier, "propose", actor)
        except NotAllowed:
            raise
        except DomainError as error:
            for item in error.problems:
                problems.add(
                    item.code, item.message, where=item.where or dossier.product.name, fix=item.fix, url=item.url
                )
    problems.raise_if_any()
