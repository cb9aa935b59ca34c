"""Who may take part with what. Pure rules over kinds and sizes.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 2.3.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from saolang.core.problems import Problem

from .enums import TOURISM_ONLY_KINDS, TOURISM_SET, ProducerKind, SmeStatus

ENTERPRISE_KINDS = (ProducerKind.ENTERPRISE, ProducerKind.COMPANY)
ALL_SETS = tuple(range(1, 27))


def sets_for(kind: str) -> tuple[int, ...]:
    """Set numbers a kind of producer may register: associations and management centres only tourism (set 26)."""
    return (TOURISM_SET,) if kind in TOURISM_ONLY_KINDS else ALL_SETS


def size_problems(kind: str, sme_status: str) -> list[Problem]:
    """Only small and medium enterprises may take part; an enterprise has to say its size before it files."""
    if sme_status == SmeStatus.LARGE:
        return [
            Problem(
                "enterprise_large",
                _("Doanh nghiệp lớn không thuộc đối tượng tham gia OCOP."),
                where=_("Quy mô doanh nghiệp"),
                fix=_("Chỉ doanh nghiệp nhỏ và vừa được tham gia (Quyết định 26/2026/QĐ-TTg, Điều 2.3)."),
            )
        ]
    if kind in ENTERPRISE_KINDS and sme_status in (SmeStatus.UNKNOWN, SmeStatus.NOT_ENTERPRISE):
        return [
            Problem(
                "enterprise_size_unknown",
                _("Chưa ghi quy mô doanh nghiệp."),
                where=_("Quy mô doanh nghiệp"),
                fix=_("Chọn siêu nhỏ, nhỏ hoặc vừa, theo Nghị định 80/2021/NĐ-CP, Điều 5."),
            )
        ]
    return []


def set_problems(kind: str, set_number: int | None) -> list[Problem]:
    """What is wrong with a product set for this kind of producer; no set yet is no problem."""
    if set_number is None or set_number in sets_for(kind):
        return []
    if set_number not in ALL_SETS:
        return [
            Problem(
                "set_unknown",
                _("Không có bộ sản phẩm số %(n)s.") % {"n": set_number},
                where=_("Bộ sản phẩm"),
                fix=_("Chọn một trong 26 bộ của Phụ lục II."),
            )
        ]
    return [
        Problem(
            "set_tourism_only",
            _("%(kind)s chỉ được đăng ký sản phẩm dịch vụ du lịch (bộ số 26).") % {"kind": ProducerKind(kind).label},
            where=_("Bộ sản phẩm"),
            fix=_("Chọn bộ 26, hoặc đăng ký bằng chủ thể loại khác."),
        )
    ]
