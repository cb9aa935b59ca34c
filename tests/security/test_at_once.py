"""Two people do the same to a star at once: it is done once, the other is told, the record and the tree hold."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from saolang.accounts.enums import RoleKind
from saolang.audit.queries import verify
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError
from saolang.files.domain import store
from saolang.monitoring.domain import report_handling
from saolang.monitoring.domain.inspection_sync import read_changes, sync
from saolang.monitoring.domain.withdrawal_decision import issue_withdrawal
from saolang.monitoring.domain.withdrawals import open_case
from saolang.monitoring.models import Report, SyncedChange, WithdrawalCase
from saolang.producers.domain.merging import merge_producers
from saolang.producers.models import MergeRecord, Producer
from saolang.registry.access import IMPORT_PURPOSE
from saolang.registry.domain.import_register import check_register, queue, start_register, write_register
from saolang.registry.domain.renewals import renewal_filed
from saolang.registry.domain.withdrawing import withdraw_star
from saolang.registry.enums import RegisterState
from saolang.registry.models import ImportBatch, Prolongation, Recognition, RegisterImport, StarState
from tests.assessment.test_concurrency import at_once
from tests.factories import ProducerFactory, commune, make_user, province
from tests.monitoring import inspection_rows as visits
from tests.monitoring import withdrawal_rows as cases
from tests.registry.test_register_import import line, plain
from tests.registry.test_terms import decision, star

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_world")]


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """All happens on one day."""
    with time_machine.travel(cases.NOW):
        yield


def refusals(found: list[Any]) -> list[str]:
    """The codes of refusals; anything that is no refusal of the domain is an error."""
    errors = [result for result in found if isinstance(result, Exception)]
    assert [error for error in errors if not isinstance(error, DomainError)] == []
    return [code for error in errors for code in error.codes]


def test_two_renewals_at_once_prolong_once() -> None:
    row = star()
    day = dt.date(2028, 12, 1)
    found = at_once(*(
        lambda code=code: renewal_filed(row.product, on=day, dossier_code=code, actor=SYSTEM) for code in ("HS1", "HS2")
    ))  # fmt: skip
    assert refusals(found) == ["renewal_open"]
    assert (Prolongation.objects.count(), StarState.objects.count()) == (1, 1)
    assert verify().intact


def test_a_star_is_taken_away_once() -> None:
    row = star()
    papers = [decision("withdrawal", number, dt.date(2026, 11, 1)) for number in ("1", "2")]
    found = at_once(*(
        lambda paper=paper: withdraw_star(row, decision=paper, on=dt.date(2026, 11, 2), ground="c", actor=SYSTEM)
        for paper in papers
    ))  # fmt: skip
    assert refusals(found) == ["withdrawn_already"]
    assert Recognition.objects.get().withdrawal in papers
    assert verify().intact


def test_two_withdrawals_of_one_star_open_one_case() -> None:
    w = cases.world(begun=dt.date(2026, 1, 12))
    other = make_user(RoleKind.PROVINCE_OFFICER)
    found = at_once(*(
        lambda who=who: open_case(w.star, ground="đ", actor=who, note="Cơ sở đã đóng cửa.")
        for who in (w.officer, other)
    ))  # fmt: skip
    assert len(refusals(found)) == 1
    assert WithdrawalCase.objects.count() == 1


def test_crosswise_merges_leave_one_producer() -> None:
    first, second = ProducerFactory(), ProducerFactory()
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    found = at_once(
        lambda: merge_producers(first, second, actor=officer, reason="Một đơn vị"),
        lambda: merge_producers(second, first, actor=officer, reason="Một đơn vị"),
    )
    assert len(refusals(found)) >= 1
    assert MergeRecord.objects.count() == 1
    assert Producer.objects.filter(state="merged").count() == 1


def checked(path: Path, officer: Any) -> RegisterImport:
    """A work on a list, checked and waiting to be written."""
    stored = store(
        SimpleUploadedFile(path.name, path.read_bytes()), actor=officer, purpose=IMPORT_PURPOSE, allow=("xlsx",)
    )
    work = start_register(stored, actor=officer)
    assert queue(work, RegisterState.QUEUED, actor=officer) and check_register(work)
    return RegisterImport.objects.get(pk=work.pk)


def test_an_old_register_is_written_once(tmp_path: Path) -> None:
    commune()
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    work = checked(plain(tmp_path / "a.xlsx", [line("Bánh Mẫu"), line("Kẹo Mẫu")]), officer)

    def write() -> Any:
        taken = queue(work, RegisterState.TO_WRITE, actor=officer)
        return write_register(work, actor=officer) if taken else None

    found = at_once(write, write)
    assert refusals(found) == [] and sum(result is not None for result in found) == 1
    assert (ImportBatch.objects.count(), Recognition.objects.count()) == (1, 2)
    assert RegisterImport.objects.get().state == RegisterState.DONE


def test_two_registers_with_the_same_line_do_not_both_write_it(tmp_path: Path) -> None:
    commune()
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    names = {"a.xlsx": "Kẹo Mẫu", "b.xlsx": "Trà Mẫu"}
    works = [checked(plain(tmp_path / name, [line("Bánh Mẫu"), line(own)]), officer) for name, own in names.items()]
    for work in works:
        assert queue(work, RegisterState.TO_WRITE, actor=officer)
    found = at_once(*(lambda work=work: write_register(work, actor=officer) for work in works))
    assert refusals(found) == ["register_changed"]
    assert (ImportBatch.objects.count(), Recognition.objects.count()) == (1, 2)
    assert Recognition.objects.filter(product_name="Bánh Mẫu").count() == 1


def test_two_phones_at_once_on_one_line() -> None:
    w = visits.world()
    visit = visits.on_site(w)
    row = visit.lines.filter(guidance=False).first()
    sent = [
        visits.change("answer", row.code, {"answer": answer, "note": f"Ghi bởi {answer}"}, base=row.version)
        for answer in ("met", "not_met")
    ]
    found = at_once(*(
        lambda who=who, one=one: sync(visit, changes=read_changes([one]), actor=who)
        for who, one in zip((w.head, w.second), sent, strict=True)
    ))  # fmt: skip
    assert refusals(found) == []
    assert sorted(result[0]["outcome"] for result in found) == ["applied", "conflict"]
    row.refresh_from_db()
    assert row.version == 2 and SyncedChange.objects.count() == 2
    assert {change.content["note"] for change in SyncedChange.objects.all()} == {"Ghi bởi met", "Ghi bởi not_met"}


def test_one_change_sent_twice_at_once_is_applied_once() -> None:
    w = visits.world()
    visit = visits.on_site(w)
    row = visit.lines.filter(guidance=False).first()
    sent = json.dumps([visits.change("answer", row.code, {"answer": "met", "note": "x"}, base=row.version)])
    found = at_once(*[lambda: sync(visit, changes=read_changes(json.loads(sent)), actor=w.head)] * 2)
    assert refusals(found) == []
    assert sorted(result[0]["repeated"] for result in found) == [False, True]
    assert SyncedChange.objects.count() == 1


def test_two_triages_at_once_end_in_one() -> None:
    home = province()
    people = [make_user(RoleKind.PROVINCE_OFFICER), make_user(RoleKind.INSPECTOR, unit=home)]
    report = Report.objects.create(
        kind="quality", story="Bánh bị mốc khi mở gói.", product_text="Bánh lạ", province=home, state="new",
        received_on=dt.date(2026, 11, 20), triage_due_on=dt.date(2026, 11, 27), answer_due_on=dt.date(2026, 12, 20),
    )  # fmt: skip
    found = at_once(
        lambda: report_handling.accept_report(report, actor=people[0], expected_version=report.version),
        lambda: report_handling.refuse_report(
            report, actor=people[1], reason="Không rõ sản phẩm", expected_version=report.version
        ),
    )
    assert len(refusals(found)) == 1
    report.refresh_from_db()
    assert report.state in ("accepted", "refused") and report.version == 2


def test_a_decision_of_withdrawal_is_issued_once() -> None:
    from saolang.documents.domain.papers import submit_for_signature
    from saolang.documents.enums import PaperKind
    from saolang.monitoring.domain import withdrawal_papers
    from tests.factories import stored_file

    w = cases.world()
    case = cases.submitted(w)
    paper = withdrawal_papers.case_papers(case, PaperKind.WITHDRAWAL_DECISION).get()
    paper = submit_for_signature(paper, actor=w.officer)
    files = [stored_file(name=f"{n}.pdf", purpose="documents.signed") for n in range(2)]
    found = at_once(*(
        lambda n=n: issue_withdrawal(
            paper, case=case, actor=w.officer, number=str(40 + n), symbol="QĐ-UBND", issued_on=cases.TODAY,
            signer_name="Lê Văn Mẫu", signer_title="Chủ tịch", sign_mode="none", signed_file=files[n],
        )
        for n in range(2)
    ))  # fmt: skip
    assert len([result for result in found if isinstance(result, DomainError)]) == 1, found
    assert Recognition.objects.get(pk=w.star.pk).withdrawn_on == cases.TODAY
    assert verify().intact
