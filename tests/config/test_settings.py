"""Settings as an operator gives them, read in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

READ = """
import json, sys
from saolang.config import settings
print(json.dumps([getattr(settings, name) for name in sys.argv[1:]], default=str))
"""


def read(home, *names: str, **given: str) -> list[Any]:
    """Values of settings for a home folder and an environment without our own names."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAOLANG_", "DATABASE_"))}
    environment |= {"SAOLANG_HOME": str(home), **given}
    result = subprocess.run(
        [sys.executable, "-c", READ, *names], env=environment, capture_output=True, text=True, check=True
    )
    values: list[Any] = json.loads(result.stdout)
    return values


def test_the_address_of_the_server_is_used_until_a_public_one_is_named(tmp_path):
    listen = {"SAOLANG_LISTEN_URL": "http://127.0.0.1:8001"}
    assert read(tmp_path, "BASE_URL", "SESSION_COOKIE_SECURE", **listen) == ["http://127.0.0.1:8001", False]
    (tmp_path / "saolang.env").write_text("SAOLANG_BASE_URL=https://ocop.example.vn/\n")
    assert read(tmp_path, "BASE_URL", "SESSION_COOKIE_SECURE", **listen) == ["https://ocop.example.vn", True]


def test_the_secret_key_is_made_once_and_kept_to_its_owner(tmp_path):
    first = read(tmp_path, "SECRET_KEY")
    assert read(tmp_path, "SECRET_KEY") == first
    assert len(first[0]) > 50
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "engine", "host"),
    [
        ("", "django.db.backends.sqlite3", None),
        ("postgres://a:b@db.example.vn/saolang", "django.db.backends.postgresql", "db.example.vn"),
        ("postgres:////run/postgresql/saolang", "django.db.backends.postgresql", "/run/postgresql"),
    ],
)
def test_the_database_follows_its_address(tmp_path, url, engine, host):
    (tmp_path / "saolang.env").write_text(f"DATABASE_URL={url}\n" if url else "")
    (databases,) = read(tmp_path, "DATABASES")
    assert (databases["default"]["ENGINE"], databases["default"].get("HOST")) == (engine, host)
