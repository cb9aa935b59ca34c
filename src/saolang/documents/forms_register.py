"""Forms of the register."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from saolang.accounts.models import Organisation
from saolang.core.clock import today
from saolang.core.text import fold_vi, sort_key_vi
from saolang.files.forms import UploadField
from saolang.places.enums import Kind, Level
from saolang.ui.forms import ReasonForm, RowsField, VnDateField

from .citing import find_citations, split_number
from .domain.register_files import ALLOWED
from .enums import Direction, LinkKind, Urgency
from .recipients import Bodies, split_lines

LINK_WORDS = {fold_vi(str(label).split(",")[0]): kind for kind, label in LinkKind.choices}
MAX_TEXT = 1_000_000
PROVINCIAL = "province"
RECEIVER_GROUPS = (
    (PROVINCIAL, _("Cơ quan, đơn vị của tỉnh")), ("ward", _("Phường")), ("commune", _("Xã, đặc khu")),
)  # fmt: skip
BOTH = ("holder", "file", "keep", "keep_reason")
GROUPS = (
    (_("Tệp"), (("holder",), ("file",))),
    (_("Vào sổ"), (("received_on", "entry_number"),)),
    (_("Văn bản"), (("kind", "number", "symbol"), ("issued_on", "issuer_name"), ("abstract",),
                    ("signer_name", "signer_title"), ("urgency", "page_count", "language"),
                    ("effective_on", "ends_on"))),
    (_("Nơi nhận và thời hạn"), (("recipients",), ("handler",), ("handling",), ("answer_due_on", "copies"))),
    (_("Văn bản được nêu"), (("citations",),)),
    (_("Hồ sơ, ghi chú"), (("file_notation", "file_year", "file_ordinal"), ("file_organ", "note"))),
)  # fmt: skip
"""Headings with the rows of fields under them."""
WITHOUT = {
    Direction.INCOMING: ("copies",),
    Direction.OUTGOING: ("received_on", "issuer_name", "handler", "handling"),
    Direction.REFERENCE: (
        "received_on", "entry_number", "recipients", "copies", "answer_due_on", "handler", "handling", "urgency",
        "file_organ", "file_year", "file_notation", "file_ordinal",
    ),
}  # fmt: skip


class DocumentFields(forms.Form):
    """What the register holds of a document; lengths follow Phụ lục VI of Nghị định 30/2020/NĐ-CP."""

    received_on = VnDateField(label=_("Ngày đến"))
    entry_number = forms.IntegerField(label=_("Số đến"), required=False, min_value=1)
    kind = forms.CharField(label=_("Tên loại"), max_length=100, required=False, help_text=_("Ví dụ Thông báo."))
    number = forms.CharField(label=_("Số"), max_length=11, required=False, help_text=_("Ví dụ 178."))
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=30, required=False, help_text=_("Ví dụ TB-VP."))
    issued_on = VnDateField(label=_("Ngày ban hành"), required=False)
    issuer_name = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    abstract = forms.CharField(label=_("Trích yếu nội dung"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=50, required=False)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), max_length=100, required=False)
    urgency = forms.ChoiceField(label=_("Mức độ khẩn"), choices=Urgency.choices, required=False)
    page_count = forms.IntegerField(
        label=_("Số trang"), required=False, min_value=1, max_value=999, help_text=_("Để trống: lấy từ tệp.")
    )
    language = forms.CharField(label=_("Ngôn ngữ"), max_length=30, required=False)
    effective_on = VnDateField(label=_("Có hiệu lực từ"), required=False, help_text=_("Để trống: từ ngày ban hành."))
    ends_on = VnDateField(label=_("Hết hiệu lực sau ngày"), required=False)
    recipients = forms.CharField(
        label=_("Nơi nhận"), widget=forms.Textarea(attrs={"rows": 4}), required=False,
        help_text=_("Mỗi nơi một dòng. Dòng trùng tên cơ quan trên hệ thống được nhận ra."),
    )  # fmt: skip
    copies = forms.IntegerField(label=_("Số lượng bản"), required=False, min_value=1, max_value=999)
    answer_due_on = VnDateField(label=_("Hạn trả lời, giải quyết"), required=False)
    handler = forms.CharField(label=_("Đơn vị hoặc người nhận"), max_length=1000, required=False)
    handling = forms.CharField(
        label=_("Ý kiến phân phối, chỉ đạo, trạng thái xử lý"), widget=forms.Textarea(attrs={"rows": 3}),
        required=False, max_length=20000,
    )  # fmt: skip
    citations = forms.CharField(
        label=_("Văn bản được nêu"), widget=forms.Textarea(attrs={"rows": 4}), required=False,
        help_text=_(
            "Mỗi văn bản một dòng, ví dụ: Căn cứ: 26/2026/QĐ-TTg ngày 22/5/2026 của Thủ tướng Chính phủ. Từ đầu dòng: "
            "Căn cứ, Nêu, Triển khai, Sửa đổi, Thay thế, Trả lời."
        ),
    )  # fmt: skip
    file_organ = forms.CharField(label=_("Mã cơ quan lập danh mục hồ sơ"), max_length=13, required=False)
    file_year = forms.IntegerField(label=_("Năm hồ sơ"), required=False, min_value=1900, max_value=2199)
    file_notation = forms.CharField(label=_("Số, ký hiệu hồ sơ"), max_length=20, required=False)
    file_ordinal = forms.IntegerField(label=_("Số thứ tự trong hồ sơ"), required=False, min_value=1, max_value=999)
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False)

    direction: str

    def shape(self, direction: str) -> None:
        """Keep the fields that belong to this register."""
        self.direction = direction
        for name in WITHOUT[Direction(direction)]:
            self.fields.pop(name, None)
        if direction == Direction.OUTGOING:
            self.fields["issued_on"].required = True
            self.fields["entry_number"].label = _("Số thứ tự trong sổ đi")
        elif direction == Direction.REFERENCE:
            self.fields["number"].required = True

    @property
    def groups(self) -> list[tuple[str, list[list[Any]]]]:
        """Rows of fields under their headings, without what this register does not have."""
        found = []
        for title, rows in GROUPS:
            there = [[self[name] for name in names if name in self.fields] for names in rows]
            found.append((str(title), [row for row in there if row]))
        return [(title, rows) for title, rows in found if rows]

    def clean_citations(self) -> list[dict[str, Any]]:
        """Each line as keywords of a link."""
        return read_citations(self.cleaned_data["citations"])

    def values(self, holder: Any) -> dict[str, Any]:
        """Fields of the entry; the issuer is looked up among the bodies on file."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in BOTH}
        if data.get("issuer_name"):
            data["issuer"] = Bodies(holder, data.get("issued_on")).find(data["issuer_name"])
        if "recipients" in data:
            data["recipients"] = split_lines(data["recipients"])
        return data


def read_citations(text: str) -> list[dict[str, Any]]:
    """Lines of cited documents as keywords of ``domain.link``. Raises ValidationError for a line without a number."""
    rows: list[dict[str, Any]] = []
    bad: list[str] = []
    for line in split_lines(text):
        lead, colon, rest = line.partition(":")
        kind = LINK_WORDS.get(fold_vi(lead)) if colon else None
        found = find_citations(rest if kind else line)
        if not found:
            bad.append(_t("“%(line)s”: chưa thấy số, ký hiệu, ví dụ 26/2026/QĐ-TTg.") % {"line": line[:80]})
            continue
        for cited in found:
            number, symbol = split_number(f"{cited.number}/{cited.symbol}")
            rows.append(
                {
                    "kind": str(kind or LinkKind.CITES), "number": number, "symbol": symbol,
                    "printed": rest.strip() if kind else line, "printed_on": cited.printed_on,
                    "issuer_name": cited.issuer_name,
                }
            )  # fmt: skip
    if bad:
        raise forms.ValidationError(bad)
    return rows


class EntryForm(DocumentFields):
    """One document into one register, with its file, and the tick that a double is meant."""

    holder = forms.ModelChoiceField(label=_("Sổ của"), queryset=Organisation.objects.none(), empty_label=None)
    file = UploadField(
        label=_("Tệp văn bản"), allow=ALLOWED, required=False,
        help_text=_("PDF, Word, chữ thuần (.txt), ảnh hoặc Excel. Không tải lên văn bản có dấu chỉ độ mật."),
    )  # fmt: skip
    keep = forms.BooleanField(label=_("Vẫn vào sổ"), required=False)
    keep_reason = forms.CharField(label=_("Lý do vẫn vào sổ"), max_length=500, required=False)

    def __init__(self, *args: Any, direction: str, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders  # type: ignore[attr-defined]
        self.fields["received_on"].initial = today
        self.shape(direction)
        self.asks_double = bool(self.data.get("keep_reason") or self.data.get("keep"))

    def clean(self) -> dict[str, Any]:
        """A double that is meant needs its reason."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("keep") and not data.get("keep_reason", "").strip():
            self.add_error("keep_reason", _("Ghi lý do vẫn vào sổ."))
        return data

    @property
    def reason_to_keep(self) -> str:
        return str(self.cleaned_data["keep_reason"]) if self.cleaned_data.get("keep") else ""


class CorrectionForm(DocumentFields, ReasonForm):
    """Put an entry right; the reason stays in its history."""

    file = UploadField(label=_("Tệp văn bản"), allow=ALLOWED, required=False)
    field_order = ["received_on", "entry_number"]

    def __init__(self, *args: Any, document: Any, **kwargs: Any) -> None:
        initial = {name: getattr(document, name, None) for name in self.base_fields}
        initial |= {"received_on": document.entered_on, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.shape(document.direction)
        for name in ("recipients", "citations"):
            self.fields.pop(name, None)
        if document.file_id is not None:
            self.fields.pop("file")
        if document.entry_by_system:
            self.fields.pop("entry_number", None)
        if document.paper_id is not None:
            for name in ("number", "symbol", "issued_on", "entry_number"):
                self.fields.pop(name, None)

    def changes(self, document: Any) -> dict[str, Any]:
        """The fields as typed, named as the entry names them."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "file")}
        if "received_on" in data:
            data["entered_on"] = data.pop("received_on")
        if self.direction == Direction.OUTGOING and "issued_on" in data:
            data["entered_on"] = data["issued_on"]
        if "issuer_name" in data and data["issuer_name"] != document.issuer_name:
            data["issuer"] = Bodies(document.holder, data.get("issued_on")).find(data["issuer_name"])
        return data


class LinkForm(forms.Form):
    """One reference to another document."""

    kind = forms.ChoiceField(label=_("Quan hệ"), choices=LinkKind.choices)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60, help_text=_("Ví dụ 26/2026/QĐ-TTg."))
    printed_on = VnDateField(label=_("Ngày ban hành"), required=False)
    issuer_name = forms.CharField(label=_("Cơ quan ban hành"), max_length=200, required=False)


class SendForm(forms.Form):
    """Where a document is sent on: bodies one by one, or all of a group."""

    bodies = RowsField(
        label=_("Nơi nhận"), queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    whole = forms.MultipleChoiceField(
        label=_("Tất cả"), required=False, choices=RECEIVER_GROUPS, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """At least one body; those of the groups taken as a whole are added."""
        given = super().clean() or {}
        if "bodies" not in self.errors and "whole" not in self.errors:
            whole, rows = given["whole"], self.fields["bodies"].queryset  # type: ignore[attr-defined]
            chosen = {body.pk for body in given["bodies"]}
            chosen |= {body.pk for body in rows.select_related("unit") if receiver_group(body) in whole}
            given["bodies"] = rows.filter(pk__in=chosen)
            if not chosen:
                self.add_error("bodies", _("Chọn ít nhất một nơi nhận."))
        return given

    def groups(self) -> list[dict[str, Any]]:
        """The groups with their bodies, named briefly, and what is ticked."""
        ticked = {str(value) for value in self["bodies"].value() or []}
        whole = set(self["whole"].value() or [])
        found: dict[str, list[tuple[int, str, bool]]] = {}
        rows = self.fields["bodies"].queryset.select_related("unit")  # type: ignore[attr-defined]
        for body in sorted(rows, key=lambda row: sort_key_vi(row.short_name or row.name)):
            entry = (body.pk, body.short_name or body.name, str(body.pk) in ticked)
            found.setdefault(receiver_group(body), []).append(entry)
        return [
            {
                "key": key, "label": label, "rows": found[key], "whole": key in whole,
                "open": key == PROVINCIAL or key in whole or any(row[2] for row in found[key]),
            }
            for key, label in RECEIVER_GROUPS
            if key in found
        ]  # fmt: skip


def receiver_group(body: Organisation) -> str:
    """The group of receivers that a body belongs to."""
    if body.unit is None or body.unit.level != Level.COMMUNE:
        return PROVINCIAL
    return "ward" if body.unit.kind == Kind.WARD else "commune"


class EndForm(ReasonForm):
    """The last day on which a document holds."""

    ends_on = VnDateField(label=_("Hết hiệu lực sau ngày"), required=False, help_text=_("Để trống: bỏ ngày đã ghi."))
    field_order = ["ends_on", "reason"]


class WithdrawForm(forms.Form):
    """Asks once more before everything of a document is removed."""

    sure = forms.BooleanField(label=_("Văn bản này có dấu chỉ độ mật (Mật, Tối mật hoặc Tuyệt mật)"))


class KeeperForm(forms.Form):
    """A body that keeps its register here from a day on."""

    holder = forms.ModelChoiceField(label=_("Cơ quan"), queryset=Organisation.objects.none())
    valid_from = VnDateField(label=_("Từ ngày"))
    valid_to = VnDateField(label=_("Đến hết ngày"), required=False)
    source = forms.CharField(label=_("Căn cứ"), max_length=250, help_text=_("Văn bản giao giữ sổ trên hệ thống."))

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders  # type: ignore[attr-defined]


class EndKeepingForm(ReasonForm):
    """The last day of keeping the register here."""

    valid_to = VnDateField(label=_("Ngày cuối"))
    field_order = ["valid_to", "reason"]


class BookForm(forms.Form):
    """Which register, of which period, in which form."""

    FORMS = (("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"))

    holder = forms.ModelChoiceField(label=_("Sổ của"), queryset=Organisation.objects.none(), empty_label=None)
    direction = forms.ChoiceField(
        label=_("Sổ"), choices=[(value, label) for value, label in Direction.choices if value != Direction.REFERENCE]
    )
    first = VnDateField(label=_("Từ ngày"))
    last = VnDateField(label=_("Đến ngày"))
    form = forms.ChoiceField(label=_("Dạng tệp"), choices=FORMS)

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period runs forward."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("Ngày cuối trước ngày đầu."))
        return data


def metadata_initial(found: dict[str, Any], direction: str) -> dict[str, Any]:
    """What a reader of apps above proposes, as initial values of the form."""
    names = ("number", "symbol", "issued_on", "kind", "abstract", "issuer_name", "signer_name", "signer_title")
    initial = {name: found[name] for name in names if found.get(name)}
    if found.get("recipients"):
        initial["recipients"] = "\n".join(str(line) for line in found["recipients"])
    lines = [_citation_line(cited) for cited in found.get("citations") or ()]
    if any(lines):
        initial["citations"] = "\n".join(dict.fromkeys(line for line in lines if line))
    return initial


def _citation_line(cited: Any) -> str:
    if isinstance(cited, str):
        return cited if find_citations(cited) else ""
    kind = next((str(label).split(",")[0] for value, label in LinkKind.choices if value == cited.get("kind")), "")
    text = re.sub(r"[\n;]+", " ", str(cited.get("text") or ""))
    if not find_citations(text):
        text = "/".join(part for part in (str(cited.get("number") or ""), str(cited.get("symbol") or "")) if part)
    if not find_citations(text):
        return ""
    return f"{kind}: {text}" if kind else text
