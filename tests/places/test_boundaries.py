"""Boundaries from a file: all or nothing, every fault named; and the map drawn from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from saolang.audit.models import Event
from saolang.core.problems import DomainError
from saolang.places import commands
from saolang.places.domain import boundaries, load_boundaries
from saolang.places.maps import unit_map
from saolang.places.models import Unit
from saolang.places.queries import communes_of, province_by_code

pytestmark = pytest.mark.usefixtures("shipped")


def square(lon: float = 105.9, lat: float = 10.1, size: float = 0.05) -> list[list[float]]:
    return [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]


def feature(properties: dict[str, Any], ring: Any = None, kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": [ring if ring is not None else square()]},
    }


def write(path: Path, *features: Any) -> Path:
    file = path / "ranh-gioi.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return file


def unit(code: str) -> Unit:
    return Unit.objects.get(level="commune", code=code, valid_to=None)


def refuse(path: Path, *codes: str) -> DomainError:
    """The file is refused with these codes, and nothing changed."""
    with pytest.raises(DomainError) as caught:
        load_boundaries(path, actor=None)
    assert caught.value.codes == list(codes)
    assert not Unit.objects.filter(boundary__isnull=False).exists()
    assert not Event.objects.exists()
    return caught.value


def test_boundaries_match_by_code_alias_and_name(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        feature({"code": "29752", "name": "Song Phú"}),
        feature({"MA_XA": 29308}, square(106.0, 9.8)),
        feature({"ten": "phường Nguyệt Hoá"}, square(106.3, 9.9)),
        feature({"code": "99999"}),
        feature({"name": "Tân Phú"}),
    )
    report = load_boundaries(file, actor=None)
    assert [found.code for found in report.matched] == ["29740", "29308", "29254"]
    assert report.unmatched == ["hình 4 (99999)", "hình 5 (Tân Phú)"]
    assert len(report.without) == 121
    assert unit("29740").boundary == {"type": "MultiPolygon", "coordinates": [[square()]]}
    assert unit("29740").boundary_source.startswith("ranh-gioi.geojson, SHA-256 ")
    assert unit("29266").boundary is None
    event = Event.objects.get()
    assert event.verb == "places.unit.load_boundaries"
    assert event.object_label == "Tỉnh Vĩnh Long"
    assert json.loads(event.data)["units"] == ["29254", "29308", "29740"]


def test_boundaries_keep_to_a_province(tmp_path: Path) -> None:
    file = write(tmp_path, feature({"name": "Tân Phú"}, square(106.3, 10.2)), feature({"code": "26743"}))
    report = load_boundaries(file, actor=None, province=province_by_code("86"))
    assert [found.code for found in report.matched] == ["28840"]
    assert report.unmatched == ["hình 2 (26743)"]


def test_boundaries_doubtful_matches_are_noted(tmp_path: Path) -> None:
    file = write(tmp_path, feature({"code": "29740", "name": "Tên Khác"}, square(108.0, 15.0)))
    notes = load_boundaries(file, actor=None, dry_run=True).notes
    assert notes == [
        "hình 1 (29740 Tên Khác): mã khớp xã Song Phú, tỉnh Vĩnh Long nhưng tên khác.",
        "hình 1 (29740 Tên Khác): hình nằm xa điểm đã biết của xã Song Phú, tỉnh Vĩnh Long.",
    ]


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    report = load_boundaries(write(tmp_path, feature({"code": "29740"})), actor=None, dry_run=True)
    assert [found.code for found in report.matched] == ["29740"]
    assert unit("29740").boundary is None
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        (square()[:-1], "không khép kín"),
        (square()[:3], "ít hơn 4 điểm"),
        ([[105.9, 10.1]] * 4, "không có diện tích"),
        ([[105.9, 10.1], [106.0, 10.1], [106.1, 10.1], [105.9, 10.1]], "không có diện tích"),
        ([[lat, lon] for lon, lat in square()], "bị đảo"),
        (square(2.3, 48.8), "ngoài lãnh thổ Việt Nam"),
        ([["x", 10.1], *square()[1:]], "không phải là số"),
        ([[True, 10.1], *square()[1:]], "không phải là số"),
        ("chữ", "ít hơn 4 điểm"),
        ([1, 2, 3, 4], "không phải là số"),
    ],
)
def test_malformed_geometry_is_refused(tmp_path: Path, ring: Any, says: str) -> None:
    file = write(tmp_path, feature({"code": "29308"}), feature({"code": "29740"}, ring))
    error = refuse(file, "boundary_geometry")
    assert says in error.problems[0].message
    assert error.problems[0].where == "hình 2 (29740)"


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "Feature", "properties": {"code": "29740"}, "geometry": None},
        {"type": "Feature", "properties": {"code": "29740"}, "geometry": {"type": "Point", "coordinates": [106, 10]}},
        {"type": "Feature", "properties": {"code": "29740"}, "geometry": {"type": "Polygon", "coordinates": []}},
        {"type": "Feature", "properties": {"code": "29740"}, "geometry": {"type": "MultiPolygon", "coordinates": 5}},
        "không phải hình",
        None,
    ],
)
def test_features_without_a_polygon_are_refused(tmp_path: Path, broken: Any) -> None:
    refuse(write(tmp_path, feature({"code": "29308"}), broken), "boundary_geometry")


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        feature({"code": "29740"}),
        feature({"code": "29752"}),
        feature({"code": "29308"}, square()[:2]),
    )
    refuse(file, "boundary_twice", "boundary_geometry")


def test_a_flood_of_faults_is_cut(tmp_path: Path) -> None:
    error = refuse(write(tmp_path, *[None] * 60), *["boundary_geometry"] * 50, "boundaries_more")
    assert error.problems[-1].message == "Còn 10 lỗi nữa."


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "boundaries_json"),
        (b"\xff\xfe\x00", "boundaries_json"),
        (b"[" * 200_000, "boundaries_json"),
        (b'{"type": "FeatureCollection", "features": [{"x": NaN}]}', "boundaries_json"),
        (b"[]", "boundaries_type"),
        (b'{"type": "Topology"}', "boundaries_type"),
        (b'{"type": "FeatureCollection", "features": []}', "boundaries_count"),
        (
            b'{"type": "FeatureCollection", "features": [1], "crs": {"properties": {"name": "EPSG:3405"}}}',
            "boundaries_crs",
        ),
    ],
)
def test_files_that_are_no_geojson_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "x.geojson"
    file.write_bytes(content)
    refuse(file, code)


def test_missing_and_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(tmp_path / "khong-co.geojson", "boundaries_file")
    monkeypatch.setattr(boundaries, "MAX_BYTES", 100)
    refuse(write(tmp_path, feature({"code": "29740"})), "boundaries_size")


def test_a_file_that_matches_nothing_is_refused(tmp_path: Path) -> None:
    refuse(write(tmp_path, feature({"code": "99999"}), feature({})), "boundaries_none")


def test_the_command_lists_and_refuses(tmp_path: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(commands.places_app, ["boundaries", str(write(tmp_path, feature({"code": "29740"})))])
    assert done.exit_code == 0
    assert "khớp        29740  xã Song Phú, tỉnh Vĩnh Long" in done.stdout
    assert "Đã nạp 1 ranh giới" in done.stdout
    loaded = unit("29740").boundary
    refused = runner.invoke(commands.places_app, ["boundaries", str(write(tmp_path, feature({"code": "29740"}, [])))])
    assert refused.exit_code == 1
    assert "hình 1 (29740): có vòng ít hơn 4 điểm." in refused.stderr
    assert "Không có gì thay đổi." in refused.stderr
    assert unit("29740").boundary == loaded


def test_the_command_resolves_an_address() -> None:
    done = CliRunner().invoke(commands.places_app, ["resolve", "xã Phú Cần, huyện Tiểu Cần, tỉnh Trà Vinh"])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1] == "  29341  xã Tiểu Cần, tỉnh Vĩnh Long"
    assert CliRunner().invoke(commands.places_app, ["resolve", "không đâu cả"]).exit_code == 1


def test_the_map_draws_paths_and_points(tmp_path: Path) -> None:
    load_boundaries(write(tmp_path, feature({"code": "29740"})), actor=None)
    drawn = unit_map([unit("29740"), unit("29308")], width=400)
    assert drawn is not None and drawn.has_boundaries
    assert drawn.view_box == f"0 0 400 {drawn.height:g}"
    first, second = drawn.shapes
    assert first.path.startswith("M") and first.path.endswith("Z") and first.path.count("L") == 3
    assert second.path == "" and second.x is not None and 0 <= second.x <= 400
    assert second.y is not None and 0 <= second.y <= drawn.height
    assert unit_map([]) is None


def test_the_reference_map_loads_whole(reference: Path) -> None:
    report = load_boundaries(reference / "vinhlong-communes.geojson", actor=None)
    assert (len(report.matched), report.unmatched, report.without, report.notes) == (124, [], [], [])
    assert report.positions_kept <= report.positions_read
    drawn = unit_map(communes_of("86").defer(None), width=800)
    assert drawn is not None and all(shape.path for shape in drawn.shapes)
    assert sum(len(shape.path) for shape in drawn.shapes) < 130_000
