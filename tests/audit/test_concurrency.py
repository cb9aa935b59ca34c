"""Two connections that append at once keep one chain."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from saolang.audit import queries
from saolang.audit.domain import record
from saolang.audit.models import Event

WRITERS, EACH = 4, 15


def append_many() -> list[BaseException]:
    """Append from several threads, each with its own connection; return what went wrong."""
    failures: list[BaseException] = []
    start = threading.Barrier(WRITERS)

    def work() -> None:
        try:
            start.wait()
            for _turn in range(EACH):
                with transaction.atomic():
                    record("core.thing.see", actor=None, obj=Event(pk=0, verb="x"))
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _index in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_appends_of_several_connections_make_one_chain() -> None:
    assert append_many() == []
    result = queries.verify()
    assert (result.intact, result.events) == (True, WRITERS * EACH)


def test_appends_of_several_connections_make_one_chain_in_an_sqlite_file(tmp_path: Path) -> None:
    script = """
        import django
        django.setup()
        from django.core.management import call_command
        from saolang.audit import queries
        from tests.audit.test_concurrency import append_many
        call_command("migrate", "audit", verbosity=0, skip_checks=True)
        assert append_many() == []
        result = queries.verify()
        print(result.intact, result.events, result.warnings)
    """
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/audit.sqlite3",
        "SAOLANG_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "saolang.config.settings"),
        "PYTHONPATH": os.pathsep.join(["src", ".", os.environ.get("PYTHONPATH", "")]),
    }
    answer = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.stderr == ""
    assert answer.stdout == f"True {WRITERS * EACH} ()\n"
