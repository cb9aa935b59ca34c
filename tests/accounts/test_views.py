"""Sign-in pages in our words, one's own page, and the administration of roles."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Role, User
from tests.factories import PASSWORD, ProducerFactory, commune, everyone, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = make_user(RoleKind.ADMINISTRATOR)
    client.force_login(user)
    return user


def test_sign_in_by_address_and_password(client):
    cache.clear()
    user = make_user(email="dang-nhap@example.vn")
    page = client.get(reverse("account_login"))
    assert "Đăng nhập" in page.content.decode()
    wrong = client.post(reverse("account_login"), {"login": user.email, "password": "sai-mat-khau"})
    assert "hoặc mật khẩu không đúng" in wrong.content.decode()
    right = client.post(reverse("account_login"), {"login": "DANG-NHAP@example.vn", "password": PASSWORD})
    assert right.status_code == 302
    assert right.url == reverse("ui:home")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_reset_password", "Đặt lại mật khẩu"),
        ("account_signup", "Không đăng ký tại đây"),
        ("account_login", "Đăng nhập bằng khóa truy cập"),
    ],
)
def test_entrance_pages_are_in_vietnamese(client, name, words):
    assert words in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mfa_index", "Ứng dụng xác thực"),
        ("mfa_activate_totp", "quét mã QR"),
        ("mfa_add_webauthn", "Thêm khóa truy cập"),
        ("account_change_password", "Mật khẩu hiện tại"),
        ("account_email", "Địa chỉ thư điện tử"),
        ("account_logout", "Bạn muốn đăng xuất?"),
    ],
)
def test_account_pages_are_in_vietnamese(client, name, words):
    cache.clear()
    user = make_user(email="toi@example.vn")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    page = client.get(reverse(name), follow=True)
    if page.redirect_chain:
        page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert page.status_code == 200
    assert words in page.content.decode()


def test_reset_mail_is_in_vietnamese(client, mailoutbox):
    cache.clear()
    user = make_user()
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert "Có yêu cầu đặt lại mật khẩu" in mailoutbox[0].body


def test_profile_is_changed_by_oneself(client):
    user = make_user(RoleKind.COMMUNE_OFFICER)
    client.force_login(user)
    page = client.get(reverse("accounts:profile")).content.decode()
    assert "Cán bộ OCOP xã" in page
    assert client.post(reverse("accounts:profile"), {"full_name": "Võ Thị Mẫu", "phone": ""}).status_code == 303
    assert User.objects.get(pk=user.pk).full_name == "Võ Thị Mẫu"


def test_administration_is_for_administrators(client):
    people = everyone(ProducerFactory())
    target = people["nobody"]
    urls = [
        reverse("accounts:people"),
        reverse("accounts:person_add"),
        reverse("accounts:person", args=[target.pk]),
        reverse("accounts:role_grant", args=[target.pk]),
        reverse("accounts:account_active", args=[target.pk]),
    ]
    for url in urls:
        client.logout()
        assert client.get(url).status_code == 302
        for name in ("owner", "commune_leader", "province_officer", "auditor", "council_chair", "administrator"):
            client.force_login(people[name])
            assert client.get(url).status_code == (200 if name == "administrator" else 403), (url, name)


def test_role_is_granted_once_and_ended_with_a_reason(client, admin):
    person = make_user()
    url = reverse("accounts:role_grant", args=[person.pk])
    place = f"u:{commune().pk}"
    token = client.get(url).context["form"]["token"].value()
    data = {"kind": "commune_officer", "place": place, "basis": "Quyết định 12/QĐ-UBND", "token": token}
    assert client.post(url, data).status_code == 303
    assert client.post(url, data).status_code == 303
    role = Role.objects.get(user=person)
    assert (role.unit, role.basis, role.granted_by) == (commune(), "Quyết định 12/QĐ-UBND", admin)
    again = client.post(url, {**data, "token": ""})
    assert again.status_code == 422
    assert again.context["problems"][0].code == "role_already"
    end = reverse("accounts:role_end", args=[role.pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "Chuyển công tác"}).status_code == 303
    role.refresh_from_db()
    assert role.ended_on is not None


def test_role_form_refuses_a_place_that_does_not_fit(client, admin):
    person = make_user()
    url = reverse("accounts:role_grant", args=[person.pk])
    page = client.post(url, {"kind": "province_officer", "place": f"u:{commune().pk}", "basis": "QĐ"})
    assert page.status_code == 422
    assert "không giữ ở nơi này" in page.content.decode()
    assert not person.roles.exists()


def test_people_list_filters_within_a_few_queries(client, admin, django_assert_max_num_queries):
    for _ in range(3):
        make_user(RoleKind.COMMUNE_OFFICER)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("accounts:people"), {"role": "commune_officer"})
    assert page.content.decode().count("data-open-row") == 3


def test_person_is_invited_and_account_closed(client, admin, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("accounts:person_add"), {"email": "moi@example.vn", "full_name": "Người Mới Mẫu"})
    person = User.objects.get(email="moi@example.vn")
    assert page.url == person.get_absolute_url()
    assert mailoutbox[0].to == ["moi@example.vn"]
    close = reverse("accounts:account_active", args=[person.pk])
    assert client.post(close, {"reason": "Nhầm người"}).status_code == 303
    person.refresh_from_db()
    assert not person.is_active
