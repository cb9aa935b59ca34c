"""What ``rulebook check`` refuses, and what it only lists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from saolang.rulebook.check import ERROR, NOTE, check_folder, faults
from saolang.rulebook.engine import why_not_scorable
from saolang.rulebook.loading import Option, load_sheet, parse_sheet, rulebook_dir
from saolang.rulebook.ranges import Range, percent_range

from .samples import REFERENCE, changed, criterion, option, raw_sheet, write
from .test_score import app

A1 = ["parts", 0, "sections", 0, "criteria", 0]
A2 = ["parts", 0, "sections", 0, "criteria", 1]


def run(*arguments: str) -> Any:
    """The command with its exit code and output."""
    return CliRunner().invoke(app(), ["rulebook", *arguments])


def test_check_accepts_a_sheet_that_fits(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", raw_sheet())
    assert check_folder(tmp_path).findings == ()
    assert run("check", str(tmp_path)).exit_code == 0


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("parts do not add up", changed(["parts", 1, "max"], 30), "sum"),
    ("total does not fit", changed(["total_points"], 99), "sum"),
    ("section does not fit", changed(["parts", 0, "sections", 0, "max"], 41), "sum"),
    ("criterion's maximum is not reached", changed([*A1, "options"], [option("x", 5), option("y", 20, 3)]), "sum"),
    ("group does not fit", changed(["parts", 2, "sections", 0, "criteria", 0, "max"], 14), "sum"),
    ("no option reaches a minimum", changed([*A2, "star_min"], {3: 11}), "star_min"),
    ("a mark says another thing", changed([*A1, "star_min"], {3: 5, 5: 30}), "star_min"),
    ("an option above the maximum", changed([*A2, "options", 0, "points"], 11), "above_max"),
    ("a code twice", changed([*A2, "code"], "1.1"), "duplicate"),
    ("a section twice", changed(["parts", 1, "sections", 0, "code"], "1"), "duplicate"),
    ("a part twice", changed(["parts", 1, "code"], "A"), "duplicate"),
    ("an unknown kind", changed([*A2, "kind"], "free"), "kind"),
    ("no options", changed([*A2, "options"], []), "options"),
    ("negative points", changed([*A2, "options", 0, "points"], -1), "negative"),
    ("an empty label", changed([*A2, "options", 0, "label"], " "), "label"),
    ("an unknown effect", changed([*A2, "rules"], [{"effect": "boom", "when": "x"}]), "rule"),
    ("options without case", changed([*A2, "kind"], "choose_case_then_one"), "case"),
    ("no parts", changed(["parts"], []), "empty"),
]


@pytest.mark.parametrize(("raw", "code"), [(raw, code) for _, raw, code in BAD], ids=[name for name, _, _ in BAD])
def test_check_refuses(raw: dict[str, Any], code: str, tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", raw)
    report = check_folder(tmp_path)
    assert code in [finding.code for finding in report.errors]
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "Lỗi, từ chối" in result.stdout


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a: [1", "unreadable"),
        ("schema: ocop-criteria/1\nid: x\nid: y\n", "unreadable"),
        ("- 1\n- 2\n", "schema"),
        (raw_sheet(schema="ocop-criteria/2"), "schema"),
        ({key: value for key, value in raw_sheet().items() if key != "set"}, "schema"),
        (changed([*A2, "options", 0, "points"], "mười"), "schema"),
        (changed([*A2, "options", 0, "points"], True), "schema"),
    ],
)
def test_check_refuses_files_it_cannot_read(content: Any, code: str, tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", content)
    assert [finding.code for finding in check_folder(tmp_path).errors] == [code]
    assert run("check", str(tmp_path)).exit_code == 1


def test_check_refuses_an_id_used_twice_and_an_empty_folder(tmp_path: Path) -> None:
    assert [finding.code for finding in check_folder(tmp_path).errors] == ["empty"]
    write(tmp_path, "a.yaml", raw_sheet())
    write(tmp_path, "b.yml", raw_sheet())
    assert [finding.code for finding in check_folder(tmp_path).errors] == ["duplicate"]
    assert run("check", str(tmp_path / "none")).exit_code == 2


def test_check_lists_faults_of_a_historical_sheet_which_then_cannot_score(tmp_path: Path) -> None:
    raw = changed(["parts", 1, "max"], 30)
    raw["decision"]["status"] = "historical"
    write(tmp_path, "a.yaml", raw)
    report = check_folder(tmp_path)
    assert (report.errors, {finding.code for finding in report.notes}) == ((), {"sum"})
    assert run("check", str(tmp_path)).exit_code == 0
    assert "không đánh giá được" in why_not_scorable(parse_sheet(raw))


def test_check_lists_open_boundaries_and_never_mends(tmp_path: Path) -> None:
    raw = raw_sheet()
    raw["parts"][0]["sections"][0]["criteria"] = [
        criterion(
            "1.1",
            [0, 10, 20],
            options=[
                option("Không rõ", 0),
                option("Từ 50% đến dưới 75% sản lượng", 10),
                option("Trên 75% sản lượng", 20),
            ],
        ),
        criterion(
            "1.2",
            [5, 10, 20],
            options=[
                option("Từ 25% đến dưới 50% lao động", 5),
                option("Từ 50% đến 75% lao động", 10),
                option("Có ≥ 75% lao động", 20),
            ],
        ),
    ]
    write(tmp_path, "a.yaml", raw)
    report = check_folder(tmp_path)
    assert not report.refused
    assert [(note.where, note.code) for note in report.notes] == [
        ("tiêu chí 1.1", "gap"),
        ("tiêu chí 1.2", "overlap"),
        ("tiêu chí 1.2", "uncovered"),
    ]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("từ 50% đến dưới 75% sản lượng", Range(50, 75, True, False)),
        ("Có từ 50 - 75% lao động", Range(50, 75, True, True)),
        ("từ 75% đến 100%", Range(75, 100, True, True)),
        ("trên 75% sản lượng", Range(75, 100, False, True)),
        ("Có sử dụng ≥ 75% lao động", Range(75, 100, True, True)),
        ("có tỷ lệ dưới 50%", Range(0, 50, True, False)),
        ("Chế biến sâu", None),
        ("Có 03 hoạt động", None),
    ],
)
def test_percent_range_reads_labels(label: str, expected: Range | None) -> None:
    assert percent_range(label) == expected


def test_shipped_data_has_no_error_and_lists_what_the_law_leaves_open() -> None:
    report = check_folder(rulebook_dir())
    assert report.errors == ()
    assert len(report.sheets) == 52
    found = {(note.sheet, note.where, note.code) for note in report.notes}
    for sheet_id in [f"qd26-{number:02d}" for number in range(1, 26)]:
        assert sum(note.sheet == sheet_id and note.code == "gap" for note in report.notes) == 1
    for sheet_id in [f"qd26-{number:02d}" for number in range(1, 27)]:
        assert {(sheet_id, "tiêu chí 3.3", "overlap"), (sheet_id, "tiêu chí 3.3", "uncovered")} <= found
    assert {
        ("qd26-07", "tiêu chí 3.1", "misprint"),
        ("qd26-23", "tiêu chí 6.2", "misprint"),
        ("qd26-10", "tiêu chí 3.5", "forgotten_star"),
        ("qd26-01", "tiêu chí 8", "forgotten_star"),
        ("qd1048-10", "phần C", "sum"),
        ("qd1048-16", "phần C", "sum"),
        ("qd1048-19", "phần C", "sum"),
        ("qd1048-03", "", "missing"),
    } <= found
    assert {note.level for note in report.notes} == {NOTE}


def test_shipped_check_command_exits_zero() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "52 phiếu, 0 lỗi" in result.stderr


def test_list_command_names_the_missing_sheet() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert re.search(r"qd1048-03 .*thiếu phiếu", result.stdout)
    assert "qd26-26" in result.stdout


def test_shipped_coffee_sheet_of_2019_has_its_typing_fault_mended_with_a_note() -> None:
    sheet = load_sheet("qd1048-14")
    assert [code for code in sheet.by_code if code.startswith("6.1.")] == ["6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5"]
    assert any("6.1.3" in note for note in sheet.transcript_notes)
    assert faults(sheet) == []


def test_shipped_growth_labels_tell_cooperatives_from_other_kinds() -> None:
    for number in range(1, 27):
        labels = [choice.label for choice in load_sheet(f"qd26-{number:02d}").by_code["3.4"].options]
        for label in labels:
            assert label.startswith("Hợp tác xã: xếp loại")
            classification, others = label.split("Loại hình khác:")
            assert "xếp loại" in classification
            assert "xếp loại" not in others


def test_error_level_stops_and_note_level_does_not() -> None:
    assert [finding.level for finding in faults(parse_sheet(changed(["parts", 1, "max"], 30)))] == [ERROR, ERROR]


@pytest.mark.skipif(not (REFERENCE / "criteria").is_dir(), reason="the reference criteria are not on this machine")
def test_shipped_sheets_agree_with_the_reference_in_order_points_and_stars() -> None:
    from saolang.rulebook.loading import read_sheet, sheet_files

    def figures(choice: Option) -> tuple[Any, ...]:
        return choice.position, choice.points, choice.min_for_star, choice.case

    for sheet_id, name in sheet_files().items():
        ours, theirs = load_sheet(sheet_id), read_sheet(REFERENCE / "criteria" / name)
        assert [len(part.sections) for part in ours.parts] == [len(part.sections) for part in theirs.parts]
        pairs = list(zip(ours.criteria, theirs.criteria, strict=True))
        for mine, other in pairs:
            assert list(map(figures, mine.options)) == list(map(figures, other.options)), (sheet_id, mine.code)
            assert (mine.max, mine.star_min, mine.kind) == (other.max, other.star_min, other.kind)
            if sheet_id != "qd1048-14":
                assert mine.code == other.code
        assert ours.confidence == theirs.confidence
