"""What lower apps ask of dossiers: who handles whose file, which papers and products a submitted file holds fast."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from saolang.core.problems import Problem
from saolang.files.models import StoredFile

from .enums import OPEN_STATES, DossierState
from .models import Dossier, Snapshot, Supplement
from .queries import handled_by, proposals_visible_to, visible_to, with_personal_data_for

FIXED_PRODUCT_FIELDS = frozenset({"name", "set_number"})


def producers_handled(user: Any) -> Q:
    """Producers whose personal details the person reads because of an open file."""
    return Q(pk__in=with_personal_data_for(user).filter(state__in=OPEN_STATES).values("producer_id"))


def products_handled(user: Any) -> Q:
    """Products of the files that the person handles."""
    return Q(pk__in=handled_by(user).values("product_id"))


def evidence_handled(user: Any) -> Q:
    """Papers of the files that the person handles: the product's, linked ones, and the producer's own."""
    handled = handled_by(user)
    products = handled.values("product_id")
    return Q(product_id__in=products) | Q(product__isnull=True, producer_id__in=handled.values("producer_id"))


def evidence_lock(evidence: Any) -> list[Problem]:
    """A paper that a submitted file names stays as it was submitted; a newer edition is always possible."""
    if evidence.pk is None:
        return []
    named = any(
        paper["code"] == evidence.code
        for content in Snapshot.objects.filter(dossier__producer_id=evidence.producer_id).values_list(
            "content", flat=True
        )
        for paper in content.get("papers", ())
    )
    if not named and not Supplement.objects.filter(evidence=evidence).exists():
        return []
    return [
        Problem(
            "paper_submitted",
            _("Giấy này nằm trong hồ sơ đã nộp nên không sửa, không xóa được."),
            where=evidence.title,
            fix=_("Thêm bản mới thay thế; bản đã nộp vẫn được giữ."),
        )
    ]


def product_lock(product: Any, fields: set[str]) -> list[Problem]:
    """Name and set of a product stay while a submitted file about it is open."""
    if not FIXED_PRODUCT_FIELDS & fields or product.pk is None:
        return []
    handed_in = [state for state in OPEN_STATES if state != DossierState.PREPARING]
    if not Dossier.objects.filter(product=product, state__in=handed_in).exists():
        return []
    return [
        Problem(
            "product_submitted",
            _("Sản phẩm đang có hồ sơ đã nộp nên không đổi được tên và bộ sản phẩm."),
            where=product.name,
            fix=_("Chờ có kết quả, hoặc rút hồ sơ rồi sửa."),
        )
    ]


def products_with_open_files(product_ids: set[int]) -> set[int]:
    """Which of these products have an open file."""
    rows = Dossier.objects.filter(product__in=product_ids, state__in=OPEN_STATES)
    return set(rows.values_list("product_id", flat=True))


def may_read_signed_scan(user: Any, stored: StoredFile) -> bool:
    """The signed copy of a dossier: its people, and those who handle the file."""
    mine = Dossier.objects.filter(signed_scan=stored)
    return with_personal_data_for(user).filter(pk__in=mine.values("pk")).exists() or (
        handled_by(user).filter(pk__in=mine.values("pk")).exists()
        and visible_to(user).filter(pk__in=mine.values("pk")).exists()
    )


def papers_of_dossiers(user: Any) -> Q:
    """Papers about dossiers (Mẫu 03) that the person handles; drafts stay with the office that writes them."""
    handled = handled_by(user).values("pk")
    return Q(subject_id__in=_texts(handled), state="issued")


def papers_of_proposals(user: Any) -> Q:
    """Proposal letters that the person may see, once issued."""
    return Q(subject_id__in=_texts(proposals_visible_to(user).values("pk")), state="issued")


def _texts(keys: Any) -> Any:
    """Primary keys as text: papers name their subject by text."""
    return keys.annotate(text=Cast("pk", CharField())).values("text")
