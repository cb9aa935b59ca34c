"""Directives under load, against plain ways of doing the same in the same run.

    python bench/directives.py parse                          # reading notices; needs no database
    python bench/directives.py boards [--assignments 50000]    # the boards, on SQLite and on PostgreSQL
    python bench/directives.py boards --here                   # only the database of DATABASE_URL

A part is a module beside this one with ``add_arguments(parser)`` and ``run(options)``, named in ``PARTS``; those in
``WITH_DATABASE`` run once on each database, which is fresh and in a temporary folder.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT), str(ROOT / "bench")]
PARTS = {"parse": "directives_parse", "boards": "directives_boards"}
WITH_DATABASE = ("boards",)


def main() -> int:
    """Run the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=[*PARTS, "all"])
    parser.add_argument("--here", action="store_true", help="only on the database of DATABASE_URL")
    for name in PARTS.values():
        importlib.import_module(name).add_arguments(parser)
    options = parser.parse_args()
    asked = [name for name in PARTS if options.part in (name, "all")]
    code = 0
    for name in asked:
        if name not in WITH_DATABASE:
            code = importlib.import_module(PARTS[name]).run(options) or code
        elif options.here:
            code = _run_here(name, options) or code
        else:
            code = _run_both(name) or code
    return code


def _run_both(name: str) -> int:
    given = [word for word in sys.argv[1:] if word not in ("all", name)]
    command = [sys.executable, __file__, name, *given, "--here"]
    with tempfile.TemporaryDirectory() as folder:
        print("SQLite", flush=True)
        here = {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3", "SAOLANG_HOME": folder}
        first = subprocess.run(command, env={**os.environ, **here}, check=False).returncode
        print("PostgreSQL", flush=True)
        harness = [sys.executable, str(ROOT / "tests" / "harness" / "postgres.py")]
        home = {**os.environ, "SAOLANG_HOME": folder}
        second = subprocess.run([*harness, *command], env=home, check=False).returncode
    return first or second


def _run_here(name: str, options: argparse.Namespace) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    os.environ.setdefault("SAOLANG_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return importlib.import_module(PARTS[name]).run(options) or 0


if __name__ == "__main__":
    sys.exit(main())
