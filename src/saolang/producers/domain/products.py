"""Products of a producer: what they are, their packings and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import NotAllowed, Problem, Problems
from saolang.core.text import normalize_line
from saolang.files.domain import store
from saolang.files.models import StoredFile

from ..access import product_lock_problems
from ..eligibility import set_problems, size_problems
from ..enums import ProducerState, ProductStage, SmeStatus
from ..models import Photo, Producer, Product, Variant
from .changes import apply_changes, field_problems

PRODUCT_FIELDS = (
    "name",
    "set_number",
    "set_suggested",
    "stage",
    "summary",
    "description",
    "story",
    "origin",
    "season_months",
    "made_in",
)
VARIANT_FIELDS = ("name", "net_content", "packaging", "gtin", "shelf_life")
PHOTO_PURPOSE = "producers.photo"
PHOTO_LIMIT = 12


@transaction.atomic
def create_product(*, producer: Producer, actor: Any, name: str, **values: Any) -> Product:
    """Add a product; it may begin as an idea and need not have a set yet. ``values`` takes ``PRODUCT_FIELDS``."""
    if not actor.has_perm("producers.add_product", producer):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền thêm sản phẩm cho chủ thể này."))
    producer = lock_for_change(producer)
    product = Product(producer=producer)
    values.setdefault("made_in", _main_commune(producer))
    apply_changes(product, {"name": name, **values}, PRODUCT_FIELDS)
    problems = Problems()
    if producer.state == ProducerState.CEASED:
        problems.add("producer_ceased", _("Chủ thể đã ngừng hoạt động nên không thêm sản phẩm được."))
    if producer.sme_status == SmeStatus.LARGE:
        problems.extend(size_problems(producer.kind, producer.sme_status))
    problems.extend(_product_problems(product, PRODUCT_FIELDS))
    problems.raise_if_any()
    product.save()
    record("producers.product.create", actor=actor, obj=product, data={"set": product.set_number})
    return product


@transaction.atomic
def update_product(
    product: Product, *, changes: Mapping[str, Any], actor: Any, expected_version: int | str | None = None
) -> Product:
    """Change a product. Fields that a submitted file has frozen are refused by that app's lock.

    Choosing a set by hand settles a suggested one.
    """
    _allow(product, actor)
    product = lock_for_change(product, expected_version)
    changes = dict(changes)
    if "set_number" in changes:
        changes.setdefault("set_suggested", False)
    changed = apply_changes(product, changes, PRODUCT_FIELDS)
    if not changed:
        return product
    problems = Problems()
    problems.extend(_product_problems(product, changed))
    problems.extend(product_lock_problems(product, changed))
    problems.raise_if_any()
    save_version(product)
    record("producers.product.update", actor=actor, obj=product, data={"fields": sorted(changed)})
    return product


def _product_problems(product: Product, fields: Any) -> list[Problem]:
    problems = Problems()
    if not normalize_line(product.name):
        problems.add("name_missing", _("Chưa ghi tên sản phẩm."), where=_("Tên sản phẩm"))
    else:
        problems.extend(field_problems(product, set(fields)))
    if "set_number" in fields:
        problems.extend(set_problems(product.producer.kind, product.set_number))
    if "stage" in fields and product.stage not in ProductStage.values:
        problems.add("stage_unknown", _("Chưa chọn giai đoạn."), where=_("Giai đoạn"))
    months = product.season_months
    if not isinstance(months, list) or any(not isinstance(m, int) or not 1 <= m <= 12 for m in months):
        problems.add("season_months", _("Tháng có hàng là các tháng từ 1 đến 12."), where=_("Tháng có hàng"))
    return problems.as_list()


@transaction.atomic
def save_variant(product: Product, *, values: Mapping[str, Any], actor: Any, variant: Variant | None = None) -> Variant:
    """Add a packing, or change ``variant``. A GTIN must have 8, 12, 13 or 14 digits and the right check digit."""
    _allow(product, actor)
    lock_for_change(product)
    new = variant is None
    row = Variant(product=product) if variant is None else lock_for_change(variant)
    values = {**values, "gtin": "".join(str(values.get("gtin") or "").split())}
    apply_changes(row, values, VARIANT_FIELDS)
    problems = Problems()
    problems.extend(field_problems(row, VARIANT_FIELDS))
    if row.gtin and not gtin_is_right(row.gtin):
        problems.add(
            "gtin_invalid",
            _("Mã GTIN %(gtin)s không đúng.") % {"gtin": row.gtin},
            where=_("Mã GTIN"),
            fix=_("Chép đủ các chữ số dưới mã vạch (8, 12, 13 hoặc 14 chữ số)."),
        )
    problems.raise_if_any()
    row.save()
    record(
        "producers.product.add_variant" if new else "producers.product.update_variant",
        actor=actor,
        obj=product,
        data={"variant": row.pk, "name": row.name},
    )
    return row


@transaction.atomic
def remove_variant(variant: Variant, *, actor: Any) -> None:
    """Remove a packing."""
    _allow(variant.product, actor)
    variant = lock_for_change(variant)
    record(
        "producers.product.remove_variant",
        actor=actor,
        obj=variant.product,
        data={"variant": variant.pk, "name": variant.name},
    )
    variant.delete()


def gtin_is_right(gtin: str) -> bool:
    """Whether length and check digit of a GTIN are right (GS1 General Specifications, 7.9)."""
    if not gtin.isascii() or not gtin.isdigit() or len(gtin) not in (8, 12, 13, 14):
        return False
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(gtin[:-1])))
    return (10 - total % 10) % 10 == int(gtin[-1])


@transaction.atomic
def add_photos(product: Product, *, uploads: Sequence[Any], actor: Any, caption: str = "") -> list[Photo]:
    """Store pictures and put them after the others; the first picture of a product stands for it."""
    _allow(product, actor)
    lock_for_change(product)
    have = product.photos.count()
    problems = Problems()
    if not uploads:
        problems.add("photo_missing", _("Chưa chọn ảnh nào."), where=_("Ảnh"))
    if have + len(uploads) > PHOTO_LIMIT:
        problems.add(
            "photo_too_many",
            _("Mỗi sản phẩm có tối đa %(max)d ảnh; đang có %(have)d.") % {"max": PHOTO_LIMIT, "have": have},
            where=_("Ảnh"),
            fix=_("Gỡ bớt ảnh cũ trước."),
        )
    problems.raise_if_any()
    last = product.photos.order_by("-order").values_list("order", flat=True).first()
    start = 0 if last is None else last + 1
    photos = []
    for index, upload in enumerate(uploads):
        stored = (
            upload
            if isinstance(upload, StoredFile)
            else store(upload, actor=actor, purpose=PHOTO_PURPOSE, allow=("image",))
        )
        photos.append(Photo.objects.create(product=product, file=stored, caption=caption, order=start + index))
    record(
        "producers.product.add_photos",
        actor=actor,
        obj=product,
        data={"files": [photo.file.sha256 for photo in photos]},
    )
    return photos


@transaction.atomic
def remove_photo(photo: Photo, *, actor: Any) -> None:
    """Take a picture off the product; the stored file stays, since a frozen file may name it."""
    _allow(photo.product, actor)
    photo = lock_for_change(photo)
    record("producers.product.remove_photo", actor=actor, obj=photo.product, data={"files": [photo.file.sha256]})
    photo.delete()


@transaction.atomic
def put_photo_first(photo: Photo, *, actor: Any) -> None:
    """Let this picture stand for the product."""
    _allow(photo.product, actor)
    lock_for_change(photo.product)
    others = [other for other in photo.product.photos.all() if other.pk != photo.pk]
    for order, row in enumerate([photo, *others]):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order", "updated_at"])
    record("producers.product.order_photos", actor=actor, obj=photo.product)


def _main_commune(producer: Producer) -> Any:
    site = producer.sites.filter(is_main=True).select_related("unit").first()
    return site.unit if site is not None else producer.filing_commune


def _allow(product: Product, actor: Any) -> None:
    if not actor.has_perm("producers.change_product", product):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa sản phẩm này."))
