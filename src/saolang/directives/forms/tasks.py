"""Forms of tasks and shares."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from saolang.accounts.models import User
from saolang.core.problems import DomainError
from saolang.core.text import format_date
from saolang.producers.forms import OnceForm, UploadsField
from saolang.ui.forms import VnDateField

from .. import evidence as proofs
from ..enums import Period, Share, TaskKind
from ..models import Assignment, Notice, Task, Topic
from ..queries.tasks import matching_words

LONG = forms.Textarea(attrs={"rows": 4})
TEXT_MAX = 10000


class RecordsField(forms.MultipleChoiceField):
    """Records of this system as proofs: what was chosen, and what the search has found. Kept by token."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Leave it to the domain to say whether the person may name the record."""
        return True


class EvidenceFields(OnceForm):
    """Files and records that prove a line. Searching keeps what was typed; without scripts it is a button.

    Records come before files: without scripts a search loads the page again, and a browser drops chosen files then.
    """

    files = UploadsField(
        label=_("Tệp minh chứng"), required=False, help_text=_("Ảnh, PDF, Word, Excel. Chọn được nhiều tệp.")
    )
    records = RecordsField(label=_("Hồ sơ, văn bản trong hệ thống"), required=False)
    find = forms.CharField(label=_("Tìm hồ sơ, văn bản"), required=False, max_length=100)

    def __init__(self, *args: Any, user: Any, share: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.share = user, share
        words = str(self.data.get("find", "") if self.is_bound else self.initial.get("find", ""))
        chosen = self.data.getlist("records") if self.is_bound else self.initial.get("records", [])
        self.fields["records"].choices = record_choices(user, words, list(chosen))  # type: ignore[attr-defined]

    def proofs(self) -> list[proofs.Evidence]:
        """The records chosen, as the domain takes them. Raises DomainError for one the person may not name."""
        return [proofs.from_token(self.user, token) for token in self.cleaned_data["records"]]


def record_choices(user: Any, words: str, chosen: list[str]) -> list[tuple[str, str]]:
    """Chosen records first, then what the words find."""
    rows: dict[str, str] = {}
    for token in chosen[:20]:
        try:
            record = proofs.from_token(user, token).record
        except DomainError:
            continue
        if record is not None:
            rows[token] = proofs.describe(user, record)[2]
    for found in proofs.find_records(user, words):
        rows.setdefault(found.token, f"{found.kind}: {found.label}")
    return list(rows.items())


class ProgressForm(EvidenceFields):
    """A line of progress."""

    text = forms.CharField(label=_("Đã làm được gì"), max_length=TEXT_MAX, widget=LONG)
    percent = forms.IntegerField(
        label=_("Tiến độ, %"), required=False, min_value=0, max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text=_("Ước lượng, từ 0 đến 100."),
    )  # fmt: skip
    field_order = ["text", "percent", "find", "records", "files", "token"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.share.share == Share.SUPPORT or self.share.standing:
            del self.fields["percent"]
        if self.share.share == Share.SUPPORT:
            self.fields["text"].label = _("Ý kiến, kết quả phối hợp")


class ReportForm(EvidenceFields):
    """The result."""

    text = forms.CharField(label=_("Kết quả"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 6}))
    despite = forms.CharField(
        label=_("Vì sao vẫn hoàn thành khi việc phải chờ chưa xong"), required=False, max_length=1000, widget=LONG
    )
    field_order = ["text", "despite", "find", "records", "files", "token"]

    def __init__(self, *args: Any, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not waits:
            del self.fields["despite"]


class PeriodForm(EvidenceFields):
    """The line of one period."""

    start = forms.ChoiceField(label=_("Kỳ"))
    text = forms.CharField(label=_("Kết quả trong kỳ"), max_length=TEXT_MAX, widget=LONG)
    field_order = ["start", "text", "find", "records", "files", "token"]

    def __init__(self, *args: Any, periods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].choices = periods  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """One text: a question, an answer, a reason."""

    text = forms.CharField(label=_("Nội dung"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, label: Any = "", help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label
        self.fields["text"].help_text = help_text


class ExtensionForm(forms.Form):
    """A later date and why."""

    wanted_on = VnDateField(label=_("Hạn đề nghị"))
    reason = forms.CharField(
        label=_("Lý do"), max_length=2000, widget=LONG, help_text=_("Vì sao chưa xong và sẽ làm gì đến hạn mới.")
    )


class DecisionForm(forms.Form):
    """The office's answer to a request for a later date."""

    granted = forms.ChoiceField(
        label=_("Quyết định"), choices=[("1", _("Cho lùi hạn")), ("0", _("Không đồng ý"))], widget=forms.RadioSelect
    )
    due_on = VnDateField(
        label=_("Hạn mới"), required=False, help_text=_("Để trống thì lấy ngày đơn vị đề nghị.")
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Ý kiến"), required=False, max_length=2000, widget=LONG, help_text=_("Bắt buộc khi không đồng ý.")
    )


class AcceptForm(forms.Form):
    """Accept a result; a share without a date gets one."""

    due_on = VnDateField(
        label=_("Hạn của việc"), help_text=_("Việc này chưa có hạn; ghi hạn để biết xong đúng hay quá hạn.")
    )
    text = forms.CharField(label=_("Nhận xét"), required=False, max_length=2000, widget=LONG)

    def __init__(self, *args: Any, share: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if share.due_on is not None:
            del self.fields["due_on"]


class DueForm(forms.Form):
    """A date, and why it changes."""

    due_on = VnDateField(label=_("Hạn"))
    reason = forms.CharField(label=_("Lý do"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, old: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if old is None:
            self.fields["reason"].help_text = _("Không bắt buộc khi đặt hạn lần đầu.")
        else:
            self.fields["reason"].required = True
            self.fields["due_on"].help_text = _("Hạn đang có: %(day)s.") % {"day": format_date(old)}


class BodiesForm(forms.Form):
    """Which bodies take over, and why."""

    bodies = forms.CharField(
        label=_("Đơn vị nhận việc"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một đơn vị, ví dụ: Sở Công Thương; UBND xã Song Phú."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=LONG)


class OfficerForm(forms.Form):
    """Which colleague follows the share."""

    officer = forms.ModelChoiceField(label=_("Người phụ trách"), queryset=None, empty_label=_("Chọn người"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = people  # type: ignore[attr-defined]


class EditForm(forms.Form):
    """The words and kind of a task."""

    text = forms.CharField(label=_("Nội dung"), max_length=20000, widget=forms.Textarea(attrs={"rows": 6}))
    items = forms.CharField(
        label=_("Các ý"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Mỗi dòng một ý.")
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=TaskKind.choices, widget=forms.RadioSelect)
    period = forms.ChoiceField(
        label=_("Kỳ báo cáo"), required=False, choices=[("", _("Theo cài đặt của tỉnh")), *Period.choices],
        help_text=_("Chỉ dùng cho việc thường xuyên, khi có phát sinh."),
    )  # fmt: skip
    topic = forms.ModelChoiceField(
        label=_("Chủ đề"), required=False, queryset=Topic.objects.all(), empty_label=_("Chưa xếp")
    )
    reason = forms.CharField(label=_("Lý do sửa"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_items(self) -> list[str]:
        """One line, one item."""
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]


class SplitForm(OnceForm):
    """A part of a task."""

    text = forms.CharField(label=_("Phần việc"), max_length=5000, widget=LONG)
    leads = forms.CharField(
        label=_("Đơn vị chủ trì"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi dòng một đơn vị. Để trống thì giao đơn vị đang chủ trì việc lớn."),
    )  # fmt: skip
    due_on = VnDateField(label=_("Hạn"), required=False)
    field_order = ["text", "leads", "due_on", "token"]

    def __init__(self, *args: Any, office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not office:
            del self.fields["leads"]


class TaskChoice(forms.ModelChoiceField):
    """A task by its number and first words."""

    def label_from_instance(self, obj: Task) -> str:
        words = str(obj)
        return words if len(words) <= 100 else f"{words[:99]}…"


class TaskPickForm(forms.Form):
    """One of the tasks at hand, or any other by its code."""

    task = TaskChoice(label=_("Việc"), required=False, queryset=Task.objects.none(), empty_label=_("Chọn việc"))
    code = forms.CharField(
        label=_("Hoặc mã việc khác"), required=False, max_length=20,
        help_text=_("Mã 10 ký tự ghi ở đầu trang của việc đó."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=200)

    def __init__(self, *args: Any, tasks: QuerySet[Task], with_note: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = tasks  # type: ignore[attr-defined]
        if not with_note:
            del self.fields["note"]


class ShareFilter(django_filters.FilterSet):
    """By words, document, topic, body, part."""

    q = django_filters.CharFilter(label=_("Chữ trong nội dung"), method="by_words")
    notice = django_filters.ModelChoiceFilter(
        label=_("Văn bản"), queryset=Notice.objects.none(), empty_label=_("Tất cả")
    )
    topic = django_filters.ModelChoiceFilter(label=_("Chủ đề"), queryset=Topic.objects.all(), empty_label=_("Tất cả"))
    share = django_filters.ChoiceFilter(label=_("Vai trò"), choices=Share.choices, empty_label=_("Tất cả"))
    body = django_filters.CharFilter(label=_("Đơn vị"), method="by_body")

    class Meta:
        model = Assignment
        fields = ("q", "notice", "topic", "share", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.queryset.exclude(notice=None).order_by().values("notice")
        notices = Notice.objects.filter(pk__in=given).select_related("document").defer("text", "reading", "draft")
        self.filters["notice"].queryset = notices
        if self.request is None or self.request.GET.get("cua") != "tat-ca":
            del self.filters["body"]

    def by_words(self, rows: Any, _name: str, value: str) -> Any:
        """All words, with or without marks."""
        return rows.filter(matching_words(value))

    def by_body(self, rows: Any, _name: str, value: str) -> Any:
        """Bodies by name, with or without marks."""
        from saolang.core.text import fold_vi

        wanted = Q()
        for word in fold_vi(value).split():
            wanted &= Q(body__search_text__contains=word)
        return rows.filter(wanted)
