"""The reader against the documents the product was asked for with."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from saolang.directives import reading

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds do not stand beside the repository")


def read(number: str) -> reading.Reading:
    file = next(SEEDS.glob(f"{number}_*.txt"))
    return reading.parse(reading.read_file(file.read_bytes(), file.name).text)


def counts(result: reading.Reading) -> list[int]:
    return [len(block.tasks) for block in result.blocks]


def test_notice_000_has_nine_blocks_and_twenty_one_texts():
    result = read("000")
    assert counts(result) == [3, 2, 2, 2, 3, 1, 1, 1, 6]
    assert [block.no for block in result.blocks] == list("123456789")
    document = result.document
    assert (document.number, document.symbol, document.date) == ("178", "TB-VP", "2023-08-10")
    assert (document.kind, document.place, document.issuer) == ("Thông báo", "Trà Vinh", None)
    assert [citation.number for citation in result.citations] == ["847/QĐ-UBND", "32/QĐ-BCĐ", "35/KH-BCĐ", "148/QĐ-TTg"]
    assert len(result.recipients) == 5
    assert result.recipients[0] == "TT. TU; TT. HĐND tỉnh"


def test_notice_000_names_leads_scopes_and_kinds():
    blocks = read("000").blocks
    assert blocks[6].leads == [
        "Sở Thông tin và Truyền thông",
        "Báo, Đài Phát thanh và Truyền hình Trà Vinh",
        "các cơ quan thông tấn báo chí thường trú trên địa bàn tỉnh",
    ]
    assert blocks[7].tasks[0].scope == "rest_of"
    assert {task.scope for task in blocks[8].tasks} == {"each_of"}
    assert blocks[1].tasks[1].support == ["Sở Khoa học và Công nghệ", "các cơ quan, đơn vị có liên quan"]
    assert blocks[1].tasks[1].follows.number == "148/QĐ-TTg"
    assert blocks[8].tasks[3].deadline.type == "urgent"
    assert blocks[8].tasks[5].kind == "conditional"
    assert [task.deadline.date for block in blocks for task in block.tasks if task.deadline.date] == []


def test_notice_000_joins_a_text_over_the_page_break():
    text = read("000").blocks[3].tasks[1].text
    assert "sản phẩm OCOP; trong đó, tập trung hướng dẫn" in text
    assert text.endswith("đạt sản phẩm OCOP năm 2022.")


def test_notice_003_has_eleven_items_and_one_dated_deadline():
    result = read("003")
    assert len(result.blocks) == 11
    assert counts(result) == [1, 3, 3, 1, 1, 1, 1, 1, 1, 1, 4]
    assert (result.document.number, result.document.symbol, result.document.date) == (None, None, "2018-06-15")
    dated = [task.deadline for block in result.blocks for task in block.tasks if task.deadline.date]
    assert [(due.type, due.text, due.date) for due in dated] == [
        ("month", "chậm nhất trong tháng 06/2018", "2018-06-30")
    ]
    assert result.blocks[2].tasks[0].deadline == dated[0]
    assert result.blocks[3].tasks[0].figures[0].as_json() == {"text": "10 tỷ", "value": 10, "unit": "tỷ"}
    assert [c.number for c in result.citations][3] == "39/2018/NĐ-Cp"


def test_plan_001_gives_blocks_from_part_six_alone():
    result = read("001")
    assert counts(result) == [7, 1, 2, 4, 4, 3, 2, 1, 2, 2, 1, 7]
    assert [block.addressee for block in result.blocks][2:4] == ["Sở Tài chính", "Sở Công Thương"]
    assert result.blocks[11].addressee == "Ủy ban nhân dân các huyện, thị xã, thành phố"
    last = result.blocks[11].tasks[6]
    assert last.text == "Chỉ đạo Ủy ban nhân dân cấp xã"
    assert len(last.items) == 3
    assert result.document.issuer == "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH"
    assert len(result.bases) == 4


@pytest.mark.parametrize("number", ["002", "004"])
def test_news_items_give_one_block_without_number_and_addressee(number):
    result = read(number)
    assert [(block.no, block.addressee) for block in result.blocks] == [(None, None)]
    assert result.document.title
    assert result.document.kind is None


def test_news_004_reads_its_figures():
    found = {figure.text: (figure.value, figure.unit) for figure in read("004").figures}
    assert found["29.139 thành viên"] == (29139, "thành viên")
    assert found["171,606 tỷ"] == (171.606, "tỷ")


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_seeds_keep_their_spans_and_are_read_quickly(number):
    read(number)
    began = time.process_time()  # of this process alone: a busy machine is no fault of the reader
    result = read(number)
    assert time.process_time() - began < 0.3
    for block in result.blocks:
        for task in block.tasks:
            assert result.text[task.start : task.end].startswith(task.text)
    assert json.dumps(result.as_json()) == json.dumps(read(number).as_json())
