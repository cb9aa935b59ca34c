"""Producers, their places, products, and standing evidence that is uploaded once and used many times."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField
from saolang.core.text import fold_vi

from .enums import EvidenceKind, IpKind, PaperStanding, ProducerKind, ProducerState, ProductStage, SiteKind, SmeStatus


class Producer(Versioned, TimeStamped):
    """A chủ thể OCOP. Its key is the tax or business registration number.

    Real published producers that never registered here have state ``published_only`` and may lack a key.
    """

    code = RandomCodeField()
    organisation = models.OneToOneField("accounts.Organisation", on_delete=models.PROTECT, related_name="producer")
    kind = models.CharField(_("loại hình tổ chức"), max_length=20, choices=ProducerKind.choices)
    state = models.CharField(max_length=16, choices=ProducerState.choices, default=ProducerState.PENDING)
    registration_number = models.CharField(_("mã số thuế / số đăng ký kinh doanh"), max_length=20, blank=True)
    sme_status = models.CharField(
        _("quy mô doanh nghiệp"), max_length=16, choices=SmeStatus.choices, default=SmeStatus.UNKNOWN
    )
    established_on = models.DateField(_("ngày thành lập / đăng ký kinh doanh"), null=True, blank=True)
    representative = VietnameseCharField(_("người đại diện pháp luật"), max_length=120, blank=True)
    representative_title = VietnameseCharField(_("chức vụ"), max_length=120, blank=True)
    head_office_address = VietnameseTextField(_("địa chỉ trụ sở chính"), blank=True)
    head_office_unit = models.ForeignKey(
        "places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("xã trụ sở")
    )
    filing_commune = models.ForeignKey(
        "places.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="producers",
        verbose_name=_("xã nộp hồ sơ"),
        help_text=_("Mặc định là xã có cơ sở sản xuất."),
    )
    contact_phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    contact_email = models.EmailField(_("thư điện tử"), blank=True)
    public_contact = models.BooleanField(_("cho phép công khai điện thoại, thư điện tử"), default=False)
    website = models.URLField(_("trang web"), blank=True)
    history_text = VietnameseTextField(_("lịch sử hình thành"), blank=True)
    structure_text = VietnameseTextField(_("cơ cấu tổ chức"), blank=True)
    confirmed_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True)
    refusal_reason = VietnameseTextField(blank=True)
    ceased_on = models.DateField(_("ngừng hoạt động từ ngày"), null=True, blank=True)
    ceased_paper = VietnameseCharField(_("văn bản về việc ngừng hoạt động"), max_length=200, blank=True)
    ceased_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_producers"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("chủ thể OCOP")
        verbose_name_plural = _("chủ thể OCOP")
        constraints = [
            models.UniqueConstraint(
                fields=["registration_number"], condition=~Q(registration_number=""), name="producer_registration_once"
            ),
            models.CheckConstraint(
                condition=~Q(registration_number="")
                | Q(state__in=[ProducerState.PUBLISHED_ONLY, ProducerState.CEASED, ProducerState.MERGED]),
                name="producer_has_key_unless_published_only",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProducerState.CONFIRMED) | Q(confirmed_on__isnull=False),
                name="producer_confirmed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ProducerKind.values)
                | Q(
                    kind="",
                    state__in=[
                        ProducerState.PUBLISHED_ONLY,
                        ProducerState.CLAIMED,
                        ProducerState.CEASED,
                        ProducerState.MERGED,
                    ],
                ),
                name="producer_kind_known",
            ),
            models.CheckConstraint(condition=Q(state__in=ProducerState.values), name="producer_state_known"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state=ProducerState.MERGED), name="producer_merged_says_so"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        """Address of the producer's page in the desk."""
        return reverse("producers:producer", kwargs={"code": self.code})

    @property
    def name(self) -> str:
        return self.organisation.name


class RepresentativeDetails(models.Model):
    """Personal data of the legal representative that Mẫu 02 and Mẫu 03 ask for.

    Read only by those handling the file; never in history, audit data, exports or public pages.
    """

    producer = models.OneToOneField(Producer, on_delete=models.CASCADE, related_name="representative_details")
    gender = models.CharField(_("giới tính"), max_length=6, choices=[("nu", _("Nữ")), ("nam", _("Nam"))], blank=True)
    ethnicity = VietnameseCharField(_("dân tộc"), max_length=60, blank=True)
    permanent_address = VietnameseTextField(_("địa chỉ thường trú"), blank=True)

    def __str__(self) -> str:
        return str(self.producer)


class Site(TimeStamped):
    """A production site or a material area; the head office stands on the producer itself."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="sites")
    kind = models.CharField(_("loại"), max_length=16, choices=SiteKind.choices)
    name = VietnameseCharField(_("tên"), max_length=200)
    address = VietnameseTextField(_("địa chỉ"), blank=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("xã"))
    area_ha = models.DecimalField(_("diện tích (ha)"), max_digits=9, decimal_places=2, null=True, blank=True)
    is_main = models.BooleanField(_("cơ sở chính"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["producer"], condition=Q(is_main=True, kind="production"), name="site_one_main_per_producer"
            ),
            models.CheckConstraint(condition=Q(area_ha__isnull=True) | Q(area_ha__gt=0), name="site_area_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class Authorisation(TimeStamped):
    """The producer's recorded leave for a helper (commune, adviser, university) to prepare its files."""

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="authorisations")
    helper = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="authorisations")
    helper_organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    granted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.OneToOneField("accounts.Role", on_delete=models.PROTECT, related_name="authorisation")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "helper"], condition=Q(ended_on__isnull=True), name="authorisation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="authorisation_period_in_order",
            ),
        ]


class Product(Versioned, TimeStamped):
    """A product of one producer in one of the 26 sets. Names need not be unique; one dossier per product at a time."""

    code = RandomCodeField()
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="products")
    name = VietnameseCharField(_("tên sản phẩm"), max_length=250)
    search_text = models.CharField(max_length=600, editable=False, db_index=True)
    set_number = models.PositiveSmallIntegerField(
        _("bộ sản phẩm"), null=True, blank=True, help_text=_("Số của bộ trong Phụ lục II; trống khi chưa phân loại.")
    )
    set_suggested = models.BooleanField(_("bộ do hệ thống gợi ý, chưa xác nhận"), default=False)
    stage = models.CharField(_("giai đoạn"), max_length=12, choices=ProductStage.choices, default=ProductStage.READY)
    summary = VietnameseCharField(_("giới thiệu ngắn"), max_length=300, blank=True)
    description = VietnameseTextField(_("mô tả về quy cách sản phẩm, tiêu chuẩn"), blank=True)
    story = VietnameseTextField(_("câu chuyện sản phẩm"), blank=True)
    origin = models.CharField(
        _("nguồn gốc"),
        max_length=12,
        blank=True,
        choices=[("traditional", _("Sản phẩm truyền thống")), ("new", _("Sản phẩm mới"))],
    )
    season_months = models.JSONField(_("tháng có hàng"), default=list, blank=True)
    made_in = models.ForeignKey(
        "places.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
        verbose_name=_("xã sản xuất"),
    )
    published = models.BooleanField(_("hiện trên trang công khai"), default=False, editable=False)
    withdrawn_from_site = models.BooleanField(default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_products"
    )
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("sản phẩm")
        verbose_name_plural = _("sản phẩm")
        constraints = [
            models.CheckConstraint(
                condition=Q(set_number__isnull=True) | Q(set_number__gte=1, set_number__lte=26),
                name="product_set_in_range",
            ),
            models.CheckConstraint(condition=Q(stage__in=ProductStage.values), name="product_stage_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the product's page in the desk."""
        return reverse("producers:product", kwargs={"code": self.code})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold_vi(f"{self.name} {self.producer.organisation.name}")[:600]
        super().save(*args, **kwargs)


class Variant(TimeStamped):
    """A packing of a product (quy cách)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    name = VietnameseCharField(_("quy cách"), max_length=160)
    net_content = VietnameseCharField(_("khối lượng, dung tích"), max_length=60, blank=True)
    packaging = VietnameseCharField(_("bao bì"), max_length=120, blank=True)
    gtin = models.CharField(_("mã GTIN"), max_length=14, blank=True)
    shelf_life = VietnameseCharField(_("hạn sử dụng"), max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name


class Photo(TimeStamped):
    """A picture of a product; the first one stands for it."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    caption = VietnameseCharField(_("chú thích"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]


class Evidence(Versioned, TimeStamped):
    """A paper of the producer (``product`` empty) or of one product, with its own dates; uploaded once.

    A newer edition points at the one it replaces; the old one stays, since frozen dossiers name it.
    """

    code = RandomCodeField()
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="evidence")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("loại minh chứng"), max_length=20, choices=EvidenceKind.choices)
    ip_kind = models.CharField(_("loại văn bằng"), max_length=12, choices=IpKind.choices, blank=True)
    title = VietnameseCharField(_("tên giấy tờ"), max_length=250)
    number = VietnameseCharField(_("số"), max_length=80, blank=True)
    issuer = VietnameseCharField(_("nơi cấp"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày cấp"), null=True, blank=True)
    expires_on = models.DateField(_("có giá trị đến"), null=True, blank=True)
    note = VietnameseTextField(_("ghi chú"), blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    retired_on = models.DateField(_("ngừng dùng từ"), null=True, blank=True)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("minh chứng")
        verbose_name_plural = _("minh chứng")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(issued_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="evidence_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Address of the paper's page in the desk."""
        return reverse("producers:evidence", kwargs={"code": self.code})

    def is_good_on(self, day: date) -> bool:
        """Whether the paper is in force on that day; a paper without an end date stays good."""
        if self.issued_on and day < self.issued_on:
            return False
        return self.expires_on is None or day <= self.expires_on


class EvidenceFile(TimeStamped):
    """One file of a paper, in order."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="evidence_file")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]


class EvidenceLink(TimeStamped):
    """A paper used for one criterion of a product's sheet, with the pages to look at."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="evidence_links")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="links")
    criterion = models.CharField(_("tiêu chí"), max_length=12)
    page_from = models.PositiveSmallIntegerField(_("từ trang"), null=True, blank=True)
    page_to = models.PositiveSmallIntegerField(_("đến trang"), null=True, blank=True)
    note = VietnameseCharField(_("ghi chú"), max_length=200, blank=True)

    class Meta:
        ordering = ["criterion", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "evidence", "criterion"], name="evidence_link_once"),
            models.CheckConstraint(
                condition=Q(page_to__isnull=True) | Q(page_from__isnull=False, page_to__gte=F("page_from")),
                name="evidence_link_pages_in_order",
            ),
        ]


class PaperExemption(TimeStamped):
    """The producer's claim that a compulsory paper is not needed: ground and substitute paper.

    Grounds come from the rulebook's regime data (``exemptions``), by their code.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="exemptions")
    kind = models.CharField(_("loại minh chứng"), max_length=20, choices=EvidenceKind.choices)
    ground = models.CharField(_("căn cứ miễn"), max_length=60)
    substitute = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = VietnameseTextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "kind"], name="paper_exemption_once")]


from .merge_models import MergeRecord  # noqa: E402  (names Producer and Product above)

__all__ = [
    "Authorisation",
    "Evidence",
    "EvidenceFile",
    "EvidenceLink",
    "MergeRecord",
    "PaperExemption",
    "PaperStanding",
    "Photo",
    "Producer",
    "Product",
    "RepresentativeDetails",
    "Site",
    "Variant",
]
