"""Who prepares files for a producer: its own staff, and helpers with a recorded authorisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.domain.people import invite_user
from saolang.accounts.domain.roles import close_role, end_role, grant_role
from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation, Role, User
from saolang.audit.domain import record
from saolang.core.clock import today
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problems, WrongState
from saolang.core.text import format_date, normalize_line
from saolang.files.domain import store
from saolang.files.models import StoredFile
from saolang.notify.domain import send

from ..enums import ProducerState
from ..models import Authorisation, Producer

AUTHORISATION_PURPOSE = "producers.authorisation"


@transaction.atomic
def grant_authorisation(
    producer: Producer,
    *,
    helper: User,
    document: Any,
    actor: Any,
    helper_organisation: Organisation | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Authorisation:
    """Record the producer's leave for a helper; the helper role runs exactly as long.

    ``document`` is the signed authorisation: an upload, or a file stored for this. Raises NotAllowed, DomainError.
    """
    if not actor.has_perm("producers.change_people", producer):
        raise NotAllowed.of("not_allowed", _("Chỉ chủ thể (đã được xã xác nhận) được giao người hỗ trợ."))
    producer = lock_for_change(producer)
    start = valid_from or today()
    problems = Problems()
    if producer.state != ProducerState.CONFIRMED:
        problems.add("producer_unconfirmed", _("Chủ thể chưa được UBND xã xác nhận."))
    if document is None:
        problems.add(
            "authorisation_document",
            _("Chưa có văn bản ủy quyền."),
            where=_("Văn bản ủy quyền"),
            fix=_("Chụp hoặc quét giấy ủy quyền có chữ ký của chủ thể rồi tải lên."),
        )
    if valid_to is not None and valid_to < max(start, today()):
        problems.add(
            "authorisation_period", _("Thời hạn ủy quyền đã qua hoặc trước ngày bắt đầu."), where=_("Đến ngày")
        )
    if Authorisation.objects.filter(producer=producer, helper=helper, ended_on__isnull=True).exists():
        problems.add(
            "authorisation_open",
            _("Người này đang có ủy quyền của chủ thể."),
            where=_("Người hỗ trợ"),
            fix=_("Kết thúc ủy quyền đang có trước khi lập lại."),
        )
    problems.raise_if_any()
    role = grant_role(
        user=helper,
        kind=RoleKind.DOSSIER_HELPER,
        organisation=producer.organisation,
        valid_from=start,
        valid_to=valid_to,
        basis=_("Ủy quyền của chủ thể"),
        actor=actor,
    )
    stored = (
        document
        if isinstance(document, StoredFile)
        else store(document, actor=actor, purpose=AUTHORISATION_PURPOSE, allow=("pdf", "image"))
    )
    authorisation = Authorisation.objects.create(
        producer=producer,
        helper=helper,
        helper_organisation=helper_organisation,
        valid_from=start,
        valid_to=valid_to,
        granted_by=actor,
        document=stored,
        role=role,
    )
    record(
        "producers.producer.authorise",
        actor=actor,
        obj=producer,
        data={"helper": helper.pk, "from": start, "to": valid_to, "file": stored.sha256},
    )
    send(
        [helper],
        kind="helper_authorised",
        title=_("%(name)s ủy quyền bạn hỗ trợ lập hồ sơ") % {"name": producer.name},
        body=_("Từ ngày %(day)s. Chủ thể xác nhận trước khi nộp.") % {"day": format_date(start)},
        url=reverse("producers:home"),
        obj=producer,
    )
    return authorisation


@transaction.atomic
def end_authorisation(
    authorisation: Authorisation, *, actor: Any, reason: str, on: date | None = None
) -> Authorisation:
    """End a helper's leave, by the producer or by the helper; it no longer counts from that day (default today)."""
    producer = authorisation.producer
    if not actor.has_perm("producers.change_people", producer) and actor.pk != authorisation.helper_id:
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền kết thúc ủy quyền này."))
    authorisation = lock_for_change(authorisation)
    if authorisation.ended_on is not None:
        raise WrongState.of("authorisation_ended", _("Ủy quyền này đã kết thúc."))
    problems = Problems()
    if not normalize_line(reason):
        problems.add("reason_missing", _("Chưa ghi lý do kết thúc ủy quyền."), where=_("Lý do"))
    problems.raise_if_any()
    authorisation.ended_on = on or today()
    authorisation.save(update_fields=["ended_on", "updated_at"])
    close_role(authorisation.role, actor=actor, reason=reason, on=authorisation.ended_on)
    record(
        "producers.producer.end_authorisation",
        actor=actor,
        obj=producer,
        reason=reason,
        data={"helper": authorisation.helper_id, "on": authorisation.ended_on},
    )
    return authorisation


@transaction.atomic
def invite_helper(
    producer: Producer, *, email: str, full_name: str, document: Any, actor: Any, **period: Any
) -> Authorisation:
    """Authorise a helper by e-mail address; a person without an account gets one and a link to set a password."""
    if not actor.has_perm("producers.change_people", producer):
        raise NotAllowed.of("not_allowed", _("Chỉ chủ thể (đã được xã xác nhận) được giao người hỗ trợ."))
    helper = invite_user(email=email, full_name=full_name, actor=actor)
    return grant_authorisation(producer, helper=helper, document=document, actor=actor, **period)


@transaction.atomic
def add_staff(producer: Producer, *, email: str, full_name: str, actor: Any) -> Role:
    """Name a staff member who works for the producer."""
    if not actor.has_perm("producers.change_people", producer):
        raise NotAllowed.of("not_allowed", _("Chỉ chủ thể (đã được xã xác nhận) được thêm nhân viên."))
    user = invite_user(email=email, full_name=full_name, actor=actor)
    return grant_role(
        user=user,
        kind=RoleKind.PRODUCER_STAFF,
        organisation=producer.organisation,
        basis=_("Chủ thể giao"),
        actor=actor,
    )


@transaction.atomic
def end_staff(role: Role, *, actor: Any, reason: str) -> Role:
    """End a staff member's role."""
    if role.kind != RoleKind.PRODUCER_STAFF:
        raise NotAllowed.of("not_allowed", _("Chỉ kết thúc được vai trò nhân viên ở đây."))
    return end_role(role, actor=actor, reason=reason)
