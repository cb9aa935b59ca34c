"""Opening a withdrawal, and the papers and evidence it rests on.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 8 and 10.1.b.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import users_with
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems, WrongState
from saolang.core.text import format_date, normalize_line
from saolang.notify.domain import send
from saolang.places.queries import province_by_code, successors
from saolang.registry.enums import Validity, WithdrawalScope
from saolang.registry.grounds import STOPPED, grounds, withdrawal_due
from saolang.registry.queries import validity_of

from ..enums import WithdrawalFileSide, WithdrawalOrigin
from ..models import WithdrawalCase, WithdrawalFile
from ..queries.withdrawals import open_case_of
from .inspection_rights import require

FILE_PURPOSE = "monitoring.withdrawal"


@transaction.atomic
def open_case(
    recognition: Any,
    *,
    ground: str,
    actor: Any,
    origin: str = "",
    origin_ref: str = "",
    conclusion_number: str = "",
    conclusion_on: date | None = None,
    conclusion_by: Any = None,
    file: Any = None,
    note: str = "",
    scope: str = WithdrawalScope.CERTIFICATE,
) -> WithdrawalCase:
    """Open the withdrawal of a star with one of the six grounds ("a".."d", "đ", "e"). Raises DomainError.

    ``conclusion_*`` and ``file`` are the paper of the authority, when there is one already; the 15 days run from it.
    With ``scope`` "decision" (the ministry's request, Điều 10.1.b) the ground is empty and the paper is the request.
    """
    require(actor, "monitoring.open_withdrawal", places_of(recognition)[0])
    given = Basis(conclusion_number, conclusion_on, str(conclusion_by or ""), file)
    case = create_case(
        recognition,
        ground=ground,
        scope=scope,
        origin=origin,
        origin_ref=origin_ref,
        basis=given,
        note=note,
        actor=actor,
    )
    tell_office(case, _("Hồ sơ thu hồi mới: %(name)s"), actor)
    return case


@dataclass(frozen=True, slots=True)
class Basis:
    """The dated paper from which the clock runs."""

    number: str = ""
    on: date | None = None
    by: str = ""
    file: Any = None

    @property
    def given(self) -> bool:
        """Whether anything of it was entered."""
        return bool(self.number or self.on or self.file)


def create_case(
    recognition: Any, *, ground: str, scope: str, origin: str, origin_ref: str, basis: Basis, note: str, actor: Any
) -> WithdrawalCase:
    """Check and store a new case inside the running transaction; the caller holds the right."""
    recognition = lock_for_change(recognition)
    province, commune = places_of(recognition)
    problems = Problems()
    _check_star(problems, recognition, scope)
    if scope == WithdrawalScope.DECISION:
        ground = ""
    elif ground not in {row.code for row in grounds()}:
        problems.add("ground_unknown", _("Chọn một trong sáu căn cứ thu hồi (Điều 8.1)."), where=_("Căn cứ thu hồi"))
    elif ground == STOPPED and basis.given and origin != WithdrawalOrigin.COMMUNE:
        problems.add(
            "commune_confirms",
            _("Chủ thể ngừng sản xuất thì tính từ xác nhận của UBND cấp xã, không từ kết luận."),
            where=_("Văn bản làm căn cứ"),
            fix=_("Để trống phần kết luận; xã ghi văn bản xác nhận trên trang của xã."),
        )
    if basis.given:
        check_basis(problems, recognition, basis)
    problems.raise_if_any()
    case = WithdrawalCase(
        recognition=recognition,
        province=province,
        commune=commune,
        scope=scope,
        ground=ground,
        origin=WithdrawalOrigin(origin or _origin_of(ground, scope)),
        origin_ref=normalize_line(origin_ref)[:120],
        note=note,
        created_by=actor,
    )
    if basis.given:
        set_basis(case, basis, actor)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as error:
        raise _open_already(open_case_of(recognition)) from error
    data = {"product": recognition.product.code, "star": recognition.star, "ground": ground, "scope": str(scope)}
    record("monitoring.withdrawalcase.open", actor=actor, obj=case, data={**data, "due_on": case.due_on})
    return case


@transaction.atomic
def record_conclusion(
    case: WithdrawalCase,
    *,
    basis: Basis,
    actor: Any,
    expected_version: int | str | None = None,
) -> WithdrawalCase:
    """Enter the authority's conclusion (or the ministry's request) from which the clock runs. Raises DomainError."""
    case = lock_for_change(case, expected_version)
    require(actor, "monitoring.manage_withdrawal", case)
    problems = Problems()
    if case.basis_on is not None or not case.is_open:
        raise WrongState.of("has_basis", _("Văn bản làm căn cứ đã được ghi."))
    if case.ground == STOPPED:
        problems.add("commune_confirms", _("Căn cứ này do UBND cấp xã xác nhận trên trang của xã."))
    check_basis(problems, case.recognition, basis, required=True)
    if not normalize_line(basis.by):
        problems.add("no_authority", _("Chưa ghi cơ quan ra kết luận."), where=_("Cơ quan"))
    problems.raise_if_any()
    set_basis(case, basis, actor)
    save_version(case)
    data = {"number": case.basis_number, "on": case.basis_on, "due_on": case.due_on, "file": basis.file.sha256}
    record("monitoring.withdrawalcase.conclusion", actor=actor, obj=case, data=data)
    return case


@transaction.atomic
def add_evidence(
    case: WithdrawalCase, *, label: str, actor: Any, reference: str = "", file: Any = None, shown: bool = True
) -> WithdrawalFile:
    """Put a file, or a reference to a paper kept elsewhere, into a running case. Raises DomainError."""
    case = lock_for_change(case)
    require(actor, "monitoring.open_withdrawal", case)
    problems = Problems()
    if not case.is_open:
        problems.add("closed", _("Hồ sơ thu hồi đã kết thúc."))
    if not normalize_line(label):
        problems.add("no_label", _("Chưa ghi tên tài liệu."), where=_("Tài liệu"))
    if file is None and not normalize_line(reference):
        problems.add("nothing_given", _("Chưa có tệp, cũng chưa ghi số và nơi giữ tài liệu."), where=_("Tệp"))
    problems.raise_if_any()
    row = WithdrawalFile.objects.create(
        case=case,
        side=WithdrawalFileSide.OFFICE,
        label=label,
        reference=reference,
        file=file,
        shown=shown,
        added_by=actor,
    )
    data = {"file": file.sha256 if file else "", "shown": shown}
    record("monitoring.withdrawalcase.evidence", actor=actor, obj=case, data=data)
    return row


def places_of(recognition: Any) -> tuple[Any, Any]:
    """Province and commune (of today) that answer for a product; the served province when nothing is recorded."""
    product = recognition.product
    commune = product.made_in or product.producer.filing_commune
    if commune is not None and commune.valid_to is not None:
        today = successors(commune)
        commune = today[0] if len(today) == 1 else product.producer.filing_commune
    province = commune.parent if commune is not None else None
    return province or province_by_code(settings.PROVINCE_CODE), commune


def check_basis(problems: Problems, recognition: Any, basis: Basis, *, required: bool = False) -> None:
    """Collect what is wrong with the paper that starts the clock; dated papers have number, day and file."""
    if not normalize_line(basis.number):
        problems.add("no_number", _("Chưa ghi số văn bản."), where=_("Số văn bản"))
    if basis.on is None:
        problems.add("no_day", _("Chưa ghi ngày văn bản."), where=_("Ngày văn bản"))
    elif basis.on > clock.today():
        problems.add("in_future", _("Ngày văn bản ở tương lai."), where=_("Ngày văn bản"))
    elif recognition.recognised_on and basis.on < recognition.recognised_on:
        problems.add(
            "before_recognition",
            _("Ngày văn bản (%(on)s) trước ngày công nhận (%(day)s).")
            % {"on": format_date(basis.on), "day": format_date(recognition.recognised_on)},
            where=_("Ngày văn bản"),
            fix=_("Kiểm tra lại ngày, hoặc chọn đúng lần công nhận của sản phẩm."),
        )
    if required and basis.file is None:
        problems.add("no_file", _("Chưa đính kèm văn bản đã ký."), where=_("Tệp"))


def set_basis(case: WithdrawalCase, basis: Basis, actor: Any) -> None:
    """Write the paper that starts the clock; a request of the ministry has no clock in the law."""
    case.basis_number, case.basis_on, case.basis_file = normalize_line(basis.number), basis.on, basis.file
    case.basis_by, case.basis_entered_by = normalize_line(basis.by)[:200], actor
    if basis.on is not None and case.scope == WithdrawalScope.CERTIFICATE:
        case.due_on = withdrawal_due(basis.on)


def tell_office(case: WithdrawalCase, title: str, actor: Any) -> None:
    """Tell the OCOP office of the province, but not whoever did it."""
    people = users_with(RoleKind.PROVINCE_OFFICER, unit=case.province).exclude(pk=actor.pk)
    _send(case, people, title)


def tell_producer(case: WithdrawalCase, title: str, body: str = "") -> None:
    """Tell the producer's people and the commune."""
    organisation = case.recognition.product.producer.organisation_id
    people = list(users_with([RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF], organisation=organisation))
    if case.commune_id is not None:
        people += users_with(list(COMMUNE_ROLES), unit=case.commune_id)
    _send(case, people, title, body)


def tell_commune(case: WithdrawalCase, title: str) -> None:
    """Tell the commune's people."""
    if case.commune_id is not None:
        _send(case, users_with(list(COMMUNE_ROLES), unit=case.commune_id), title)


def _send(case: WithdrawalCase, people: Any, title: str, body: str = "") -> None:
    send(
        people,
        kind="withdrawal",
        title=title % {"name": case.recognition.product_name},
        body=body,
        url=reverse("monitoring:withdrawal", args=[case.code]),
        obj=case,
    )


def _origin_of(ground: str, scope: str) -> str:
    if scope == WithdrawalScope.DECISION:
        return str(WithdrawalOrigin.MINISTRY)
    return str(WithdrawalOrigin.COMMUNE if ground == STOPPED else WithdrawalOrigin.AUTHORITY)


def _check_star(problems: Problems, recognition: Any, scope: str) -> None:
    """A star that does not count cannot be taken away; an expired one simply ended."""
    star_counts(problems, recognition, clock.today())
    running = open_case_of(recognition)
    if running is not None:
        problems.extend(_open_already(running).problems)
    if scope == WithdrawalScope.DECISION and recognition.star == 5:
        problems.add(
            "ministry_decides",
            _("Quyết định công nhận 5 sao do Bộ ban hành nên Bộ tự thu hồi; Điều 10.1.b nói về 3 sao và 4 sao."),
        )


def star_counts(problems: Problems, recognition: Any, on: date) -> None:
    """Collect why a star cannot be withdrawn on a day. Expiry is not withdrawal."""
    answer = validity_of(recognition, on)
    if answer.validity == Validity.EXPIRED:
        problems.add(
            "expired_not_withdrawn",
            _("Hạng sao đã hết hiệu lực sau ngày %(day)s. Hết hiệu lực không phải là thu hồi.")
            % {"day": format_date(recognition.through)},
            fix=_(
                "Không thu hồi sao đã hết hạn; nếu chủ thể vẫn dùng nhãn hiệu OCOP thì xử lý theo kiểm tra, giám sát."
            ),
        )
    elif answer.validity == Validity.WITHDRAWN:
        problems.add("withdrawn_already", answer.sentence)
    elif answer.validity == Validity.REPLACED:
        problems.add("replaced", answer.sentence, fix=_("Chọn lần công nhận đang có hiệu lực của sản phẩm."))


def _open_already(case: WithdrawalCase | None) -> DomainError:
    return DomainError.of(
        "open_already",
        _("Hạng sao này đang có một hồ sơ thu hồi."),
        fix=_("Tiếp tục hồ sơ đang có."),
        url=case.get_absolute_url() if case is not None else "",
    )
