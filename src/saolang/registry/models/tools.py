"""Changes of what issued papers print, each with a paper of its own; and products that change hands."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseTextField

from ..amendment_enums import AmendmentKind, AmendmentOrigin, AmendmentState
from .stars import Certificate, Decision, Recognition

OPEN_AMENDMENTS = (AmendmentState.REQUESTED, AmendmentState.CHECKED, AmendmentState.DRAFTED)


class Amendment(Versioned, TimeStamped):
    """Đính chính, điều chỉnh thông tin, cấp lại, cấp đổi, chuyển chủ thể: from the request to the issued decision.

    ``changes`` holds the new printed facts by column of ``Recognition``, and for a renamed producer also
    ``producer_kind`` and ``registration_number``. One decision may change several stars of one producer.
    """

    code = RandomCodeField()
    kind = models.CharField(_("loại việc"), max_length=12, choices=AmendmentKind.choices)
    state = models.CharField(
        _("tình trạng"), max_length=12, choices=AmendmentState.choices, default=AmendmentState.REQUESTED
    )
    origin = models.CharField(_("nguồn"), max_length=10, choices=AmendmentOrigin.choices)
    producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="amendments")
    to_producer = models.ForeignKey(
        "producers.Producer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("chủ thể nhận"),
    )
    changes = models.JSONField(_("nội dung thay đổi"), default=dict)
    with_certificate = models.BooleanField(_("cấp giấy chứng nhận mới"), default=False)
    reason = VietnameseTextField(_("lý do"))
    file = models.ForeignKey(
        "files.StoredFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("giấy tờ kèm theo"),
    )
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField(_("ngày đề nghị"))
    checked_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField(_("ngày kiểm tra"), null=True, blank=True)
    check_note = VietnameseTextField(_("kết quả kiểm tra"), blank=True)
    closed_reason = VietnameseTextField(_("lý do không giải quyết"), blank=True)
    decision_paper = models.OneToOneField(
        "documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")

    class Meta:
        verbose_name = _("đề nghị đính chính, cấp lại")
        indexes = [models.Index(fields=["state", "kind"], name="amendment_state")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AmendmentKind.values), name="amendment_kind_known"),
            models.CheckConstraint(
                condition=Q(state=AmendmentState.ISSUED, decision__isnull=False)
                | Q(decision__isnull=True) & ~Q(state=AmendmentState.ISSUED),
                name="amendment_issued_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(kind=AmendmentKind.TRANSFER, to_producer__isnull=False) & ~Q(to_producer=F("producer"))
                | Q(to_producer__isnull=True) & ~Q(kind=AmendmentKind.TRANSFER),
                name="amendment_transfer_names_the_new_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.producer.name}"

    def get_absolute_url(self) -> str:
        """Address in the desk."""
        return reverse("registry:amendment", kwargs={"code": self.code})

    @property
    def is_open(self) -> bool:
        """Whether it still waits for something."""
        return self.state in OPEN_AMENDMENTS


class AmendmentItem(TimeStamped):
    """One star that an amendment changes: its printed facts before and after, its old and new certificate."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="items")
    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="amendment_items")
    before = models.JSONField(_("đã in trước đó"), default=dict)
    after = models.JSONField(_("in từ nay"), default=dict)
    search_text = models.CharField(max_length=900, blank=True, editable=False, db_index=True)
    certificate_paper = models.OneToOneField(
        "documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    old_certificate = models.ForeignKey(Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    new_certificate = models.OneToOneField(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="amendment_item"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["amendment", "recognition"], name="amendment_item_once")]

    def __str__(self) -> str:
        return f"{self.amendment_id}: {self.recognition}"


class ProductTransfer(TimeStamped):
    """A product that went to another producer. Its star goes along only by the issuer's decision.

    Without one the star stays with the old holder's record: ``new_product`` is the product as the new holder makes it,
    without a star until it is assessed.
    """

    code = RandomCodeField()
    product = models.ForeignKey("producers.Product", on_delete=models.PROTECT, related_name="transfers")
    new_product = models.OneToOneField(
        "producers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="transferred_from"
    )
    from_producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="+")
    to_producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("chuyển từ ngày"))
    star_moved = models.BooleanField(_("hạng sao chuyển theo"))
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers")
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = VietnameseTextField(_("căn cứ chuyển"), blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(star_moved=False) | Q(decision__isnull=False), name="transfer_of_star_by_decision"
            ),
            models.CheckConstraint(condition=~Q(from_producer=F("to_producer")), name="transfer_to_another"),
            models.UniqueConstraint(
                fields=["product"], condition=Q(new_product__isnull=False), name="transfer_leaves_star_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} → {self.to_producer}"
