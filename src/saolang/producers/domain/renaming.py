"""Name, kind and registration number of a confirmed producer: corrected by its commune while no paper prints them.

Once a decision or a certificate prints the name it changes only with a paper of its own (điều chỉnh thông tin), which
the register issues; :func:`apply_renaming` is what such a paper does to the record.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problem, Problems
from saolang.core.text import normalize_line

from ..access import has_printed_papers
from ..eligibility import ENTERPRISE_KINDS
from ..enums import ProducerKind, ProducerState, SmeStatus
from ..models import Producer
from .changes import field_problems
from .producers import already_registered, number_of

RENAMED_STATES = (ProducerState.CONFIRMED, ProducerState.PUBLISHED_ONLY)


@transaction.atomic
def rename_producer(
    producer: Producer,
    *,
    actor: Any,
    reason: str,
    name: str,
    kind: str,
    registration_number: str,
    expected_version: int | str | None = None,
) -> Producer:
    """The commune corrects what it confirmed, with the reason. Raises NotAllowed, Stale, DomainError."""
    if not actor.has_perm("producers.rename_producer", producer):
        raise NotAllowed.of("not_allowed", _("Chỉ UBND xã nơi nộp hồ sơ điều chỉnh được tên, loại hình, mã số."))
    producer = lock_for_change(producer, expected_version)
    problems = Problems()
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi lý do điều chỉnh."), where="reason")
    if producer.state != ProducerState.CONFIRMED:
        problems.add("not_confirmed", _("Chỉ điều chỉnh chủ thể đã được xác nhận và đang hoạt động."))
    if has_printed_papers(producer):
        problems.add(
            "printed_already",
            _("Đã có quyết định hoặc giấy chứng nhận in tên chủ thể nên không sửa thẳng được."),
            fix=_("Đề nghị tỉnh điều chỉnh thông tin (có quyết định riêng, cấp đổi giấy chứng nhận)."),
        )
    problems.extend(renaming_problems(producer, name=name, kind=kind, registration_number=registration_number))
    problems.raise_if_any()
    return apply_renaming(
        producer, name=name, kind=kind, registration_number=registration_number, actor=actor, reason=reason
    )


def renaming_problems(
    producer: Producer, *, name: str = "", kind: str = "", registration_number: str = ""
) -> list[Problem]:
    """What stands against new values; empty ones stay as they are."""
    problems = Problems()
    new_kind = kind or producer.kind
    if len(normalize_line(name)) > 250:
        problems.add("name_long", _("Tên chủ thể dài quá 250 ký tự."), where="name")
    if kind and kind not in ProducerKind.values:
        problems.add("kind_unknown", _("Chưa chọn loại hình."), where="kind")
    number = number_of(registration_number, new_kind, problems) if registration_number else ""
    if number and Producer.objects.filter(registration_number=number).exclude(pk=producer.pk).exists():
        problems.extend([already_registered(None, None)])
    return problems.as_list()


@transaction.atomic
def apply_renaming(
    producer: Producer,
    *,
    actor: Any,
    name: str = "",
    kind: str = "",
    registration_number: str = "",
    reason: str = "",
    basis: str = "",
) -> Producer:
    """Write new values; the caller holds the right and the paper. Empty values stay. Raises DomainError."""
    producer = lock_for_change(producer)
    problems = Problems()
    problems.extend(renaming_problems(producer, name=name, kind=kind, registration_number=registration_number))
    problems.raise_if_any()
    before = {"name": producer.name, "kind": producer.kind, "number": producer.registration_number}
    if kind:
        producer.kind = kind
        if kind not in ENTERPRISE_KINDS:
            producer.sme_status = SmeStatus.NOT_ENTERPRISE
        elif producer.sme_status == SmeStatus.NOT_ENTERPRISE:
            producer.sme_status = SmeStatus.UNKNOWN
    if registration_number:
        producer.registration_number = number_of(registration_number, producer.kind, problems)
    problems.extend(field_problems(producer, {"registration_number"}))
    problems.raise_if_any()
    if normalize_line(name):
        producer.organisation.name = normalize_line(name)
        producer.organisation.save()
    try:
        with transaction.atomic():
            save_version(producer)
    except IntegrityError as error:
        raise DomainError([already_registered(None, None)]) from error
    for product in producer.products.all():
        product.save(update_fields=["search_text", "updated_at"])
    fields = [
        field
        for field, value in (("name", producer.name), ("kind", producer.kind), ("number", producer.registration_number))
        if before[field] != value
    ]
    data = {"fields": fields, "name_before": before["name"], "kind_before": before["kind"], "basis": basis}
    record("producers.producer.rename", actor=actor, obj=producer, reason=reason, data=data)
    return producer
