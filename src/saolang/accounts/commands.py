"""``saolang user``: people from the command line, for the first administrator and for scripts."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError
from saolang.places.queries import commune_by_code, province_by_code

from .domain.people import create_user
from .domain.roles import grant_role
from .enums import RoleKind
from .models import Organisation

user_app = typer.Typer(help="Tài khoản: tạo người dùng.", no_args_is_help=True)
PROVINCE_CODE_LENGTH = 2


@user_app.callback()
def users() -> None:
    """Tài khoản: tạo người dùng."""


@user_app.command()
def create(
    email: Annotated[str, typer.Option(help="Thư điện tử, cũng là tên đăng nhập.")],
    name: Annotated[str, typer.Option(help="Họ và tên.")],
    role: Annotated[str, typer.Option(help="Vai trò: " + ", ".join(RoleKind.values))] = "",
    unit: Annotated[str, typer.Option(help="Mã đơn vị: 2 chữ số (tỉnh) hoặc 5 chữ số (xã).")] = "",
    organisation: Annotated[str, typer.Option(help="Mã hoặc tên đầy đủ của cơ quan, tổ chức.")] = "",
    basis: Annotated[str, typer.Option(help="Căn cứ giao vai trò (số quyết định).")] = "",
    generate: Annotated[bool, typer.Option("--generate", help="Tự đặt mật khẩu và in ra một lần.")] = False,
) -> None:
    """Tạo tài khoản và, nếu nêu, vai trò ban đầu. Mật khẩu hỏi tại chỗ, không nhận qua tham số."""
    scope = _scope(role, unit, organisation)
    password = secrets.token_urlsafe(12) if generate else _ask_password()
    try:
        with transaction.atomic():
            user = create_user(email=email, full_name=name, actor=SYSTEM, password=password)
            if role:
                grant_role(user=user, kind=role, actor=SYSTEM, basis=basis, **scope)
    except DomainError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        typer.echo("Không có gì thay đổi.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Đã tạo tài khoản {user.email}.")
    if generate:
        typer.echo(f"Mật khẩu: {password}")


def _scope(role: str, unit: str, organisation: str) -> dict[str, Any]:
    """The unit or organisation of the role; wrong or missing codes are a usage error."""
    if not role:
        if unit or organisation:
            raise typer.BadParameter("Nêu vai trò khi nêu đơn vị hoặc tổ chức.", param_hint="--role")
        return {}
    if role not in RoleKind.values:
        raise typer.BadParameter(f"Không có vai trò “{role}”.", param_hint="--role")
    if bool(unit) == bool(organisation):
        raise typer.BadParameter("Mỗi vai trò gắn với đúng một đơn vị hoặc một tổ chức.", param_hint="--unit")
    if unit:
        found = province_by_code(unit) if len(unit) == PROVINCE_CODE_LENGTH else commune_by_code(unit)
        if found is None:
            raise typer.BadParameter(f"Không có đơn vị mang mã {unit}.", param_hint="--unit")
        return {"unit": found}
    bodies = Organisation.objects.filter(code=organisation) or Organisation.objects.filter(name=organisation)
    if len(bodies) != 1:
        raise typer.BadParameter(
            f"Có {len(bodies)} cơ quan, tổ chức mang mã hoặc tên “{organisation}”; cần đúng một.",
            param_hint="--organisation",
        )
    return {"organisation": bodies[0]}


def _ask_password() -> str:
    password: str = typer.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại mật khẩu")
    try:
        validate_password(password)
    except ValidationError as error:
        raise typer.BadParameter(" ".join(error.messages), param_hint="Mật khẩu") from None
    return password
