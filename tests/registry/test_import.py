"""Published products: all of a file or nothing, every error by its cell, and out again."""

from __future__ import annotations

import datetime as dt
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation
from saolang.audit.models import Event
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError, NotAllowed
from saolang.producers.enums import ProducerState
from saolang.producers.models import Producer, Product
from saolang.registry.domain.import_products import dry_run, import_products, load_published_list
from saolang.registry.domain.undo_import import undo_import
from saolang.registry.enums import HIDDEN_HOUSEHOLD
from saolang.registry.importing.columns import MAX_ROWS
from saolang.registry.importing.template import write_template
from saolang.registry.models import Certificate, Decision, ImportBatch, PublishedEntry, Recognition, StarState
from saolang.registry.queries import current_recognition, validity_of
from tests.factories import commune, make_user, province

from .conftest import Formula, SheetMaker

pytestmark = pytest.mark.django_db
FULL = ("name", "producer", "kind", "star", "year", "decision", "issuer", "decided_on", "certificate", "address")
MODELS = (Organisation, Producer, Product, Decision, Recognition, Certificate, PublishedEntry, StarState, ImportBatch)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    province()
    commune()


def good_row(name: str = "Cốm dẹp Mẫu", number: str = "12/QĐ-UBND", **other: Any) -> list[Any]:
    row = {
        "name": name,
        "producer": "HTX Mẫu Một",
        "kind": "Hợp tác xã",
        "star": 4,
        "year": 2026,
        "decision": number,
        "issuer": "UBND tỉnh Vĩnh Long",
        "decided_on": dt.date(2026, 8, 5),
        "certificate": "7/GCN-UBND",
        "address": "xã Song Phú, tỉnh Vĩnh Long",
    } | other
    return [row[key] for key in FULL]


def test_import_makes_public_entries_with_their_papers(make_sheet: SheetMaker) -> None:
    batch, plan = import_products(make_sheet(FULL, [good_row()]), actor=SYSTEM)
    star = Recognition.objects.get()
    assert (plan.total, star.star, str(star.decision), star.term_through) == (1, 4, "12/QĐ-UBND", dt.date(2029, 8, 5))
    assert star.product.made_in == commune()
    assert star.product.producer.state == ProducerState.PUBLISHED_ONLY
    assert star.public_since is not None and star.product.published
    assert star.certificates.get().number == "7/GCN-UBND"
    assert batch.report["summary"]["recognitions"] == 1
    assert Event.objects.filter(verb="registry.importbatch.import").count() == 1


def test_dry_run_changes_nothing(make_sheet: SheetMaker) -> None:
    before = counts()
    plan = dry_run(make_sheet(FULL, [good_row()]))
    assert (plan.errors, plan.recognitions) == ([], 1)
    assert counts() == before


@pytest.mark.parametrize("value", ["5/8/2026", "05-08-2026", "2026-08-05", "ngày 05 tháng 8 năm 2026"])
def test_import_reads_dates_written_as_text(make_sheet: SheetMaker, value: str) -> None:
    import_products(make_sheet(FULL, [good_row(decided_on=value)]), actor=SYSTEM)
    assert Decision.objects.get().issued_on == dt.date(2026, 8, 5)


def test_import_reads_decomposed_text(make_sheet: SheetMaker) -> None:
    nfd = [unicodedata.normalize("NFD", v) if isinstance(v, str) else v for v in good_row()]
    import_products(make_sheet(FULL, [nfd]), actor=SYSTEM)
    assert Product.objects.get().name == "Cốm dẹp Mẫu"
    assert Product.objects.get().made_in == commune()


def test_import_refuses_all_errors_at_once_by_cell(make_sheet: SheetMaker) -> None:
    before = counts()
    rows = [
        good_row(),
        good_row(name=None, star="bốn"),
        good_row(name="Ba", decided_on=44561),
        good_row(name="Bốn", decided_on="31/02/2026", issuer=None),
        good_row(name="Năm", star=2, decided_on=dt.date(2031, 1, 1)),
    ]
    with pytest.raises(DomainError) as caught:
        import_products(make_sheet(FULL, rows), actor=SYSTEM)
    found = [(problem.code, problem.where) for problem in caught.value.problems]
    assert found == [
        ("name_missing", "Danh sách!3"),
        ("star_invalid", "Danh sách!D3"),
        ("date_number", "Danh sách!H4"),
        ("issuer_missing", "Danh sách!F5"),
        ("date_impossible", "Danh sách!H5"),
        ("star_low", "Danh sách!D6"),
        ("date_future", "Danh sách!H6"),
    ]
    assert all(problem.fix for problem in caught.value.problems)
    assert counts() == before


def test_import_never_computes_formulas(make_sheet: SheetMaker) -> None:
    rows = [
        good_row(star=Formula("=2+2")),
        good_row(name="Hai", producer="=1+1", number="13/QĐ-UBND"),
        good_row(name=Formula('="Ba"', "Ba"), number="14/QĐ-UBND"),
    ]
    plan = dry_run(make_sheet(FULL, rows))
    assert [(p.code, p.where) for p in plan.errors] == [("formula", "Danh sách!D2"), ("formula", "Danh sách!B3")]
    assert [p.where for p in plan.notes if p.code == "formula_value"] == ["Danh sách!A4"]


def test_import_names_duplicate_rows_and_unknown_columns(make_sheet: SheetMaker) -> None:
    path = make_sheet((*FULL, "Số điện thoại"), [[*good_row(), "0900"], [*good_row(), ""]])
    plan = dry_run(path)
    assert [(p.code, p.where) for p in plan.errors] == [("row_twice", "Danh sách!3")]
    assert "Danh sách!2" in plan.errors[0].message
    assert [(p.code, p.where) for p in plan.notes if p.code == "column_unknown"] == [("column_unknown", "Danh sách!K1")]


def test_import_refuses_the_same_file_and_rows_that_are_in(make_sheet: SheetMaker) -> None:
    path = make_sheet(FULL, [good_row()])
    batch, _plan = import_products(path, actor=SYSTEM)
    before = counts()
    with pytest.raises(DomainError) as same_file:
        import_products(path, actor=SYSTEM)
    other = make_sheet(FULL, [good_row(), good_row(name="Khác", number="13/QĐ-UBND")], name="khac.xlsx")
    with pytest.raises(DomainError) as same_row:
        import_products(other, actor=SYSTEM)
    assert same_file.value.codes == ["file_imported"] and batch.code in str(same_file.value)
    assert same_row.value.codes == ["row_in_register"]
    assert counts() == before


def test_import_leaves_nothing_when_it_breaks_half_way(make_sheet: SheetMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts()
    rows = [good_row(name=f"Sản phẩm {n}", number=f"{n}/QĐ-UBND", certificate=None) for n in range(1, 6)]

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_products(make_sheet(FULL, rows), actor=SYSTEM, progress=stop)
    assert counts() == before


def test_import_keeps_a_line_without_star_as_no_recognition(make_sheet: SheetMaker) -> None:
    keys = ("name", "producer", "star", "potential_five", "year", "source")
    rows = [["Bánh Mẫu", "Công ty Mẫu", None, "có", 2022, "Tin mẫu"], ["Kẹo Mẫu", "Công ty Mẫu", None, None, 2022, ""]]
    _batch, plan = import_products(make_sheet(keys, rows), actor=SYSTEM)
    assert Recognition.objects.count() == 0
    assert [p.code for p in plan.notes] == ["star_unknown", "star_unknown"]
    assert Producer.objects.get().products.count() == 2
    state = StarState.objects.get()
    assert (state.product.name, state.potential_five_year, state.is_potential_five) == ("Bánh Mẫu", 2022, True)
    assert current_recognition(state.product) is None


def test_import_keeps_hidden_households_apart_without_their_names(make_sheet: SheetMaker) -> None:
    keys = ("name", "producer_hidden", "kind", "star", "year")
    rows = [
        ["Bánh tét", "ho-01", "Hộ kinh doanh", 3, 2020],
        ["Bánh ú", "ho-01", "HKD", 3, 2020],
        ["Kẹo", "ho-02", "", 3, 2020],
    ]
    import_products(make_sheet(keys, rows), actor=SYSTEM)
    assert list(Producer.objects.values_list("organisation__name", flat=True)) == [HIDDEN_HOUSEHOLD] * 2
    assert sorted(p.products.count() for p in Producer.objects.all()) == [1, 2]


def test_import_keeps_numbers_apart_by_issuer_and_year(make_sheet: SheetMaker) -> None:
    keys = ("name", "producer", "star", "decision", "issuer", "decided_on")
    rows = [
        ["Một", "HTX Mẫu A", 3, "612/QĐ-UBND", "UBND tỉnh Trà Vinh", "30/3/2021"],
        ["Hai", "HTX Mẫu B", 3, "612/QĐ-UBND", "UBND huyện Tiểu Cần", "30/3/2021"],
        ["Ba", "HTX Mẫu C", 3, "612/QĐ-UBND", "UBND tỉnh Trà Vinh", "2/4/2022"],
    ]
    import_products(make_sheet(keys, rows), actor=SYSTEM)
    issuers = Decision.objects.order_by("pk").values_list("issuer__name", "issuer__valid_to", "year")
    ended = dt.date(2025, 6, 30)
    assert list(issuers) == [
        ("Ủy ban nhân dân tỉnh Trà Vinh", ended, 2021),
        ("Ủy ban nhân dân huyện Tiểu Cần", ended, 2021),
        ("Ủy ban nhân dân tỉnh Trà Vinh", ended, 2022),
    ]


def test_import_lets_a_newer_decision_replace_an_older_one(make_sheet: SheetMaker) -> None:
    keys = ("name", "producer", "star", "decision", "issuer", "decided_on")
    issuer = "UBND tỉnh Vĩnh Long"
    rows = [["Một", "HTX Mẫu A", 3, "1/QĐ", issuer, "5/8/2025"], ["Một", "HTX Mẫu A", 4, "2/QĐ", issuer, "5/8/2026"]]
    batch, _plan = import_products(make_sheet(keys, rows), actor=SYSTEM)
    product = Product.objects.get()
    assert [s.replaced_on for s in product.recognitions.order_by("star")] == [dt.date(2026, 8, 5), None]
    star = current_recognition(product)
    assert star is not None and star.star == 4 and validity_of(star, dt.date(2026, 11, 22)).is_valid
    undo_import(batch, actor=SYSTEM)
    assert Product.objects.count() == 0


def test_undo_removes_exactly_what_was_made(make_sheet: SheetMaker) -> None:
    before = counts()
    first, _p = import_products(
        make_sheet(FULL, [good_row(issuer="UBND tỉnh Trà Vinh", decided_on="30/3/2021")]), actor=SYSTEM
    )
    between = counts()
    second, _p = import_products(
        make_sheet(FULL, [good_row(name="Kẹo Mẫu", number="13/QĐ-UBND", certificate=None)], name="hai.xlsx"),
        actor=SYSTEM,
    )
    undo_import(second, actor=SYSTEM)
    assert counts() == between | {"ImportBatch": 2}
    undo_import(first, actor=SYSTEM)
    assert counts() == before | {"ImportBatch": 2}
    import_products(make_sheet(FULL, [good_row()]), actor=SYSTEM)  # the way is free again


def test_undo_is_refused_when_something_stands_on_it(make_sheet: SheetMaker) -> None:
    batch, _plan = import_products(make_sheet(FULL, [good_row()]), actor=SYSTEM)
    product = Product.objects.get()
    product.variants.create(name="Gói 200 g")
    Product.objects.create(producer=product.producer, name="Sản phẩm thêm sau")
    before = counts()
    with pytest.raises(DomainError) as caught:
        undo_import(batch, actor=SYSTEM)
    assert set(caught.value.codes) == {"in_use", "producer_has_products"}
    assert counts() == before
    batch.refresh_from_db()
    assert batch.undone_on is None


def test_import_and_undo_ask_for_the_right(make_sheet: SheetMaker) -> None:
    path = make_sheet(FULL, [good_row()])
    for kind in (None, RoleKind.COMMUNE_OFFICER, RoleKind.PRODUCER_OWNER):
        person = make_user(kind)
        before = counts()
        with pytest.raises(NotAllowed):
            import_products(path, actor=person)
        assert counts() == before
    batch, _plan = import_products(path, actor=make_user(RoleKind.PROVINCE_OFFICER))
    with pytest.raises(NotAllowed):
        undo_import(batch, actor=make_user(RoleKind.COMMUNE_LEADER))


@pytest.mark.parametrize("kind", ["text", "zip", "empty"])
def test_import_refuses_files_that_are_no_sheet(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "gia.xlsx"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "x")
    else:
        path.write_bytes(b"khong phai excel" if kind == "text" else b"")
    with pytest.raises(DomainError) as caught:
        dry_run(path)
    assert caught.value.codes == ["file_damaged"]


def test_import_refuses_a_huge_sheet_quickly(make_sheet: SheetMaker) -> None:
    many = make_sheet(("name",), [[f"Sản phẩm {n}"] for n in range(MAX_ROWS + 30)], name="nhieu.xlsx")
    far = make_sheet(("name", *[f"c{n}" for n in range(200)]), [["Một"]], name="rong.xlsx")
    for path in (many, far):
        with pytest.raises(DomainError) as caught:
            dry_run(path)
        assert caught.value.codes == ["too_many_rows"]


def test_import_refuses_a_yaml_bomb_and_a_wrong_schema(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for text, code in (
        ("schema: published-products/1\na: &a [x]\nentries: [*a, *a]\n", "file_damaged"),
        ("schema: other/1\nentries: []\n", "file_schema"),
        ("entries: [\n", "file_damaged"),
    ):
        path.write_text(text)
        with pytest.raises(DomainError) as caught:
            dry_run(path)
        assert caught.value.codes == [code]


def test_yaml_errors_name_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("schema: published-products/1\nentries:\n- {name: Một, star: 4}\n- {name: Hai, star: 9}\n")
    plan = dry_run(path)
    assert [(p.code, p.where) for p in plan.errors] == [("star_invalid", "dòng 4, star")]


def test_template_is_a_list_without_lines(tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    write_template(path)
    assert [p.code for p in dry_run(path).errors] == ["no_rows"]


def test_shipped_list_loads_once(db: None) -> None:
    first = load_published_list()
    again = load_published_list()
    assert first == again
    assert (Recognition.objects.count(), PublishedEntry.objects.count()) == (101, 117)
    assert Recognition.objects.filter(star=5).count() == 5


def test_shipped_list_holds_no_personal_name_of_a_household() -> None:
    from saolang.core.paths import REPOSITORY, data_dir

    reference = REPOSITORY.parent / "shared" / "reference" / "examples" / "published-products.yaml"
    if not reference.exists():
        pytest.skip(f"reference data is not at {reference}")
    import yaml

    ours = (data_dir() / "demo" / "published-products.yaml").read_text()
    trade_names = {"Vĩnh Xương", "Phúc Hậu"}
    for product in yaml.safe_load(reference.read_text())["products"]:
        subject = product["subject"] or ""
        if subject.startswith("HKD "):
            person = subject.removeprefix("HKD ").split(" (")[0]
            assert person in trade_names or f"producer: {person}" not in ours
            assert person in trade_names or person not in ours, person


def test_command_says_what_it_did_and_undoes(make_sheet: SheetMaker, tmp_path: Path) -> None:
    from saolang.registry.commands import import_app

    run = CliRunner().invoke
    path = str(make_sheet(FULL, [good_row()]))
    dry = run(import_app, ["products", path, "--dry-run"])
    assert dry.exit_code == 0 and "Chưa ghi gì" in dry.output and Recognition.objects.count() == 0
    done = run(import_app, ["products", path])
    assert done.exit_code == 0 and Recognition.objects.count() == 1
    again = run(import_app, ["products", path])
    assert again.exit_code == 1 and "đã nhập" in again.output
    code = ImportBatch.objects.get().code
    assert run(import_app, ["products", "--undo", code.lower()]).exit_code == 0
    assert Recognition.objects.count() == 0
    assert run(import_app, ["products", "--undo", "KHONGCO"]).exit_code == 1
    assert run(import_app, ["products"]).exit_code == 2
