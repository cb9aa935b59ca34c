"""Forms of councils, sessions, scoring and results."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.accounts.domain.form_tokens import new_form_token
from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation, User
from saolang.core import clock
from saolang.documents.enums import PaperKind, SignMode, default_symbol
from saolang.dossiers.models import Round
from saolang.files.forms import UploadField
from saolang.ui.forms import RowsField, VnDateField

from .domain.quorum import may_chair, voting_seats
from .enums import AppraisalConclusion, SeatKind
from .models import Council, Session, SessionItem

AREA = forms.Textarea(attrs={"rows": 4})
BODIES = (
    OrganisationKind.COMMITTEE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.OCOP_OFFICE,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.OTHER,
)


class OnceForm(forms.Form):
    """A form that adds something: carries a token, so that it is carried out once."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_form_token())


class CouncilForm(OnceForm):
    """The decision that set up a council and its advisory group, and its Quy chế."""

    name = forms.CharField(
        label=_("Tên Hội đồng"),
        max_length=250,
        initial=_("Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"),
        help_text=_("Đúng như trong quyết định thành lập."),
    )
    decision_number = forms.CharField(
        label=_("Số quyết định thành lập"), max_length=80, help_text=_("Ví dụ 100/QĐ-UBND.")
    )
    decision_on = VnDateField(label=_("Ngày quyết định"))
    decision_file = UploadField(label=_("Tệp quyết định"), allow=("pdf", "image"), required=False)
    rules_number = forms.CharField(
        label=_("Số Quy chế"),
        max_length=80,
        help_text=_("Quyết định ban hành Quy chế hoạt động của Hội đồng, Tổ tư vấn."),
    )
    rules_on = VnDateField(label=_("Ngày Quy chế"))
    rules_file = UploadField(label=_("Tệp Quy chế"), allow=("pdf", "image"), required=False)
    advisory_name = forms.CharField(
        label=_("Tên Tổ tư vấn"),
        max_length=250,
        required=False,
        help_text=_("Để trống: đặt theo tên Hội đồng."),
    )


class PersonField(forms.ModelChoiceField):
    """A person with an account, named with the e-mail address."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name} ({obj.email})"


def _people() -> Any:
    return User.objects.filter(is_active=True).order_by("full_name", "email")


class SeatForm(forms.Form):
    """A person's place in the council."""

    user = PersonField(label=_("Người tham gia"), queryset=User.objects.none(), empty_label=_("Chọn người"))
    kind = forms.ChoiceField(label=_("Vai trò"), choices=SeatKind.choices, initial=SeatKind.MEMBER)
    represents = forms.ModelChoiceField(
        label=_("Đại diện cơ quan"), queryset=Organisation.objects.none(), required=False, empty_label=_("Không")
    )
    scores = forms.BooleanField(label=_("Được cho điểm"), required=False, initial=True)
    may_chair = forms.BooleanField(
        label=_("Được ủy quyền chủ trì"), required=False, help_text=_("Chỉ dùng cho Phó Chủ tịch.")
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seated = council.seats.filter(left_on__isnull=True).values("user_id")
        self.fields["user"].queryset = _people().exclude(pk__in=seated)  # type: ignore[attr-defined]
        bodies = Organisation.objects.filter(kind__in=BODIES, unit_id=council.province_id, valid_to__isnull=True)
        self.fields["represents"].queryset = bodies.order_by("name")  # type: ignore[attr-defined]


class AdviserForm(forms.Form):
    """A member of the advisory group."""

    user = PersonField(label=_("Thành viên Tổ tư vấn"), queryset=User.objects.none(), empty_label=_("Chọn người"))

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = council.advisory_group
        members = group.roles.filter(ended_on__isnull=True).values("user_id") if group else []
        self.fields["user"].queryset = _people().exclude(pk__in=members)  # type: ignore[attr-defined]


class AppraisalForm(forms.Form):
    """The advisory group's report on one dossier."""

    text = forms.CharField(
        label=_("Nội dung đánh giá hồ sơ"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Tính đầy đủ, hợp lệ của minh chứng; điểm cần Hội đồng lưu ý, ghi kèm mã tiêu chí."),
    )
    surveyed_on = VnDateField(label=_("Ngày khảo sát thực tế"), required=False)
    survey_text = forms.CharField(label=_("Kết quả khảo sát"), widget=AREA, required=False)
    conclusion = forms.ChoiceField(label=_("Kết luận"), choices=AppraisalConclusion.choices, widget=forms.RadioSelect)


class SessionForm(OnceForm):
    """A session in the calendar of a round."""

    round = forms.ModelChoiceField(label=_("Đợt đánh giá"), queryset=Round.objects.none(), empty_label=None)
    held_on = VnDateField(label=_("Ngày họp"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = Round.objects.filter(province_id=council.province_id).order_by("-year", "-number")
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]
        today = clock.today()
        current = rounds.filter(done_before__gte=today).order_by("done_before").first()
        if current is not None:
            self.initial.setdefault("round", current.pk)


class AttendanceForm(forms.Form):
    """Present or absent for every seat; an absence has its reason."""

    CHOICES = (("yes", _("Có mặt")), ("no", _("Vắng")))

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.seats = voting_seats(session.council)
        known = {row.seat_id: row for row in session.attendance.all()}
        for seat in self.seats:
            row = known.get(seat.pk)
            self.fields[f"seat-{seat.pk}"] = forms.ChoiceField(
                label=seat.user.full_name,
                choices=self.CHOICES,
                widget=forms.RadioSelect,
                required=False,
                initial=None if row is None else "yes" if row.present else "no",
            )
            self.fields[f"reason-{seat.pk}"] = forms.CharField(
                label=_("Lý do vắng"), max_length=250, required=False, initial=row.reason if row else ""
            )

    def rows(self) -> list[dict[str, Any]]:
        """Seats with their two fields, for the table."""
        return [
            {"seat": seat, "present": self[f"seat-{seat.pk}"], "reason": self[f"reason-{seat.pk}"]}
            for seat in self.seats
        ]

    def given(self) -> list[tuple[Any, bool, str]]:
        """Seat, present, reason of everyone who was marked."""
        found = []
        for seat in self.seats:
            mark = self.cleaned_data.get(f"seat-{seat.pk}")
            if mark:
                found.append((seat, mark == "yes", self.cleaned_data.get(f"reason-{seat.pk}", "")))
        return found


class OpenSessionForm(forms.Form):
    """Who chairs the session."""

    chaired_by = forms.ModelChoiceField(label=_("Chủ trì"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = [seat.pk for seat in voting_seats(session.council) if may_chair(session, seat)]
        field = self.fields["chaired_by"]
        field.queryset = session.council.seats.filter(pk__in=seats).select_related("user")  # type: ignore[attr-defined]


class KnockOutForm(forms.Form):
    """A ground of rejection, with its reason and paper."""

    code = forms.ChoiceField(label=_("Căn cứ"))
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}))
    paper_reference = forms.CharField(
        label=_("Văn bản làm căn cứ"),
        max_length=250,
        required=False,
        help_text=_("Số, ngày, cơ quan ban hành: biên bản kiểm tra, phiếu kiểm nghiệm, kết luận."),
    )
    paper_file = UploadField(label=_("Tệp văn bản"), allow=("pdf", "image"), required=False)

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = grounds  # type: ignore[attr-defined]


class BatchForm(OnceForm):
    """Which results go on one memo and one decision."""

    kind = forms.ChoiceField(choices=[("recognition", ""), ("approval", "")], widget=forms.HiddenInput)
    items = RowsField(
        label=_("Sản phẩm"), queryset=SessionItem.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = session.items.all()  # type: ignore[attr-defined]


class CertificatesForm(forms.Form):
    """Several certificates signed together: one day and signer, a number each."""

    symbol = forms.CharField(label=_("Ký hiệu"), max_length=60)
    issued_on = VnDateField(label=_("Ngày ban hành"))
    sign_mode = forms.ChoiceField(label=_("Quyền hạn ký"), choices=SignMode.choices)
    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=120)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), max_length=160, required=False)

    def __init__(self, *args: Any, recognitions: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("symbol", default_symbol(PaperKind.CERTIFICATE, "UBND"))
        self.recognitions = recognitions
        for recognition in recognitions:
            self.fields[f"number-{recognition.pk}"] = forms.CharField(
                label=_("Số giấy chứng nhận: %(name)s") % {"name": recognition.product_name},
                max_length=30,
                required=False,
            )

    def numbers(self) -> dict[Any, str]:
        """The numbers given, by recognition; those without one are left for later."""
        given = {row: self.cleaned_data.get(f"number-{row.pk}", "").strip() for row in self.recognitions}
        return {row: number for row, number in given.items() if number}

    def number_fields(self) -> list[tuple[Any, Any]]:
        """Recognition and field, for the table."""
        return [(row, self[f"number-{row.pk}"]) for row in self.recognitions]

    def common_fields(self) -> list[Any]:
        """Fields that all certificates share."""
        return [self[name] for name in ("issued_on", "symbol", "sign_mode", "signer_name", "signer_title")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"number-{row.pk}", "").strip() for row in self.recognitions):
            raise forms.ValidationError(_("Chưa ghi số giấy chứng nhận nào."))
        return data


class SheetSubmitForm(forms.Form):
    """The opinion on the whole, and the reason when a reopened sheet changed."""

    opinion = forms.CharField(
        label=_("Ý kiến của người đánh giá"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )
    reason = forms.CharField(
        label=_("Lý do thay đổi điểm"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )
