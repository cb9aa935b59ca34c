"""Forms of inspections: plan, visit, team, minutes, conclusion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation, User
from saolang.accounts.queries import organisations_on
from saolang.accounts.roles import users_with
from saolang.assessment.forms import OnceForm
from saolang.core import clock
from saolang.files.forms import UploadField
from saolang.places.queries import by_vietnamese_name, communes_of
from saolang.ui.forms import VnDateField

from ..enums import ProductConclusion, SignSource, TeamPart, VisitKind

AGENCY_KINDS = (OrganisationKind.OCOP_OFFICE, OrganisationKind.DEPARTMENT, OrganisationKind.COMMITTEE)
PRODUCER_KINDS = [choice for choice in VisitKind.choices if choice[0] != VisitKind.PROGRAMME]


def agencies(province: Any) -> Any:
    """Public bodies of a province that check: the OCOP office, departments, the committee."""
    return organisations_on().filter(unit=province, kind__in=AGENCY_KINDS).order_by("kind", "search_text")


def long_text(label: Any, **options: Any) -> forms.CharField:
    """A field for several lines."""
    rows = options.pop("rows", 3)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, **options)


class PlanForm(OnceForm):
    """The plan of a year."""

    year = forms.IntegerField(label=_("Năm"), min_value=2025, max_value=2100)
    office = forms.ModelChoiceField(label=_("Cơ quan ban hành"), queryset=Organisation.objects.none())
    purpose = long_text(_("Mục đích, yêu cầu"), required=False)

    def __init__(self, *args: Any, province: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = agencies(province)  # type: ignore[attr-defined]


class _TimeForm(OnceForm):
    month = forms.TypedChoiceField(
        label=_("Tháng dự kiến"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "—"), *((n, str(n)) for n in range(1, 13))],
    )
    day = VnDateField(label=_("Ngày kiểm tra (nếu đã định)"), required=False)
    lead = forms.ModelChoiceField(
        label=_("Cơ quan chủ trì"), queryset=Organisation.objects.none(), empty_label=_("Chọn cơ quan")
    )
    is_sign = forms.BooleanField(label=_("Kiểm tra đột xuất vì có dấu hiệu vi phạm"), required=False)
    sign_source = forms.ChoiceField(
        label=_("Nguồn của dấu hiệu"), choices=[("", "—"), *SignSource.choices], required=False
    )
    sign_text = long_text(
        _("Dấu hiệu vi phạm"), required=False, help_text=_("Sự việc, nơi, thời gian. Không ghi tên người phản ánh.")
    )
    sign_on = VnDateField(label=_("Ngày ghi nhận"), required=False)
    sign_reference = forms.CharField(label=_("Số văn bản, mã phản ánh"), max_length=120, required=False)

    def __init__(self, *args: Any, province: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = agencies(province)  # type: ignore[attr-defined]

    def sign(self) -> dict[str, Any] | None:
        """What grounds an unannounced visit, when it is one."""
        data = self.cleaned_data
        if not data["is_sign"]:
            return None
        return {
            "source": data["sign_source"],
            "text": data["sign_text"],
            "on": data["sign_on"],
            "reference": data["sign_reference"],
        }


class VisitForm(_TimeForm):
    """A visit to a producer: when, by whom, what each agency looks at."""

    kinds = forms.MultipleChoiceField(
        label=_("Nội dung kiểm tra"),
        choices=PRODUCER_KINDS,
        initial=[VisitKind.OCOP],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nội dung của cơ quan khác: ghép thêm trên trang của đợt."),
    )
    field_order = ["month", "day", "lead", "kinds"]


class ProgrammeVisitForm(_TimeForm):
    """A visit to a commune about its programme work."""

    commune = forms.ModelChoiceField(label=_("Xã"), queryset=None)
    field_order = ["commune", "month", "day", "lead"]

    def __init__(self, *args: Any, province: Any, **kwargs: Any) -> None:
        super().__init__(*args, province=province, **kwargs)
        communes = communes_of(province)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        self.fields["commune"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((unit.pk, unit.full_name) for unit in by_vietnamese_name(communes)),
        ]


class ScheduleForm(forms.Form):
    """The day of a visit."""

    day = VnDateField(label=_("Ngày kiểm tra"))


class JoinForm(forms.Form):
    """What an agency brings into a visit."""

    kind = forms.ChoiceField(label=_("Nội dung"), choices=PRODUCER_KINDS)
    agency = forms.ModelChoiceField(label=_("Cơ quan"), queryset=Organisation.objects.none())
    content = forms.CharField(label=_("Nội dung cụ thể"), max_length=300, required=False)

    def __init__(self, *args: Any, visit: Any, mine: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = agencies(visit.province)
        self.fields["agency"].queryset = found if mine is None else found.filter(pk__in=mine)  # type: ignore[attr-defined]
        if visit.is_of_commune:
            self.fields["kind"].choices = [(VisitKind.PROGRAMME.value, VisitKind.PROGRAMME.label)]  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """A person for the team."""

    user = forms.ModelChoiceField(label=_("Người"), queryset=User.objects.none())
    part = forms.ChoiceField(label=_("Vai trò trong đoàn"), choices=TeamPart.choices)
    title = forms.CharField(label=_("Chức vụ"), max_length=120, required=False)
    agency = forms.ModelChoiceField(label=_("Cơ quan"), queryset=Organisation.objects.none(), required=False)

    def __init__(self, *args: Any, visit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = agencies(visit.province)
        kinds = (
            RoleKind.INSPECTOR, RoleKind.PROVINCE_OFFICER, RoleKind.DEPARTMENT_OFFICER, RoleKind.COMMUNE_OFFICER,
            RoleKind.COMMUNE_LEADER,
        )  # fmt: skip
        people = {person.pk for person in users_with(kinds, unit=visit.province)}
        for body in bodies:
            people |= {person.pk for person in users_with(kinds, organisation=body)}
        if not visit.is_of_commune and visit.commune is not None:
            people |= {person.pk for person in users_with(kinds, unit=visit.commune)}
        self.fields["user"].queryset = User.objects.filter(pk__in=people).order_by("full_name", "pk")  # type: ignore[attr-defined]
        self.fields["agency"].queryset = bodies  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """What the minutes say beside the checklist."""

    other_side = forms.CharField(
        label=_("Đại diện bên được kiểm tra (họ tên, chức vụ)"), max_length=160, required=False
    )
    team_view = long_text(_("Nhận xét của đoàn"), required=False)
    remarks = long_text(_("Ý kiến của bên được kiểm tra"), required=False)
    refused = forms.BooleanField(label=_("Bên được kiểm tra không ký biên bản"), required=False)
    refusal_reason = long_text(_("Lý do không ký"), required=False, rows=2)
    witness_1 = forms.CharField(label=_("Người chứng kiến 1"), max_length=120, required=False)
    capacity_1 = forms.CharField(label=_("Đại diện cho"), max_length=160, required=False)
    witness_2 = forms.CharField(label=_("Người chứng kiến 2"), max_length=120, required=False)
    capacity_2 = forms.CharField(label=_("Đại diện cho"), max_length=160, required=False)

    def witnesses(self) -> list[tuple[str, str]]:
        """The two witnesses as given."""
        data = self.cleaned_data
        return [(data[f"witness_{n}"], data[f"capacity_{n}"]) for n in (1, 2)]


class MinutesSignForm(forms.Form):
    """The signed minutes."""

    on = VnDateField(label=_("Ngày biên bản"), initial=clock.today)
    signed_file = UploadField(
        label=_("Bản đã ký"), allow=("pdf", "image"), help_text=_("Ảnh chụp hoặc bản quét có đủ chữ ký hai bên.")
    )


class ConclusionForm(forms.Form):
    """A verdict for each product, and the conclusion as a whole."""

    def __init__(self, *args: Any, visit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(visit.products.select_related("product"))
        for row in self.rows:
            self.fields[f"verdict_{row.pk}"] = forms.ChoiceField(
                label=row.product.name, choices=[("", "—"), *ProductConclusion.choices], initial=row.conclusion
            )
            self.fields[f"words_{row.pk}"] = long_text(
                _("Nội dung công khai về sản phẩm này"),
                required=False,
                rows=2,
                initial=row.conclusion_note,
                help_text=_("Không ghi tên người, số điện thoại, địa chỉ nhà."),
            )
        self.fields["text"] = long_text(_("Kết luận chung"), rows=5, initial=visit.conclusion_text)

    def verdicts(self) -> dict[int, tuple[str, str]]:
        """Verdict and words by key of VisitProduct."""
        data = self.cleaned_data
        return {row.pk: (data[f"verdict_{row.pk}"], data[f"words_{row.pk}"]) for row in self.rows}


class ChangeForm(forms.Form):
    """A change that a producer reports itself."""

    text = long_text(_("Đã thay đổi gì"), help_text=_("Nơi sản xuất, công thức, nguyên liệu, thiết bị, bao bì…"))
    since = VnDateField(label=_("Từ ngày"))
    product = forms.ModelChoiceField(label=_("Sản phẩm (để trống nếu là cả cơ sở)"), queryset=None, required=False)

    def __init__(self, *args: Any, producer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = producer.products.order_by("search_text")  # type: ignore[attr-defined]
