"""Forms of written rounds: planning, sending out, the member's opinion, a signed sheet entered by the secretary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.core import clock
from saolang.dossiers.models import Dossier
from saolang.files.forms import UploadField
from saolang.rulebook.loading import Criterion
from saolang.ui.forms import VnDateField

from .domain.quorum import may_chair, voting_seats
from .domain.written import suggested_due_on
from .enums import FieldCheck, Stance
from .forms import AREA, AppraisalForm, OnceForm
from .models import Session

WHY = forms.Textarea(attrs={"rows": 3})


class AgencyReportForm(AppraisalForm):
    """The OCOP agency's report on a re-assessment. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.c."""

    field_order = ("text", "field_check", "surveyed_on", "survey_text", "conclusion")
    field_check = forms.ChoiceField(
        label=_("Kiểm tra thực tế tại cơ sở"),
        choices=FieldCheck.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Chỉ kiểm tra khi có thay đổi lớn về quy mô hoặc minh chứng không rõ ràng (Điều 7.6.c)."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["surveyed_on"].label = _("Ngày kiểm tra thực tế")
        self.fields["survey_text"].label = _("Kết quả kiểm tra thực tế")


class WrittenRoundForm(OnceForm):
    """Several re-assessments in one round, and until when members answer."""

    dossiers = forms.ModelMultipleChoiceField(
        label=_("Hồ sơ đưa vào đợt"),
        queryset=Dossier.objects.none(),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    opinions_due_on = VnDateField(label=_("Hạn trả lời"), help_text=_("Đến hết ngày này."))

    def __init__(self, *args: Any, dossiers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossiers"].queryset = dossiers  # type: ignore[attr-defined]
        self.initial.setdefault("opinions_due_on", suggested_due_on(clock.today()))


class SendOutForm(forms.Form):
    """Who leads the round, and the deadline that members are told."""

    chaired_by = forms.ModelChoiceField(label=_("Chủ trì"), queryset=None, empty_label=None)
    opinions_due_on = VnDateField(label=_("Hạn trả lời"), help_text=_("Đến hết ngày này."))

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = [seat.pk for seat in voting_seats(session.council) if may_chair(session, seat)]
        field = self.fields["chaired_by"]
        field.queryset = session.council.seats.filter(pk__in=seats).select_related("user")  # type: ignore[attr-defined]
        planned = max(session.opinions_due_on, suggested_due_on(clock.today()))
        self.initial.setdefault("opinions_due_on", planned)


class ExtendForm(forms.Form):
    """More days, with the reason."""

    opinions_due_on = VnDateField(label=_("Hạn mới"))
    reason = forms.CharField(label=_("Lý do lùi hạn"), widget=WHY, max_length=2000)


class MeetingForm(forms.Form):
    """The day of the meeting that the chair calls, and why."""

    held_on = VnDateField(label=_("Ngày họp"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Lý do mời họp"),
        widget=WHY,
        max_length=2000,
        help_text=_("Có nhiều ý kiến khác nhau, hoặc nội dung phức tạp cần thảo luận (Điều 7.6.d)."),
    )


class OpinionForm(forms.Form):
    """A member's opinion on the agency's report, beside the scores."""

    stance = forms.ChoiceField(
        label=_("Ý kiến về báo cáo đánh giá của cơ quan OCOP cấp tỉnh"),
        choices=Stance.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    opinion_reason = forms.CharField(
        label=_("Lý do, nội dung ý kiến"),
        widget=AREA,
        required=False,
        max_length=4000,
        help_text=_("Bắt buộc khi không đồng ý hoặc có ý kiến khác."),
    )
    wants_meeting = forms.BooleanField(label=_("Đề nghị họp Hội đồng về hồ sơ này"), required=False)
    meeting_reason = forms.CharField(
        label=_("Lý do đề nghị họp"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )

    def opinion(self) -> dict[str, Any]:
        """What the domain takes."""
        data = self.cleaned_data
        return {
            "stance": data["stance"],
            "reason": data["opinion_reason"],
            "wants_meeting": data["wants_meeting"],
            "meeting_reason": data["meeting_reason"],
        }


class PaperOpinionForm(OpinionForm):
    """A sheet signed on paper: every criterion's tick, the opinion, the day it came and its scan."""

    received_on = VnDateField(label=_("Ngày nhận phiếu"))
    file = UploadField(label=_("Bản chụp phiếu đã ký"), allow=("pdf", "image"), required=False)

    def __init__(self, *args: Any, criteria: list[tuple[Criterion, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion, choices in criteria:
            self.fields[f"tick-{criterion.code}"] = forms.ChoiceField(
                label=f"{criterion.code}. {criterion.name}", choices=[("", _("Chưa chọn")), *choices], required=False
            )

    def tick_fields(self) -> list[Any]:
        """Bound fields of the criteria, in sheet order."""
        return [self[f"tick-{criterion.code}"] for criterion, _choices in self.criteria]

    def other_fields(self) -> list[Any]:
        """Bound fields of the opinion."""
        names = ("stance", "opinion_reason", "wants_meeting", "meeting_reason", "received_on", "file")
        return [self[name] for name in names]

    def ticks(self) -> dict[str, int]:
        """The ticks that were given."""
        given = {criterion.code: self.cleaned_data.get(f"tick-{criterion.code}", "") for criterion, _c in self.criteria}
        return {code: int(text) for code, text in given.items() if text != ""}
