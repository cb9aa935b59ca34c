"""Scheduled work: due, not due, failing, already running."""

from __future__ import annotations

import datetime as dt
import fcntl

import pytest

from saolang.config import cron
from saolang.core.registries import CronJob, Registry

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def jobs(monkeypatch):
    """An empty registry in the place of the real one."""
    registry = Registry("cron_jobs")
    monkeypatch.setattr(cron, "cron_jobs", registry)
    return registry


def broken() -> None:
    raise RuntimeError("không mở được")


def test_a_job_runs_when_due_and_not_before(jobs, tmp_path, time_machine):
    jobs.add(CronJob("a.count", HOUR, lambda: 7))
    path = tmp_path / "cron.json"
    time_machine.move_to(dt.datetime(2026, 8, 3, 1, 0, tzinfo=dt.UTC), tick=False)
    assert cron.run_due_jobs(path).done == [("a.count", 7)]
    time_machine.shift(dt.timedelta(minutes=59))
    assert cron.run_due_jobs(path).done == []
    time_machine.shift(dt.timedelta(minutes=1))
    assert cron.run_due_jobs(path).done == [("a.count", 7)]


def test_a_failing_job_stops_no_other_and_is_tried_again(jobs, tmp_path, caplog):
    jobs.add(CronJob("a.broken", HOUR, broken))
    jobs.add(CronJob("b.fine", HOUR, lambda: "xong"))
    path = tmp_path / "cron.json"
    first = cron.run_due_jobs(path)
    assert first.done == [("b.fine", "xong")]
    assert first.failed == [("a.broken", "RuntimeError: không mở được")]
    assert cron.run_due_jobs(path).failed == [("a.broken", "RuntimeError: không mở được")]
    assert "a.broken" in caplog.text


def test_two_runs_at_once_do_the_work_once(jobs, tmp_path):
    jobs.add(CronJob("a.count", HOUR, lambda: 7))
    path = tmp_path / "cron.json"
    with path.open("a+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert cron.run_due_jobs(path).done == []
    assert cron.run_due_jobs(path).done == [("a.count", 7)]


def test_a_spoilt_list_of_last_runs_only_makes_everything_due(jobs, tmp_path):
    jobs.add(CronJob("a.count", HOUR, lambda: 7))
    path = tmp_path / "cron.json"
    path.write_text('{"a.cou')
    assert cron.run_due_jobs(path).done == [("a.count", 7)]
    assert cron.run_due_jobs(path).done == []


def test_the_registered_jobs_have_keys_of_their_app():
    assert {"notify.retry_emails", "notify.prune_messages", "config.clear_sessions", "config.prune_tasks"} <= {
        key for key, _job in cron.cron_jobs.items()
    }


@pytest.mark.django_db
def test_the_registered_jobs_run_twice_without_harm(tmp_path):
    assert cron.run_due_jobs(tmp_path / "first.json").failed == []
    assert cron.run_due_jobs(tmp_path / "second.json").failed == []
