"""Every address of the project, tried by people who have no business there."""

from __future__ import annotations

import re

import pytest

from saolang.ui.access import PUBLIC, SIGNED_IN, declared_permission, url_views
from tests.factories import UserFactory

SAMPLES = {"int": "1", "slug": "khong-co", "str": "0000000000", "uuid": "00000000-0000-0000-0000-000000000000"}
NOT_A_PAGE = {404, 405}
OWN = {"/ban-lam-viec/nguoi-dung/toi/"}
"""Pages about oneself: the right exists and everybody holds it."""


def sample_address(route: str) -> str:
    """An address that fits the route, of things that do not exist."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "0000000000"), route)


ADDRESSES = sorted(
    (sample_address(route), permission)
    for route, view in url_views()
    if view.__module__.startswith("saolang.")
    and not re.search(r"[\^$\\]", route)
    and (permission := declared_permission(view)) not in (None, PUBLIC)
)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_sign_in_or_finds_nothing(client, method):
    wrong = {}
    for address, _permission in ADDRESSES:
        answer = getattr(client, method)(address)
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/tai-khoan/login/")
        if not to_sign_in and answer.status_code not in NOT_A_PAGE:
            wrong[address] = answer.status_code
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_without_a_role_passes_no_door_that_names_a_right(client, method):
    client.force_login(UserFactory())
    answers = {
        address: getattr(client, method)(address).status_code
        for address, permission in ADDRESSES
        if permission != SIGNED_IN and address not in OWN
    }
    assert {address: status for address, status in answers.items() if status not in {403, *NOT_A_PAGE}} == {}


@pytest.mark.django_db
def test_somebody_without_a_role_breaks_nothing_behind_the_open_doors(client):
    client.force_login(UserFactory())
    answers = {address: client.get(address).status_code for address, permission in ADDRESSES if permission == SIGNED_IN}
    assert {address: status for address, status in answers.items() if status not in {200, 302, 403, *NOT_A_PAGE}} == {}


def test_there_are_doors_to_try():
    assert len(ADDRESSES) > 20
