"""Standard words of papers: shipped files are whole, a province's own file takes their place, values stay values."""

from __future__ import annotations

import pytest

from saolang.core.paths import data_dir
from saolang.documents import compose, texts
from saolang.documents.render import render_pdf
from saolang.documents.spec import Header, Table
from tests.documents.samples import HOSTILE, decision

KINDS = sorted(path.stem for path in (data_dir() / "documents").glob("*.yaml"))
HEADER = Header(issuer="Ủy ban nhân dân tỉnh Vĩnh Long", symbol="QĐ-UBND", place="Vĩnh Long")


def test_the_expected_kinds_ship_a_text() -> None:
    assert KINDS == [
        "agency_report", "amendment_decision", "approval_decision", "central_decision", "commune_letter",
        "conclusion_notice", "correction_decision", "council_decision", "council_report", "hearing_invitation",
        "hearing_minutes",
        "inspection_conclusion", "inspection_decision", "inspection_plan", "memo", "ministry_letter",
        "ministry_renewal", "ministry_withdrawal_report", "recognition_decision", "result_notice",
        "withdrawal_decision", "withdrawal_letter", "withdrawal_memo", "withdrawal_report",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_text_loads_names_its_source_and_prints(kind: str) -> None:
    text = texts.load_text(kind)
    assert text.version == 1
    own_ground = "Nghị định 30/2020/NĐ-CP, Phụ lục III" if kind == "conclusion_notice" else ""
    assert (own_ground or "Quyết định 26/2026/QĐ-TTg, Điều") in text.source
    paper = texts.paper_from_text(kind, header=HEADER, values=dict.fromkeys(text.slots, "mẫu"))
    assert "{" not in str(compose.compose(paper)["sections"][0]["steps"][1:]).replace("{'", "")
    assert render_pdf(paper)[:5] == b"%PDF-"


def test_values_are_never_read_for_slots() -> None:
    assert texts.fill("a {x} b", {"x": "{y} " + HOSTILE}) == "a {y} " + HOSTILE + " b"


def test_missing_value_is_named() -> None:
    with pytest.raises(texts.TextError, match=r"\{count\}"):
        texts.paper_from_text("recognition_decision", header=HEADER, values={"committee": "x"})


def test_annex_holds_the_list() -> None:
    table = decision().annexes[0].blocks
    values = {"committee": "Ủy ban nhân dân tỉnh", "round": "đợt 1", "office": "Văn phòng", "count": 3,
              "assessed": "đánh giá, phân hạng", "form": "họp", "follows": ""}  # fmt: skip
    paper = texts.paper_from_text("recognition_decision", header=HEADER, values=values, annex=table)
    assert isinstance(paper.annexes[0].blocks[0], Table)
    assert (
        paper.blocks[0].text[0].text.startswith("Công nhận kết quả đánh giá, phân hạng và cấp giấy chứng nhận cho 3 ")
    )


def test_own_file_of_the_province_takes_the_place(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SAOLANG_HOME", str(tmp_path))
    (tmp_path / "documents").mkdir()
    own = tmp_path / "documents" / "memo.yaml"
    own.write_text("kind: memo\nversion: 7\nsource: riêng\ntitle: TỜ TRÌNH\n", encoding="utf-8")
    assert texts.load_text("memo").version == 7


@pytest.mark.parametrize(
    "content", ["kind: memo\nnew: 1", "kind: memo", "- a", "kind: [", "kind: other\nversion: 1\nsource: x", "",
                "kind: memo\nversion: 1\nsource: x\nbases: một"],
)  # fmt: skip
def test_broken_file_is_refused(tmp_path, monkeypatch, content: str) -> None:
    monkeypatch.setenv("SAOLANG_HOME", str(tmp_path))
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "memo.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(texts.TextError, match=r"memo\.yaml"):
        texts.load_text("memo")
