"""Forms of papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.core.clock import today
from saolang.files.forms import UploadField
from saolang.ui.forms import VnDateField

from . import numbering
from .enums import SIGNED_FILE_OPTIONAL, SignMode, default_symbol
from .models import Paper
from .wording import in_small_letters


class IssueForm(forms.Form):
    """What the office's register says of a signed paper."""

    number = forms.CharField(
        label=_("Số"), max_length=30, required=False, help_text=_("Theo sổ đăng ký văn bản đi, ví dụ 15.")
    )
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=60, required=False, help_text=_("Ví dụ QĐ-UBND."))
    issued_on = VnDateField(label=_("Ngày ban hành"))
    sign_mode = forms.ChoiceField(label=_("Quyền hạn ký"), choices=SignMode.choices)
    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=120)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), max_length=160, required=False)
    signed_file = UploadField(
        label=_("Bản đã ký"),
        allow=("pdf", "image"),
        required=False,
        help_text=_("Bản ký số (.pdf) hoặc bản chụp văn bản đã ký, đóng dấu."),
    )
    draft_hash = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_file"].required = paper.kind not in SIGNED_FILE_OPTIONAL
        self.fields["number"].required = self.fields["symbol"].required = paper.is_numbered
        if numbering.by_system(paper.issuer, today()):
            self.fields["number"].required = False
            self.fields["number"].help_text = _("Để trống: số do hệ thống cấp tiếp theo trong sổ.")


def issue_initial(paper: Paper) -> dict[str, Any]:
    """What the form starts with, read from the draft."""
    spec = paper.blocks
    header = getattr(spec, "header", None)
    signatures = getattr(spec, "signatures", None) or (getattr(spec, "signature", None),)
    signature = signatures[0] if signatures and len(signatures) == 1 else None
    authority = " ".join(signature.authority) if signature else ""
    mode = next((mode.value for mode in SignMode if f"{mode.value}." in authority), SignMode.NONE.value)
    symbol = getattr(header, "symbol", "") or getattr(spec, "symbol", "")
    short = paper.issuer.short_name if paper.issuer.short_name and " " not in paper.issuer.short_name else "UBND"
    return {
        "symbol": symbol or (default_symbol(paper.kind, short) if paper.is_numbered else ""),
        "sign_mode": mode,
        "signer_name": signature.name if signature else "",
        "signer_title": _office(signature.title) if signature else "",
        "draft_hash": paper.draft_hash,
    }


def _office(title: str) -> str:
    """An office as written inside a sentence: "CHỦ TỊCH" becomes "Chủ tịch"; what is not in capitals stays."""
    return in_small_letters(title) if title.isupper() else title
