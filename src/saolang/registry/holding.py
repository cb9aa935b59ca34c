"""What a reader should know of a star beside its validity: who holds it now, and where the printed place lies today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.problems import DomainError
from saolang.core.text import fold_vi, format_date, parse_date
from saolang.places.models import UnitSuccession
from saolang.producers.enums import ProducerState
from saolang.rulebook.queries import provincial_setting

from .domain.transfer import left_behind
from .models import ProductTransfer, Recognition
from .queries import current_recognition, validity_of


@dataclass(frozen=True, slots=True)
class Panel:
    """Notes for a page; ``rows`` are what the template lists."""

    template: str
    notes: list[str] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    product: Any = None
    producer: Any = None


def place_today(star: Recognition) -> str:
    """ "xã Song Phú, tỉnh Vĩnh Long" when the printed address names a commune that became it; else "".

    An issued paper keeps what it prints.
    """
    unit = star.product.made_in
    if unit is None or not star.address:
        return ""
    printed = fold_vi(star.address)
    olds = UnitSuccession.objects.filter(new=unit).select_related("old__parent")
    named = any(fold_vi(step.old.full_name) in printed for step in olds)
    return str(unit.path) if named and fold_vi(unit.path) not in printed else ""


def star_notes(product: Any) -> list[str]:
    """Notes about the holder of a product: ceased, gone to another without its star, come from another."""
    notes = []
    producer = product.producer
    if producer.state == ProducerState.CEASED:
        day = format_date(producer.ceased_on)
        notes.append(
            _("Chủ thể đã ngừng hoạt động từ ngày %(day)s.") % {"day": day} if day else _("Chủ thể đã ngừng hoạt động.")
        )
    gone = left_behind(product)
    if gone is not None:
        notes.append(
            _("Sản phẩm đã chuyển cho %(holder)s từ ngày %(day)s; hạng sao không chuyển theo và không còn được dùng.")
            % {"holder": gone.to_producer.name, "day": format_date(gone.on)}
        )
    came = ProductTransfer.objects.filter(new_product=product).select_related("from_producer__organisation").first()
    if came is not None and current_recognition(product) is None:
        notes.append(
            _("Sản phẩm nhận chuyển từ %(holder)s, chưa có hạng sao: cần nộp hồ sơ đánh giá.")
            % {"holder": came.from_producer.name}
        )
    moved = ProductTransfer.objects.filter(product=product, star_moved=True).select_related(
        "from_producer__organisation", "decision"
    )
    for row in moved:
        notes.append(
            _("Trước đây thuộc %(holder)s, chuyển chủ thể theo Quyết định %(decision)s.")
            % {"holder": row.from_producer.name, "decision": row.decision}
        )
    return notes


def public_panel(product: Any) -> Panel | None:
    """The notes on the public page of a product."""
    notes = star_notes(product)
    star = current_recognition(product)
    if star is not None and (place := place_today(star)):
        notes.append(
            _("Địa chỉ in trên quyết định, giấy chứng nhận giữ như lúc cấp; nay là %(place)s.") % {"place": place}
        )
    return Panel("registry/_notes.html", notes) if notes else None


def desk_panel(product: Any, user: Any) -> Panel | None:
    """The stars of a product in the desk, with what may be asked about each."""
    stars = Recognition.objects.filter(product=product, withdrawn_on__isnull=True, replaced_on__isnull=True)
    may_ask = [star for star in stars if user.has_perm("registry.request_amendment", star)]
    notes = star_notes(product)
    if product.merged_into is not None:
        notes.insert(0, _("Bản ghi trùng, đã gộp vào “%(name)s”.") % {"name": product.merged_into.name})
    if not may_ask and not notes and not user.has_perm("registry.amend_register"):
        return None
    rows = [(star, validity_of(star)) for star in may_ask]
    return Panel("registry/_product_tools.html", notes, rows, product=product)


def relabel_advice(on: date | None = None) -> date | None:
    """The day until which the province advises to use up labels with an old place; None when it advises nothing."""
    day = on or clock.today()
    try:
        until = parse_date(str(provincial_setting("relabel_advice_until", day)))
    except DomainError:
        return None
    return until if until is not None and until >= day else None


def producer_panel(producer: Any, user: Any) -> Panel | None:
    """On the producer's page: advice about labels with an old place; for a ceased one the stars that still stand."""
    stars = list(
        Recognition.objects.filter(
            product__producer=producer, public_since__isnull=False, withdrawn_on__isnull=True, replaced_on__isnull=True
        ).select_related("product__made_in__parent", "product__producer__organisation")[:100]
    )
    notes = []
    until = relabel_advice()
    moved = [star.product_name for star in stars if place_today(star)] if until else []
    if until and moved:
        notes.append(
            _("Xã đã sáp nhập: tỉnh khuyến nghị dùng hết nhãn in địa chỉ cũ trước ngày %(day)s (%(names)s). "
              "Giấy chứng nhận đã cấp vẫn có giá trị, không phải đổi.")
            % {"day": format_date(until), "names": ", ".join(moved[:5])}
        )  # fmt: skip
    official = user.has_perm("registry.view_register")
    standing = [(star, validity_of(star)) for star in stars] if producer.state == ProducerState.CEASED else []
    rows = [(star, answer) for star, answer in standing if answer.is_valid] if official else []
    return Panel("registry/_producer_tools.html", notes, rows, producer=producer) if notes or rows else None
