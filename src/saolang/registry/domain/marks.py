"""Putting up artwork of the OCOP mark, and handing it out for a product."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problems, WrongState
from saolang.core.text import normalize_line

from ..mark import active_artworks, may_use_mark, star_for_mark
from ..models import MarkArtwork, MarkDownload

MARK_PURPOSE = "registry.mark"


def _require(actor: Any, permission: str, obj: Any = None) -> None:
    if not actor.has_perm(permission, obj):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền với mẫu nhãn hiệu này."))


@transaction.atomic
def put_up_artwork(*, star: int, file: Any, note: str, active_from: date, actor: Any) -> MarkArtwork:
    """Put up a file of the mark for a number of stars. Raises NotAllowed, DomainError."""
    _require(actor, "registry.manage_mark")
    problems = Problems()
    if star not in (3, 4, 5):
        problems.add("star_unknown", _("Nhãn hiệu OCOP chỉ có mẫu 3, 4 và 5 sao."), where=_("Hạng sao"))
    if not normalize_line(note):
        problems.add("no_note", _("Chưa ghi mẫu nào, phiên bản nào."), where=_("Mẫu, phiên bản"))
    problems.raise_if_any()
    artwork = MarkArtwork.objects.create(star=star, file=file, note=note, active_from=active_from, uploaded_by=actor)
    record("registry.markartwork.put_up", actor=actor, obj=artwork, data={"star": star, "file": file.sha256})
    return artwork


@transaction.atomic
def retire_artwork(artwork: MarkArtwork, *, actor: Any, reason: str = "") -> MarkArtwork:
    """Stop offering a file from today on. Raises NotAllowed, WrongState."""
    artwork = lock_for_change(artwork)
    _require(actor, "registry.manage_mark")
    if artwork.retired_on is not None:
        raise WrongState.of("retired_already", _("Mẫu này đã thôi dùng."))
    artwork.retired_on = max(clock.today(), artwork.active_from)
    artwork.save(update_fields=["retired_on", "updated_at"])
    record("registry.markartwork.retire", actor=actor, obj=artwork, data={"on": artwork.retired_on}, reason=reason)
    return artwork


@transaction.atomic
def take_artwork(product: Any, artwork: MarkArtwork, *, actor: Any) -> MarkDownload:
    """Hand the artwork out for a product and write it down; asked again at this very moment. Raises DomainError.

    Legal: Quyết định 1162/QĐ-VPĐP-OCOP, Điều 4: while the recognition is valid, on that product, with its stars.
    """
    _require(actor, "registry.use_mark", product)
    allowed, why = may_use_mark(product)
    star = star_for_mark(product)
    problems = Problems()
    if not allowed or star is None:
        problems.add("no_valid_star", why, fix=_("Không tải được nhãn hiệu khi hạng sao không còn hiệu lực."))
    elif star.star != artwork.star:
        problems.add(
            "other_star",
            _("Sản phẩm đang có hạng %(has)d sao, mẫu này là %(asked)d sao.")
            % {"has": star.star, "asked": artwork.star},
            fix=_("Tải mẫu đúng hạng sao của sản phẩm."),
        )
    if not active_artworks().filter(pk=artwork.pk).exists():
        problems.add("retired", _("Mẫu này đã thôi dùng."), fix=_("Tải mẫu đang dùng."))
    problems.raise_if_any()
    assert star is not None
    row = MarkDownload.objects.create(product=product, recognition=star, artwork=artwork, user=actor, at=clock.now())
    data = {"product": product.code, "star": star.star, "file": artwork.file.sha256, "recognition": star.code}
    record("registry.markdownload.take", actor=actor, obj=row, data=data)
    return row
