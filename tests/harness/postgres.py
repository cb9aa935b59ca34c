"""Run a command with ``DATABASE_URL`` of a PostgreSQL cluster that lives only as long as the command.

    python tests/harness/postgres.py pytest -m "db and not browser"

The cluster lies in a temporary folder, listens on a socket in that folder only, and does not wait for the disk.
PostgreSQL refuses to run as root, so root runs it as user ``postgres``. Newest installed version >= 15 wins.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

OLDEST = 15
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "''",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


def find_binaries() -> Path | None:
    """Folder with initdb and pg_ctl of the newest PostgreSQL that is new enough."""
    found = []
    for folder in Path("/usr/lib/postgresql").glob("*/bin"):
        version = re.match(r"\d+", folder.parent.name)
        if version and int(version[0]) >= OLDEST and (folder / "initdb").exists():
            found.append((int(version[0]), folder))
    if found:
        return max(found)[1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Cluster:
    """A throw-away cluster: ``with Cluster(binaries) as url``."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="saolang-pg-"))
        self.as_owner: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_owner = ["runuser", "-u", "postgres", "--"]

    def _run(self, program: str, *arguments: str) -> None:
        result = subprocess.run(
            [*self.as_owner, str(self.binaries / program), *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if result.returncode:
            log = self.folder / "log"
            raise SystemExit(f"{program} failed:\n{result.stdout or (log.read_text() if log.exists() else '')}")

    def __enter__(self) -> str:
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "saolang", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = " ".join(f"-c {name}={value}" for name, value in FAST.items())
        self._run(
            "pg_ctl", "-D", data, "-l", str(self.folder / "log"), "-w", "-o", f"-k {self.folder} {options}", "start"
        )
        return f"postgres:///{self.folder}/postgres?user=saolang"

    def __exit__(self, *_: object) -> None:
        try:
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(command: list[str]) -> int:
    """Start the cluster, run the command, stop the cluster; give back the command's exit code."""
    binaries = find_binaries()
    if binaries is None:
        print(f"PostgreSQL >= {OLDEST} is missing. On Debian: apt-get install postgresql-15", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _stop)
    with Cluster(binaries) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
