"""Records of the watch over standing papers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import PaperStep


class PaperWarning(models.Model):
    """One step of one paper that people were told of.

    The day of expiry is part of it: a date put right later is watched anew, the same date never twice.
    """

    evidence = models.ForeignKey("producers.Evidence", on_delete=models.CASCADE, related_name="warnings")
    step = models.CharField(_("mốc"), max_length=8, choices=PaperStep.choices)
    expires_on = models.DateField(_("có giá trị đến"))
    warned_on = models.DateField(_("nhắc ngày"))

    class Meta:
        verbose_name = _("lần nhắc giấy tờ")
        verbose_name_plural = _("lần nhắc giấy tờ")
        constraints = [
            models.UniqueConstraint(fields=["evidence", "step", "expires_on"], name="paper_warning_once"),
            models.CheckConstraint(condition=Q(step__in=PaperStep.values), name="paper_warning_step_known"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.step}"


__all__ = ["PaperWarning"]
