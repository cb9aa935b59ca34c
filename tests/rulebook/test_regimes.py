"""Which law a dossier is judged by, and the settings the law leaves open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from saolang.rulebook.engine import BAND_FLOORS
from saolang.rulebook.loading import load_sheet
from saolang.rulebook.provincial import SettingError, defaults, definition, definitions
from saolang.rulebook.regimes import (
    KINDS,
    RegimeError,
    complete_by,
    reassessment_window,
    regime,
    regime_for,
    regimes,
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 11, 22), "qd26"),
        (dt.date(2026, 5, 22), "qd26"),
        (dt.date(2026, 5, 21), "qd1489"),
        (dt.date(2025, 7, 6), "qd1489"),
        (dt.date(2025, 7, 5), "qd148"),
        (dt.date(2023, 2, 24), "qd148"),
        (dt.date(2023, 2, 23), "qd1048"),
        (dt.date(2019, 8, 21), "qd1048"),
    ],
)
def test_regime_for_goes_by_the_day_of_submission(day: dt.date, expected: str) -> None:
    assert {regime_for(day, kind).id for kind in KINDS} == {expected}


def test_regime_for_refuses_what_no_law_covers() -> None:
    with pytest.raises(RegimeError, match="20/08/2019"):
        regime_for(dt.date(2019, 8, 20), "first")
    with pytest.raises(RegimeError, match="loại hồ sơ"):
        regime_for(dt.date(2026, 6, 1), "renewal")
    with pytest.raises(RegimeError):
        regime("qd999")


@pytest.mark.parametrize(
    ("kind", "day"),
    [("first", dt.date(2026, 7, 21)), ("upgrade", dt.date(2026, 7, 21)), ("reassessment", dt.date(2026, 6, 21))],
)
def test_complete_by_gives_the_transition_its_days(kind: str, day: dt.date) -> None:
    assert complete_by(dt.date(2026, 5, 21), kind) == day
    assert complete_by(dt.date(2026, 5, 22), kind) is None


def test_reassessment_window_is_180_to_120_days_before_the_end() -> None:
    assert reassessment_window(dt.date(2029, 8, 5)) == (dt.date(2029, 2, 6), dt.date(2029, 4, 7))


def test_current_regime_holds_what_the_decision_says() -> None:
    law = regime("qd26")
    assert [(band.stars, band.minimum) for band in law.bands] == list(BAND_FLOORS)
    assert law.validity_months == 36
    assert law.prolongation_days == 180
    assert (law.clock("commune_check").days, law.clock("commune_check").unit) == (15, "working_day")
    assert (law.clock("withdrawal").days, law.clock("reassessment").days) == (15, 45)
    days = {level: [(r.proposed_before, r.done_before) for r in found] for level, found in law.rounds.items()}
    assert days == {
        "province": [("04-30", "06-30"), ("10-30", "12-30")],
        "central": [("07-30", "09-30"), ("01-30", "03-30")],
    }
    assert len(law.evidence_kinds) == 15
    assert [ground.code for ground in law.withdrawal_grounds] == ["a", "b", "c", "d", "đ", "e"]
    assert law.band(3).recognised_by == law.band(4).recognised_by == "Chủ tịch UBND cấp tỉnh"
    assert (law.band(2).certificate, law.band(5).level) == (False, "central")
    samples = [item for found in law.dossiers for item in found.items if item.code == "samples"]
    assert {(item.count, item.except_sets) for item in samples} == {(5, (26,))}


def test_compulsory_papers_follow_the_foot_of_the_sheets() -> None:
    law = regime("qd26")
    for number in range(1, 27):
        compulsory = {kind.code for kind in law.compulsory_evidence(number)}
        refused_if = " ".join(load_sheet(law.sheet_id(number)).disqualify_dossier_if)
        assert "mc_dkkd" in compulsory
        production = "giấy chứng nhận cơ sở" in refused_if or "điều kiện bắt buộc để sản xuất" in refused_if
        assert ("mc_dieu_kien_sx" in compulsory) is production
        assert ("mc_cong_bo" in compulsory) is ("công bố" in refused_if)


def test_exemptions_name_ground_substitute_and_source() -> None:
    law = regime("qd26")
    codes = {kind.code for kind in law.evidence_kinds}
    assert len({exemption.code for exemption in law.exemptions}) == len(law.exemptions) > 0
    for exemption in law.exemptions:
        assert exemption.kind in codes
        assert exemption.ground
        assert exemption.source
        assert not exemption.substitute_required or exemption.substitute in codes
    quality = law.exemption("attp_quality_system")
    assert quality is not None
    assert quality in law.exemptions_for("mc_dieu_kien_sx")
    assert quality.substitute == "mc_qlcl"


def test_older_regimes_know_who_recognised_three_stars() -> None:
    assert regime("qd148").band(3).level == "district"
    assert regime("qd1489").band(3).level == "province"
    assert [found.has_sheets for found in regimes().values()] == [True, False, False, True]
    with pytest.raises(RegimeError, match="không kèm phiếu"):
        regime("qd148").sheet_id(1)


def test_settings_have_the_defaults_of_the_plan() -> None:
    found = defaults()
    assert {
        key: found[key]
        for key in (
            "quorum_percent",
            "quorum_chair",
            "spread_limit",
            "mean",
            "minimum_when_ticks_differ",
            "minima_accumulate",
            "completion_request_pauses_clock",
            "receipt_number_pattern",
            "certificate_weekend_end",
            "numbering_by_system",
        )
    } == {
        "quorum_percent": 75,
        "quorum_chair": "chair_or_deputy",
        "spread_limit": 10,
        "mean": "arithmetic",
        "minimum_when_ticks_differ": "agreed_option",
        "minima_accumulate": True,
        "completion_request_pauses_clock": False,
        "receipt_number_pattern": "{a}-{b}/PĐK-{province}-{commune}-{year}",
        "certificate_weekend_end": "same_day",
        "numbering_by_system": False,
    }


def test_every_default_is_a_value_the_setting_takes() -> None:
    for key, item in definitions().items():
        assert item.clean(item.default) == item.default, key
        assert item.display(item.default)
        assert item.source


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("quorum_percent", "80", 80),
        ("spread_limit", "7,5", 7.5),
        ("minima_accumulate", "Không", False),
        ("who_may_score", ["council_member", "council_chair"], ["council_chair", "council_member"]),
        ("mean", "arithmetic", "arithmetic"),
    ],
)
def test_setting_clean_gives_the_stored_value(key: str, value: Any, stored: Any) -> None:
    assert definition(key).clean(value) == stored


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("quorum_percent", "101"),
        ("quorum_percent", "0"),
        ("quorum_percent", "7.5"),
        ("quorum_percent", "nhiều"),
        ("spread_limit", "nan"),
        ("minima_accumulate", "có lẽ"),
        ("mean", "median"),
        ("who_may_score", []),
        ("who_may_score", ["inspector"]),
        ("receipt_number_pattern", "  "),
    ],
)
def test_setting_clean_refuses(key: str, value: Any) -> None:
    with pytest.raises(SettingError, match=definition(key).title.split(" (")[0]):
        definition(key).clean(value)


def test_definition_refuses_an_unknown_key() -> None:
    with pytest.raises(SettingError, match="la_lung"):
        definition("la_lung")
