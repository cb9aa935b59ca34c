"""Serve the site with granian, and beside it one process for background work."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

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


def refuse_taken_port(host: str, port: int) -> None:
    """Say so before anything starts when another program listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            say(f"Không mở được cổng {port}: {error.strerror}. Chọn cổng khác: make run PORT={port + 1}")
            raise SystemExit(1) from None


def serve(*, host: str, port: int, workers: int, with_worker: bool) -> None:
    """Listen until interrupted. One blocking thread a worker: a request has its database connection to itself."""
    from django.conf import settings
    from django.db import connections
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    refuse_taken_port(host, port)
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        collect_static()
    server = Server(
        "saolang.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        websockets=False,
    )
    table = accounts_table()
    if table:
        say(table)
    say(f"Sao Làng {version('saolang')}: http://{host}:{port}  (Ctrl+C để dừng)")
    connections.close_all()  # the workers are forked and open their own
    with background_worker(with_worker):
        server.serve()
