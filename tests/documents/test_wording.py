"""What stands around the text: names of bodies, dates to fill in, ticks, and by what right the signer signs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from saolang.documents import compose
from saolang.documents import spec as s
from saolang.documents.domain.papers import spec_title
from saolang.documents.wording import day_words, name_lines


def texts(steps: Any) -> list[str]:
    """Every line that is drawn, in order."""
    found: list[str] = []
    for step in steps:
        if step["el"] == "para":
            found.append("".join(run["t"] for run in step["runs"]))
        elif step["el"] == "fill":
            found += [f"{part['label']}: {part['value']}" for part in step["parts"]]
        elif step["el"] == "cols":
            for cell in step["cells"]:
                found += texts(cell)
    return found


def lines_of(*blocks: Any, **paper: Any) -> list[str]:
    spec = s.PaperSpec(kind="receipt", header=s.Header(layout="none"), blocks=blocks, **paper)
    return texts(compose.compose(spec)["sections"][0]["steps"])


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban nhân dân tỉnh Vĩnh Long", ["ỦY BAN NHÂN DÂN", "TỈNH VĨNH LONG"]),
        ("Ủy ban nhân dân phường Phú Khương", ["ỦY BAN NHÂN DÂN", "PHƯỜNG PHÚ KHƯƠNG"]),
        ("Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long", ["SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG", "TỈNH VĨNH LONG"]),
        (
            "Văn phòng Điều phối nông thôn mới tỉnh Vĩnh Long",
            ["VĂN PHÒNG ĐIỀU PHỐI", "NÔNG THÔN MỚI", "TỈNH VĨNH LONG"],
        ),
        (
            "Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh",
            ["HỘI ĐỒNG ĐÁNH GIÁ,", "PHÂN HẠNG SẢN PHẨM OCOP", "CẤP TỈNH"],
        ),
    ],
)
def test_long_names_break_between_phrases(name: str, lines: list[str]) -> None:
    assert name_lines(name).split("\n") == lines


def test_open_date_of_a_form_keeps_room_to_write() -> None:
    place = "Song Phú, ngày\u00a0\u00a0\u00a0tháng\u00a0\u00a0\u00a0năm"
    assert lines_of(s.Signatures((s.Signature(title="Đại diện", place_date=place),)))[0] == place


def test_one_signer_of_a_form_signs_at_the_right() -> None:
    spec = s.PaperSpec(
        kind="mau_01",
        header=s.Header(layout="none"),
        blocks=(s.Signatures((s.Signature(title="Cơ quan tiếp nhận", as_written=True),)),),
    )
    step = compose.compose(spec)["sections"][0]["steps"][0]
    assert [texts(cell) for cell in step["cells"]] == [[], ["Cơ quan tiếp nhận"]]


def test_boxes_are_ticked_not_crossed() -> None:
    boxes = s.Checkboxes((s.CheckItem("a)", True), s.CheckItem("b)")))
    assert lines_of(boxes) == ["a)\u00a0☑", "b)\u00a0☐"]


def test_day_inside_a_text_is_written_in_full() -> None:
    assert day_words(dt.date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert day_words(dt.date(2026, 10, 17)) == "ngày 17 tháng 10 năm 2026"


CHAIR = s.Signature(title="CHỦ TỊCH")
COMMITTEE = s.Signature(authority=("TM. ỦY BAN NHÂN DÂN",), title="CHỦ TỊCH")


@pytest.mark.parametrize(
    ("place", "mode", "title", "lines"),
    [
        (CHAIR, "none", "Chủ tịch", ["CHỦ TỊCH"]),
        (CHAIR, "KT", "Phó Chủ tịch", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        (COMMITTEE, "TM", "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        (
            COMMITTEE,
            "KT",
            "Phó Chủ tịch Ủy ban nhân dân tỉnh",
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        ),
        (COMMITTEE, "TL", "Chánh Văn phòng", ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]),
        (CHAIR, "TUQ", "Giám đốc Sở", ["TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ"]),
        (replace(CHAIR, authority=("KT. CHỦ TỊCH",), title="Phó Chủ tịch"), "KT", "Phó Chủ tịch",
         ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
    ],
)  # fmt: skip
def test_issued_paper_prints_by_what_right_it_was_signed(place, mode, title, lines) -> None:
    spec = s.PaperSpec(kind="memo", header=s.Header(layout="none"), blocks=(s.Paragraph("x"),), signatures=(place,))
    issued = s.with_issue(
        spec, number="1", symbol="TTr", issued_on=dt.date(2026, 11, 5), signer_name="Lê Văn Mẫu", signer_title=title,
        sign_mode=mode,
    )  # fmt: skip
    assert texts(compose.compose(issued)["sections"][0]["steps"])[1:] == [*lines, "Lê Văn Mẫu"]


def test_names_of_papers_keep_the_programme_and_drop_the_letter_mark() -> None:
    certificate = s.CertificateSpec(
        "certificate", issuer="U", title="GIẤY CHỨNG NHẬN SẢN PHẨM OCOP", product="Cốm Mẫu", producer="HTX Mẫu", stars=4
    )
    letter = s.PaperSpec(kind="commune_letter", header=s.Header(), abstract="V/v đề nghị đánh giá")
    assert spec_title(certificate) == "Giấy chứng nhận sản phẩm OCOP Cốm Mẫu"
    assert spec_title(letter) == "Văn bản đề nghị đánh giá"
