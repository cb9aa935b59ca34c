"""Forms of difficulties: raising in two steps, routing, answering, publishing, and the filters of lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saolang.accounts.domain.form_tokens import new_form_token
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.files.forms import UploadField
from saolang.ui.forms import VnDateField

from ..answerers import ANSWERING, answering_bodies
from ..criteria import criterion_choices, sheets_in_force
from ..domain.difficulties import LIMITS
from ..models import Assignment, Difficulty, Topic
from ..queries.difficulties import words_condition
from ..rules.people import bodies_of, office_units

ALLOWED = ("pdf", "image", "docx", "xlsx")


def _area(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


def sheet_choices() -> list[tuple[str, str]]:
    """Sheets of the rulebook in force."""
    return [("", _("Không về tiêu chí")), *((sheet.id, f"{sheet.number}. {sheet.name}") for sheet in sheets_in_force())]


class SubjectForm(forms.Form):
    """First step, sent as an address: what is it about? The second step shows answers that exist already."""

    van_de = forms.CharField(
        label=_("Vướng mắc"),
        max_length=LIMITS["title"],
        help_text=_("Một câu, ví dụ: Xã chưa biết tách chi phí kiểm nghiệm khi nhiều hộ dùng chung một mẫu."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    viec = forms.ChoiceField(label=_("Việc đang vướng"), required=False)
    phieu = forms.ChoiceField(label=_("Tiêu chí của bộ sản phẩm"), required=False)

    def __init__(self, *args: Any, user: Any, for_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shares = [] if for_others else own_shares(user)
        self.fields["viec"].choices = [  # type: ignore[attr-defined]
            ("", _("Không về một việc được giao")), *((row.code, str(row.task)[:120]) for row in shares)
        ]  # fmt: skip
        if not shares:
            del self.fields["viec"]
        self.fields["phieu"].choices = sheet_choices()  # type: ignore[attr-defined]


def own_shares(user: Any) -> list[Assignment]:
    """Open shares of bodies that the person acts for."""
    from ..models.tasks import OPEN_STATES

    rows = Assignment.objects.filter(body__in=bodies_of(user), state__in=OPEN_STATES)
    return list(rows.select_related("task", "body", "notice__document").order_by("-pk")[:200])


class DifficultyForm(forms.Form):
    """What is stuck, what the unit proposes, and what it is about."""

    raised_by = forms.ModelChoiceField(label=_("Đơn vị nêu"), queryset=None, empty_label=_("Chọn đơn vị"))
    voiced_at = forms.CharField(
        label=_("Nêu tại"),
        max_length=LIMITS["voiced_at"],
        required=False,
        help_text=_("Tên cuộc họp, ngày họp. Trang của việc này ghi rõ văn phòng ghi thay đơn vị."),
    )
    title = forms.CharField(label=_("Vướng mắc"), max_length=LIMITS["title"])
    text = forms.CharField(
        label=_("Nội dung"),
        max_length=LIMITS["text"],
        widget=_area(7, LIMITS["text"]),
        help_text=_("Đã làm gì, vướng ở đâu, theo quy định nào. Không ghi số điện thoại, địa chỉ nhà."),
    )
    proposal = forms.CharField(
        label=_("Đề xuất của đơn vị"),
        max_length=LIMITS["proposal"],
        required=False,
        widget=_area(3, LIMITS["proposal"]),
    )
    sheet_id = forms.ChoiceField(label=_("Bộ tiêu chí"), required=False, widget=forms.HiddenInput)
    criterion = forms.ChoiceField(label=_("Tiêu chí"), required=False)
    rule = forms.CharField(
        label=_("Quy định"),
        max_length=LIMITS["rule"],
        required=False,
        help_text=_("Tên, số văn bản và điều khoản đang vướng, nếu có."),
    )
    topic = forms.ModelChoiceField(
        label=_("Chủ đề"), queryset=None, required=False, empty_label=_("Để hệ thống xếp theo nội dung")
    )
    upload = UploadField(label=_("Tệp gửi kèm"), required=False, allow=ALLOWED)
    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, for_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = new_form_token
        self.fields["topic"].queryset = Topic.objects.all()  # type: ignore[attr-defined]
        bodies = bodies_to_write_for(user) if for_others else own_bodies(user)
        self.fields["raised_by"].queryset = bodies  # type: ignore[attr-defined]
        if for_others:
            self.fields["voiced_at"].required = True
        else:
            del self.fields["voiced_at"]
            if len(bodies) == 1:
                self.fields["raised_by"].initial = bodies[0].pk
                self.fields["raised_by"].widget = forms.HiddenInput()
        self._offer_criteria()

    @property
    def sheet(self) -> str:
        """The sheet that the form is about."""
        return str(self["sheet_id"].value() or "")

    def _offer_criteria(self) -> None:
        self.fields["sheet_id"].choices = sheet_choices()  # type: ignore[attr-defined]
        if self.sheet:
            choices = [("", _("Chọn tiêu chí")), *criterion_choices(self.sheet)]
            self.fields["criterion"].choices = choices  # type: ignore[attr-defined]
            self.fields["criterion"].required = True
        else:
            del self.fields["criterion"]


def own_bodies(user: Any) -> Any:
    """Bodies that the person acts for."""
    return Organisation.objects.filter(pk__in=bodies_of(user)).order_by("name")


def bodies_to_write_for(user: Any) -> Any:
    """Bodies of the office's province, its communes' committees among them."""
    units = office_units(user)
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today())
    place = Q(unit__in=units) | Q(unit__parent__in=units, unit__level="commune") | Q(unit__parent__parent__in=units)
    return Organisation.objects.filter(alive & place, kind__in=ANSWERING).order_by("name")


class RouteForm(forms.Form):
    """To whom it goes, what the office adds, the topic."""

    body = forms.ModelChoiceField(label=_("Cơ quan trả lời"), queryset=None, empty_label=_("Chọn cơ quan"))
    note = forms.CharField(label=_("Lời nhắn của văn phòng"), required=False, max_length=2000, widget=_area(3, 2000))
    topic = forms.ModelChoiceField(label=_("Chủ đề"), queryset=None, required=False, empty_label=_("Chưa xếp"))

    def __init__(self, *args: Any, difficulty: Difficulty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = answering_bodies(difficulty.province_id, clock.today()).exclude(
            pk__in=[pk for pk in (difficulty.routed_to_id, difficulty.raised_by_id) if pk]
        )
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["topic"].queryset = Topic.objects.all()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer, and the body's own document."""

    answer = forms.CharField(label=_("Trả lời"), max_length=12000, widget=_area(9, 12000))
    number = forms.CharField(
        label=_("Số, ký hiệu văn bản trả lời"),
        max_length=60,
        required=False,
        help_text=_("Như in trên văn bản, ví dụ 1234/SNNMT-PTNT. Có trong sổ văn bản thì hệ thống tự dẫn tới."),
    )
    dated_on = VnDateField(label=_("Ngày văn bản"), required=False)
    upload = UploadField(label=_("Tệp văn bản"), required=False, allow=ALLOWED)
    general = forms.BooleanField(
        label=_("Câu trả lời áp dụng chung cho mọi đơn vị (có thể công bố thành hướng dẫn)"), required=False
    )


class NoteForm(forms.Form):
    """What the leaders are asked to say."""

    note = forms.CharField(
        label=_("Điều đề nghị lãnh đạo cho ý kiến"),
        max_length=2000,
        widget=_area(4, 2000),
        help_text=_("Lãnh đạo UBND tỉnh nhận thông báo và thấy việc này ở đầu bảng theo dõi."),
    )


class GuidanceForm(forms.Form):
    """Question and answer for everybody."""

    question = forms.CharField(
        label=_("Câu hỏi công bố"),
        max_length=300,
        widget=_area(2, 300),
        help_text=_("Một câu ai đọc cũng hiểu, không nêu chủ thể, không nêu người, không nêu xã."),
    )
    answer = forms.CharField(
        label=_("Trả lời công bố"),
        max_length=8000,
        widget=_area(9, 8000),
        help_text=_("Trang công bố ghi kèm cơ quan trả lời, số và ngày văn bản."),
    )
    general = forms.BooleanField(label=_("Áp dụng chung cho mọi đơn vị"), required=False)
    checked = forms.BooleanField(
        label=_("Đã kiểm tra tên: không nêu chủ thể, không nêu người"),
        required=False,
        help_text=_("Chỉ cần khi hệ thống báo trùng tên mà thực ra là chữ thường dùng."),
    )


class DifficultyFilter(django_filters.FilterSet):
    """Words, who answers, who raised it, topic."""

    q = django_filters.CharFilter(label=_("Tìm"), method="by_words")
    co_quan = django_filters.ModelChoiceFilter(
        label=_("Cơ quan trả lời"), field_name="routed_to", to_field_name="code", empty_label=_("Tất cả"),
        queryset=Organisation.objects.none(),
    )  # fmt: skip
    don_vi = django_filters.ModelChoiceFilter(
        label=_("Đơn vị nêu"), field_name="raised_by", to_field_name="code", empty_label=_("Tất cả"),
        queryset=Organisation.objects.none(),
    )  # fmt: skip
    chu_de = django_filters.ChoiceFilter(label=_("Chủ đề"), method="by_topic", empty_label=_("Tất cả"))

    class Meta:
        model = Difficulty
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = self.queryset.order_by()
        for name, column in (("co_quan", "routed_to"), ("don_vi", "raised_by")):
            known = Organisation.objects.filter(pk__in=seen.values(column)).order_by("name")
            self.filters[name].queryset = known
            self.filters[name].field.queryset = known
        topics = [(str(topic.pk), topic.name) for topic in Topic.objects.all()]
        self.filters["chu_de"].extra["choices"] = [*topics, ("0", _("Chưa xếp chủ đề"))]

    def by_words(self, rows: Any, _name: str, value: str) -> Any:
        """Every word, with or without marks."""
        return rows.filter(words_condition(value))

    def by_topic(self, rows: Any, _name: str, value: str) -> Any:
        """One topic, or none."""
        return rows.filter(topic__isnull=True) if value == "0" else rows.filter(topic=value)
