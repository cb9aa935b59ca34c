"""Two records of one producer, or of one product, made one, with all that hangs on them; and taken back.

Printed facts of recognitions and certificates are never touched: only what they belong to.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from saolang.accounts.models import Role
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, NotAllowed, Problem, Problems
from saolang.core.text import fold_vi

from ..access import merge_followers, products_with_open_work
from ..enums import ProducerState, SiteKind
from ..models import MergeRecord, Producer, Product, RepresentativeDetails
from .moving import Change, change_of, changed_since, move_rows, newer_rows, put_back, set_field

OPEN_STATES = (ProducerState.PENDING, ProducerState.CLAIMED, ProducerState.REFUSED)


@transaction.atomic
def merge_producers(kept: Producer, gone: Producer, *, actor: Any, reason: str = "") -> MergeRecord:
    """Make one producer of two: products, papers, sites, people and files of ``gone`` go over to ``kept``.

    The duplicate stays as an empty record that leads to the other. Raises NotAllowed, DomainError.
    """
    for producer in (kept, gone):
        _allow(actor, producer)
    if kept.pk == gone.pk:
        raise DomainError.of("merge_itself", _("Không gộp một chủ thể vào chính nó."))
    locked = {row.pk: row for row in (lock_for_change(row) for row in sorted((kept, gone), key=lambda row: row.pk))}
    kept, gone = locked[kept.pk], locked[gone.pk]
    problems = Problems()
    problems.extend(producer_merge_problems(kept, gone, reason=reason))
    problems.raise_if_any()
    moved = _clear_main_site(kept, gone)
    moved += _move_products(kept, gone)
    more, left = move_rows(gone, kept, skip=("producers.product", "producers.representativedetails"))
    moved += more + _move_people(kept, gone) + _move_details(kept, gone)
    moved.append(change_of(gone, "state", gone.state, ProducerState.MERGED))
    moved.append(change_of(gone, "merged_into", None, kept.pk))
    gone.state, gone.merged_into = ProducerState.MERGED, kept
    gone.version += 1
    gone.save()
    row = _keep_record(kept, gone, None, None, moved, left, actor, reason)
    data = {"kept": kept.code, "gone": gone.code, "rows": len(moved), "left": len(left), "record": row.code}
    record("producers.producer.merge", actor=actor, obj=kept, reason=reason, data=data)
    return row


def producer_merge_problems(kept: Producer, gone: Producer, *, reason: str = "") -> list[Problem]:
    """What stands against a merge."""
    problems = Problems()
    for producer in (kept, gone):
        if producer.merged_into_id is not None:
            problems.add("merged_already", _("“%(name)s” đã được gộp vào chủ thể khác.") % {"name": producer.name})
        elif producer.state in OPEN_STATES:
            problems.add(
                "waits_for_commune",
                _("“%(name)s” đang chờ UBND xã xác nhận.") % {"name": producer.name},
                fix=_("Để xã xác nhận hoặc từ chối trước khi gộp."),
            )
    if kept.state == ProducerState.PUBLISHED_ONLY and gone.state == ProducerState.CONFIRMED:
        problems.add("keep_the_confirmed", _("Giữ lại chủ thể đã được xã xác nhận, gộp bản theo danh sách vào đó."))
    if kept.state == ProducerState.CEASED and gone.state != ProducerState.CEASED:
        problems.add("kept_ceased", _("Chủ thể giữ lại đã ngừng hoạt động."))
    numbers = {kept.registration_number, gone.registration_number} - {""}
    if len(numbers) > 1 and not reason.strip():
        problems.add(
            "numbers_differ",
            _("Hai chủ thể có mã số thuế khác nhau (%(numbers)s).") % {"numbers": ", ".join(sorted(numbers))},
            where="reason",
            fix=_("Chỉ gộp khi có căn cứ là một đơn vị; ghi lý do."),
        )
    for name in _names_open_twice(kept, gone):
        problems.add(
            "open_files_on_both",
            _("Cả hai chủ thể đang có hồ sơ mở cho sản phẩm “%(name)s”.") % {"name": name},
            fix=_("Chờ một hồ sơ có kết quả, hoặc rút một hồ sơ."),
        )
    return problems.as_list()


def _names_open_twice(kept: Producer, gone: Producer) -> list[str]:
    rows = list(Product.objects.filter(producer__in=(kept, gone)))
    working = products_with_open_work({row.pk for row in rows})
    names: dict[int, dict[str, str]] = {kept.pk: {}, gone.pk: {}}
    for row in rows:
        if row.pk in working:
            names[row.producer_id][fold_vi(row.name)] = row.name
    return [names[kept.pk][key] for key in names[kept.pk].keys() & names[gone.pk].keys()]


@transaction.atomic
def merge_products(kept: Product, gone: Product, *, actor: Any, reason: str = "") -> MergeRecord:
    """Make one product of two of the same producer. Raises NotAllowed, DomainError.

    A star that both hold by the same decision stays with the duplicate and is no longer shown.
    """
    _allow(actor, kept.producer)
    if kept.pk == gone.pk:
        raise DomainError.of("merge_itself", _("Không gộp một sản phẩm vào chính nó."))
    locked = {row.pk: row for row in (lock_for_change(row) for row in sorted((kept, gone), key=lambda row: row.pk))}
    kept, gone = locked[kept.pk], locked[gone.pk]
    problems = Problems()
    problems.extend(product_merge_problems(kept, gone))
    problems.raise_if_any()
    moved, left = move_rows(gone, kept)
    for follow in merge_followers.values():
        moved += follow(kept, gone, undone=False)
    published = gone.published and not kept.published
    moved += [change for change in (set_field(kept, "published", True) if published else None,) if change]
    for name, value in (("published", False), ("merged_into", kept.pk)):
        change = set_field(gone, name, value)
        moved += [change] if change else []
    row = _keep_record(kept.producer, kept.producer, kept, gone, moved, left, actor, reason)
    data = {"kept": kept.code, "gone": gone.code, "rows": len(moved), "left": len(left), "record": row.code}
    record("producers.product.merge", actor=actor, obj=kept, reason=reason, data=data)
    return row


def product_merge_problems(kept: Product, gone: Product) -> list[Problem]:
    """What stands against a merge of two products."""
    problems = Problems()
    if kept.producer_id != gone.producer_id:
        problems.add(
            "other_producer",
            _("Hai sản phẩm thuộc hai chủ thể khác nhau."),
            fix=_("Nếu là một chủ thể ghi hai lần, gộp chủ thể trước; nếu đã chuyển nhượng, dùng “Chuyển chủ thể”."),
        )
    for product in (kept, gone):
        if product.merged_into_id is not None:
            problems.add("merged_already", _("“%(name)s” đã được gộp vào sản phẩm khác.") % {"name": product.name})
    if {kept.pk, gone.pk} == products_with_open_work({kept.pk, gone.pk}):
        problems.add(
            "open_files_on_both",
            _("Cả hai sản phẩm đang có hồ sơ mở."),
            fix=_("Chờ một hồ sơ có kết quả, hoặc rút một hồ sơ."),
        )
    return problems.as_list()


@transaction.atomic
def undo_merge(row: MergeRecord, *, actor: Any, reason: str) -> MergeRecord:
    """Take a merge back while nothing new stands on it. Raises NotAllowed, DomainError."""
    _allow(actor, row.kept_producer)
    row = lock_for_change(row)
    for thing in sorted({row.kept_producer, row.gone_producer}, key=lambda producer: producer.pk):
        lock_for_change(thing)
    problems = Problems()
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi lý do hoàn tác."), where="reason")
    if row.undone_on is not None:
        problems.add("undone_already", _("Lần gộp này đã được hoàn tác."))
    else:
        stale = changed_since(row.moved)
        newer = newer_rows([change for change in row.moved if change["pk"] is not None], row.created_at)
        if stale:
            problems.add(
                "changed_since",
                _("%(n)d mục đã được sửa tiếp sau khi gộp, nên không hoàn tác được.") % {"n": len(stale)},
            )
        for text in newer[:10]:
            problems.add("stands_on_it", _("Đã có mục mới dựa trên bản gộp: %(text)s") % {"text": text})
    problems.raise_if_any()
    put_back(row.moved)
    row.undone_by, row.undone_on, row.undo_reason = actor, clock.today(), reason
    row.save()
    _settle_names(row)
    if row.kept_product is not None and row.gone_product is not None:
        kept, gone = (Product.objects.get(pk=thing.pk) for thing in (row.kept_product, row.gone_product))
        for follow in merge_followers.values():
            follow(kept, gone, undone=True)
    verb = "producers.product.unmerge" if row.kept_product is not None else "producers.producer.unmerge"
    record(verb, actor=actor, obj=row.kept, reason=reason, data={"record": row.code})
    return row


def _settle_names(row: MergeRecord) -> None:
    """The words a product is found by name its producer."""
    for product in Product.objects.filter(producer__in=(row.kept_producer_id, row.gone_producer_id)):
        product.save(update_fields=["search_text", "updated_at"])


def _allow(actor: Any, producer: Producer) -> None:
    if not actor.has_perm("producers.merge_producers", producer):
        raise NotAllowed.of("not_allowed", _("Chỉ cơ quan OCOP cấp tỉnh gộp được chủ thể, sản phẩm trùng."))


def _clear_main_site(kept: Producer, gone: Producer) -> list[Change]:
    """A producer has one main site."""
    if not kept.sites.filter(is_main=True, kind=SiteKind.PRODUCTION).exists():
        return []
    changes = [set_field(site, "is_main", False) for site in gone.sites.filter(is_main=True)]
    return [change for change in changes if change is not None]


def _move_products(kept: Producer, gone: Producer) -> list[Change]:
    """Products are saved one by one: their history and the words they are found by follow."""
    changes = []
    for product in gone.products.order_by("pk"):
        changes.append(change_of(product, "producer", gone.pk, kept.pk))
        product.producer = kept
        product.version += 1
        product.save()
    return changes


def _move_people(kept: Producer, gone: Producer) -> list[Change]:
    """Confirmed people of the duplicate then act for the one that is kept; who still waits, waits there."""
    rows = Role.objects.filter(organisation=gone.organisation_id, confirmed_on__isnull=False).order_by("pk")
    changes = [set_field(role, "organisation", kept.organisation_id) for role in rows]
    return [change for change in changes if change is not None]


def _move_details(kept: Producer, gone: Producer) -> list[Change]:
    row = RepresentativeDetails.objects.filter(producer=gone).first()
    if row is None or RepresentativeDetails.objects.filter(producer=kept).exists():
        return []
    change = set_field(row, "producer", kept.pk)
    return [change] if change else []


def _keep_record(
    kept: Producer,
    gone: Producer,
    kept_product: Product | None,
    gone_product: Product | None,
    moved: list[Change],
    left: list[Change],
    actor: Any,
    reason: str,
) -> MergeRecord:
    try:
        with transaction.atomic():
            return MergeRecord.objects.create(
                kept_producer=kept,
                gone_producer=gone,
                kept_product=kept_product,
                gone_product=gone_product,
                moved=moved,
                left=left,
                reason=reason,
                merged_by=actor,
                merged_on=clock.today(),
            )
    except IntegrityError as error:
        raise DomainError.of("merged_already", _("Mục này vừa được người khác gộp.")) from error


def final_product(code: str) -> Model | None:
    """The product that took the place of a merged one, through any number of merges; None when there is none."""
    product = Product.objects.filter(code=code, merged_into__isnull=False).select_related("merged_into").first()
    seen: set[int] = set()
    while product is not None and product.merged_into is not None and product.pk not in seen:
        seen.add(product.pk)
        product = product.merged_into
    return product
