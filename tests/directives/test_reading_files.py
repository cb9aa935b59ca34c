"""Taking the text out of files, and the command."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile

import pytest
from typer.testing import CliRunner

from saolang.cli import build_app
from saolang.directives import reading

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def paragraph(text: str, level: int | None = None, extra: str = "") -> str:
    numbered = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>' if level is not None else ""
    )
    return f"<w:p>{numbered}<w:r><w:t>{text}</w:t></w:r>{extra}</w:p>"


def docx(*body: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>")
        package.writestr("word/numbering.xml", NUMBERING)
    return file.getvalue()


def test_docx_prints_automatic_numbers_and_leaves_deleted_words_out():
    data = docx(
        paragraph("Sở Y tế", 0),
        paragraph(
            "Kiểm tra",
            1,
            "<w:del><w:r><w:delText> cũ</w:delText></w:r></w:del><w:ins><w:r><w:t> mới</w:t></w:r></w:ins>",
        ),
        paragraph("Cơ sở", 2),
        paragraph("Báo cáo", 1),
        paragraph("Sở Tài chính", 0),
        paragraph("Cấp", 1),
    )
    source = reading.read_file(data, "a.docx")
    lines = [line for line in source.text.split("\n") if line]
    assert lines == ["1. Sở Y tế", "a) Kiểm tra mới", "- Cơ sở", "b) Báo cáo", "2. Sở Tài chính", "a) Cấp"]
    assert source.kind == "docx"


def test_docx_reads_the_header_table_cell_by_cell():
    cells = "".join(
        f"<w:tc>{cell}</w:tc>"
        for cell in (
            paragraph("ỦY BAN NHÂN DÂN") + paragraph("TỈNH MẪU GIANG") + paragraph("Số: 7/TB-UBND"),
            paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + paragraph("Mẫu Giang, ngày 5 tháng 9 năm 2023"),
        )
    )
    data = docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>", paragraph("THÔNG BÁO"), paragraph("Về việc họp"))
    document = reading.parse(reading.read_file(data, "a.docx").text).document
    assert document.as_json() == {
        "number": "7",
        "symbol": "TB-UBND",
        "date": "2023-09-05",
        "issuer": "ỦY BAN NHÂN DÂN TỈNH MẪU GIANG",
        "kind": "Thông báo",
        "title": "Về việc họp",
        "place": "Mẫu Giang",
    }


def scanned_pdf() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "Tệp trống"),
        (b"\x89PNG\r\n", "a.png", "không có chữ đọc được"),
        (b"%PDF-1.4 rubbish", "a.pdf", "PDF hỏng"),
        (b"PK\x03\x04rubbish", "a.docx", "hỏng"),
        (b"\xd0\xcf\x11\xe0", "a.doc", "kiểu cũ"),
        (b"a,b", "a.csv", "Không đọc được tệp .csv"),
        ("Số: 1\nỦy ban".encode() + b"\n\xd0\xb5\xff", "a.txt", "Dòng 3 .* trộn nhiều bảng mã"),
        ("C«ng v¨n\nSè: 12/TB-UBND\nñy ban nh©n d©n tØnh, ®­îc gi¶i quyÕt ®óng h¹n, ®¶m b¶o".encode(), "a.txt", "TCVN3"),
        ("Ủy ban\nTá»‰nh MáºŸu giao cÃ¡c sá»Ÿ, ngÃ nh rÃ  soÃ¡t Ä‘Ãºng háº¡n".encode(), "a.txt", "Dòng 2: .*sai mã"),
        (b"123 456", "a.txt", "không có chữ đọc được"),
        ("Xin chào".encode("utf-16-le"), "a.txt", "UTF-8"),
    ],
)
def test_files_without_readable_text_are_refused_with_the_reason(data, name, words):
    with pytest.raises(reading.Unreadable, match=words):
        reading.read_file(data, name)


def test_scanned_pdf_says_that_it_has_no_text():
    with pytest.raises(reading.Unreadable, match="không có chữ đọc được"):
        reading.read_file(scanned_pdf(), "quet.pdf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_files_may_begin_with_a_byte_order_mark(encoding):
    assert reading.read_file("Ủy ban nhân dân".encode(encoding), "a.txt").text.endswith("Ủy ban nhân dân")


def run(*arguments: str):
    return CliRunner().invoke(build_app("directives"), ["directives", "parse", *arguments])


def test_command_prints_the_error_and_exits_one(tmp_path):
    file = tmp_path / "quet.pdf"
    file.write_bytes(scanned_pdf())
    answer = run(str(file), "--json")
    assert answer.exit_code == 1
    assert list(json.loads(answer.stdout)) == ["error"]


def test_command_exits_two_for_a_missing_file_and_wrong_rules(tmp_path):
    assert run(str(tmp_path / "none.txt"), "--json").exit_code == 2
    file = tmp_path / "a.txt"
    file.write_text("Tin", encoding="utf-8")
    assert run(str(file), "--rules", str(tmp_path / "none.yaml")).exit_code == 2


def test_command_prints_a_summary_for_people(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Số: 1/TB-UBND\n\nTHÔNG BÁO\n\nVề việc họp\n\n1. Giao Sở Y tế: Kiểm tra.\n", encoding="utf-8")
    answer = run(str(file))
    assert answer.exit_code == 0
    assert "1 Sở Y tế: 1" in answer.stdout


def test_reading_needs_no_django(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("1. Giao Sở Y tế: Kiểm tra.\n", encoding="utf-8")
    code = (
        "import sys; from saolang.directives import reading;"
        f"reading.parse(reading.read_file(open({str(file)!r}, 'rb').read(), 'a.txt').text);"
        "print('django' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


@pytest.mark.parametrize(
    "text",
    [
        "1. Sở Tài chính " + "và Sở Y tế " * 20000,
        "1. Các sở, " + "ban, " * 30000,
        "- a\n" * 20000,
        "Phụ lục\n" + "Chè\nHTX Mẫu\n12\n" * 20000,
        "(" * 50000 + "1" * 50000,
        "1. Sở Y tế: " + "hoàn thành trong " * 20000,
    ],
)
def test_long_and_strange_texts_do_not_hang(text):
    began = time.process_time()  # of this process alone: a busy machine is no fault of the reader
    reading.parse(text)
    assert time.process_time() - began < 5
