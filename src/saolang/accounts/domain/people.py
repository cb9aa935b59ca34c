"""People: opening an account, inviting, changing one's own details, closing."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, NotAllowed, Problem, Problems
from saolang.core.text import normalize_line

from ..models import User


@transaction.atomic
def create_user(
    *,
    email: str,
    full_name: str,
    actor: Any,
    phone: str = "",
    password: str | None = None,
    verified: bool = True,
) -> User:
    """Open an account. Without a password the person sets one through the link of :func:`invite_user`.

    ``actor`` is an administrator, the platform (``SYSTEM``), or ``None`` when a person opens an account for
    themselves by registering a producer. Raises DomainError for a bad or used address or a missing name.
    """
    if actor is not None and not actor.has_perm("accounts.invite_user"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền tạo tài khoản cho người khác."))
    email = normalize_line(email).lower()
    problems = Problems()
    for problem in account_problems(email=email, full_name=full_name):
        problems.add(problem.code, problem.message, where=problem.where, fix=problem.fix, url=problem.url)
    problems.raise_if_any()
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, full_name=full_name, phone=normalize_line(phone))
            EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)
    except IntegrityError as error:
        raise DomainError([_email_used()]) from error
    record("accounts.user.create", actor=actor if actor is not None else user, obj=user)
    return user


def account_problems(*, email: str, full_name: str) -> list[Any]:
    """What is wrong with a new account's address and name; an address in use leads to signing in."""
    problems = Problems()
    if not normalize_line(full_name):
        problems.add("full_name_missing", _("Chưa ghi họ và tên."), where=_("Họ và tên"))
    try:
        validate_email(email)
    except ValidationError:
        problems.add(
            "email_invalid",
            _("“%(email)s” không phải là địa chỉ thư điện tử.") % {"email": email[:80]},
            where=_("Thư điện tử"),
            fix=_("Ví dụ: htxmau@gmail.com."),
        )
    if User.objects.filter(email__iexact=email).exists():
        problems.extend([_email_used()])
    return problems.as_list()


def _email_used() -> Problem:
    return Problem(
        "email_used",
        _("Địa chỉ thư điện tử này đã có tài khoản."),
        where=_("Thư điện tử"),
        fix=_("Đăng nhập bằng địa chỉ này; nếu quên mật khẩu, chọn “Quên mật khẩu”."),
        url=reverse("account_login"),
    )


@transaction.atomic
def invite_user(*, email: str, full_name: str, actor: Any, phone: str = "") -> User:
    """Return the person with that address, opening an account and mailing a link to set a password if there is none."""
    existing = User.objects.filter(email__iexact=normalize_line(email)).first()
    if existing is not None:
        if not existing.is_active:
            raise DomainError.of(
                "user_closed",
                _("Tài khoản của địa chỉ này đã ngừng hoạt động."),
                where=_("Thư điện tử"),
                fix=_("Liên hệ quản trị viên để mở lại."),
            )
        return existing
    user = create_user(email=email, full_name=full_name, phone=phone, actor=actor)
    transaction.on_commit(lambda: send_invitation(user))
    return user


def send_invitation(user: User) -> None:
    """Mail the link with which a new person sets a first password."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    send_mail(
        _("Tài khoản Sao Làng của bạn"),
        _(
            "Kính gửi %(name)s,\n\nTài khoản Sao Làng đã được tạo cho địa chỉ %(email)s.\n"
            "Mời đặt mật khẩu tại: %(url)s\nLiên kết có giá trị trong 3 ngày. Hết hạn, chọn “Quên mật khẩu” ở trang "
            "đăng nhập.\n"
        )
        % {"name": user.full_name, "email": user.email, "url": settings.BASE_URL + path},
        None,
        [user.email],
    )


@transaction.atomic
def update_profile(user: User, *, full_name: str, phone: str, actor: Any) -> User:
    """Change one's own name and telephone. Raises NotAllowed for anybody else's."""
    if not actor.has_perm("accounts.change_profile", user):
        raise NotAllowed.of("not_allowed", _("Bạn chỉ sửa được thông tin của chính mình."))
    user = lock_for_change(user)
    if not normalize_line(full_name):
        raise DomainError.of("full_name_missing", _("Chưa ghi họ và tên."), where=_("Họ và tên"))
    user.full_name, user.phone = full_name, normalize_line(phone)
    user.save(update_fields=["full_name", "phone"])
    record("accounts.user.update", actor=actor, obj=user)
    return user


@transaction.atomic
def set_active(user: User, *, active: bool, actor: Any, reason: str) -> User:
    """Close or reopen an account; the reason is kept. Nobody closes their own."""
    if not actor.has_perm("accounts.manage_roles"):
        raise NotAllowed.of("not_allowed", _("Chỉ quản trị viên đóng, mở tài khoản."))
    problems = Problems()
    if user.pk == actor.pk:
        problems.add("own_account", _("Không tự đóng, mở tài khoản của chính mình."))
    if not normalize_line(reason):
        problems.add("reason_missing", _("Chưa ghi lý do."), where=_("Lý do"))
    problems.raise_if_any()
    user = lock_for_change(user)
    if user.is_active == active:
        return user
    user.is_active = active
    user.save(update_fields=["is_active"])
    record("accounts.user.reopen" if active else "accounts.user.close", actor=actor, obj=user, reason=reason)
    return user
