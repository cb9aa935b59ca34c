"""Preparing an installation: each step once, again when what it reads has changed."""

from __future__ import annotations

import pytest

from saolang.config import preparing
from saolang.config.preparing import Prepared, fingerprint


def test_a_step_is_left_out_while_nothing_changed(tmp_path):
    done: list[str] = []
    path = tmp_path / "prepared.json"
    for mark in ("one", "one", "two"):
        Prepared(path).step("bước", mark, lambda mark=mark: done.append(mark), force=False)
    assert done == ["one", "two"]
    Prepared(path).step("bước", "two", lambda: done.append("forced"), force=True)
    assert done == ["one", "two", "forced"]


def test_a_step_that_fails_is_done_again(tmp_path):
    path = tmp_path / "prepared.json"

    def fail() -> None:
        raise OSError("đĩa đầy")

    with pytest.raises(OSError, match="đĩa đầy"):
        Prepared(path).step("bước", "one", fail, force=False)
    assert Prepared(path).marks == {}


def test_fingerprint_sees_names_and_contents(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("2")
    before = fingerprint([first, second])
    assert fingerprint([second, first]) == before
    second.write_text("3")
    assert fingerprint([first, second]) != before


def test_accounts_table_lines_up_and_is_empty_without_demo(monkeypatch):
    rows = [("Cán bộ OCOP xã", "Nguyễn Thị Mẫu A", "xa@mau.vn", "mat-khau-mau"), ("Lãnh đạo", "B", "b@mau.vn", "x")]
    monkeypatch.setattr(preparing, "_demo", lambda name: lambda: rows)
    lines = preparing.accounts_table().splitlines()
    assert lines[1].split("  ")[0] == "Vai trò"
    assert lines[3].index("Nguyễn") == lines[4].index("B  ") == lines[1].index("Người")
    monkeypatch.setattr(preparing, "_demo", lambda name: None)
    assert preparing.accounts_table() == ""
