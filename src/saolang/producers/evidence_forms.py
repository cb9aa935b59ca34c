"""Forms of the evidence cabinet: papers, their files, their links to criteria, exemptions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.ui.forms import VnDateField

from .enums import EvidenceKind, IpKind
from .forms import OnceForm, UploadsField
from .models import Evidence, Producer, Product


class EvidenceForm(OnceForm):
    """A paper with its own dates and files."""

    kind = forms.ChoiceField(label=_("Loại minh chứng"), choices=[("", _("Chọn loại")), *EvidenceKind.choices])
    ip_kind = forms.ChoiceField(
        label=_("Loại văn bằng"),
        required=False,
        choices=[("", _("Không phải giấy sở hữu trí tuệ")), *IpKind.choices],
        help_text=_("Chỉ chọn khi loại minh chứng là Sở hữu trí tuệ."),
    )
    title = forms.CharField(
        label=_("Tên giấy tờ"),
        max_length=250,
        required=False,
        help_text=_("Như in trên giấy; để trống thì lấy tên loại minh chứng."),
    )
    product = forms.ModelChoiceField(
        label=_("Dùng cho"), queryset=Product.objects.none(), required=False, empty_label=_("Mọi sản phẩm của chủ thể")
    )
    number = forms.CharField(label=_("Số"), max_length=80, required=False)
    issuer = forms.CharField(label=_("Nơi cấp"), max_length=200, required=False)
    issued_on = VnDateField(label=_("Ngày cấp"), required=False)
    expires_on = VnDateField(
        label=_("Có giá trị đến"), required=False, help_text=_("Để trống nếu giấy không ghi thời hạn.")
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000})
    )
    accept_expired = forms.BooleanField(
        label=_("Vẫn lưu giấy đã hết giá trị"),
        required=False,
        help_text=_("Chỉ đánh dấu khi muốn giữ làm tài liệu cũ; giấy này không tính là đang có."),
    )

    def __init__(self, *args: Any, producer: Producer, evidence: Evidence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = Product.objects.filter(producer=producer).order_by("search_text", "pk")
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
        if evidence is not None:
            for name in self.fields:
                if name not in ("token", "accept_expired", "files", "kept"):
                    self.initial.setdefault(name, getattr(evidence, name))

    def facts(self) -> dict[str, Any]:
        """What the domain takes."""
        skip = ("token", "accept_expired", "files", "kept")
        return {name: value for name, value in self.cleaned_data.items() if name not in skip}


class EvidenceFilesMixin(forms.Form):
    """Files of a paper; those that came with a form that had to be corrected are kept and need not be sent again."""

    files = UploadsField(
        label=_("Tệp"),
        required=False,
        help_text=_("PDF hoặc ảnh chụp rõ từng trang (cũng nhận Word, Excel); chọn được nhiều tệp."),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)


class NewEvidenceForm(EvidenceFilesMixin, EvidenceForm):
    """A new paper with its files."""

    field_order = ["kind", "ip_kind", "title", "product", "number", "issuer", "issued_on", "expires_on", "files"]


class NewEditionForm(EvidenceFilesMixin, EvidenceForm):
    """A newer edition of a paper: kind and product stay."""

    field_order = ["title", "number", "issuer", "issued_on", "expires_on", "files"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "ip_kind", "product"):
            del self.fields[name]
        for name in ("number", "issued_on", "expires_on", "note"):
            self.initial[name] = None


class MoreFilesForm(EvidenceFilesMixin, OnceForm):
    """More files for a paper that is there."""


class LinkForm(forms.Form):
    """A paper for a criterion, with the pages to look at."""

    product = forms.ModelChoiceField(label=_("Sản phẩm"), queryset=Product.objects.none(), empty_label=None)
    criterion = forms.ChoiceField(label=_("Tiêu chí"))
    page_from = forms.IntegerField(label=_("Từ trang"), required=False, min_value=1, max_value=2000)
    page_to = forms.IntegerField(label=_("Đến trang"), required=False, min_value=1, max_value=2000)
    note = forms.CharField(label=_("Ghi chú"), max_length=200, required=False)

    def __init__(self, *args: Any, products: list[Product], product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from .criteria import sheet_of

        queryset = Product.objects.filter(pk__in=[row.pk for row in products])
        self.fields["product"].queryset = queryset  # type: ignore[attr-defined]
        self.initial["product"] = product.pk
        sheet = sheet_of(product)
        self.fields["criterion"].choices = [  # type: ignore[attr-defined]
            (f"{section.code}. {section.name}", [(row.code, f"{row.code} {row.name}") for row in section.leaves()])
            for part in (sheet.parts if sheet else ())
            for section in part.sections
        ]
        for name in ("page_from", "page_to"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4"})


class ExemptionForm(forms.Form):
    """Why a compulsory paper is not needed, and what takes its place."""

    ground = forms.ChoiceField(label=_("Căn cứ miễn"), widget=forms.RadioSelect)
    substitute = forms.ModelChoiceField(
        label=_("Giấy thay thế"),
        queryset=Evidence.objects.none(),
        required=False,
        empty_label=_("Không có"),
        help_text=_("Chọn trong tủ minh chứng; chưa có thì thêm vào tủ trước."),
    )
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
        help_text=_("Ví dụ: văn bản, điều khoản cụ thể."),
    )

    def __init__(self, *args: Any, grounds: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (row.code, f"{row.ground} ({row.source})") for row in grounds
        ]
        self.fields["substitute"].queryset = papers  # type: ignore[attr-defined]
