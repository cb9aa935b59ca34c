"""Forms of notices: bringing a document in, and the province's own lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.accounts.domain.form_tokens import new_form_token
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.text import normalize_line
from saolang.documents.enums import Direction, Urgency
from saolang.documents.queries_register import bodies_served_by
from saolang.files.forms import UploadField
from saolang.ui.forms import VnDateField

from ..domain.notices_rules import BODY_KINDS, KIND, KINDS, TOPIC
from ..enums import TaskKind
from ..models import Topic
from ..queries.notices import addressable, committees
from ..rules.people import office_units

ALLOWED = ("docx", "pdf", "text", "image")


class TokenForm(forms.Form):
    """A form that adds something: carries a token, so that it is carried out once."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_form_token())


def holders_for(user: Any) -> Any:
    """Bodies in whose register the person enters documents that hand out duties."""
    return bodies_served_by(user).order_by("kind", "pk")


class HolderField(forms.ModelChoiceField):
    """The body that keeps the register; the steering office comes first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), empty_label=None, **kwargs)


class AddForm(forms.Form):
    """A file, and in whose register it goes."""

    file = UploadField(
        label=_("Tệp văn bản"),
        allow=ALLOWED,
        help_text=_(
            "Word (.docx), PDF có chữ hoặc .txt (UTF-8). Bản quét không có chữ vẫn được giữ; khi đó bạn dán hoặc gõ "
            "phần giao việc."
        ),
    )
    holder = HolderField(label=_("Vào sổ của"))
    committee = forms.ModelChoiceField(
        label=_("Ban Chỉ đạo"), queryset=Organisation.objects.none(), required=False, empty_label=_("Không có"),
        help_text=_("Để biết “các thành viên Ban Chỉ đạo còn lại” là những cơ quan nào."),
    )  # fmt: skip
    received_on = VnDateField(label=_("Ngày đến"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self, user)


def offer_bodies(form: forms.Form, user: Any) -> None:
    """Holders and committees that the person may choose, with the likely ones chosen."""
    holders = holders_for(user)
    form.fields["holder"].queryset = holders  # type: ignore[attr-defined]
    known = committees(office_units(user))
    form.fields["committee"].queryset = known  # type: ignore[attr-defined]
    form.initial.setdefault("holder", next(iter(holders.filter(kind="ocop_office")), None) or holders.first())
    form.initial.setdefault("committee", known.filter(valid_to__isnull=True).first())
    form.initial.setdefault("received_on", clock.today())


class EntryForm(TokenForm):
    """What the document says about itself, proposed and confirmed."""

    direction = forms.ChoiceField(
        label=_("Sổ văn bản"), choices=[(d.value, d.label) for d in (Direction.INCOMING, Direction.OUTGOING)]
    )
    holder = HolderField(label=_("Vào sổ của"))
    committee = forms.ModelChoiceField(
        label=_("Ban Chỉ đạo"), queryset=Organisation.objects.none(), required=False, empty_label=_("Không có")
    )
    received_on = VnDateField(label=_("Ngày đến"))
    kind = forms.CharField(label=_("Tên loại"), max_length=100, required=False)
    number = forms.CharField(label=_("Số"), max_length=11, required=False)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=60, required=False)
    issued_on = VnDateField(label=_("Ngày ban hành"))
    issuer_name = forms.CharField(label=_("Cơ quan ban hành"), max_length=250)
    place = forms.CharField(
        label=_("Nơi ban hành"), max_length=60, required=False,
        help_text=_("Ghi như bên ngày tháng. “Các huyện, thị xã” được hiểu là của tỉnh cũ này."),
    )  # fmt: skip
    abstract = forms.CharField(label=_("Trích yếu"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    signer_name = forms.CharField(label=_("Người ký"), max_length=120, required=False)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), max_length=160, required=False)
    urgency = forms.ChoiceField(label=_("Mức độ khẩn"), choices=Urgency.choices, initial=Urgency.NORMAL)
    recipients = forms.CharField(
        label=_("Nơi nhận"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Mỗi nơi một dòng.")
    )
    reissue = forms.CharField(
        label=_("Lý do giao lại"), max_length=500, required=False,
        help_text=_("Ghi khi việc trong văn bản cũ cần giao lại từ nay; bỏ trống thì văn bản được lưu sử."),
    )  # fmt: skip
    keep_duplicate = forms.CharField(
        label=_("Vẫn vào sổ, lý do"), max_length=300, required=False,
        help_text=_("Ghi vì sao vẫn vào sổ dù văn bản có vẻ đã có; để giao việc, nên mở bản đã có."),
    )  # fmt: skip
    names = (
        "kind", "number", "symbol", "issued_on", "issuer_name", "abstract", "signer_name", "signer_title", "urgency",
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, asked: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = set(asked)
        offer_bodies(self, user)

    def layout(self) -> list[list[Any]]:
        """Fields in the rows of the page; the two reasons stand there only when they are asked for."""
        rows = [
            ["kind", "number", "symbol"], ["issued_on", "issuer_name"], ["abstract"], ["signer_name", "signer_title"],
            ["place", "urgency"], ["recipients"], ["direction", "holder"], ["received_on", "committee"],
        ]  # fmt: skip
        rows += [[name] for name in ("reissue", "keep_duplicate") if name not in self.unasked]
        return [[self[name] for name in row] for row in rows]

    @property
    def unasked(self) -> set[str]:
        """Reasons that nothing has asked for so far."""
        given = {name for name in ("reissue", "keep_duplicate") if self.data.get(name)}
        return {"reissue", "keep_duplicate"} - given - self.asked

    def register_fields(self) -> dict[str, Any]:
        """Fields as the register takes them."""
        return {name: self.cleaned_data[name] for name in self.names}

    def recipient_lines(self) -> list[str]:
        """Lines of "Nơi nhận"."""
        return [line for line in map(normalize_line, self.cleaned_data["recipients"].splitlines()) if line]


class FromRegisterForm(forms.Form):
    """Choosing the committee for a document that is in the register already."""

    committee = forms.ModelChoiceField(
        label=_("Ban Chỉ đạo"), queryset=Organisation.objects.none(), required=False, empty_label=_("Không có")
    )
    place = forms.CharField(label=_("Nơi ban hành"), max_length=60, required=False)
    reissue = forms.CharField(label=_("Lý do giao lại"), max_length=500, required=False)

    def __init__(self, *args: Any, user: Any, old: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = committees(office_units(user))
        self.fields["committee"].queryset = known  # type: ignore[attr-defined]
        self.initial.setdefault("committee", known.filter(valid_to__isnull=True).first())
        if old:
            self.fields["reissue"].help_text = _("Văn bản cũ được lưu sử. Ghi lý do nếu việc trong đó được giao lại.")
        else:
            del self.fields["reissue"]


class TextForm(forms.Form):
    """The words of a document that could not be read."""

    text = forms.CharField(
        label=_("Nội dung văn bản"), widget=forms.Textarea(attrs={"rows": 20}), max_length=400_000,
        help_text=_("Dán hoặc gõ nguyên văn, nhất là phần giao nhiệm vụ; giữ số mục và gạch đầu dòng như bản in."),
    )  # fmt: skip


class TopicForm(forms.Form):
    """A topic and the words that suggest it."""

    name = forms.CharField(label=_("Chủ đề"), max_length=120)
    words = forms.CharField(
        label=_("Từ nhận biết"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Mỗi cụm từ một dòng. Việc có nhiều cụm từ của chủ đề nào nhất thì được gợi ý chủ đề đó."),
    )  # fmt: skip


class CommitteeForm(forms.Form):
    """A steering committee that a decision set up."""

    name = forms.CharField(label=_("Tên Ban Chỉ đạo"), max_length=250, help_text=_("Ghi đủ như quyết định thành lập."))
    short_name = forms.CharField(label=_("Tên gọn"), max_length=120, required=False)
    valid_from = VnDateField(label=_("Thành lập từ ngày"))


class BodyChoice(forms.ChoiceField):
    """One body of today, by kind."""

    def offer(self, province: Any) -> None:
        """Fill the choices with the bodies of a province."""
        self.choices = [("", "")] + [
            (label, [(str(body.pk), body.name) for body in bodies]) for label, bodies in addressable(province)
        ]


class BodiesChoice(forms.TypedMultipleChoiceField):
    """Several bodies of today."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.SelectMultiple(attrs={"size": 10}))
        super().__init__(coerce=int, **kwargs)

    def offer(self, province: Any) -> None:
        """Fill the choices with the bodies of a province."""
        self.choices = [
            (label, [(str(body.pk), body.name) for body in bodies]) for label, bodies in addressable(province)
        ]


class MemberForm(forms.Form):
    """A body that sits on the committee."""

    body = BodyChoice(label=_("Cơ quan"))
    valid_from = VnDateField(label=_("Từ ngày"))
    standing = forms.BooleanField(label=_("Là cơ quan thường trực"), required=False)
    basis = forms.CharField(label=_("Căn cứ"), max_length=250, required=False)

    def __init__(self, *args: Any, province: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].offer(province)  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", clock.today())

    def clean_body(self) -> Organisation:
        """The body chosen."""
        return Organisation.objects.get(pk=self.cleaned_data["body"])


class RuleForm(forms.Form):
    """One rule of the province; only the field that the kind needs counts."""

    kind = forms.ChoiceField(label=_("Quy tắc về"), choices=list(KINDS.items()))
    words = forms.CharField(
        label=_("Chữ trong văn bản"), max_length=300,
        help_text=_("Ghi như in. Loại việc và “không phải nhiệm vụ” xét chữ mở đầu của việc; không phân biệt dấu."),
    )  # fmt: skip
    bodies = BodiesChoice(label=_("Là các đơn vị"), required=False)
    task_kind = forms.ChoiceField(label=_("Là việc"), choices=[("", ""), *TaskKind.choices], required=False)
    topic = forms.ModelChoiceField(label=_("Thuộc chủ đề"), queryset=Topic.objects.all(), required=False)

    def __init__(self, *args: Any, province: Any, fixed_kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].offer(province)  # type: ignore[attr-defined]
        if fixed_kind:
            self.fields["kind"].disabled = True
            self.initial["kind"] = fixed_kind
            unused = {"bodies", "task_kind", "topic"} - _fields_of(fixed_kind)
            for name in unused:
                del self.fields[name]

    def value(self) -> dict[str, Any]:
        """What the words mean, as the rule keeps it."""
        kind = self.cleaned_data["kind"]
        if kind in BODY_KINDS:
            return {"bodies": list(self.cleaned_data.get("bodies") or [])}
        if kind == KIND:
            return {"kind": self.cleaned_data.get("task_kind")}
        if kind == TOPIC:
            topic = self.cleaned_data.get("topic")
            return {"topic": topic.pk if topic else None}
        return {}


def _fields_of(kind: str) -> set[str]:
    if kind in BODY_KINDS:
        return {"bodies"}
    return {KIND: {"task_kind"}, TOPIC: {"topic"}}.get(kind, set())


def rule_initial(rule: Any) -> dict[str, Any]:
    """A rule as its form shows it."""
    return {
        "kind": rule.kind,
        "words": rule.words,
        "bodies": [str(pk) for pk in rule.value.get("bodies", ())],
        "task_kind": rule.value.get("kind", ""),
        "topic": rule.value.get("topic"),
    }
