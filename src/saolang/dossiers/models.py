"""Applications: what the producer fills and submits, what the commune and the province do with it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from .enums import OPEN_STATES, DossierKind, DossierState, Level, LocalQuestion, UpdateTopic


class Dossier(Versioned, TimeStamped):
    """One application of one product: Mẫu 01 and Mẫu 02 as data, its clocks and its numbers.

    Facts about producer and product are read from them while preparing and frozen in the snapshot on submission.
    """

    code = RandomCodeField()
    product = models.ForeignKey("producers.Product", on_delete=models.PROTECT, related_name="dossiers")
    producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="dossiers")
    kind = models.CharField(_("lần đăng ký"), max_length=12, choices=DossierKind.choices, default=DossierKind.FIRST)
    state = models.CharField(max_length=20, choices=DossierState.choices, default=DossierState.PREPARING)
    commune = models.ForeignKey(
        "places.Unit", on_delete=models.PROTECT, related_name="dossiers", verbose_name=_("xã nộp hồ sơ")
    )
    regime = models.CharField(_("chế độ pháp lý"), max_length=20)
    sheet = models.ForeignKey(
        "rulebook.PublishedSheet", on_delete=models.PROTECT, related_name="dossiers", verbose_name=_("phiếu đánh giá")
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="following",
        verbose_name=_("hồ sơ trước"),
    )
    renews = models.ForeignKey(
        "registry.Recognition",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("lần công nhận trước"),
    )
    previous_product_code = models.CharField(_("mã sản phẩm trước"), max_length=40, blank=True)

    # the set, where the star was given under an older list
    old_set = models.CharField(_("bộ sản phẩm cũ"), max_length=20, blank=True)
    set_reason = VietnameseCharField(_("vì sao chọn bộ này"), max_length=300, blank=True)
    set_confirmed_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    # Mẫu 01
    sample_count = models.PositiveSmallIntegerField(_("số lượng sản phẩm mẫu"), null=True, blank=True)
    pledged = models.BooleanField(_("cam đoan thông tin đúng sự thật"), default=False)
    signed_place = VietnameseCharField(_("nơi ký"), max_length=120, blank=True)
    signed_scan = models.ForeignKey(
        "files.StoredFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("bản ký (chữ ký hoặc bản chụp đã ký)"),
    )
    # Mẫu 02, Phần II
    part2_material = VietnameseTextField(
        _("tổ chức vùng nguyên liệu, công nghệ sản xuất, sơ chế, chế biến, đóng gói"), blank=True
    )
    part2_quality = VietnameseTextField(_("sự thay đổi về chất lượng sản phẩm"), blank=True)
    part2_market = VietnameseTextField(_("thị trường phân phối sản phẩm"), blank=True)
    part2_results = VietnameseTextField(_("kết quả sản xuất, kinh doanh: doanh thu, lợi nhuận"), blank=True)
    changes_text = VietnameseTextField(_("những thay đổi so với sản phẩm đã được công nhận"), blank=True)
    change_papers = models.ManyToManyField(
        "producers.Evidence", blank=True, related_name="+", verbose_name=_("minh chứng về những thay đổi")
    )
    # Mẫu 02, Phần IV
    part4_plan = VietnameseTextField(_("kế hoạch sản xuất, kinh doanh"), blank=True)

    # dates and numbers
    confirmed_by_producer = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("ngày nộp"), null=True, blank=True)
    received_on = models.DateField(_("ngày xã tiếp nhận"), null=True, blank=True)
    commune_due_on = models.DateField(_("hạn của xã"), null=True, blank=True)
    proposed_on = models.DateField(_("ngày xã đề nghị"), null=True, blank=True)
    serial = models.PositiveIntegerField(_("số thứ tự sản phẩm"), null=True, blank=True)
    serial_year = models.PositiveSmallIntegerField(_("năm đánh giá trong mã sản phẩm"), null=True, blank=True)
    product_code = models.CharField(_("mã sản phẩm"), max_length=40, blank=True)
    province_received_on = models.DateField(_("ngày tỉnh tiếp nhận"), null=True, blank=True)
    reassessment_due_on = models.DateField(_("hạn đánh giá lại"), null=True, blank=True)
    round = models.ForeignKey(
        "dossiers.Round", null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers"
    )
    closed_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    withdrawal_reason = VietnameseTextField(blank=True)
    decline_reason = VietnameseTextField(_("lý do xã không đề nghị"), blank=True)

    class Meta:
        verbose_name = _("hồ sơ")
        verbose_name_plural = _("hồ sơ")
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(state__in=[str(s) for s in OPEN_STATES]),
                name="dossier_one_open_per_product",
            ),
            models.UniqueConstraint(
                fields=["product_code"], condition=~Q(product_code=""), name="dossier_product_code_never_reused"
            ),
            models.UniqueConstraint(
                fields=["commune", "serial_year", "serial"],
                condition=Q(serial__isnull=False),
                name="dossier_serial_once",
            ),
            models.CheckConstraint(
                condition=Q(serial__isnull=True, serial_year__isnull=True, product_code="")
                | Q(serial__isnull=False, serial_year__isnull=False) & ~Q(product_code=""),
                name="dossier_serial_and_code_together",
            ),
            models.CheckConstraint(condition=Q(state__in=DossierState.values), name="dossier_state_known"),
            models.CheckConstraint(condition=Q(kind__in=DossierKind.values), name="dossier_kind_known"),
            models.CheckConstraint(
                condition=Q(state=DossierState.PREPARING)
                | Q(state=DossierState.WITHDRAWN)
                | Q(submitted_at__isnull=False),
                name="dossier_beyond_preparing_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(commune_due_on__gt=F("received_on")),
                name="dossier_receipt_starts_clock",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        "proposed",
                        "province",
                        "province_completion",
                        "in_round",
                        "agency_review",
                        "in_council",
                        "concluded",
                        "at_ministry",
                        "recognised",
                        "not_recognised",
                    ]
                )
                | Q(proposed_on__isnull=False, serial__isnull=False) & ~Q(product_code=""),
                name="dossier_proposed_has_code",
            ),
        ]
        indexes = [models.Index(fields=["state", "commune"]), models.Index(fields=["producer", "state"])]

    def __str__(self) -> str:
        return f"{self.product.name} ({self.get_kind_display()}, {self.year})"

    def get_absolute_url(self) -> str:
        """The dossier's page in the desk."""
        return reverse("dossiers:dossier", kwargs={"code": self.code})


class SelfAnswer(TimeStamped):
    """The producer's own answer to one criterion: option position (0 = không đạt mức nào) and description."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="self_answers")
    criterion = models.CharField(max_length=12)
    option = models.PositiveSmallIntegerField(null=True, blank=True)
    description = VietnameseTextField(_("mô tả"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "criterion"], name="self_answer_once")]


class CarriedPart(TimeStamped):
    """A field or a criterion that was carried over from an earlier dossier; it counts once somebody looked at it.

    ``key`` is the name of a field of the dossier, or the code of a criterion.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="carried")
    key = models.CharField(max_length=30)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "key"], name="carried_part_once"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="carried_part_reviewed_by_somebody",
            ),
        ]


class RenewalUpdate(TimeStamped):
    """One matter that a re-assessment brings up to date: what is new, or that nothing changed.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1.c.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="updates")
    topic = models.CharField(max_length=12, choices=UpdateTopic.choices)
    unchanged = models.BooleanField(_("không thay đổi"), default=False)
    text = VietnameseTextField(_("nội dung mới và kết quả"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "topic"], name="renewal_update_once"),
            models.CheckConstraint(condition=Q(topic__in=UpdateTopic.values), name="renewal_update_topic_known"),
            models.CheckConstraint(
                condition=Q(unchanged=False) | Q(text=""), name="renewal_update_unchanged_has_no_text"
            ),
        ]

    @property
    def is_done(self) -> bool:
        """Whether the producer said something of it."""
        return self.unchanged or bool(self.text)


class Snapshot(models.Model):
    """What was submitted, frozen: content as JSON, manifest of files with their hashes, and the hash over both."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    content = models.JSONField()
    manifest = models.JSONField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="snapshot_number_once")]


class Supplement(TimeStamped):
    """A dated addition after submission (tài liệu bổ sung): a replaced paper or a late lab result."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements")
    evidence = models.ForeignKey("producers.Evidence", on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=12, blank=True)
    reason = VietnameseTextField(_("lý do bổ sung"))
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    facts = models.JSONField(
        default=dict, help_text=_("Giấy tờ như lúc bổ sung: số, nơi cấp, ngày, tệp và mã băm của từng tệp.")
    )
    answers = models.ForeignKey(
        "dossiers.CompletionRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="supplements"
    )


class Receipt(TimeStamped):
    """The act of receiving, with the number on Mẫu 01: one by the commune, one by the province."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="receipts")
    level = models.CharField(max_length=8, choices=Level.choices)
    number = models.CharField(_("phiếu số"), max_length=80)
    serial = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(_("ngày nhận"))
    receiver = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    receiver_name = VietnameseCharField(_("người tiếp nhận"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "level"], name="receipt_once_per_level"),
            models.UniqueConstraint(fields=["level", "number"], name="receipt_number_once_per_level"),
            models.UniqueConstraint(fields=["level", "unit", "year", "serial"], name="receipt_serial_once"),
        ]


class CompletionRequest(TimeStamped):
    """Yêu cầu hoàn thiện hồ sơ: what is missing, with its own due date; the law knows no pause of the clock."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="completion_requests")
    level = models.CharField(max_length=8, choices=Level.choices)
    items = models.JSONField(_("nội dung cần hoàn thiện"), help_text=_("Danh sách {criterion, text}."))
    requested_on = models.DateField()
    due_on = models.DateField(_("hạn hoàn thiện"))
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    answer_text = VietnameseTextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(answered_on__isnull=True), name="completion_request_one_open"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("requested_on")), name="completion_request_due_after"),
        ]


class CommuneReport(Versioned, TimeStamped):
    """Mẫu 03 of one dossier: the producer's description beside the commune's finding, four contents."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="commune_report")
    composition_checked = models.JSONField(_("kiểm tra thành phần"), default=dict)
    composition_note = VietnameseTextField(_("ghi chú về thành phần hồ sơ"), blank=True)
    meeting_on = models.DateField(_("ngày họp lấy ý kiến"), null=True, blank=True)
    meeting_minutes = VietnameseTextField(_("biên bản họp (nếu có)"), blank=True)
    paper = models.ForeignKey("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")


class LocalFinding(TimeStamped):
    """One of the four contents of Mẫu 03."""

    report = models.ForeignKey(CommuneReport, on_delete=models.CASCADE, related_name="findings")
    question = models.CharField(max_length=10, choices=LocalQuestion.choices)
    producer_text = VietnameseTextField(_("mô tả của chủ thể"), blank=True)
    finding = VietnameseTextField(_("đánh giá của xã"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "question"], name="local_finding_once")]


class Proposal(Versioned, TimeStamped):
    """Văn bản đề nghị of a commune: one numbered letter, signed by its leader, may list several products."""

    code = RandomCodeField()
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="proposals")
    paper = models.OneToOneField("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField(_("ngày gửi tỉnh"), null=True, blank=True)

    def __str__(self) -> str:
        return f"Văn bản đề nghị của {self.commune}"

    def get_absolute_url(self) -> str:
        """The letter's page in the desk."""
        return reverse("dossiers:proposal", kwargs={"code": self.code})


class ProposalItem(TimeStamped):
    """One dossier in the package: samples counted, paper and electronic sets handed over."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="proposal_items")
    samples_counted = models.PositiveSmallIntegerField(_("số sản phẩm mẫu đã đếm"), default=0)
    paper_set_on = models.DateField(_("ngày bàn giao bộ giấy"), null=True, blank=True)
    electronic_set_on = models.DateField(_("ngày bàn giao bộ điện tử"), null=True, blank=True)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(current=True), name="proposal_item_one_current")
        ]


class Round(Versioned, TimeStamped):
    """An assessment round of the province. Legal: Quyết định 26/2026/QĐ-TTg, Điều 5.1.

    A dossier fits when the commune's letter is dated before ``proposed_before`` (that day excluded).
    """

    code = RandomCodeField()
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveSmallIntegerField(_("đợt"))
    proposed_before = models.DateField(_("xã đề nghị trước ngày"))
    done_before = models.DateField(_("hoàn thành trước ngày"))
    extra = models.BooleanField(_("đợt thêm"), default=False)
    basis = VietnameseCharField(_("căn cứ"), max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "year", "number"], name="round_number_once"),
            models.CheckConstraint(condition=Q(done_before__gt=F("proposed_before")), name="round_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"Đợt {self.number} năm {self.year}"


# A file of their own: who had a hand in a dossier.
from .people_models import InvolvementException, Preparer  # noqa: E402, F401
