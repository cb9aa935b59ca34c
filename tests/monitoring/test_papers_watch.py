"""Papers are watched: told once a step, to the right people, and listed for those who may see them."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
import time_machine

from saolang.accounts.roles import RoleKind
from saolang.monitoring.domain.paper_watch import warn_of_papers
from saolang.monitoring.models import PaperWarning
from saolang.monitoring.queries import papers as queries
from saolang.notify.models import Message
from saolang.producers.criteria import sheet_of
from saolang.producers.enums import EvidenceKind
from saolang.producers.models import PaperExemption
from saolang.registry.domain.terms import settle_term_of
from tests.factories import (
    EvidenceFactory,
    EvidenceLinkFactory,
    ProducerFactory,
    ProductFactory,
    commune,
    everyone,
    make_user,
    other_commune,
)

from .report_rows import public_product

pytestmark = pytest.mark.django_db
END = dt.date(2027, 3, 1)
START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def at(left: int) -> dt.datetime:
    """A morning so many days before the last good day."""
    return dt.datetime(END.year, END.month, END.day, 9, 0, tzinfo=START.tzinfo) - dt.timedelta(days=left)


@pytest.fixture
def starred():
    """A product whose four stars count until 2029."""
    with time_machine.travel(START, tick=False):
        product = public_product()
    star = product.recognitions.get()
    star.term_through = dt.date(2029, 11, 23)
    star.save()
    settle_term_of(star)
    return product


def safety(product, **fields):
    words = {"kind": EvidenceKind.PRODUCTION_CONDITION, "title": "Giấy chứng nhận ATTP", "expires_on": END}
    return EvidenceFactory(product=product, **{**words, **fields})


def test_each_step_is_told_once_however_often_the_job_runs(starred):
    paper = safety(starred)
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=starred.producer)
    officer = make_user(RoleKind.COMMUNE_OFFICER, unit=starred.producer.filing_commune)
    make_user(RoleKind.COMMUNE_OFFICER, unit=other_commune())
    told = {
        left: (warn_of_papers(at=at(left)), warn_of_papers(at=at(left))) for left in (91, 90, 75, 60, 30, 1, -1, -5)
    }
    assert told == {
        91: (0, 0), 90: (1, 0), 75: (0, 0), 60: (1, 0), 30: (1, 0), 1: (0, 0), -1: (1, 0), -5: (0, 0),
    }  # fmt: skip
    assert set(PaperWarning.objects.values_list("step", flat=True)) == {"d90", "d60", "d30", "expired"}
    assert {message.recipient_id for message in Message.objects.all()} == {owner.pk, officer.pk}
    first = Message.objects.filter(recipient=owner).order_by("pk").first()
    assert first.title == "Còn 90 ngày, giấy hết hạn ngày 01/03/2027: Giấy chứng nhận ATTP"
    assert "4 sao của" in first.body
    assert "Điều 8.1.b" in first.body
    assert first.url == paper.get_absolute_url()


def test_late_start_tells_the_present_step_only(starred):
    safety(starred)
    assert warn_of_papers(at=at(12)) == 1
    assert list(PaperWarning.objects.values_list("step", flat=True)) == ["d30"]


def test_replaced_and_retired_papers_are_not_told_of(starred):
    old = safety(starred)
    safety(starred, replaces=old, expires_on=dt.date(2030, 3, 1))
    safety(starred, retired_on=dt.date(2026, 11, 1))
    assert warn_of_papers(at=at(30)) == 0
    assert not Message.objects.exists()


def test_corrected_date_is_watched_anew(starred):
    paper = safety(starred)
    assert warn_of_papers(at=at(30)) == 1
    paper.expires_on = END + dt.timedelta(days=365)
    paper.save()
    assert warn_of_papers(at=at(30)) == 0
    assert warn_of_papers(at=at(30 - 365)) == 1


def test_paper_that_lists_people_is_told_to_the_producer_alone(starred):
    EvidenceFactory(product=starred, kind=EvidenceKind.LABOUR, title="Danh sách lao động", expires_on=END)
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=starred.producer)
    make_user(RoleKind.COMMUNE_OFFICER, unit=starred.producer.filing_commune)
    assert warn_of_papers(at=at(30)) == 1
    assert [message.recipient_id for message in Message.objects.all()] == [owner.pk]


def test_dangers_know_products_links_claims_and_other_papers(starred):
    with time_machine.travel(at(30), tick=False):
        shared = EvidenceFactory(
            product=None,
            producer=starred.producer,
            kind=EvidenceKind.PRODUCTION_CONDITION,
            title="Giấy chung",
            expires_on=END,
        )
        assert [danger.why for danger in queries.dangers_for([shared])[shared.pk]] == ["compulsory"]
        PaperExemption.objects.create(product=starred, kind=EvidenceKind.PRODUCTION_CONDITION, ground="x")
        assert queries.dangers_for([shared])[shared.pk] == ()
        report = EvidenceFactory(product=starred, expires_on=END)
        code = next(c.code for c in sheet_of(starred).criteria if any(star <= 4 for star, _p in c.star_min))
        EvidenceLinkFactory(evidence=report, product=starred, criterion=code)
        assert [danger.criterion for danger in queries.dangers_for([report])[report.pk]] == [code]
        backing = EvidenceFactory(product=starred, expires_on=None)
        EvidenceLinkFactory(evidence=backing, product=starred, criterion=code)
        assert queries.dangers_for([report])[report.pk] == ()


def test_dangers_of_many_papers_ask_as_often_as_of_one(starred, django_assert_num_queries):
    papers = [safety(starred)]
    for _number in range(12):
        papers.append(safety(ProductFactory()))
    with time_machine.travel(at(30), tick=False):
        with django_assert_num_queries(5):
            queries.dangers_for(papers[:1])
        with django_assert_num_queries(5):
            queries.dangers_for(papers)


def test_listing_is_for_own_producer_own_commune_and_province(starred):
    mine = safety(starred)
    elsewhere = safety(ProductFactory(producer=ProducerFactory(filing_commune=other_commune())))
    seen = {}
    for name, person in everyone(starred.producer).items():
        seen[name] = set(queries.visible_to(person).values_list("pk", flat=True))
        if person.is_authenticated:
            for paper in (mine, elsewhere):
                assert (paper.pk in seen[name]) is person.has_perm("producers.view_evidence", paper), name
            assert bool(seen[name]) <= person.has_perm("monitoring.list_papers"), name
    assert seen["owner"] == seen["commune_officer"] == {mine.pk}
    assert seen["province_officer"] == {mine.pk, elsewhere.pk}
    assert seen["other_commune_officer"] == {elsewhere.pk}
    assert seen["other_owner"] == seen["administrator"] == seen["anonymous"] == set()


def test_spans_hold_what_ends_within_them(starred):
    for days in (-3, 0, 30, 31, 60, 90, 91):
        safety(starred, expires_on=END + dt.timedelta(days=days))
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    assert queries.counts(queries.visible_to(officer), END) == {"30": 2, "60": 4, "90": 5, "het-han": 1}


def test_pages_and_sheet_say_which_star_and_hold_no_persons(client, starred):
    safety(starred, title="=HYPERLINK(1)")
    EvidenceFactory(product=starred, kind=EvidenceKind.LABOUR, title="Danh sách lao động", expires_on=END)
    owner = make_user(RoleKind.PRODUCER_OWNER, producer=starred.producer)
    officer = make_user(RoleKind.COMMUNE_OFFICER, unit=commune())
    with time_machine.travel(at(20), tick=False):
        for person in (owner, officer):
            client.force_login(person)
            page = client.get("/ban-lam-viec/giam-sat/giay-to/?han=30").content.decode()
            assert "có thể bị thu hồi theo Điều 8.1.b" in page
            assert "còn 20 ngày" in page
            assert ("Danh sách lao động" in page) is (person == owner)
            home = client.get("/ban-lam-viec/").content.decode()
            assert "30 ngày" in home or "Thay giấy" in home
        client.force_login(owner)
        sheet = client.get("/ban-lam-viec/giam-sat/giay-to/tai-ve/?han=30")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)
    assert len(rows) == 2
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert (rows[1][8], rows[1][10]) == (20, 4)
    assert "Danh sách lao động" not in str(rows)
