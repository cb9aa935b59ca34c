"""Long reading in the background. A task that runs twice reads once: the state says what is left to do."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _
from django_tasks import task

from saolang.accounts.models import User
from saolang.core.problems import DomainError
from saolang.notify.domain import send

from .domain.notices import read_now
from .models import Notice

logger = logging.getLogger(__name__)


@task()
def read_notice_task(key: int, user_key: int) -> bool:
    """Read one long document in the name of the person who brought it."""
    notice = Notice.objects.select_related("document").filter(pk=key).first()
    user = User.objects.filter(pk=user_key).first()
    if notice is None or user is None:
        return False
    try:
        notice = read_now(notice, actor=user)
    except DomainError as error:
        logger.info("reading of notice %s refused: %s", key, ", ".join(error.codes))
        if "state_secret" in error.codes:
            _tell(user, notice, error)
        return False
    return notice.state != "reading"


def _tell(user: User, notice: Notice, error: DomainError) -> None:
    """Nobody looks at a page while a long document is read: who brought it hears that it was removed."""
    problem = error.problems[0]
    send(
        [user], kind="directives.secret", title=_("Một văn bản đã hủy vì có dấu chỉ độ mật"),
        body=f"{problem.message}\n{problem.fix}", url=notice.get_absolute_url(), obj=notice,
    )  # fmt: skip
