"""The expiry radar: who watches what, the calendar, reminders that are sent once, the calendar feed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from saolang.accounts.enums import RoleKind
from saolang.core.actors import SYSTEM
from saolang.notify.models import Message
from saolang.registry.domain.reminders import send_renewal_reminders, step_due
from saolang.registry.domain.renewals import renewal_filed
from saolang.registry.enums import ReminderStep
from saolang.registry.models import CalendarKey, Recognition, RenewalReminder
from saolang.registry.radar import counts_by_day, grouped, month_of, on_day, summary, watched_by
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    commune,
    everyone,
    far_commune,
    make_user,
    other_commune,
    province,
)

from .test_terms import END, star

pytestmark = pytest.mark.django_db
OPENS, CLOSES = dt.date(2028, 7, 16), dt.date(2028, 9, 14)


@pytest.fixture
def watched() -> Recognition:
    """One star of a producer in Song Phú."""
    product = ProductFactory(published=True, made_in=commune(), name="Dừa sáp Mẫu")
    return star(product=product)


def test_each_person_watches_the_stars_within_reach(watched: Recognition) -> None:
    today = dt.date(2028, 8, 1)
    producer = watched.product.producer
    people = everyone(producer)
    for name, person in people.items():
        sees = watched_by(person, today).filter(pk=watched.pk).exists()
        if sees:
            assert person.has_perm("registry.view_radar"), name
    assert watched_by(make_user(RoleKind.COMMUNE_OFFICER, unit=commune()), today).exists()
    assert not watched_by(make_user(RoleKind.COMMUNE_OFFICER, unit=other_commune()), today).exists()
    assert watched_by(make_user(RoleKind.PROVINCE_OFFICER, unit=province()), today).exists()
    owner = make_user(RoleKind.PRODUCER_OWNER, organisation=producer.organisation)
    stranger = make_user(RoleKind.PRODUCER_OWNER, organisation=ProducerFactory().organisation)
    assert watched_by(owner, today).exists()
    assert not watched_by(stranger, today).exists()


def test_a_star_beyond_reach_is_not_found(watched: Recognition) -> None:
    client = Client()
    client.force_login(make_user(RoleKind.COMMUNE_OFFICER, unit=other_commune()))
    assert client.get(reverse("registry:radar_star", args=[watched.code])).status_code == 404
    client.force_login(make_user(RoleKind.PROVINCE_OFFICER, unit=province()))
    assert client.get(reverse("registry:radar_star", args=[watched.code])).status_code == 200


def test_calendar_puts_each_event_on_its_day(watched: Recognition) -> None:
    rows = Recognition.objects.all()
    span = (dt.date(2028, 1, 1), dt.date(2029, 12, 31))
    assert counts_by_day(rows, "opens", *span) == {OPENS: 1}
    assert counts_by_day(rows, "closes", *span) == {CLOSES: 1}
    assert counts_by_day(rows, "ends", *span) == {END: 1}
    assert counts_by_day(rows, "prolonged", *span) == {}
    assert [list(on_day(rows, day)) for day in (OPENS, CLOSES, END, dt.date(2028, 7, 17))] == [[watched]] * 3 + [[]]
    weeks = month_of(rows, dt.date(2028, 7, 1), OPENS)
    assert (weeks[0][0].day, weeks[-1][-1].day) == (dt.date(2028, 6, 26), dt.date(2028, 8, 6))
    assert [cell.day for week in weeks for cell in week if cell.events] == [OPENS]


def test_a_filed_renewal_leaves_the_filing_days_empty(watched: Recognition) -> None:
    renewal_filed(watched.product, on=dt.date(2028, 12, 1), dossier_code="HS1", actor=SYSTEM)
    rows = Recognition.objects.all()
    span = (dt.date(2028, 1, 1), dt.date(2029, 12, 31))
    assert counts_by_day(rows, "closes", *span) == {}
    assert counts_by_day(rows, "prolonged", *span) == {dt.date(2029, 7, 11): 1}
    assert summary(rows, dt.date(2029, 2, 1)).prolonged == 1


def test_counts_by_stage_and_by_commune(watched: Recognition) -> None:
    star(dt.date(2028, 8, 20), ProductFactory(published=True, made_in=other_commune()))
    day = dt.date(2028, 8, 1)
    counted = summary(Recognition.objects.all(), day)
    assert (counted.stages, counted.expired, counted.total) == ({"open": 1, "late": 1}, 0, 2)
    by_commune = grouped(Recognition.objects.all(), "xa", day)
    assert [(row.name, row.late, row.open, row.total) for row in by_commune] == [
        (other_commune().name, 1, 0, 1),
        (commune().name, 0, 1, 1),
    ]
    after = dt.date(2028, 8, 21)
    assert summary(Recognition.objects.all(), after).expired == 1
    ended = {row.name: (row.late, row.expired) for row in grouped(Recognition.objects.all(), "xa", after)}
    assert ended == {other_commune().name: (0, 1), commune().name: (0, 0)}


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (181, None),
        (180, ReminderStep.OPENS),
        (151, ReminderStep.OPENS),
        (150, ReminderStep.D150),
        (125, ReminderStep.D125),
        (121, ReminderStep.D125),
        (120, ReminderStep.CLOSES),
        (0, ReminderStep.CLOSES),
        (-1, None),
    ],
)
def test_step_of_a_day(left: int, step: ReminderStep | None) -> None:
    assert step_due(left) == step


def test_reminders_go_to_producer_and_commune_once_and_to_the_province_at_the_end(watched: Recognition) -> None:
    owner = make_user(RoleKind.PRODUCER_OWNER, organisation=watched.product.producer.organisation)
    officer = make_user(RoleKind.COMMUNE_OFFICER, unit=commune())
    make_user(RoleKind.COMMUNE_OFFICER, unit=other_commune())
    chief = make_user(RoleKind.PROVINCE_OFFICER, unit=province())

    def told() -> list[tuple[str, int]]:
        rows = Message.objects.order_by("pk").values_list("recipient", "kind")
        found = [(kind, recipient) for recipient, kind in rows]
        Message.objects.all().delete()
        return sorted(found)

    both = sorted([("registry.renewal", owner.pk), ("registry.renewal", officer.pk)])
    assert send_renewal_reminders(OPENS - dt.timedelta(days=1)) == 0
    assert send_renewal_reminders(OPENS) == 1
    assert told() == both
    assert send_renewal_reminders(OPENS) == 0
    assert send_renewal_reminders(END - dt.timedelta(days=150)) == 1
    assert told() == both
    assert send_renewal_reminders(END - dt.timedelta(days=125)) == 1
    assert told() == [*both, ("registry.renewal_escalated", chief.pk)]
    assert send_renewal_reminders(CLOSES) == 1
    assert told() == both
    assert send_renewal_reminders(CLOSES + dt.timedelta(days=30)) == 0
    assert told() == []
    assert RenewalReminder.objects.count() == 5


def test_a_missed_step_is_not_sent_after_a_later_one(watched: Recognition) -> None:
    make_user(RoleKind.PRODUCER_OWNER, organisation=watched.product.producer.organisation)
    assert send_renewal_reminders(CLOSES) == 1
    assert set(RenewalReminder.objects.values_list("step", flat=True)) == {"closes", "province"}


def test_nobody_is_reminded_of_a_filed_withdrawn_or_replaced_star(watched: Recognition) -> None:
    renewal_filed(watched.product, on=OPENS, dossier_code="HS1", actor=SYSTEM)
    replaced = star(END)
    replaced.replaced_on = dt.date(2027, 1, 1)
    replaced.save()
    assert send_renewal_reminders(OPENS) == 0
    assert not Message.objects.exists()


@time_machine.travel(dt.datetime(2028, 8, 1, 3, tzinfo=dt.UTC))
def test_calendar_feed_answers_for_its_key_only(watched: Recognition) -> None:
    person = make_user(RoleKind.COMMUNE_OFFICER, unit=commune())
    star(END, ProductFactory(published=True, made_in=far_commune()))
    client = Client()
    client.force_login(person)
    assert client.get(reverse("registry:radar_calendar")).status_code == 200
    key = CalendarKey.objects.get(user=person).key
    feed = Client().get(reverse("calendar_feed", args=[key]))
    assert feed["Content-Type"].startswith("text/calendar")
    calendar: Any = Calendar.from_ical(feed.content)
    events = {
        str(event["UID"]).split("-")[1].split("@")[0]: event.decoded("DTSTART") for event in calendar.walk("VEVENT")
    }
    assert events == {"opens": OPENS, "closes": CLOSES, "ends": END}
    assert watched.product.name in feed.content.decode()
    client.post(reverse("registry:radar_new_key"))
    assert Client().get(reverse("calendar_feed", args=[key])).status_code == 404
    person.is_active = False
    person.save()
    assert Client().get(reverse("calendar_feed", args=[CalendarKey.objects.get().key])).status_code == 404


@time_machine.travel(dt.datetime(2028, 8, 1, 3, tzinfo=dt.UTC))
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("radar", {}),
        ("radar", {"ngay": "2028-07-16"}),
        ("radar", {"thang": "2028-13"}),
        ("radar", {"ngay": "x", "thang": "9999-01"}),
        ("radar_list", {"stage": "open", "q": "dua sap"}),
        ("radar_list", {"validity": "valid", "xa": "0"}),
        ("radar_communes", {}),
        ("radar_producers", {}),
    ],
)
def test_pages_of_the_radar_answer(watched: Recognition, name: str, query: dict[str, str]) -> None:
    client = Client()
    client.force_login(make_user(RoleKind.PROVINCE_OFFICER, unit=province()))
    response = client.get(reverse(f"registry:{name}"), query)
    assert response.status_code == 200
    shows = name not in ("radar",) and query.get("xa") != "0"
    if query == {"ngay": "2028-07-16"} or (shows and name == "radar_list"):
        assert "Dừa sáp Mẫu" in response.content.decode()


def test_the_list_begins_with_stars_that_can_still_be_renewed(watched: Recognition) -> None:
    star(dt.date(2027, 1, 1), ProductFactory(published=True, made_in=commune(), name="Gạo Mẫu hết hạn"))
    star(dt.date(2028, 8, 20), ProductFactory(published=True, made_in=commune(), name="Bánh Mẫu sắp hết"))
    client = Client()
    with time_machine.travel(dt.datetime(2028, 8, 1, 3, tzinfo=dt.UTC), tick=False):
        client.force_login(make_user(RoleKind.PROVINCE_OFFICER, unit=province()))
        table = client.get(reverse("registry:radar_list")).context["table"]
        assert [row.record.product.name for row in table.rows] == ["Bánh Mẫu sắp hết", "Dừa sáp Mẫu", "Gạo Mẫu hết hạn"]
        month = client.get(reverse("registry:radar"), {"ngay": "2028-08-20"}).content.decode()
    assert "Hết thời hạn" in month and ">Hết hiệu lực</i>" not in month
