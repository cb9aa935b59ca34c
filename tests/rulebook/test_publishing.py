"""Published sheets stay as they were written; wording and settings are kept beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from typer.testing import CliRunner

from saolang.accounts.enums import RoleKind
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed
from saolang.rulebook import queries, triggers
from saolang.rulebook.domain.publishing import publish_sheets, publish_shipped
from saolang.rulebook.domain.settings import set_setting
from saolang.rulebook.domain.wording import attach_wording
from saolang.rulebook.engine import evaluate
from saolang.rulebook.loading import load_sheet, parse_sheet, sheet_ids
from saolang.rulebook.models import Immutable, OptionWording, ProvincialSetting, PublishedSheet
from saolang.rulebook.wording import Match, WordingReport
from tests.factories import ProducerFactory, everyone, make_user

from .samples import best_answers, changed, raw_sheet, small_sheet, write
from .test_score import app

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def frozen() -> Any:
    """The day of the tests."""
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def published() -> PublishedSheet:
    """The small sheet, published."""
    return publish_sheets(sheets=[small_sheet()], actor=None)[0]


def test_publish_shipped_publishes_every_sheet_once() -> None:
    made = publish_shipped()
    assert [row.sheet_id for row in made] == [key for key in sheet_ids() if key != "qd1048-03"]
    assert {row.version for row in made} == {1}
    assert {row.sheet_id for row in made if not row.scorable} == {"qd1048-10", "qd1048-16", "qd1048-19"}
    assert publish_shipped() == []
    assert Event.objects.filter(verb="rulebook.publishedsheet.published").count() == len(made) == 51


def test_published_content_gives_the_same_sheet_back() -> None:
    publish_sheets(sheets=[load_sheet("qd26-26"), load_sheet("qd26-13")], actor=None)
    for sheet_id in ("qd26-26", "qd26-13"):
        shipped, stored = load_sheet(sheet_id), queries.sheet_for(sheet_id)
        assert stored.content_hash == shipped.content_hash
        assert stored == shipped
        assert evaluate(stored, best_answers(shipped)) == evaluate(shipped, best_answers(shipped))


def test_publish_makes_a_new_version_of_changed_content(published: PublishedSheet) -> None:
    path = ["parts", 1, "sections", 0, "criteria", 0, "options", 2, "label"]
    [second] = publish_sheets(sheets=[parse_sheet(changed(path, "Khác"))], actor=None)
    assert (second.version, published.version) == (2, 1)
    assert queries.sheet_for("thu-01").by_code["2"].options[2].label == "Khác"
    assert queries.sheet_for("thu-01", 1).by_code["2"].options[2].label == "Mức 25 của 2"
    assert publish_sheets(sheets=[small_sheet()], actor=None) == []


def test_publish_refuses_a_faulty_sheet_and_publishes_none() -> None:
    faulty = parse_sheet(changed(["parts", 1, "max"], 30, sheet_id="thu-02"))
    with pytest.raises(DomainError) as refusal:
        publish_sheets(sheets=[small_sheet(), faulty], actor=None)
    assert set(refusal.value.codes) == {"faulty_sheet"}
    assert PublishedSheet.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: PublishedSheet.objects.filter(pk=row.pk).update(name="x"),
        lambda row: PublishedSheet.objects.all().delete(),
    ],
)
def test_published_sheet_refuses_change_through_the_model(
    published: PublishedSheet, change: Callable[[PublishedSheet], Any]
) -> None:
    with pytest.raises(Immutable):
        change(published)
    assert PublishedSheet.objects.get(pk=published.pk).name == "Bộ mẫu"


@pytest.mark.parametrize("table", triggers.TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_triggers_refuse_change_behind_the_model(published: PublishedSheet, table: str, statement: str) -> None:
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    set_setting(
        key="spread_limit", value="8", effective_from=dt.date(2099, 1, 1), source="Quy chế", reason="Thử", actor=officer
    )
    column = "name = 'x'" if table.endswith("sheet") else "source = 'x'"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))
    assert PublishedSheet.objects.get().name == "Bộ mẫu"
    assert ProvincialSetting.objects.get().source == "Quy chế"


def report(*texts: tuple[str, int, str]) -> WordingReport:
    """A report that matched some options of the small sheet."""
    return WordingReport(matched=[Match("thu-01", code, position, text) for code, position, text in texts])


def test_attached_wording_is_merged_and_replaced(published: PublishedSheet) -> None:
    sheet = queries.sheet_of(published)
    assert sheet.wording_loaded is False
    assert attach_wording(report=report(("1.1", 1, "Câu một"), ("2", 3, "Câu hai")), actor=None, source="qd.txt") == 2
    assert queries.sheet_for("thu-01").by_code["1.1"].options[0].text == "Câu một"
    assert attach_wording(report=report(("1.1", 1, "Câu mới")), actor=None, source="qd-2.txt") == 1
    merged = queries.sheet_for("thu-01")
    assert (merged.by_code["1.1"].options[0].text, merged.by_code["2"].options[2].wording) == ("Câu mới", "")
    assert [(row.text, row.source) for row in OptionWording.objects.all()] == [("Câu mới", "qd-2.txt")]
    assert Event.objects.filter(verb="rulebook.publishedsheet.wording_attached").count() == 2


def test_attach_wording_refuses_a_sheet_that_is_not_published() -> None:
    with pytest.raises(DomainError) as refusal:
        attach_wording(report=report(("1.1", 1, "Câu")), actor=None, source="x")
    assert refusal.value.codes == ["not_published"]
    assert OptionWording.objects.count() == 0


def test_publish_command_refuses_faults_and_publishes_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", raw_sheet(sheet_id="qd148-01"))
    result = CliRunner().invoke(app(), ["rulebook", "publish", str(tmp_path), "--by", "Sở Mẫu"])
    assert result.exit_code == 0, result.output
    assert PublishedSheet.objects.get().published_by == "Sở Mẫu"
    write(tmp_path, "a.yaml", changed(["parts", 1, "max"], 30))
    assert CliRunner().invoke(app(), ["rulebook", "publish", str(tmp_path)]).exit_code == 1
    assert PublishedSheet.objects.count() == 1


def test_wording_command_says_what_is_missing_and_exits_one(tmp_path: Path) -> None:
    law = write(
        tmp_path,
        "qd.txt",
        "6. Bộ sản phẩm: A\nTên sản phẩm: …\n"
        + (
            "10. HƯỚNG DẪN\n|\n2\n|\n□ Có hướng dẫn sử dụng sản phẩm đơn giản, rõ ràng\n|\n1\n|\n"
            "□ Có hướng dẫn sử dụng chi tiết, cụ thể để đảm bảo chất lượng sản phẩm\n|\n2\n|\n"
        ),
    )
    result = CliRunner().invoke(app(), ["rulebook", "wording", "qd26", str(law)])
    assert (result.exit_code, "Chưa công bố phiếu qd26-06" in result.stderr) == (1, True)
    publish_sheets(sheets=[load_sheet("qd26-06")], actor=None)
    result = CliRunner().invoke(app(), ["rulebook", "wording", "qd26", str(law), "--dry-run"])
    assert (result.exit_code, OptionWording.objects.count()) == (1, 0)
    result = CliRunner().invoke(app(), ["rulebook", "wording", "qd26", str(law)])
    assert (result.exit_code, "Đã ghi câu chữ của 2 mức" in result.stdout) == (1, True)
    first = queries.sheet_for("qd26-06").by_code["10"].options[0]
    assert first.text == "Có hướng dẫn sử dụng sản phẩm đơn giản, rõ ràng"
    assert CliRunner().invoke(app(), ["rulebook", "wording", "qd999", str(law)]).exit_code == 2
    assert CliRunner().invoke(app(), ["rulebook", "wording", "qd26", str(tmp_path / "x")]).exit_code == 2


def put(actor: Any, **more: Any) -> ProvincialSetting:
    """Set the spread limit."""
    given = {"key": "spread_limit", "value": "8", "effective_from": TODAY}
    given |= {"source": "Quy chế 01", "reason": "Họp Hội đồng"}
    return set_setting(**{**given, **more}, actor=actor)


@pytest.mark.usefixtures("frozen")
def test_provincial_setting_counts_from_its_day() -> None:
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    put(officer)
    put(officer, value="5,5", effective_from=TODAY + dt.timedelta(days=10))
    assert queries.provincial_setting("spread_limit", TODAY - dt.timedelta(days=1)) == 10
    assert queries.provincial_setting("spread_limit") == 8
    assert queries.provincial_setting("spread_limit", TODAY + dt.timedelta(days=10)) == 5.5
    shown = queries.settings_on()["spread_limit"]
    assert (shown.value, shown.is_default, shown.source, len(shown.coming)) == (8, False, "Quy chế 01", 1)
    assert queries.panel_settings()["spread_limit"] == 8
    event = Event.objects.filter(verb="rulebook.provincialsetting.set").first()
    assert event is not None
    assert (event.reason, event.payload["value"]) == ("Họp Hội đồng", 8)


@pytest.mark.usefixtures("frozen")
def test_set_setting_lists_everything_that_is_wrong() -> None:
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    with pytest.raises(DomainError) as refusal:
        put(officer, value="nhiều", effective_from=TODAY - dt.timedelta(days=1), source=" ", reason="")
    assert refusal.value.codes == ["bad_value", "in_the_past", "no_source", "no_reason"]
    with pytest.raises(DomainError) as refusal:
        put(officer, key="la_lung")
    assert refusal.value.codes == ["bad_value"]
    assert ProvincialSetting.objects.count() == 0
    assert Event.objects.count() == 0


@pytest.mark.usefixtures("frozen")
def test_set_setting_refuses_a_second_value_for_one_day() -> None:
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    put(officer)
    with pytest.raises(DomainError) as refusal:
        put(officer, value="9")
    assert refusal.value.codes == ["same_day"]
    assert [row.value for row in ProvincialSetting.objects.all()] == [8]


MAY_CHANGE = {"province_officer", "administrator"}
MAY_NOT_SEE = {"anonymous", "nobody"}


@pytest.mark.usefixtures("frozen")
def test_rights_over_all_roles(published: PublishedSheet) -> None:
    for name, person in everyone(ProducerFactory()).items():
        assert person.has_perm("rulebook.view_sheet") is (name not in MAY_NOT_SEE), name
        assert list(queries.visible_to(person)) == ([published] if name not in MAY_NOT_SEE else []), name
        assert person.has_perm("rulebook.change_setting") is (name in MAY_CHANGE), name
        assert person.has_perm("rulebook.publish_sheet") is (name == "administrator"), name
        if name not in MAY_CHANGE:
            with pytest.raises(NotAllowed):
                put(person)
        if name != "administrator":
            with pytest.raises(NotAllowed):
                publish_sheets(sheets=[small_sheet(sheet_id="thu-09")], actor=person)
            with pytest.raises(NotAllowed):
                attach_wording(report=report(("1.1", 1, "x")), actor=person, source="x")
    assert ProvincialSetting.objects.count() == 0
    assert PublishedSheet.objects.count() == 1
    assert OptionWording.objects.count() == 0
