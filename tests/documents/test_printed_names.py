"""Words printed in capitals, and lines of cited documents, as they are kept."""

from __future__ import annotations

import pytest

from saolang.documents.forms_register import read_citations
from saolang.documents.wording import in_small_letters


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("THƯ KÝ BAN CHỈ ĐẠO", "Thư ký Ban Chỉ đạo"),
        ("BAN CHỈ ĐẠO OCOP", "Ban Chỉ đạo OCOP"),
        ("PHÓ CHÁNH VĂN PHÒNG", "Phó Chánh Văn phòng"),
        ("ỦY BAN NHÂN DÂN", "Ủy ban nhân dân"),
    ],
)
def test_in_small_letters_keeps_names_of_bodies(printed: str, kept: str):
    assert in_small_letters(printed) == kept


def test_read_citations_keeps_the_line_without_its_first_word():
    rows = read_citations("Nêu: Quyết định số 847/QĐ-UBND ngày 11/5/2022\nQuyết định số 32/QĐ-BCĐ")
    assert [(row["kind"], row["printed"]) for row in rows] == [
        ("cites", "Quyết định số 847/QĐ-UBND ngày 11/5/2022"),
        ("cites", "Quyết định số 32/QĐ-BCĐ"),
    ]
