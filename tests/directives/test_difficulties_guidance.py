"""Guidance: what is published names nobody, is found without marks, and is gone once it is taken down."""

from __future__ import annotations

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.directives.domain import difficulties as raising
from saolang.directives.domain.difficulty_answers import answer_difficulty
from saolang.directives.domain.difficulty_guidance import publish_guidance, unpublish_guidance
from saolang.directives.models import Topic
from saolang.directives.queries.difficulties import find_published, similar_published
from tests.factories import OrganisationFactory

from . import difficulty_rows as made
from . import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday():
    cache.clear()
    with time_machine.travel(rows.NOW, tick=False):
        yield


@pytest.fixture
def w(db):
    return rows.world()


def words(**changes):
    return {"question": made.QUESTION, "answer": made.ANSWER, "general": True, **changes}


def test_published_page_shows_the_answer_the_department_and_its_document(w, client):
    it = made.public(w)
    page = client.get(reverse("guidance:page", args=[it.code])).content.decode()
    for part in (made.QUESTION, made.ANSWER, w.agriculture.name, "1234/SNNMT-PTNT ngày 20/11/2026", "20/11/2026"):
        assert part in page
    for private in (made.TITLE, made.TEXT, w.committees[0].name, w.commune_officer.full_name):
        assert private not in page
    assert made.QUESTION in client.get(reverse("guidance:list")).content.decode()
    assert reverse("guidance:page", args=[it.code]) in client.get(reverse("portal:sitemap")).content.decode()


@pytest.mark.parametrize("query", ["phiếu kiểm nghiệm", "PHIEU KIEM NGHIEM", "1234/SNNMT"])
def test_guidance_is_found_with_and_without_marks(w, query):
    it = made.public(w)
    assert list(find_published(query)) == [it]
    assert list(find_published(f"{query} máy bay")) == []


def test_private_words_are_not_searched_in_public(w):
    made.public(w)
    assert list(find_published("Nhiều hộ trong xã dùng chung một cơ sở")) == []


def test_filters_narrow_by_topic_and_criterion(w, client):
    topic = Topic.objects.create(name="Kiểm nghiệm", words="phiếu kiểm nghiệm")
    it = made.public(w)
    assert list(find_published(topic=str(topic.pk))) == [it]
    assert list(find_published(topic="9999999")) == []
    for odd in ("-1", "x", "9" * 40, "\x00", "²"):
        answer = client.get(reverse("guidance:list"), {"chu_de": odd, "phieu": odd, "q": odd, "page": odd})
        assert answer.status_code == 200


def test_taken_down_or_withdrawn_guidance_is_not_found(w, client):
    it = made.public(w)
    address = reverse("guidance:page", args=[it.code])
    with pytest.raises(DomainError) as caught:
        unpublish_guidance(it, reason=" ", actor=w.secretary)
    assert caught.value.codes == ["reason_missing"]
    it = unpublish_guidance(it, reason="Quy định đã đổi.", actor=w.secretary)
    assert client.get(address).status_code == 404
    assert list(find_published("kiểm nghiệm")) == []
    assert similar_published(made.QUESTION) == []
    with pytest.raises(WrongState):
        unpublish_guidance(it, reason="Lần nữa.", actor=w.secretary)
    it = publish_guidance(it, actor=w.secretary, **words())
    assert client.get(address).status_code == 200
    it = raising.still_stuck(it, actor=w.commune_officer, reason="Chưa rõ.")
    it = raising.withdraw_difficulty(it, actor=w.commune_officer, reason="Thôi.")
    assert (it.published_on, client.get(address).status_code) == (None, 404)
    assert Event.objects.get(verb="directives.difficulty.unpublish").reason == "Quy định đã đổi."


def test_a_new_answer_takes_the_old_guidance_down(w):
    it = raising.still_stuck(made.public(w), actor=w.commune_officer, reason="Chưa rõ.")
    assert it.published_on is not None
    it = answer_difficulty(it, answer="Trả lời khác.", actor=w.agri_officer)
    assert (it.published_on, it.public_question) == (None, made.QUESTION)


def test_publishing_without_the_general_mark_is_refused(w):
    it = made.answered(w)
    with pytest.raises(DomainError) as caught:
        publish_guidance(it, actor=w.secretary, **words(general=False))
    assert caught.value.codes == ["not_general"]
    it.refresh_from_db()
    assert (it.published_on, it.is_general, it.public_question) == (None, False, "")


def test_publishing_before_the_answer_or_by_others_is_refused(w):
    it = made.routed(w)
    with pytest.raises(WrongState):
        publish_guidance(it, actor=w.secretary, **words())
    done = made.answered(w)
    for actor in (w.commune_officer, w.leader, w.trade_officer, w.far_secretary):
        with pytest.raises(NotAllowed):
            publish_guidance(done, actor=actor, **words())
    done.refresh_from_db()
    assert done.published_on is None
    assert publish_guidance(done, actor=w.agri_officer, **words()).published_on == rows.TODAY


def test_names_of_producers_and_people_are_pointed_out_before_publishing(w):
    producer = OrganisationFactory(name="HTX Mẫu Dừa Sáp").name
    it = made.answered(w)
    with pytest.raises(DomainError) as caught:
        publish_guidance(
            it, actor=w.secretary, **words(question="Htx mau dua sap nộp gì?", answer="Hỏi ông Nguyễn Văn Mẫu Xã.")
        )
    assert caught.value.codes == ["names_producer", "names_person"]
    assert producer in str(caught.value)
    it.refresh_from_db()
    assert it.published_on is None
    kept = words(answer="Hỏi ông Nguyễn Văn Mẫu Xã.", checked=True)
    assert publish_guidance(it, actor=w.secretary, **kept).published_on == rows.TODAY


@pytest.mark.parametrize("part", ["0912 345 678", "+84.912.345.678", "mau@example.vn"])
def test_numbers_and_addresses_are_never_published(w, part):
    it = made.answered(w)
    with pytest.raises(DomainError) as caught:
        publish_guidance(it, actor=w.secretary, **words(answer=f"Gọi {part}.", checked=True))
    assert caught.value.codes == ["private_part"]
    it.refresh_from_db()
    assert it.published_on is None


def test_document_numbers_and_sums_are_no_telephone_numbers(w):
    text = "Theo Quyết định 26/2026/QĐ-TTg, mức 10.000.000 đồng từ 01/01/2026."
    assert publish_guidance(made.answered(w), actor=w.secretary, **words(answer=text)).published_on == rows.TODAY


def test_markup_stays_text_on_the_public_page(w, client):
    it = made.public(w, question="<script>alert(1)</script> có được không?", answer="<b>Được</b>\n\n{{ 7*7 }}")
    page = client.get(reverse("guidance:page", args=[it.code])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;Được&lt;/b&gt;" in page
    assert "{{ 7*7 }}" in page


def test_changed_guidance_keeps_its_first_day_and_says_when_it_was_brought_up_to_date(w):
    it = made.public(w)
    with time_machine.travel(rows.NOW.replace(month=12), tick=False):
        it = publish_guidance(it, actor=w.secretary, **words(answer="Được, có thêm điều kiện."))
    assert (it.published_on, it.guidance_updated_on) == (rows.TODAY, rows.TODAY.replace(month=12))


def test_similar_guidance_is_offered_before_sending(w, client):
    it = made.public(w)
    client.force_login(w.other_commune_officer)
    address = reverse("directives:difficulty_raise")
    page = client.get(address, {"van_de": "Hai hộ dùng chung phiếu kiểm nghiệm"}).content.decode()
    assert "Có thể đã có trả lời" in page
    assert made.QUESTION in page
    other = client.get(address, {"van_de": "Chưa có đường vào điểm du lịch"}).content.decode()
    assert made.QUESTION not in other
    assert similar_published("Hai ho dung chung phieu kiem nghiem") == [it]


def test_same_criterion_is_similar_even_in_other_words(w):
    done = made.raised(w, sheet_id="qd26-04", criterion="3.5")
    from saolang.directives.domain.difficulty_answers import route_difficulty

    done = route_difficulty(done, body=w.agriculture, actor=w.secretary)
    done = answer_difficulty(done, answer="Được.", actor=w.agri_officer)
    done = publish_guidance(done, actor=w.secretary, **words())
    assert similar_published("Điều hoàn toàn khác", sheet_id="qd26-04", criterion="3.5") == [done]
    assert similar_published("Điều hoàn toàn khác", sheet_id="qd26-04", criterion="3.4") == []
