"""What the expiry radar keeps: reminders sent, and the private address of a person's calendar."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saolang.core.db import TimeStamped

from ..enums import ReminderStep
from .stars import Recognition


class RenewalReminder(TimeStamped):
    """A reminder of one step that was sent for one star; each step is sent once."""

    recognition = models.ForeignKey(Recognition, on_delete=models.CASCADE, related_name="reminders")
    step = models.CharField(max_length=8, choices=ReminderStep.choices)
    sent_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recognition", "step"], name="renewal_reminder_once"),
            models.CheckConstraint(condition=Q(step__in=ReminderStep.values), name="renewal_reminder_step_known"),
        ]


def calendar_key() -> str:
    """A new private key; whoever knows it reads that person's calendar."""
    return secrets.token_urlsafe(24)


class CalendarKey(TimeStamped):
    """The key in the address of a person's calendar feed; a new key closes the old address."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="calendar_key")
    key = models.CharField(_("khóa"), max_length=40, unique=True, default=calendar_key)
