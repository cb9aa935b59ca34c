"""Bad input and wrong order: refused in words, and nothing is half-done."""

import datetime as dt
import unicodedata

import pytest

from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.dossiers.domain import commune as commune_domain
from saolang.dossiers.domain import prepare, proposal, province, submit, supplement, withdraw
from saolang.dossiers.models import Dossier, Receipt, SelfAnswer, Snapshot
from saolang.files.models import StoredFile
from saolang.producers.domain.evidence import update_evidence
from saolang.producers.models import Evidence
from tests.dossiers import builders
from tests.factories import EvidenceFactory, make_user, other_commune


def test_second_submission_is_refused(cast):
    dossier = builders.submitted(cast)
    with pytest.raises(WrongState):
        submit.submit_dossier(dossier, actor=cast.owner)
    assert Snapshot.objects.count() == 1


def test_stale_page_is_refused(cast):
    dossier = builders.prepared(cast)
    seen = dossier.version
    prepare.save_section(dossier, "phan-4", {"part4_plan": "Bản của người thứ nhất"}, actor=cast.owner)
    with pytest.raises(Stale):
        prepare.save_section(dossier, "phan-4", {"part4_plan": "Bản cũ"}, actor=cast.owner, expected_version=seen)
    assert Dossier.objects.get().part4_plan == "Bản của người thứ nhất"


def test_stale_criterion_is_refused(cast):
    dossier = builders.prepared(cast)
    mark = prepare.answer_mark(SelfAnswer.objects.get(criterion="1.1"))
    SelfAnswer.objects.filter(criterion="1.1").update(updated_at=dt.datetime(2026, 10, 5, 3, tzinfo=dt.UTC), option=2)
    with pytest.raises(Stale):
        prepare.answer_criterion(dossier, "1.1", option=1, description="x", actor=cast.owner, seen=mark)
    assert SelfAnswer.objects.get(criterion="1.1").option == 2


@pytest.mark.parametrize(
    ("criterion", "option", "code"), [("1.1", 9, "option_unknown"), ("99", 1, "criterion_unknown")]
)
def test_unknown_option_and_criterion_are_refused(cast, criterion, option, code):
    dossier = builders.prepared(cast)
    with pytest.raises(DomainError) as refusal:
        prepare.answer_criterion(dossier, criterion, option=option, actor=cast.owner)
    assert refusal.value.codes == [code]
    assert SelfAnswer.objects.filter(criterion="1.1", option=1).exists()


def test_one_open_dossier_per_product(cast):
    dossier = builders.prepared(cast)
    with pytest.raises(DomainError) as refusal:
        prepare.open_dossier(dossier.product, "first", actor=cast.owner)
    assert refusal.value.codes == ["dossier_open"]
    assert Dossier.objects.count() == 1


def test_open_needs_set_and_right_kind(cast):
    product = builders.make_product(cast, set_number=None)
    with pytest.raises(DomainError) as refusal:
        prepare.open_dossier(product, "upgrade", actor=cast.owner)
    assert refusal.value.codes == ["set_missing", "not_recognised_yet"]
    with pytest.raises(NotAllowed):
        prepare.open_dossier(product, "first", actor=make_user())


def test_idea_stage_is_no_condition(cast):
    product = builders.make_product(cast, stage="idea")
    assert prepare.open_dossier(product, "first", actor=cast.owner).state == "preparing"


def test_expired_paper_stops_submission(cast):
    dossier = builders.prepared(cast)
    Evidence.objects.filter(kind="mc_kiem_nghiem").update(
        issued_on=dt.date(2025, 1, 1), expires_on=dt.date(2026, 10, 4)
    )
    with pytest.raises(DomainError) as refusal:
        submit.submit_dossier(dossier, actor=cast.owner)
    assert refusal.value.codes == ["paper_expired"]
    assert "04/10/2026" in str(refusal.value) or "4/10/2026" in str(refusal.value)


def test_paper_ending_before_the_decision_is_flagged(cast):
    from saolang.audit.models import Event

    dossier = builders.prepared(cast)
    paper = Evidence.objects.get(kind="mc_kiem_nghiem")
    Evidence.objects.filter(pk=paper.pk).update(expires_on=dt.date(2026, 11, 12))
    dossier = submit.submit_dossier(dossier, actor=cast.owner)
    commune_domain.receive_dossier(dossier, actor=cast.officer)
    for verb in ("submit", "receive"):
        event = Event.objects.get(verb=f"dossiers.dossier.{verb}")
        assert paper.code in event.data


def test_missing_compulsory_paper_and_exemption_without_substitute(cast):
    dossier = builders.prepared(cast)
    Evidence.objects.filter(kind="mc_dieu_kien_sx").update(retired_on=dt.date(2026, 10, 1))
    with pytest.raises(DomainError) as refusal:
        submit.submit_dossier(dossier, actor=cast.owner)
    assert refusal.value.codes == ["paper_missing"]
    dossier.product.exemptions.create(kind="mc_dieu_kien_sx", ground="attp_quality_system")
    with pytest.raises(DomainError) as refusal:
        submit.submit_dossier(dossier, actor=cast.owner)
    assert refusal.value.codes == ["paper_missing"]
    substitute = EvidenceFactory(product=dossier.product, kind="mc_qlcl", title="ISO 22000", with_file=True)
    dossier.product.exemptions.update(substitute=substitute)
    dossier = submit.submit_dossier(dossier, actor=cast.owner)
    assert substitute.code in [paper["code"] for paper in dossier.snapshots.get().content["papers"]]


def test_nfd_text_is_stored_composed(cast):
    dossier = builders.prepared(cast)
    text = unicodedata.normalize("NFD", "Mở rộng vùng nếp")
    prepare.save_section(dossier, "phan-4", {"part4_plan": text}, actor=cast.owner)
    prepare.answer_criterion(dossier, "1.1", option=1, description=text, actor=cast.owner)
    assert Dossier.objects.get().part4_plan == "Mở rộng vùng nếp"
    assert SelfAnswer.objects.get(criterion="1.1").description == "Mở rộng vùng nếp"


def test_submitted_parts_are_frozen(cast):
    dossier = builders.submitted(cast)
    with pytest.raises(WrongState):
        prepare.save_section(dossier, "phan-4", {"part4_plan": "Sửa sau khi nộp"}, actor=cast.owner)
    with pytest.raises(WrongState):
        prepare.answer_criterion(dossier, "1.1", option=2, actor=cast.owner)
    paper = Evidence.objects.get(kind="mc_kiem_nghiem")
    with pytest.raises(DomainError) as refusal:
        update_evidence(paper, changes={"title": "Đổi tên"}, actor=cast.owner)
    assert refusal.value.codes == ["paper_submitted"]


def test_changed_snapshot_and_changed_file_are_found(cast):
    snapshot = builders.submitted(cast).snapshots.get()
    content = {**snapshot.content, "part4": "Nội dung khác"}
    Snapshot.objects.filter(pk=snapshot.pk).update(content=content)
    snapshot.refresh_from_db()
    assert [problem.code for problem in submit.verify_snapshot(snapshot)] == ["snapshot_changed"]
    from saolang.dossiers.facts import snapshot_hash

    Snapshot.objects.filter(pk=snapshot.pk).update(hash=snapshot_hash(content, snapshot.manifest))
    snapshot.refresh_from_db()
    assert [problem.code for problem in submit.verify_snapshot(snapshot)] == ["snapshot_unrecorded"]


def test_changed_bytes_of_a_submitted_file_are_found(cast):
    from pathlib import Path

    from django.core.files.storage import default_storage

    snapshot = builders.submitted(cast).snapshots.get()
    stored = StoredFile.objects.get(code=snapshot.manifest[0]["code"])
    path = Path(default_storage.path(stored.path))
    path.write_bytes(path.read_bytes().replace(b"%PDF", b"%PDX"))
    assert [problem.code for problem in submit.verify_snapshot(snapshot)] == ["file_changed"]
    assert submit.verify_snapshot(snapshot, files=False) == []


def test_wrong_order_is_refused(cast):
    dossier = builders.submitted(cast)
    with pytest.raises(WrongState):
        commune_domain.decline_dossier(dossier, reason="x", actor=cast.officer)
    with pytest.raises(NotAllowed):
        province.receive_at_province(dossier, actor=cast.province_officer)
    with pytest.raises(DomainError):
        proposal.open_proposal(cast.commune, dossiers=[dossier], actor=cast.officer)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.product_code) == ("submitted", "")


def test_other_commune_may_not_receive(cast):
    dossier = builders.submitted(cast)
    stranger = make_user("commune_officer", unit=other_commune())
    with pytest.raises(NotAllowed):
        commune_domain.receive_dossier(dossier, actor=stranger)
    assert Receipt.objects.count() == 0


def test_receipt_day_must_lie_between_submission_and_today(cast):
    dossier = builders.submitted(cast)
    for day in (dt.date(2026, 10, 4), dt.date(2026, 10, 6)):
        with pytest.raises(DomainError) as refusal:
            commune_domain.receive_dossier(dossier, received_on=day, actor=cast.officer)
        assert refusal.value.codes == ["received_on_out_of_range"]


def test_letter_lists_what_is_missing_and_sends_nothing(cast):
    dossier = builders.checked(cast)
    made = proposal.open_proposal(cast.commune, dossiers=[dossier], actor=cast.officer)
    with pytest.raises(DomainError) as refusal:
        proposal.send_proposal(made, actor=cast.officer)
    assert refusal.value.codes == ["samples_short", "sets_not_handed", "report_not_issued", "letter_not_issued"]
    made.refresh_from_db()
    dossier.refresh_from_db()
    assert (made.sent_on, dossier.state) == (None, "commune")


def test_completion_answer_needs_words_or_papers(cast):
    dossier = builders.received(cast)
    due = dossier.commune_due_on
    request = commune_domain.request_completion(
        dossier,
        items=[{"criterion": "1.1", "text": "Bổ sung hợp đồng"}],
        due_on=dt.date(2026, 10, 9),
        actor=cast.officer,
    )
    with pytest.raises(DomainError) as refusal:
        supplement.answer_completion(request.dossier, text=" ", actor=cast.owner)
    assert refusal.value.codes == ["answer_empty"]
    paper = EvidenceFactory(product=dossier.product, with_file=True)
    added = supplement.add_supplement(
        dossier, evidence=paper, criterion="1.1", reason="Theo yêu cầu của xã", actor=cast.owner
    )
    assert added.answers == request
    assert added.facts["files"][0]["sha256"]
    dossier = supplement.answer_completion(request.dossier, text="", actor=cast.owner)
    assert (dossier.state, dossier.commune_due_on) == ("commune", due)


def test_supplement_refuses_foreign_and_expired_papers(cast):
    dossier = builders.submitted(cast)
    foreign = EvidenceFactory(with_file=True)
    with pytest.raises(DomainError) as refusal:
        supplement.add_supplement(dossier, evidence=foreign, reason="", actor=cast.owner)
    assert refusal.value.codes == ["foreign_paper", "reason_missing"]
    old = EvidenceFactory(product=dossier.product, expires_on=dt.date(2026, 10, 1))
    with pytest.raises(DomainError) as refusal:
        supplement.add_supplement(dossier, evidence=old, criterion="77", reason="x", actor=cast.owner)
    assert refusal.value.codes == ["paper_without_file", "paper_expired", "criterion_unknown"]
    assert dossier.supplements.count() == 0


def test_withdraw_until_the_decision(cast):
    dossier = builders.in_round(cast)
    with pytest.raises(DomainError) as refusal:
        withdraw.withdraw_dossier(dossier, reason="", actor=cast.owner)
    assert refusal.value.codes == ["reason_missing"]
    with pytest.raises(NotAllowed):
        withdraw.withdraw_dossier(dossier, reason="x", actor=cast.officer)
    dossier = province.enter_council(dossier, actor=cast.province_officer)
    dossier = province.record_conclusion(dossier, "recognise", cast.province_officer)
    recognised = province.mark_recognised(dossier, cast.province_officer)
    with pytest.raises(WrongState):
        withdraw.withdraw_dossier(recognised, reason="Đổi ý", actor=cast.owner)


def test_withdrawn_file_frees_the_product_and_keeps_the_code(cast):
    dossier = builders.proposed(cast)
    gone = withdraw.withdraw_dossier(dossier, reason="Đổi bao bì", actor=cast.owner)
    assert (gone.state, gone.product_code) == ("withdrawn", "86-29740-1-2026")
    again = prepare.open_dossier(dossier.product, "first", actor=cast.owner)
    assert again.self_answers.count() == 32
    assert again.part4_plan == "Mở rộng vùng nguyên liệu."
