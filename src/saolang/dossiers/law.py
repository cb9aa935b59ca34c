"""What the rulebook and the register say of one dossier; the only place of this app that reads them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.problems import DomainError, Problem
from saolang.core.text import format_date
from saolang.producers.enums import PaperStanding
from saolang.producers.models import Product
from saolang.producers.queries import paper_statuses
from saolang.registry.domain.renewals import renewal_ended, renewal_filed
from saolang.registry.enums import ProlongationEnd, Validity
from saolang.registry.models import Recognition
from saolang.registry.queries import current_recognition, validity_of
from saolang.registry.validity import ValidityAnswer
from saolang.rulebook import regimes
from saolang.rulebook.loading import Sheet
from saolang.rulebook.models import PublishedSheet
from saolang.rulebook.queries import provincial_setting, published_sheet
from saolang.rulebook.queries import sheet_of as published_content
from saolang.rulebook.regimes import Regime

from .enums import DossierKind
from .models import Dossier

COMMUNE_CHECK, REASSESSMENT = "commune_check", "reassessment"
HIGHEST_STAR = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """How one compulsory paper stands: held, exempt by a ground with its substitute, or missing."""

    kind: str
    label: str
    standing: str
    why: str
    ground: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class YearlyRound:
    """A round of the calendar; both days are month and day, excluded."""

    number: int
    proposed: str
    done: str

    def proposed_before(self, year: int) -> dt.date:
        return dt.date.fromisoformat(f"{year}-{self.proposed}")

    def done_before(self, year: int) -> dt.date:
        return dt.date.fromisoformat(f"{year}-{self.done}")


def regime_on(day: dt.date, kind: str) -> Regime:
    """The regime of a dossier submitted on a day. Legal: Quyết định 26/2026/QĐ-TTg, Điều 11-12."""
    try:
        return regimes.regime_for(day, kind)
    except regimes.RegimeError as error:
        raise DomainError.of("regime_unknown", str(error)) from error


def sheet_for(regime: Regime, set_number: int | None) -> PublishedSheet:
    """The published sheet of a product set under a regime. Raises DomainError ``sheet_missing``."""
    if set_number is None or not regime.has_sheets:
        raise _no_sheet(regime)
    return published_sheet(regime.sheet_id(set_number))


def _no_sheet(regime: Regime) -> DomainError:
    return DomainError.of(
        "sheet_missing",
        _("Chưa có phiếu đánh giá của bộ sản phẩm này theo %(law)s.") % {"law": regime.title},
        fix=_("Chọn bộ sản phẩm trên trang sản phẩm; nếu đã chọn, đề nghị cơ quan OCOP cấp tỉnh bổ sung phiếu."),
    )


def sheet_of(dossier: Dossier) -> Sheet:
    """The sheet the dossier is judged by, with official wording when loaded."""
    return published_content(dossier.sheet)


def regime_title(dossier: Dossier) -> str:
    """Name of the law the dossier stands under."""
    return regimes.regime(dossier.regime).title


def is_current(dossier: Dossier, on: dt.date | None = None) -> bool:
    """Whether regime and product set are those a submission on that day would have."""
    day = on or clock.today()
    return regime_on(day, dossier.kind).id == dossier.regime and dossier.product.set_number == sheet_of(dossier).number


def commune_working_days(regime_id: str) -> int:
    """Working days the commune has. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2."""
    known = regimes.regime(regime_id)
    if not any(item.code == COMMUNE_CHECK for item in known.clocks):
        known = regimes.regime(regimes.CURRENT)
    return known.clock(COMMUNE_CHECK).days


def reassessment_days() -> int:
    """Civil days in which a re-assessment is to be done. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.g."""
    return regimes.regime(regimes.CURRENT).clock(REASSESSMENT).days


def round_calendar() -> list[YearlyRound]:
    """The yearly rounds of the province. Legal: Quyết định 26/2026/QĐ-TTg, Điều 5.1."""
    current = regimes.regime(regimes.CURRENT)
    return [YearlyRound(item.number, item.proposed_before, item.done_before) for item in current.rounds["province"]]


def setting(key: str, on: dt.date | None = None) -> Any:
    """A setting of the province on a day (default today)."""
    return provincial_setting(key, on or clock.today())


def minima_accumulate() -> bool:
    """Whether a higher star needs the minima of the lower ones too."""
    return bool(setting("minima_accumulate"))


def paper_standings(dossier: Dossier, on: dt.date | None = None) -> list[Standing]:
    """How each compulsory paper of the dossier's set stands; a claim without its required substitute counts as missing.

    Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục II ("Hồ sơ bị loại khi"), Phụ lục III, Mẫu số 02, Phần III.
    """
    regime = regimes.regime(dossier.regime)
    statuses = paper_statuses(dossier.product, on)
    rows = []
    for kind in regime.compulsory_evidence(sheet_of(dossier).number):
        status = statuses[kind.code]
        standing, ground, note = str(status.standing), "", ""
        if status.standing == PaperStanding.EXEMPT and status.exemption is not None:
            rule = regime.exemption(status.exemption.ground)
            ground = rule.ground if rule else status.exemption.ground
            substitute = status.exemption.substitute
            day = on or clock.today()
            if rule is None or (rule.substitute_required and (substitute is None or not substitute.is_good_on(day))):
                standing = PaperStanding.MISSING.value
                note = _("Căn cứ miễn cần giấy thay thế còn hiệu lực.")
        elif status.standing == PaperStanding.MISSING and status.lapsed:
            note = _("Giấy đang có đã hết hạn.")
        rows.append(Standing(kind.code, kind.name, standing, kind.why, ground, note))
    return rows


def kind_problems(product: Product, kind: str, day: dt.date) -> list[Problem]:
    """Whether this kind of dossier fits what the register knows of the product.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1, 7.5, 7.6, 8.
    """
    star = current_recognition(product, day)
    answer = validity_of(star, day) if star is not None else None
    if kind == DossierKind.FIRST:
        valid = answer is not None and answer.is_valid
        return [_star_still_valid()] if valid else []
    if star is None or answer is None:
        return [
            Problem(
                "not_recognised_yet", _("Sản phẩm chưa từng được công nhận nên không thể nâng hạng hoặc đánh giá lại."),
                fix=_("Chọn “Lần đầu”."),
            )
        ]  # fmt: skip
    if answer.validity == Validity.WITHDRAWN:
        return [
            Problem(
                "star_withdrawn",
                _("Hạng sao đã bị thu hồi từ ngày %(day)s nên không nâng hạng, không đánh giá lại được.")
                % {"day": format_date(star.withdrawn_on)},
                fix=_("Lập hồ sơ “Lần đầu”."),
            )
        ]
    return _upgrade_problems(star.star, answer) if kind == DossierKind.UPGRADE else []


def _star_still_valid() -> Problem:
    return Problem(
        "star_still_valid", _("Sản phẩm đang có hạng sao còn hiệu lực."), fix=_("Chọn “Nâng hạng” hoặc “Đánh giá lại”.")
    )


def _upgrade_problems(star: int, answer: ValidityAnswer) -> list[Problem]:
    """An upgrade starts from a star that counts and leaves room above it. Legal: Điều 6.1.b, 7.5."""
    if not answer.is_valid:
        return [
            Problem(
                "star_not_valid",
                _("Nâng hạng cần hạng sao còn hiệu lực. %(sentence)s") % {"sentence": answer.sentence},
                fix=_("Chọn “Đánh giá lại”; kết quả đánh giá lại cũng có thể cao hơn hạng cũ."),
            )
        ]
    if star >= HIGHEST_STAR:
        return [
            Problem(
                "highest_star", _("Sản phẩm đã đạt 5 sao, không còn hạng cao hơn."),
                fix=_("Khi giấy chứng nhận sắp hết hạn, chọn “Đánh giá lại”."),
            )
        ]  # fmt: skip
    return []


def recognition_of(product: Product, day: dt.date) -> Recognition | None:
    """The recognition that speaks for the product on a day."""
    return current_recognition(product, day)


def held_star(dossier: Dossier) -> int:
    """Stars of the recognition that a re-assessment or upgrade starts from; 0 when there is none."""
    star = dossier.renews or current_recognition(dossier.product)
    return star.star if star is not None else 0


def previous_product_code(product: Product) -> str:
    """Code of the product's last recognition, to which a new code is linked."""
    star = current_recognition(product)
    return star.product_code if star is not None else ""


def code_is_taken(code: str) -> bool:
    """Whether the register knows this product code already (imported decisions included)."""
    return Recognition.objects.filter(product_code=code).exists()


def tell_renewal_ended(
    dossier: Dossier, *, actor: Any, day: dt.date | None = None, why: str = ProlongationEnd.STOPPED
) -> None:
    """Tell the register that a filed re-assessment ends without a star: withdrawn, not proposed, or no result."""
    if dossier.kind == DossierKind.REASSESSMENT and dossier.submitted_at is not None:
        renewal_ended(dossier.product, on=day or clock.today(), why=why, actor=actor)


def tell_renewal_filed(dossier: Dossier, day: dt.date, *, actor: Any) -> None:
    """Tell the register that a re-assessment was filed on a day; other kinds change nothing there."""
    if dossier.kind == DossierKind.REASSESSMENT:
        renewal_filed(dossier.product, on=day, dossier_code=dossier.code, actor=actor)
