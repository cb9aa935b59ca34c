"""The OCOP mark: offered for a valid star only, exactly its stars, only that product, and never after its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, WrongState
from saolang.registry.domain.marks import MARK_PURPOSE, put_up_artwork, retire_artwork, take_artwork
from saolang.registry.domain.suspensions import lift, suspend
from saolang.registry.domain.terms import settle_term_of
from saolang.registry.mark import may_use_mark, offered_to
from saolang.registry.mark_access import may_open_artwork, may_open_suspension
from saolang.registry.models import MarkArtwork, MarkDownload, Prolongation, Suspension
from saolang.registry.queries import validity_of
from tests.factories import everyone, image_upload, make_user, pdf_upload, stored_file
from tests.monitoring import withdrawal_rows as rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(rows.NOW, tick=False):
        yield


@pytest.fixture
def w() -> SimpleNamespace:
    return rows.world()


def artwork(w: SimpleNamespace, star: int = 4, **fields: object) -> MarkArtwork:
    return put_up_artwork(
        star=star,
        file=stored_file(name=f"mau-{star}.pdf", purpose=MARK_PURPOSE),
        note=f"bản màu {star}",
        active_from=dt.date(2026, 1, 1),
        actor=w.officer,
        **fields,
    )


def sign_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def codes(error: DomainError) -> set[str]:
    return {problem.code for problem in error.problems}


def test_mark_is_offered_for_exactly_the_star(w: SimpleNamespace) -> None:
    three, four = artwork(w, 3), artwork(w, 4)
    assert offered_to(w.product) == [four]
    with pytest.raises(DomainError) as refused:
        take_artwork(w.product, three, actor=w.owner)
    assert codes(refused.value) == {"other_star"}
    row = take_artwork(w.product, four, actor=w.owner)
    assert (row.product, row.recognition, row.artwork, row.user) == (w.product, w.star, four, w.owner)
    assert Event.objects.filter(verb="registry.markdownload.take").count() == 1


def test_mark_is_not_offered_for_another_producers_product(w: SimpleNamespace) -> None:
    four = artwork(w)
    other = rows.make_star(number="13")
    with pytest.raises(NotAllowed):
        take_artwork(other.product, four, actor=w.owner)
    assert MarkDownload.objects.count() == 0
    assert not may_open_artwork(w.owner, four.file)


@pytest.mark.parametrize(
    ("begun", "through", "allowed"),
    [
        (dt.date(2026, 1, 12), dt.date(2029, 1, 12), True),
        (dt.date(2023, 11, 21), dt.date(2026, 11, 21), True),
        (dt.date(2023, 11, 20), dt.date(2026, 11, 20), False),
    ],
)
def test_mark_ends_with_the_term(begun: dt.date, through: dt.date, allowed: bool) -> None:
    star = rows.make_star(begun=begun, through=through)
    assert may_use_mark(star.product)[0] is allowed


def test_mark_stays_while_prolonged_and_ends_then() -> None:
    star = rows.make_star(begun=dt.date(2023, 10, 1), through=dt.date(2026, 10, 1))
    assert not may_use_mark(star.product)[0]
    Prolongation.objects.create(
        recognition=star, dossier_code="HS1", filed_on=dt.date(2026, 8, 1), starts_on=dt.date(2026, 10, 2),
        at_most=dt.date(2027, 3, 30), days=180, basis="late",
    )  # fmt: skip
    settle_term_of(star)
    assert may_use_mark(star.product)[0]
    assert not may_use_mark(star.product, dt.date(2027, 3, 31))[0]


def test_download_is_asked_at_its_own_moment(w: SimpleNamespace) -> None:
    four = artwork(w)
    take_artwork(w.product, four, actor=w.owner)
    client = sign_in(w.owner)
    assert client.get(four.file.get_absolute_url()).status_code == 200
    page = client.get(reverse("registry:mark")).content.decode()
    address = reverse("registry:mark_take", args=[w.product.code, four.code])
    assert address in page
    rows.decided(w)
    assert not may_open_artwork(w.owner, four.file)
    assert client.get(four.file.get_absolute_url()).status_code in (403, 404)
    refused = client.post(address)
    assert refused.status_code == 422
    assert "Giấy chứng nhận đã bị thu hồi từ ngày 21/11/2026." in refused.content.decode()
    assert address not in client.get(reverse("registry:mark")).content.decode()
    assert MarkDownload.objects.count() == 1


def test_taking_from_the_page_records_and_leads_to_the_file(w: SimpleNamespace) -> None:
    four = artwork(w)
    client = sign_in(w.owner)
    answer = client.post(reverse("registry:mark_take", args=[w.product.code, four.code]))
    assert (answer.status_code, answer["Location"]) == (303, f"{four.file.get_absolute_url()}?tai-ve=1")
    assert client.get(answer["Location"]).status_code == 200
    seen = sign_in(w.officer).get(reverse("registry:mark_downloads")).content.decode()
    assert w.product.name in seen and w.owner.full_name in seen


def test_retired_artwork_is_not_offered(w: SimpleNamespace) -> None:
    four = artwork(w)
    take_artwork(w.product, four, actor=w.owner)
    retire_artwork(four, actor=w.officer)
    assert offered_to(w.product) == []
    assert not may_open_artwork(w.owner, four.file)
    with pytest.raises(DomainError) as refused:
        take_artwork(w.product, four, actor=w.owner)
    assert codes(refused.value) == {"retired"}
    with pytest.raises(WrongState):
        retire_artwork(four, actor=w.officer)


def test_artwork_is_put_up_on_its_page_by_those_who_keep_it(w: SimpleNamespace) -> None:
    address = reverse("registry:artworks")
    people = everyone(w.producer)
    typed = {"star": "4", "note": "bản màu", "active_from": "01/01/2026"}
    for name in ("owner", "commune_officer", "leader", "inspector"):
        answer = sign_in(people[name]).post(address, {**typed, "file": image_upload()})
        assert answer.status_code == 403, name
    assert MarkArtwork.objects.count() == 0
    assert sign_in(w.officer).post(address, {**typed, "file": image_upload()}).status_code == 303
    assert MarkArtwork.objects.get().star == 4
    assert sign_in(w.officer).get(address).status_code == 200


def suspended(w: SimpleNamespace, **fields: object) -> Suspension:
    given = {
        "authority": w.bodies.department, "number": "9/QĐ-SYT", "issued_on": rows.TODAY, "starts_on": rows.TODAY,
        "file": stored_file(name="tam-ngung.pdf", purpose="registry.suspension"), "note": "Lô 05 sản xuất tháng 10.",
    }  # fmt: skip
    return suspend(w.product, actor=w.officer, **{**given, **fields})


def test_suspension_warns_on_every_surface_and_changes_no_validity(w: SimpleNamespace) -> None:
    row = suspended(w)
    assert validity_of(w.star).is_valid and may_use_mark(w.product)[0]
    public = Client()
    code = w.star.certificates.get().code
    for address in (
        reverse("portal:product", args=[w.product.code]), reverse("portal:certificate", args=[code]),
        reverse("portal:verify") + "?so=12/GCN-UBND",
    ):  # fmt: skip
        page = public.get(address).content.decode()
        assert "Đang bị tạm ngừng lưu thông." in page and "9/QĐ-SYT" in page and "Lô 05" in page
    assert "Đang bị tạm ngừng lưu thông" in public.get(reverse("portal:catalogue")).content.decode()
    api = public.get(f"/api/products/{w.product.code}").json()
    assert (api["validity"]["valid"], [s["number"] for s in api["suspensions"]]) == (True, ["9/QĐ-SYT"])
    paper = public.get("/api/certificates/12/GCN-UBND").json()["results"][0]
    assert (paper["validity"]["valid"], len(paper["suspensions"])) == (True, 1)
    assert "Đang bị tạm ngừng lưu thông." in sign_in(w.officer).get(w.star.get_absolute_url()).content.decode()
    lift(row, on=rows.TODAY, actor=w.officer, reason="Văn bản 12/SYT")
    assert "tạm ngừng lưu thông" not in public.get(reverse("portal:product", args=[w.product.code])).content.decode()


def test_suspension_is_recorded_and_lifted_on_pages(w: SimpleNamespace) -> None:
    client = sign_in(w.officer)
    address = reverse("registry:suspend", args=[w.star.code])
    assert address in client.get(w.star.get_absolute_url()).content.decode()
    typed = {
        "authority": w.bodies.department.pk, "number": "9/QĐ-SYT", "issued_on": "20/11/2026", "starts_on": "21/11/2026",
        "note": "Lô 05.",
    }  # fmt: skip
    assert client.post(address, {**typed, "starts_on": "19/11/2026", "file": pdf_upload()}).status_code == 422
    assert Suspension.objects.count() == 0
    assert client.post(address, {**typed, "file": pdf_upload()}).status_code == 303
    row = Suspension.objects.get()
    assert may_open_suspension(w.owner, row.file) and not may_open_suspension(make_user(), row.file)
    lifting = reverse("registry:suspension_lift", args=[row.code])
    assert client.post(lifting, {"on": "20/11/2026", "reason": "VB 12"}).status_code == 422
    assert client.post(lifting, {"on": "21/11/2026", "reason": "VB 12"}).status_code == 303
    row.refresh_from_db()
    assert row.lifted_on == rows.TODAY
    for person in (w.owner, w.commune, make_user("inspector")):
        assert sign_in(person).get(address).status_code == 403
