"""Published products into the register, all of a file or nothing, and out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.actors import SYSTEM
from saolang.core.paths import data_dir
from saolang.core.problems import DomainError, NotAllowed
from saolang.core.text import fold_vi
from saolang.producers.enums import ProducerKind, ProducerState, SmeStatus
from saolang.producers.models import Producer, Product

from ..enums import HIDDEN_HOUSEHOLD, NAMELESS, UNNAMED_PRODUCER, DecisionKind, Source
from ..importing.entries import Entry
from ..importing.planning import ImportPlan, PlannedRow, plan_import
from ..importing.reading import read_file
from ..issuers import find_issuer
from ..models import Certificate, Decision, ImportBatch, PublishedEntry, Recognition, StarState
from .replacing import settle_replacements
from .terms import settle_terms
from .undo_import import undo_import

Progress = Callable[[int, int], None]


def dry_run(path: Path, *, name: str = "") -> ImportPlan:
    """Read a file and say what importing it would do. Changes nothing. Raises DomainError for an unusable file."""
    return plan_import(read_file(path, name=name))


def import_products(
    path: Path, *, actor: Any, name: str = "", progress: Progress | None = None
) -> tuple[ImportBatch, ImportPlan]:
    """Import a whole file in one transaction. Raises DomainError with every error by row and cell; then nothing is in.

    The entries are public at once: they have been published by their issuers.
    """
    if not actor.has_perm("registry.import_products"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền nhập sản phẩm đã công bố."))
    with transaction.atomic():
        plan = dry_run(path, name=name)
        if plan.errors:
            raise DomainError(plan.errors)
        try:
            with transaction.atomic():
                batch = ImportBatch.objects.create(
                    name=plan.title,
                    sha256=plan.sha256,
                    rows=plan.total,
                    imported_by=actor if getattr(actor, "pk", None) else None,
                )
        except IntegrityError as error:
            raise DomainError.of("file_imported", _("Tệp này vừa được nhập rồi."), where=plan.name) from error
        run = _Import(batch)
        for number, row in enumerate(plan.rows, start=1):
            run.take(row)
            if progress is not None:
                progress(number, len(plan.rows))
        settle_replacements(run.touched)
        settle_terms(batch.recognitions.values_list("pk", flat=True))
        batch.report = {
            "summary": plan.summary,
            "notes": [{"where": str(note.where), "message": str(note.message)} for note in plan.notes],
            "issuers": run.made_issuers(),
        }
        batch.save()
        record("registry.importbatch.import", actor=actor, obj=batch, data={**plan.summary, "sha256": batch.sha256})
    return batch, plan


def load_published_list(path: Path | None = None, *, actor: Any = SYSTEM) -> ImportBatch:
    """Bring the shipped list of published products in, once; a changed list takes the place of the earlier one.

    May be run again at any time. When something stands on the earlier import already, that one stays.
    """
    path = path or data_dir() / "demo" / "published-products.yaml"
    raw = read_file(path)
    same = ImportBatch.objects.filter(sha256=raw.sha256, undone_on__isnull=True).first()
    if same is not None:
        return same
    earlier = ImportBatch.objects.filter(name=raw.title or raw.name, undone_on__isnull=True).first()
    if earlier is not None:
        try:
            undo_import(earlier, actor=actor, reason=_("Danh sách đi kèm đã đổi."))
        except DomainError:
            return earlier
    return import_products(path, actor=actor)[0]


class _Import:
    """Makes what the rows of one batch describe."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.today = clock.today()
        self.touched: set[int] = set()
        self._last_organisation = Organisation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self._issuers: dict[tuple[str, str], Organisation] = {}
        self._by_name: dict[str, list[Producer]] = {}
        self._hidden: dict[str, Producer] = {}
        self._products: dict[tuple[int, str], Product] = {}
        self._years: dict[int, int] = {}
        published = Producer.objects.filter(state__in=(ProducerState.PUBLISHED_ONLY, ProducerState.CLAIMED))
        for producer in published.select_related("organisation__unit", "filing_commune"):
            if producer.organisation.name not in NAMELESS:
                self._by_name.setdefault(fold_vi(producer.organisation.name), []).append(producer)
                for product in producer.products.all():
                    self._products[(producer.pk, fold_vi(product.name))] = product

    def made_issuers(self) -> list[int]:
        """Bodies that did not exist before, so that undoing can take them back."""
        made = Organisation.objects.filter(pk__gt=self._last_organisation).exclude(kind=OrganisationKind.PRODUCER)
        return list(made.values_list("pk", flat=True))

    def take(self, row: PlannedRow) -> None:
        """One line."""
        entry = row.entry
        commune = row.place.unit if row.place is not None and row.place.level == "commune" else None
        producer, made_producer = self._producer(row, commune)
        key = (producer.pk, fold_vi(entry.name))
        product = self._products.get(key)
        made_product = product is None
        if product is None:
            product = self._products[key] = Product.objects.create(
                producer=producer,
                name=entry.name,
                set_number=entry.set_number,
                set_suggested=entry.set_number is not None,
                made_in=commune,
                published=True,
            )
        self.touched.add(product.pk)
        recognition = self._recognition(entry, entry.star, product, producer) if entry.star is not None else None
        self._potential_five(entry, product)
        PublishedEntry.objects.create(
            batch=self.batch,
            place=entry.place,
            product=product,
            recognition=recognition,
            year=entry.year,
            decided_on=entry.decided_on,
            decision_number=entry.decision_words,
            product_code=entry.product_code,
            address=entry.address,
            note=entry.note,
            source_title=entry.source,
            source_url=entry.source_url,
            made_product=made_product,
            made_producer=made_producer,
        )

    def _producer(self, row: PlannedRow, commune: Any) -> tuple[Producer, bool]:
        """One organisation for each name and place; a hidden household is one for each sign in the file."""
        entry = row.entry
        current = row.place.current[0] if row.place is not None and row.place.current else None
        province = current.province if current is not None else None
        if entry.producer:
            same = self._by_name.setdefault(fold_vi(entry.producer), [])
            for producer in same:
                if _same_place(producer, commune, province):
                    return producer, False
        elif entry.producer_hidden and entry.producer_hidden in self._hidden:
            return self._hidden[entry.producer_hidden], False
        name = entry.producer or (HIDDEN_HOUSEHOLD if entry.producer_hidden else UNNAMED_PRODUCER)
        organisation = Organisation.objects.create(kind=OrganisationKind.PRODUCER, name=name, unit=commune or province)
        household = entry.kind == ProducerKind.HOUSEHOLD
        producer = Producer.objects.create(
            organisation=organisation,
            kind=entry.kind,
            state=ProducerState.PUBLISHED_ONLY,
            filing_commune=commune,
            sme_status=SmeStatus.NOT_ENTERPRISE if household else SmeStatus.UNKNOWN,
        )
        if entry.producer:
            self._by_name[fold_vi(name)].append(producer)
        elif entry.producer_hidden:
            self._hidden[entry.producer_hidden] = producer
        return producer, True

    def _recognition(self, entry: Entry, star: int, product: Product, producer: Producer) -> Recognition:
        issuer = self._issuer(entry)
        decision = self._decision(entry, issuer) if entry.decision and issuer else None
        recognition = Recognition.objects.create(
            product=product,
            decision=decision,
            star=star,
            total=entry.points,
            product_code=entry.product_code,
            product_name=entry.name,
            producer_name=producer.organisation.name,
            address=entry.address,
            assessed_year=entry.year or (entry.decided_on.year if entry.decided_on else None),
            recognised_on=entry.decided_on or entry.starts_on,
            term_through=entry.through,
            public_since=self.today,
            source=Source.IMPORT,
            source_note=entry.note,
            import_batch=self.batch,
        )
        if entry.certificate and issuer is not None:
            Certificate.objects.create(
                recognition=recognition,
                issuer=issuer,
                number=entry.certificate,
                issued_on=entry.certified_on,
                year=entry.certified_on.year if entry.certified_on else None,
                valid_through=entry.through,
                source=Source.IMPORT,
                import_batch=self.batch,
            )
        return recognition

    def _decision(self, entry: Entry, issuer: Organisation) -> Decision:
        number, symbol = entry.decision or ("", "")
        decision, _created = Decision.objects.get_or_create(
            issuer=issuer,
            year=entry.decided_on.year if entry.decided_on else None,
            number=number,
            symbol=symbol,
            defaults={
                "kind": DecisionKind.RECOGNITION,
                "issued_on": entry.decided_on,
                "source": Source.IMPORT,
                "source_note": entry.source,
                "import_batch": self.batch,
            },
        )
        if decision.issued_on != entry.decided_on:
            raise DomainError.of(
                "decision_two_dates",
                _("Quyết định %(number)s đã có trong sổ với ngày khác.") % {"number": decision},
                where=entry.place,
                fix=_("Số văn bản chỉ có một ngày trong một năm; kiểm tra lại ngày."),
            )
        return decision

    def _issuer(self, entry: Entry) -> Organisation | None:
        if not entry.issuer:
            return None
        key = (fold_vi(entry.issuer), str(entry.decided_on or entry.certified_on or ""))
        if key not in self._issuers:
            self._issuers[key] = find_issuer(entry.issuer, entry.decided_on or entry.certified_on)
        return self._issuers[key]

    def _potential_five(self, entry: Entry, product: Product) -> None:
        """A later star of the same product ends the state; a star of an earlier year does not."""
        year = entry.year or (entry.decided_on.year if entry.decided_on else 0)
        if entry.star is not None:
            self._years[product.pk] = max(self._years.get(product.pk, 0), year)
            StarState.objects.filter(product=product, potential_five_year__lte=year).update(potential_five_year=None)
        if entry.potential_five and year >= self._years.get(product.pk, 0):
            StarState.objects.update_or_create(product=product, defaults={"potential_five_year": year or None})


def _same_place(producer: Producer, commune: Any, province: Any) -> bool:
    """Names repeat from place to place: a known other commune or province means another producer."""
    if producer.filing_commune_id and commune is not None:
        return bool(producer.filing_commune_id == commune.pk)
    unit = producer.organisation.unit
    return unit is None or province is None or unit.province.pk == province.pk
