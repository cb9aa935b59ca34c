"""One product, all the way from an empty form to a public page that verifies, by the people who do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page

from saolang.audit.models import Event
from saolang.audit.queries import verify
from saolang.demo.content import content
from tests.e2e import town
from tests.e2e.steps import commune, council, panel, producer, province, results
from tests.e2e.steps import visitor as visit

PASSWORD = "com-dep-ap-chin-2026"
ANSWERS = content()["answers"]
FACTS = {"decision": "2026/QĐ-UBND", "issued": "24/09/2026", "through": "24/09/2029"}
VOTES = {
    "chu-tich-hd@demo.example": {"6.2": 4},
    "pho-chu-tich-hd@demo.example": {},
    "thanh-vien-1@demo.example": {"1.2": 1},
    "thanh-vien-2@demo.example": {"9": 1},
    "thanh-vien-3@demo.example": {"4.3": 4},
}
TOTALS = ("75", "74", "73", "72", "75")


@dataclass
class Walk:
    """One walk: who comes, on which day, with or without scripts; and the addresses that later people need."""

    enter: Callable[..., Page]
    new_context: Callable[..., Any]
    calendar: Any
    javascript: bool
    at: dict[str, str] = field(default_factory=dict)

    def on(self, text: str) -> None:
        """Go to a day and hour in Việt Nam."""
        self.calendar.move_to(town.moment(text))

    def person(self, email: str, **kwargs: Any) -> Page:
        """Somebody signs in."""
        return self.enter(email, javascript=self.javascript, **kwargs)

    def nobody(self, size: str = "desk") -> Page:
        """Somebody without an account."""
        return self.new_context(size, javascript=self.javascript).new_page()


def the_producer_signs_up(walk: Walk) -> None:
    """Account, profile, product, papers; the commune confirms."""
    walk.on("2026-08-03 08:00")
    page = walk.nobody()
    producer.sign_up(page, PASSWORD)
    producer.complete_profile(page)
    producer.add_product(page)
    producer.add_papers(page)
    commune.confirm_producer(walk.person("xa@demo.example"))


def the_producer_submits(walk: Walk) -> None:
    """The dossier from empty to submitted; the star panel follows every answer."""
    walk.on("2026-08-04 08:00")
    page = walk.person(producer.OWNER["email"], password=PASSWORD)
    dossier = walk.at["dossier"] = producer.open_dossier(page)
    assert len(producer.missing(page, dossier)) == 41
    producer.write_forms(page, dossier)
    producer.assess(page, dossier, {**ANSWERS, "9": 1})
    assert panel.read(page) == panel.Panel(
        total="72",
        statement="Đủ điểm 4 sao, bị giữ ở 3 sao",
        parts=("33 / 40", "17 / 25", "22 / 35"),
        held=("đạt 1, cần 3 điểm",),
        way_up=("+2",),
    )
    producer.change_answer(page, dossier, "9", 2)
    assert panel.read(page).total == "74"
    assert panel.read(page).statement == "4 sao, đủ điểm và đủ mức tối thiểu"
    producer.link_paper(page, dossier, "1.5", "Hợp đồng liên kết", 1)
    assert producer.missing(page, dossier) == ["Chưa ghi nơi ký.", "Chưa có bản đã ký của người đại diện."]
    producer.sign(page, dossier)
    producer.submit(page, dossier)


def the_commune_proposes(walk: Walk) -> None:
    """Thursday 20/8: the swapped Saturday 22/8 counts, the holiday from 31/8 to 2/9 does not."""
    dossier = walk.at["dossier"]
    walk.on("2026-08-20 14:00")
    officer = walk.person("xa@demo.example")
    commune.receive(officer, dossier, number="1-06/PĐK-86-29740-2026", due="14/09/2026")
    walk.on("2026-08-26 09:00")
    commune.check(officer, dossier)
    letter = commune.prepare_letter(officer, dossier, product_code="86-29740-1-2026", handed_on="26/8/2026")
    walk.on("2026-08-27 10:00")
    commune.sign_and_send(walk.person("lanh-dao-xa@demo.example"), letter, on="27/8/2026", numbers=(112, 113))


def the_province_receives(walk: Walk) -> None:
    """Its own number, the round by the letter's date, the advisers' report, a session in the calendar."""
    dossier = walk.at["dossier"]
    walk.on("2026-09-03 09:00")
    office = walk.person("tinh@demo.example")
    province.receive(office, dossier, number="1-06/PĐK-86-29740-2026")
    province.put_into_round(office, dossier, name="Đợt 2 năm 2026")
    walk.on("2026-09-07 09:00")
    council.appraise(walk.person("to-tu-van@demo.example"))
    walk.on("2026-09-09 09:00")
    walk.at["session"] = council.plan(office, held_on="15/9/2026")


def the_council_scores(walk: Walk) -> None:
    """Attendance, five blind sheets, one disagreement on a minimum, four stars."""
    walk.on("2026-09-15 08:00")
    secretary = walk.person("thu-ky@demo.example")
    session = walk.at["session"]
    council.take_attendance(secretary, session, absent={"Mai Mẫu Hiền": "Đi công tác theo lịch"})
    council.open_session(secretary, session, chair="Nguyễn Mẫu An")
    item = walk.at["item"] = council.start_scoring(secretary, session)
    chair = members_score(walk, item)
    council.see_disagreement(chair, item, criterion="9", totals=TOTALS, mean="73,8")
    council.agree(chair, item, criterion="9", option=2)
    council.conclude(chair, item, mean="73,8", star=4)
    council.close_session(secretary, session)


def members_score(walk: Walk, item: str) -> Page:
    """Five members score blind, by keys, by saving, by the plain form; returns the chair's page."""
    ticks = {email: {**ANSWERS, **change} for email, change in VOTES.items()}
    pages = {email: walk.person(email) for email in VOTES}
    chair, deputy, first, second, third = pages
    by_hand = council.score_by_keys if walk.javascript else council.score_by_form
    by_hand(pages[first], item, ticks[first])
    council.submit_sheet(pages[first], item, missing=[], last=False)
    council.sees_no_values(pages[second], item, submitted=1)
    council.score_quickly(pages[second], item, {**ticks[second], "11": None})
    council.submit_sheet(pages[second], item, missing=["11"], last=False)
    saving = council.score_by_saving if walk.javascript else council.score_quickly
    saving(pages[third], item, ticks[third])
    council.submit_sheet(pages[third], item, missing=[], last=False)
    for email in (deputy, chair):
        council.sees_no_values(pages[second], item, submitted=3 if email == deputy else 4)
        council.score_quickly(pages[email], item, ticks[email])
        council.submit_sheet(pages[email], item, missing=[], last=email == chair)
    return pages[chair]


def the_office_publishes(walk: Walk) -> None:
    """Memo, decision, certificate; nothing is public before it is published."""
    walk.on("2026-09-17 09:00")
    office = walk.person("tinh@demo.example")
    batch = results.draft_papers(office, walk.at["session"])
    memo = {"number": 31, "symbol": "TTr-VPĐP", "signer": "Chánh Văn Phòng Mẫu", "post": "Chánh Văn phòng"}
    results.issue(office, batch, "Tờ trình", on="17/9/2026", **memo)
    walk.on("2026-09-24 09:00")
    decision = {"number": 2026, "symbol": "QĐ-UBND", "signer": "Người Ký Mẫu", "post": "Chủ tịch"}
    results.issue(office, batch, "Quyết định", on="22/9/2026", **decision)
    results.issue_certificate(office, batch, number="7", on="24/9/2026", through="24/09/2029")
    visit.finds_nothing_yet(walk.nobody("phone"))
    results.publish(office, batch)


def anybody_checks(walk: Walk) -> None:
    """The public page, the check by number, the address behind the QR picture."""
    walk.on("2026-09-25 20:00")
    visitor = walk.nobody("phone")
    visit.opens_product(visitor, decision="2026/QĐ-UBND", decided="22/09/2026")
    address = visit.checks_number(visitor, "7/GCN-UBND", **FACTS)
    visit.scans(visitor, address, **FACTS)


STAGES = (
    the_producer_signs_up,
    the_producer_submits,
    the_commune_proposes,
    the_province_receives,
    the_council_scores,
    the_office_publishes,
    anybody_checks,
)


@pytest.fixture
def calendar(live_server):
    """The days of the path; every stage says its own."""
    with time_machine.travel(town.moment("2026-08-03 08:00"), tick=True) as traveller:
        yield traveller


@pytest.fixture
def people(calendar):
    """Officials and the council of the province."""
    return town.found()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_product_goes_from_empty_form_to_public_star(people, calendar, new_context, enter, javascript):
    walk = Walk(enter, new_context, calendar, javascript)
    for stage in STAGES:
        stage(walk)
    checked = verify()
    assert checked.intact
    assert checked.events == Event.objects.count()
