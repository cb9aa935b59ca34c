"""Which round a letter falls into, and how the clock runs over holidays."""

import datetime as dt

import pytest
import time_machine

from saolang.core.problems import DomainError
from saolang.dossiers.clocks import commune_clock
from saolang.dossiers.domain import province
from saolang.dossiers.domain.rounds import add_extra_round, ensure_rounds
from saolang.dossiers.models import Dossier, Round
from saolang.dossiers.rounds import expected_decision_on, fitting
from tests.dossiers import builders


def at(day):
    return dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("letter_on", "year", "number"),
    [
        (dt.date(2026, 4, 29), 2026, 1),
        (dt.date(2026, 4, 30), 2026, 2),
        (dt.date(2026, 10, 29), 2026, 2),
        (dt.date(2026, 10, 30), 2027, 1),
    ],
)
def test_limit_day_itself_is_too_late(cast, letter_on, year, number):
    found = fitting(cast.commune.parent, letter_on)
    assert (found.year, found.number) == (year, number)


def test_letter_of_the_limit_day_goes_into_the_next_round(cast, october):
    october.move_to(at(dt.date(2026, 10, 30)))
    dossier = builders.proposed(cast)
    assert dossier.product_code == "86-29740-1-2027"
    dossier = province.receive_at_province(dossier, actor=cast.province_officer).dossier
    late = next(item for item in ensure_rounds(cast.commune.parent, 2026) if item.number == 2)
    with pytest.raises(DomainError) as refusal:
        province.put_into_round(dossier, round=late, actor=cast.province_officer)
    assert refusal.value.codes == ["letter_too_late"]
    assert Dossier.objects.get().round is None
    dossier = province.put_into_round(dossier, actor=cast.province_officer)
    assert str(dossier.round) == "Đợt 1 năm 2027"


def test_deferral_moves_to_the_following_round(cast):
    dossier = builders.in_round(cast)
    province.enter_council(dossier, actor=cast.province_officer)
    dossier = province.defer_to_next_round(dossier, actor=cast.province_officer, reason="Chờ kiểm nghiệm")
    assert (dossier.state, str(dossier.round)) == ("in_round", "Đợt 1 năm 2027")


def test_extra_round_needs_setting_and_basis(cast):
    with pytest.raises(DomainError) as refusal:
        add_extra_round(
            cast.commune.parent, year=2026, proposed_before=dt.date(2026, 8, 1), done_before=dt.date(2026, 7, 1),
            basis="", actor=cast.province_officer,
        )  # fmt: skip
    assert refusal.value.codes == ["extra_rounds_off", "basis_missing", "round_dates"]
    assert not Round.objects.filter(extra=True).exists()


def test_clock_skips_holidays_and_shows_days_left(cast, october):
    october.move_to(at(dt.date(2026, 8, 28)))
    dossier = builders.received(cast)
    # 15 working days after Friday 28/8, without 1-2/9 (swaps as in data/holidays/2026.yaml)
    from saolang.core.workdays import WorkCalendar

    due = WorkCalendar.load().add_working_days(dt.date(2026, 8, 28), 15).date
    assert dossier.commune_due_on == due > dt.date(2026, 9, 18)
    running = commune_clock(dossier)
    assert (running.total, running.spent, running.left, running.is_late) == (15, 0, 15, False)
    october.move_to(at(due + dt.timedelta(days=7)))
    assert commune_clock(dossier).is_late
    assert commune_clock(dossier).spent == 15


def test_year_without_data_warns(cast, october):
    october.move_to(at(dt.date(2027, 12, 20)))
    dossier = builders.received(cast)
    assert any("2028" in warning for warning in commune_clock(dossier).warnings)


def test_pause_setting_gives_waiting_days_back(cast, october):
    from saolang.core.actors import SYSTEM
    from saolang.dossiers.domain import commune as commune_domain
    from saolang.dossiers.domain import supplement
    from saolang.rulebook.domain.settings import set_setting

    set_setting(
        key="completion_request_pauses_clock", value=True, effective_from=dt.date(2026, 10, 5), source="Quy chế mẫu",
        reason="Thử", actor=SYSTEM,
    )  # fmt: skip
    dossier = builders.received(cast)
    commune_domain.request_completion(
        dossier, items=[{"text": "Bổ sung"}], due_on=dt.date(2026, 10, 12), actor=cast.officer
    )
    october.move_to(at(dt.date(2026, 10, 8)))
    answered = supplement.answer_completion(Dossier.objects.get(), text="Đã bổ sung", actor=cast.owner)
    assert answered.commune_due_on == dt.date(2026, 10, 29)


def test_expected_decision_follows_the_round(cast):
    dossier = builders.received(cast)
    assert expected_decision_on(dossier) == dt.date(2026, 12, 30)
    with time_machine.travel(at(dt.date(2026, 10, 28)), tick=False):
        late = Dossier.objects.get()
        late.commune_due_on = dt.date(2026, 11, 2)
        assert expected_decision_on(late) == dt.date(2027, 6, 30)
