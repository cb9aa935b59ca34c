"""Who had a hand in preparing a dossier, and who may judge it all the same."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from saolang.core.db import TimeStamped, VietnameseTextField


class InvolvementException(TimeStamped):
    """A leader's recorded leave for someone who prepared a file to check or score it all the same."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="exceptions")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reason = VietnameseTextField(_("lý do"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "user"], name="involvement_exception_once")]


class Preparer(TimeStamped):
    """Whoever wrote in a dossier while it was prepared; read to keep preparing and judging apart."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.CASCADE, related_name="preparers")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "user"], name="preparer_once")]
