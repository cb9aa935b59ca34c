"""Old registers as officials keep them: read whole, contradictions reported, nothing dropped in silence."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from openpyxl import Workbook
from typer.testing import CliRunner

from saolang.accounts.enums import RoleKind
from saolang.audit.models import Event
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError, NotAllowed
from saolang.producers.models import Producer, Product
from saolang.registry.domain.import_register import import_register, remember_mapping, scan_register
from saolang.registry.domain.undo_import import undo_import
from saolang.registry.importing.mapping import RegisterMapping
from saolang.registry.importing.register_plan import RegisterPlan, plan_register
from saolang.registry.models import (
    Certificate,
    Decision,
    ImportBatch,
    ImportLine,
    ImportMapping,
    Recognition,
    RegisterImport,
    StarState,
)
from tests.factories import commune, make_user, province

from .old_register import PLACE, UBND, head, rows, whole

pytestmark = pytest.mark.django_db
MODELS = (Producer, Product, Decision, Recognition, Certificate, StarState, ImportBatch, ImportLine)
PLAIN = (
    "STT",
    "Tên sản phẩm",
    "Chủ thể",
    "Hạng sao",
    "Số quyết định",
    "Ngày quyết định",
    "Cơ quan ban hành",
    "Địa chỉ",
)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    province()
    commune()


def plan_of(path: Path, change: Any = None) -> RegisterPlan:
    book, mapping, _seen, _known = scan_register(path)
    if change is not None:
        change(mapping)
    return plan_register(book, mapping)


def plain(path: Path, lines: list[tuple[Any, ...]], heads: tuple[str, ...] = PLAIN, name: str = "Sổ") -> Path:
    """A list with headings in its first row."""
    book = Workbook()
    book.active.title = name
    for line in (heads, *lines):
        book.active.append(line)
    book.save(path)
    return path


def line(name: str, star: Any = 3, number: str = "12/QĐ-UBND", day: Any = "5/8/2025", **other: Any) -> tuple[Any, ...]:
    row = {"producer": "HTX Mẫu Một", "issuer": UBND, "address": PLACE} | other
    return (1, name, row["producer"], star, number, day, row["issuer"], row["address"])


def test_register_as_officials_keep_it_is_imported_whole(tmp_path: Path) -> None:
    batch, plan = import_register(whole(tmp_path / "so-cu.xlsx"), actor=SYSTEM)
    stars = Recognition.objects.order_by("pk").values_list(
        "product_name", "producer_name", "star", "decision__number", "recognised_on"
    )
    assert list(stars) == [
        ("Cốm dẹp Mẫu", "HTX Mẫu Một", 4, "12", dt.date(2025, 1, 12)),
        ("Mật ong Mẫu", "HTX Mẫu Hai", 4, "13", dt.date(2025, 1, 12)),
        ("Sáp ong Mẫu", "HTX Mẫu Hai", 4, "13", dt.date(2025, 1, 12)),
        ("Gạo Mẫu", "Công ty TNHH Mẫu Ba", 3, "14", dt.date(2025, 8, 5)),
        ("Trà Mẫu", "Công ty TNHH Mẫu Ba", 3, "14", dt.date(2025, 8, 5)),
        ("Kẹo Mẫu", "Cơ sở Năm Mẫu", 4, "15", dt.date(2025, 8, 5)),
    ]
    assert [state.product.name for state in StarState.objects.all() if state.is_potential_five] == ["Bánh Mẫu"]
    assert {product.made_in for product in Product.objects.all()} == {commune()}
    assert Recognition.objects.first().through == dt.date(2028, 1, 12)
    assert Event.objects.filter(verb="registry.importbatch.import").count() == 1
    assert batch.report["summary"]["recognitions"] == 6
    assert plan.report.counts == {"counts_differ": 2}
    undo_import(batch, actor=SYSTEM)
    assert Recognition.objects.count() == Product.objects.count() == 0


def test_every_cell_is_accounted_for_and_counts_reconcile(tmp_path: Path) -> None:
    path = whole(tmp_path / "so-cu.xlsx")
    plan = plan_of(path)
    summary = plan.summary
    assert summary["row_kinds"] == {"title": 3, "heading": 2, "group": 2, "data": 5, "total": 1, "text": 1}
    assert summary["rows"] == sum(summary["row_kinds"].values())
    outcomes = ("recognitions", "without_star", "unchanged", "corrected", "refused")
    assert sum(summary[key] for key in outcomes) == summary["products"] == 7
    from openpyxl import load_workbook

    filled = {cell.coordinate for row in load_workbook(path).active for cell in row if cell.value is not None}
    assert {cell.place for row in plan.read.rows for cell in row.cells} == filled
    personal = [cell for row in plan.read.rows for cell in row.cells if cell.use == "personal"]
    assert [(cell.place, cell.text) for cell in personal] == [("E8", ""), ("E9", "")]
    assert "0909" not in json.dumps([[c.text for c in row.cells] for row in plan.read.rows])


def test_dry_run_changes_nothing(tmp_path: Path) -> None:
    before = counts()
    plan_of(whole(tmp_path / "so-cu.xlsx"))
    assert counts() == before


def test_two_districts_share_a_number_and_stay_apart(tmp_path: Path) -> None:
    book = Workbook()
    for sheet, title in ((book.active, "Huyện Một"), (book.create_sheet(), "Huyện Hai")):
        sheet.title = title
        for row in (("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Số QĐ", "Ngày QĐ"), (f"I. {title}",)):
            sheet.append(row)
        sheet.append((1, f"Bánh {title}", f"HTX Mẫu {title}", "3 sao", "612/QĐ-UBND", "30/3/2021"))
    path = tmp_path / "hai-huyen.xlsx"
    book.save(path)

    def issuer(mapping: RegisterMapping) -> None:
        for sheet in mapping.sheets:
            sheet.issuer = "UBND {huyện}"

    plan = plan_of(path, issuer)
    assert [row.entry.issuer for row in plan.rows] == ["UBND huyện Một", "UBND huyện Hai"]
    assert plan.report.counts["number_shared"] == 1
    _book, mapping, _seen, _known = scan_register(path)
    issuer(mapping)
    import_register(path, actor=SYSTEM, mapping=mapping)
    assert list(Decision.objects.order_by("pk").values_list("number", "issuer__name")) == [
        ("612", "Ủy ban nhân dân huyện Một"),
        ("612", "Ủy ban nhân dân huyện Hai"),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [("ngày 12/01/2023", dt.date(2023, 1, 12)), ("12.1.23", dt.date(2023, 1, 12)), (44938, dt.date(2023, 1, 12)),
     (dt.date(2023, 1, 12), dt.date(2023, 1, 12)), ("tháng 12/2022", None)],
)  # fmt: skip
def test_dates_are_read_in_the_shapes_officials_write(tmp_path: Path, written: Any, read: dt.date | None) -> None:
    plan = plan_of(plain(tmp_path / "a.xlsx", [line("Bánh Mẫu", day=written)]))
    assert [row.entry.decided_on for row in plan.rows] == [read]
    assert plan.rows[0].entry.decided_year == (2022 if read is None else None)


def test_unknown_commune_is_refused_with_names_that_are_like_it(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.xlsx", [line("Bánh Mẫu", address="xã Song Phúu, tỉnh Vĩnh Long"), line("Kẹo Mẫu")])
    before = counts()
    plan = plan_of(path)
    refused = [line for line in plan.read.lines if line.outcome == "refused"]
    assert [(line.name, line.problems[0].code) for line in refused] == [("Bánh Mẫu", "commune_unknown")]
    assert "Xã Song Phú" in refused[0].problems[0].fix
    assert plan.unknown_places == {"xã Song Phúu": ["Xã Song Phú, Tỉnh Vĩnh Long"]}
    assert counts() == before

    def correct(mapping: RegisterMapping) -> None:
        mapping.places["xa song phuu"] = "Xã Song Phú, Tỉnh Vĩnh Long"

    mended = plan_of(path, correct)
    assert mended.summary["refused"] == 0
    assert mended.rows[0].place is not None and mended.rows[0].place.unit == commune()


def test_a_star_is_not_lowered_without_a_newer_decision(tmp_path: Path) -> None:
    import_register(plain(tmp_path / "a.xlsx", [line("Bánh Mẫu", 4)]), actor=SYSTEM)
    before = counts()
    undated = plan_of(plain(tmp_path / "b.xlsx", [line("Bánh Mẫu", 3, "", "")]))
    assert [line.problems[0].code for line in undated.read.lines] == ["star_lowered"]
    assert undated.report.counts["star_lowered"] == 1
    newer = plan_of(plain(tmp_path / "c.xlsx", [line("Bánh Mẫu", 3, "9/QĐ-UBND", "1/9/2026")]))
    older = plan_of(plain(tmp_path / "d.xlsx", [line("Bánh Mẫu", 3, "9/QĐ-UBND", "1/9/2021")]))
    assert (newer.summary["recognitions"], older.summary["recognitions"]) == (1, 1)
    assert counts() == before


def test_list_import_refuses_to_lower_a_star(tmp_path: Path) -> None:
    from saolang.registry.domain.import_products import import_products

    import_products(plain(tmp_path / "a.xlsx", [line("Bánh Mẫu", 4)]), actor=SYSTEM)
    before = counts()
    with pytest.raises(DomainError) as caught:
        import_products(plain(tmp_path / "b.xlsx", [line("Bánh Mẫu", 3, "", "")]), actor=SYSTEM)
    assert caught.value.codes == ["star_lowered"]
    assert counts() == before


def test_contradictions_are_counted_and_named(tmp_path: Path) -> None:
    heads = (*PLAIN, "Mã sản phẩm", "Số giấy chứng nhận", "Năm", "Ghi chú")
    lines = [
        (*line("Bánh Mẫu", 4, day="5/8/2021"), "86-29740-1-2021", "1/GCN", 2022, "còn hiệu lực"),
        (*line("Kẹo Mẫu", 3), "86-29740-1-2021", "2/GCN", 2025, None),
        (*line("Kẹo Mẫu", 4, "30/QĐ-UBND", "6/9/2025"), None, "2/GCN", 2025, None),
        (*line("Trà Mẫu", 5, "31/QĐ-UBND", "6/9/2025", producer="HTX Nông nghiệp Mẫu Xanh"), None, None, None, None),
        (*line("Mứt Mẫu", 3, "32/QĐ-UBND", "6/9/2017", producer="HTX NN Mẫu xanh"), None, None, None, None),
        (*line("Cá Mẫu", 3, day="6/8/2025"), None, None, None, None),
        (*line("Tôm Mẫu", 3), None, None, None, None),
    ]
    plan = plan_of(plain(tmp_path / "a.xlsx", lines, heads))
    assert plan.report.counts == {
        "expired_counted": 1,
        "said_valid_but_expired": 1,
        "code_twice": 1,
        "product_two_stars": 1,
        "decision_two_dates": 1,
        "before_programme": 1,
        "five_star_provincial": 1,
        "year_differs": 1,
        "certificate_twice": 1,
        "producer_variants": 1,
    }
    refused = [(line.name, line.problems[0].code) for line in plan.read.lines if line.problems]
    assert refused == [("Cá Mẫu", "decision_two_dates")]
    assert plan.report.by_star == {"star_5": 1, "star_4": 2, "star_3": 4}


def test_products_in_one_cell_need_stars_for_each(tmp_path: Path) -> None:
    lines = [line("1. Bánh Mẫu\n2. Kẹo Mẫu\n3. Mứt Mẫu", "4 sao\n3 sao"), line("Trà\nMẫu", 3, "13/QĐ-UBND")]
    plan = plan_of(plain(tmp_path / "a.xlsx", lines))
    assert [(line.name, [p.code for p in line.problems]) for line in plan.read.lines] == [
        ("Bánh Mẫu", ["parallel_counts"]),
        ("Kẹo Mẫu", ["parallel_counts"]),
        ("Mứt Mẫu", ["parallel_counts"]),
        ("Trà Mẫu", []),
    ]
    assert [note.code for note in plan.read.notes] == ["name_lines"]


def test_hidden_rows_columns_and_sheets_are_kept_and_said(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    rows(sheet, head(sheet), [(1, "Bánh Mẫu", "HTX Mẫu", PLACE, None, 3, "1/QĐ-UBND ngày 5/8/2025", UBND, "x")])
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["I"].hidden = True
    other = book.create_sheet("Ẩn")
    other.append(("Tên sản phẩm", "Chủ thể", "Hạng sao"))
    other.append(("Kẹo Mẫu", "HTX Mẫu", 3))
    other.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    plan = plan_of(tmp_path / "a.xlsx")
    assert [note.code for note in plan.read.notes] == ["rows_hidden", "columns_hidden", "sheet_hidden"]
    assert plan.summary["recognitions"] == 2


def test_mapping_is_remembered_for_the_same_headings(tmp_path: Path) -> None:
    first = whole(tmp_path / "a.xlsx")
    _book, mapping, _seen, known = scan_register(first)
    assert known is None
    mapping.sheets[0].columns[8] = "note"
    mapping.sheets[0].issuer = UBND
    kept = remember_mapping(mapping, name="Sổ huyện Mẫu", actor=SYSTEM)
    _book, again, _seen, known = scan_register(whole(tmp_path / "b.xlsx"))
    assert known == kept and ImportMapping.objects.count() == 1
    assert (again.sheets[0].columns[8], again.sheets[0].issuer) == ("note", UBND)
    known = scan_register(plain(tmp_path / "c.xlsx", [line("Bánh Mẫu")]))[3]
    assert known is None


def test_the_same_file_is_refused_and_a_mended_one_adds_only_what_is_new(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.xlsx", [line("Bánh Mẫu")])
    import_register(path, actor=SYSTEM)
    before = counts()
    with pytest.raises(DomainError) as caught:
        import_register(path, actor=SYSTEM)
    assert caught.value.codes == ["file_imported"]
    assert counts() == before
    _batch, plan = import_register(plain(tmp_path / "b.xlsx", [line("Bánh Mẫu"), line("Kẹo Mẫu")]), actor=SYSTEM)
    assert (plan.summary["unchanged"], plan.summary["recognitions"]) == (1, 1)
    assert Recognition.objects.count() == 2


def test_import_asks_for_the_right(tmp_path: Path) -> None:
    before = counts()
    with pytest.raises(NotAllowed):
        import_register(whole(tmp_path / "a.xlsx"), actor=make_user(RoleKind.COMMUNE_OFFICER))
    assert counts() == before


def test_a_killed_import_leaves_nothing(tmp_path: Path) -> None:
    before = counts()

    def stop(percent: int, label: str) -> None:
        if percent > 80:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_register(whole(tmp_path / "a.xlsx"), actor=SYSTEM, say=stop)
    assert counts() == before


def test_command_shows_scans_checks_and_imports(tmp_path: Path) -> None:
    from saolang.registry.commands import import_app

    run = CliRunner().invoke
    path = str(whole(tmp_path / "a.xlsx"))
    saved, report = tmp_path / "ghep.json", tmp_path / "bao-cao.xlsx"
    dry = run(import_app, ["register", path, "--dry-run", "--save-mapping", str(saved), "--report", str(report)])
    assert dry.exit_code == 0, dry.output
    assert "7 sản phẩm: 6 công nhận, 1 không nêu hạng sao, 0 đã có, 0 sửa thông tin, 0 từ chối" in dry.output
    assert Recognition.objects.count() == 0 and report.stat().st_size > 0
    done = run(import_app, ["register", path, "--mapping", str(saved)])
    assert done.exit_code == 0, done.output
    assert ImportBatch.objects.get().code in done.output
    assert run(import_app, ["register", path, "--mapping", "không có"]).exit_code == 1


def exported(path: Path, change: Any = None) -> Path:
    """The register's own export, with cells changed by their heading."""
    from openpyxl import load_workbook

    from saolang.registry.exports import register_xlsx
    from saolang.registry.queries import visible_to

    everything = visible_to(make_user(RoleKind.PROVINCE_OFFICER)).order_by("pk")
    path.write_bytes(register_xlsx(everything))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row, heading, value in change or []:
        sheet.cell(row, heads[heading], value)
    book.save(path)
    return path


def test_an_export_comes_back_without_duplicates(tmp_path: Path) -> None:
    import_register(whole(tmp_path / "a.xlsx"), actor=SYSTEM)
    before = counts() | {"ImportBatch": 2, "ImportLine": 0}
    _batch, plan = import_register(exported(tmp_path / "b.xlsx"), actor=SYSTEM)
    assert (plan.summary["unchanged"], plan.summary["products"]) == (6, 6), [
        str(p) for line in plan.read.lines for p in line.problems
    ]
    assert counts() | {"ImportLine": 0} == before


def test_an_export_that_was_corrected_changes_only_what_no_paper_states(tmp_path: Path) -> None:
    import_register(plain(tmp_path / "a.xlsx", [line("Bánh Mẫu"), line("Kẹo Mẫu")]), actor=SYSTEM)
    other = commune("29752", "Tân Lược")
    changes = [
        (2, "Xã, phường", other.path),
        (2, "Loại hình", "Tổ hợp tác"),
        (2, "Bộ sản phẩm", "6"),
        (3, "Hạng sao", "4"),
    ]
    batch, plan = import_register(exported(tmp_path / "b.xlsx", changes), actor=SYSTEM)
    outcomes = [(line.name, line.outcome) for line in plan.read.lines]
    assert outcomes == [("Bánh Mẫu", "corrected"), ("Kẹo Mẫu", "refused")]
    refused = plan.read.lines[1].problems[0]
    assert (refused.code, "đính chính" in refused.fix, "sổ ghi “3”" in refused.message) == (
        "needs_amendment",
        True,
        True,
    )
    product = Product.objects.get(name="Bánh Mẫu")
    assert (product.made_in, product.set_number, product.producer.kind) == (other, 6, "cooperative_group")
    assert set(Recognition.objects.values_list("star", flat=True)) == {3}
    undo_import(batch, actor=SYSTEM)
    product = Product.objects.get(name="Bánh Mẫu")
    assert (product.made_in, product.set_number, product.producer.kind) == (commune(), None, "cooperative")


def test_template_and_export_have_drop_downs(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from saolang.registry.importing.template import write_template

    import_register(plain(tmp_path / "a.xlsx", [line("Bánh Mẫu")]), actor=SYSTEM)
    write_template(tmp_path / "mau.xlsx")
    for path, least in ((tmp_path / "mau.xlsx", 4), (exported(tmp_path / "b.xlsx"), 4)):
        sheet = load_workbook(path).worksheets[0]
        rules = sheet.data_validations.dataValidation
        assert len(rules) >= least and all("Danh mục" in rule.formula1 for rule in rules)


def test_shipped_list_reports_its_contradictions(db: None) -> None:
    from saolang.registry.domain.import_products import load_published_list

    with time_machine.travel(dt.datetime(2026, 11, 22, 5, tzinfo=dt.UTC), tick=False):
        batch = load_published_list()
    report = batch.report["contradictions"]
    assert report["by_star"] == {"star_5": 5, "star_4": 46, "star_3": 50, "potential": 4, "none": 12}
    # Only one commune is known here, none of the list's; with all places loaded no commune is unknown.
    assert report["counts"] == {
        "expired_counted": 40,
        "product_two_stars": 1,
        "year_differs": 24,
        "commune_unknown": 117,
    }
    work = RegisterImport.objects.get(batch=batch)
    assert len(work.report["items"]) == sum(report["counts"].values())
