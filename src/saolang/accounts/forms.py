"""Forms of the administration of people and roles, and of one's own profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from saolang.places.models import Unit
from saolang.places.queries import by_vietnamese_name, communes_of, province_by_code
from saolang.ui.forms import VnDateField

from .domain.form_tokens import new_form_token
from .domain.roles import BODY_KINDS, UNIT_LEVELS
from .enums import OrganisationKind, RoleKind
from .models import Organisation
from .queries import organisations_on


class ProfileForm(forms.Form):
    """One's own name and telephone."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = forms.CharField(
        label=_("Điện thoại"), max_length=20, required=False, help_text=_("Chỉ người cùng xử lý hồ sơ nhìn thấy.")
    )


class NewPersonForm(forms.Form):
    """A person who gets an account and a first role."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("Thư điện tử"), help_text=_("Người này nhận thư mời để tự đặt mật khẩu; không ai khác biết mật khẩu.")
    )
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_form_token())


ROLE_CHOICES = [
    (
        _("Xã, phường"),
        [(str(kind), kind.label) for kind in (RoleKind.COMMUNE_OFFICER, RoleKind.COMMUNE_LEADER)],
    ),
    (
        _("Tỉnh"),
        [
            (str(kind), kind.label)
            for kind in (
                RoleKind.PROVINCE_OFFICER,
                RoleKind.STEERING_SECRETARY,
                RoleKind.DEPARTMENT_OFFICER,
                RoleKind.BODY_OFFICER,
                RoleKind.INSPECTOR,
                RoleKind.LEADER,
                RoleKind.AUDITOR,
                RoleKind.ADMINISTRATOR,
            )
        ],
    ),
    (
        _("Hội đồng, Tổ tư vấn"),
        [
            (str(kind), kind.label)
            for kind in (
                RoleKind.COUNCIL_CHAIR,
                RoleKind.COUNCIL_DEPUTY,
                RoleKind.COUNCIL_SECRETARY,
                RoleKind.COUNCIL_MEMBER,
                RoleKind.ADVISORY_MEMBER,
            )
        ],
    ),
    (
        _("Chủ thể"),
        [
            (str(RoleKind.PRODUCER_OWNER), RoleKind.PRODUCER_OWNER.label),
            (str(RoleKind.PRODUCER_STAFF), RoleKind.PRODUCER_STAFF.label),
        ],
    ),
]
"""Helpers are named by their producer, with the recorded authorisation, never here."""


class GrantRoleForm(forms.Form):
    """A role in a unit or a body, for a period, by a basis."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Vai trò"), choices=ROLE_CHOICES)
    place = forms.ChoiceField(
        label=_("Nơi giữ vai trò"),
        help_text=_(
            "Vai trò của xã chọn xã; vai trò của tỉnh chọn tỉnh; Hội đồng, sở, chủ thể chọn trong nhóm tương ứng."
        ),
    )
    valid_from = VnDateField(label=_("Từ ngày"), required=False, help_text=_("Để trống là từ hôm nay."))
    valid_to = VnDateField(label=_("Đến ngày"), required=False, help_text=_("Để trống nếu chưa có thời hạn."))
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=250, help_text=_("Số, ngày quyết định hoặc văn bản phân công.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_form_token())
        self.fields["place"].choices = [("", _("Chọn nơi")), *place_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn the chosen place into a unit or an organisation, and say at once when it does not fit the role."""
        cleaned = super().clean() or {}
        sort, _colon, key = str(cleaned.get("place") or "").partition(":")
        cleaned["unit"] = Unit.objects.light().filter(pk=key).first() if sort == "u" else None
        cleaned["organisation"] = Organisation.objects.filter(pk=key).first() if sort == "o" else None
        kind = cleaned.get("kind", "")
        unit, body = cleaned["unit"], cleaned["organisation"]
        if kind and (unit or body):
            fits = (unit is not None and unit.level in UNIT_LEVELS.get(kind, ())) or (
                body is not None and body.kind in BODY_KINDS.get(kind, ())
            )
            if not fits:
                self.add_error("place", _t("Vai trò “%(role)s” không giữ ở nơi này.") % {"role": RoleKind(kind).label})
        return cleaned


def place_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Units of the served province and bodies that exist today, grouped for a select box."""
    province = province_by_code(settings.PROVINCE_CODE)
    units = [province] if province else []
    communes = by_vietnamese_name(communes_of(settings.PROVINCE_CODE))
    groups: list[tuple[Any, list[tuple[str, str]]]] = [
        (_("Tỉnh"), [(f"u:{unit.pk}", unit.full_name) for unit in units]),
        (_("Xã, phường"), [(f"u:{unit.pk}", unit.full_name) for unit in communes]),
    ]
    wanted = {
        _("Hội đồng, Tổ tư vấn"): (OrganisationKind.COUNCIL, OrganisationKind.ADVISORY_GROUP),
        _("Sở, ngành"): (OrganisationKind.DEPARTMENT, OrganisationKind.OCOP_OFFICE),
        _("Chủ thể"): (OrganisationKind.PRODUCER,),
    }
    for label, kinds in wanted.items():
        bodies = organisations_on().filter(Q(kind__in=kinds)).order_by("search_text", "pk")
        groups.append((label, [(f"o:{body.pk}", body.name) for body in bodies]))
    return [group for group in groups if group[1]]
