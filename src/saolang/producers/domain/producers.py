"""Registering a producer, its confirmation by the commune, and changes of its profile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.domain.people import create_user
from saolang.accounts.domain.roles import close_role, confirm_role, register_owner
from saolang.accounts.enums import COMMUNE_ROLES, OrganisationKind, RoleKind
from saolang.accounts.models import Organisation, Role, User
from saolang.accounts.roles import users_with
from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problem, Problems
from saolang.core.text import normalize_line
from saolang.notify.domain import send

from ..eligibility import ENTERPRISE_KINDS, size_problems
from ..enums import ProducerKind, ProducerState, SiteKind, SmeStatus
from ..models import Producer, RepresentativeDetails, Site
from ..registration import normalize_registration_number
from ..states import PRODUCER_FLOW
from .changes import apply_changes, field_problems

PROFILE_FIELDS = (
    "sme_status",
    "established_on",
    "representative",
    "representative_title",
    "head_office_address",
    "head_office_unit",
    "filing_commune",
    "contact_phone",
    "contact_email",
    "public_contact",
    "website",
    "history_text",
    "structure_text",
)
KEY_FIELDS = ("kind", "registration_number")
"""May change only until the commune has confirmed; afterwards they are what was confirmed."""


@transaction.atomic
def register_producer(
    *,
    name: str,
    kind: str,
    registration_number: str,
    commune: Any,
    actor: User | None = None,
    email: str = "",
    password: str | None = None,
    full_name: str = "",
    phone: str = "",
    site_name: str = "",
    site_address: str = "",
    at: dt.datetime | None = None,
    **profile: Any,
) -> Producer:
    """Open an account (unless ``actor`` has one), a producer that waits for its commune, and an owner role that waits.

    ``commune`` is where the main production site stands and where files will be handed in. ``profile`` takes fields of
    the producer (``PROFILE_FIELDS``). A number that is registered already is refused with the way out; one that only
    stands in the published list is claimed instead, and the person has no right over it before the commune confirms.
    Raises DomainError with everything that is wrong.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 2.3 (who may take part).
    """
    problems = Problems()
    number = number_of(registration_number, kind, problems)
    existing = Producer.objects.filter(registration_number=number).first() if number else None
    if existing is not None and existing.state != ProducerState.PUBLISHED_ONLY:
        problems.extend([already_registered(existing, actor)])
    problems.extend(_new_producer_problems(name, kind, commune, profile))
    user = actor
    if user is None:
        from saolang.accounts.domain.people import account_problems

        problems.extend(account_problems(email=normalize_line(email).lower(), full_name=full_name))
        problems.raise_if_any()
        user = create_user(email=email, full_name=full_name, phone=phone, password=password, actor=None, verified=False)
    problems.raise_if_any()
    if existing is not None:
        return _claim(existing, user, commune, at)
    profile.setdefault("contact_phone", phone)
    profile.setdefault("contact_email", user.email)
    producer = _create(user, normalize_line(name), kind, number, commune, profile, site_name, site_address)
    register_owner(user=user, organisation=producer.organisation, actor=user)
    record(
        "producers.producer.register",
        actor=user,
        obj=producer,
        at=at,
        to_state=producer.state,
        data={"kind": kind, "commune": commune.code},
    )
    _tell_commune(producer)
    return producer


def _create(
    user: User,
    name: str,
    kind: str,
    number: str,
    commune: Any,
    profile: Mapping[str, Any],
    site_name: str,
    site_address: str,
) -> Producer:
    organisation = Organisation.objects.create(kind=OrganisationKind.PRODUCER, name=name, unit=commune)
    producer = Producer(organisation=organisation, kind=kind, registration_number=number, filing_commune=commune)
    if kind not in ENTERPRISE_KINDS:
        producer.sme_status = SmeStatus.NOT_ENTERPRISE
    apply_changes(producer, profile, PROFILE_FIELDS)
    if producer.head_office_unit_id is None and not producer.head_office_address:
        producer.head_office_unit, producer.head_office_address = commune, normalize_line(site_address)
    problems = Problems()
    problems.extend(field_problems(producer, {*profile, "registration_number"}))
    problems.raise_if_any()
    try:
        with transaction.atomic():
            producer.save()
    except IntegrityError as error:
        raise DomainError([already_registered(None, user)]) from error
    Site.objects.create(
        producer=producer,
        kind=SiteKind.PRODUCTION,
        name=normalize_line(site_name) or _("Cơ sở sản xuất chính"),
        address=site_address,
        unit=commune,
        is_main=True,
    )
    return producer


def _claim(producer: Producer, user: User, commune: Any, at: dt.datetime | None) -> Producer:
    producer = lock_for_change(producer)
    if producer.filing_commune is None:
        producer.filing_commune = commune
    transition(PRODUCER_FLOW, producer, "claim", actor=user, at=at)
    register_owner(user=user, organisation=producer.organisation, actor=user)
    _tell_commune(producer)
    return producer


def _new_producer_problems(name: str, kind: str, commune: Any, profile: Mapping[str, Any]) -> list[Problem]:
    problems = Problems()
    if not normalize_line(name):
        problems.add("name_missing", _("Chưa ghi tên chủ thể."), where=_("Tên chủ thể"))
    if kind not in ProducerKind.values:
        problems.add("kind_unknown", _("Chưa chọn loại hình."), where=_("Loại hình tổ chức"))
    else:
        status = profile.get("sme_status") or (
            SmeStatus.UNKNOWN if kind in ENTERPRISE_KINDS else SmeStatus.NOT_ENTERPRISE
        )
        problems.extend(size_problems(kind, status))
    if commune is None or commune.level != "commune" or not commune.is_current:
        problems.add(
            "commune_missing",
            _("Chưa chọn xã, phường nơi có cơ sở sản xuất."),
            where=_("Xã, phường"),
            fix=_("Chọn xã, phường theo tên hiện nay (từ 01/7/2025)."),
        )
    if profile.get("established_on") and profile["established_on"] > clock.today():
        problems.add("established_future", _("Ngày thành lập ở tương lai."), where=_("Ngày thành lập"))
    return problems.as_list()


def number_of(text: str, kind: str, problems: Problems) -> str:
    """The number in its stored shape; what is wrong with it goes into ``problems``."""
    try:
        return normalize_registration_number(text, kind)
    except DomainError as error:
        problems.extend(error.problems)
        return ""


def already_registered(existing: Producer | None, actor: User | None) -> Problem:
    """A number that another producer holds, with the way out."""
    commune = existing.filing_commune if existing is not None else None
    if (
        existing is not None
        and actor is not None
        and Role.objects.filter(user=actor, organisation=existing.organisation, ended_on__isnull=True).exists()
    ):
        return Problem(
            "registered_by_you",
            _("Bạn đã đăng ký chủ thể này rồi."),
            where=_("Mã số thuế / số đăng ký kinh doanh"),
            fix=_("Mở bàn làm việc để xem tình trạng xác nhận."),
            url=reverse("producers:home"),
        )
    return Problem(
        "registration_used",
        _("Mã số này đã có chủ thể đăng ký trên hệ thống."),
        where=_("Mã số thuế / số đăng ký kinh doanh"),
        fix=_(
            "Nếu đó là đơn vị của bạn: đăng nhập bằng tài khoản đã đăng ký, hoặc chọn “Quên mật khẩu”. "
            "Nếu không biết ai đã đăng ký, liên hệ UBND %(commune)s để được xác minh."
        )
        % {"commune": commune.label if commune else _("xã nơi sản xuất")},
        url=reverse("account_login"),
    )


@transaction.atomic
def confirm_producer(
    producer: Producer, *, actor: Any, at: dt.datetime | None = None, expected_version: int | str | None = None
) -> Producer:
    """The filing commune confirms that the producer exists and who speaks for it; waiting owners then count."""
    producer = lock_for_change(producer, expected_version)
    producer.confirmed_on = clock.local(at).date() if at else clock.today()
    producer.confirmed_by = actor if isinstance(actor, User) else None
    producer.refusal_reason = ""
    transition(PRODUCER_FLOW, producer, "confirm", actor=actor, at=at)
    for role in _waiting_roles(producer):
        confirm_role(role, actor=actor, on=max(producer.confirmed_on, role.valid_from))
    send(
        users_with(RoleKind.PRODUCER_OWNER, organisation=producer.organisation, at=producer.confirmed_on),
        kind="producer_confirmed",
        title=_("UBND xã đã xác nhận %(name)s") % {"name": producer.name},
        body=_("Bạn có thể nộp hồ sơ đánh giá, phân hạng."),
        url=reverse("producers:home"),
        obj=producer,
    )
    return producer


@transaction.atomic
def refuse_producer(
    producer: Producer,
    *,
    actor: Any,
    reason: str,
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Producer:
    """The filing commune does not confirm, with a written reason; the person may correct and ask again.

    A claim on a producer of the published list ends there: the list stays as it was, the waiting role is closed.
    """
    producer = lock_for_change(producer, expected_version)
    roles = list(_waiting_roles(producer))
    claim = producer.state == ProducerState.CLAIMED
    if not claim:
        producer.refusal_reason = reason
    transition(PRODUCER_FLOW, producer, "refuse_claim" if claim else "refuse", actor=actor, at=at, reason=reason)
    if claim:
        for role in roles:
            close_role(role, actor=actor, reason=reason)
    send(
        [role.user for role in roles],
        kind="producer_refused",
        title=_("UBND xã chưa xác nhận %(name)s") % {"name": producer.name},
        body=reason,
        url=reverse("producers:home"),
        obj=producer,
    )
    return producer


@transaction.atomic
def reapply_producer(
    producer: Producer, *, actor: Any, at: dt.datetime | None = None, expected_version: int | str | None = None
) -> Producer:
    """Ask the commune again after a refusal, with the corrected profile."""
    producer = lock_for_change(producer, expected_version)
    transition(PRODUCER_FLOW, producer, "reapply", actor=actor, at=at)
    _tell_commune(producer)
    return producer


@transaction.atomic
def update_producer(
    producer: Producer,
    *,
    changes: Mapping[str, Any],
    actor: Any,
    expected_version: int | str | None = None,
) -> Producer:
    """Change the profile; name, kind and number only until the commune has confirmed them.

    ``changes`` takes ``PROFILE_FIELDS``, ``KEY_FIELDS`` and ``name``. Raises NotAllowed, Stale, DomainError.
    """
    if not actor.has_perm("producers.change_producer", producer):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa thông tin chủ thể này."))
    producer = lock_for_change(producer, expected_version)
    changes = dict(changes)
    name = normalize_line(changes.pop("name", producer.organisation.name))
    problems = Problems()
    if "registration_number" in changes:
        kind = changes.get("kind", producer.kind)
        changes["registration_number"] = number_of(changes["registration_number"], kind, problems)
    changed = apply_changes(producer, changes, (*PROFILE_FIELDS, *KEY_FIELDS))
    renamed = name != producer.organisation.name
    problems.extend(_profile_problems(producer, changed, renamed, name))
    problems.raise_if_any()
    if not changed and not renamed:
        return producer
    if renamed:
        producer.organisation.name = name
        producer.organisation.save()
    if producer.filing_commune_id != producer.organisation.unit_id:
        producer.organisation.unit = producer.filing_commune
        producer.organisation.save()
    try:
        with transaction.atomic():
            save_version(producer)
    except IntegrityError as error:
        raise DomainError([already_registered(None, None)]) from error
    fields = sorted(changed | ({"name"} if renamed else set()))
    record("producers.producer.update", actor=actor, obj=producer, data={"fields": fields})
    return producer


def _profile_problems(producer: Producer, changed: set[str], renamed: bool, name: str) -> list[Problem]:
    problems = Problems()
    confirmed = producer.state not in (ProducerState.PENDING, ProducerState.REFUSED)
    if confirmed and (renamed or changed & set(KEY_FIELDS)):
        problems.add(
            "key_confirmed",
            _("Tên, loại hình và mã số đã được UBND xã xác nhận nên không tự sửa được."),
            fix=_("Đề nghị UBND xã nơi nộp hồ sơ điều chỉnh."),
        )
    if not name:
        problems.add("name_missing", _("Chưa ghi tên chủ thể."), where=_("Tên chủ thể"))
    if producer.sme_status == SmeStatus.LARGE:
        problems.extend(size_problems(producer.kind, producer.sme_status))
    if "filing_commune" in changed and (producer.filing_commune is None or producer.filing_commune.level != "commune"):
        problems.add("commune_missing", _("Chưa chọn xã nộp hồ sơ."), where=_("Xã nộp hồ sơ"))
    if producer.established_on and producer.established_on > clock.today():
        problems.add("established_future", _("Ngày thành lập ở tương lai."), where=_("Ngày thành lập"))
    problems.extend(field_problems(producer, changed))
    return problems.as_list()


@transaction.atomic
def update_representative(
    producer: Producer, *, gender: str, ethnicity: str, permanent_address: str, actor: Any
) -> RepresentativeDetails:
    """Keep the personal data that Mẫu 02 and Mẫu 03 ask for; the record says only that they changed."""
    if not actor.has_perm("producers.view_personal", producer) or not actor.has_perm("producers.add_product", producer):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa thông tin người đại diện."))
    lock_for_change(producer)
    details = RepresentativeDetails.objects.filter(producer=producer).first() or RepresentativeDetails(
        producer=producer
    )
    values = {"gender": gender, "ethnicity": ethnicity, "permanent_address": permanent_address}
    changed = apply_changes(details, values, values)
    problems = Problems()
    problems.extend(field_problems(details, values))
    problems.raise_if_any()
    if changed or details.pk is None:
        details.save()
        record("producers.producer.update_representative", actor=actor, obj=producer)
    return details


def _waiting_roles(producer: Producer) -> Any:
    return Role.objects.filter(
        organisation=producer.organisation,
        kind=RoleKind.PRODUCER_OWNER,
        confirmed_on__isnull=True,
        ended_on__isnull=True,
    ).select_related("user")


def _tell_commune(producer: Producer) -> None:
    send(
        users_with(COMMUNE_ROLES, unit=producer.filing_commune),
        kind="producer_waiting",
        title=_("Chủ thể chờ xác nhận: %(name)s") % {"name": producer.name},
        url=reverse("producers:producer", kwargs={"code": producer.code}),
        obj=producer,
    )
