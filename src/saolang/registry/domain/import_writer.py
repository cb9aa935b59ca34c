"""Writing the lines of one import: everything is made in memory first and goes into the tables in bulk.

Runs inside the transaction of the import; nothing is public before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.problems import DomainError, Problem
from saolang.core.text import fold_vi
from saolang.producers.enums import ProducerKind, ProducerState, SmeStatus
from saolang.producers.models import Producer, Product

from ..enums import HIDDEN_HOUSEHOLD, NAMELESS, UNNAMED_PRODUCER, DecisionKind, Source
from ..importing.contradictions import Report
from ..importing.entries import Entry
from ..importing.planning import PlannedRow
from ..issuers import find_issuer
from ..models import Certificate, Decision, ImportBatch, PublishedEntry, Recognition, StarState
from ..numbers import number_key
from .replacing import settle_replacements
from .terms import settle_terms

Progress = Callable[[int, int], None]
CHUNK = 1000
NOTES_WITH_BATCH = 200


def short_report(
    summary: dict[str, Any], report: Report, notes: Sequence[Problem], issuers: list[int]
) -> dict[str, Any]:
    """What is read with every entry of a batch: counts, and the first notes. The rest is kept with the work."""
    return {
        "summary": summary,
        "notes": [{"where": str(note.where), "message": str(note.message)} for note in notes[:NOTES_WITH_BATCH]],
        "issuers": issuers,
        "contradictions": {"counts": report.counts, "by_star": report.by_star, "by_kind": report.by_kind},
    }


class ImportWriter:
    """Makes what the rows of one batch describe."""

    def __init__(self, batch: ImportBatch, *, progress: Progress | None = None) -> None:
        self.batch, self.progress = batch, progress
        self.today = clock.today()
        self.touched: list[Product] = []
        self._done = self._all = 0
        self._made_issuers: list[int] = []
        self._issuers: dict[tuple[str, str], Organisation] = {}
        self._decisions: dict[tuple[Any, ...], Decision] = {}
        self._by_name: dict[str, list[Producer]] = {}
        self._hidden: dict[str, Producer] = {}
        self._products: dict[tuple[int, str], Product] = {}
        self._years: dict[int, int] = {}
        self._potential: dict[int, tuple[Product, int | None]] = {}
        self._new: dict[type[models.Model], list[Any]] = {
            model: [] for model in (Organisation, Producer, Product, Decision, Recognition, Certificate, PublishedEntry)
        }
        published = Producer.objects.filter(state__in=(ProducerState.PUBLISHED_ONLY, ProducerState.CLAIMED))
        by_pk: dict[int, Producer] = {}
        for producer in published.select_related("organisation__unit__parent__parent", "filing_commune"):
            if producer.organisation.name not in NAMELESS:
                self._by_name.setdefault(fold_vi(producer.organisation.name), []).append(producer)
                by_pk[producer.pk] = producer
        for product in Product.objects.filter(
            producer__state__in=(ProducerState.PUBLISHED_ONLY, ProducerState.CLAIMED)
        ):
            if (owner := by_pk.get(product.producer_id)) is not None:
                self._products[(id(owner), fold_vi(product.name))] = product
        for decision in Decision.objects.all():
            self._decisions[(decision.issuer_id, decision.year, decision.number, decision.symbol)] = decision

    def write(self, rows: Sequence[PlannedRow]) -> None:
        """All lines, then the columns that follow from them."""
        self._all = 2 * len(rows)
        for row in rows:
            self._take(row)
            self._step(1)
        self._store(len(rows))
        settle_replacements([product.pk for product in self.touched])
        settle_terms(recognition.pk for recognition in self._new[Recognition])
        self._done = self._all
        self._step(0)

    def made_issuers(self) -> list[int]:
        """Bodies that did not exist before, so that undoing can take them back."""
        return list(self._made_issuers)

    def _step(self, count: int) -> None:
        self._done += count
        if self.progress is not None:
            self.progress(self._done, self._all)

    def _store(self, rows: int) -> None:
        """Into the tables, in the order in which they point at each other."""
        todo = sum(len(objects) for objects in self._new.values()) or 1
        stored = 0
        for model, objects in self._new.items():
            for start in range(0, len(objects), CHUNK):
                chunk = objects[start : start + CHUNK]
                if model in (Producer, Product):
                    bulk_create_with_history(chunk, model)
                else:
                    model._default_manager.bulk_create(chunk)
                stored += len(chunk)
                self._done = rows + rows * stored // (todo + todo // 5)
                self._step(0)
        self._store_potential()

    def _store_potential(self) -> None:
        """A later star of the same product ends the state; a star of an earlier year does not."""
        years = {product.pk: self._years[id(product)] for product in self.touched if id(product) in self._years}
        for state in StarState.objects.filter(potential_five_year__isnull=False):
            if state.product_id in years and (state.potential_five_year or 0) <= years[state.product_id]:
                StarState.objects.filter(pk=state.pk).update(potential_five_year=None)
        for product, year in self._potential.values():
            StarState.objects.update_or_create(product=product, defaults={"potential_five_year": year})

    def _take(self, row: PlannedRow) -> None:
        """One line."""
        entry = row.entry
        commune = row.place.unit if row.place is not None and row.place.level == "commune" else None
        producer, made_producer = self._producer(row, commune)
        key = (id(producer), fold_vi(entry.name))
        product = self._products.get(key)
        made_product = product is None
        if product is None:
            product = self._products[key] = Product(
                producer=producer,
                name=entry.name,
                search_text=fold_vi(f"{entry.name} {producer.organisation.name}")[:600],
                set_number=entry.set_number,
                set_suggested=entry.set_number is not None,
                made_in=commune,
                published=True,
            )
            self._new[Product].append(product)
        self.touched.append(product)
        recognition = self._recognition(row, entry.star, product, producer) if entry.star is not None else None
        self._potential_five(entry, product)
        line = PublishedEntry(
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
        self._new[PublishedEntry].append(line)

    def _producer(self, row: PlannedRow, commune: Any) -> tuple[Producer, bool]:
        """One organisation for each name and place; a hidden household is one for each sign in the file."""
        entry = row.entry
        current = row.place.current[0] if row.place is not None and row.place.current else None
        province = current.province if current is not None else None
        if entry.producer:
            for producer in self._by_name.setdefault(fold_vi(entry.producer), []):
                if _same_place(producer, commune, province):
                    return producer, False
        elif entry.producer_hidden and entry.producer_hidden in self._hidden:
            return self._hidden[entry.producer_hidden], False
        name = entry.producer or (HIDDEN_HOUSEHOLD if entry.producer_hidden else UNNAMED_PRODUCER)
        organisation = Organisation(
            kind=OrganisationKind.PRODUCER, name=name, unit=commune or province, search_text=fold_vi(f"{name} ")[:400]
        )
        household = entry.kind == ProducerKind.HOUSEHOLD
        producer = Producer(
            organisation=organisation,
            kind=entry.kind,
            state=ProducerState.PUBLISHED_ONLY,
            filing_commune=commune,
            sme_status=SmeStatus.NOT_ENTERPRISE if household else SmeStatus.UNKNOWN,
        )
        self._new[Organisation].append(organisation)
        self._new[Producer].append(producer)
        if entry.producer:
            self._by_name[fold_vi(name)].append(producer)
        elif entry.producer_hidden:
            self._hidden[entry.producer_hidden] = producer
        return producer, True

    def _recognition(self, row: PlannedRow, star: int, product: Product, producer: Producer) -> Recognition:
        entry = row.entry
        issuer = self._issuer(entry)
        decision = self._decision(entry, issuer) if entry.decision and issuer else None
        certified = bool(entry.certificate and issuer is not None and row.certificate)
        recognised_on = entry.decided_on or entry.starts_on
        recognition = Recognition(
            product=product,
            decision=decision,
            star=star,
            total=entry.points,
            product_code=entry.product_code,
            product_name=entry.name,
            producer_name=producer.organisation.name,
            address=entry.address,
            assessed_year=entry.year or (entry.decided_on.year if entry.decided_on else entry.decided_year),
            recognised_on=recognised_on,
            term_through=entry.through,
            starts_on=(entry.certified_on if certified else None) or recognised_on,  # as settle_terms reckons it
            through=entry.through,
            public_since=self.today,
            source=Source.IMPORT,
            source_note=entry.note,
            import_batch=self.batch,
        )
        self._new[Recognition].append(recognition)
        if certified:
            certificate = Certificate(
                recognition=recognition,
                issuer=issuer,
                number=entry.certificate,
                number_key=number_key(entry.certificate),
                issued_on=entry.certified_on,
                year=entry.certified_on.year if entry.certified_on else None,
                valid_through=entry.through,
                source=Source.IMPORT,
                import_batch=self.batch,
            )
            self._new[Certificate].append(certificate)
        return recognition

    def _decision(self, entry: Entry, issuer: Organisation) -> Decision:
        number, symbol = entry.decision or ("", "")
        year = entry.decided_on.year if entry.decided_on else entry.decided_year
        key = (issuer.pk, year, number, symbol)
        decision = self._decisions.get(key)
        if decision is None:
            decision = self._decisions[key] = Decision(
                issuer=issuer,
                year=year,
                number=number,
                symbol=symbol,
                kind=DecisionKind.RECOGNITION,
                issued_on=entry.decided_on,
                source=Source.IMPORT,
                source_note=entry.source,
                import_batch=self.batch,
            )
            self._new[Decision].append(decision)
        if entry.decided_on is not None and decision.issued_on is None and decision.pk is None:
            decision.issued_on = entry.decided_on
        if entry.decided_on is not None and decision.issued_on != entry.decided_on:
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
        on = entry.decided_on or entry.certified_on
        key = (fold_vi(entry.issuer), str(on or ""))
        if key not in self._issuers:
            last = Organisation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            self._issuers[key] = find_issuer(entry.issuer, on)
            made = Organisation.objects.filter(pk__gt=last).exclude(kind=OrganisationKind.PRODUCER)
            self._made_issuers += made.values_list("pk", flat=True)
        return self._issuers[key]

    def _potential_five(self, entry: Entry, product: Product) -> None:
        year = entry.year or (entry.decided_on.year if entry.decided_on else 0)
        if entry.star is not None:
            self._years[id(product)] = max(self._years.get(id(product), 0), year)
            if (waiting := self._potential.get(id(product))) is not None and (waiting[1] or 0) <= year:
                del self._potential[id(product)]
        if entry.potential_five and year >= self._years.get(id(product), 0):
            self._potential[id(product)] = (product, year or None)


def _same_place(producer: Producer, commune: Any, province: Any) -> bool:
    """Names repeat from place to place: a known other commune or province means another producer."""
    if producer.filing_commune is not None and commune is not None:
        return bool(producer.filing_commune.pk == commune.pk)
    unit = producer.organisation.unit
    return unit is None or province is None or unit.province.pk == province.pk
