"""The scoring screen: one criterion a page, drafts that save themselves, and nobody sees another's sheet."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from saolang.assessment.ballot import effect_of
from saolang.assessment.domain.agreement import knock_out
from saolang.assessment.domain.conclude import conclude_knocked_out
from saolang.assessment.domain.scoring import open_discussion, start_scoring
from saolang.assessment.enums import ItemState, SheetState
from saolang.assessment.models import ScoreAnswer, ScoreSheet, SessionItem
from saolang.dossiers.models import SelfAnswer
from saolang.producers.enums import EvidenceKind
from tests.factories import EvidenceFactory, EvidenceLinkFactory, make_user

from . import walk
from .conftest import best, lowered

JSON = {"HTTP_ACCEPT": "application/json", "HTTP_X_AUTOSAVE": "1"}


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"assessment:{name}", args=args)


@pytest.fixture
def scoring(room: SimpleNamespace) -> SimpleNamespace:
    """A member at the screen, with another member beside."""
    start_scoring(room.item, actor=room.secretary)
    seat = room.members[2]
    return SimpleNamespace(
        **vars(room),
        seat=seat,
        member=seat.user,
        client=client_of(seat.user),
        own=ScoreSheet.objects.get(item=room.item, seat=seat),
        here=url("score_criterion", room.item.code, "4.1"),
    )


def test_the_screen_shows_options_evidence_and_the_producers_words(scoring: SimpleNamespace) -> None:
    product = scoring.dossier.product
    SelfAnswer.objects.create(dossier=scoring.dossier, criterion="4.1", option=2, description="7 đại lý")
    evidence = EvidenceFactory(product=product, title="Bảng kê đại lý", with_file=True)
    EvidenceLinkFactory(evidence=evidence, product=product, criterion="4.1", page_from=3, page_to=4)
    html = scoring.client.get(scoring.here).content.decode()
    stored = evidence.files.get().file
    assert f"{stored.get_absolute_url()}#page=3" in html
    assert "7 đại lý" in html
    assert "Không đạt mức nào (0 điểm)" in html
    assert 'name="option" value="0"' in html
    assert "data-score-form" in html
    assert "style=" not in html


def test_every_criterion_has_its_page(scoring: SimpleNamespace) -> None:
    codes = [criterion.code for criterion in scoring.sheet.criteria]
    answers = {code: scoring.client.get(url("score_criterion", scoring.item.code, code)).status_code for code in codes}
    assert answers == dict.fromkeys(codes, 200)
    assert scoring.client.get(url("score_criterion", scoring.item.code, "99")).status_code == 404


def test_saving_goes_on_to_the_next_criterion(scoring: SimpleNamespace) -> None:
    answer = scoring.client.post(scoring.here, {"option": "3", "note": "Đã xem hợp đồng", "go": "next"})
    assert answer["Location"] == url("score_criterion", scoring.item.code, "4.2")
    row = ScoreAnswer.objects.get(sheet=scoring.own)
    assert (row.criterion, row.option, row.comment) == ("4.1", 3, "Đã xem hợp đồng")
    back = scoring.client.post(scoring.here, {"option": "0", "note": "", "go": "prev"})
    assert back["Location"] == url("score_criterion", scoring.item.code, "3.5")
    row.refresh_from_db()
    assert (row.option, row.comment) == (0, "")


def test_a_note_without_a_tick_is_kept_and_counts_as_unanswered(scoring: SimpleNamespace) -> None:
    scoring.client.post(scoring.here, {"note": "Hỏi lại Tổ tư vấn"})
    assert ScoreAnswer.objects.get(sheet=scoring.own).option is None
    assert "Hỏi lại Tổ tư vấn" in scoring.client.get(scoring.here).content.decode()
    shown = scoring.client.get(url("score_submit", scoring.item.code))
    assert "4.1" in [criterion.code for criterion, _url in shown.context["missing"]]


def test_autosave_answers_with_version_and_time(scoring: SimpleNamespace) -> None:
    answer = scoring.client.post(scoring.here, {"option": "2", "note": "", "version": scoring.own.version}, **JSON)
    assert answer.status_code == 200
    assert answer.json() == {"version": scoring.own.version, "saved_at": "09:00"}
    assert ScoreAnswer.objects.get(sheet=scoring.own).option == 2


@pytest.mark.parametrize("option", ["9", "-1", "abc", "１"])
def test_an_option_the_sheet_does_not_have_is_refused(scoring: SimpleNamespace, option: str) -> None:
    answer = scoring.client.post(scoring.here, {"option": option, "note": "x"}, **JSON)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "unknown_option"
    assert not ScoreAnswer.objects.filter(sheet=scoring.own).exists()


def test_a_refused_note_stays_on_the_page(scoring: SimpleNamespace) -> None:
    long = "ghi chú " * 80
    answer = scoring.client.post(scoring.here, {"option": "2", "note": long})
    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()
    assert not ScoreAnswer.objects.filter(sheet=scoring.own).exists()


def test_a_stale_page_is_refused_with_nothing_changed(scoring: SimpleNamespace) -> None:
    walk.hand_in(scoring.item, scoring.seat, best(scoring.sheet))
    answer = scoring.client.post(scoring.here, {"option": "1", "note": "", "version": scoring.own.version}, **JSON)
    assert answer.status_code == 409
    assert answer.json()["problems"][0]["code"] == "stale"
    assert ScoreAnswer.objects.get(sheet=scoring.own, criterion="4.1").option == best(scoring.sheet)["4.1"]


def test_a_score_after_the_conclusion_is_refused(scoring: SimpleNamespace) -> None:
    knock_out(scoring.item, code="dossier", reason="Giả mạo", paper_reference="KL 3", actor=scoring.chair)
    conclude_knocked_out(SessionItem.objects.get(pk=scoring.item.pk), actor=scoring.chair)
    answer = scoring.client.post(scoring.here, {"option": "1", "note": "", "version": scoring.own.version}, **JSON)
    assert answer.status_code == 409
    assert answer.json()["problems"][0]["code"] == "already_concluded"
    assert not ScoreAnswer.objects.filter(sheet=scoring.own).exists()


def test_submitting_lists_what_is_missing_with_links(scoring: SimpleNamespace) -> None:
    answer = scoring.client.post(url("score_submit", scoring.item.code), {"opinion": "Tốt"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert url("score_criterion", scoring.item.code, "1.1") in html
    assert "Tốt" in html
    scoring.own.refresh_from_db()
    assert scoring.own.state == SheetState.DRAFT


def test_a_sheet_is_submitted_once(scoring: SimpleNamespace) -> None:
    from saolang.assessment.domain.scoring import save_ticks

    save_ticks(scoring.own, ticks=best(scoring.sheet), actor=scoring.member)
    here = url("score_submit", scoring.item.code)
    data = {"opinion": "Sản phẩm tốt", "version": scoring.own.version}
    first, second = scoring.client.post(here, data), scoring.client.post(here, data)
    assert (first.status_code, second.status_code) == (303, 409)
    scoring.own.refresh_from_db()
    assert (scoring.own.state, scoring.own.opinion, scoring.own.version) == (SheetState.SUBMITTED, "Sản phẩm tốt", 2)
    assert scoring.client.get(scoring.here).status_code == 302
    assert scoring.client.get(here).status_code == 200


def test_a_reopened_sheet_shows_old_values_and_asks_why(scoring: SimpleNamespace) -> None:
    for seat in scoring.members:
        ticks = lowered(scoring.sheet, 20) if seat == scoring.seat else best(scoring.sheet)
        walk.hand_in(scoring.item, seat, ticks)
    open_discussion(SessionItem.objects.get(pk=scoring.item.pk), actor=scoring.chair, reason="Chênh ở phần A")
    page = scoring.client.get(url("score_criterion", scoring.item.code, "1.1")).content.decode()
    assert "Chênh ở phần A" in page
    assert "Điểm cũ:" in page
    scoring.client.post(url("score_criterion", scoring.item.code, "1.1"), {"option": "1", "note": ""})
    here = url("score_submit", scoring.item.code)
    assert "Tiêu chí đã đổi" in scoring.client.get(here).content.decode()
    refused = scoring.client.post(here, {"opinion": "", "reason": ""})
    assert refused.status_code == 422
    assert scoring.client.post(here, {"opinion": "", "reason": "Xem lại hợp đồng"}).status_code == 303


def test_nobody_reaches_anothers_sheet_or_its_values_before_all_are_in(scoring: SimpleNamespace) -> None:
    for seat in scoring.members[:-1]:
        walk.hand_in(scoring.item, seat, lowered(scoring.sheet, 12))
    other = ScoreSheet.objects.get(item=scoring.item, seat=scoring.members[0])
    people = (scoring.member, scoring.chair, scoring.secretary, scoring.officer, scoring.members[-1].user)
    for person in people:
        if person.pk == other.seat.user_id:
            continue
        client = client_of(person)
        assert client.get(url("sheet", other.code)).status_code == 404
        assert client.get(url("sheet", other.code), **JSON).status_code == 404
        for name, args in (("item", (scoring.item.code,)), ("session", (scoring.session.code,))):
            shown = client.get(url(name, *args))
            html = shown.content.decode()
            assert shown.status_code == 200
            assert "87" not in _words(html)
            assert "bang-sao" not in html
            assert other.code not in html
    assert scoring.client.get(url("item", scoring.item.code)).context["board"] is None
    walk.hand_in(scoring.item, scoring.members[-1], lowered(scoring.sheet, 12))
    assert SessionItem.objects.get(pk=scoring.item.pk).state == ItemState.REVEALED
    opened = scoring.client.get(url("item", scoring.item.code))
    assert "bang-sao" in opened.content.decode()
    assert scoring.client.get(url("sheet", other.code)).status_code == 200
    assert client_of(make_user()).get(url("sheet", other.code)).status_code == 404


def _words(html: str) -> list[str]:
    """Words of the page's text, without tags."""
    import re

    return re.sub(r"<[^>]+>", " ", html).replace(",", " ").split()


def test_members_open_the_evidence_of_dossiers_before_their_council(scoring: SimpleNamespace) -> None:
    product = scoring.dossier.product
    plain = EvidenceFactory(product=product, with_file=True).files.get().file
    personal = EvidenceFactory(product=product, kind=EvidenceKind.LABOUR, with_file=True).files.get().file
    adviser = scoring.council.advisory_group.roles.get().user
    for stored in (plain, personal):
        for person, status in ((scoring.member, 200), (scoring.chair, 200), (adviser, 200), (make_user(), 403)):
            assert client_of(person).get(stored.get_absolute_url()).status_code == status
    assert scoring.member.has_perm("dossiers.view_dossier", scoring.dossier)
    assert not make_user().has_perm("dossiers.view_dossier", scoring.dossier)


def test_effects_say_what_a_choice_does_to_the_star(scoring: SimpleNamespace) -> None:
    gated = scoring.sheet.by_code["4.1"]
    words = [effect_of(gated, option.points) for option in gated.options]
    assert words[0] == "Chưa đủ mức tối thiểu 3 sao"
    assert words[1] == "Đủ mức tối thiểu 3 sao, chưa đủ 4 sao"
    assert words[-1] == "Đủ mức tối thiểu 5 sao"
    assert effect_of(gated, 0) == "0 điểm: giữ sản phẩm dưới 3 sao"
    free = next(criterion for criterion in scoring.sheet.criteria if not criterion.star_min)
    assert effect_of(free, 0) == "Tiêu chí này chỉ tính điểm, không có mức tối thiểu"
