"""Forms that add something are carried out once, however often they are sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.codes import random_code
from saolang.core.problems import WrongState

from ..models import FormToken


class AlreadySubmitted(WrongState):
    """The same form arrived twice; what it asked for is done."""


def new_form_token() -> str:
    """A token for a form that is about to be shown."""
    return random_code(20)


def spend_form_token(token: str, *, user: Any) -> None:
    """Spend a token in the running transaction; an empty one (a script, an old page) is let through.

    Raises AlreadySubmitted when it was spent by a request that was carried out.
    """
    token = token.strip()[:32]
    if not token:
        return
    try:
        with transaction.atomic():
            FormToken.objects.create(token=token, user=user)
    except IntegrityError as error:
        raise AlreadySubmitted.of(
            "already_submitted", _("Biểu mẫu này đã được gửi và đã lưu."), fix=_("Xem kết quả trong danh sách.")
        ) from error


def sweep_form_tokens(*, older_than: dt.timedelta = dt.timedelta(days=7)) -> int:
    """Remove old tokens; return how many."""
    return FormToken.objects.filter(spent_at__lt=clock.now() - older_than).delete()[0]
