"""Small rules of the reader: numbers, dates, names, kinds, spans, rules files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saolang.directives import reading
from saolang.directives.reading.units import units_for

HEAD = """ỦY BAN NHÂN DÂN
TỈNH MẪU GIANG

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

{number}

Mẫu Giang, {date}

THÔNG BÁO

Kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh

Ngày 01 tháng 9 năm 2023, Phó Chủ tịch họp và kết luận như sau:

{body}

Nơi nhận:
- Như thành phần dự họp;
- Lưu: VT.
"""


def notice(body: str, number: str = "Số: 12/TB-UBND", date: str = "ngày 05 tháng 9 năm 2023") -> reading.Reading:
    return reading.parse(HEAD.format(number=number, date=date, body=body))


def only(body: str) -> reading.Task:
    result = notice(f"1. Sở Tài chính: {body}\n\n2. Sở Y tế: Chuẩn bị.")
    return result.blocks[0].tasks[0]


@pytest.mark.parametrize(
    ("printed", "number", "symbol"),
    [
        ("Số: **178** /TB-VP", "178", "TB-VP"),
        ("Số:178/TB-UBND", "178", "TB-UBND"),
        ("Số: 12 /TB - VPUBND", "12", "TB-VPUBND"),
        ("Số:     /TB-VP", None, "TB-VP"),
        ("Số: …… /TB-VP", None, "TB-VP"),
        ("Số: 05/2024/QĐ-UBND", "05/2024", "QĐ-UBND"),
        ("Số 20-KL/TU", "20", "KL/TU"),
    ],
)
def test_number_and_symbol_are_read_in_every_spelling(printed, number, symbol):
    document = notice("1. Sở Y tế: Chuẩn bị.", number=printed).document
    assert (document.number, document.symbol) == (number, symbol)


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("ngày 05 tháng 9 năm 2023", "2023-09-05"),
        ("ngày **5** tháng 9 năm 2023", "2023-09-05"),
        ("ngày 05/9/2023", "2023-09-05"),
        ("ngày      tháng 9 năm 2023", None),
        ("ngày …. tháng …. năm 2023", None),
        ("ngày 31 tháng 9 năm 2023", None),
    ],
)
def test_date_line_gives_place_and_date(printed, date):
    document = notice("1. Sở Y tế: Chuẩn bị.", date=printed).document
    assert (document.place, document.date) == ("Mẫu Giang", date)


@pytest.mark.parametrize(
    ("words", "due", "date"),
    [
        ("Báo cáo trước ngày 15/9/2023.", "day", "2023-09-15"),
        ("Trình Ủy ban nhân dân tỉnh chậm nhất ngày 20 tháng 10 năm 2023.", "day", "2023-10-20"),
        ("Rà soát, xong trước 30/6.", "day", "2024-06-30"),
        ("Ban hành kế hoạch trong tháng 9/2023.", "month", "2023-09-30"),
        ("Hoàn thành trong quý III/2023.", "quarter", "2023-09-30"),
        ("Hoàn thành việc chi trả trong năm 2023.", "year", "2023-12-31"),
        ("Khẩn trương chi trả, hoàn thành trong tháng 02/2024.", "month", "2024-02-29"),
        ("Khẩn trương chi trả tiền thưởng.", "urgent", None),
        ("Chi trả tiền thưởng sản phẩm năm 2022.", "none", None),
        ("Tổ chức hội chợ của tỉnh trong năm 2024.", "none", None),
        ("Xây dựng danh mục năm 2024 - 2025.", "none", None),
        ("Báo cáo trong thời hạn 10 ngày làm việc.", "day", None),
        ("Báo cáo trước ngày 31/02/2024.", "day", None),
        ("Báo cáo trước ngày 25 hằng tháng.", "day", None),
        ("Trình trước 31 tháng 12 năm 2023.", "day", "2023-12-31"),
        ("Trong tháng 10 này, trình kế hoạch.", "month", "2023-10-31"),
        ("Đến hết ngày 30/9/2023 phải hoàn thành.", "day", "2023-09-30"),
        ("Thời gian hoàn thành: Quý IV/2023.", "quarter", "2023-12-31"),
        ("Thông báo sản phẩm hết hạn năm 2023.", "none", None),
    ],
)
def test_deadline_is_the_due_phrase_alone(words, due, date):
    deadline = only(words).deadline
    assert (deadline.type, deadline.date) == (due, date)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Tiếp tục rà soát sản phẩm.", "standing"),
        ("Định kỳ hằng quý báo cáo.", "standing"),
        ("Hàng năm, phối hợp với Sở Y tế kiểm tra.", "standing"),
        ("Xây dựng kế hoạch; rà soát, tiếp tục bổ sung.", "one_off"),
        ("Bố trí kinh phí (nếu có).", "one_off"),
        ("Trường hợp vượt thẩm quyền, báo cáo Ủy ban nhân dân tỉnh.", "conditional"),
        ("Trong quá trình làm, nếu có vướng mắc, báo cáo.", "conditional"),
    ],
)
def test_kind_goes_by_the_words_at_the_head(words, kind):
    assert only(words).kind == kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch chủ trì", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Giáo dục và Đào tạo và Sở Y tế rà soát", ["Sở Giáo dục và Đào tạo", "Sở Y tế"]),
        ("các cơ quan, đơn vị có liên quan xây dựng", ["các cơ quan, đơn vị có liên quan"]),
        ("UBND các huyện, thị xã, thành phố tập trung", ["UBND các huyện, thị xã, thành phố"]),
        ("các Sở: Tài chính, Y tế; UBND các xã tổ chức", ["Sở Tài chính", "Sở Y tế", "UBND các xã"]),
        ("Sở Công thương phát triển hệ thống", ["Sở Công thương"]),
        ("Báo, Đài Phát thanh và Truyền hình Mẫu Giang", ["Báo, Đài Phát thanh và Truyền hình Mẫu Giang"]),
        ("Hội Nông dân tỉnh và Tỉnh đoàn vận động", ["Hội Nông dân tỉnh", "Tỉnh đoàn"]),
        ("Tổ chức hội nghị", []),
        ("Ban hành kế hoạch", []),
    ],
)
def test_names_of_bodies_split_between_bodies_only(text, names):
    assert units_for(reading.load_rules()).listing(text)[0] == names


@pytest.mark.parametrize("dash", ["- ", "– ", "+ ", "• ", "* ", "— "])
def test_every_dash_is_one_text(dash):
    result = notice(f"1. Giao Sở Y tế:\n\n{dash}Kiểm tra; xử lý.\n\n{dash}Báo cáo.\n\n2. Sở Tài chính: Cấp kinh phí.")
    assert [task.text for task in result.blocks[0].tasks] == ["Kiểm tra; xử lý.", "Báo cáo."]
    assert result.blocks[0].addressee == "Sở Y tế"


def test_dashes_under_a_letter_become_items():
    result = notice("1. Sở Y tế\n\na) Kiểm tra:\n\n- Cơ sở A.\n\n- Cơ sở B.\n\nb) Báo cáo.\n\n2. Sở Tài chính: Cấp.")
    assert [(task.text, task.items) for task in result.blocks[0].tasks] == [
        ("Kiểm tra:", ["Cơ sở A.", "Cơ sở B."]),
        ("Báo cáo.", []),
    ]


def test_figures_leave_out_dates_numbers_and_years():
    task = only(
        "Cấp 171,606 tỷ đồng cho 29.139 thành viên theo Quyết định số 12/QĐ-UBND ngày 3/4/2023; đạt 20% trong 06 tháng "
        "đầu năm 2024, giai đoạn 2021 - 2025."
    )
    assert [(figure.value, figure.unit) for figure in task.figures] == [
        (171.606, "tỷ"),
        (29139, "thành viên"),
        (20, "%"),
    ]
    assert task.follows.as_json() == {
        "number": "12/QĐ-UBND",
        "date": "2023-04-03",
        "text": "Quyết định số 12/QĐ-UBND ngày 3/4/2023",
    }


@pytest.mark.parametrize(
    ("stamp", "mark"),
    [("MẬT", "Mật"), ("TỐI MẬT", "Tối mật"), ("TUYỆT MẬT", "Tuyệt mật"), ("Độ mật: Mật", "Mật"), ("MẬT ONG", "")],
)
def test_secrecy_mark_is_the_stamp_alone(stamp, mark):
    assert reading.secrecy_mark(f"{stamp}\n{HEAD}") == mark


def test_own_rules_are_added_to_the_shipped(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("version: 1\naddressees: [Lò sấy Mẫu]\nurgent: [thần tốc]\n", encoding="utf-8")
    text = HEAD.format(
        number="Số: 1/TB-VP",
        date="ngày 05 tháng 9 năm 2023",
        body="1. Lò sấy Mẫu mở cửa thần tốc.\n\n2. Sở Y tế: Báo cáo.",
    )
    assert reading.parse(text).blocks[0].addressee is None
    block = reading.parse(text, reading.load_rules(own)).blocks[0]
    assert (block.addressee, block.tasks[0].deadline.type) == ("Lò sấy Mẫu", "urgent")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("verbz: [a]", "không có mục “verbz”"),
        ("verbs: a", "mục “verbs”: phải là danh sách"),
        ("verbs: [1]", "từ thứ 1"),
        ("verbs: [", "sai cú pháp YAML"),
        ("version: 2", "“version” phải là 1"),
        ("- a", "phải là các mục"),
        ("aliases: [a]", "mục “aliases”"),
    ],
)
def test_wrong_rules_file_is_named(tmp_path, content, words):
    own = tmp_path / "own.yaml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(reading.RulesError, match=words):
        reading.load_rules(own)


WORDS = (
    "1. |a) |- |I. |Điều 2. |Sở Tài chính|Giao |các sở, ngành|: |; |.\n|\n\n|\f|THÔNG BÁO\n|Nơi nhận:\n|phối hợp với "
    "|trước ngày 30/2|Quyết định số 1/QĐ-TTg |Luật Đất đai |12,5 tỷ |TỔ CHỨC THỰC HIỆN\n|Số: /TB-VP\n|Kính gửi: |x| |("
    "|ngày 31 tháng 13 năm 2023 |“|**|nếu |\u0301|\u200b"
)
PIECES = st.sampled_from(WORDS.split("|"))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=400)))
def test_parse_never_raises_and_every_text_stands_in_its_span(text):
    result = reading.parse(text)
    for block in result.blocks:
        assert 0 <= block.start <= block.end <= len(result.text)
        for task in block.tasks:
            assert result.text[task.start : task.end].startswith(task.text)
            assert all(item in result.text[task.start : task.end] for item in task.items)
    assert result.as_json() == reading.parse(text).as_json()
