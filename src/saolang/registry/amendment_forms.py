"""Forms of corrections, new certificates and transfers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.text import normalize
from saolang.documents.enums import SignMode
from saolang.files.forms import UploadField
from saolang.producers.enums import ProducerKind, ProducerState
from saolang.producers.models import Producer
from saolang.producers.queries import search_producers
from saolang.ui.forms import VnDateField

from .amendment_documents import served_committee
from .amendment_enums import AmendmentKind
from .domain.corrections import ALLOWED, LABELS, PRINTED
from .domain.reissue import NewCertificate
from .models import Amendment, Recognition

LONG = forms.Textarea(attrs={"rows": 2, "maxlength": 500})


class AmendmentForm(forms.Form):
    """What is asked about one star, and which other stars of the producer it goes for."""

    reason = forms.CharField(
        label=_("Lý do, căn cứ"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        help_text=_("Ví dụ: giấy đăng ký kinh doanh thay đổi lần 2 ngày 05/8/2026; giấy chứng nhận bị ướt, rách."),
    )
    others = forms.MultipleChoiceField(
        label=_("Cùng áp dụng cho các sản phẩm khác của chủ thể"), required=False, widget=forms.CheckboxSelectMultiple
    )
    with_certificate = forms.BooleanField(label=_("Cấp giấy chứng nhận mới thay giấy cũ"), required=False)
    file = UploadField(
        label=_("Đơn đề nghị, giấy tờ chứng minh"),
        allow=("pdf", "image"),
        required=False,
        help_text=_("Bản chụp hoặc .pdf. Không cần gửi giấy tờ cá nhân."),
    )

    def __init__(self, *args: Any, star: Recognition, kind: str, others: list[Recognition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.star, self.kind = star, kind
        producer = star.product.producer
        made: dict[str, forms.Field] = {}
        for name in ALLOWED[kind]:
            if name == "producer_kind":
                choices = [("", _("Giữ nguyên")), *ProducerKind.choices]
                made[name] = forms.ChoiceField(label=LABELS[name], choices=choices, required=False)
            elif name == "registration_number":
                made[name] = forms.CharField(label=LABELS[name], max_length=20, required=False)
            else:
                field = forms.CharField(label=LABELS[name], max_length=500, required=False)
                field.initial = getattr(star, name)
                field.help_text = _text("Đang in: %(text)s") % {"text": getattr(star, name) or "–"}
                if name == "address":
                    field.widget = forms.Textarea(attrs={"rows": 2, "maxlength": 500})
                made[name] = field
        if kind == AmendmentKind.UPDATE and producer.registration_number:
            made["registration_number"].help_text = _text("Để trống nếu mã số không đổi.")
        self.fields = {**made, **self.fields}
        if kind in (AmendmentKind.REISSUE, AmendmentKind.EXCHANGE):
            del self.fields["with_certificate"]
        if others and kind != AmendmentKind.CORRECTION:
            self.fields["others"].choices = [(row.code, f"{row.product_name} ({row.star} sao)") for row in others]
        else:
            del self.fields["others"]

    def changes(self) -> dict[str, str]:
        """Only what differs from what is printed."""
        found = {}
        for name in ALLOWED[self.kind]:
            value = str(self.cleaned_data.get(name) or "").strip()
            if value and (name not in PRINTED or normalize(value) != getattr(self.star, name)):
                found[name] = value
        return found


class CheckForm(forms.Form):
    """What the check found."""

    note = forms.CharField(
        label=_("Kết quả kiểm tra"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        help_text=_("Đã đối chiếu với giấy tờ nào, hồ sơ lưu nào."),
    )


class _NumbersForm(forms.Form):
    """One number per new certificate."""

    def __init__(self, *args: Any, amendment: Amendment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.amendment = amendment
        self.rows = list(amendment.items.select_related("recognition").order_by("pk"))
        if not amendment.with_certificate:
            for name in ("certificate_on", "certificate_symbol", "certificate_file"):
                self.fields.pop(name, None)
            return
        for row in self.rows:
            self.fields[f"certificate_{row.pk}"] = forms.CharField(
                label=_text("Số giấy chứng nhận mới: %(name)s") % {"name": row.recognition.product_name},
                max_length=30,
            )

    def numbers(self) -> dict[int, str]:
        """Numbers by item."""
        if not self.amendment.with_certificate:
            return {}
        return {row.pk: self.cleaned_data[f"certificate_{row.pk}"] for row in self.rows}


class IssueAmendmentForm(_NumbersForm):
    """Number, date and signer of the decision that was drafted here, and of its certificates."""

    number = forms.CharField(label=_("Số quyết định"), max_length=30, required=False)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=60, initial="QĐ-UBND")
    issued_on = VnDateField(label=_("Ngày ban hành"))
    sign_mode = forms.ChoiceField(label=_("Quyền hạn ký"), choices=SignMode.choices)
    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=120)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), max_length=160, required=False, initial=_("Chủ tịch"))
    signed_file = UploadField(label=_("Quyết định đã ký"), allow=("pdf", "image"))
    certificate_on = VnDateField(
        label=_("Ngày cấp giấy chứng nhận mới"), required=False, help_text=_("Để trống nếu cùng ngày quyết định.")
    )
    certificate_symbol = forms.CharField(label=_("Ký hiệu giấy chứng nhận"), max_length=60, initial="GCN-UBND")


class EnterAmendmentForm(_NumbersForm):
    """A decision, and certificates, that were signed elsewhere."""

    issuer = forms.ModelChoiceField(label=_("Cơ quan ban hành"), queryset=Organisation.objects.none())
    number = forms.CharField(label=_("Số quyết định"), max_length=40, help_text=_("Phần trước dấu gạch chéo."))
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40, initial="QĐ-UBND")
    issued_on = VnDateField(label=_("Ngày ban hành"))
    signer = forms.CharField(label=_("Người ký"), max_length=160, required=False)
    signed_file = UploadField(label=_("Quyết định đã ký"), allow=("pdf", "image"))
    certificate_on = VnDateField(
        label=_("Ngày cấp giấy chứng nhận mới"), required=False, help_text=_("Để trống nếu cùng ngày quyết định.")
    )
    certificate_file = UploadField(
        label=_("Giấy chứng nhận mới đã ký"),
        allow=("pdf", "image"),
        required=False,
        help_text=_("Để trống nếu nằm chung tệp với quyết định."),
    )

    def __init__(self, *args: Any, amendment: Amendment, **kwargs: Any) -> None:
        super().__init__(*args, amendment=amendment, **kwargs)
        committee = served_committee()
        five = any(row.recognition.star == 5 for row in self.rows)
        bodies = Organisation.objects.filter(kind=OrganisationKind.MINISTRY) if five else None
        self.fields["issuer"].queryset = (  # type: ignore[attr-defined]
            bodies if bodies is not None else Organisation.objects.filter(pk=committee.pk)
        )
        first = self.fields["issuer"].queryset.first()  # type: ignore[attr-defined]
        self.fields["issuer"].initial = first.pk if first else None

    def certificates(self, file: Any) -> dict[int, NewCertificate]:
        """What was typed of the new certificates."""
        day = self.cleaned_data.get("certificate_on") or self.cleaned_data["issued_on"]
        return {pk: NewCertificate(number, day, file=file) for pk, number in self.numbers().items()}


class TransferForm(forms.Form):
    """Who takes the product over, and whether the issuer decides about the star."""

    find = forms.CharField(label=_("Chủ thể nhận: tên hoặc mã số"), max_length=200)
    with_star = forms.ChoiceField(
        label=_("Hạng sao"),
        choices=[
            ("no", _("Không có quyết định: sao ở lại với chủ thể cũ và ngừng dùng, sản phẩm đánh giá mới")),
            ("yes", _("Đề nghị UBND tỉnh quyết định chuyển cả kết quả công nhận")),
        ],
        widget=forms.RadioSelect,
        initial="no",
    )
    on = VnDateField(label=_("Chuyển từ ngày"), initial=clock.today)
    reason = forms.CharField(
        label=_("Căn cứ chuyển"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        help_text=_("Hợp đồng chuyển nhượng, biên bản bàn giao, quyết định chia tách, sáp nhập."),
    )
    file = UploadField(label=_("Giấy tờ kèm theo"), allow=("pdf", "image"), required=False)

    def clean_find(self) -> str:
        """Exactly one confirmed producer must fit."""
        text = self.cleaned_data["find"]
        active = Producer.objects.filter(state=ProducerState.CONFIRMED).select_related("organisation")
        found = list(search_producers(active, text)[:6])
        exact = [row for row in found if text in (row.name, row.registration_number)]
        found = exact or found
        if len(found) != 1:
            names = ", ".join(f"{row.name} ({row.registration_number})" for row in found[:5])
            raise forms.ValidationError(
                _text("Có nhiều chủ thể hợp với “%(text)s”: %(names)s. Ghi mã số để chọn đúng.")
                % {"text": text, "names": names}
                if found
                else _text("Không có chủ thể đã xác nhận nào hợp với “%(text)s”.") % {"text": text}
            )
        self.to_producer = found[0]
        return text
