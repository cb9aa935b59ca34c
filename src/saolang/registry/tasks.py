"""Long work on old registers, in the background. A task that runs twice does its work once: it is claimed first."""

from __future__ import annotations

import logging

from django_tasks import task

from saolang.accounts.models import User
from saolang.core.problems import DomainError

from .domain.import_register import check_register, write_register
from .domain.turns import LONG_PATIENCE
from .models import RegisterImport

logger = logging.getLogger(__name__)


@task()
def check_register_task(key: int) -> bool:
    """The dry run of one work."""
    work = RegisterImport.objects.select_related("file").get(pk=key)
    try:
        return check_register(work)
    except DomainError as error:
        logger.info("check of register %s refused: %s", work.code, error.codes)
        return False


@task()
def write_register_task(key: int, user_key: int) -> bool:
    """The writing of one checked work, in the name of the person who confirmed it."""
    work = RegisterImport.objects.select_related("file").get(pk=key)
    try:
        return write_register(work, actor=User.objects.get(pk=user_key), patience=LONG_PATIENCE) is not None
    except DomainError as error:
        logger.info("writing of register %s refused: %s", work.code, error.codes)
        return False
