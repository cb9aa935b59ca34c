"""The plan by visit to a producer: once a year, agencies together, a sign of violation lifts the rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.assessment.domain.councils import add_seat, create_council
from saolang.assessment.models import AgreedOption, ScoreAnswer, ScoreSheet, Session, SessionItem
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError, NotAllowed
from saolang.core.text import format_score
from saolang.monitoring.domain.inspection_visits import cancel_visit, name_member, rebuild_checklist
from saolang.monitoring.domain.inspections import join_visit, make_plan, merge_visits, plan_programme_visit
from saolang.monitoring.enums import TeamPart, VisitGround, VisitKind, VisitState
from saolang.monitoring.models import InspectionPlan, Visit
from saolang.monitoring.queries.council_options import council_words
from saolang.rulebook.domain.settings import set_setting
from saolang.rulebook.queries import sheet_of
from tests.assessment.conftest import make_round
from tests.dossiers.builders import make_cast, submitted
from tests.factories import RoleKind, commune, far_commune, make_user, province

from .inspection_rows import NOW, SIGN, TODAY, on_site, planned, with_team, world
from .withdrawal_rows import make_star

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """All happens on one day."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_second_plan_of_a_year_is_refused() -> None:
    w = world()
    planned(w)
    with pytest.raises(DomainError) as error:
        make_plan(province=province(), year=2026, office=w.bodies.office, actor=w.officer)
    assert error.value.codes == ["plan_exists"]
    assert InspectionPlan.objects.count() == 1


def test_plan_of_another_province_is_not_the_officers_business() -> None:
    w = world()
    with pytest.raises(NotAllowed):
        make_plan(province=far_commune().parent, year=2026, office=w.bodies.office, actor=w.officer)
    assert InspectionPlan.objects.count() == 0


def test_second_visit_in_a_year_is_refused_and_leads_to_the_first() -> None:
    w = world()
    first = planned(w)
    with pytest.raises(DomainError) as error:
        planned(w, lead=w.bodies.department, kinds=[(VisitKind.FOOD_SAFETY, w.bodies.department)])
    assert error.value.codes == ["visited_already"]
    assert error.value.problems[0].url == first.get_absolute_url()
    assert Visit.objects.get() == first


def test_recorded_sign_allows_an_unannounced_visit() -> None:
    w = world()
    planned(w)
    visit = planned(w, sign=SIGN)
    assert (visit.ground, visit.sign_text, visit.sign_on) == (VisitGround.SIGN, SIGN["text"], TODAY)
    assert Visit.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": "Có vẻ"}, "sign_missing"),
        ({"on": None}, "sign_date_missing"),
        ({"on": dt.date(2026, 11, 22)}, "sign_in_future"),
        ({"source": "neighbour"}, "sign_source"),
    ],
)
def test_sign_must_be_named(changed: dict, code: str) -> None:
    w = world()
    with pytest.raises(DomainError) as error:
        planned(w, sign={**SIGN, **changed})
    assert error.value.codes == [code]
    assert Visit.objects.count() == 0


def test_setting_of_the_province_lifts_the_rule() -> None:
    w = world()
    planned(w)
    set_setting(
        key="inspection_once_a_year",
        value=False,
        effective_from=TODAY,
        source="QĐ 1/QĐ-UBND",
        reason="Thử",
        actor=SYSTEM,
    )
    planned(w)
    assert Visit.objects.count() == 2


def test_cancelled_visit_does_not_count() -> None:
    w = world()
    cancel_visit(planned(w), actor=w.officer, reason="Chủ thể tạm nghỉ sản xuất")
    planned(w)
    assert sorted(Visit.objects.values_list("state", flat=True)) == ["cancelled", "planned"]


def test_agency_joins_the_visit_instead_of_a_second_one() -> None:
    w = world()
    visit = planned(w)
    officer = make_user(RoleKind.DEPARTMENT_OFFICER, organisation=w.bodies.department)
    join_visit(visit, kind=VisitKind.FOOD_SAFETY, agency=w.bodies.department, actor=officer)
    assert list(visit.parts.values_list("kind", "agency")) == [
        ("ocop", w.bodies.office.pk), ("food_safety", w.bodies.department.pk)
    ]  # fmt: skip


def test_agency_joins_only_for_itself_once_and_in_time() -> None:
    w = world()
    visit = planned(w)
    officer = make_user(RoleKind.DEPARTMENT_OFFICER, organisation=w.bodies.department)
    with pytest.raises(DomainError) as error:
        join_visit(visit, kind=VisitKind.MARKET, agency=w.bodies.office, actor=officer)
    assert error.value.codes == ["other_agency"]
    with pytest.raises(DomainError) as error:
        join_visit(visit, kind=VisitKind.OCOP, agency=w.bodies.office, actor=w.officer)
    assert error.value.codes == ["joined_already"]
    on_site(w, visit)
    with pytest.raises(DomainError) as error:
        join_visit(visit, kind=VisitKind.MARKET, agency=w.bodies.department, actor=w.officer)
    assert error.value.codes == ["too_late"]
    assert visit.parts.count() == 1


def test_overlapping_visits_are_merged_and_the_sign_goes_along() -> None:
    w = world()
    first = planned(w)
    second = planned(w, sign=SIGN, kinds=[(VisitKind.FOOD_SAFETY, w.bodies.department)])
    into = merge_visits(second, into=first, actor=w.officer)
    second.refresh_from_db()
    assert (second.state, into.ground) == (VisitState.CANCELLED, VisitGround.SIGN)
    assert set(into.parts.values_list("kind", flat=True)) == {"ocop", "food_safety"}


def test_merging_visits_of_two_producers_is_refused() -> None:
    w, other = world(), world()
    first = planned(w)
    other.plan = w.plan
    second = planned(other)
    with pytest.raises(DomainError) as error:
        merge_visits(second, into=first, actor=w.officer)
    assert error.value.codes == ["other_producer"]
    assert Visit.objects.filter(state=VisitState.PLANNED).count() == 2


def test_own_people_never_come_on_the_team() -> None:
    w = world()
    visit = planned(w)
    with pytest.raises(DomainError) as error:
        name_member(visit, user=w.owner, part=TeamPart.MEMBER, actor=w.officer)
    assert error.value.codes == ["own_people"]
    assert visit.team.count() == 0


def test_checklist_of_an_imported_star_asks_papers_and_facts_with_the_sheet_as_guidance() -> None:
    w = world()
    visit = planned(w)
    row = visit.products.get()
    lines = visit.lines.filter(guidance=False)
    assert (row.basis, row.sheet_id) == ("facts", "qd26-06")
    assert list(dict.fromkeys(lines.values_list("section", flat=True))) == [
        "Hồ sơ đã công bố", "Giấy tờ bắt buộc", "Nhãn hiệu OCOP", "Ghi nhãn hàng hóa", "Sản xuất"
    ]  # fmt: skip
    assert lines.filter(title="Quyết định và giấy chứng nhận").get().claimed.startswith("4 sao, quyết định ")
    guidance = visit.lines.filter(guidance=True)
    assert guidance.count() > 15
    assert not guidance.exclude(answer="").exists()


def test_checklist_of_a_scored_product_asks_what_was_claimed() -> None:
    cast = make_cast()
    dossier = submitted(cast)
    w = world(producer=cast.producer)
    star = make_star(product=dossier.product, number="77")
    star.dossier_code = dossier.code
    star.save()
    visit = planned(w)
    row = visit.products.get(product=dossier.product)
    line = row.lines.exclude(criterion="").first()
    assert (row.basis, row.dossier_code) == ("options", dossier.code)
    assert line.criterion == "1.1" or line.criterion
    assert line.claimed
    assert "/" in line.points
    assert not row.lines.filter(guidance=True).exists()


def council_says(dossier: Any, ticks: list[dict[str, int]], agreed: dict[str, int], means: dict[str, str]) -> None:
    """A concluded item with one handed-in sheet for each member, and what was agreed beside them."""
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    values = {"decision_number": "1/QĐ", "decision_on": TODAY, "rules_number": "2/QĐ", "rules_on": TODAY}
    council = create_council(province=province(), name="Hội đồng Mẫu", actor=officer, **values)
    seats = [add_seat(council, user=make_user(), kind="member", actor=officer) for _ticks in ticks]
    session = Session.objects.create(council=council, round=make_round(), held_on=TODAY, created_by=officer)
    item = SessionItem.objects.create(
        session=session, dossier=dossier, state="concluded", result="recognise", total=80, band=4, star=4,
        evaluation={"criterion_means": means}, concluded_at=NOW,
    )  # fmt: skip
    for seat, chosen in zip(seats, ticks, strict=True):
        sheet = ScoreSheet.objects.create(item=item, seat=seat, state="submitted", submitted_at=NOW, total=80)
        for code, option in chosen.items():
            ScoreAnswer.objects.create(sheet=sheet, criterion=code, option=option)
    for code, option in agreed.items():
        AgreedOption.objects.create(item=item, criterion=code, option=option, reason="Mẫu", recorded_by=officer)


def test_checklist_shows_what_the_council_concluded_where_it_is_held() -> None:
    cast = make_cast()
    dossier = submitted(cast)
    w = world(producer=cast.producer)
    star = make_star(product=dossier.product, number="77")
    star.dossier_code = dossier.code
    star.save()
    answers = dossier.snapshots.get().content["answers"]
    same, agreed, split = [row["criterion"] for row in answers[:3]]
    claimed = {row["criterion"]: row["option"] for row in answers}
    lower = {code: 2 if claimed[code] == 1 else 1 for code in claimed}
    council_says(
        dossier,
        [{**claimed, agreed: lower[agreed]}, {**claimed, split: lower[split]}],
        agreed={agreed: lower[agreed]},
        means={split: "5/2"},
    )
    visit = planned(w)
    lines = {line.criterion: line for line in visit.products.get(product=dossier.product).lines.exclude(criterion="")}
    sheet = sheet_of(dossier.sheet)
    said = {code: lines[code].claimed.splitlines()[-1] for code in (same, agreed, split)}
    option = sheet.by_code[agreed].option(lower[agreed])
    assert said[agreed] == f"Hội đồng kết luận: {option.text} ({format_score(option.points)} điểm)"
    assert "mức Hội đồng đã kết luận" in lines[agreed].question
    assert said[same].startswith("Hội đồng kết luận: ")
    assert "mức đã khai" in lines[same].question
    assert said[split] == (
        f"Hội đồng kết luận: trung bình 2,5/{format_score(sheet.by_code[split].max)} điểm, "
        "các thành viên chọn mức khác nhau"
    )
    assert council_words(dossier, sheet, SimpleNamespace(star=5)) == {}


def test_checklist_is_made_anew_until_something_was_answered() -> None:
    w = world()
    visit = planned(w)
    visit.lines.filter(guidance=False).first().delete()
    count = visit.lines.count()
    rebuild_checklist(visit, actor=w.officer)
    assert visit.lines.count() == count + 1
    line = visit.lines.first()
    line.answer = "met"
    line.save()
    with pytest.raises(DomainError) as error:
        rebuild_checklist(visit, actor=w.officer)
    assert error.value.codes == ["answered"]
    assert visit.lines.filter(answer="met").count() == 1


def test_supervision_of_a_commune_shows_computed_facts() -> None:
    cast = make_cast()
    submitted(cast)
    w = world()
    planned(w)
    visit = plan_programme_visit(commune=commune(), lead=w.bodies.office, plan=w.plan, month=12, actor=w.officer)
    intake = visit.lines.get(title="Kiểm tra hồ sơ trong 15 ngày làm việc")
    assert intake.claimed == "Từ ngày 21/11/2025 xã chưa tiếp nhận hồ sơ nào."
    assert visit.parts.get().kind == VisitKind.PROGRAMME
    assert with_team(w, visit).subject_name == "UBND xã Song Phú"
