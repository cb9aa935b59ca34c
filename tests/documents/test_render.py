"""Papers as PDF and Word: one text in both, the sizes of Nghị định 30, hostile text, long tables, fonts, same bytes."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from saolang.documents import spec as s
from saolang.documents.render import DRAFT_MARK, render_docx, render_pdf, render_png
from tests.documents.samples import HOSTILE, certificate, decision, form, letter

MAKERS = [decision, letter, form, certificate]


def squeeze(text: str) -> str:
    """Text without spaces, whichever kind."""
    return re.sub(r"[\s\u00a0\u200b]+", "", text)


def pdf_text(data: bytes) -> str:
    """Text of the pages in drawing order, without the page numbers (the first line of a page)."""
    pages = []
    for page in PdfReader(io.BytesIO(data)).pages:
        lines = [line for line in page.extract_text().splitlines() if line.strip()]
        pages.append("\n".join(lines[1:] if lines and lines[0].strip().isdigit() else lines))
    return "\n".join(pages)


def docx_text(data: bytes) -> str:
    """Text of the body in document order; cells that a merge swallowed hold none."""
    body = Document(io.BytesIO(data)).element.body
    return "\n".join(Paragraph(element, None).text for element in body.iter(qn("w:p")))


@pytest.mark.parametrize("make", MAKERS)
def test_pdf_and_word_hold_the_same_text(make) -> None:
    spec = make()
    assert squeeze(pdf_text(render_pdf(spec))) == squeeze(docx_text(render_docx(spec)))


def test_text_is_all_there_in_reading_order() -> None:
    text = squeeze(pdf_text(render_pdf(letter())))
    words = ["UBNDTỈNHVĨNHLONG", "ỦYBANNHÂNDÂNXÃSONGPHÚ", "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM", "Độclập-Tựdo-Hạnhphúc",
             "Số:05/UBND-KT", "V/vđềnghịđánhgiá", "SongPhú,ngày03tháng02năm2026", "Kínhgửi:",
             "-ỦybannhândântỉnhVĩnhLong;", "-SởNôngnghiệpvàMôitrường.", "Trântrọngđềnghị./.", "Nơinhận:", "-Lưu:VT.",
             "TM.ỦYBANNHÂNDÂN", "CHỦTỊCH", "TrầnVănMẫuB"]  # fmt: skip
    places = [text.find(word) for word in words]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("make", MAKERS)
def test_same_paper_gives_the_same_bytes(make) -> None:
    assert render_pdf(make()) == render_pdf(make())
    assert render_docx(make()) == render_docx(make())


def test_hostile_text_prints_literally_in_both() -> None:
    spec = form(HOSTILE)
    word, pdf = squeeze(docx_text(render_docx(spec))), squeeze(pdf_text(render_pdf(spec)))
    assert word == pdf
    assert pdf.count(squeeze(HOSTILE)) == 5
    assert "root:x" not in pdf


def test_hostile_certificate_prints_literally() -> None:
    spec = s.CertificateSpec("certificate", issuer="A", title="B", product=HOSTILE, producer="D", stars=3)
    assert squeeze(HOSTILE) in squeeze(pdf_text(render_pdf(spec)))
    assert squeeze(HOSTILE) in squeeze(docx_text(render_docx(spec)))


def test_control_and_odd_signs_do_not_break_a_paper() -> None:
    spec = form("a\x00b\x0bc\ud7ff\ud800\ufffe \u202eđảo\u202c 🌾 日本 ﷽ " + "x" * 400)
    assert render_docx(spec)[:2] == b"PK"
    assert render_pdf(spec)[:5] == b"%PDF-"


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(categories=None), max_size=60))
def test_any_text_prints_in_both(text: str) -> None:
    spec = form(text)
    assert render_pdf(spec)[:5] == b"%PDF-"
    assert render_docx(spec)[:2] == b"PK"
    label = s.CertificateSpec("certificate", issuer=text, title="B", product=text, producer=text, stars=3, qr=text)
    assert render_pdf(label)[:5] == b"%PDF-"
    assert render_docx(label)[:2] == b"PK"


def test_lines_typed_by_a_person_stay_lines() -> None:
    text = docx_text(render_docx(form("dòng một\ndòng hai")))
    assert "dòng một" in text
    assert "dòng mộtdòng hai" in text.replace("\n", "")


def test_word_page_follows_decree_30() -> None:
    section = Document(io.BytesIO(render_docx(letter()))).sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    assert section.different_first_page_header_footer is True
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def _runs(data: bytes) -> dict[str, tuple[float, bool, bool]]:
    document = Document(io.BytesIO(data))
    boxes = [document, *(cell for table in document.tables for row in table.rows for cell in row.cells)]
    return {
        run.text: (run.font.size.pt, bool(run.bold), bool(run.italic))
        for box in boxes
        for paragraph in box.paragraphs
        for run in paragraph.runs
        if run.font.size
    }


def test_word_sizes_and_styles_follow_decree_30() -> None:
    runs = _runs(render_docx(letter())) | _runs(render_docx(decision()))
    assert runs["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] == (12, True, False)
    assert runs["Độc lập - Tự do - Hạnh phúc"] == (13, True, False)
    assert runs["UBND TỈNH VĨNH LONG"] == (12, False, False)
    assert runs["ỦY BAN NHÂN DÂN\nXÃ SONG PHÚ"] == (12, True, False)
    assert runs["Số: 05/UBND-KT"] == (13, False, False)
    assert runs["Song Phú, ngày 03 tháng 02 năm 2026"] == (13, False, True)
    assert runs["V/v đề nghị đánh giá, phân hạng sản phẩm OCOP"] == (12, False, False)
    assert runs["QUYẾT ĐỊNH"] == (14, True, False)
    assert runs["Căn cứ văn bản thứ nhất;"] == (14, False, True)
    assert runs["Điều 1. "] == (14, True, False)
    assert runs["Công nhận các sản phẩm trong Danh sách kèm theo."] == (14, False, False)
    assert runs["Nơi nhận:"] == (12, True, True)
    assert runs["- Như trên;"] == (11, False, False)
    assert runs["TM. ỦY BAN NHÂN DÂN"] == (14, True, False)
    assert runs["Nguyễn Thị Mẫu A"] == (14, True, False)


def test_word_text_is_times_new_roman_everywhere() -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(form()))) as archive:
        document, styles = archive.read("word/document.xml").decode(), archive.read("word/styles.xml").decode()
    assert set(re.findall(r'w:ascii="([^"]+)"', document)) == {"Segoe UI Symbol"}
    assert re.findall(r'<w:docDefaults>.*?w:ascii="([^"]+)"', styles, re.DOTALL) == ["Times New Roman"]


def test_word_body_paragraph_is_justified_indented_and_spaced() -> None:
    document = Document(io.BytesIO(render_docx(letter())))
    paragraph = next(p for p in document.paragraphs if p.text.startswith("Trân trọng"))
    assert paragraph.alignment == 3
    assert paragraph.paragraph_format.first_line_indent == Pt(36)
    assert paragraph.paragraph_format.space_before == Pt(6)


def test_pdf_fonts_are_the_bundled_ones() -> None:
    for spec in (decision(), letter()):
        fonts = set()
        for page in PdfReader(io.BytesIO(render_pdf(spec))).pages:
            fonts |= {font["/BaseFont"].split("+")[-1] for font in page["/Resources"]["/Font"].values()}
        assert fonts <= {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
        assert "Tinos-Regular" in fonts


def test_pdf_page_number_starts_on_page_two_and_annex_counts_itself() -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(decision(rows=60)))).pages]
    heads = [next((line for line in text.splitlines() if line.strip()), "") for text in pages]
    assert len(pages) >= 4
    assert heads[0] != "1"
    assert heads[1].startswith("Phụ lục")
    assert heads[2:4] == ["2", "3"]


def test_long_table_repeats_its_header_on_every_page() -> None:
    spec = decision(rows=60, spans=True)
    data = render_pdf(spec)
    pages = [squeeze(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages][1:]
    assert len(pages) >= 3
    assert all(word in text for text in pages for word in ("STTSảnphẩmChủthể", "Kếtquả", "ĐiểmHạngsao"))
    text = "".join(pages)
    assert all(f"Sảnphẩmmẫusố{n}HTXMẫu{n}" in text for n in range(1, 61))
    rows = Document(io.BytesIO(render_docx(spec))).tables[-1].rows
    marked = ["w:tblHeader" in row._tr.xml for row in rows]
    assert marked[:3] == [True, True, False]


def test_spanning_cells_hold_the_same_words_in_both() -> None:
    spec = decision(spans=True)
    assert sorted(squeeze(pdf_text(render_pdf(spec)))) == sorted(squeeze(docx_text(render_docx(spec))))
    table = Document(io.BytesIO(render_docx(spec))).tables[-1]
    assert table.cell(0, 3)._tc is table.cell(0, 4)._tc
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc


def test_annex_is_landscape_in_both() -> None:
    page = PdfReader(io.BytesIO(render_pdf(decision()))).pages[1]
    assert page.mediabox.width > page.mediabox.height
    section = Document(io.BytesIO(render_docx(decision()))).sections[1]
    assert round(section.page_width.mm) == 297


def test_draft_mark_stands_on_every_page_and_only_on_drafts() -> None:
    marked = [page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(decision(), mark=DRAFT_MARK))).pages]
    assert all(text.count(DRAFT_MARK) == 2 for text in marked)
    assert DRAFT_MARK not in pdf_text(render_pdf(decision()))
    document = Document(io.BytesIO(render_docx(decision(), mark=DRAFT_MARK)))
    for section in document.sections:
        assert DRAFT_MARK in section.first_page_header.paragraphs[0].text
        assert DRAFT_MARK in section.header.paragraphs[0].text


def test_certificate_is_one_landscape_page() -> None:
    pages = PdfReader(io.BytesIO(render_pdf(certificate()))).pages
    assert len(pages) == 1
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert len(render_png(certificate())) == 1
