"""A visit from its decision to publication; findings, actions, samples; what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.documents.domain.papers import submit_for_signature
from saolang.documents.printing import paper_pdf
from saolang.monitoring.domain import inspection_papers as papers
from saolang.monitoring.domain.inspection_findings import (
    answer_action,
    end_finding,
    enter_result,
    order_action,
    recheck_action,
    record_finding,
    take_sample,
)
from saolang.monitoring.domain.inspection_reminders import remind
from saolang.monitoring.domain.inspection_visits import arrive, cancel_visit
from saolang.monitoring.domain.inspection_withdrawal import propose_withdrawal
from saolang.monitoring.enums import FindingState, VisitState
from saolang.monitoring.models import CorrectiveAction, Finding, Visit, WithdrawalCase
from saolang.monitoring.queries.inspection_public import published_inspections
from saolang.notify.models import Message
from tests.factories import stored_file

from .inspection_rows import (
    NOW,
    SIGN,
    SIGNER,
    TODAY,
    announced,
    answer_all,
    concluded,
    minuted,
    on_site,
    planned,
    signed,
    with_team,
    world,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + dt.timedelta(days=1)
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """All happens on one day."""
    with time_machine.travel(NOW, tick=False):
        yield


def _finding(w: Any, visit: Visit, **fields: Any) -> Finding:
    given = {"severity": "medium", "text": "Nhãn thiếu hạn dùng", "legal_ground": "Điều 10 Nghị định 43/2017/NĐ-CP"}
    return record_finding(visit, **{**given, "product": w.product, **fields}, actor=w.head)


def test_visit_walks_from_plan_to_publication() -> None:
    w = world()
    visit = papers.publish(concluded(w), actor=w.officer)
    assert visit.state == VisitState.PUBLISHED
    assert [visit.announced_on, visit.arrived_on, visit.minutes_on, visit.concluded_on, visit.published_on] == [
        TODAY
    ] * 5
    (row,) = published_inspections(w.product)
    assert (row.on, row.verdict, row.words) == (TODAY, "Duy trì đủ điều kiện", "")
    for paper in (w.plan.paper, visit.decision_paper, visit.minutes_paper, visit.conclusion_paper):
        assert paper_pdf(paper).startswith(b"%PDF")


def test_nothing_is_public_before_publication() -> None:
    w = world()
    concluded(w)
    assert published_inspections(w.product) == ()


def test_decision_needs_issued_plan_team_and_day_all_told_at_once() -> None:
    w = world()
    visit = planned(w, day=None, month=12)
    with pytest.raises(DomainError) as error:
        papers.draft_decision(visit, actor=w.officer)
    assert error.value.codes == ["plan_not_issued", "no_head", "team_small", "no_day"]
    visit.refresh_from_db()
    assert (visit.state, visit.decision_paper) == (VisitState.PLANNED, None)


def test_unannounced_visit_needs_no_plan_and_warns_nobody_before() -> None:
    w = world()
    visit = announced(w, planned(w, sign=SIGN))
    told = set(Message.objects.filter(kind="visit_announced").values_list("recipient", flat=True))
    assert visit.state == VisitState.ANNOUNCED
    assert told == {w.head.pk, w.second.pk}


def test_announced_visit_by_plan_is_told_to_the_producer() -> None:
    w = world()
    announced(w)
    assert Message.objects.filter(kind="visit_announced", recipient=w.owner).count() == 1


def test_decision_dated_after_the_visit_is_refused() -> None:
    w = world()
    visit = with_team(w, planned(w, sign=SIGN, day=dt.date(2026, 11, 20)))
    submit_for_signature(papers.draft_decision(visit, actor=w.officer), actor=w.officer)
    with pytest.raises(DomainError) as error:
        papers.announce(
            visit, actor=w.officer, number="9", symbol="QĐ-VPĐP", issued_on=TODAY, signed_file=signed(), **SIGNER
        )
    assert error.value.codes == ["decision_after_visit"]
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED


def test_inspector_outside_the_team_does_not_begin() -> None:
    w = world()
    visit = announced(w)
    with pytest.raises(NotAllowed):
        arrive(visit, actor=w.officer)
    visit.refresh_from_db()
    assert visit.state == VisitState.ANNOUNCED


def test_cancelling_needs_a_reason_and_ends_with_the_arrival() -> None:
    w = world()
    visit = planned(w)
    with pytest.raises(DomainError) as error:
        cancel_visit(visit, actor=w.officer, reason=" ")
    assert error.value.codes == ["reason_missing"]
    visit = on_site(w, visit)
    with pytest.raises(WrongState):
        cancel_visit(visit, actor=w.officer, reason="Muộn")
    visit.refresh_from_db()
    assert visit.state == VisitState.ON_SITE


def test_minutes_wait_for_every_line() -> None:
    w = world()
    visit = on_site(w)
    with pytest.raises(DomainError) as error:
        papers.write_minutes(visit, other_side="Trần Văn Mẫu", actor=w.head)
    assert error.value.codes == ["lines_open"]
    visit.refresh_from_db()
    assert visit.minutes_paper is None


def test_refusal_to_sign_needs_reason_and_two_different_witnesses() -> None:
    w = world()
    visit = on_site(w)
    answer_all(w, visit)
    one = [("Nguyễn Thị Mẫu A", "UBND xã")]
    with pytest.raises(DomainError) as error:
        papers.write_minutes(visit, other_side="", refused=True, witnesses=one * 2, actor=w.head)
    assert error.value.codes == ["refusal_reason_missing", "witnesses_missing"]
    assert visit.witnesses.count() == 0
    two = [*one, ("Lê Văn Mẫu B", "Hội Nông dân xã")]
    papers.write_minutes(visit, other_side="", refused=True, refusal_reason="Không đồng ý", witnesses=two, actor=w.head)
    visit.refresh_from_db()
    visit = papers.sign_minutes(visit, on=TODAY, signed_file=signed(), actor=w.head)
    assert (visit.state, visit.minutes_refused) == (VisitState.MINUTES_SIGNED, True)
    assert list(visit.witnesses.values_list("name", flat=True)) == ["Nguyễn Thị Mẫu A", "Lê Văn Mẫu B"]


def test_minutes_printed_before_a_later_finding_are_not_accepted() -> None:
    w = world()
    visit = on_site(w)
    answer_all(w, visit)
    papers.write_minutes(visit, other_side="Trần Văn Mẫu", actor=w.head)
    visit.refresh_from_db()
    _finding(w, visit)
    with pytest.raises(DomainError) as error:
        papers.sign_minutes(visit, on=TODAY, signed_file=signed(), actor=w.head)
    assert error.value.codes == ["minutes_outdated"]
    visit.refresh_from_db()
    assert visit.state == VisitState.ON_SITE


def test_conclusion_waits_for_an_action_on_every_open_finding() -> None:
    w = world()
    visit = on_site(w)
    finding = _finding(w, visit)
    with pytest.raises(DomainError) as error:
        concluded(w, visit, verdict="to_fix", words="Nhãn thiếu hạn dùng")
    assert error.value.codes == ["finding_without_action"]
    order_action(finding, text="In lại nhãn có hạn dùng", due_on=TODAY, actor=w.officer)
    visit.refresh_from_db()
    visit = papers.conclude(
        visit, actor=w.officer, number="8", symbol="KL-VPĐP", issued_on=TODAY, signed_file=signed(), **SIGNER
    )
    assert visit.state == VisitState.CONCLUDED


def test_verdict_that_finds_fault_says_why() -> None:
    w = world()
    with pytest.raises(DomainError) as error:
        concluded(w, verdict="not_kept")
    assert error.value.codes == ["words_missing"]
    assert Visit.objects.get().conclusion_paper is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"severity": "huge"}, "severity_unknown"), ({"text": " "}, "text_missing"),
     ({"legal_ground": ""}, "ground_missing"), ({"found_on": YESTERDAY}, "before_visit"),
     ({"found_on": TOMORROW}, "day_in_future")],
)  # fmt: skip
def test_finding_that_is_not_whole_is_refused(changed: dict[str, Any], code: str) -> None:
    w = world()
    visit = on_site(w)
    with pytest.raises(DomainError) as error:
        _finding(w, visit, **changed)
    assert error.value.codes == [code]
    assert Finding.objects.count() == 0


def test_due_day_before_the_finding_is_refused() -> None:
    w = world()
    finding = _finding(w, on_site(w))
    with pytest.raises(DomainError) as error:
        order_action(finding, text="In lại nhãn", due_on=YESTERDAY, actor=w.head)
    assert error.value.codes == ["due_before_finding"]
    assert CorrectiveAction.objects.count() == 0


def test_recheck_before_the_finding_is_refused() -> None:
    w = world()
    action = order_action(_finding(w, on_site(w)), text="In lại nhãn", due_on=TOMORROW, actor=w.head)
    with pytest.raises(DomainError) as error:
        recheck_action(action, on=YESTERDAY, passed=True, note="", actor=w.head)
    assert error.value.codes == ["recheck_before_finding"]
    action.refresh_from_db()
    assert action.rechecked_on is None


def test_finding_is_answered_rechecked_and_ends_as_fixed_by_a_paper() -> None:
    w = world()
    visit = on_site(w)
    finding = _finding(w, visit)
    action = order_action(finding, text="In lại nhãn", due_on=TOMORROW, actor=w.head)
    visit = minuted(w, visit)
    action = answer_action(action, text="Đã in lại 500 nhãn", files=[stored_file()], actor=w.owner)
    paper = {"number": "12/BB-ĐKT", "on": TODAY, "issuer": "Đoàn kiểm tra", "file": stored_file()}
    with pytest.raises(DomainError) as error:
        end_finding(finding, how="fix", **paper, actor=w.officer)
    assert error.value.codes == ["not_rechecked"]
    recheck_action(action, on=TODAY, passed=True, note="", actor=w.head)
    finding = end_finding(finding, how="fix", **paper, actor=w.officer)
    assert (finding.state, finding.closing_number, finding.closing_on) == (FindingState.FIXED, "12/BB-ĐKT", TODAY)


def test_ending_needs_number_issuer_day_and_file() -> None:
    w = world()
    finding = _finding(w, on_site(w))
    with pytest.raises(DomainError) as error:
        end_finding(finding, how="sanction", number="", on=YESTERDAY, issuer="", file=None, actor=w.officer)
    assert error.value.codes == ["number_missing", "issuer_missing", "file_missing", "paper_before_finding"]
    finding.refresh_from_db()
    assert finding.state == FindingState.OPEN


def test_producer_does_not_end_its_own_finding() -> None:
    w = world()
    finding = _finding(w, on_site(w))
    with pytest.raises(NotAllowed):
        end_finding(finding, how="sanction", number="1", on=TODAY, issuer="X", file=stored_file(), actor=w.owner)
    finding.refresh_from_db()
    assert finding.state == FindingState.OPEN


def test_failed_sample_makes_a_finding_after_the_minutes() -> None:
    w = world()
    visit = on_site(w)
    sample = take_sample(visit, number="M1", what="Vi sinh", product=w.product, actor=w.head)
    visit = minuted(w, visit)
    with pytest.raises(WrongState):
        _finding(w, visit)
    with pytest.raises(DomainError) as error:
        enter_result(sample, result="E. coli", result_on=YESTERDAY, passed=False, file=None, actor=w.officer)
    assert error.value.codes == ["result_before_sample", "file_missing"]
    sample = enter_result(
        sample, result="E. coli vượt mức", result_on=TODAY, passed=False, file=stored_file(), actor=w.officer
    )
    finding = _finding(w, visit, sample=sample, severity="grave")
    assert (finding.product, sample.passed) == (w.product, False)
    record = papers.draft_sample_record(sample, actor=w.head)
    assert paper_pdf(record).startswith(b"%PDF")


def test_withdrawal_is_proposed_from_the_signed_conclusion() -> None:
    w = world()
    visit = on_site(w)
    finding = _finding(w, visit, severity="grave")
    order_action(finding, text="Ngừng dùng nhãn", due_on=TODAY, actor=w.head)
    with pytest.raises(DomainError) as error:
        propose_withdrawal(finding, ground="c", actor=w.officer)
    assert error.value.codes == ["not_concluded"]
    assert WithdrawalCase.objects.count() == 0
    visit = concluded(w, visit, verdict="not_kept", words="Không còn đáp ứng tiêu chí về nhãn")
    case = propose_withdrawal(Finding.objects.get(), ground="c", actor=w.officer)
    assert (case.origin, case.basis_on, case.due_on) == ("inspection", TODAY, TODAY + dt.timedelta(days=15))
    assert Finding.objects.get().withdrawal_code == case.code


def test_reminders_go_once_before_and_once_after_the_day() -> None:
    w = world()
    visit = on_site(w)
    action = order_action(_finding(w, visit), text="In lại nhãn", due_on=TODAY + dt.timedelta(days=3), actor=w.head)
    assert remind() == 0
    minuted(w, visit)
    assert [remind(), remind()] == [1, 0]
    with time_machine.travel(NOW + dt.timedelta(days=4), tick=False):
        assert [remind(), remind()] == [1, 0]
    sent = Message.objects.filter(kind="action_due", object_id=str(action.pk))
    assert sent.filter(recipient=w.owner).count() == 2
    assert sent.filter(recipient=w.head).count() == 1
