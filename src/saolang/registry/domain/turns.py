"""One import after the other: whoever writes a list into the register, or takes one back, has the turn meanwhile.

The turn is the lock on one row and ends with its transaction, so a process that dies keeps nobody waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from saolang.core.db import is_held
from saolang.core.problems import WrongState

from ..models import ImportTurn

PATIENCE = 20.0
"""Seconds for which a person at a page waits for another import."""
LONG_PATIENCE = 600.0
"""The same for a command or a background job."""
PAUSE = 0.25
TELL_EVERY = 20.0
"""Seconds after which whoever waits says so again: long before a silent job is taken for dead."""


class ImportBusy(WrongState):
    """Somebody else is importing."""


@contextmanager
def import_turn(*, patience: float = PATIENCE, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """A transaction in which nobody else imports; what is read in it holds until it is written.

    Waits ``patience`` seconds for an import that is under way, saying so through ``waiting`` now and then. Raises
    ImportBusy.
    """
    until = time.monotonic() + patience
    told = -TELL_EVERY
    with ExitStack() as stack:
        begun = False
        while True:
            try:
                if not begun:
                    ImportTurn.objects.get_or_create(pk=1)
                    stack.enter_context(transaction.atomic())
                    begun = True
                with transaction.atomic():
                    ImportTurn.objects.select_for_update(nowait=True).get(pk=1)
                break
            except OperationalError as error:
                if not is_held(error):
                    raise
                if time.monotonic() >= until:
                    raise _busy() from error
            if waiting is not None and time.monotonic() - told >= TELL_EVERY:
                waiting()
                told = time.monotonic()
            time.sleep(PAUSE)
        yield


def _busy() -> ImportBusy:
    busy: ImportBusy = ImportBusy.of(  # type: ignore[assignment]
        "import_busy",
        _("Đang có một lần nhập khác ghi vào sổ đăng ký; lần này chưa ghi gì."),
        fix=_("Chờ lần nhập đó xong rồi làm lại."),
    )
    return busy
