"""Forms of the dossier's pages. They read what is typed; the domain decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.producers.models import Evidence, Product
from saolang.ui.forms import FileInput, VnDateField

from .enums import DossierKind, LocalQuestion
from .models import Dossier, Round

LONG = 12000


def long_text(label: Any, help_text: Any = "", *, required: bool = False, rows: int = 6) -> forms.CharField:
    """A field for several paragraphs; sections may be saved half-done, so nothing is required."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": LONG}),
    )


class OpenForm(forms.Form):
    """Which product, and which kind of registration."""

    product = forms.ModelChoiceField(label=_("Sản phẩm"), queryset=Product.objects.none(), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Lần đăng ký"), choices=DossierKind.choices, initial=DossierKind.FIRST, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, products: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
        self.fields["product"].label_from_instance = lambda product: (  # type: ignore[attr-defined]
            f"{product.name} ({product.producer.name})"
        )


class Form01Form(forms.Form):
    """Mẫu số 01: samples and the pledge."""

    sample_count = forms.IntegerField(label=_("Sản phẩm mẫu (số lượng)"), min_value=0, max_value=99, required=False)
    pledged = forms.BooleanField(
        label=_("Cam đoan những thông tin trong Phiếu đăng ký là đúng sự thật"),
        required=False,
        help_text=_(
            "Chúng tôi xin cam kết tuân thủ các quy định về đánh giá, phân hạng sản phẩm OCOP, chịu trách nhiệm trước "
            "Hội đồng và pháp luật về Hồ sơ đăng ký đánh giá, phân hạng sản phẩm."
        ),
    )


class Part1Form(forms.Form):
    """Mẫu số 02, Phần I: what stands on product and producer, kept there."""

    description = long_text(_("7. Mô tả về quy cách sản phẩm, tiêu chuẩn"), rows=4)
    history_text = long_text(_("8. Lịch sử hình thành của chủ thể"), _("Nêu các giai đoạn hình thành và phát triển."))
    structure_text = long_text(_("9. Cơ cấu tổ chức của chủ thể"), rows=4)

    def __init__(self, *args: Any, with_producer: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_producer:
            del self.fields["history_text"], self.fields["structure_text"]


class Part2Form(forms.Form):
    """Mẫu số 02, Phần II: four heads."""

    part2_material = long_text(_("Tổ chức vùng nguyên liệu, công nghệ sản xuất, sơ chế, chế biến, đóng gói sản phẩm"))
    part2_quality = long_text(
        _("Sự thay đổi về chất lượng sản phẩm"), _("Chất lượng, tiêu chuẩn, bao bì, nhãn mác, hình thức đóng gói.")
    )
    part2_market = long_text(_("Thị trường phân phối sản phẩm"))
    part2_results = long_text(_("Kết quả sản xuất, kinh doanh"), _("Doanh thu, lợi nhuận."))


class Part4Form(forms.Form):
    """Mẫu số 02, Phần IV."""

    part4_plan = long_text(
        _("Kế hoạch sản xuất, kinh doanh"),
        _("Định hướng, kế hoạch trong thời gian tới về phát triển sản phẩm, tổ chức sản xuất, thị trường."),
        rows=10,
    )


class SignForm(forms.Form):
    """The signed copy: a scan of the signed forms, or a signature file."""

    signed_place = forms.CharField(label=_("Nơi ký"), max_length=120, required=False)
    file = forms.FileField(
        label=_("Bản đã ký"),
        required=False,
        help_text=_("Bản chụp Mẫu số 01 và 02 đã ký, đóng dấu (PDF hoặc ảnh)."),
        widget=FileInput(accept=".pdf,image/*"),
    )


class LinkForm(forms.Form):
    """A paper for one criterion, with the pages to look at."""

    evidence = forms.ModelChoiceField(
        label=_("Giấy tờ"), queryset=Evidence.objects.none(), empty_label=_("Chọn trong tủ minh chứng")
    )
    page_from = forms.IntegerField(label=_("Từ trang"), min_value=1, max_value=9999, required=False)
    page_to = forms.IntegerField(label=_("Đến trang"), min_value=1, max_value=9999, required=False)

    def __init__(self, *args: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = papers  # type: ignore[attr-defined]


class SupplementForm(forms.Form):
    """A paper added after submission."""

    evidence = forms.ModelChoiceField(
        label=_("Giấy tờ bổ sung"),
        queryset=Evidence.objects.none(),
        help_text=_("Giấy mới phải được thêm vào tủ minh chứng trước."),
    )
    criterion = forms.ChoiceField(label=_("Cho tiêu chí"), required=False)
    reason = long_text(_("Lý do bổ sung"), required=True, rows=3)

    def __init__(self, *args: Any, papers: Any, criteria: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = papers  # type: ignore[attr-defined]
        self.fields["criterion"].choices = [("", _("Không gắn tiêu chí nào")), *criteria]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to a completion request."""

    text = long_text(_("Đã hoàn thiện những gì"), _("Giấy tờ mới thì thêm ở mục tài liệu bổ sung."), rows=5)


class ReceiveForm(forms.Form):
    """The day of receipt."""

    received_on = VnDateField(
        label=_("Ngày nhận"), help_text=_("Ngày này không tính vào 15 ngày làm việc; hạn tính từ ngày làm việc sau.")
    )


class CompositionForm(forms.Form):
    """What was found complete."""

    note = long_text(_("Ghi chú"), rows=3)

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = [key for key, _label in items]
        for key, label in items:
            self.fields[key] = forms.BooleanField(label=label, required=False)
        self.order_fields([*self.order, "note"])

    def checked(self) -> dict[str, bool]:
        """The ticks by key."""
        return {key: self.cleaned_data[key] for key in self.order}


class ReportForm(forms.Form):
    """Mẫu số 03: for each content the producer's description and the commune's finding."""

    meeting_on = VnDateField(label=_("Ngày họp lấy ý kiến (nếu có)"), required=False)
    meeting_minutes = long_text(_("Biên bản họp (nếu có)"), rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in LocalQuestion:
            self.fields[f"producer_{question}"] = long_text(_("Mô tả của chủ thể"), rows=4)
            self.fields[f"finding_{question}"] = long_text(_("Đánh giá của xã"), rows=4)

    def pairs(self) -> list[tuple[str, Any, Any, Any]]:
        """Question, its name and its two bound fields, for the page."""
        return [
            (str(question), question.label, self[f"producer_{question}"], self[f"finding_{question}"])
            for question in LocalQuestion
        ]

    def findings(self) -> dict[str, tuple[str, str]]:
        """Both texts by question."""
        data = self.cleaned_data
        return {str(q): (data[f"producer_{q}"], data[f"finding_{q}"]) for q in LocalQuestion}


class CompletionForm(forms.Form):
    """What has to be completed, one matter a line, and until when."""

    lines = long_text(
        _("Nội dung cần hoàn thiện"),
        _("Mỗi dòng một nội dung. Mở đầu bằng mã tiêu chí nếu có, ví dụ: “1.5: bổ sung hợp đồng liên kết”."),
        required=True,
    )
    due_on = VnDateField(label=_("Hạn hoàn thiện"))

    def items(self, codes: Any) -> list[dict[str, str]]:
        """Lines as {criterion, text}; a code of the sheet before a colon is taken as the criterion."""
        rows = []
        for line in self.cleaned_data["lines"].splitlines():
            head, colon, tail = line.strip().partition(":")
            named = bool(colon) and head.strip() in codes
            rows.append({"criterion": head.strip() if named else "", "text": tail.strip() if named else line.strip()})
        return [row for row in rows if row["text"]]


class PackageForm(forms.Form):
    """Samples counted and sets handed over."""

    samples_counted = forms.IntegerField(label=_("Sản phẩm mẫu đã đếm"), min_value=0, max_value=99)
    paper_set_on = VnDateField(label=_("Bàn giao bộ giấy ngày"), required=False)
    electronic_set_on = VnDateField(label=_("Bàn giao bộ điện tử ngày"), required=False)


class RoundForm(forms.Form):
    """The round of a dossier."""

    round = forms.ModelChoiceField(label=_("Đợt đánh giá"), queryset=Round.objects.none(), empty_label=None)

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]


class ExtraRoundForm(forms.Form):
    """A further round of the year."""

    year = forms.IntegerField(label=_("Năm"), min_value=2025, max_value=2100)
    proposed_before = VnDateField(label=_("Xã đề nghị trước ngày"))
    done_before = VnDateField(label=_("Hoàn thành trước ngày"))
    basis = forms.CharField(label=_("Kế hoạch làm căn cứ"), max_length=250)


class ExceptionForm(forms.Form):
    """Leave for someone who prepared the file to check it."""

    user = forms.ChoiceField(label=_("Người được ghi nhận"))
    reason = long_text(_("Lý do"), required=True, rows=3)

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = dossier.preparers.select_related("user").order_by("pk")
        self.fields["user"].choices = [(str(row.user_id), str(row.user)) for row in rows]  # type: ignore[attr-defined]


def tomorrow_fortnight(day: dt.date) -> dt.date:
    """A usual time to complete: ten days from today."""
    return day + dt.timedelta(days=10)
