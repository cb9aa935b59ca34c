"""Ground đ: the commune confirms that the producer no longer makes the product.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.1.đ and 8.4.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems, WrongState
from saolang.core.text import format_date
from saolang.registry.enums import WithdrawalScope
from saolang.registry.grounds import STOPPED

from ..enums import WithdrawalOrigin
from ..models import WithdrawalCase
from ..queries.withdrawals import open_case_of
from .inspection_rights import require
from .withdrawals import Basis, check_basis, create_case, places_of, set_basis, tell_commune, tell_office


@transaction.atomic
def ask_commune(case: WithdrawalCase, *, actor: Any) -> WithdrawalCase:
    """Ask the commune whether production stopped. Raises DomainError."""
    case = lock_for_change(case)
    require(actor, "monitoring.manage_withdrawal", case)
    problems = Problems()
    _waits_for_commune(problems, case)
    if case.commune is None:
        problems.add("no_commune", _("Sản phẩm chưa ghi xã sản xuất nên chưa biết hỏi xã nào."))
    problems.raise_if_any()
    case.asked_commune_on = clock.today()
    save_version(case)
    record("monitoring.withdrawalcase.ask_commune", actor=actor, obj=case, data={"on": case.asked_commune_on})
    tell_commune(case, _("Tỉnh hỏi: %(name)s có còn sản xuất không"))
    return case


@transaction.atomic
def report_stopped(
    recognition: Any, *, basis: Basis, stopped_on: date | None, actor: Any, note: str = ""
) -> WithdrawalCase:
    """The commune confirms by its paper that a product is no longer made: its clock starts. Raises DomainError.

    Confirms the case that waits for it, or opens one.
    """
    running = open_case_of(recognition)
    if running is not None and running.ground == STOPPED and running.basis_on is None:
        return confirm_stopped(running, basis=basis, stopped_on=stopped_on, actor=actor, note=note)
    commune = places_of(recognition)[1]
    if commune is None:
        raise DomainError.of("no_commune", _("Sản phẩm chưa ghi xã sản xuất."))
    require(actor, "monitoring.confirm_stopped", commune)
    basis = replace(basis, by=f"Ủy ban nhân dân {commune.label}")
    problems = Problems()
    check_basis(problems, recognition, basis, required=True)
    _check_stop(problems, stopped_on)
    problems.raise_if_any()
    case = create_case(
        recognition,
        ground=STOPPED,
        scope=WithdrawalScope.CERTIFICATE,
        origin=WithdrawalOrigin.COMMUNE,
        origin_ref=basis.number,
        basis=basis,
        note=note,
        actor=actor,
    )
    case.stopped_on, case.commune_note = stopped_on, note
    save_version(case)
    _confirmed(case, actor)
    return case


@transaction.atomic
def confirm_stopped(
    case: WithdrawalCase,
    *,
    basis: Basis,
    stopped_on: date | None,
    actor: Any,
    note: str = "",
    expected_version: int | str | None = None,
) -> WithdrawalCase:
    """The commune's paper: production stopped. The 15 days run from its date. Raises DomainError."""
    case = lock_for_change(case, expected_version)
    require(actor, "monitoring.confirm_stopped", case)
    problems = Problems()
    _waits_for_commune(problems, case)
    check_basis(problems, case.recognition, basis, required=True)
    _check_stop(problems, stopped_on)
    problems.raise_if_any()
    assert case.commune is not None, "only the commune of the case has the right"
    set_basis(case, replace(basis, by=f"Ủy ban nhân dân {case.commune.label}"), actor)
    case.stopped_on, case.commune_note = stopped_on, note
    save_version(case)
    _confirmed(case, actor)
    return case


@transaction.atomic
def deny_stopped(
    case: WithdrawalCase, *, note: str, actor: Any, expected_version: int | str | None = None
) -> WithdrawalCase:
    """The commune answers that the product is still made; the OCOP office then ends the case. Raises DomainError."""
    case = lock_for_change(case, expected_version)
    require(actor, "monitoring.confirm_stopped", case)
    problems = Problems()
    _waits_for_commune(problems, case)
    if not note.strip():
        problems.add("no_note", _("Chưa ghi xã biết điều đó bằng cách nào."), where=_("Ý kiến của xã"))
    problems.raise_if_any()
    case.still_producing_on, case.commune_note = clock.today(), note
    save_version(case)
    record("monitoring.withdrawalcase.still_made", actor=actor, obj=case, data={"on": case.still_producing_on})
    tell_office(case, _("Xã trả lời vẫn còn sản xuất: %(name)s"), actor)
    return case


def _confirmed(case: WithdrawalCase, actor: Any) -> None:
    data = {"number": case.basis_number, "on": case.basis_on, "stopped_on": case.stopped_on, "due_on": case.due_on}
    record("monitoring.withdrawalcase.confirm_stopped", actor=actor, obj=case, data=data)
    tell_office(case, _("Xã xác nhận ngừng sản xuất: %(name)s"), actor)


def _waits_for_commune(problems: Problems, case: WithdrawalCase) -> None:
    if case.ground != STOPPED:
        problems.add("other_ground", _("Xã chỉ xác nhận việc ngừng sản xuất (Điều 8.1.đ)."))
    if not case.is_open or case.basis_on is not None:
        raise WrongState.of("has_basis", _("Việc xác nhận của xã đã được ghi hoặc hồ sơ đã kết thúc."))


def _check_stop(problems: Problems, stopped_on: date | None) -> None:
    if stopped_on is None:
        problems.add("no_stop_day", _("Chưa ghi ngừng sản xuất từ ngày nào."), where=_("Ngừng sản xuất từ ngày"))
    elif stopped_on > clock.today():
        problems.add(
            "stop_in_future",
            _("Ngày ngừng sản xuất %(day)s ở tương lai.") % {"day": format_date(stopped_on)},
            where=_("Ngừng sản xuất từ ngày"),
        )
