"""Serve the site with granian, and beside it one process for background work."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .preparing import accounts_table, collect_static, say


@contextlib.contextmanager
def background_worker(enabled: bool) -> Iterator[None]:
    """A ``saolang worker`` that lives as long as the server."""
    if not enabled:
        yield
        return
    process = subprocess.Popen([sys.executable, "-m", "saolang.cli", "worker"], stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def serve(*, host: str, port: int, workers: int, with_worker: bool) -> None:
    """Listen until interrupted. One blocking thread a worker: a request has its database connection to itself."""
    from django.conf import settings
    from granian.constants import Interfaces
    from granian.server import Server

    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        collect_static()
    logging: dict[str, Any] = {"loggers": {"_granian": {"level": "WARNING"}}}
    server = Server(
        "saolang.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=1, respawn_failed_workers=True, log_dictconfig=logging, websockets=False,
    )  # fmt: skip
    table = accounts_table()
    if table:
        say(table)
    say(f"Sao Làng {version('saolang')}: http://{host}:{port}  (Ctrl+C để dừng)")
    with background_worker(with_worker):
        server.serve()
