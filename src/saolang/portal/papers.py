"""The papers of a star, as its public pages show them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import format_date, format_score
from saolang.registry.grounds import withdrawal_of
from saolang.registry.issuers import authority_today
from saolang.registry.queries import held_certificate


def star_papers(star: Any) -> list[tuple[str, str]]:
    """Rows of the star plate: decision, issuer and who answers today, certificate, code."""
    rows = []
    decision = star.decision
    rows += withdrawal_rows(star)
    if decision is not None:
        issued = format_date(decision.issued_on) or _("không ghi ngày")
        rows.append((_("Quyết định"), f"{decision}, {issued}"))
        rows.append((_("Cơ quan ban hành"), decision.issuer.name))
        successor = authority_today(decision.issuer)
        if successor is not None and successor.name != decision.issuer.name:
            rows.append((_("Cơ quan có thẩm quyền hiện nay"), successor.name))
    else:
        known = format_date(star.recognised_on)
        rows.append((_("Quyết định"), _("nguồn không nêu số") + (f", {known}" if known else "")))
    certificate = held_certificate(star.certificates.all())
    rows.append((_("Giấy chứng nhận"), certificate.number if certificate else _("nguồn không nêu số")))
    if star.assessed_year and star.source == "import":
        rows.append((_("Năm đánh giá"), str(star.assessed_year)))
    if star.total is not None and star.source == "import":
        rows.append((_("Điểm đã công bố"), format_score(star.total)))
    rows.append((_("Mã sản phẩm"), star.product_code or _("chưa có")))
    if star.address:
        rows.append((_("Địa chỉ theo quyết định"), star.address))
    return rows


def withdrawal_rows(star: Any) -> list[tuple[str, str]]:
    """By which decision and for what in the words of the law a star was withdrawn; nothing of persons."""
    withdrawal = withdrawal_of(star, clock.today())
    if withdrawal is None:
        return []
    rows = [(_("Quyết định thu hồi"), f"{withdrawal.decision}, {format_date(withdrawal.issued_on)}")]
    rows.append((_("Cơ quan thu hồi"), withdrawal.issuer))
    if withdrawal.words:
        rows.append((_("Căn cứ thu hồi"), withdrawal.words))
    return rows
