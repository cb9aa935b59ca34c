"""Long reading in the background. A task that runs twice reads once: the state says what is left to do."""

from __future__ import annotations

import logging

from django_tasks import task

from saolang.accounts.models import User
from saolang.core.problems import DomainError

from .domain.notices import read_now
from .models import Notice

logger = logging.getLogger(__name__)


@task()
def read_notice_task(key: int, user_key: int) -> bool:
    """Read one long document in the name of the person who brought it."""
    try:
        notice = read_now(Notice.objects.get(pk=key), actor=User.objects.get(pk=user_key))
    except (DomainError, Notice.DoesNotExist) as error:
        logger.info("reading of notice %s refused: %s", key, error)
        return False
    return notice.state != "reading"
