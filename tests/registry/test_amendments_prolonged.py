"""Papers of a star that is prolonged: it still counts, so they are put right and issued again; its dates stay."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.registry.domain.corrections import request_amendment
from saolang.registry.domain.reissue import draft_amendment, issue_amendment, items_of
from saolang.registry.domain.renewals import renewal_ended, renewal_filed
from saolang.registry.domain.terms import settle_term_of
from saolang.registry.enums import ProlongationEnd, Validity
from saolang.registry.models import Amendment, Certificate, Recognition
from saolang.registry.queries import check_paper, validity_of
from saolang.rulebook.models import ProvincialSetting
from tests.factories import stored_file

from .amending import ISSUED, THROUGH, asked, entered, officer, recognised

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("february")]
TODAY = dt.date(2029, 2, 9)
LAST = dt.date(2029, 7, 11)


@pytest.fixture
def february() -> Iterator[Any]:
    """Four weeks after the term on the paper."""
    with time_machine.travel(dt.datetime(2029, 2, 10, 3, tzinfo=dt.UTC), tick=False) as day:
        yield day


@pytest.fixture
def prolonged() -> Recognition:
    """Its re-assessment was filed late, in the term."""
    star = recognised()
    assert renewal_filed(star.product, on=dt.date(2028, 12, 1), dossier_code="HS1", actor=SYSTEM)
    star.refresh_from_db()
    assert (star.prolonged_from, star.prolonged_through) == (dt.date(2029, 1, 13), LAST)
    return star


def new_terms(value: bool) -> None:
    """How the province reads what the law leaves open."""
    ProvincialSetting.objects.create(
        key="reissue_keeps_dates", value=value, effective_from=dt.date(2026, 6, 1), source="Văn bản mẫu", reason="Thử",
        set_by="Nguyễn Thị Mẫu", set_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
    )  # fmt: skip


@pytest.mark.parametrize("keeps", [True, False])
def test_reissue_of_a_prolonged_star_keeps_the_dates_whatever_the_setting(prolonged: Recognition, keeps: bool) -> None:
    new_terms(keeps)
    actor = officer()
    entered(asked(prolonged, "reissue", actor), actor, decided=TODAY)
    old, new = Certificate.objects.order_by("pk")
    prolonged.refresh_from_db()
    assert (new.replaces, old.superseded_on, new.issued_on, new.valid_through) == (old, TODAY, TODAY, THROUGH)
    assert (prolonged.starts_on, prolonged.through, prolonged.prolonged_through) == (ISSUED, THROUGH, LAST)
    for number in ("12/GCN-UBND", "77/GCN-UBND"):
        answer = check_paper(number)[0].validity
        assert (answer.validity, answer.through) == (Validity.PROLONGED, LAST)
    assert validity_of(prolonged, dt.date(2029, 7, 12)).validity == Validity.EXPIRED


def test_drafted_papers_say_until_when_the_star_is_prolonged(prolonged: Recognition) -> None:
    actor = officer()
    amendment = draft_amendment(asked(prolonged, "exchange", actor, changes={"address": "xã Mới"}), actor=actor)
    item = items_of(amendment)[0]
    said = (
        "được kéo dài hiệu lực trong lúc đánh giá lại, nhiều nhất đến hết ngày 11/07/2029 "
        "(Điều 12.3 Quyết định số 26/2026/QĐ-TTg)"
    )
    assert item.certificate_paper is not None and amendment.decision_paper is not None
    assert item.certificate_paper.spec["validity_line"] == f"Có giá trị đến hết ngày 12/01/2029; {said}"
    assert f"Đ{said[1:]}" in str(amendment.decision_paper.spec)
    issue_amendment(
        amendment, number="5", symbol="QĐ-UBND", issued_on=dt.date(2029, 2, 10), signer_name="Trần Văn Mẫu",
        signer_title="Chủ tịch", sign_mode="none", signed_file=stored_file(purpose=SIGNED_PURPOSE), actor=actor,
        certificate_numbers={item.pk: "31"},
    )  # fmt: skip
    assert Certificate.objects.get(replaces__isnull=False).valid_through == THROUGH
    prolonged.refresh_from_db()
    assert (prolonged.address, validity_of(prolonged).validity) == ("xã Mới", Validity.PROLONGED)


def test_correction_of_a_prolonged_star_brings_a_new_certificate_too(prolonged: Recognition) -> None:
    actor = officer()
    amendment = asked(prolonged, "correction", actor, changes={"producer_name": "HTX Mẫu Đúng Tên"})
    assert amendment.with_certificate
    entered(amendment, actor, decided=TODAY)
    prolonged.refresh_from_db()
    assert (prolonged.producer_name, prolonged.through) == ("HTX Mẫu Đúng Tên", THROUGH)


def test_reissue_ends_with_the_prolongation(prolonged: Recognition, february: Any) -> None:
    actor = officer()
    amendment = asked(prolonged, "reissue", actor)
    with pytest.raises(DomainError) as refused:  # nothing is issued in the future
        entered(amendment, actor, decided=dt.date(2029, 7, 12))
    assert "in_future" in refused.value.codes
    renewal_ended(prolonged.product, on=TODAY, why=ProlongationEnd.STOPPED, actor=SYSTEM)
    with pytest.raises(DomainError) as refused:
        entered(amendment, actor, decided=TODAY)
    assert refused.value.codes == ["not_valid"]
    assert Certificate.objects.count() == 1
    Amendment.objects.update(state="cancelled")
    with pytest.raises(DomainError) as refused:
        request_amendment([prolonged], kind="reissue", reason="Mất", actor=actor)
    assert refused.value.codes == ["not_valid"]


def test_reissue_of_an_older_paper_without_its_day_keeps_start_and_end() -> None:
    star, actor = recognised(), officer()
    Certificate.objects.update(issued_on=None, year=None)
    settle_term_of(star)
    assert (star.starts_on, star.through) == (star.recognised_on, THROUGH)
    assert renewal_filed(star.product, on=dt.date(2028, 12, 1), dossier_code="HS1", actor=SYSTEM)
    star.refresh_from_db()
    amendment = draft_amendment(asked(star, "reissue", actor), actor=actor)
    item = items_of(amendment)[0]
    assert item.certificate_paper is not None
    assert 'thay Giấy chứng nhận số 12/GCN-UBND"' in json.dumps(item.certificate_paper.spec, ensure_ascii=False)
    issue_amendment(
        amendment, number="5", symbol="QĐ-UBND", issued_on=dt.date(2029, 2, 10), signer_name="Trần Văn Mẫu",
        signer_title="Chủ tịch", sign_mode="none", signed_file=stored_file(purpose=SIGNED_PURPOSE), actor=actor,
        certificate_numbers={item.pk: "31"},
    )  # fmt: skip
    star.refresh_from_db()
    assert (star.starts_on, star.through, star.prolonged_through) == (star.recognised_on, THROUGH, LAST)
    assert validity_of(star, dt.date(2027, 1, 1)).validity == Validity.VALID
    second = recognised(number="13")
    Certificate.objects.filter(recognition=second).update(valid_through=None)
    with pytest.raises(DomainError) as refused:
        request_amendment([second], kind="reissue", reason="Mất", actor=actor)
    assert refused.value.codes == ["certificate_without_dates"]
