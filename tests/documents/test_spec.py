"""The block model: plain data and back, one hash per content, and the wording rules of Nghị định 30."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from saolang.documents import compose, wording
from saolang.documents import spec as s
from tests.documents.samples import certificate, decision, form, letter


@pytest.mark.parametrize("make", [decision, letter, form, certificate])
def test_spec_round_trips_through_json(make) -> None:
    spec = make()
    assert s.from_data(json.loads(json.dumps(s.to_data(spec)))) == spec
    assert s.spec_hash(s.from_data(s.to_data(spec))) == s.spec_hash(spec)


def test_spec_hash_changes_with_one_letter() -> None:
    spec = letter()
    assert s.spec_hash(replace(spec, abstract=spec.abstract + ".")) != s.spec_hash(spec)


def test_spec_data_leaves_out_defaults() -> None:
    assert s.to_data(s.Paragraph("a")) == {"type": "Paragraph", "text": [{"type": "Run", "text": "a"}]}


@pytest.mark.parametrize("data", [{"type": "Nothing"}, {"type": "Paragraph", "text": "a", "size": 3}, {"text": "a"}])
def test_spec_from_unknown_data_is_refused(data) -> None:
    with pytest.raises(ValueError, match=r"unknown|unexpected"):
        s.from_data(data)


def test_spec_refuses_values_json_cannot_hold() -> None:
    with pytest.raises(TypeError, match="date"):
        s.to_data(s.KeyValue("Ngày", date(2026, 1, 1)))  # type: ignore[arg-type]


def test_with_issue_fills_number_date_and_signer() -> None:
    issued = s.with_issue(decision(), number="15", symbol="QĐ-UBND", issued_on=date(2026, 8, 5), signer_name="Lê Mẫu D")
    assert (issued.header.number, issued.header.issued_on, issued.signatures[0].name) == (
        "15",
        "2026-08-05",
        "Lê Mẫu D",
    )
    assert s.with_issue(certificate(), number="7", symbol="X", issued_on=date(2026, 8, 6)).issued_on == "2026-08-06"


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        ("2026-01-05", "Hà Nội, ngày 05 tháng 01 năm 2026"),
        ("2026-02-10", "Hà Nội, ngày 10 tháng 02 năm 2026"),
        ("2019-06-29", "Hà Nội, ngày 29 tháng 6 năm 2019"),
        ("2026-12-31", "Hà Nội, ngày 31 tháng 12 năm 2026"),
    ],
)
def test_date_line_puts_zero_before_small_days_and_first_two_months(day: str, printed: str) -> None:
    assert wording.date_line("Hà Nội", day) == printed


@pytest.mark.parametrize(("number", "printed"), [("5", "05"), ("15", "15"), ("9a", "9a"), ("100", "100")])
def test_number_under_ten_has_a_zero(number: str, printed: str) -> None:
    assert wording.number_line(number, "QĐ-UBND") == f"Số: {printed}/QĐ-UBND"


def test_points_follow_the_vietnamese_alphabet() -> None:
    items = s.Clauses(tuple("x" * 12), style="letter")
    steps = compose.compose(replace(letter(), blocks=(items,)))["sections"][0]["steps"]
    labels = [
        step["runs"][0]["t"].strip() for step in steps if step["el"] == "para" and step["runs"][0]["t"][1:2] == ")"
    ]
    assert labels == ["a)", "b)", "c)", "d)", "đ)", "e)", "g)", "h)", "i)", "k)", "l)", "m)"]


def test_bases_end_with_semicolons_and_the_last_with_a_stop() -> None:
    steps = compose.compose(decision())["sections"][0]["steps"]
    bases = [
        step["runs"][0]["t"] for step in steps if step["el"] == "para" and step["runs"][0]["t"].startswith("Căn cứ")
    ]
    assert bases == ["Căn cứ văn bản thứ nhất;", "Căn cứ văn bản thứ hai."]


def test_text_is_composed_and_freed_of_control_signs() -> None:
    assert wording.clean(unicodedata.normalize("NFD", "Tiếng Việt") + "\x00\x0b\u2028") == "Tiếng Việt"


def test_unknown_block_is_refused() -> None:
    with pytest.raises(TypeError, match="Run"):
        compose.compose(replace(letter(), blocks=(s.Run("a"),)))


@pytest.mark.parametrize(
    ("text", "printed"),
    [("Đề nghị xem xét.", "Đề nghị xem xét./."), ("Hết./.", "Hết./."), ("Hết", "Hết./."), ("Hết;", "Hết./.")],
)
def test_state_paper_closes_with_its_end_mark(text: str, printed: str) -> None:
    def last(paper):
        steps = compose.compose(paper)["sections"][0]["steps"]
        return [step["runs"][0]["t"] for step in steps if step["el"] == "para" and step["runs"]][-1]

    paper = replace(letter(), blocks=(s.Paragraph(text),))
    assert last(paper) == printed
    assert last(replace(paper, end_mark=False)) == text


def test_letter_prints_v_v_once() -> None:
    cells = compose.compose(replace(letter(), abstract="V/v góp ý"))["sections"][0]["steps"][1]["cells"]
    assert cells[0][1]["runs"][0]["t"] == "V/v góp ý"
