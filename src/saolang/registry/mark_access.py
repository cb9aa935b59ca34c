"""Who may open artwork of the mark, and papers of trade suspensions."""

from __future__ import annotations

from typing import Any

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import organisations_of

from .mark import active_artworks, star_for_mark
from .models import MarkDownload, Suspension

SUSPENSION_PURPOSE = "registry.suspension"


def may_open_artwork(user: Any, stored: Any) -> bool:
    """Those who keep the artwork; a producer only what it took for a product that may bear it at this moment."""
    if not user.is_authenticated:
        return False
    if user.has_perm("registry.manage_mark"):
        return True
    artwork = active_artworks().filter(file=stored).first()
    if artwork is None:
        return False
    own = organisations_of(user, RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)
    taken = MarkDownload.objects.filter(artwork=artwork, product__producer__organisation_id__in=own)
    products = {row.product_id: row.product for row in taken.select_related("product")}
    stars = (star_for_mark(product) for product in products.values())
    return any(star is not None and star.star == artwork.star for star in stars)


def may_open_suspension(user: Any, stored: Any) -> bool:
    """Officials, and the producer whose product it is about; the public reads number, day and authority."""
    row = Suspension.objects.filter(file=stored).select_related("product__producer").first()
    if row is None or not user.is_authenticated:
        return False
    own = organisations_of(user, RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)
    return bool(user.has_perm("registry.view_register") or row.product.producer.organisation_id in own)
