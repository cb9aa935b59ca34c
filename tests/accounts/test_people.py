"""Accounts: opening, inviting, closing, own profile."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress

from saolang.accounts.domain.people import create_user, invite_user, set_active, update_profile
from saolang.accounts.enums import RoleKind
from saolang.accounts.models import User
from saolang.accounts.queries import people_visible_to, search_people
from saolang.audit.models import Event
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError, NotAllowed
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_create_user_normalises_the_address_and_makes_it_primary():
    user = create_user(email=" Mau.A@Example.VN ", full_name="Nguyễn Thị Mẫu A", actor=SYSTEM)
    assert user.email == "mau.a@example.vn"
    assert not user.has_usable_password()
    assert EmailAddress.objects.filter(user=user, email=user.email, primary=True, verified=True).exists()


def test_create_user_lists_every_problem():
    make_user(email="co-roi@example.vn")
    before = User.objects.count()
    with pytest.raises(DomainError) as refused:
        create_user(email="CO-ROI@example.vn", full_name=" ", actor=SYSTEM)
    assert refused.value.codes == ["full_name_missing", "email_used"]
    with pytest.raises(DomainError) as refused:
        create_user(email="khong phai thu", full_name="A", actor=SYSTEM)
    assert refused.value.codes == ["email_invalid"]
    assert User.objects.count() == before


def test_create_user_needs_the_right():
    before = User.objects.count()
    officer = make_user(RoleKind.COMMUNE_OFFICER)
    with pytest.raises(NotAllowed):
        create_user(email="a@example.vn", full_name="A", actor=officer)
    assert User.objects.count() == before + 1


def test_invite_user_mails_a_link_that_sets_a_password(client, mailoutbox, django_capture_on_commit_callbacks):
    admin = make_user(RoleKind.ADMINISTRATOR)
    with django_capture_on_commit_callbacks(execute=True):
        user = invite_user(email="moi@example.vn", full_name="Lê Văn Mẫu B", actor=admin)
    assert [mail.to for mail in mailoutbox] == [["moi@example.vn"]]
    path = re.search(r"https?://[^/]+(/tai-khoan/\S+)", mailoutbox[0].body)[1]
    page = client.get(path, follow=True)
    assert page.status_code == 200
    form = page.redirect_chain[-1][0] if page.redirect_chain else path
    client.post(form, {"password1": "dua-sap-cau-ke-9", "password2": "dua-sap-cau-ke-9"})
    user.refresh_from_db()
    assert user.check_password("dua-sap-cau-ke-9")


def test_invite_user_returns_the_person_who_is_there():
    admin, there = make_user(RoleKind.ADMINISTRATOR), make_user(email="da-co@example.vn")
    assert invite_user(email="Da-Co@example.vn", full_name="", actor=admin) == there
    there.is_active = False
    there.save()
    with pytest.raises(DomainError) as refused:
        invite_user(email="da-co@example.vn", full_name="", actor=admin)
    assert refused.value.codes == ["user_closed"]


def test_set_active_needs_reason_and_another_administrator():
    admin, user = make_user(RoleKind.ADMINISTRATOR), make_user()
    with pytest.raises(DomainError) as refused:
        set_active(admin, active=False, actor=admin, reason="")
    assert refused.value.codes == ["own_account", "reason_missing"]
    with pytest.raises(NotAllowed):
        set_active(user, active=False, actor=make_user(RoleKind.PROVINCE_OFFICER), reason="Nghỉ việc")
    assert User.objects.get(pk=user.pk).is_active
    set_active(user, active=False, actor=admin, reason="Nghỉ việc")
    assert not User.objects.get(pk=user.pk).is_active
    assert Event.objects.get(verb="accounts.user.close").reason == "Nghỉ việc"


def test_update_profile_is_for_oneself():
    user = make_user()
    with pytest.raises(NotAllowed):
        update_profile(user, full_name="Khác", phone="", actor=make_user(RoleKind.ADMINISTRATOR))
    update_profile(user, full_name="Nguyễn Thị Mẫu Z", phone=" 0900 000 000 ", actor=user)
    user.refresh_from_db()
    assert (user.full_name, user.phone) == ("Nguyễn Thị Mẫu Z", "0900 000 000")


def test_people_visible_to_agrees_with_the_right():
    admin, officer = make_user(RoleKind.ADMINISTRATOR), make_user(RoleKind.PROVINCE_OFFICER)
    assert set(people_visible_to(admin)) == {admin, officer}
    assert list(people_visible_to(officer)) == [officer]


def test_search_people_finds_by_name_and_address():
    person = make_user(full_name="Đỗ Thị Mẫu", email="tim@example.vn")
    make_user()
    assert list(search_people(User.objects.all(), "Đỗ Thị")) == [person]
    assert list(search_people(User.objects.all(), "TIM@")) == [person]
