"""``saolang user create``: the first people of an installation."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner, Result

from saolang.accounts.commands import user_app
from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Role, User
from saolang.audit.models import Event
from tests.factories import OrganisationFactory, commune, province

pytestmark = pytest.mark.django_db
WHO = ("create", "--email", "Quan.Tri@example.vn", "--name", "Nguyễn Thị Mẫu A")


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(user_app, [*WHO, *arguments], input=typed)


def test_an_administrator_of_the_province_is_created_with_a_generated_password():
    unit = province()
    result = run("--role", "administrator", "--unit", unit.code, "--generate")
    assert result.exit_code == 0, result.output
    user = User.objects.get(email="quan.tri@example.vn")
    password = re.search(r"Mật khẩu: (\S+)", result.output)
    assert password is not None
    assert user.check_password(password[1])
    role = Role.objects.get(user=user)
    assert (role.kind, role.unit, role.confirmed_on is not None) == (RoleKind.ADMINISTRATOR, unit, True)
    assert Event.objects.filter(verb="accounts.role.grant").count() == 1


def test_a_typed_password_is_used_and_not_shown():
    unit = commune()
    result = run("--role", "commune_officer", "--unit", unit.code, typed="chim-sẻ-đậu-cành-20\nchim-sẻ-đậu-cành-20\n")
    assert result.exit_code == 0, result.output
    assert User.objects.get().check_password("chim-sẻ-đậu-cành-20")
    assert "chim-sẻ" not in result.output


def test_a_role_in_an_organisation_is_found_by_its_name():
    body = OrganisationFactory(kind=OrganisationKind.DEPARTMENT, name="Sở Mẫu", unit=province())
    result = run("--role", "department_officer", "--organisation", "Sở Mẫu", "--generate")
    assert result.exit_code == 0, result.output
    assert Role.objects.get().organisation == body


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--role", "administrator"), 2),
        (("--role", "administrator", "--unit", "99"), 2),
        (("--role", "king", "--unit", "86"), 2),
        (("--unit", "86"), 2),
        (("--role", "department_officer", "--organisation", "Không có"), 2),
        (("--role", "commune_officer", "--unit", "86"), 1),
    ],
)
def test_a_role_that_does_not_fit_is_refused_and_nobody_is_created(arguments, code):
    province()
    result = run(*arguments, "--generate")
    assert result.exit_code == code, result.output
    assert (User.objects.count(), Role.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_a_weak_password_is_refused_and_nobody_is_created():
    province()
    result = run("--role", "administrator", "--unit", "86", typed="12345\n12345\n")
    assert result.exit_code == 2
    assert User.objects.count() == 0


def test_an_address_in_use_is_refused():
    province()
    assert run("--generate").exit_code == 0
    result = run("--generate")
    assert result.exit_code == 1
    assert "đã có tài khoản" in result.output
    assert User.objects.count() == 1
