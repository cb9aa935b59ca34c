"""Records of inspections: the yearly plan, visits, their teams and kinds, the products looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from ..enums import (
    ChecklistBasis,
    PlanState,
    ProductConclusion,
    SignSource,
    TeamPart,
    VisitGround,
    VisitKind,
    VisitState,
    VisitSubject,
)


class InspectionPlan(Versioned, TimeStamped):
    """The yearly plan of a province: one visit to a producer for all products and all agencies.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 9.4.a; Chỉ thị 20/CT-TTg (17/5/2017).
    """

    code = RandomCodeField()
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="inspection_plans")
    year = models.PositiveSmallIntegerField(_("năm"))
    office = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("cơ quan ban hành")
    )
    purpose = VietnameseTextField(_("mục đích, yêu cầu"), blank=True)
    state = models.CharField(max_length=8, choices=PlanState.choices, default=PlanState.DRAFT)
    paper = models.ForeignKey("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["province", "year"], name="inspection_plan_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(issued_on__isnull=False, paper__isnull=False),
                name="inspection_plan_issued_by_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"Kế hoạch kiểm tra năm {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:plan", args=[self.code])


class Visit(Versioned, TimeStamped):
    """One visit to one producer (or one commune), by all agencies together."""

    code = RandomCodeField()
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=8, choices=VisitSubject.choices, default=VisitSubject.PRODUCER)
    producer = models.ForeignKey(
        "producers.Producer", null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    commune = models.ForeignKey(
        "places.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="programme_visits",
        help_text=_("Xã được giám sát; với chủ thể là xã nộp hồ sơ lúc lập."),
    )
    plan = models.ForeignKey(InspectionPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    year = models.PositiveSmallIntegerField(_("năm"))
    month = models.PositiveSmallIntegerField(_("tháng dự kiến"), null=True, blank=True)
    day = models.DateField(_("ngày kiểm tra"), null=True, blank=True)
    lead = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("cơ quan chủ trì")
    )
    ground = models.CharField(_("căn cứ"), max_length=4, choices=VisitGround.choices, default=VisitGround.PLAN)
    sign_source = models.CharField(_("nguồn tin"), max_length=9, choices=SignSource.choices, blank=True)
    sign_text = VietnameseTextField(_("dấu hiệu vi phạm"), blank=True)
    sign_on = models.DateField(_("ngày ghi nhận dấu hiệu"), null=True, blank=True)
    sign_reference = VietnameseCharField(_("số văn bản, mã phản ánh"), max_length=120, blank=True)
    risk_total = models.PositiveSmallIntegerField(_("điểm rủi ro lúc lập"), default=0)
    risk_reasons = models.JSONField(_("lý do chọn"), default=list, blank=True)
    state = models.CharField(max_length=14, choices=VisitState.choices, default=VisitState.PLANNED)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    decision_paper = models.ForeignKey(
        "documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    arrived_on = models.DateField(_("ngày bắt đầu"), null=True, blank=True)
    minutes_paper = models.ForeignKey(
        "documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    minutes_on = models.DateField(_("ngày biên bản"), null=True, blank=True)
    minutes_refused = models.BooleanField(_("bên được kiểm tra không ký"), default=False)
    refusal_reason = VietnameseTextField(_("lý do không ký"), blank=True)
    other_side = VietnameseCharField(_("người đại diện bên được kiểm tra"), max_length=160, blank=True)
    remarks = VietnameseTextField(_("ý kiến của bên được kiểm tra"), blank=True)
    team_view = VietnameseTextField(_("nhận xét của đoàn"), blank=True)
    conclusion_paper = models.ForeignKey(
        "documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    conclusion_text = VietnameseTextField(_("kết luận"), blank=True)
    concluded_on = models.DateField(_("ngày kết luận"), null=True, blank=True)
    published_on = models.DateField(_("ngày công khai"), null=True, blank=True)
    cancelled_on = models.DateField(_("ngày hủy"), null=True, blank=True)
    cancel_reason = VietnameseTextField(_("lý do hủy"), blank=True)

    class Meta:
        ordering = ["year", "month", "pk"]
        indexes = [
            models.Index(fields=["producer", "year"], name="visit_producer_year"),
            models.Index(fields=["province", "year", "state"], name="visit_province_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject="producer", producer__isnull=False) | Q(subject="commune", commune__isnull=False),
                name="visit_has_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(ground="plan") | Q(sign_on__isnull=False) & ~Q(sign_text="") & ~Q(sign_source=""),
                name="visit_by_sign_names_it",
            ),
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__gte=1, month__lte=12), name="visit_month_in_year"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_on__isnull=False) & ~Q(cancel_reason=""),
                name="visit_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["minutes_signed", "concluded", "published"])
                | Q(minutes_on__isnull=False, minutes_paper__isnull=False),
                name="visit_past_site_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["concluded", "published"])
                | Q(concluded_on__isnull=False, conclusion_paper__isnull=False),
                name="visit_concluded_by_paper",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False), name="visit_published_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Kiểm tra {self.subject_name} ({self.year})"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:visit", args=[self.code])

    @property
    def is_of_commune(self) -> bool:
        return self.subject == VisitSubject.COMMUNE

    @property
    def subject_name(self) -> str:
        """The producer's name, or "UBND xã ..."."""
        if self.is_of_commune and self.commune is not None:
            return f"UBND {self.commune.label}"
        return self.producer.name if self.producer is not None else ""

    @property
    def is_by_sign(self) -> bool:
        return self.ground == VisitGround.SIGN


class VisitPart(TimeStamped):
    """One kind of check within a visit, by its agency."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(_("nội dung"), max_length=12, choices=VisitKind.choices)
    agency = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    content = VietnameseCharField(_("nội dung cụ thể"), max_length=300, blank=True)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "kind", "agency"], name="visit_part_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.agency})"


class VisitMember(TimeStamped):
    """A person of the team named by the decision."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(_("vai trò trong đoàn"), max_length=9, choices=TeamPart.choices, default=TeamPart.MEMBER)
    title = VietnameseCharField(_("chức vụ"), max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "user"], name="visit_member_once"),
            models.UniqueConstraint(fields=["visit"], condition=Q(part="head"), name="visit_one_head"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_part_display()})"


class VisitProduct(TimeStamped):
    """One product looked at in a visit, what its checklist is made from, and what the conclusion says of it."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey("producers.Product", on_delete=models.PROTECT, related_name="visits")
    recognition = models.ForeignKey(
        "registry.Recognition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    basis = models.CharField(max_length=9, choices=ChecklistBasis.choices)
    sheet_id = models.CharField(_("phiếu"), max_length=30, blank=True)
    sheet_title = VietnameseCharField(max_length=200, blank=True)
    dossier_code = models.CharField(max_length=12, blank=True)
    conclusion = models.CharField(_("kết luận"), max_length=8, choices=ProductConclusion.choices, blank=True)
    conclusion_note = VietnameseTextField(_("nội dung công khai"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "product"], name="visit_product_once")]

    def __str__(self) -> str:
        return str(self.product)


class MinutesWitness(TimeStamped):
    """Someone who saw that the visited side refused to sign; two are needed. Never public."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="witnesses")
    name = VietnameseCharField(_("họ và tên"), max_length=120)
    capacity = VietnameseCharField(_("đại diện cho"), max_length=160)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "name"], name="minutes_witness_once")]

    def __str__(self) -> str:
        return self.name


class ReportedChange(TimeStamped):
    """A change that the producer reports itself: place, recipe, supplier, equipment. Counts in the risk."""

    producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="reported_changes")
    product = models.ForeignKey("producers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = VietnameseTextField(_("nội dung thay đổi"))
    since = models.DateField(_("thay đổi từ ngày"))
    reported_on = models.DateField(_("ngày báo"))
    reported_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-reported_on", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]


__all__ = [
    "InspectionPlan",
    "MinutesWitness",
    "ReportedChange",
    "Visit",
    "VisitMember",
    "VisitPart",
    "VisitProduct",
]
