"""Official papers from draft to issue, and the number series of bodies that keep their register here."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from . import spec as blocks
from .enums import SIGNED_FILE_OPTIONAL, UNNUMBERED, PaperKind, PaperState, SignMode
from .wording import number_text

ISSUED = Q(state=PaperState.ISSUED.value)


class Paper(TimeStamped, Versioned):
    """One paper. What it is about is named by type, id and label: the apps above are not known here.

    ``spec`` holds the blocks; ``draft_hash`` names exactly this content. Issuing keeps the hash of the draft that was
    put before the signer beside the signed file.
    """

    code = RandomCodeField()
    kind = models.CharField(_("loại văn bản"), max_length=30, choices=PaperKind.choices)
    title = VietnameseCharField(_("trích yếu"), max_length=500)
    subject_type = models.CharField(_("loại đối tượng"), max_length=100, blank=True)
    subject_id = models.CharField(_("mã đối tượng"), max_length=64, blank=True)
    subject_label = VietnameseCharField(_("về"), max_length=300, blank=True)
    spec = models.JSONField(_("nội dung"))
    draft_hash = models.CharField(_("mã băm bản dự thảo"), max_length=64)
    state = models.CharField(_("trạng thái"), max_length=20, choices=PaperState.choices, default=PaperState.DRAFT)
    issuer = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("cơ quan ban hành"), on_delete=models.PROTECT, related_name="papers"
    )
    drafted_on = models.DateField(_("ngày soạn"))
    created_by = models.ForeignKey(
        "accounts.User", verbose_name=_("người soạn"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    return_reason = VietnameseTextField(_("lý do trả lại"), blank=True)

    number = models.CharField(_("số"), max_length=30, blank=True)
    symbol = models.CharField(_("ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    issued_year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True, editable=False)
    signer_name = VietnameseCharField(_("người ký"), max_length=120, blank=True)
    signer_title = VietnameseCharField(_("chức vụ người ký"), max_length=160, blank=True)
    sign_mode = models.CharField(_("quyền hạn ký"), max_length=4, choices=SignMode.choices, default=SignMode.NONE)
    signed_file = models.OneToOneField(
        "files.StoredFile", verbose_name=_("bản đã ký"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="signed_paper",
    )  # fmt: skip
    issued_draft_hash = models.CharField(_("mã băm bản đã trình ký"), max_length=64, blank=True)
    issued_by = models.ForeignKey(
        "accounts.User", verbose_name=_("người ghi sổ"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("văn bản")
        verbose_name_plural = _("văn bản")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="documents_paper_subject"),
            models.Index(fields=["state", "kind"], name="documents_paper_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="paper_kind_known"),
            models.CheckConstraint(condition=Q(state__in=PaperState.values), name="paper_state_known"),
            models.CheckConstraint(condition=Q(sign_mode__in=SignMode.values), name="paper_sign_mode_known"),
            models.CheckConstraint(
                condition=~ISSUED
                | (
                    Q(issued_on__isnull=False, issued_year__isnull=False, issued_on__gte=F("drafted_on"))
                    & ~Q(signer_name="")
                    & Q(issued_draft_hash=F("draft_hash"))
                    & ~Q(draft_hash="")
                ),
                name="paper_issued_is_complete",
            ),
            models.CheckConstraint(
                condition=~ISSUED | Q(kind__in=UNNUMBERED) | (~Q(number="") & ~Q(symbol="")),
                name="paper_issued_has_number",
            ),
            models.CheckConstraint(
                condition=~ISSUED | Q(kind__in=SIGNED_FILE_OPTIONAL) | Q(signed_file__isnull=False),
                name="paper_issued_has_signed_file",
            ),
            models.CheckConstraint(
                condition=ISSUED
                | Q(
                    issued_on__isnull=True,
                    issued_year__isnull=True,
                    signed_file__isnull=True,
                    number="",
                    issued_draft_hash="",
                ),
                name="paper_open_has_no_number",
            ),
            models.UniqueConstraint(
                fields=["issuer", "issued_year", "symbol", "number"],
                condition=ISSUED & ~Q(number=""),
                name="paper_number_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_number}: {self.title}"[:300] if self.number else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.issued_year = self.issued_on.year if self.issued_on else None
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("documents:paper", args=[self.code])

    @property
    def full_number(self) -> str:
        """Number and symbol as printed: "05/QĐ-UBND"."""
        return f"{number_text(self.number)}/{self.symbol}" if self.number else ""

    @property
    def blocks(self) -> blocks.Spec:
        """The paper's content as blocks."""
        return blocks.from_data(self.spec)  # type: ignore[no-any-return]

    @property
    def is_numbered(self) -> bool:
        """Whether this kind must carry a number to be issued."""
        return self.kind not in UNNUMBERED

    @property
    def is_issued(self) -> bool:
        return self.state == PaperState.ISSUED


class NumberSeries(models.Model):
    """The last number given in a year, for an issuer whose register is kept here."""

    issuer = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="number_series")
    symbol = models.CharField(_("ký hiệu"), max_length=60)
    year = models.PositiveSmallIntegerField(_("năm"))
    last = models.PositiveIntegerField(_("số cuối"), default=0)

    class Meta:
        verbose_name = _("sổ số văn bản")
        verbose_name_plural = _("sổ số văn bản")
        constraints = [models.UniqueConstraint(fields=["issuer", "symbol", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.year}: {self.last}"


from .register_models import (  # noqa: E402
    DocumentLink,
    DocumentRecipient,
    EntrySeries,
    KeptRegister,
    RegisteredDocument,
)

__all__ = [
    "ISSUED",
    "DocumentLink",
    "DocumentRecipient",
    "EntrySeries",
    "KeptRegister",
    "NumberSeries",
    "Paper",
    "RegisteredDocument",
]
