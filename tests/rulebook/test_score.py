"""The contract of ``saolang score`` for other programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from saolang.rulebook.commands import rulebook_app, score
from saolang.rulebook.loading import load_sheet
from saolang.rulebook.score import score_lines

from .samples import best_answers

KEYS = ["id", "total", "parts", "band", "star", "held_by", "missing", "knocked_out"]


def answer(*cases: Any) -> list[Any]:
    """Parsed output lines of some cases; a text is taken as the line itself."""
    lines = [case if isinstance(case, str | bytes) else json.dumps(case) for case in cases]
    return [json.loads(line) for line, _ in score_lines(lines)]


def app() -> typer.Typer:
    """The commands as the command line mounts them."""
    found = typer.Typer()
    found.add_typer(rulebook_app)
    found.command("score")(score)
    return found


def test_score_answers_with_the_keys_of_the_contract_in_order() -> None:
    sheet = load_sheet("qd26-06")
    [result] = answer({"id": "x", "sheet": "qd26-06", "answers": best_answers(sheet), "knockouts": ["2.1"]})
    assert list(result) == KEYS
    assert result == {
        "id": "x",
        "total": 100,
        "parts": {"A": 40, "B": 25, "C": 35},
        "band": 5,
        "star": 0,
        "held_by": [],
        "missing": [],
        "knocked_out": True,
    }
    assert type(result["total"]) is int


def test_score_lists_unmet_minima_with_their_numbers() -> None:
    best = best_answers(load_sheet("qd26-06"))
    [result] = answer({"id": 1, "sheet": "qd26-06", "answers": {**best, "3.5": 1, "9": 0}})
    assert (result["total"], result["band"], result["star"]) == (93, 5, 2)
    assert result["held_by"] == [
        {"criterion": "3.5", "star": 4, "needs": 2, "has": 1},
        {"criterion": "9", "star": 3, "needs": 1, "has": 0},
        {"criterion": "9", "star": 4, "needs": 3, "has": 0},
    ]


def test_score_treats_absent_and_null_as_missing_and_zero_as_answered() -> None:
    sheet = load_sheet("qd26-06")
    answers: dict[str, Any] = dict.fromkeys(sheet.by_code, 0) | {"1.1": None}
    del answers["11"]
    [result] = answer({"id": 1, "sheet": "qd26-06", "answers": answers})
    assert (result["missing"], result["total"], result["star"]) == (["1.1", "11"], 0, 1)


def test_score_ignores_other_keys_and_a_null_knockout_list() -> None:
    plain = {"id": 1, "sheet": "qd26-01", "answers": {"1.1": 2}}
    assert answer(plain) == answer({**plain, "knockouts": None, "ghi_chu": "x", "star": 5})


def test_score_counts_cases_of_a_criterion_through() -> None:
    answers = {"8": 4, "9": 3, "15": 2}
    [result] = answer({"id": 1, "sheet": "qd26-26", "answers": answers})
    assert (result["total"], result["parts"]["C"]) == (3 + 1 + 3, 7)


def test_score_takes_yes_as_the_first_option() -> None:
    yes, no = answer(*({"id": n, "sheet": "qd26-06", "answers": {"2.4": n}} for n in (1, 2)))
    assert (yes["total"], no["total"]) == (1, 0)
    assert no["missing"] == yes["missing"]


@pytest.mark.parametrize(
    "case",
    [
        {"sheet": "qd26-99", "answers": {}},
        {"sheet": "qd148-01", "answers": {}},
        {"sheet": "qd1048-10", "answers": {}},
        {"sheet": "qd1048-03", "answers": {}},
        {"sheet": None, "answers": {}},
        {"sheet": ["qd26-01"], "answers": {}},
        {"answers": {}},
        {"sheet": "qd26-06"},
        {"sheet": "qd26-06", "answers": []},
        {"sheet": "qd26-06", "answers": {"1.9": 1}},
        {"sheet": "qd26-11", "answers": {"6.1": 1}},
        {"sheet": "qd26-06", "answers": {"1.1": 4}},
        {"sheet": "qd26-06", "answers": {"1.1": "1"}},
        {"sheet": "qd26-06", "answers": {"1.1": [1]}},
        {"sheet": "qd26-06", "answers": {}, "knockouts": ["1.2"]},
        {"sheet": "qd26-06", "answers": {}, "knockouts": [1]},
        {"sheet": "qd26-06", "answers": {}, "knockouts": "dossier"},
    ],
)
def test_score_answers_a_bad_case_with_id_and_error_only(case: dict[str, Any]) -> None:
    [result] = answer({"id": "z", **case})
    assert set(result) == {"id", "error"}
    assert result["id"] == "z"
    assert result["error"]


@pytest.mark.parametrize("line", ["{", "[1]", '"x"', '{"id":1,"sheet":"qd26-06","answers":{"1.1":NaN}}', b"\xff\xfe{}"])
def test_score_answers_a_line_that_is_no_case(line: str | bytes) -> None:
    [result] = answer(line)
    assert set(result) == {"id", "error"}
    assert result["id"] is None


def test_score_keeps_the_order_and_goes_on_after_an_error() -> None:
    good = {"sheet": "qd26-06", "answers": {}}
    results = answer({"id": 1, **good}, "kaput", {"id": 3, **good}, "", {"id": 4, "sheet": "?", "answers": {}})
    assert [(item["id"], "error" in item) for item in results] == [(1, False), (None, True), (3, False), (4, True)]


def test_score_echoes_any_id_even_half_a_surrogate() -> None:
    line = '{"id":"\\ud800","sheet":"qd26-06","answers":{}}'
    [(text, failed)] = list(score_lines([line]))
    assert failed is False
    assert text.isascii()
    assert json.loads(text)["id"] == "\ud800"


def test_score_of_groups_answers_their_children() -> None:
    sheet = load_sheet("qd26-13")
    [result] = answer({"id": 1, "sheet": "qd26-13", "answers": best_answers(sheet), "knockouts": ["6.1.1"]})
    assert (result["total"], result["knocked_out"]) == (100, True)


def test_score_command_exits_one_after_all_lines(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    lines = [{"id": 1, "sheet": "x", "answers": {}}, {"id": 2, "sheet": "qd26-06", "answers": {}}]
    cases.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    result = CliRunner().invoke(app(), ["score", "--cases", str(cases)])
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, 2]
    assert "1 dòng có lỗi" in result.stderr
    cases.write_text(json.dumps(lines[1]), encoding="utf-8")
    result = CliRunner().invoke(app(), ["score", "--cases", str(cases)])
    assert (result.exit_code, result.stderr, len(result.stdout.splitlines())) == (0, "", 1)


def test_score_command_without_a_file_exits_two(tmp_path: Path) -> None:
    result = CliRunner().invoke(app(), ["score", "--cases", str(tmp_path / "none.jsonl")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Không đọc được tệp" in result.stderr


def test_score_and_check_run_without_django(tmp_path: Path) -> None:
    """In a fresh process, with Django made impossible to import."""
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"id":1,"sheet":"qd26-06","answers":{"1.1":3}}\n', encoding="utf-8")
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from pathlib import Path\n"
        "from saolang.rulebook.commands import check, score\n"
        "from saolang.rulebook import advise, panel, regimes, wording\n"
        f"score(Path({str(cases)!r}))\ncheck(None)\n"
    )
    source = Path(sys.modules["saolang"].__file__ or "").parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(source), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[0])["total"] == 3
