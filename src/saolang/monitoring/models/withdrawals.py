"""Records of withdrawals of stars. Legal: Quyết định 26/2026/QĐ-TTg, Điều 8 and 10.1.b."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField
from saolang.registry.enums import WithdrawalScope

from ..enums import Hearing, WithdrawalFileSide, WithdrawalOrigin, WithdrawalState

__all__ = ["WithdrawalCase", "WithdrawalFile", "WithdrawalReply"]

OPEN_STATES = (
    WithdrawalState.DRAFT,
    WithdrawalState.VERIFYING,
    WithdrawalState.HEARD,
    WithdrawalState.SUBMITTED,
    WithdrawalState.REPORTED,
)


class WithdrawalCase(Versioned, TimeStamped):
    """One star that the OCOP office proposes to take away; one open case per star.

    The paper that starts the clock stands in ``basis_*``: the authority's conclusion, or the commune's confirmation
    that production stopped, or the ministry's request for the withdrawal of a recognition.
    """

    code = RandomCodeField()
    recognition = models.ForeignKey("registry.Recognition", on_delete=models.PROTECT, related_name="withdrawal_cases")
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    commune = models.ForeignKey("places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(
        _("thu hồi"), max_length=11, choices=WithdrawalScope.choices, default=WithdrawalScope.CERTIFICATE
    )
    ground = models.CharField(_("căn cứ thu hồi"), max_length=2, blank=True)
    origin = models.CharField(_("nguồn"), max_length=10, choices=WithdrawalOrigin.choices)
    origin_ref = VietnameseCharField(_("mã, số của nguồn"), max_length=120, blank=True)
    note = VietnameseTextField(_("sự việc"), blank=True)
    state = models.CharField(max_length=13, choices=WithdrawalState.choices, default=WithdrawalState.DRAFT)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    basis_number = VietnameseCharField(_("số văn bản"), max_length=80, blank=True)
    basis_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    basis_by = VietnameseCharField(_("cơ quan ban hành"), max_length=200, blank=True)
    basis_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    basis_entered_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_commune_on = models.DateField(_("ngày hỏi xã"), null=True, blank=True)
    still_producing_on = models.DateField(_("ngày xã trả lời còn sản xuất"), null=True, blank=True)
    stopped_on = models.DateField(_("ngừng sản xuất từ ngày"), null=True, blank=True)
    commune_note = VietnameseTextField(_("ý kiến của xã"), blank=True)
    due_on = models.DateField(_("hạn thu hồi"), null=True, blank=True)

    verified_on = models.DateField(_("ngày xác minh"), null=True, blank=True)
    verified_text = VietnameseTextField(_("kết quả kiểm tra, xác minh"), blank=True)
    hearing = models.CharField(_("cách nghe chủ thể"), max_length=8, choices=Hearing.choices, blank=True)
    invited_on = models.DateField(_("ngày mời"), null=True, blank=True)
    heard_on = models.DateField(_("ngày nghe"), null=True, blank=True)
    heard_place = VietnameseCharField(_("nơi làm việc"), max_length=200, blank=True)
    heard_text = VietnameseTextField(_("ý kiến của chủ thể"), blank=True)
    submitted_on = models.DateField(_("ngày trình"), null=True, blank=True)
    reported_on = models.DateField(_("ngày báo cáo Bộ"), null=True, blank=True)
    decision = models.ForeignKey(
        "registry.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawal_cases"
    )
    closed_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    closed_reason = VietnameseTextField(_("lý do không thu hồi"), blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["province", "state"], name="withdrawal_province_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["recognition"], condition=Q(state__in=OPEN_STATES), name="withdrawal_one_open_per_star"
            ),
            models.CheckConstraint(
                condition=Q(scope=WithdrawalScope.DECISION, ground="")
                | Q(scope=WithdrawalScope.CERTIFICATE) & Q(ground__in=["a", "b", "c", "d", "đ", "e"]),
                name="withdrawal_has_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(basis_on__isnull=False, due_on__gte=F("basis_on")),
                name="withdrawal_clock_from_paper",
            ),
            models.CheckConstraint(
                condition=Q(state=WithdrawalState.DECIDED, decision__isnull=False, closed_on__isnull=False)
                | ~Q(state=WithdrawalState.DECIDED) & Q(decision__isnull=True),
                name="withdrawal_decided_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state=WithdrawalState.NOT_WITHDRAWN) | Q(closed_on__isnull=False) & ~Q(closed_reason=""),
                name="withdrawal_dropped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recognition.product_name}, {self.recognition.star} sao"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:withdrawal", args=[self.code])

    @property
    def is_open(self) -> bool:
        """Whether nothing has been decided yet."""
        return self.state in OPEN_STATES

    @property
    def is_five_star(self) -> bool:
        """Whether the ministry decides."""
        return bool(self.recognition.star == 5)

    @property
    def clock_from(self) -> date | None:
        """The day from which the 15 days run. Legal: Quyết định 26/2026/QĐ-TTg, Điều 8.4."""
        return self.basis_on if self.due_on is not None else None


class WithdrawalReply(TimeStamped):
    """What the producer said in writing."""

    case = models.ForeignKey(WithdrawalCase, on_delete=models.PROTECT, related_name="replies")
    text = VietnameseTextField(_("ý kiến"))
    given_on = models.DateField(_("ngày gửi"))
    given_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


class WithdrawalFile(TimeStamped):
    """One piece of evidence: a file, or a reference to a paper kept elsewhere."""

    code = RandomCodeField()
    case = models.ForeignKey(WithdrawalCase, on_delete=models.PROTECT, related_name="files")
    reply = models.ForeignKey(WithdrawalReply, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    side = models.CharField(max_length=8, choices=WithdrawalFileSide.choices, default=WithdrawalFileSide.OFFICE)
    label = VietnameseCharField(_("tài liệu"), max_length=250)
    reference = VietnameseCharField(_("số, ngày, nơi giữ"), max_length=200, blank=True)
    shown = models.BooleanField(_("cho chủ thể xem"), default=True)
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(reference=""), name="withdrawal_file_or_reference"
            )
        ]

    def __str__(self) -> str:
        return self.label
