"""The public truth: decisions, recognitions, certificates. Validity is computed in validity.py only."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, VietnameseCharField, VietnameseTextField

from ..enums import DecisionKind, Source, WithdrawalScope
from ..numbers import number_key


class Decision(TimeStamped):
    """A numbered official decision; numbers are unique within an issuer, year and symbol only."""

    code = RandomCodeField()
    kind = models.CharField(max_length=12, choices=DecisionKind.choices)
    issuer = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(_("số"), max_length=40)
    symbol = models.CharField(_("ký hiệu"), max_length=40, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    signer = VietnameseCharField(_("người ký"), max_length=160, blank=True)
    paper = models.OneToOneField("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(
        "files.StoredFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("bản đã ký"),
    )
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PLATFORM)
    source_note = VietnameseTextField(blank=True)
    import_batch = models.ForeignKey(
        "registry.ImportBatch", null=True, blank=True, on_delete=models.CASCADE, related_name="decisions"
    )

    class Meta:
        constraints = [
            # Two constraints, since SQLite cannot treat empty years as equal.
            models.UniqueConstraint(fields=["issuer", "year", "number", "symbol"], name="decision_number_once"),
            models.UniqueConstraint(
                fields=["issuer", "number", "symbol"],
                condition=Q(year__isnull=True),
                name="decision_number_once_without_year",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.IMPORT)
                | Q(source=Source.PLATFORM, issued_on__isnull=False, paper__isnull=False)
                | Q(source=Source.ENTERED, issued_on__isnull=False, file__isnull=False),
                name="decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.symbol}" if self.symbol else self.number


class Recognition(TimeStamped):
    """A star given to a product by a decision, with the facts as they were printed."""

    code = RandomCodeField()
    product = models.ForeignKey("producers.Product", on_delete=models.PROTECT, related_name="recognitions")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="recognitions")
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    total = models.DecimalField(_("điểm"), max_digits=18, decimal_places=12, null=True, blank=True)
    product_code = models.CharField(_("mã sản phẩm"), max_length=40, blank=True)
    product_name = VietnameseCharField(_("tên sản phẩm theo quyết định"), max_length=250)
    producer_name = VietnameseCharField(_("tên chủ thể theo quyết định"), max_length=250)
    address = VietnameseTextField(_("địa chỉ theo quyết định"), blank=True)
    sheet_id = models.CharField(max_length=30, blank=True)
    assessed_year = models.PositiveSmallIntegerField(_("năm đánh giá"), null=True, blank=True)
    recognised_on = models.DateField(_("ngày công nhận"), null=True, blank=True)
    term_through = models.DateField(
        _("có giá trị đến hết ngày (theo quyết định)"),
        null=True,
        blank=True,
        help_text=_("Dùng khi không có giấy chứng nhận trong hệ thống; tính từ ngày quyết định đã công bố."),
    )
    replaced_on = models.DateField(_("được thay thế từ ngày"), null=True, blank=True)
    # Settled from certificates, decisions and prolongations by domain/terms.py, so that a day can be asked in SQL.
    starts_on = models.DateField(_("có giá trị từ ngày"), null=True, blank=True, editable=False)
    through = models.DateField(_("có giá trị đến hết ngày"), null=True, blank=True, editable=False)
    prolonged_from = models.DateField(_("kéo dài từ ngày"), null=True, blank=True, editable=False)
    prolonged_through = models.DateField(_("kéo dài đến hết ngày"), null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(_("thu hồi từ ngày"), null=True, blank=True)
    withdrawal = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawn_recognitions"
    )
    withdrawal_scope = models.CharField(max_length=11, choices=WithdrawalScope.choices, blank=True)
    withdrawal_ground = models.CharField(_("căn cứ thu hồi"), max_length=20, blank=True)
    public_since = models.DateField(_("công bố từ ngày"), null=True, blank=True)
    dossier_code = models.CharField(max_length=12, blank=True, db_index=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PLATFORM)
    source_note = VietnameseTextField(blank=True)
    import_batch = models.ForeignKey(
        "registry.ImportBatch", null=True, blank=True, on_delete=models.CASCADE, related_name="recognitions"
    )

    class Meta:
        indexes = [
            models.Index(fields=["product", "public_since"]),
            models.Index(fields=["through"], name="recognition_through"),
            models.Index(fields=["product_code"], name="recognition_product_code"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(star__gte=3, star__lte=5), name="recognition_star_3_to_5"),
            models.UniqueConstraint(
                fields=["product", "decision"],
                condition=Q(decision__isnull=False),
                name="recognition_once_per_decision",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.IMPORT) | Q(decision__isnull=False, recognised_on__isnull=False),
                name="recognition_of_platform_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawal__isnull=True, withdrawal_scope="")
                | Q(withdrawn_on__isnull=False, withdrawal__isnull=False) & ~Q(withdrawal_scope=""),
                name="recognition_withdrawn_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True)
                | Q(recognised_on__isnull=True)
                | Q(withdrawn_on__gte=F("recognised_on")),
                name="recognition_withdrawn_after_start",
            ),
            models.CheckConstraint(
                condition=Q(prolonged_from__isnull=True, prolonged_through__isnull=True)
                | Q(through__isnull=False, prolonged_from__gt=F("through"), prolonged_through__gt=F("through")),
                name="recognition_prolonged_after_term",
            ),
        ]

    def __str__(self) -> str:
        return self.product_name

    def get_absolute_url(self) -> str:
        """Address of the entry in the desk."""
        return reverse("registry:entry", kwargs={"code": self.code})


class Certificate(TimeStamped):
    """Giấy chứng nhận of one recognition; its term runs from its own issue, kept apart from the decision's date."""

    code = RandomCodeField()
    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="certificates")
    issuer = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("số giấy chứng nhận"), max_length=80)
    issued_on = models.DateField(_("ngày cấp"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_through = models.DateField(_("có giá trị đến hết ngày"), null=True, blank=True)
    paper = models.OneToOneField("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(
        "files.StoredFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("bản đã ký"),
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", verbose_name=_("cấp thay")
    )
    superseded_on = models.DateField(_("được cấp thay từ ngày"), null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="withdraws")
    number_key = models.CharField(max_length=80, editable=False, db_index=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PLATFORM)
    import_batch = models.ForeignKey(
        "registry.ImportBatch", null=True, blank=True, on_delete=models.CASCADE, related_name="certificates"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["issuer", "number"], condition=Q(year__isnull=True), name="certificate_number_once_without_year"
            ),
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(valid_through__gt=F("issued_on"))
                | Q(replaces__isnull=False),  # issued again while its star is prolonged: the old term is kept
                name="certificate_term_in_order",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.IMPORT)
                | Q(
                    source=Source.PLATFORM,
                    issued_on__isnull=False,
                    valid_through__isnull=False,
                    paper__isnull=False,
                )
                | Q(
                    source=Source.ENTERED,
                    issued_on__isnull=False,
                    valid_through__isnull=False,
                    file__isnull=False,
                ),
                name="certificate_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the form by which the number is searched."""
        self.number_key = number_key(self.number)
        super().save(*args, **kwargs)


class StarState(TimeStamped):
    """What those above tell the register about a product on its way: potential five-star, re-assessment filed."""

    product = models.OneToOneField("producers.Product", on_delete=models.PROTECT, related_name="star_state")
    potential_five_since = models.DateField(null=True, blank=True)
    potential_five_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Khi danh sách đã công bố chỉ ghi năm.")
    )
    renewal_filed_on = models.DateField(null=True, blank=True)
    renewal_dossier = models.CharField(_("mã hồ sơ đánh giá lại"), max_length=12, blank=True)
    repeat_ordered_on = models.DateField(_("phải đánh giá lại theo yêu cầu của Bộ, từ ngày"), null=True, blank=True)
    repeat_order = VietnameseCharField(_("văn bản yêu cầu đánh giá lại"), max_length=160, blank=True)

    def __str__(self) -> str:
        return str(self.product)

    @property
    def is_potential_five(self) -> bool:
        """Whether the province approved 90 points or more and the ministry has not decided."""
        return self.potential_five_since is not None or self.potential_five_year is not None
