"""The register of incoming and outgoing documents of a body, and how documents refer to each other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField
from saolang.core.text import fold_vi, format_date

from .enums import Direction, LinkKind, Urgency
from .wording import number_text

PUNCTUATION = ".,;:!?()[]{}<>\"'“”‘’«»…*•–-"


class RegisteredDocument(TimeStamped, Versioned):
    """One document in the register of one body.

    Fields follow Legal: Nghị định 30/2020/NĐ-CP, Phụ lục VI, Phần II, mục I và II. ``holder`` keeps the register;
    ``entry_number`` is its running number of the year ("số đến", or the number given for an outgoing document).
    A document of ``direction`` reference is on file only because others cite it. ``withdrawn_on`` marks a line that
    was emptied because its document turned out to bear a mark of secrecy: the running number stays, nothing else.
    """

    code = RandomCodeField()
    direction = models.CharField(_("sổ"), max_length=10, choices=Direction.choices)
    holder = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("cơ quan giữ sổ"), on_delete=models.PROTECT, related_name="register"
    )
    entry_number = models.PositiveIntegerField(_("số đến, số đi"), null=True, blank=True)
    entry_year = models.PositiveSmallIntegerField(_("năm vào sổ"), null=True, blank=True)
    entry_by_system = models.BooleanField(_("số do hệ thống cấp"), default=False, editable=False)
    entered_on = models.DateField(_("ngày vào sổ"), null=True, blank=True)
    kind = VietnameseCharField(_("tên loại"), max_length=100, blank=True)
    number = models.CharField(_("số"), max_length=30, blank=True)
    symbol = models.CharField(_("ký hiệu"), max_length=60, blank=True)
    number_key = models.CharField(max_length=95, editable=False, db_index=True, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    issuer = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("cơ quan ban hành"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="registered_documents",
    )  # fmt: skip
    issuer_name = VietnameseCharField(_("tên cơ quan ban hành"), max_length=250, blank=True)
    abstract = VietnameseCharField(_("trích yếu"), max_length=500)
    language = VietnameseCharField(_("ngôn ngữ"), max_length=30, default="Tiếng Việt")
    page_count = models.PositiveSmallIntegerField(_("số trang"), null=True, blank=True)
    signer_name = VietnameseCharField(_("người ký"), max_length=120, blank=True)
    signer_title = VietnameseCharField(_("chức vụ người ký"), max_length=160, blank=True)
    urgency = models.CharField(_("mức độ khẩn"), max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    copies = models.PositiveSmallIntegerField(_("số lượng bản"), null=True, blank=True)
    answer_due_on = models.DateField(_("hạn trả lời, giải quyết"), null=True, blank=True)
    handler = VietnameseCharField(_("đơn vị hoặc người nhận"), max_length=1000, blank=True)
    handling = VietnameseTextField(_("ý kiến phân phối, chỉ đạo, trạng thái xử lý"), blank=True)
    file_organ = models.CharField(_("mã định danh cơ quan lập danh mục hồ sơ"), max_length=13, blank=True)
    file_year = models.PositiveSmallIntegerField(_("năm hình thành hồ sơ"), null=True, blank=True)
    file_notation = VietnameseCharField(_("số và ký hiệu hồ sơ"), max_length=20, blank=True)
    file_ordinal = models.PositiveSmallIntegerField(_("số thứ tự văn bản trong hồ sơ"), null=True, blank=True)
    note = VietnameseCharField(_("ghi chú"), max_length=500, blank=True)
    effective_on = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    ends_on = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    is_history = models.BooleanField(_("văn bản lưu sử"), default=False)
    withdrawn_on = models.DateField(_("ngày hủy vì là văn bản mật"), null=True, blank=True, editable=False)
    file = models.ForeignKey(
        "files.StoredFile", verbose_name=_("tệp"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.OneToOneField(
        "documents.Paper", verbose_name=_("văn bản soạn tại đây"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="registered",
    )  # fmt: skip
    text = models.TextField(_("nội dung đọc được"), blank=True)
    search_text = models.TextField(editable=False, blank=True)
    entered_by = models.ForeignKey(
        "accounts.User", verbose_name=_("người vào sổ"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("văn bản trong sổ")
        verbose_name_plural = _("sổ văn bản")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["holder", "direction", "entry_year", "entry_number"], name="register_entries"),
            models.Index(fields=["issued_on"], name="register_issued"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="register_direction_known"),
            models.CheckConstraint(condition=Q(urgency__in=Urgency.values), name="register_urgency_known"),
            models.UniqueConstraint(
                fields=["holder", "direction", "entry_year", "entry_number"],
                condition=Q(entry_number__isnull=False),
                name="register_entry_once",
            ),
            models.CheckConstraint(
                condition=Q(entry_number__isnull=True, entry_year__isnull=True)
                | Q(entry_number__isnull=False, entry_year__isnull=False, entered_on__isnull=False),
                name="register_entry_complete",
            ),
            models.CheckConstraint(
                condition=Q(entered_on__isnull=True) | Q(issued_on__isnull=True) | Q(entered_on__gte=F("issued_on")),
                name="register_entered_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(effective_on__isnull=True) | Q(ends_on__gte=F("effective_on")),
                name="register_effect_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_number}: {self.abstract}"[:300] if self.full_number else self.abstract

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.number_key = number_key(self.number, self.symbol)
        named = f"{self.full_number} {self.number} {self.kind} {self.abstract} {self.issuer_name} {self.signer_name}"
        self.search_text = search_words(f"{named} {self.note} {self.text}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("documents:registered", args=[self.code])

    @property
    def full_number(self) -> str:
        """Number and symbol as printed: "178/TB-VP"; what is missing is left out."""
        number = number_text(self.number) if self.number else ""
        return f"{number}/{self.symbol}" if number and self.symbol else number or self.symbol

    @property
    def record_label(self) -> str:
        """What the record calls it: by no words of its content, which may turn out secret but stay in the record."""
        return self.abstract if self.withdrawn_on else self.title

    @property
    def title(self) -> str:
        """Kind and number as spoken of in a sentence: "Thông báo số 178/TB-VP"; without a number, the day."""
        kind = self.kind or str(_("Văn bản đã hủy") if self.withdrawn_on else _("Văn bản"))
        if self.number:
            return f"{kind} số {self.full_number}"
        return f"{kind} ngày {format_date(self.issued_on)}" if self.issued_on else kind


class DocumentRecipient(models.Model):
    """One line of "Nơi nhận". ``organisation`` is set where the line names a body on file."""

    document = models.ForeignKey(RegisteredDocument, on_delete=models.CASCADE, related_name="recipients")
    position = models.PositiveSmallIntegerField(default=0)
    name = VietnameseCharField(_("nơi nhận"), max_length=200)
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_on = models.DateField(_("ngày chuyển"), null=True, blank=True)
    received_on = models.DateField(_("ngày nhận"), null=True, blank=True)

    class Meta:
        verbose_name = _("nơi nhận")
        verbose_name_plural = _("nơi nhận")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "organisation"],
                condition=Q(organisation__isnull=False),
                name="register_recipient_once",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(sent_on__isnull=False, organisation__isnull=False),
                name="register_received_after_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentLink(TimeStamped):
    """One document refers to another. ``target`` is empty while the other one is not on file: then it is missing."""

    source = models.ForeignKey(RegisteredDocument, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("quan hệ"), max_length=12, choices=LinkKind.choices, default=LinkKind.CITES)
    target = models.ForeignKey(
        RegisteredDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="linked_from"
    )
    number_key = models.CharField(max_length=95, blank=True, db_index=True)
    issuer_name = VietnameseCharField(_("cơ quan ban hành ghi trong văn bản"), max_length=250, blank=True)
    printed = VietnameseCharField(_("như in trong văn bản"), max_length=300)
    printed_on = models.DateField(_("ngày ghi trong văn bản"), null=True, blank=True)

    class Meta:
        verbose_name = _("liên kết văn bản")
        verbose_name_plural = _("liên kết văn bản")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="register_link_kind_known"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(source=F("target")), name="register_link_to_another"
            ),
            models.UniqueConstraint(
                fields=["source", "kind", "target"], condition=Q(target__isnull=False), name="register_link_once"
            ),
        ]

    def __str__(self) -> str:
        return self.printed


class KeptRegister(TimeStamped):
    """A body that keeps its register here during a period: only for it does the system give numbers.

    Legal: Nghị định 30/2020/NĐ-CP, Điều 15 and Điều 22 (the body's own records office gives numbers).
    """

    holder = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("cơ quan giữ sổ"), on_delete=models.PROTECT,
        related_name="kept_registers",
    )  # fmt: skip
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = VietnameseCharField(_("căn cứ"), max_length=250)
    entered_by = models.ForeignKey(
        "accounts.User", verbose_name=_("người ghi"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("cơ quan giữ sổ trên hệ thống")
        verbose_name_plural = _("cơ quan giữ sổ trên hệ thống")
        ordering = ["holder__name", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="kept_register_period"
            ),
            models.UniqueConstraint(
                fields=["holder"], condition=Q(valid_to__isnull=True), name="kept_register_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.holder.name


class EntrySeries(models.Model):
    """The last running number of one register of one body in one year."""

    holder = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(_("sổ"), max_length=10, choices=Direction.choices)
    year = models.PositiveSmallIntegerField(_("năm"))
    last = models.PositiveIntegerField(_("số cuối"), default=0)

    class Meta:
        verbose_name = _("số cuối của sổ")
        verbose_name_plural = _("số cuối của sổ")
        constraints = [
            models.UniqueConstraint(fields=["holder", "direction", "year"], name="entry_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.year}: {self.last}"


def number_key(number: str, symbol: str) -> str:
    """Number and symbol so that all spellings compare equal: "05 /QĐ - UBND" and "5/QĐ-UBND" give "5/qđ-ubnd"."""
    text = "".join(f"{number}/{symbol}".lower().split()) if number or symbol else ""
    return (text.lstrip("0") if number else text).replace("–", "-")[:95]


def search_words(text: str) -> str:
    """Every word once, without marks: a search asks for words in any order, and 300 pages stay a few kilobytes."""
    words = (word.strip(PUNCTUATION) for word in fold_vi(text).split())
    return " ".join(dict.fromkeys(word for word in words if word))
