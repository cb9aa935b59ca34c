"""View bases: who gets in, and what a refusal of the domain looks like."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import django_tables2 as tables
import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from saolang.core.problems import DomainError, NotAllowed, Problem, Stale, WrongState
from saolang.ui.access import declared_permission, undeclared_views, view_permission
from saolang.ui.views import PUBLIC, SIGNED_IN, ActionView, DeskFormView, DeskListView, DeskView, PublicView

from .conftest import Person

Ask = Callable[..., HttpRequest]


class Page(DeskView):
    permission = "things.view_thing"
    template_name = "ui/home.html"
    title = "Việc"
    extra_context = {"today": dt.date(2026, 10, 23)}


class Thing:
    def get_absolute_url(self) -> str:
        return "/vat/1/"


THING = Thing()


class Receive(ActionView):
    permission = "things.receive_thing"
    success_message = "Đã tiếp nhận"
    error: DomainError | None = None
    done: list[tuple[str, int | None]] = []

    def get_object(self, queryset: Any = None) -> Any:
        self._found = THING
        return THING

    def act(self) -> Any:
        if self.error:
            raise self.error
        self.done.append((self.reason, self.expected_version))
        return THING


class NameForm(forms.Form):
    name = forms.CharField(label="Tên")


class Rename(DeskFormView):
    permission = SIGNED_IN
    form_class = NameForm
    title = "Đổi tên"
    success_url = "/xong/"
    error: DomainError | None = None

    def save(self, form: Any) -> Any:
        if self.error:
            raise self.error
        return None


def body(response: Any) -> str:
    """Return the page of a response."""
    if hasattr(response, "render"):
        response.render()
    return response.content.decode()


def test_view_without_permission_is_a_mistake(ask: Ask) -> None:
    class Bare(DeskView):
        template_name = "ui/home.html"

    with pytest.raises(ImproperlyConfigured):
        Bare.as_view()(ask(user=Person()))


def test_visitor_is_sent_to_sign_in_and_back(ask: Ask) -> None:
    response = Page.as_view()(ask(path="/ban-lam-viec/ho-so/?trang=2"))
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/ban-lam-viec/ho-so/%3Ftrang%3D2")


def test_visitor_who_posts_comes_back_to_the_page_of_the_form(ask: Ask) -> None:
    request = ask("post", path="/ban-lam-viec/x/nhan/", Referer="http://testserver/ban-lam-viec/x/")
    response = Receive.as_view()(request)
    assert response["Location"].endswith("?next=/ban-lam-viec/x/")
    assert Receive.done == []


def test_visitor_script_gets_401(ask: Ask) -> None:
    response = Page.as_view()(ask(Accept="application/json"))
    assert response.status_code == 401
    assert json.loads(response.content)["problems"][0]["code"] == "signed_out"


def test_wrong_role_is_refused(ask: Ask) -> None:
    with pytest.raises(PermissionDenied):
        Page.as_view()(ask(user=Person({"things.other"})))


def test_right_role_gets_the_page(ask: Ask) -> None:
    response = Page.as_view()(ask(user=Person({"things.view_thing"})))
    assert response.status_code == 200
    assert "<h1>Việc</h1>" in body(response)


def test_inactive_person_is_refused(ask: Ask) -> None:
    with pytest.raises(PermissionDenied):
        Page.as_view()(ask(user=Person({"things.view_thing"}, is_active=False)))


def test_permission_is_asked_on_the_object(ask: Ask) -> None:
    with pytest.raises(PermissionDenied):
        Receive.as_view()(ask("post", user=Person({"things.receive_thing"}, only_on=object())))
    assert Receive.done == []


def test_public_page_needs_nobody(ask: Ask) -> None:
    class Open(PublicView):
        template_name = "ui/base_public.html"

    assert Open.permission == PUBLIC
    assert Open.as_view()(ask()).status_code == 200


def test_action_refuses_get(ask: Ask) -> None:
    assert Receive.as_view()(ask(user=Person({"things.receive_thing"}))).status_code == 405


def test_action_redirects_so_that_reload_repeats_nothing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Receive, "done", [])
    request = ask("post", user=Person({"things.receive_thing"}), data={"reason": " đủ ", "version": "7"})
    response = Receive.as_view()(request)
    assert (response.status_code, response["Location"]) == (303, "/vat/1/")
    assert Receive.done == [("đủ", 7)]
    assert [str(message) for message in request._messages] == ["Đã tiếp nhận"]  # type: ignore[attr-defined]


def test_action_goes_only_to_addresses_of_this_site(ask: Ask) -> None:
    person = Person({"things.receive_thing"})
    inside = Receive.as_view()(ask("post", user=person, data={"next": "/ban-lam-viec/"}))
    outside = Receive.as_view()(ask("post", user=person, data={"next": "https://noi-khac.example/"}))
    assert (inside["Location"], outside["Location"]) == ("/ban-lam-viec/", "/vat/1/")


@pytest.mark.parametrize("text", ["", "abc", "-1", "²", "99999999999999"])
def test_version_that_is_no_number_is_none(ask: Ask, text: str) -> None:
    view = Receive()
    view.setup(ask("post", data={"version": text}))
    assert view.expected_version is None


@pytest.mark.parametrize(("error", "status"), [(DomainError, 422), (WrongState, 409), (Stale, 409), (NotAllowed, 403)])
def test_refusal_is_a_problem_list_with_status_and_reason_kept(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, error: type[DomainError], status: int
) -> None:
    problems = [Problem("a", "Thiếu mẫu.", "Mẫu", "Nhận thêm."), Problem("b", "Thiếu Mẫu 03.")]
    monkeypatch.setattr(Receive, "error", error(problems))
    request = ask("post", user=Person({"things.receive_thing"}), data={"reason": "lý do đã gõ"})
    response = Receive.as_view()(request)
    assert response.status_code == status
    html = body(response)
    for seen in ("Thiếu mẫu.", "Nhận thêm.", "Thiếu Mẫu 03.", "lý do đã gõ", 'href="/vat/1/"'):
        assert seen in html


def test_refusal_for_htmx_is_only_the_list(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Receive, "error", DomainError.of("a", "Thiếu mẫu."))
    request = ask("post", user=Person({"things.receive_thing"}), **{"HX-Request": "true"})
    html = body(Receive.as_view()(request))
    assert "Thiếu mẫu." in html
    assert "<html" not in html


def test_refusal_for_scripts_is_json(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Receive, "error", Stale.default())
    request = ask("post", user=Person({"things.receive_thing"}), Accept="application/json")
    response = Receive.as_view()(request)
    assert response.status_code == 409
    assert json.loads(response.content)["problems"][0]["code"] == "stale"


def test_form_keeps_typed_values_when_the_domain_refuses(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rename, "error", WrongState.of("wrong_state", "Hồ sơ đã nộp."))
    response = Rename.as_view()(ask("post", user=Person(), data={"name": "Tên mới gõ"}))
    assert response.status_code == 409
    html = body(response)
    assert 'value="Tên mới gõ"' in html
    assert "Hồ sơ đã nộp." in html


def test_problem_of_a_field_stands_beside_it(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rename, "error", DomainError([Problem("taken", "Tên đã có.", where="name")]))
    html = body(Rename.as_view()(ask("post", user=Person(), data={"name": "A"})))
    assert 'id="id_name_error"' in html
    assert html.count("Tên đã có.") == 2
    assert '<span class="problems__where">Tên</span>' in html  # the label, never the name of the field


def test_invalid_form_answers_422(ask: Ask) -> None:
    response = Rename.as_view()(ask("post", user=Person(), data={"name": ""}))
    assert response.status_code == 422


def test_saved_form_redirects(ask: Ask) -> None:
    response = Rename.as_view()(ask("post", user=Person(), data={"name": "A"}))
    assert (response.status_code, response["Location"]) == (303, "/xong/")


def test_function_view_declares_and_checks(ask: Ask) -> None:
    @view_permission("things.view_thing")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")

    assert declared_permission(view) == "things.view_thing"
    assert view(ask(user=Person({"things.view_thing"}))).status_code == 200
    assert view(ask()).status_code == 302
    with pytest.raises(PermissionDenied):
        view(ask(user=Person()))


def test_every_address_of_the_project_declares_a_permission() -> None:
    assert undeclared_views() == []


class ThingTable(tables.Table):
    name = tables.Column(verbose_name="Tên")


class Things(DeskListView):
    permission = SIGNED_IN
    title = "Danh sách"
    table_class = ThingTable
    paginate_by = 2
    empty_title = "Chưa có sản phẩm"
    rows: list[dict[str, str]] = []

    def get_queryset(self) -> Any:
        return self.rows


def test_list_pages_its_table(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Things, "rows", [{"name": f"Sản phẩm {n}"} for n in range(5)])
    html = body(Things.as_view()(ask(user=Person(), data={"page": "2"})))
    assert "Sản phẩm 2" in html
    assert "Sản phẩm 0" not in html
    assert "5 mục" in html
    assert 'aria-current="page">2<' in html


def test_list_sorts_by_its_heading(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Things, "rows", [{"name": "B"}, {"name": "A"}])
    html = body(Things.as_view()(ask(user=Person(), data={"sort": "name"})))
    assert html.index(">A<") < html.index(">B<")
    assert 'aria-sort="ascending"' in html


def test_empty_list_teaches(ask: Ask) -> None:
    assert "Chưa có sản phẩm" in body(Things.as_view()(ask(user=Person())))
