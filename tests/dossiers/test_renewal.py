"""Re-assessment and upgrade: what is carried over, what is refused, what the register is told."""

import datetime as dt

import pytest

from saolang.core.problems import DomainError, NotAllowed
from saolang.dossiers.carried import CarriedOver, carried_of
from saolang.dossiers.checks import submission_problems
from saolang.dossiers.domain import prepare, province, submit
from saolang.dossiers.domain import renew as domain
from saolang.dossiers.domain.carry import confirm_carried
from saolang.dossiers.domain.commune import decline_dossier
from saolang.dossiers.domain.withdraw import withdraw_dossier
from saolang.dossiers.enums import UpdateTopic
from saolang.dossiers.models import Dossier, RenewalUpdate
from saolang.dossiers.reading import Reading
from saolang.producers.models import Evidence, EvidenceLink
from saolang.registry.models import Prolongation, Recognition, StarState
from tests.dossiers import builders
from tests.factories import EvidenceFactory

IN_WINDOW = dt.date(2027, 3, 1)
"""With "today" 5 October 2026 the window is open (2 September to 1 November)."""


def codes(dossier, user):
    return [problem.code for problem in submission_problems(dossier, user)]


@pytest.fixture
def product(cast):
    return builders.make_product(cast)


@pytest.fixture
def held(product):
    """Four stars whose window is open."""
    return builders.give_star(product, through=IN_WINDOW)


@pytest.fixture
def recognised(cast, product):
    """A dossier of two years ago that ended in a star of which nothing else is held."""
    dossier = builders.submitted(cast, product=product)
    Dossier.objects.filter(pk=dossier.pk).update(state="recognised", closed_on=dt.date(2026, 10, 5),
        proposed_on=dt.date(2026, 10, 5), serial=1, serial_year=2026, product_code="86-29740-1-2026")  # fmt: skip
    builders.give_star(product, through=IN_WINDOW)
    return Dossier.objects.get(pk=dossier.pk)


def test_reassessment_starts_from_what_is_still_good(cast, product, recognised):
    dossier = domain.start_renewal(product, actor=cast.owner)
    assert (dossier.kind, dossier.state, dossier.previous) == ("reassessment", "preparing", recognised)
    assert (dossier.part2_market, dossier.part4_plan, dossier.sample_count) == (
        "Nội dung part2_market", "Mở rộng vùng nguyên liệu.", 5)  # fmt: skip
    assert (dossier.pledged, dossier.signed_scan, dossier.changes_text) == (False, None, "")
    assert dossier.renews == Recognition.objects.get()
    reading = Reading(dossier)
    assert reading.options == {criterion.code: 1 for criterion in reading.criteria()}
    assert [link.evidence.code for link in reading.links["1.1"]] == [EvidenceLink.objects.get().evidence.code]
    carried = CarriedOver(reading)
    assert len(carried.open) == 6 + len(reading.options)
    assert carried.lapsed == []


def test_carried_parts_never_count_until_looked_at(cast, product, recognised):
    dossier = domain.start_renewal(product, actor=cast.owner)
    count = len(carried_of(dossier).open)
    assert codes(dossier, cast.owner).count("carried_unreviewed") == count
    prepare.answer_criterion(dossier, "1.1", option=1, description="Vẫn đúng", actor=cast.owner)
    prepare.save_section(dossier, "phan-4", {"part4_plan": "Kế hoạch mới"}, actor=cast.owner)
    assert len(carried_of(dossier).open) == count - 2
    dossier = confirm_carried(dossier, keys=["1.2"], actor=cast.owner)
    assert "1.2" not in carried_of(dossier).open_keys()
    dossier = confirm_carried(dossier, section="phan-3", actor=cast.owner)
    assert carried_of(dossier).open_keys("phan-3") == []
    assert carried_of(dossier).open_keys("phan-2") == [
        "part2_material", "part2_quality", "part2_market", "part2_results"]  # fmt: skip
    with pytest.raises(DomainError) as refusal:
        confirm_carried(dossier, section="phan-3", actor=cast.owner)
    assert refusal.value.codes == ["nothing_to_confirm"]
    with pytest.raises(NotAllowed):
        confirm_carried(dossier, section="phan-2", actor=cast.officer)


def test_lapsed_papers_are_listed_and_bare_criteria_are_looked_at_one_by_one(cast, product, recognised):
    paper = EvidenceLink.objects.get().evidence
    Evidence.objects.filter(pk=paper.pk).update(issued_on=dt.date(2024, 1, 1), expires_on=dt.date(2026, 10, 1))
    dossier = domain.start_renewal(product, actor=cast.owner)
    carried = carried_of(dossier)
    assert [(row.code, row.why, row.criteria) for row in carried.lapsed] == [
        (paper.code, "hết hạn ngày 01/10/2026", ("1.1",))]  # fmt: skip
    assert carried.without_proof == {"1.1"}
    dossier = confirm_carried(dossier, section="phan-3", actor=cast.owner)
    assert carried_of(dossier).open_keys("phan-3") == ["1.1"]
    from saolang.producers.domain.evidence import replace_evidence
    from tests.factories import pdf_upload

    newer = replace_evidence(
        Evidence.objects.get(pk=paper.pk), actor=cast.owner, files=[pdf_upload("moi.pdf")],
        issued_on=dt.date(2026, 10, 2), expires_on=dt.date(2027, 10, 2),
    )  # fmt: skip
    assert newer.replaces_id == paper.pk
    carried = carried_of(Dossier.objects.get(pk=dossier.pk))
    assert carried.lapsed == []
    assert carried.without_proof == set()


def test_answers_of_another_sheet_are_not_carried_but_their_links_are_marked(cast, product, recognised):
    builders.publish("qd26-05")
    from saolang.producers.domain.products import update_product

    update_product(product, changes={"set_number": 5}, actor=cast.owner)
    dossier = domain.start_renewal(product.__class__.objects.get(), actor=cast.owner)
    assert dossier.self_answers.count() == 0
    assert dossier.part2_material == "Nội dung part2_material"
    assert carried_of(dossier).open_keys("phan-3") == ["1.1"]


def test_imported_star_starts_from_register_facts(cast, product, held):
    dossier = domain.start_renewal(product, actor=cast.owner)
    assert (dossier.previous, dossier.self_answers.count(), dossier.carried.count()) == (None, 0, 0)
    assert dossier.previous_product_code == held.product_code
    from saolang.dossiers.facts import content_of

    facts = content_of(Reading(dossier))["renews"]
    assert (facts["star"], facts["through"], facts["product_code"]) == (4, "2027-03-01", held.product_code)


def test_set_of_an_older_list_is_proposed_and_confirmed(cast, product):
    builders.give_star(product, through=IN_WINDOW, sheet_id="qd1048-06")
    type(product).objects.update(set_number=None)
    product.refresh_from_db()
    with pytest.raises(DomainError) as refusal:
        domain.start_renewal(product, actor=cast.owner)
    assert refusal.value.codes == ["set_to_confirm"]
    assert refusal.value.problems[0].url == f"/ban-lam-viec/ho-so/danh-gia-lai/{product.code}/?loai=reassessment"
    assert not Dossier.objects.exists()
    dossier = domain.start_renewal(product, set_number=6, actor=cast.owner)
    product.refresh_from_db()
    assert (product.set_number, product.set_suggested) == (6, False)
    assert (dossier.old_set, dossier.set_reason, dossier.set_confirmed_by) == ("qd1048-06", "Cùng tên", cast.owner)


def test_suggested_set_is_not_taken_for_confirmed(cast, product, held):
    type(product).objects.update(set_suggested=True)
    product.refresh_from_db()
    with pytest.raises(DomainError) as refusal:
        domain.start_renewal(product, actor=cast.owner)
    assert refusal.value.codes == ["set_to_confirm"]


def test_old_set_without_successor_is_said_so(cast, product):
    builders.give_star(product, through=IN_WINDOW, sheet_id="qd1048-21")
    type(product).objects.update(set_number=None)
    product.refresh_from_db()
    with pytest.raises(DomainError) as refusal:
        domain.start_renewal(product, actor=cast.owner)
    assert refusal.value.codes == ["no_set"]
    assert "cơ quan OCOP cấp tỉnh" in refusal.value.problems[0].fix
    assert not Dossier.objects.exists()
    dossier = domain.start_renewal(product, set_number=6, actor=cast.owner)
    assert dossier.set_reason == "Chủ thể chọn khác với đề xuất"


def test_second_renewal_is_refused(cast, product, held):
    first = domain.start_renewal(product, actor=cast.owner)
    for kind in ("reassessment", "upgrade"):
        with pytest.raises(DomainError) as refusal:
            domain.start_renewal(product, kind=kind, actor=cast.owner)
        assert refusal.value.codes == ["dossier_open"]
        assert refusal.value.problems[0].url == first.get_absolute_url()
    assert Dossier.objects.get() == first


def test_strangers_and_officials_do_not_start_a_renewal(cast, product, held):
    for person in (cast.officer, cast.province_officer):
        with pytest.raises(NotAllowed):
            domain.start_renewal(product, actor=person)
    assert not Dossier.objects.exists()


def test_withdrawn_star_is_not_renewed(cast, product, held):
    from saolang.registry.models import Decision
    from tests.factories import OrganisationFactory

    decision = Decision.objects.create(
        kind="withdrawal", issuer=OrganisationFactory(), number="9", source="import", issued_on=dt.date(2026, 9, 1)
    )
    Recognition.objects.update(withdrawn_on=dt.date(2026, 9, 1), withdrawal=decision, withdrawal_scope="certificate")
    for kind in ("reassessment", "upgrade"):
        with pytest.raises(DomainError) as refusal:
            domain.start_renewal(product, kind=kind, actor=cast.owner)
        assert refusal.value.codes == ["star_withdrawn"]
        assert "Lần đầu" in refusal.value.problems[0].fix
    assert prepare.open_dossier(product, "first", actor=cast.owner).kind == "first"


def test_upgrade_needs_a_star_that_counts_and_room_above(cast, product):
    with pytest.raises(DomainError) as refusal:
        domain.start_renewal(product, kind="upgrade", actor=cast.owner)
    assert refusal.value.codes == ["not_recognised_yet"]
    star = builders.give_star(product, through=dt.date(2026, 10, 4))
    with pytest.raises(DomainError) as refusal:
        domain.start_renewal(product, kind="upgrade", actor=cast.owner)
    assert refusal.value.codes == ["star_not_valid"]
    Recognition.objects.filter(pk=star.pk).update(star=5, through=IN_WINDOW)
    with pytest.raises(DomainError) as refusal:
        domain.start_renewal(product, kind="upgrade", actor=cast.owner)
    assert refusal.value.codes == ["highest_star"]
    assert not Dossier.objects.exists()


def test_upgrade_must_show_changes_with_papers(cast, product, held):
    dossier = domain.start_renewal(product, kind="upgrade", actor=cast.owner)
    assert {"changes", "change_papers"} <= set(codes(dossier, cast.owner))
    assert "update_open" not in codes(dossier, cast.owner)
    other = EvidenceFactory(with_file=True)
    with pytest.raises(DomainError) as refusal:
        domain.save_changes(dossier, papers=[other], actor=cast.owner)
    assert refusal.value.codes == ["foreign_paper"]
    paper = product.evidence.order_by("pk").last()
    dossier = domain.save_changes(dossier, changes_text="Bao bì mới", papers=[paper], actor=cast.owner)
    assert not {"changes", "change_papers"} & set(codes(dossier, cast.owner))
    assert paper in Reading(dossier).papers


def test_reassessment_brings_ten_matters_up_to_date(cast, product, held):
    dossier = domain.start_renewal(product, actor=cast.owner)
    assert codes(dossier, cast.owner).count("update_open") == len(UpdateTopic) == 10
    with pytest.raises(DomainError) as refusal:
        domain.save_changes(dossier, updates={"label": (True, "Nhãn mới")}, actor=cast.owner)
    assert refusal.value.codes == ["unchanged_with_text"]
    assert not RenewalUpdate.objects.exists()
    domain.save_changes(dossier, updates=builders.updates(), actor=cast.owner)
    assert "update_open" not in codes(Dossier.objects.get(), cast.owner)


def test_reassessment_before_its_window_is_refused_when_submitted(cast, product):
    builders.give_star(product, through=dt.date(2027, 4, 4))
    dossier = builders.prepared(cast, product, kind="reassessment")
    with pytest.raises(DomainError) as refusal:
        submit.submit_dossier(dossier, actor=cast.owner)
    assert refusal.value.codes == ["window_not_open"]
    assert not StarState.objects.exists()
    Recognition.objects.update(through=dt.date(2027, 4, 3))
    assert submit.submit_dossier(dossier, actor=cast.owner).state == "submitted"


@pytest.mark.parametrize(
    ("through", "reading", "words"),
    [
        (IN_WINDOW, None, "kéo dài hiệu lực từ ngày 02/03/2027"),
        (dt.date(2026, 12, 31), None, "nhiều nhất đến hết ngày 29/06/2027"),
        (dt.date(2026, 12, 31), "none", "không được kéo dài: hết hiệu lực sau ngày 31/12/2026"),
        (dt.date(2026, 10, 1), None, "đã hết hiệu lực sau ngày 01/10/2026"),
    ],
)
def test_filing_says_what_becomes_of_the_certificate(cast, product, monkeypatch, through, reading, words):
    from saolang.dossiers import filing

    star = builders.give_star(product, through=through)
    if reading:
        settled = {**filing.reading_on(dt.date(2026, 10, 5)), "prolongation_scope": reading}
        monkeypatch.setattr(filing, "reading_on", lambda day: settled)
    answer = filing.filing_of(star)
    assert words in answer.sentence
    assert answer.is_late == (through != IN_WINDOW)
    dossier = builders.prepared(cast, product, kind="reassessment")
    notes = filing.window_notes(dossier)
    assert [note.code for note in notes] == ["window_passed" if answer.is_late else "window_open"]


def filed_late(cast, product):
    """A re-assessment under way for a star that ends on the last day of the year."""
    builders.give_star(product, through=dt.date(2026, 12, 31))
    return product


@pytest.mark.parametrize("end", ["withdrawn", "declined", "not_recognised", "rejected"])
def test_every_end_without_a_star_tells_the_register(cast, product, end):
    filed_late(cast, product)
    if end == "withdrawn":
        dossier = builders.submitted(cast, product=product, kind="reassessment")
        assert Prolongation.objects.get().ended_on is None
        withdraw_dossier(dossier, reason="Ngừng sản xuất", actor=cast.owner)
    elif end == "declined":
        dossier = builders.received(cast, product=product, kind="reassessment")
        decline_dossier(dossier, reason="Không đúng thực tế", actor=cast.leader)
    else:
        dossier = province.enter_council(builders.in_review(cast, product=product), cast.province_officer)
        dossier = province.record_conclusion(dossier, "x", cast.province_officer)
        assert StarState.objects.get().renewal_filed_on == dt.date(2026, 10, 5)
        mark = province.mark_not_recognised if end == "not_recognised" else province.mark_rejected
        mark(dossier, cast.province_officer)
    assert StarState.objects.get().renewal_filed_on is None
    row = Prolongation.objects.get()
    assert (row.ended_on, row.ended_why) == (
        dt.date(2026, 10, 5), "result" if end in ("not_recognised", "rejected") else "stopped")  # fmt: skip
    star = Recognition.objects.get()
    assert (star.star, star.through, star.prolonged_through) == (4, dt.date(2026, 12, 31), None)


def test_potential_five_stars_leave_the_renewal_open(cast, product):
    filed_late(cast, product)
    dossier = province.enter_council(builders.in_review(cast, product=product), cast.province_officer)
    dossier = province.record_conclusion(dossier, "potential_five", cast.province_officer)
    province.mark_at_ministry(dossier, cast.province_officer)
    assert StarState.objects.get().renewal_filed_on == dt.date(2026, 10, 5)
    assert Prolongation.objects.get().ended_on is None


def test_failed_upgrade_leaves_star_and_date_untouched(cast, product):
    before = builders.give_star(product, through=dt.date(2028, 10, 1))
    dossier = builders.at_province(cast, product=product, kind="upgrade")
    dossier = province.put_into_round(dossier, actor=cast.province_officer)
    dossier = province.enter_council(dossier, cast.province_officer)
    dossier = province.record_conclusion(dossier, "x", cast.province_officer)
    province.mark_not_recognised(dossier, cast.province_officer)
    after = Recognition.objects.get()
    assert (after.star, after.through, after.updated_at) == (before.star, before.through, before.updated_at)
    assert not Prolongation.objects.exists()
    assert not StarState.objects.filter(renewal_filed_on__isnull=False).exists()


def test_carried_parts_are_not_counted_as_done(cast, product, recognised):
    from saolang.dossiers.checks import section_statuses

    dossier = domain.start_renewal(product, actor=cast.owner)
    found = {status.section.key: status for status in section_statuses(Reading(dossier))}
    assert (found["phan-2"].done, found["phan-3"].done, found["phan-4"].done) == (0, 0, 0)
    dossier = confirm_carried(dossier, section="phan-2", actor=cast.owner)
    found = {status.section.key: status for status in section_statuses(Reading(dossier))}
    assert (found["phan-2"].done, found["phan-2"].is_complete, found["phan-3"].done) == (4, True, 0)
