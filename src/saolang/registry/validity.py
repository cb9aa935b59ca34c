"""Is this star valid on that day? Computed here only: page, certificate check, catalogue, API and exports ask.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.3 (36 months from the issue of the certificate), Điều 8 (withdrawal), Điều 12.1
(older recognitions run to the end of their own term).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.text import format_date

from .enums import Source, Validity

_TONES: dict[str, str] = {
    Validity.NOT_YET: "soon",
    Validity.VALID: "valid",
    Validity.PROLONGED: "soon",
    Validity.EXPIRED: "was",
    Validity.WITHDRAWN: "off",
    Validity.REPLACED: "was",
    Validity.UNKNOWN_TERM: "soon",
}


@dataclass(frozen=True, slots=True)
class StarFacts:
    """What is known of one star. ``through`` is the last valid day; dates may be unknown for imported entries."""

    star: int
    starts_on: date | None
    through: date | None
    withdrawn_on: date | None = None
    replaced_on: date | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True)
class ValidityAnswer:
    """The public answer for one star on one day. ``star_shown`` is 0 when no star may be drawn."""

    validity: Validity
    on: date
    star: int
    starts_on: date | None
    through: date | None
    sentence: str

    @property
    def is_valid(self) -> bool:
        """Whether the star counts on that day."""
        return self.validity in (Validity.VALID, Validity.PROLONGED)

    @property
    def star_shown(self) -> int:
        """Stars that may be drawn: only earned ones that count on that day. Others are written in words."""
        return self.star if self.is_valid else 0

    @property
    def star_words(self) -> str:
        """The star in words, saying how far it counts: "4 sao", "Từng đạt 4 sao"."""
        if self.is_valid or self.validity == Validity.NOT_YET:
            return _("%(star)d sao") % {"star": self.star}
        if self.validity == Validity.UNKNOWN_TERM:
            return _("%(star)d sao theo danh sách đã công bố") % {"star": self.star}
        return _("Từng đạt %(star)d sao") % {"star": self.star}

    @property
    def tone(self) -> str:
        """The look of the state: valid, soon, was or off."""
        return _TONES[self.validity]

    @property
    def label(self) -> str:
        """The short word for the state."""
        return str(self.validity.label)


def validity_on(facts: StarFacts, on: date) -> ValidityAnswer:
    """Return what was true of a star on a day, past or present."""
    validity, sentence = _judge(facts, on)
    return ValidityAnswer(validity, on, facts.star, facts.starts_on, facts.through, sentence)


def _judge(facts: StarFacts, on: date) -> tuple[Validity, str]:
    if facts.withdrawn_on is not None and on >= facts.withdrawn_on:
        return Validity.WITHDRAWN, _("Giấy chứng nhận đã bị thu hồi từ ngày %(day)s.") % {
            "day": format_date(facts.withdrawn_on)
        }
    if facts.replaced_on is not None and on >= facts.replaced_on:
        return Validity.REPLACED, _("Đã được thay bằng kết quả mới từ ngày %(day)s.") % {
            "day": format_date(facts.replaced_on)
        }
    if facts.starts_on is not None and on < facts.starts_on:
        return Validity.NOT_YET, _("Có giá trị từ ngày %(day)s.") % {"day": format_date(facts.starts_on)}
    if facts.through is None:
        return Validity.UNKNOWN_TERM, _("Danh sách đã công bố không ghi ngày nên chưa rõ thời hạn.")
    if on > facts.through:
        if facts.imported:
            return Validity.EXPIRED, _(
                "Hết hạn theo quyết định đã công bố (%(day)s), chưa có thông tin đánh giá lại."
            ) % {"day": format_date(facts.through)}
        return Validity.EXPIRED, _("Hết hiệu lực sau ngày %(day)s.") % {"day": format_date(facts.through)}
    if facts.imported:
        return Validity.VALID, _("Có giá trị đến hết ngày %(day)s, theo quyết định đã công bố.") % {
            "day": format_date(facts.through)
        }
    return Validity.VALID, _("Có giá trị đến hết ngày %(day)s.") % {"day": format_date(facts.through)}


def facts_of(recognition: Any, certificate: Any = None) -> StarFacts:
    """Facts of a stored recognition and its newest certificate (``prefetch certificates``), or the one named."""
    if certificate is None:
        certificates = sorted(recognition.certificates.all(), key=lambda c: (c.issued_on or date.min, c.pk))
        certificate = certificates[-1] if certificates else None
    return StarFacts(
        star=recognition.star,
        starts_on=certificate.issued_on if certificate else recognition.recognised_on,
        through=certificate.valid_through if certificate else recognition.term_through,
        withdrawn_on=certificate.withdrawn_on if certificate else None,
        replaced_on=recognition.replaced_on,
        imported=recognition.source == Source.IMPORT,
    )
