"""Official wording from a copy of the decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from saolang.rulebook.loading import load_sheet, parse_sheet, sheet_ids, with_wording
from saolang.rulebook.wording import WordingReport, likeness, match_wording, split_sheets

from .samples import REFERENCE, criterion, option, raw_sheet

LAW = REFERENCE / "law" / "qd-26-2026-qd-ttg.txt"

TABLE = """
PHỤ LỤC II
1
|
Bộ sản phẩm: Bộ mẫu
|
1. Bộ sản phẩm: Bộ
mẫu
(Sản phẩm: Thực phẩm)
Tên sản phẩm: ……
Mã số sản phẩm.(T).-.(X)
|
1. TỔ CHỨC
|
40
|
1.1. Nguồn gốc
|
30
|
□ Mua ở ngoài tỉnh
|
5
|
□ Trồng trong tỉnh, có
trên 2 vườn***
|
20
|
o Trồng tại xã (kể cả vườn
nhà) * * * * *
Ghi chú: không kể cây giống
|
30
|
1.2. Bao bì
|
10
|
□ Không có
|
0
|
□ Có bao bì.
|
10
|
2. TIẾP THỊ
|
25
|
□ Bán trong xã
|
25
|
3 CHẤT LƯỢNG
|
35
|
3.1 Nhóm
|
15
|
3.1.1. Sạch
|
15
|
□ Sạch
|
15
|
3.2. Song ngữ
|
20
|
PHỤ LỤC III
□ Không thuộc phiếu
"""


def sheet_of_table() -> dict[str, object]:
    """A sheet whose labels shorten TABLE."""
    raw = raw_sheet()
    raw["parts"][0]["sections"][0]["criteria"] = [
        criterion(
            "1.1",
            [5, 20, 30],
            {3: 20, 5: 30},
            options=[
                option("Mua ngoài tỉnh", 5),
                option("Trồng trong tỉnh", 20, 3, condensed=True),
                option("Trồng tại xã", 30, 5, condensed=True),
            ],
        ),
        criterion("1.2", [0, 10], options=[option("Không có", 0), option("Có bao bì", 10)]),
    ]
    raw["parts"][1]["sections"][0]["criteria"] = [criterion("2", [25], options=[option("Bán trong xã", 25)])]
    clean = criterion("3.1.1", [15], options=[option("Sạch", 15)])
    yes = criterion("3.2", [20, 0], kind="yes_no", options=[option("Có", 20), option("Không", 0)])
    raw["parts"][2]["sections"][0]["criteria"] = [
        {"code": "3.1", "name": "Nhóm", "max": 15, "kind": "group", "criteria": [clean]},
        yes,
    ]
    return raw


def match(text: str) -> WordingReport:
    """The report of a text against the table's sheet."""
    return match_wording([parse_sheet(sheet_of_table())], text)


def test_wording_matches_every_printed_option() -> None:
    report = match(TABLE)
    assert report.for_sheet("thu-01") == {
        ("1.1", 1): "Mua ở ngoài tỉnh",
        ("1.1", 2): "Trồng trong tỉnh, có trên 2 vườn",
        ("1.1", 3): "Trồng tại xã (kể cả vườn nhà)",
        ("1.2", 1): "Không có",
        ("1.2", 2): "Có bao bì.",
        ("2", 1): "Bán trong xã",
        ("3.1.1", 1): "Sạch",
    }
    assert (report.unmatched, report.differences) == ([], [])


def test_wording_reads_tables_with_tabs_and_other_boxes() -> None:
    rows = TABLE.replace("\n|\n", "\t").replace("□", "☐")
    assert match(rows).for_sheet("thu-01") == match(TABLE).for_sheet("thu-01")


def test_wording_lists_another_number_of_options_and_attaches_none() -> None:
    report = match(TABLE.replace("□ Không có\n|\n0\n|\n", ""))
    assert [(item.criterion, item.position) for item in report.unmatched] == [("1.2", 0)]
    assert not any(criterion_code == "1.2" for criterion_code, _ in report.for_sheet("thu-01"))


def test_wording_lists_a_line_that_says_something_else() -> None:
    report = match(TABLE.replace("Bán trong xã", "Hoàn toàn khác hẳn"))
    assert [(item.criterion, item.position) for item in report.unmatched] == [("2", 1)]


def test_wording_lists_other_points_and_stars_but_attaches() -> None:
    report = match(TABLE.replace("vườn***\n|\n20", "vườn\n|\n21"))
    assert [(item.criterion, item.position) for item in report.differences] == [("1.1", 2), ("1.1", 2)]
    assert report.unmatched == []


def test_wording_lists_a_sheet_that_is_not_there() -> None:
    report = match("PHỤ LỤC III\n")
    assert [(item.sheet, item.criterion) for item in report.unmatched] == [("thu-01", "")]


def test_split_sheets_follows_the_one_before_when_the_number_is_lost() -> None:
    text = "4. Bộ sản phẩm: A\nTên sản phẩm: …\nx\nBộ sản phẩm: B\nTên sản phẩm: …\ny\n"
    assert {number: [line for _, line in lines] for number, lines in split_sheets(text).items()} == {
        4: ["x", "Bộ sản phẩm: B"],
        5: ["y"],
    }


def test_likeness_ignores_abbreviations() -> None:
    assert likeness("HTX xếp loại khá", "Hợp tác xã xếp loại khá trở lên") == 1.0
    assert likeness("Bán trong xã", "Xuất khẩu") == 0.0


def test_with_wording_replaces_labels_and_leaves_the_content_hash() -> None:
    sheet = parse_sheet(sheet_of_table())
    dressed = with_wording(sheet, match(TABLE).for_sheet("thu-01"))
    choice = dressed.by_code["1.1"].options[1]
    assert (choice.text, choice.label, choice.is_short_label) == (
        "Trồng trong tỉnh, có trên 2 vườn",
        "Trồng trong tỉnh",
        False,
    )
    assert sheet.by_code["1.1"].options[1].is_short_label is True
    assert (dressed.wording_loaded, sheet.wording_loaded) == (True, False)
    assert dressed.content_hash == sheet.content_hash
    assert dressed.by_code["3.1.1"].options[0].wording == "Sạch"


@pytest.mark.skipif(not LAW.is_file(), reason="the text of the decision is not on this machine")
def test_wording_of_the_decision_matches_every_printed_option_of_all_sheets() -> None:
    sheets = [load_sheet(key) for key in sheet_ids("qd26")]
    report = match_wording(sheets, Path(LAW).read_text(encoding="utf-8"))
    printed = [
        (sheet.id, item.code, choice.position)
        for sheet in sheets
        for item in sheet.criteria
        if item.kind != "yes_no"
        for choice in item.options
    ]
    assert report.unmatched == []
    assert [(found.sheet, found.criterion, found.position) for found in report.matched] == printed
    assert len(printed) == 2535
    noted = {(sheet.id, note.split(":")[0]) for sheet in sheets for note in sheet.transcript_notes}
    assert {(item.sheet, item.criterion) for item in report.differences} <= noted
    assert len(report.differences) == 6
