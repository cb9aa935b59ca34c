"""May a product bear the OCOP mark on a day? Artwork and stamps ask here only.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.3, 8, 12.3; Quyết định 1162/QĐ-VPĐP-OCOP (17/9/2020), Điều 4, 5 (the mark is
for a product that holds a valid recognition of three stars or more, on that product only).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from saolang.core import clock

from .domain.transfer import left_behind
from .enums import Validity
from .models import MarkArtwork, Recognition
from .queries import current_recognition, validity_of

RULES_OF_USE = (
    _lazy("Chỉ in trên đúng sản phẩm được công nhận, đúng tên và quy cách trong hồ sơ; sản phẩm khác của cùng chủ thể "
          "không được dùng chung."),
    _lazy("Số sao in phải bằng hạng sao đang có hiệu lực, không hơn không kém."),
    _lazy("Giữ nguyên hình, chữ, màu và tỷ lệ của mẫu; không vẽ lại, không ghép thêm chi tiết."),
    _lazy("Dừng in và dừng dùng ngay khi hạng sao hết hiệu lực hoặc bị thu hồi."),
    _lazy("Dùng sai, gây nhầm lẫn về sản phẩm được công nhận là căn cứ thu hồi giấy chứng nhận (Điều 8.1.d)."),
)  # fmt: skip
"""Rules of use in plain words, as the regulation of the mark is cited."""
SOURCE = _lazy("Quy chế nhãn hiệu chứng nhận OCOP Việt Nam, Quyết định 1162/QĐ-VPĐP-OCOP ngày 17/9/2020, Điều 4 và 5")


def may_use_mark(product: Any, on: date | None = None) -> tuple[bool, str]:
    """Whether the product may bear the mark on a day (default today), and why not, or until when, in one sentence.

    A trade suspension does not take the mark away: the certificate stands until it is withdrawn.
    """
    day = on or clock.today()
    star = current_recognition(product, day)
    if star is None:
        return False, _("Sản phẩm chưa có hạng sao đã công bố nên chưa được dùng nhãn hiệu OCOP.")
    gone = left_behind(product)
    if gone is not None and gone.on <= day:
        return False, _("Sản phẩm đã chuyển cho chủ thể khác và hạng sao không chuyển theo nên nhãn hiệu ngừng dùng.")
    answer = validity_of(star, day)
    if answer.is_valid:
        return True, answer.sentence
    if answer.validity == Validity.UNKNOWN_TERM:
        return False, _(
            "Danh sách đã công bố không ghi ngày nên chưa rõ hạng sao còn hiệu lực không. Gửi quyết định công nhận cho "
            "cơ quan OCOP tỉnh để ghi thời hạn."
        )
    return False, answer.sentence


def star_for_mark(product: Any, on: date | None = None) -> Recognition | None:
    """The star whose mark the product may bear on a day; None when it may not."""
    day = on or clock.today()
    return current_recognition(product, day) if may_use_mark(product, day)[0] else None


def active_artworks(on: date | None = None) -> QuerySet[MarkArtwork]:
    """Artwork in use on a day."""
    day = on or clock.today()
    return MarkArtwork.objects.filter(
        Q(retired_on__isnull=True) | Q(retired_on__gt=day), active_from__lte=day
    ).select_related("file")


def offered_to(product: Any, on: date | None = None) -> list[MarkArtwork]:
    """Artwork offered for a product: exactly its star, only while it may bear the mark."""
    star = star_for_mark(product, on)
    return list(active_artworks(on).filter(star=star.star)) if star is not None else []
