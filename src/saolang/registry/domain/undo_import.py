"""Taking an import back: exactly what it made, unless something else has come to stand on it."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Count, ProtectedError, Q
from django.utils.translation import gettext as _

from saolang.accounts.models import Organisation
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problem, WrongState
from saolang.core.text import format_date
from saolang.producers.enums import ProducerState
from saolang.producers.models import Producer, Product

from ..leaves import retract_import_leaves
from ..models import (
    AmendmentItem,
    Certificate,
    Decision,
    ImportBatch,
    PublishedEntry,
    Recognition,
    RegisterImport,
    StarState,
)
from .replacing import settle_replacements
from .turns import PATIENCE, import_turn

_SHOWN = 20


def undo_import(batch: ImportBatch, *, actor: Any, reason: str = "", patience: float = PATIENCE) -> ImportBatch:
    """Remove what a batch made. Raises DomainError naming everything that depends on it; then nothing is removed.

    Waits ``patience`` seconds for an import that is under way, and looks only then. Raises ImportBusy after that.
    """
    if not actor.has_perm("registry.import_products"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền hoàn tác lần nhập."))
    with import_turn(patience=patience):
        return _undo(batch, actor=actor, reason=reason)


def _undo(batch: ImportBatch, *, actor: Any, reason: str) -> ImportBatch:
    batch = lock_for_change(batch)
    if batch.undone_on is not None:
        raise WrongState.of(
            "already_undone", _("Lần nhập này đã hoàn tác ngày %(day)s.") % {"day": format_date(batch.undone_on)}
        )
    products = list(Product.objects.filter(published_entries__batch=batch, published_entries__made_product=True))
    producers = list(
        Producer.objects.filter(
            products__published_entries__batch=batch, products__published_entries__made_producer=True
        )
        .select_related("organisation")
        .distinct()
    )
    problems = _standing_on(batch, products, producers)
    if problems:
        raise DomainError(problems)
    touched = set(PublishedEntry.objects.filter(batch=batch).values_list("product_id", flat=True))
    _restore(batch, {product.pk for product in products}, {producer.pk for producer in producers})
    counts = _remove(batch, products, producers)
    settle_replacements(touched - {product.pk for product in products})
    batch.undone_on = clock.today()
    batch.save(update_fields=["undone_on", "updated_at"])
    record("registry.importbatch.undo", actor=actor, obj=batch, data=counts, reason=reason)
    retract_import_leaves(batch, on=batch.undone_on, actor=actor)
    return batch


def _restore(batch: ImportBatch, products: set[int], producers: set[int]) -> None:
    """Give back what the import corrected, where nobody has changed it again since."""
    work = RegisterImport.objects.filter(batch=batch).first()
    for change in work.report.get("corrections", []) if work is not None else []:
        model, own = (Producer, producers) if change["model"] == "producer" else (Product, products)
        row: Any = model._default_manager.filter(pk=change["pk"]).first()
        if row is None or row.pk in own or getattr(row, change["field"]) != change["after"]:
            continue
        row = lock_for_change(row)
        setattr(row, change["field"], change["before"])
        save_version(row)


def _remove(batch: ImportBatch, products: list[Product], producers: list[Producer]) -> dict[str, int]:
    kept = {product.pk for product in products}
    PublishedEntry.objects.filter(batch=batch).delete()
    certificates = Certificate.objects.filter(import_batch=batch).delete()[0]
    recognitions = Recognition.objects.filter(import_batch=batch).delete()[0]
    decisions = Decision.objects.filter(import_batch=batch).delete()[0]
    StarState.objects.filter(product_id__in=kept).delete()
    organisations = [producer.organisation_id for producer in producers]
    Product.objects.filter(pk__in=kept).delete()
    Producer.objects.filter(pk__in=[producer.pk for producer in producers]).delete()
    Organisation.objects.filter(pk__in=organisations).delete()
    for issuer in Organisation.objects.filter(pk__in=batch.report.get("issuers", [])):
        try:
            with transaction.atomic():
                issuer.delete()
        except ProtectedError:
            continue  # others cite the body by now; it stays
    return {
        "certificates": certificates,
        "recognitions": recognitions,
        "decisions": decisions,
        "products": len(products),
        "producers": len(producers),
    }


def _standing_on(batch: ImportBatch, products: list[Product], producers: list[Producer]) -> list[Problem]:
    """Everything of others that would lose its ground."""
    problems: list[Problem] = []
    for decision in Decision.objects.filter(import_batch=batch):
        others = Recognition.objects.filter(decision=decision).exclude(import_batch=batch).count()
        if others or decision.withdraws.exists():
            text = _("Quyết định %(number)s đã được mục khác trong sổ dẫn chiếu.") % {"number": decision}
            problems.append(Problem("decision_cited", text, where=str(decision)))
    for recognition in Recognition.objects.filter(import_batch=batch).prefetch_related("certificates"):
        if any(c.import_batch_id != batch.pk or c.withdrawn_on for c in recognition.certificates.all()):
            text = _("“%(name)s” đã có giấy chứng nhận được cấp hoặc thu hồi trên hệ thống.")
            problems.append(
                Problem("certificate_added", text % {"name": recognition.product_name}, where=recognition.code)
            )
    for item in AmendmentItem.objects.filter(recognition__import_batch=batch).select_related("recognition"):
        text = _("“%(name)s” đã có đề nghị đính chính, cấp lại.") % {"name": item.recognition.product_name}
        problems.append(Problem("amended", text, where=item.recognition.code))
    mine = {product.pk: _("Sản phẩm “%(name)s”") % {"name": product.name} for product in products}
    problems += _dependents(Product, mine, {PublishedEntry: Q(batch=batch), Recognition: Q(import_batch=batch)})
    labels = {p.pk: _("Chủ thể “%(name)s”") % {"name": p.organisation.name} for p in producers}
    for producer in producers:
        if producer.state != ProducerState.PUBLISHED_ONLY:
            text = _("%(what)s đã có người đăng ký nhận.") % {"what": labels[producer.pk]}
            problems.append(Problem("producer_claimed", text, where=producer.code))
    with_more = Product.objects.filter(producer__in=labels).exclude(pk__in=mine).values_list("producer_id", flat=True)
    for pk in dict.fromkeys(with_more):
        text = _("%(what)s đã có sản phẩm khác.") % {"what": labels[pk]}
        problems.append(Problem("producer_has_products", text, where=labels[pk]))
    problems += _dependents(Producer, labels, {Product: Q()})
    bodies = {producer.organisation_id: labels[producer.pk] for producer in producers}
    problems += _dependents(Organisation, bodies, {Producer: Q()})
    return problems[:_SHOWN]


def _dependents(made: type[models.Model], labels: dict[int, str], own: dict[type[models.Model], Q]) -> list[Problem]:
    """Rows of any table that point at what was made and are not the batch's own; one question a table."""
    problems = []
    for relation in made._meta.related_objects:
        model = relation.related_model
        if relation.many_to_many or str(model._meta.model_name).startswith("historical") or model is StarState:
            continue
        name = relation.field.name
        rows = model._base_manager.filter(**{f"{name}__in": list(labels)})
        if model in own:
            rows = rows.exclude(own[model]) if own[model] else rows.none()
        for row in rows.order_by(name).values(name).annotate(count=Count("pk")):
            text = _("%(what)s đang được dùng ở: %(where)s (%(count)d).")
            what = {"what": labels[row[name]], "where": model._meta.verbose_name, "count": row["count"]}
            problems.append(Problem("in_use", text % what, where=labels[row[name]]))
    return problems
