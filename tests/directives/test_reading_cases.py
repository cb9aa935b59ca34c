"""Small cases of real documents: bases without empty lines, ends of titles, duties inside a sentence, tables."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from saolang.cli import build_app
from saolang.directives import reading
from saolang.directives.reading.paragraphs import paragraphs_of
from tests.directives.test_reading_words import notice

HEADER = """ỦY BAN NHÂN DÂN
TỈNH MẪU GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/{symbol}
Mẫu Giang, ngày 05 tháng 9 năm 2023
"""
BLOCKS = "1. Sở Y tế: Kiểm tra.\n2. Sở Tài chính: Cấp kinh phí.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"


def close(symbol: str, words: str) -> reading.Reading:
    """A document without empty lines."""
    return reading.parse(HEADER.format(symbol=symbol) + words + "\n" + BLOCKS)


def test_bases_that_end_in_a_comma_stay_apart_without_empty_lines():
    result = close(
        "KH-UBND",
        "KẾ HOẠCH\nPhát triển OCOP\n"
        "Căn cứ Nghị định số 52/2013/NĐ-CP ngày 16/5/2013 của Chính phủ,\n"
        "Căn cứ Quyết định số 19/QĐ-UBND ngày 10/12/2022 của Ủy ban nhân dân tỉnh,\n"
        "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\nI. TỔ CHỨC THỰC HIỆN",
    )
    assert result.bases == [
        "Căn cứ Nghị định số 52/2013/NĐ-CP ngày 16/5/2013 của Chính phủ",
        "Căn cứ Quyết định số 19/QĐ-UBND ngày 10/12/2022 của Ủy ban nhân dân tỉnh",
    ]
    assert [block.addressee for block in result.blocks] == ["Sở Y tế", "Sở Tài chính"]


@pytest.mark.parametrize(
    "opening",
    [
        "Kiểm điểm việc thực hiện Kế hoạch số 88/KH-UBND, đến nay đã xong 31%. Chủ tịch UBND tỉnh kết luận:",
        "Sau khi nghe Sở Y tế báo cáo, Chủ tịch UBND tỉnh kết luận như sau:",
    ],
)
def test_title_ends_before_the_first_sentence_without_an_empty_line(opening):
    title = "Kết luận của Chủ tịch UBND tỉnh về tiến độ OCOP"
    result = close("TB-UBND", f"THÔNG BÁO\n{title}\n{opening}")
    assert result.document.title == title
    assert [block.no for block in result.blocks] == ["1", "2"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Tệp trống"),
        (b"  \r\n\t \n", "không có chữ đọc được"),
        ("\ufeff \n".encode(), "không có chữ đọc được"),
        ("THÔNG BÁO kết luận".encode("utf-16-le"), "UTF-16"),
        ("THÔNG BÁO kết luận".encode("utf-16-be"), "UTF-16"),
        (b"\xff\xfe" + "THÔNG BÁO kết luận của Chủ tịch".encode("utf-16-be"), "sai mã"),
        (bytes(range(1, 128)) * 5, "mã máy"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 9, "mã máy"),
    ],
)
def test_file_without_readable_text_is_an_error(tmp_path, data, words):
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    answer = CliRunner().invoke(build_app("directives"), ["directives", "parse", str(file), "--json"])
    assert answer.exit_code == 1
    printed = json.loads(answer.stdout)
    assert list(printed) == ["error"]
    assert words in printed["error"]


def test_letter_with_its_only_duty_inside_a_sentence_gives_one_block():
    sentence = (
        "Căn cứ Kế hoạch số 112/KH-UBND ngày 03/3/2023 của Ủy ban nhân dân tỉnh, Sở Công Thương đề nghị Ủy ban nhân "
        "dân các xã, phường báo cáo tình hình thực hiện trước ngày 15/10/2023."
    )
    result = reading.parse(
        "SỞ CÔNG THƯƠNG\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nSố: 118/SCT-QLTM\nV/v báo cáo tình hình\n\n"
        "Mẫu Giang, ngày 05 tháng 9 năm 2023\n\nKính gửi: Ủy ban nhân dân các xã, phường.\n\n"
        f"{sentence}\n\nRất mong nhận được sự phối hợp của quý cơ quan./.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT."
    )
    assert result.bases == []
    (block,) = result.blocks
    assert (block.no, block.addressee) == (None, "Ủy ban nhân dân các xã, phường")
    (task,) = block.tasks
    assert (task.text, task.scope, task.deadline.date) == (sentence, "each_of", "2023-10-15")


def test_last_paragraph_that_names_another_body_is_a_block_of_its_own():
    last = "Giao Văn phòng Ủy ban nhân dân tỉnh theo dõi, đôn đốc việc thực hiện Thông báo này."
    result = notice(f"1. Sở Công Thương: Chuẩn bị.\n\n2. Sở Y tế\n\nKiểm tra cơ sở.\n\nLấy mẫu.\n\n{last}")
    assert [(block.no, block.leads, [task.text for task in block.tasks]) for block in result.blocks[1:]] == [
        ("2", ["Sở Y tế"], ["Kiểm tra cơ sở.", "Lấy mẫu."]),
        (None, ["Văn phòng Ủy ban nhân dân tỉnh"], [last]),
    ]


def test_bodies_listed_after_a_group_word_lead():
    block = notice(
        "1. Sở Y tế: Chuẩn bị.\n\n6. Các đơn vị: Trung tâm Xúc tiến, Báo Mẫu Giang, Kho bạc Nhà nước khu vực phối hợp "
        "thực hiện."
    ).blocks[1]
    assert block.leads == ["Trung tâm Xúc tiến", "Báo Mẫu Giang", "Kho bạc Nhà nước khu vực"]


ROWS = (
    ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn hoàn thành"),
    ("I", "Sản xuất", "", "", ""),
    (
        "1",
        "Mở 04 lớp tập huấn",
        "Sở Nông nghiệp và Môi trường",
        "Liên minh HTX tỉnh; UBND các xã, phường",
        "Tháng 5/2024",
    ),
    ("2", "Rà soát hồ sơ; báo cáo", "UBND các xã, phường", "Sở Y tế", "30/6/2024"),
    ("II", "Tuyên truyền", "", "", ""),
    ("3", "Tuyên truyền về Chương trình", "Báo Mẫu Giang", "", "Thường xuyên"),
)
AFTER = "Yêu cầu các cơ quan, địa phương thực hiện./."
BEFORE = (
    "KẾ HOẠCH",
    "Phát triển OCOP",
    "I. MỤC TIÊU",
    "Công nhận 30 sản phẩm.",
    "II. PHÂN CÔNG NHIỆM VỤ",
    "Theo bảng sau:",
)


def word_table() -> bytes:
    word = Document()
    for part in (*HEADER.format(symbol="KH-UBND").splitlines(), *BEFORE):
        word.add_paragraph(part)
    table = word.add_table(rows=len(ROWS), cols=5)
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    word.add_paragraph(AFTER)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def drawn_table() -> bytes:
    rows = "\n".join("| " + " | ".join(cells) + " |" for cells in ROWS)
    before = "\n\n".join(BEFORE)
    return f"{HEADER.format(symbol='KH-UBND')}\n{before}\n\n{rows}\n\n{AFTER}\n".encode()


@pytest.mark.parametrize(("data", "name"), [(word_table(), "a.docx"), (drawn_table(), "a.txt")])
def test_table_of_duties_gives_a_block_for_every_row(data, name):
    result = reading.parse(reading.read_file(data, name).text)
    assert [(block.no, block.addressee) for block in result.blocks] == [
        ("1", "Sở Nông nghiệp và Môi trường"),
        ("2", "UBND các xã, phường"),
        ("3", "Báo Mẫu Giang"),
    ]
    tasks = [block.tasks[0] for block in result.blocks]
    assert [task.text for task in tasks] == [
        "Mở 04 lớp tập huấn",
        "Rà soát hồ sơ; báo cáo",
        "Tuyên truyền về Chương trình",
    ]
    assert tasks[0].support == ["Liên minh HTX tỉnh", "UBND các xã, phường"]
    assert [task.deadline.as_json() for task in tasks] == [
        {"type": "month", "text": "Tháng 5/2024", "date": "2024-05-31"},
        {"type": "day", "text": "30/6/2024", "date": "2024-06-30"},
        {"type": "none", "text": None, "date": None},
    ]
    assert [(task.scope, task.kind) for task in tasks] == [
        ("one", "one_off"),
        ("each_of", "one_off"),
        ("one", "standing"),
    ]
    assert [figure.text for figure in result.figures] == ["30 sản phẩm"]
    assert all(result.text[task.start : task.end] == task.text for task in tasks)


def test_table_that_gives_no_duties_gives_no_blocks():
    table = "| STT | Sản phẩm | Chủ thể | Số sao |\n| 1 | Bánh tráng | HTX Mẫu Một | 4 |"
    assert close("BC-UBND", f"BÁO CÁO\nKết quả OCOP\n\n{table}\n").text.count("Bánh tráng") == 1
    assert [block.leads for block in close("TB-UBND", f"THÔNG BÁO\nKết quả OCOP\n\n{table}\n").blocks] == [
        ["Sở Y tế"],
        ["Sở Tài chính"],
    ]


LONG = {
    "one paragraph": "1. Sở Y tế: "
    + "kiểm tra, xử lý 12 vụ theo Quyết định số 12/QĐ-UBND trước ngày 15/10/2023; " * 4000,
    "dashes": "1. Sở Y tế:\n" + "- Kiểm tra cơ sở.\n" * 4000,
    "dash signs": "- " * 150_000,
    "short lines": "kiểm tra\n" * 8000,
    "brackets": "1. Sở Y tế: " + "(" * 100_000,
}


@pytest.mark.parametrize("what", LONG)
def test_long_texts_take_time_in_step_with_their_length(what):
    began = time.process_time()
    notice(LONG[what])
    assert time.process_time() - began < 3


def test_hundred_pages_are_read_within_five_seconds():
    sentence = "Kiểm tra cơ sở sản xuất; phối hợp với Sở Công Thương xử lý 12 vụ, báo cáo trước ngày 15/10/2023. " * 3
    page = "".join(f"{number}. Sở Y tế:\n\n- {sentence}\n\n- {sentence}\n\n" for number in range(1, 6))
    began = time.process_time()
    result = notice((page + "\f") * 100)
    assert time.process_time() - began < 5
    assert sum(len(block.tasks) for block in result.blocks) == 1000


FIXTURES = sorted((Path(__file__).parent / "notices").glob("*.txt"))
# What a notice refuses between its duties tells nobody to do anything.
REFUSED = ("Về đề nghị đầu tư chợ trung tâm xã: Chưa xem xét",)
SEEDS = sorted((Path(__file__).parents[3] / "shared" / "reference" / "seeds").glob("*.txt"))


@pytest.mark.parametrize("file", [*FIXTURES, *SEEDS], ids=lambda file: file.stem[:24])
def test_no_words_are_lost_and_none_invented(file):
    source = reading.read_file(file.read_bytes(), file.name)
    result = reading.parse(source.text)
    tasks = [task for block in result.blocks for task in block.tasks]
    assert [words for task in tasks for words in (task.text, *task.items) if words not in result.text] == []
    if result.document.kind is None and not result.document.symbol:
        return
    _clean, paragraphs = paragraphs_of(source.text, reading.load_rules())
    named = {
        (words or "").strip(" :")
        for block in result.blocks
        for words in (block.heading, block.lead_in, block.addressee)
    }
    outside = []
    for part in stretches(result):
        for item in paragraphs:
            if item.noise or item.end <= part[0] or item.start >= part[1] or item.text.startswith(REFUSED):
                continue
            inside = [task for task in tasks if task.start < item.end and task.end > item.start]
            heads = item.marker and len(item.body) < 120 and not item.body.rstrip().endswith((".", ";"))
            if not inside and not heads and item.body.strip(" :") not in named:
                outside.append(item.text)
            if inside and max(task.end for task in inside) < item.end:
                outside.append(item.text)
    assert outside == []


def stretches(result: reading.Reading) -> list[tuple[int, int]]:
    """From the first block to the last; a document that is attached has blocks, and a stretch, of its own."""
    parts: list[list[reading.Block]] = []
    for block in result.blocks:
        attached = parts and "Nơi nhận" in result.text[parts[-1][-1].end : block.start]
        if attached or not parts:
            parts.append([])
        parts[-1].append(block)
    return [(part[0].start, max(block.end for block in part)) for part in parts]
