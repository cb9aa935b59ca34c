"""Scheduled work: each app registers jobs, ``saolang cron`` runs those that are due.

Jobs are idempotent, so a lost or doubled run does no harm. When each ran last is kept in ``<home>/cron.json``; a lock
on that file keeps two runs apart.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend

from saolang.core import clock
from saolang.core.paths import home_dir
from saolang.core.registries import CronJob, cron_jobs

logger = logging.getLogger(__name__)


def clear_sessions() -> None:
    """Delete sessions that have run out."""
    call_command("clearsessions", verbosity=0)


def prune_tasks() -> None:
    """Delete results of background work that is long done; only the database backend keeps any."""
    if isinstance(task_backends["default"], DatabaseBackend):
        call_command("prune_db_task_results", verbosity=0)


cron_jobs.add(CronJob("config.clear_sessions", dt.timedelta(days=1), clear_sessions))
cron_jobs.add(CronJob("config.prune_tasks", dt.timedelta(days=1), prune_tasks))


@dataclass
class Outcome:
    """What one run did: keys with results, keys with errors."""

    done: list[tuple[str, object]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def run_due_jobs(path: Path | None = None) -> Outcome:
    """Run every registered job whose time has come; one that fails is tried again next time and stops no other."""
    outcome = Outcome()
    path = path or home_dir() / "cron.json"
    with path.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return outcome
        handle.seek(0)
        last_runs = _last_runs(handle.read())
        now = clock.now()
        for key, job in cron_jobs.items():
            if _is_due(job, last_runs.get(key), now):
                _run(key, job, outcome)
                if not outcome.failed or outcome.failed[-1][0] != key:
                    last_runs[key] = now.isoformat()
        handle.seek(0)
        handle.truncate()
        json.dump(last_runs, handle, indent=1)
    return outcome


def _last_runs(text: str) -> dict[str, str]:
    """When each job ran last; of a file that a crash left half written nothing is known, so all is due."""
    try:
        return dict(json.loads(text or "{}"))
    except ValueError:
        return {}


def _is_due(job: CronJob, last: str | None, now: dt.datetime) -> bool:
    return last is None or now - dt.datetime.fromisoformat(last) >= job.every


def _run(key: str, job: CronJob, outcome: Outcome) -> None:
    try:
        outcome.done.append((key, job.run()))
    except Exception as error:
        logger.exception("scheduled job %s failed", key)
        outcome.failed.append((key, f"{type(error).__name__}: {error}"))
