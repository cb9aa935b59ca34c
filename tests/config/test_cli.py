"""The ``saolang`` command as a program sees it: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from saolang import cli
from saolang.cli import GROUPS, build_app

ROOT = Path(__file__).resolve().parents[2]


def saolang(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with settings that cannot be imported: what needs Django would fail."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings_that_do_not_exist"}
    return subprocess.run(
        [sys.executable, "-m", "saolang.cli", *arguments],
        input=stdin, capture_output=True, text=True, cwd=ROOT, env=environment, check=False,
    )  # fmt: skip


def test_help_lists_every_command():
    result = CliRunner().invoke(build_app(None), ["--help"])
    commands = {"run", "setup", "demo", "score", "worker", "cron", *GROUPS}
    assert result.exit_code == 0
    assert {name for name in commands if f" {name} " not in result.output} == set()


def test_score_answers_without_settings():
    case = {"id": "a", "sheet": "qd26-06", "answers": {}}
    result = saolang("score", "--cases", "-", stdin=json.dumps(case) + "\n")
    answer = json.loads(result.stdout)
    assert (result.returncode, answer["id"], answer["total"], answer["star"]) == (0, "a", 0, 1)


def test_score_exits_1_after_answering_every_line():
    lines = [{"id": 1, "sheet": "no-such-sheet", "answers": {}}, {"id": 2, "sheet": "qd26-06", "answers": {}}]
    result = saolang("score", "--cases", "-", stdin="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, result.stdout.splitlines())
    assert result.returncode == 1
    assert set(first) == {"id", "error"}
    assert (second["id"], "error" in second) == (2, False)


def test_rulebook_check_needs_no_settings():
    result = saolang("rulebook", "check")
    assert result.returncode == 0, result.stderr


def test_a_command_that_needs_django_asks_for_settings():
    result = saolang("audit", "verify")
    assert result.returncode == 1
    assert "settings_that_do_not_exist" in result.stderr


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_every_group_can_be_loaded(name):
    result = CliRunner().invoke(build_app(name), [name, "--help"])
    assert result.exit_code == 0, result.output


def test_only_the_wanted_group_is_imported(monkeypatch):
    asked: list[str] = []
    real = cli.import_module
    monkeypatch.setattr(cli, "import_module", lambda module: asked.append(module) or real(module))
    build_app("rulebook")
    assert asked == ["saolang.rulebook.commands"]
