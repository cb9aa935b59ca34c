"""Who may open the files of this app."""

from __future__ import annotations

from typing import Any

from .models import Authorisation, EvidenceFile, Photo, Producer


def may_read_evidence(user: Any, stored: Any) -> bool:
    """Files of a paper: the producer's people, and whoever handles a file that uses the paper.

    Whoever stored a file that belongs to no paper yet may look at it.
    """
    row = EvidenceFile.objects.select_related("evidence__producer__filing_commune").filter(file=stored).first()
    if row is None:
        return _stored_by(user, stored)
    return _may(user, "producers.open_evidence", row.evidence)


def may_read_photo(user: Any, stored: Any) -> bool:
    """Pictures: of a product on the public site anybody, else whoever may see the product."""
    photos = list(Photo.objects.select_related("product__producer__filing_commune").filter(file=stored))
    if any(photo.product.published and not photo.product.withdrawn_from_site for photo in photos):
        return True
    return any(_may(user, "producers.view_product", photo.product) for photo in photos) or (
        not photos and _stored_by(user, stored)
    )


def may_read_ceased(user: Any, stored: Any) -> bool:
    """The paper by which a producer ceased: whoever may see the producer."""
    row = Producer.objects.select_related("filing_commune").filter(ceased_file=stored).first()
    return _stored_by(user, stored) if row is None else _may(user, "producers.view_producer", row)


def may_read_authorisation(user: Any, stored: Any) -> bool:
    """The authorisation: the producer's people, the helper, and whoever handles a file of the producer."""
    row = Authorisation.objects.select_related("producer__filing_commune").filter(document=stored).first()
    if row is None:
        return _stored_by(user, stored)
    return (bool(user.is_authenticated) and user.pk == row.helper_id) or _may(
        user, "producers.view_personal", row.producer
    )


def _may(user: Any, permission: str, obj: Any) -> bool:
    return bool(user.is_authenticated and user.has_perm(permission, obj))


def _stored_by(user: Any, stored: Any) -> bool:
    return bool(user.is_authenticated) and stored.created_by_id is not None and stored.created_by_id == user.pk
