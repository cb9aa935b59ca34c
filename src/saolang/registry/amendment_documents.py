"""Papers of corrections and the like: the decision with its annex, and the certificate issued in place of another.

Legal: Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.2; Quyết định 26/2026/QĐ-TTg, Điều 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from saolang.accounts.domain.organisations import committee_of
from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.problems import DomainError
from saolang.core.text import format_date
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import CertificateSpec, Column, Header, KeyValue, PaperSpec, Row, Signature, Table
from saolang.documents.texts import paper_from_text
from saolang.documents.wording import day_words, number_text
from saolang.places.queries import province_by_code
from saolang.producers.enums import ProducerKind
from saolang.rulebook.queries import provincial_setting

from .amendment_enums import AmendmentKind
from .domain.corrections import LABELS, PRINTED
from .enums import Validity
from .models import Amendment, AmendmentItem, Certificate, Recognition
from .queries import validity_of


def served_committee() -> Organisation:
    """The people's committee of the province that keeps this register. Raises DomainError when it is not recorded."""
    province = province_by_code(settings.PROVINCE_CODE)
    if province is None:
        raise DomainError.of("province_unknown", _("Chưa có tỉnh quản lý sổ trong danh mục đơn vị hành chính."))
    return committee_of(province)


def _office() -> str:
    unit = served_committee().unit
    found = Organisation.objects.filter(kind=OrganisationKind.OCOP_OFFICE, unit=unit, valid_to__isnull=True).first()
    return found.name if found else _("cơ quan OCOP cấp tỉnh")


def decision_spec(amendment: Amendment, items: Sequence[AmendmentItem]) -> PaperSpec:
    """The decision; what it changes stands in its annex, old and new beside each other."""
    committee = served_committee()
    kind = paper_kind(amendment)
    names = ", ".join(f"“{item.recognition.product_name}”" for item in items)
    words = {"producer": amendment.producer.name, "products": names, "count": f"{len(items):02d}"}
    return paper_from_text(
        kind,
        header=Header(
            issuer=committee.name,
            symbol=default_symbol(kind, "UBND"),
            place=committee.unit.name if committee.unit else "",
            issuer_text=f"Chủ tịch {committee.name}",
        ),
        values={
            "producer": amendment.producer.name,
            "committee": committee.name,
            "office": _office(),
            "about": _about(amendment) % words,
            "act": _act(amendment) % words,
            "reason": amendment.reason.rstrip("."),
            "certificate": _certificate_words(amendment, items),
        },
        annex=(_table(amendment, items),),
    )


def paper_kind(amendment: Amendment) -> str:
    """Which paper carries the decision."""
    correction = amendment.kind == AmendmentKind.CORRECTION
    return str(PaperKind.CORRECTION_DECISION if correction else PaperKind.AMENDMENT_DECISION)


def _about(amendment: Amendment) -> str:
    return {
        AmendmentKind.CORRECTION: _("đính chính thông tin sản phẩm OCOP của %(producer)s"),
        AmendmentKind.UPDATE: _("điều chỉnh thông tin chủ thể và sản phẩm OCOP của %(producer)s"),
        AmendmentKind.REISSUE: _("cấp lại giấy chứng nhận sản phẩm OCOP của %(producer)s"),
        AmendmentKind.EXCHANGE: _("cấp đổi giấy chứng nhận sản phẩm OCOP của %(producer)s"),
        AmendmentKind.TRANSFER: _("chuyển chủ thể của sản phẩm OCOP %(products)s"),
    }[AmendmentKind(amendment.kind)]


def _act(amendment: Amendment) -> str:
    act = {
        AmendmentKind.CORRECTION: _("Đính chính thông tin của %(count)s sản phẩm OCOP nêu tại Phụ lục."),
        AmendmentKind.UPDATE: _("Điều chỉnh thông tin của %(count)s sản phẩm OCOP nêu tại Phụ lục."),
        AmendmentKind.REISSUE: _("Cấp lại giấy chứng nhận của %(count)s sản phẩm OCOP nêu tại Phụ lục."),
        AmendmentKind.EXCHANGE: _("Cấp đổi giấy chứng nhận của %(count)s sản phẩm OCOP nêu tại Phụ lục."),
        AmendmentKind.TRANSFER: _("Chuyển %(count)s kết quả công nhận nêu tại Phụ lục từ %(producer)s sang %(to)s."),
    }[AmendmentKind(amendment.kind)]
    return act.replace("%(to)s", amendment.to_producer.name.replace("%", "%%")) if amendment.to_producer else act


def _certificate_words(amendment: Amendment, items: Sequence[AmendmentItem]) -> str:
    if not amendment.with_certificate:
        return _("Giấy chứng nhận đã cấp tiếp tục có giá trị cùng Quyết định này.")
    over = any(prolonged_words(item.recognition) for item in items)
    if over or provincial_setting("reissue_keeps_dates"):
        return _("Giấy chứng nhận mới thay giấy đã cấp và giữ nguyên thời hạn của giấy đã cấp.")
    return _("Giấy chứng nhận mới thay giấy đã cấp, có giá trị trong thời hạn 36 tháng kể từ ngày ban hành.")


def _table(amendment: Amendment, items: Sequence[AmendmentItem]) -> Table:
    rows = []
    for number, item in enumerate(items, start=1):
        star = item.recognition
        lines = [
            f"{LABELS[name]}: {getattr(star, name) or '…'} → {value}"
            for name, value in amendment.changes.items()
            if name in PRINTED
        ]
        if "producer_kind" in amendment.changes:
            lines.append(f"{LABELS['producer_kind']}: {ProducerKind(amendment.changes['producer_kind']).label}")
        rows.append(Row((str(number), star.product_name, _given(star), "\n".join(lines) or _("cấp giấy mới"))))
    header = (Row((_("STT"), _("Sản phẩm"), _("Quyết định, giấy chứng nhận đã cấp"), _("Nội dung")), bold=True),)
    columns = (Column(0.07, "center"), Column(0.25), Column(0.28), Column(0.4))
    return Table(columns=columns, rows=tuple(rows), header=header)


def _given(star: Recognition) -> str:
    papers = star.certificates.filter(superseded_on__isnull=True, withdrawn_on__isnull=True).order_by("pk")
    parts = [_("Quyết định số %s") % decision_words(star.decision)] if star.decision else []
    parts += [_("Giấy chứng nhận số %(n)s") % {"n": paper.number} for paper in papers]
    if prolonged := prolonged_words(star):
        parts.append(prolonged[:1].upper() + prolonged[1:])
    return "\n".join(parts) or _("sổ chưa ghi số")


def prolonged_words(star: Recognition) -> str:
    """Until when the star may still be used although the term on its paper is over; "" while it is not prolonged.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 12.3.
    """
    answer = validity_of(star)
    if answer.validity != Validity.PROLONGED:
        return ""
    return _(
        "được kéo dài hiệu lực trong lúc đánh giá lại, nhiều nhất đến hết ngày %(day)s "
        "(Điều 12.3 Quyết định số 26/2026/QĐ-TTg)"
    ) % {"day": format_date(answer.through)}


def replaced_words(old: Certificate) -> str:
    """Which certificate a new one takes the place of; the day is left out where it is unknown."""
    words = {"n": old.number, "day": format_date(old.issued_on)}
    if old.issued_on is None:
        return _("thay Giấy chứng nhận số %(n)s") % words
    return _("thay Giấy chứng nhận số %(n)s cấp ngày %(day)s") % words


def decision_words(decision: Any) -> str:
    """Number, symbol and day inside a sentence; the day is left out where it is unknown."""
    number = number_text(decision.number)
    symbol = f"/{decision.symbol}" if decision.symbol else ""
    day = f" {day_words(decision.issued_on)}" if decision.issued_on else ""
    return f"{number}{symbol}{day}"


def certificate_spec(
    item: AmendmentItem, *, old: Certificate, facts: dict[str, str], through: date | None
) -> CertificateSpec:
    """The certificate that takes the place of another: the same star, the facts of now, the term that it keeps."""
    star = item.recognition
    committee = served_committee()
    what = _("Cấp đổi") if item.amendment.kind != AmendmentKind.REISSUE else _("Cấp lại")
    lines = [
        KeyValue(_("Địa chỉ"), facts["address"]),
        KeyValue(_("Mã sản phẩm"), facts["product_code"]),
        KeyValue(what, replaced_words(old)),
    ]
    decision = _("Theo Quyết định số %s") % decision_words(star.decision) if star.decision else ""
    term = (
        _("Có giá trị đến hết ngày %(day)s") % {"day": format_date(through)}
        if through
        else _("Giấy chứng nhận có giá trị trong thời hạn 36 tháng kể từ ngày ban hành")
    )
    if prolonged := prolonged_words(star):
        term = f"{term}; {prolonged}"
    return CertificateSpec(
        kind=PaperKind.REISSUED_CERTIFICATE,
        issuer=committee.name,
        title="GIẤY CHỨNG NHẬN SẢN PHẨM OCOP",
        authority=f"CHỦ TỊCH {committee.name.upper()}\nCHỨNG NHẬN",
        product=facts["product_name"],
        producer=facts["producer_name"],
        stars=star.star,
        rank_line=_("ĐẠT HẠNG %(star)s SAO") % {"star": star.star},
        lines=tuple(line for line in lines if line.value),
        decision_line=decision,
        validity_line=term,
        symbol=default_symbol(PaperKind.REISSUED_CERTIFICATE, "UBND"),
        place=committee.unit.name if committee.unit else "",
        signature=Signature(title="CHỦ TỊCH"),
        qr=f"{settings.BASE_URL}/g/{star.code}/".upper(),
        qr_caption=_("Quét để kiểm tra"),
    )
