"""Old registers on their way in: remembered mappings, the work on one file, and every line with its outcome."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, VietnameseCharField, VietnameseTextField

from ..enums import LineOutcome, RegisterState
from .imports import ImportBatch


class ImportMapping(TimeStamped):
    """What columns mean, remembered by the texts of the headings and proposed for the next file with the same ones.

    ``columns`` holds, for the headings of each kind of sheet in the file, the meanings in the order of the columns.
    """

    code = RandomCodeField()
    name = VietnameseCharField(_("tên"), max_length=120, unique=True)
    fingerprint = models.CharField(max_length=64, db_index=True)
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    made_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("cách ghép cột")
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class RegisterImport(TimeStamped):
    """The work on one old register: the file, how it is read, what the check found, and what was written.

    Nothing of it is public; ``batch`` is set in the transaction that writes the whole file.
    """

    code = RandomCodeField()
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = VietnameseCharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RegisterState.choices, default=RegisterState.MAPPING)
    mapping = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problem = VietnameseTextField(blank=True)
    batch = models.OneToOneField(
        ImportBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="register_import"
    )
    made_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("lần chuyển sổ cũ")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the work in the desk."""
        return reverse("registry:register", kwargs={"code": self.code})


class ImportLine(models.Model):
    """One row with text of the file, or one product of it: where, what becomes of it, and all its cells."""

    work = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=60)
    outcome = models.CharField(max_length=12, choices=LineOutcome.choices)
    name = VietnameseCharField(max_length=250, blank=True)
    producer = VietnameseCharField(max_length=250, blank=True)
    star = models.PositiveSmallIntegerField(null=True, blank=True)
    remarks = models.JSONField(default=list)
    cells = models.JSONField(default=list)

    class Meta:
        verbose_name = _("dòng của sổ cũ")
        ordering = ["work_id", "position"]
        constraints = [models.UniqueConstraint(fields=["work", "position"], name="import_line_once")]
        indexes = [models.Index(fields=["work", "outcome"])]

    def __str__(self) -> str:
        return self.place


class ImportTurn(models.Model):
    """One row. Whoever holds its lock imports into the register or takes an import back; see ``domain/turns.py``."""

    class Meta:
        verbose_name = _("lượt nhập sổ")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
