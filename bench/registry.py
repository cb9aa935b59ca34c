"""The register under load, against plain ORM loops in the same run, on SQLite and on PostgreSQL.

    python bench/registry.py import [--rows 20000]        # both databases, one after the other
    python bench/registry.py reads [--products 20000]      # check, radar, counts of a past day, proofs
    python bench/registry.py import --here                 # only the database of DATABASE_URL

A part is a module beside this one with ``add_arguments(parser)`` and ``run(options)``, named in ``PARTS``. The database
is fresh, in a temporary folder; parts that run together share it.
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
PARTS = {"import": "registry_import", "reads": "registry_reads"}


def main() -> int:
    """Run the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=[*PARTS, "all"])
    parser.add_argument("--here", action="store_true", help="only on the database of DATABASE_URL")
    for name in PARTS.values():
        importlib.import_module(name).add_arguments(parser)
    options = parser.parse_args()
    if options.here:
        _run_here(options)
        return 0
    return _run_both()


def _run_both() -> int:
    command = [sys.executable, __file__, *sys.argv[1:], "--here"]
    with tempfile.TemporaryDirectory() as folder:
        print("SQLite", flush=True)
        here = {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3", "SAOLANG_HOME": folder}
        first = subprocess.run(command, env={**os.environ, **here}, check=False).returncode
        print("PostgreSQL", flush=True)
        harness = [sys.executable, str(ROOT / "tests" / "harness" / "postgres.py")]
        home = {**os.environ, "SAOLANG_HOME": folder}
        second = subprocess.run([*harness, *command], env=home, check=False).returncode
    return first or second


def _run_here(options: argparse.Namespace) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name, module in PARTS.items():
        if options.part in (name, "all"):
            importlib.import_module(module).run(options)


if __name__ == "__main__":
    sys.exit(main())
