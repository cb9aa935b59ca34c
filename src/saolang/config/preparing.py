"""Bring an installation to the state of the sources: tables, reference data, static files, demo data.

Every step may be repeated. A step that takes long leaves the fingerprint of what it read in ``<home>/prepared.json``
and is left out while that has not changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from saolang.core.paths import data_dir, home_dir

PACKAGE = Path(__file__).resolve().parents[1]


def say(text: str) -> None:
    """One line about progress, on stderr."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def fingerprint(paths: Iterable[Path]) -> str:
    """Hash of names and contents of files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]


class Prepared:
    """What was prepared before, in this home folder and in this database."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.marks: dict[str, str] = json.loads(path.read_text())
        except (OSError, ValueError):
            self.marks = {}

    def step(self, name: str, mark: str, action: Callable[[], Any], *, force: bool) -> None:
        """Do the step unless it was done with the same mark."""
        if self.marks.get(name) == mark and not force:
            return
        started = time.monotonic()
        action()
        self.marks[name] = mark
        self.path.write_text(json.dumps(self.marks, indent=1))
        say(f"  {name}: xong ({time.monotonic() - started:.1f} giây)")


def _database_mark() -> str:
    """Which database this is; a new or emptied one counts as another."""
    settings = connection.settings_dict
    first = apps.get_model("contenttypes", "ContentType").objects.order_by("pk").values_list("pk", flat=True).first()
    migrated = connection.introspection.table_names()
    applied: list[Any] = []
    if "django_migrations" in migrated:
        with connection.cursor() as cursor:
            cursor.execute("SELECT MIN(applied) FROM django_migrations")
            applied = list(cursor.fetchone())
    return f"{settings['HOST']}/{settings['NAME']} {first} {applied}"


def load_reference_data() -> None:
    """Units, the sheets of the law, and the public bodies of the served province."""
    import_module("saolang.places.domain.reference").load_reference_units()
    import_module("saolang.rulebook.domain.publishing").publish_shipped()
    import_module("saolang.accounts.domain.organisations").load_reference_organisations()
    import_module("saolang.directives.domain.bodies").load_reference_bodies()
    import_module("saolang.directives.domain.notices_setup").load_reference_topics()


def collect_static() -> None:
    """Compressed files with hashed names, where the server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _static_mark() -> str:
    sizes = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            stat = path.stat()
            sizes.append(f"{name} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(sizes)).encode()).hexdigest()


def prepare(*, demo: bool = False, force: bool = False) -> None:
    """Do what is missing: migrations, reference data, static files and, when asked, demo data."""
    home = home_dir()
    home.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    prepared = Prepared(home / "prepared.json")
    database = _database_mark()
    shipped = _files(*(data_dir() / name for name in ("places", "rulebook", "directives")))
    reference = fingerprint([*shipped, PACKAGE / "accounts" / "domain" / "organisations.py"])
    prepared.step("dữ liệu tham chiếu", f"{database} {reference}", load_reference_data, force=force)
    import_module("saolang.audit.proof_check").start()
    missing = force or not (home / "static" / "staticfiles.json").exists()
    prepared.step("tệp tĩnh", _static_mark(), collect_static, force=missing)
    if demo:
        load = _demo("load")
        if load is not None:
            mark = fingerprint(_files(data_dir() / "demo"))
            prepared.step("dữ liệu trình diễn", f"{database} {mark}", load, force=force)


def _demo(name: str) -> Callable[[], Any] | None:
    """A function of the demo package, which an installation may leave out."""
    if find_spec("saolang.demo") is None:
        return None
    return getattr(import_module("saolang.demo"), name)  # type: ignore[no-any-return]


def accounts_table() -> str:
    """The demo accounts of this installation as a table, or nothing."""
    accounts = _demo("accounts")
    rows: list[tuple[str, ...]] = list(accounts()) if accounts is not None else []
    if not rows:
        return ""
    lines = [("Vai trò", "Người", "Thư điện tử", "Mật khẩu"), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    rule = "-" * max(len(line) for line in text)
    return "\n".join([rule, text[0], rule, *text[1:], rule])
