"""Sets of older decisions: each is mapped, each target exists, "no such set" is an answer."""

import copy

import pytest

from saolang.rulebook.loading import SheetError, load_sheet, read_yaml, rulebook_dir, sheet_ids
from saolang.rulebook.set_mapping import parse_mapping, set_mapping


@pytest.fixture(scope="module")
def raw():
    return read_yaml(rulebook_dir() / "set_mapping.yaml")


@pytest.mark.parametrize("decision", ["qd1048", "qd148"])
def test_mapping_knows_every_old_set(decision):
    found = [number for name, number in set_mapping().sets if name == decision]
    assert found == list(range(1, 27))


def test_mapping_names_old_sets_as_their_sheets_do():
    for sheet_id in sheet_ids("qd1048"):
        assert set_mapping().of_sheet(sheet_id).name == load_sheet(sheet_id).name


def test_mapping_covers_its_targets_once_each_with_a_reason():
    for item in set_mapping().sets.values():
        numbers = [candidate.number for candidate in item.candidates]
        assert len(numbers) == len(set(numbers))
        assert all(candidate.name and candidate.reason for candidate in item.candidates)


def test_mapping_answers_that_no_set_corresponds():
    none = [item.number for item in set_mapping().sets.values() if not item.has_successor]
    assert none == [21]
    medical = set_mapping().of("qd1048", 21)
    assert medical.name == "Trang thiết bị, dụng cụ y tế"
    assert "không còn nhóm" in medical.reason
    assert "cơ quan tham mưu quản lý OCOP cấp tỉnh" in set_mapping().ask


def test_mapping_gives_several_candidates_likeliest_first():
    assert [c.number for c in set_mapping().of("qd1048", 4).candidates] == [4, 8]
    assert [c.number for c in set_mapping().of("qd1048", 24).candidates] == [21]
    assert set_mapping().of_sheet("") is None
    assert set_mapping().of_sheet("qd26-05") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda row: row.update(to=[{"set": 27, "reason": "x"}]), "không có bộ qd26-27"),
        (lambda row: row.update(to=[{"set": 1}]), "thiếu lý do"),
        (lambda row: row.update(to=[]), "thiếu lý do"),
        (lambda row: row.update({"from": 2}), "ghi hai lần"),
    ],
)
def test_mapping_with_a_fault_is_refused(raw, change, words):
    broken = copy.deepcopy(raw)
    change(broken["decisions"][0]["sets"][0])
    with pytest.raises(SheetError, match=words):
        parse_mapping(broken)
