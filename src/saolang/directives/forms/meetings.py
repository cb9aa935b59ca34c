"""Forms of meetings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.accounts.domain.form_tokens import new_form_token
from saolang.ui.forms import VnDateField

from ..enums import Period, TaskKind
from ..meeting_wording import joined, names
from ..models import Meeting, Task, Topic
from ..queries.meetings import address_choices, committees, issuers


class MeetingForm(forms.Form):
    """What the meeting is about, when, who chairs, who issues the notice."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Nội dung họp"),
        max_length=300,
        help_text=_("Viết tiếp sau chữ “cuộc họp”, ví dụ: sơ kết 9 tháng, bàn nhiệm vụ quý IV năm 2026."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    held_on = VnDateField(label=_("Ngày họp"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    committee = forms.ModelChoiceField(
        label=_("Ban Chỉ đạo"),
        queryset=None,
        required=False,
        empty_label=_("Không phải cuộc họp của Ban Chỉ đạo"),
        help_text=_("Để hiểu “các thành viên Ban Chỉ đạo còn lại” trong kết luận."),
    )
    chair_name = forms.CharField(label=_("Người chủ trì"), max_length=120)
    chair_title = forms.CharField(
        label=_("Chức vụ người chủ trì"),
        max_length=250,
        help_text=_("Ví dụ: Phó Chủ tịch Ủy ban nhân dân tỉnh, Trưởng Ban Chỉ đạo."),
    )
    issuer = forms.ModelChoiceField(
        label=_("Cơ quan ban hành thông báo"),
        queryset=None,
        required=False,
        empty_label=_("Chọn sau"),
        help_text=_("Ban Chỉ đạo ra thông báo thì ký hiệu TB-BCĐ; Văn phòng UBND tỉnh thì TB-VP."),
    )
    signer_name = forms.CharField(
        label=_("Người ký thông báo"), max_length=120, required=False, help_text=_("Để trống nếu người chủ trì ký.")
    )
    signer_title = forms.CharField(
        label=_("Chức vụ người ký"), max_length=160, required=False, help_text=_("Ví dụ: Phó Chánh Văn phòng.")
    )
    attendance = forms.CharField(
        label=_("Thành phần dự họp"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Mỗi dòng một thành phần: họ tên, chức vụ, cơ quan. Không ghi điện thoại, địa chỉ riêng."),
    )
    opening = forms.CharField(
        label=_("Đánh giá chung"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In trước phần giao việc trong thông báo."),
    )
    recipients = forms.CharField(
        label=_("Nơi nhận khác"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một nơi. Các đơn vị được giao việc và “Lưu: VT” có sẵn."),
    )

    def __init__(self, *args: Any, province: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = committees(province)
        self.fields["issuer"].queryset = issuers(province)
        self.initial.setdefault("token", new_form_token())

    def facts(self) -> dict[str, Any]:
        """What the domain takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class PointForm(forms.Form):
    """A free point of the agenda."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Nội dung"), max_length=300)
    why = forms.CharField(label=_("Vì sao đưa ra, ai báo cáo"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_form_token())


class ConclusionForm(forms.Form):
    """One conclusion, typed while people speak."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    agenda_item = forms.IntegerField(required=False, widget=forms.HiddenInput)
    repeats = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    addressee = forms.CharField(
        label=_("Giao cho"),
        required=False,
        max_length=1000,
        help_text=_("Nhiều đơn vị cách nhau bằng dấu chấm phẩy; ghi được nhóm, ví dụ: UBND các xã, phường."),
    )
    pick = forms.MultipleChoiceField(
        label=_("Chọn đơn vị"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    text = forms.CharField(
        label=_("Kết luận"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Câu đã nêu hạn thì không cần ghi lại ở ô Hạn."),
    )
    due_on = VnDateField(label=_("Hạn"), required=False)
    kind = forms.ChoiceField(label=_("Loại việc"), choices=TaskKind.choices, initial=TaskKind.ONE_OFF)
    period = forms.ChoiceField(label=_("Báo cáo định kỳ"), required=False, choices=[("", _("Không")), *Period.choices])
    support_text = forms.CharField(label=_("Phối hợp"), required=False, max_length=500)
    topic = forms.ModelChoiceField(label=_("Chủ đề"), queryset=None, required=False, empty_label=_("Chưa chọn"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["topic"].queryset = Topic.objects.all()
        self.fields["pick"].choices = [
            (label, [(name, name) for name in group]) for label, group in address_choices(meeting)
        ]
        self.initial.setdefault("token", new_form_token())

    def clean_repeats(self) -> Task | None:
        """The duty that is asked again."""
        code = self.cleaned_data["repeats"]
        if not code:
            return None
        found = Task.objects.filter(code=code, province=self.meeting.province_id).first()
        if found is None:
            raise forms.ValidationError(_("Không còn việc được nhắc lại."))
        return found

    def clean_agenda_item(self) -> Any:
        """The point under which it was said; one that is gone is simply left out."""
        key = self.cleaned_data["agenda_item"]
        return self.meeting.agenda.filter(pk=key).first() if key else None

    def clean(self) -> dict[str, Any]:
        """Join what was typed with what was ticked."""
        data = super().clean() or {}
        typed = names(data.get("addressee") or "")
        data["addressee"] = joined(list(dict.fromkeys([*typed, *data.get("pick", ())])))
        if not data["addressee"]:
            self.add_error("addressee", _("Chưa ghi giao cho ai."))
        return data

    def words(self) -> dict[str, Any]:
        """What the domain takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("token", "pick")}


class NotesForm(forms.Form):
    """What was said on a point."""

    notes = forms.CharField(label=_("Ý kiến tại cuộc họp"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    discussed = forms.BooleanField(label=_("Đã bàn xong"), required=False)
