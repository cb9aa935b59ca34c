"""Corrections, changed facts, certificates issued again: printed facts change only by a decision, dates stay."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from saolang.accounts.domain.organisations import committee_of
from saolang.accounts.enums import RoleKind
from saolang.audit import proof_check
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.producers.models import Producer
from saolang.registry.amendments import replaced_by, visible_amendments
from saolang.registry.domain.corrections import (
    cancel_amendment,
    check_amendment,
    refuse_amendment,
    request_amendment,
)
from saolang.registry.domain.reissue import draft_amendment, enter_amendment, issue_amendment, items_of
from saolang.registry.enums import Validity
from saolang.registry.leaves import append_again
from saolang.registry.models import Amendment, AmendmentItem, Certificate, Decision, Recognition
from saolang.registry.queries import check_paper
from saolang.rulebook.models import ProvincialSetting
from tests.factories import ProductFactory, everyone, make_user, province, stored_file

from .amending import DECIDED, ISSUED, THROUGH, asked, entered, officer, recognised

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november():
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=False):
        yield


def test_correction_changes_what_is_printed_and_keeps_the_old_facts() -> None:
    star, actor = recognised(), officer()
    before = star.producer_name
    amendment = entered(asked(star, "correction", actor, changes={"producer_name": "HTX Mẫu Đúng Tên"}), actor)
    star.refresh_from_db()
    item = AmendmentItem.objects.get()
    assert (star.producer_name, star.star, star.through) == ("HTX Mẫu Đúng Tên", 4, THROUGH)
    assert (item.before["producer_name"], item.after["producer_name"]) == (before, "HTX Mẫu Đúng Tên")
    assert amendment.decision.kind == "amendment"
    assert Producer.objects.get().name == before  # the live record is the producer's own
    assert Event.objects.filter(verb="registry.recognition.amend").count() == 1


def test_reissue_keeps_the_dates_and_the_old_number_still_answers() -> None:
    star, actor = recognised(), officer()
    entered(asked(star, "reissue", actor), actor)
    old, new = Certificate.objects.order_by("pk")
    star.refresh_from_db()
    assert (new.replaces, old.superseded_on, new.valid_through) == (old, DECIDED, THROUGH)
    assert (star.starts_on, star.through) == (ISSUED, THROUGH)
    assert replaced_by(old) == new
    answers = {number: check_paper(number)[0] for number in ("12/GCN-UBND", "77/GCN-UBND")}
    assert [answer.validity.validity for answer in answers.values()] == [Validity.VALID, Validity.VALID]
    assert answers["12/GCN-UBND"].superseded_by == new
    assert answers["77/GCN-UBND"].superseded_by is None


def test_reissue_starts_a_new_term_where_the_province_reads_it_so() -> None:
    ProvincialSetting.objects.create(
        key="reissue_keeps_dates",
        value=False,
        effective_from=dt.date(2026, 6, 1),
        source="Văn bản mẫu",
        reason="Thử",
        set_by="Nguyễn Thị Mẫu",
        set_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
    )
    star, actor = recognised(), officer()
    entered(asked(star, "reissue", actor), actor)
    star.refresh_from_db()
    assert star.through == dt.date(2029, 11, 20)


def test_reissue_twice_is_refused() -> None:
    star, actor = recognised(), officer()
    amendment = asked(star, "reissue", actor)
    with pytest.raises(DomainError) as refused:
        request_amendment([star], kind="reissue", reason="Lần nữa", actor=actor)
    assert refused.value.codes == ["amendment_open"]
    entered(amendment, actor)
    with pytest.raises(WrongState):
        entered(amendment, actor, number="100", certificate="78/GCN-UBND")
    assert Certificate.objects.count() == 2
    assert Amendment.objects.count() == 1


def test_a_later_reissue_stands_on_the_newest_certificate() -> None:
    star, actor = recognised(), officer()
    entered(asked(star, "reissue", actor), actor)
    entered(asked(star, "exchange", actor, changes={"address": "xã Mới"}), actor, number="101", certificate="80/GCN")
    first = Certificate.objects.order_by("pk").first()
    assert replaced_by(first).number == "80/GCN"
    star.refresh_from_db()
    assert (star.address, star.through) == ("xã Mới", THROUGH)


@pytest.mark.parametrize("name", ["star", "through", "term_through", "recognised_on", "product", "valid_through"])
def test_correction_of_star_dates_or_product_is_refused(name: str) -> None:
    star, actor = recognised(), officer()
    with pytest.raises(DomainError) as refused:
        request_amendment([star], kind="correction", reason="Thử", changes={name: "5"}, actor=actor)
    assert "needs_other_decision" in refused.value.codes
    assert not Amendment.objects.exists()


def test_correction_of_an_imported_star_without_a_certificate_needs_only_the_decision() -> None:
    star, actor = recognised(certificate=False), officer()
    with pytest.raises(DomainError) as refused:
        request_amendment([star], kind="reissue", reason="Mất", actor=actor)
    assert refused.value.codes == ["no_certificate"]
    amendment = asked(star, "correction", actor, changes={"address": "xã Tân Lược, tỉnh Vĩnh Long"})
    assert not amendment.with_certificate
    entered(amendment, actor)
    star.refresh_from_db()
    assert star.address == "xã Tân Lược, tỉnh Vĩnh Long"
    assert not Certificate.objects.exists()


def test_expired_or_withdrawn_certificates_are_not_issued_again() -> None:
    actor = officer()
    star = recognised()
    Certificate.objects.update(valid_through=dt.date(2026, 6, 1))
    with pytest.raises(DomainError) as refused:
        request_amendment([star], kind="reissue", reason="Mất", actor=actor)
    assert refused.value.codes == ["not_valid"]
    Recognition.objects.update(
        withdrawn_on=dt.date(2026, 6, 1), withdrawal=Decision.objects.first(), withdrawal_scope="certificate"
    )
    with pytest.raises(DomainError) as refused:
        request_amendment([star], kind="correction", reason="Sai", changes={"address": "x"}, actor=actor)
    assert refused.value.codes == ["withdrawn"]


def test_update_renames_the_producer_and_all_chosen_stars_by_one_decision() -> None:
    star, actor = recognised(), officer()
    second = recognised(ProductFactory(producer=star.product.producer, published=True), number="13")
    amendment = request_amendment(
        [star, second],
        kind="update",
        reason="Hộ chuyển thành công ty",
        changes={"producer_name": "Công ty Mẫu Mới", "producer_kind": "company"},
        with_certificate=False,
        actor=actor,
    )
    entered(check_amendment(amendment, actor=actor), actor)
    assert set(Recognition.objects.values_list("producer_name", flat=True)) == {"Công ty Mẫu Mới"}
    producer = Producer.objects.get()
    assert (producer.name, producer.kind, producer.sme_status) == ("Công ty Mẫu Mới", "company", "unknown")
    assert all("cong ty mau moi" in product.search_text for product in producer.products.all())
    assert Decision.objects.filter(kind="amendment").count() == 1


def test_drafted_papers_are_issued_with_decision_and_certificate() -> None:
    star, actor = recognised(), officer()
    amendment = draft_amendment(asked(star, "exchange", actor, changes={"address": "xã Mới"}), actor=actor)
    item = items_of(amendment)[0]
    assert amendment.decision_paper.kind == "amendment_decision"
    assert item.certificate_paper.kind == "reissued_certificate"
    assert item.certificate_paper.spec["validity_line"] == "Có giá trị đến hết ngày 12/01/2029"
    with pytest.raises(DomainError) as refused:
        issue_amendment(
            amendment, number="5", symbol="QĐ-UBND", issued_on=dt.date(2026, 11, 22), signer_name="Trần Văn Mẫu",
            signer_title="Chủ tịch", sign_mode="none", signed_file=stored_file(purpose=SIGNED_PURPOSE), actor=actor,
        )  # fmt: skip
    assert "number_bad" in refused.value.codes
    star.refresh_from_db()
    assert star.address == "xã Song Phú, tỉnh Vĩnh Long"
    amendment.refresh_from_db()
    issue_amendment(
        amendment, number="5", symbol="QĐ-UBND", issued_on=dt.date(2026, 11, 22), signer_name="Trần Văn Mẫu",
        signer_title="Chủ tịch", sign_mode="none", signed_file=stored_file(purpose=SIGNED_PURPOSE), actor=actor,
        certificate_numbers={item.pk: "31"},
    )  # fmt: skip
    star.refresh_from_db()
    assert star.address == "xã Mới"
    assert Certificate.objects.get(replaces__isnull=False).number == "31/GCN-UBND"
    assert Amendment.objects.get().state == "issued"


def test_five_stars_take_the_ministrys_decision() -> None:
    star, actor = recognised(star=5), officer()
    amendment = asked(star, "reissue", actor)
    with pytest.raises(DomainError) as refused:
        draft_amendment(amendment, actor=actor)
    assert refused.value.codes == ["ministry_decides"]
    with pytest.raises(DomainError) as refused:
        entered(amendment, actor)
    assert refused.value.codes == ["wrong_authority"]
    assert Certificate.objects.count() == 1


def test_a_decision_before_the_recognition_is_refused() -> None:
    star, actor = recognised(certificate=False), officer()
    amendment = asked(star, "correction", actor, changes={"address": "xã Mới"})
    with pytest.raises(DomainError) as refused:
        enter_amendment(
            amendment, issuer=committee_of(province()), number="9", symbol="QĐ-UBND", issued_on=dt.date(2025, 1, 1),
            file=stored_file(), actor=actor,
        )  # fmt: skip
    assert refused.value.codes == ["before_recognition"]
    assert not Decision.objects.filter(kind="amendment").exists()


def test_the_producer_asks_and_only_the_office_decides() -> None:
    star = recognised()
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=star.product.producer)
    amendment = request_amendment([star], kind="reissue", reason="Giấy bị ướt", actor=owner)
    assert (amendment.origin, amendment.state) == ("producer", "requested")
    with pytest.raises(NotAllowed):
        check_amendment(amendment, actor=owner)
    with pytest.raises(NotAllowed):
        request_amendment([star], kind="reissue", reason="x", actor=make_user(RoleKind.COMMUNE_OFFICER))
    refuse_amendment(amendment, actor=officer(), reason="Giấy vẫn còn")
    amendment.refresh_from_db()
    assert (amendment.state, amendment.closed_reason) == ("refused", "Giấy vẫn còn")
    again = request_amendment([star], kind="reissue", reason="Giấy bị mất", actor=owner)
    cancel_amendment(again, actor=owner, reason="Đã tìm thấy")
    assert Amendment.objects.get(pk=again.pk).state == "cancelled"


def test_listing_of_amendments_agrees_with_the_rule() -> None:
    star = recognised()
    asked(star, "reissue", officer())
    amendment = Amendment.objects.get()
    for name, person in everyone(star.product.producer).items():
        may = bool(person.is_authenticated and person.has_perm("registry.view_amendment", amendment))
        assert visible_amendments(person).exists() == may, name
        keeps = person.is_authenticated and person.has_perm("registry.amend_register")
        assert bool(keeps) == (name == "province_officer"), name


def test_the_public_tree_follows_a_correction() -> None:
    star, actor = recognised(), officer()
    append_again(star, on=ISSUED, actor=actor)
    before = {finding.message for finding in proof_check.check().findings}
    entered(asked(star, "exchange", actor, changes={"address": "xã Mới"}), actor)
    after = {finding.message for finding in proof_check.check().findings}
    assert after <= before
    assert not any("Bánh tráng" in message for message in after)
