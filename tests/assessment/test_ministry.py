"""The step at the ministry: five stars entered, a result under 90 and what the province makes of it, renewals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from saolang.assessment.domain import ministry, ministry_choice
from saolang.assessment.domain.issue import issue_certificate
from saolang.assessment.ministry_models import MinistryFile
from saolang.assessment.ministry_queries import files_visible_to, held_star
from saolang.core.clock import today
from saolang.core.problems import DomainError, NotAllowed
from saolang.documents.domain.papers import submit_for_signature
from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import Dossier
from saolang.registry.domain.terms import settle_term_of
from saolang.registry.enums import Validity
from saolang.registry.models import Certificate, Decision, Recognition, StarState
from saolang.registry.queries import current_recognition, validity_of
from tests.factories import everyone, stored_file

from . import walk
from .conftest import best

CERTIFICATE = {"symbol": "GCN-UBND", **walk.SIGNER}


def paper(name: str = "bo.pdf") -> Any:
    return stored_file(purpose="assessment.ministry", name=name)


@pytest.fixture
def sent(room: SimpleNamespace) -> SimpleNamespace:
    """A dossier with 90 points and more that waits at the ministry."""
    item = walk.close_with(room, best(room.sheet))
    walk.issued(room, walk.batch_of(room, item, kind="approval"))
    room.file = ministry.file_of(Dossier.objects.get(pk=item.dossier_id), actor=room.officer)
    return room


def recognised(room: SimpleNamespace, **changes: Any) -> Recognition:
    values = {
        "number": "3001",
        "symbol": "QĐ-BNNMT",
        "issued_on": today(),
        "signer": "Trần Thị Mẫu",
        "decision_file": paper("qd-bo.pdf"),
        "certificate_number": "12/GCN-BNNMT",
        "certificate_on": today(),
        "certificate_file": paper("gcn-bo.pdf"),
        "total": Decimal("91.5"),
    }
    return ministry.enter_recognition(room.file, actor=room.officer, **{**values, **changes})


def below(room: SimpleNamespace, total: str = "84.2") -> MinistryFile:
    return ministry.enter_below(
        room.file,
        total=Decimal(total),
        notice_number="77/TB-BNNMT",
        notice_on=today(),
        notice_file=paper("tb.pdf"),
        actor=room.officer,
    )


def test_the_ministrys_papers_make_five_stars_public(sent: SimpleNamespace) -> None:
    star = recognised(sent)
    assert (star.star, star.source, star.decision.issuer.kind) == (5, "entered", "ministry")
    assert star.certificates.get().valid_through == star.certificates.get().issued_on.replace(year=today().year + 3)
    assert validity_of(star).validity == Validity.VALID
    assert Dossier.objects.get(pk=sent.file.dossier_id).state == DossierState.RECOGNISED
    assert not StarState.objects.get().is_potential_five
    with pytest.raises(DomainError) as again:
        recognised(sent)
    assert "not_at_ministry" in again.value.codes
    assert Recognition.objects.count() == 1


def test_one_decision_of_the_ministry_may_name_several_products(sent: SimpleNamespace) -> None:
    recognised(sent)
    decision = Decision.objects.get(source="entered")
    same = ministry._decision("3001", "QĐ-BNNMT", today(), "", paper("khac.pdf"), sent.officer)
    assert same == decision
    with pytest.raises(DomainError) as other_day:
        ministry._decision("3001", "QĐ-BNNMT", today() - dt.timedelta(days=1), "", paper("k.pdf"), sent.officer)
    assert other_day.value.codes == ["number_taken"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"total": Decimal("89.9")}, "not_five"),
        ({"certificate_on": dt.date(2026, 1, 1)}, "certificate_before_decision"),
        ({"valid_through": dt.date(2026, 1, 1)}, "term_order"),
        ({"decision_file": None}, "no_file"),
    ],
)
def test_wrong_papers_are_refused_and_nothing_is_written(
    sent: SimpleNamespace, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        recognised(sent, **changes)
    assert code in refusal.value.codes
    assert not Recognition.objects.exists()
    assert MinistryFile.objects.get().result == ""


def test_under_90_the_province_recognises_on_the_central_result(sent: SimpleNamespace) -> None:
    file = below(sent)
    assert not StarState.objects.get().is_potential_five
    with pytest.raises(DomainError) as too_high:
        ministry_choice.choose(file, choice="central", star=5, reason="x", actor=sent.officer)
    assert too_high.value.codes == ["star_above_points"]
    with pytest.raises(DomainError) as silent:
        ministry_choice.choose(file, choice="central", star=4, reason=" ", actor=sent.officer)
    assert silent.value.codes == ["no_reason"]
    file = ministry_choice.choose(file, choice="central", star=4, reason="Theo Thông báo 77.", actor=sent.officer)
    submit_for_signature(file.decision_paper, actor=sent.officer)
    star = ministry_choice.issue_central_decision(
        file,
        number="1700",
        symbol="QĐ-UBND",
        issued_on=today(),
        signed_file=walk.signed("qd-1700.pdf"),
        actor=sent.officer,
        **walk.SIGNER,
    )
    assert (star.star, star.total, star.public_since) == (4, Decimal("84.2"), None)
    with pytest.raises(DomainError) as early:
        ministry_choice.publish_central(file, actor=sent.officer)
    assert early.value.codes == ["no_certificate"]
    issue_certificate(star, number="9", issued_on=today(), actor=sent.officer, **CERTIFICATE)
    ministry_choice.publish_central(file, actor=sent.officer)
    assert validity_of(current_recognition(star.product)).star_shown == 4
    assert MinistryFile.objects.get().closed_on == today()


def test_under_90_the_province_may_assess_itself(sent: SimpleNamespace) -> None:
    file = ministry_choice.choose(below(sent), choice="own", reason="Hồ sơ có minh chứng mới.", actor=sent.officer)
    dossier = Dossier.objects.get(pk=file.dossier_id)
    assert (dossier.state, file.closed_on) == (DossierState.IN_ROUND, today())
    assert not Recognition.objects.exists()
    with pytest.raises(DomainError) as twice:
        ministry_choice.choose(MinistryFile.objects.get(), choice="own", reason="Lại.", actor=sent.officer)
    assert twice.value.codes == ["chosen_already"]


def test_under_50_nothing_is_recognised(sent: SimpleNamespace) -> None:
    file = below(sent, "49.99")
    with pytest.raises(DomainError) as refusal:
        ministry_choice.choose(file, choice="central", star=3, reason="x", actor=sent.officer)
    assert refusal.value.codes == ["star_above_points"]
    ministry_choice.choose(file, choice="none", reason="Dưới 50 điểm.", actor=sent.officer)
    assert Dossier.objects.get(pk=file.dossier_id).state == DossierState.NOT_RECOGNISED


def test_a_lower_star_that_expires_meanwhile_shows_so(sent: SimpleNamespace) -> None:
    product = sent.file.dossier.product
    star = Recognition.objects.create(
        product=product,
        star=4,
        product_name=product.name,
        producer_name=product.producer.name,
        recognised_on=today() - dt.timedelta(days=1000),
        term_through=today() - dt.timedelta(days=1),
        public_since=today() - dt.timedelta(days=1000),
        source="import",
    )
    settle_term_of(star)
    held = held_star(product, today())
    assert held is not None and held.expired_meanwhile
    before = held_star(product, today() - dt.timedelta(days=1))
    assert before is not None and not before.expired_meanwhile
    type(product).objects.filter(pk=product.pk).update(published=True)
    page = Client().get(reverse("portal:product", args=[product.code])).content.decode()
    assert "Trong lúc chờ, sản phẩm không có hạng sao còn hiệu lực." in page


def test_files_are_for_the_office_and_its_readers(sent: SimpleNamespace) -> None:
    for name, person in everyone(sent.file.dossier.producer).items():
        may = bool(person.is_authenticated and person.has_perm("assessment.view_ministry_file"))
        assert files_visible_to(person).exists() == may, name
    with pytest.raises(NotAllowed):
        ministry.enter_below(
            sent.file,
            total=Decimal(80),
            notice_number="1",
            notice_on=today(),
            notice_file=paper(),
            actor=sent.chair,
        )


def test_pages_of_the_step_answer(sent: SimpleNamespace) -> None:
    client = Client()
    client.force_login(sent.officer)
    code = sent.file.code
    for name, args in (
        ("ministry", []),
        ("ministry_file", [code]),
        ("ministry_recognition", [code]),
        ("ministry_below", [code]),
        ("ministry_choose", [code]),
    ):
        assert client.get(reverse(f"assessment:{name}", args=args)).status_code == 200, name
    below(sent)
    ministry_choice.choose(MinistryFile.objects.get(), choice="central", star=3, reason="Lý do.", actor=sent.officer)
    page = client.get(reverse("assessment:ministry_file", args=[code])).content.decode()
    assert "Quyết định công nhận của tỉnh" in page
    client.force_login(sent.chair)
    assert client.get(reverse("assessment:ministry_recognition", args=[code])).status_code == 403


def test_entered_certificate_is_found_by_its_number(sent: SimpleNamespace) -> None:
    from saolang.registry.queries import check_paper

    recognised(sent)
    found = check_paper("12/GCN-BNNMT")
    assert [(row.recognition.star, row.validity.validity) for row in found] == [(5, Validity.VALID)]
    assert Certificate.objects.get().source == "entered"


def test_a_five_star_renewal_goes_to_the_ministry_without_a_council(room: SimpleNamespace) -> None:
    """Letter, the agency's report, the dossier and five samples. Legal: Điều 6.3.b, 7.6.e."""
    from saolang.assessment.domain.written import asking_problems
    from saolang.assessment.ministry_queries import renewals_to_send
    from tests.factories import ProductFactory

    from . import written

    star = written.old_star(ProductFactory(name="Mật nếp Mẫu"), star=5, number="55")
    dossier = written.reassessment(star, serial=9)
    with pytest.raises(DomainError) as early:
        ministry.prepare_renewal(dossier, actor=room.officer)
    assert early.value.codes == ["no_report"]
    written.report(dossier, room.officer)
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert renewals_to_send(room.officer) == [dossier]
    file = ministry.prepare_renewal(dossier, actor=room.officer)
    assert renewals_to_send(room.officer) == []
    submit_for_signature(file.letter, actor=room.officer)
    signed = {"number": "88", "symbol": "UBND-NN", "issued_on": today(), **walk.SIGNER}
    with pytest.raises(DomainError) as few:
        ministry.send_renewal(file, samples_sent=4, actor=room.officer, signed_file=walk.signed(), **signed)
    assert few.value.codes == ["samples_missing"]
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.AGENCY_REVIEW
    file = ministry.send_renewal(file, samples_sent=5, actor=room.officer, signed_file=walk.signed("b.pdf"), **signed)
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.AT_MINISTRY
    room.file = file
    below(room)
    ministry_choice.choose(MinistryFile.objects.get(pk=file.pk), choice="own", reason="Tự làm.", actor=room.officer)
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.state == DossierState.AGENCY_REVIEW
    assert asking_problems(dossier) == []
    star.refresh_from_db()
    assert (star.replaced_on, validity_of(star).star_shown) == (None, 5)
