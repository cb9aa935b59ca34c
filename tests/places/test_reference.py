"""The shipped units: complete, loaded without harm, in step with the lists they were compared with."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, transaction

from saolang.core.paths import data_dir
from saolang.core.text import fold_vi
from saolang.places.domain import load_reference_units
from saolang.places.enums import Kind, Level
from saolang.places.models import Unit, UnitAlias, UnitSuccession
from saolang.places.queries import commune_by_code, communes_of, current_provinces, province_by_code

BEFORE = dt.date(2025, 6, 30)
AFTER = dt.date(2025, 7, 1)


def rows(name: str) -> list[dict[str, str]]:
    with (data_dir() / "places" / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def snapshot() -> list[tuple[object, ...]]:
    return sorted(Unit.objects.values_list("pk", "level", "code", "valid_to", "full_name", "search_text", "source"))


def test_units_of_today_are_complete(shipped: None) -> None:
    today = Unit.objects.on(AFTER)
    assert current_provinces().count() == 34
    assert today.filter(level=Level.COMMUNE).count() == 3321
    assert today.filter(level=Level.DISTRICT).count() == 0
    kinds = Counter(today.filter(level=Level.COMMUNE).values_list("kind", flat=True))
    assert kinds == {Kind.COMMUNE: 2621, Kind.WARD: 687, Kind.SPECIAL_ZONE: 13}
    assert communes_of("86", AFTER).count() == 124
    assert communes_of("48", AFTER).count() == 94


def test_old_units_end_on_the_last_day_of_june(shipped: None) -> None:
    found = {code: communes_of(code, BEFORE).count() for code in ("49", "83", "84", "86")}
    assert found == {"49": 233, "83": 148, "84": 104, "86": 102}
    assert Unit.objects.on(BEFORE).filter(level=Level.DISTRICT).count() == 43
    assert province_by_code("84", AFTER) is None
    assert province_by_code("84", BEFORE).full_name == "Tỉnh Trà Vinh"  # type: ignore[union-attr]


def test_a_code_means_another_unit_in_another_period(shipped: None) -> None:
    assert commune_by_code("29752", BEFORE).path == "xã Long Phú, huyện Tam Bình, tỉnh Vĩnh Long"  # type: ignore[union-attr]
    assert commune_by_code("29752", AFTER).path == "xã Song Phú, tỉnh Vĩnh Long"  # type: ignore[union-attr]
    assert commune_by_code("29752", AFTER).code == "29740"  # type: ignore[union-attr]
    assert commune_by_code("29740", AFTER).name == "Song Phú"  # type: ignore[union-attr]
    assert commune_by_code("00000", AFTER) is None


def test_every_old_commune_has_successors_and_only_five_were_split(shipped: None) -> None:
    old = Unit.objects.filter(level=Level.COMMUNE, valid_to=BEFORE)
    assert old.count() == 587
    assert not old.filter(successions__isnull=True).exists()
    split = set(UnitSuccession.objects.filter(partial=True).values_list("old__code", flat=True))
    assert split == {"29719", "29764", "29770", "29771", "29821"}
    steps = UnitSuccession.objects.filter(old__level=Level.COMMUNE, old__code__in=("28924", "29734", "29623"))
    heirs = sorted(steps.values_list("old__code", "new__code", "partial"))
    assert heirs == [("28924", "28921", False), ("29623", "29623", False), ("29734", "29734", False)]


def test_every_new_commune_of_vinh_long_has_origins(shipped: None) -> None:
    bare = communes_of("86", AFTER).filter(origins__isnull=True)
    assert list(bare) == []


def test_points_and_boxes_say_what_they_are(shipped: None) -> None:
    song_phu = commune_by_code("29740", AFTER)
    assert song_phu is not None and song_phu.bbox_computed and song_phu.box is not None
    south, west, north, east = song_phu.box
    assert south <= song_phu.lat <= north and west <= song_phu.lon <= east  # type: ignore[operator]
    for code in ("29233", "20374", "20956", "29809"):
        vague = commune_by_code(code, BEFORE)
        assert vague is not None and vague.point_of_parent and vague.box is None
        assert vague.parent is not None and vague.point == vague.parent.point
    assert not Unit.objects.filter(valid_to=BEFORE, bbox_computed=True).exists()
    assert not Unit.objects.filter(lat__isnull=True).exists()


def test_loading_again_changes_nothing(shipped: None) -> None:
    before = snapshot()
    counts = UnitSuccession.objects.count(), UnitAlias.objects.count()
    report = load_reference_units()
    assert (report.created, report.updated, report.successions, report.aliases) == (0, 0, 0, 0)
    assert report.unchanged == 34 + 3321 + 634
    assert snapshot() == before
    assert (UnitSuccession.objects.count(), UnitAlias.objects.count()) == counts


def test_loading_mends_our_rows_and_keeps_those_of_the_province(
    shipped: None, django_assert_max_num_queries: object
) -> None:
    Unit.objects.filter(level=Level.COMMUNE, code="29740", valid_to=None).update(name="Sai", boundary={"type": "x"})
    Unit.objects.filter(level=Level.COMMUNE, code="29266", valid_to=None).update(
        name="Đổi Tên", source="Nghị quyết mẫu của tỉnh"
    )
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        report = load_reference_units()
    assert (report.updated, report.kept, report.created) == (1, 1, 0)
    mended = commune_by_code("29740", AFTER)
    assert mended is not None and mended.full_name == "Xã Song Phú" and mended.boundary == {"type": "x"}
    assert commune_by_code("29266", AFTER).name == "Đổi Tên"  # type: ignore[union-attr]


def test_loading_a_faulty_file_changes_nothing(shipped: None, tmp_path: Path) -> None:
    folder = tmp_path / "places"
    shutil.copytree(data_dir() / "places", folder)
    with (folder / "communes.csv").open("a", encoding="utf-8") as handle:
        handle.write("123,86,commune,Mã Ngắn,10,106,,,,,\n")
    before = snapshot()
    with pytest.raises(ValueError, match="wrong shape"):
        load_reference_units(folder)
    assert snapshot() == before


def test_files_are_sorted_and_name_their_source() -> None:
    for name in ("provinces.csv", "communes.csv"):
        codes = [row["code"] for row in rows(name)]
        assert codes == sorted(codes) and len(codes) == len(set(codes))
    source = yaml.safe_load((data_dir() / "places" / "source.yaml").read_text(encoding="utf-8"))
    assert source["package"]["licence"] == "MIT" and source["package"]["version"] == "1.0.4"
    assert source["seeded_on"] == dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": Kind.DISTRICT},
        {"parent": None},
        {"valid_to": dt.date(2025, 6, 1)},
        {"lat": 95.0},
        {"lat": None},
        {"north": 1.0},
        {"east": None},
        {"south": None, "west": None, "north": None, "east": None, "bbox_computed": True},
    ],
)
def test_the_database_refuses_impossible_units(shipped: None, change: dict[str, object]) -> None:
    before = snapshot()
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(level=Level.COMMUNE, code="29740", valid_to=None).update(**change)
    assert snapshot() == before


@pytest.mark.parametrize(
    ("valid_from", "valid_to"), [(dt.date(2026, 6, 9), None), (None, BEFORE), (AFTER, dt.date(2026, 6, 8))]
)
def test_a_code_is_used_once_a_period(shipped: None, valid_from: dt.date | None, valid_to: dt.date | None) -> None:
    parent = province_by_code("86", AFTER)
    count = Unit.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(
            level=Level.COMMUNE, code="29740", kind=Kind.WARD, name="Lặp", parent=parent, valid_from=valid_from,
            valid_to=valid_to,
        )  # fmt: skip
    assert Unit.objects.count() == count


def test_vinh_long_agrees_with_the_reference_list(shipped: None, reference: Path) -> None:
    listed = yaml.safe_load((reference / "vinhlong_communes.yaml").read_text(encoding="utf-8"))["communes"]
    ours = {unit.code: unit.full_name for unit in communes_of("86", AFTER)}
    theirs = {row["code"]: row["name"] for row in listed}
    assert theirs.pop("29752") == ours.pop("29740") == "Xã Song Phú"
    assert theirs == ours


def test_vinh_long_agrees_with_the_reference_map(shipped: None, reference: Path) -> None:
    features = json.loads((reference / "vinhlong-communes.geojson").read_text(encoding="utf-8"))["features"]
    theirs = {item["properties"]["code"]: fold_vi(item["properties"]["name"]) for item in features}
    assert theirs == {unit.code: fold_vi(unit.name) for unit in communes_of("86", AFTER)}
