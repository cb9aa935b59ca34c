"""Bodies of the state that exist from the start, and bodies that ended but issued papers that still count."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError, NotAllowed
from saolang.core.text import fold_vi, normalize_line
from saolang.places.models import Unit
from saolang.places.queries import communes_of, province_by_code

from ..enums import OrganisationKind
from ..models import Organisation

DISTRICT_END = date(2025, 6, 30)
"""Last day of district committees and of the old provinces. Legal: Nghị quyết 202/2025/QH15; Luật 72/2025/QH15."""

MINISTRY = ("Bộ Nông nghiệp và Môi trường", "Bộ NN&MT")
# Sở An toàn thực phẩm exists in a few provinces only, so a province adds it itself.
DEPARTMENTS = (
    ("Sở Nông nghiệp và Môi trường", "Sở NN&MT"),
    ("Sở Công Thương", "Sở Công Thương"),
    ("Sở Y tế", "Sở Y tế"),
    ("Sở Khoa học và Công nghệ", "Sở KH&CN"),
    ("Sở Văn hóa, Thể thao và Du lịch", "Sở VHTTDL"),
)
OCOP_OFFICE = ("Văn phòng Điều phối nông thôn mới", "VPĐP nông thôn mới")


def ministry_of_agriculture() -> Organisation:
    """The ministry that recognises five stars, made when it is not there yet.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.1.c.
    """
    return _ensure(OrganisationKind.MINISTRY, None, *MINISTRY)


def load_reference_organisations(*, actor: Any = SYSTEM) -> int:
    """Make the ministry and the bodies of the served province and its communes; return how many were new.

    May be run again at any time. The departments are those that Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.b names as
    members of a provincial council.
    """
    province = province_by_code(settings.PROVINCE_CODE)
    if province is None:
        raise DomainError.of(
            "province_unknown",
            _("Chưa có tỉnh mang mã %(code)s trong danh mục đơn vị hành chính.") % {"code": settings.PROVINCE_CODE},
            fix=_("Nạp danh mục đơn vị hành chính trước, hoặc sửa SAOLANG_PROVINCE."),
        )
    before = Organisation.objects.count()
    with transaction.atomic():
        ministry_of_agriculture()
        committee = committee_of(province)
        for name, short in DEPARTMENTS:
            department = _ensure(
                OrganisationKind.DEPARTMENT, province, f"{name} {province.label}", short, parent=committee
            )
            if short == DEPARTMENTS[0][1]:
                agriculture = department
        _ensure(
            OrganisationKind.OCOP_OFFICE,
            province,
            f"{OCOP_OFFICE[0]} {province.label}",
            OCOP_OFFICE[1],
            parent=agriculture,
        )
        have = set(
            Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, unit__isnull=False).values_list(
                "unit_id", flat=True
            )
        )
        for commune in communes_of(province):
            if commune.pk not in have:
                _make_committee(commune, committee)
        made = Organisation.objects.count() - before
        if made:
            record("accounts.organisation.load_reference", actor=actor, obj=committee, data={"created": made})
    return made


def committee_of(unit: Unit) -> Organisation:
    """The people's committee of a unit, made if it is not there yet; it carries the unit's dates."""
    made = Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, unit=unit).order_by("pk")
    found = made.first()
    if found is not None:
        return found
    with transaction.atomic():
        # Whoever asks at the same time waits here and then finds it.
        Unit.objects.select_for_update(of=("self",), no_key=True).filter(pk=unit.pk).order_by("pk").first()
        if (found := made.all().first()) is not None:
            return found
        above = None
        if unit.parent is not None and unit.parent.level == "province":
            above = Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, unit=unit.parent).first()
        return _make_committee(unit, above)


def _make_committee(unit: Unit, parent: Organisation | None) -> Organisation:
    return Organisation.objects.create(
        kind=OrganisationKind.COMMITTEE,
        unit=unit,
        name=f"Ủy ban nhân dân {unit.label}",
        short_name=f"UBND {unit.label}",
        parent=parent,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


def historic_committee(
    name: str, level: str, ended_on: date = DISTRICT_END, *, successor: Organisation | None = None
) -> Organisation:
    """A committee that ended ("huyện Tiểu Cần", "tỉnh Trà Vinh"), issuer of older papers; made once per name and end.

    ``name`` is the unit's name with its kind, ``level`` ``province``, ``district`` or ``commune``. Where the unit is
    in the list of places the body is tied to it, and to the committee that took over when there is exactly one.
    """
    label = normalize_line(name)
    label = label[:1].lower() + label[1:]
    unit = _old_unit(label, level, ended_on)
    if unit is not None:
        found = Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, unit=unit).first()
    else:
        found = Organisation.objects.filter(
            kind=OrganisationKind.COMMITTEE, name=f"Ủy ban nhân dân {label}", valid_to=ended_on
        ).first()
    if found is not None:
        return found
    return Organisation.objects.create(
        kind=OrganisationKind.COMMITTEE,
        unit=unit,
        name=f"Ủy ban nhân dân {label}",
        short_name=f"UBND {label}",
        valid_to=ended_on,
        successor=successor or _successor(unit),
    )


def _old_unit(label: str, level: str, ended_on: date) -> Unit | None:
    wanted = fold_vi(label)
    matches = [
        unit
        for unit in Unit.objects.light().filter(level=level, valid_to=ended_on, search_text__contains=wanted)
        if fold_vi(unit.full_name) == wanted and unit.full_name.lower() == label.lower()
    ]
    return matches[0] if len(matches) == 1 else None


def _successor(unit: Unit | None) -> Organisation | None:
    """The committee that took over; none for a district, whose tasks went to several communes and the province."""
    if unit is None or unit.level == "district":
        return None
    steps = list(unit.successions.select_related("new"))
    if len(steps) != 1 or steps[0].partial:
        return None
    return committee_of(steps[0].new)


@transaction.atomic
def create_organisation(
    *,
    kind: str,
    name: str,
    actor: Any,
    short_name: str = "",
    unit: Unit | None = None,
    parent: Organisation | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    address: str = "",
) -> Organisation:
    """Add a body (a council, a university, an association). A name may stand once per kind and unit at a time."""
    if not actor.has_perm("accounts.add_organisation", kind):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền thêm cơ quan, tổ chức loại này."))
    name = normalize_line(name)
    if not name:
        raise DomainError.of("name_missing", _("Chưa ghi tên cơ quan, tổ chức."), where=_("Tên"))
    if valid_from and valid_to and valid_to < valid_from:
        raise DomainError.of("period_order", _("Ngày kết thúc trước ngày bắt đầu."), where=_("Đến ngày"))
    if Organisation.objects.filter(kind=kind, unit=unit, name=name, valid_to__isnull=True).exists():
        raise DomainError.of(
            "organisation_exists", _("Đã có “%(name)s” trong danh mục.") % {"name": name}, where=_("Tên")
        )
    body = Organisation.objects.create(
        kind=kind,
        name=name,
        short_name=short_name,
        unit=unit,
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
        address=address,
    )
    record("accounts.organisation.create", actor=actor, obj=body, data={"kind": kind})
    return body


def _ensure(
    kind: str, unit: Unit | None, name: str, short_name: str, *, parent: Organisation | None = None
) -> Organisation:
    found = Organisation.objects.filter(kind=kind, unit=unit, name=name).order_by("pk").first()
    return found or Organisation.objects.create(
        kind=kind,
        unit=unit,
        name=name,
        short_name=short_name,
        parent=parent,
        valid_from=unit.valid_from if unit else None,
    )
