"""Forms of the producer's desk and of the public sign-up. They read what people type; the domain judges it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from saolang.accounts.domain.form_tokens import new_form_token
from saolang.core.text import normalize_line
from saolang.files.forms import UploadField
from saolang.places.models import Unit
from saolang.places.queries import by_vietnamese_name, communes_of, find_units
from saolang.ui.forms import VnDateField, VnNumberField

from .criteria import set_choices
from .eligibility import sets_for
from .enums import ProducerKind, ProductStage, SiteKind, SmeStatus
from .models import Producer, Product

MONTHS = [(str(month), format_lazy(_("Tháng {n}"), n=month)) for month in range(1, 13)]


class CommuneField(forms.ModelChoiceField):
    """A commune of the served province, in the order of a Vietnamese list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("Chọn xã, phường"))
        super().__init__(queryset=Unit.objects.none(), **kwargs)

    def fill(self) -> None:
        """Read the communes of today; called when the form is made."""
        communes = by_vietnamese_name(communes_of(settings.PROVINCE_CODE))
        self.queryset = Unit.objects.light().filter(pk__in=[unit.pk for unit in communes])
        self.choices = [("", str(self.empty_label)), *((unit.pk, unit.full_name) for unit in communes)]


class MultipleFileInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class UploadsField(UploadField):
    """Several files at once."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file and return them all."""
        rows = [row for row in (data if isinstance(data, list | tuple) else [data]) if row]
        if not rows and self.required:
            raise ValidationError(_t("Chưa chọn tệp nào."), code="required")
        return [super(UploadsField, self).clean(row, initial) for row in rows]


class OnceForm(forms.Form):
    """A form that adds something: carries a token, so that it is carried out once."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_form_token())


class RegisterForm(forms.Form):
    """Public sign-up: the person, the producer, the place of production."""

    name = forms.CharField(label=_("Tên chủ thể"), max_length=250, help_text=_("Đúng như trên giấy đăng ký."))
    kind = forms.ChoiceField(label=_("Loại hình tổ chức"), choices=[("", _("Chọn loại hình")), *ProducerKind.choices])
    registration_number = forms.CharField(
        label=_("Mã số thuế / số đăng ký kinh doanh"),
        max_length=40,
        help_text=_("Mã số thuế 10 chữ số; hộ kinh doanh có thể dùng số giấy chứng nhận đăng ký hộ kinh doanh."),
    )
    sme_status = forms.ChoiceField(
        label=_("Quy mô doanh nghiệp"),
        required=False,
        choices=[
            ("", _("Không phải doanh nghiệp")),
            *(c for c in SmeStatus.choices if c[0] in ("micro", "small", "medium", "large")),
        ],
        help_text=_("Chỉ doanh nghiệp tư nhân, công ty cần chọn; OCOP dành cho doanh nghiệp nhỏ và vừa."),
    )
    representative = forms.CharField(label=_("Người đại diện pháp luật"), max_length=120, required=False)
    commune = CommuneField(
        label=_("Xã, phường có cơ sở sản xuất"),
        help_text=_("Tên hiện nay, sau sắp xếp 01/7/2025. Đây cũng là nơi nộp hồ sơ."),
    )
    site_address = forms.CharField(
        label=_("Địa chỉ cơ sở sản xuất"), max_length=300, required=False, help_text=_("Ấp, khóm, số nhà, đường.")
    )
    full_name = forms.CharField(label=_("Họ và tên người lập tài khoản"), max_length=120)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), help_text=_("Dùng để đăng nhập và nhận thông báo."))
    password = forms.CharField(
        label=_("Mật khẩu"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
        help_text=_("Từ 10 ký tự, không chỉ gồm chữ số."),
        strip=False,
    )

    def __init__(self, *args: Any, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].fill()  # type: ignore[attr-defined]
        for name, hint in {"email": "email", "phone": "tel", "full_name": "name", "name": "organization"}.items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        if signed_in:
            for name in ("full_name", "phone", "email", "password"):
                del self.fields[name]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password)
        return password


class ProfileForm(forms.Form):
    """What the producer says about itself."""

    name = forms.CharField(label=_("Tên chủ thể"), max_length=250)
    kind = forms.ChoiceField(label=_("Loại hình tổ chức"), choices=ProducerKind.choices)
    registration_number = forms.CharField(label=_("Mã số thuế / số đăng ký kinh doanh"), max_length=40)
    sme_status = forms.ChoiceField(
        label=_("Quy mô doanh nghiệp"),
        choices=SmeStatus.choices,
        help_text=_("Theo Nghị định 80/2021/NĐ-CP; OCOP chỉ dành cho doanh nghiệp nhỏ và vừa."),
    )
    established_on = VnDateField(label=_("Ngày thành lập / đăng ký kinh doanh"), required=False)
    representative = forms.CharField(label=_("Người đại diện pháp luật"), max_length=120, required=False)
    representative_title = forms.CharField(label=_("Chức vụ"), max_length=120, required=False)
    head_office_address = forms.CharField(label=_("Địa chỉ trụ sở chính"), max_length=300, required=False)
    head_office_unit = CommuneField(label=_("Xã, phường đặt trụ sở"), required=False)
    filing_commune = CommuneField(
        label=_("Xã nộp hồ sơ"), help_text=_("Mặc định là xã có cơ sở sản xuất chính. UBND xã này tiếp nhận hồ sơ.")
    )
    contact_phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)
    contact_email = forms.EmailField(label=_("Thư điện tử"), required=False)
    public_contact = forms.BooleanField(
        label=_("Cho khách hàng thấy điện thoại và thư điện tử trên trang công khai"), required=False
    )
    website = forms.URLField(label=_("Trang web"), required=False, assume_scheme="https")
    history_text = forms.CharField(
        label=_("Lịch sử hình thành"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Vài dòng: ai lập ra, khi nào, vì sao. In vào Mẫu số 02."),
    )
    structure_text = forms.CharField(
        label=_("Cơ cấu tổ chức"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Số thành viên, lao động, các bộ phận. In vào Mẫu số 02."),
    )

    def __init__(self, *args: Any, producer: Producer, confirmed: bool, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if name != "name"]
        initial = {"name": producer.organisation.name, **{name: getattr(producer, name) for name in names}}
        super().__init__(*args, **{**kwargs, "initial": {**initial, **(kwargs.get("initial") or {})}})
        for name in ("head_office_unit", "filing_commune"):
            self.fields[name].fill()  # type: ignore[attr-defined]
        if confirmed:
            for name in ("name", "kind", "registration_number"):
                del self.fields[name]


class RepresentativeForm(forms.Form):
    """Personal data that only those handling the file see."""

    gender = forms.ChoiceField(
        label=_("Giới tính"), required=False, choices=[("", _("Chưa ghi")), ("nu", _("Nữ")), ("nam", _("Nam"))]
    )
    ethnicity = forms.CharField(label=_("Dân tộc"), max_length=60, required=False)
    permanent_address = forms.CharField(
        label=_("Địa chỉ thường trú"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )


class SiteForm(OnceForm):
    """A production site or a material area."""

    kind = forms.ChoiceField(label=_("Loại"), choices=SiteKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Tên"), max_length=200, help_text=_("Ví dụ: Xưởng bánh tráng ấp 3."))
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    unit = CommuneField(label=_("Xã, phường"), required=False)
    elsewhere = forms.CharField(
        label=_("Hoặc xã ở tỉnh khác"),
        max_length=120,
        required=False,
        help_text=_("Chỉ ghi khi ở ngoài tỉnh, cả tên tỉnh: “xã Đơn Dương, Lâm Đồng”."),
    )
    area_ha = VnNumberField(label=_("Diện tích (ha)"), required=False, max_digits=9, decimal_places=2)
    is_main = forms.BooleanField(label=_("Đây là cơ sở sản xuất chính"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].fill()  # type: ignore[attr-defined]
        self.initial.setdefault("kind", SiteKind.PRODUCTION)
        self.initial.setdefault("is_main", False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = normalize_line(cleaned.pop("elsewhere", ""))
        if cleaned.get("unit") is None and text:
            found = find_units(text, level="commune", limit=4)
            if len(found) == 1:
                cleaned["unit"] = found[0]
            elif found:
                names = "; ".join(unit.path for unit in found)
                self.add_error("elsewhere", _t("Có nhiều nơi khớp, ghi rõ một nơi: %(names)s.") % {"names": names})
            else:
                self.add_error("elsewhere", _t("Không tìm thấy xã này; ghi tên hiện nay và tên tỉnh."))
        elif cleaned.get("unit") is None and "unit" not in self.errors:
            self.add_error("unit", _t("Chọn xã, phường."))
        return cleaned


class ProductForm(OnceForm):
    """A product: the name is enough to begin."""

    name = forms.CharField(
        label=_("Tên sản phẩm"), max_length=250, help_text=_("Tên thương mại, như sẽ in trên giấy chứng nhận.")
    )
    set_number = forms.TypedChoiceField(
        label=_("Bộ sản phẩm"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Quyết định phiếu đánh giá nào được dùng. Chưa chắc thì để trống và hỏi cán bộ OCOP xã."),
    )
    stage = forms.ChoiceField(
        label=_("Giai đoạn"),
        choices=ProductStage.choices,
        help_text=_("Để theo dõi; giai đoạn nào cũng lập hồ sơ được."),
    )
    origin = forms.ChoiceField(
        label=_("Nguồn gốc"),
        required=False,
        choices=[("", _("Chưa ghi")), ("traditional", _("Sản phẩm truyền thống")), ("new", _("Sản phẩm mới"))],
    )
    made_in = CommuneField(label=_("Xã sản xuất"), required=False)
    summary = forms.CharField(
        label=_("Giới thiệu ngắn"), max_length=300, required=False, help_text=_("Một câu cho người mua.")
    )
    description = forms.CharField(
        label=_("Mô tả quy cách, tiêu chuẩn"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Khối lượng, bao bì, tiêu chuẩn công bố. In vào Mẫu số 02, Phần I."),
    )
    story = forms.CharField(
        label=_("Câu chuyện sản phẩm"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Ai làm, ở đâu, điều gì làm nên khác biệt. Phiếu đánh giá có điểm cho câu chuyện riêng."),
    )
    season_months = forms.TypedMultipleChoiceField(
        label=_("Tháng có hàng"),
        required=False,
        coerce=int,
        choices=MONTHS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Để trống nếu có quanh năm."),
    )

    def __init__(self, *args: Any, producer: Producer, product: Product | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["made_in"].fill()  # type: ignore[attr-defined]
        groups: list[Any] = [("", _("Chưa chọn bộ")), *set_choices(sets_for(producer.kind))]
        self.fields["set_number"].choices = groups  # type: ignore[attr-defined]
        if product is not None:
            for name in self.fields:
                if name != "token":
                    self.initial.setdefault(name, getattr(product, name))


class VariantForm(OnceForm):
    """A packing."""

    name = forms.CharField(label=_("Quy cách"), max_length=160, help_text=_("Ví dụ: Gói 200 g."))
    net_content = forms.CharField(label=_("Khối lượng, dung tích"), max_length=60, required=False)
    packaging = forms.CharField(label=_("Bao bì"), max_length=120, required=False)
    gtin = forms.CharField(
        label=_("Mã GTIN"), max_length=20, required=False, help_text=_("Dãy số dưới mã vạch, nếu đã đăng ký.")
    )
    shelf_life = forms.CharField(label=_("Hạn sử dụng"), max_length=80, required=False)


class PhotosForm(OnceForm):
    """Pictures of a product."""

    uploads = UploadsField(
        label=_("Ảnh"),
        allow=("image",),
        help_text=_("JPG, PNG hoặc WebP; chọn được nhiều ảnh. Ảnh đầu đại diện sản phẩm."),
    )
    caption = forms.CharField(label=_("Chú thích"), max_length=160, required=False)


class PersonForm(OnceForm):
    """A person by e-mail address."""

    email = forms.EmailField(
        label=_("Thư điện tử"), help_text=_("Chưa có tài khoản thì hệ thống gửi thư mời đặt mật khẩu.")
    )
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)


class HelperForm(PersonForm):
    """A helper with the signed authorisation."""

    valid_from = VnDateField(label=_("Từ ngày"), required=False, help_text=_("Để trống là từ hôm nay."))
    valid_to = VnDateField(label=_("Đến ngày"), required=False, help_text=_("Để trống là đến khi chủ thể kết thúc."))
    document = UploadField(
        label=_("Văn bản ủy quyền"),
        allow=("pdf", "image"),
        required=False,
        help_text=_("Bản chụp hoặc quét có chữ ký của chủ thể."),
    )
