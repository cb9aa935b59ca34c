"""The demo as ``make run`` serves it: in a folder of its own, by a server of its own, with compressed files."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWN = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SAOLANG_STATIC_STORAGE", "SAOLANG_DEBUG")


def environment(home: Path) -> dict[str, str]:
    """The environment of a plain installation in this folder."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    source = str(Path(__file__).parents[2] / "src")
    return {**kept, "SAOLANG_HOME": str(home), "PYTHONPATH": source}


def saolang(home: Path, *words: str) -> list[str]:
    """The command line of the program."""
    return [sys.executable, "-m", "saolang.cli", *words]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(home: Path) -> Iterator[str]:
    """Prepare the demo in the folder and serve it; gives the address."""
    prepared = subprocess.run(
        saolang(home, "setup", "--demo"), env=environment(home), capture_output=True, text=True, check=False
    )
    assert prepared.returncode == 0, prepared.stderr[-4000:]
    port = free_port()
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            saolang(home, "run", "--port", str(port)), env=environment(home), stdout=log, stderr=log
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/tai-khoan/login/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Return when the address answers. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=20):
                return
        except OSError:  # nobody listens yet, or the first answer takes its time
            time.sleep(0.2)
    raise TimeoutError(url)
