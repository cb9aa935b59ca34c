"""Stored files of a test go to its own folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from saolang.files import access


@pytest.fixture(autouse=True)
def stored_in(settings: Any, tmp_path: Path) -> Path:
    """Return the folder that files are stored in."""
    folder = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder), "base_url": None},
        },
    }
    return folder


@pytest.fixture(autouse=True)
def purposes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start with no purpose registered."""
    monkeypatch.setattr(access, "_predicates", {})
    monkeypatch.setattr(access, "_cached", {})


@pytest.fixture
def person(db: None) -> Any:
    """Return somebody who signs in."""
    return get_user_model().objects.create(email="a@mau.example", full_name="Nguyễn Thị Mẫu A")


def bytes_in(folder: Path) -> list[Path]:
    """Return every stored file of a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
