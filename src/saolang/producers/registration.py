"""Tax and business registration numbers: reading what people type. Pure.

Since 2025-07-01 a household's tax number is the twelve-digit personal number of its owner, so numbers of households,
co-operative groups and farms are personal data and never shown in public.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from saolang.core.problems import DomainError
from saolang.core.text import normalize_line

from .enums import ProducerKind

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_TAX_ONLY = (ProducerKind.ENTERPRISE, ProducerKind.COMPANY)
PERSONAL_NUMBER_KINDS = (ProducerKind.HOUSEHOLD, ProducerKind.COOPERATIVE_GROUP, ProducerKind.FARM)


def check_digit(body: str) -> int | None:
    """The tenth digit that belongs to the first nine of a tax number; None when no number begins so."""
    rest = 10 - sum(int(digit) * weight for digit, weight in zip(body[:9], _WEIGHTS, strict=True)) % 11
    return rest if 0 <= rest <= 9 else None


def normalize_registration_number(text: str, kind: str) -> str:
    """Return the number as it is stored: ten digits, ten digits-three digits, twelve digits, or letters and digits.

    A ten- or thirteen-digit tax number must have the right check digit. Twelve digits are accepted from households,
    co-operative groups, farms, and co-operatives with an older number. Older registration certificates (with
    letters) are accepted from everybody but companies and private enterprises, which always have a tax number.
    Raises DomainError.

    Legal: Thông tư 86/2024/TT-BTC, Điều 5 (shapes of tax numbers; personal numbers from 2025-07-01).
    """
    raw = normalize_line(text).upper()
    compact = re.sub(r"[\s.\-–—/]", "", raw)
    if not compact:
        raise _refusal("registration_missing", _("Chưa ghi mã số thuế hoặc số đăng ký kinh doanh."))
    if re.fullmatch(r"\d{10}|\d{13}", compact, re.ASCII):
        if check_digit(compact[:9]) != int(compact[9]):
            raise _refusal(
                "registration_check_digit",
                _("Mã số thuế %(number)s không đúng: chữ số thứ 10 không khớp với 9 chữ số đầu.")
                % {"number": raw[:20]},
            )
        return compact if len(compact) == 10 else f"{compact[:10]}-{compact[10:]}"
    if re.fullmatch(r"\d{12}", compact, re.ASCII):
        if kind in (*PERSONAL_NUMBER_KINDS, ProducerKind.COOPERATIVE):
            return compact
        raise _refusal(
            "registration_personal", _("Dãy 12 chữ số là mã của cá nhân, hộ; loại hình này dùng mã số 10 chữ số.")
        )
    if kind in _TAX_ONLY:
        raise _refusal("registration_shape", _("Mã số doanh nghiệp phải gồm 10 chữ số (chi nhánh: 13 chữ số)."))
    code = re.sub(r"\s+", "", raw)
    if re.fullmatch(r"[0-9A-ZĐ][0-9A-ZĐ./\-]{4,18}[0-9A-ZĐ]", code) and len(re.findall(r"\d", code)) >= 4:
        if re.fullmatch(r"[\d./\-]+", code) and not re.search(r"[./\-]", code):
            raise _refusal(
                "registration_shape",
                _("Số “%(number)s” có %(n)d chữ số; mã số thuế có 10, 12 hoặc 13 chữ số.")
                % {"number": raw[:20], "n": len(code)},
            )
        return code
    raise _refusal("registration_shape", _("“%(number)s” không giống một số đăng ký.") % {"number": raw[:30]})


def _refusal(code: str, message: str) -> DomainError:
    return DomainError.of(
        code,
        message,
        where=_("Mã số thuế / số đăng ký kinh doanh"),
        fix=_(
            "Chép đúng số in trên giấy đăng ký: mã số thuế 10 chữ số, hoặc số giấy chứng nhận đăng ký hộ kinh doanh."
        ),
    )
