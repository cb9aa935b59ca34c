"""What the council agrees beside the ticks: one option where ticks straddle a minimum, and knock-outs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.db import lock_for_change
from saolang.core.problems import Problems, WrongState

from ..enums import ItemState
from ..models import AgreedOption, KnockOut, SessionItem
from .councils import require
from .results import panel_of
from .scoring import criteria_sheet


@transaction.atomic
def agree_option(
    item: SessionItem, *, criterion: str, option: int, reason: str, actor: Any, expected_version: int | None = None
) -> AgreedOption:
    """Record the option the council agrees on for a criterion whose ticks straddle a minimum.

    It decides that minimum only; the mean of the totals never changes by it. Raises DomainError.
    """
    item = lock_for_change(item, expected_version)
    require(actor, "assessment.record_agreement", item)
    _refuse_unless(item, (ItemState.REVEALED,))
    if item.session.is_written:
        raise WrongState.of(
            "written_round",
            _("Hội đồng chỉ thống nhất một mức tại phiên họp."),
            fix=_("Chủ trì mời họp Hội đồng cho hồ sơ này."),
        )
    problems = Problems()
    panel = panel_of(item)
    straddling = {split.criterion for split in panel.splits}
    if criterion not in straddling:
        problems.add(
            "not_straddling",
            _("Phiếu của các thành viên không nằm hai bên mức tối thiểu ở tiêu chí %(code)s.") % {"code": criterion},
            where=criterion,
        )
    found = criteria_sheet(item).by_code.get(criterion)
    if found is not None and not 0 <= option <= len(found.options):
        problems.add("unknown_option", _("Tiêu chí %(code)s không có mức này.") % {"code": criterion}, where=criterion)
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi căn cứ thống nhất."), where=_("Căn cứ thống nhất"))
    problems.raise_if_any()
    agreed, _created = AgreedOption.objects.update_or_create(
        item=item, criterion=criterion, defaults={"option": option, "reason": reason, "recorded_by_id": actor.pk}
    )
    record(
        "assessment.sessionitem.agree",
        actor=actor,
        obj=item,
        data={"criterion": criterion, "option": option},
        reason=reason,
    )
    return agreed


@transaction.atomic
def knock_out(
    item: SessionItem,
    *,
    code: str,
    reason: str,
    paper_reference: str,
    actor: Any,
    paper_file: Any = None,
    expected_version: int | None = None,
) -> KnockOut:
    """Record that a ground of rejection applies, with its reason and paper; the council then concludes on it.

    ``code`` is a criterion that carries a rule, or "dossier" (the sheet's "Hồ sơ bị loại khi"). Raises DomainError.
    """
    item = lock_for_change(item, expected_version)
    require(actor, "assessment.conclude_item", item)
    _refuse_unless(item, (ItemState.WAITING, ItemState.SCORING, ItemState.REVEALED, ItemState.DISCUSSION))
    problems = Problems()
    if code not in criteria_sheet(item).knockout_codes:
        problems.add(
            "no_such_ground", _("“%(code)s” không phải căn cứ loại của phiếu này.") % {"code": code}, where=code
        )
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi lý do loại."), where=_("Lý do"))
    if not paper_reference.strip() and paper_file is None:
        problems.add(
            "paper_missing",
            _("Chưa nêu văn bản làm căn cứ loại."),
            where=_("Văn bản"),
            fix=_("Ghi số, ngày văn bản (biên bản kiểm tra, phiếu kiểm nghiệm, kết luận) hoặc tải tệp lên."),
        )
    problems.raise_if_any()
    found, _created = KnockOut.objects.update_or_create(
        item=item,
        code=code,
        defaults={
            "reason": reason,
            "paper_reference": paper_reference,
            "paper_file": paper_file,
            "recorded_by_id": actor.pk,
        },
    )
    record(
        "assessment.sessionitem.knock_out",
        actor=actor,
        obj=item,
        data={"code": code, "paper": paper_reference},
        reason=reason,
    )
    return found


@transaction.atomic
def lift_knock_out(knockout: KnockOut, *, actor: Any, reason: str) -> None:
    """Take a recorded ground back before the conclusion; the record of it stays in the audit chain."""
    item = lock_for_change(knockout.item)
    require(actor, "assessment.conclude_item", item)
    _refuse_unless(item, (ItemState.WAITING, ItemState.SCORING, ItemState.REVEALED, ItemState.DISCUSSION))
    record(
        "assessment.sessionitem.knock_out_lifted", actor=actor, obj=item, data={"code": knockout.code}, reason=reason
    )
    knockout.delete()


def _refuse_unless(item: SessionItem, states: tuple[ItemState, ...]) -> None:
    if item.state not in states:
        raise WrongState.of(
            "wrong_state",
            _("Hồ sơ đang ở bước “%(state)s” nên chưa làm được việc này.") % {"state": item.get_state_display()},
            fix=_("Mở lại trang để xem bước hiện tại."),
        )
