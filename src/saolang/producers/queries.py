"""Reads: what a person may see, how compulsory papers stand, what expires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from saolang.accounts.enums import COMMUNE_ROLES, PRODUCER_ROLES
from saolang.accounts.roles import duty_units, has_role, organisations_of, pending_organisations_of, units_of
from saolang.core.clock import today
from saolang.core.text import fold_vi

from .access import NOTHING, handled
from .enums import PERSONAL_EVIDENCE, EvidenceKind, PaperStanding, ProducerState
from .models import Authorisation, Evidence, EvidenceLink, PaperExemption, Producer, Product
from .rules import OFFICIAL_ROLES, WAITING, WIDE_ROLES


def _own(user: Any, prefix: str = "") -> Q:
    """Producers the person acts for; ``prefix`` leads from the listed model to the producer."""
    waiting = Q(
        **{
            f"{prefix}organisation__in": pending_organisations_of(user),
            f"{prefix}state__in": WAITING,
        }
    )
    return Q(**{f"{prefix}organisation__in": organisations_of(user, *PRODUCER_ROLES)}) | waiting


def _official(user: Any, prefix: str = "") -> Q:
    units = duty_units(user, *OFFICIAL_ROLES)
    found = NOTHING
    if units:
        found = Q(**{f"{prefix}filing_commune__in": units}) | Q(**{f"{prefix}filing_commune__parent__in": units})
    if has_role(user, *WIDE_ROLES):
        found = found | Q(**{f"{prefix}filing_commune__isnull": True})
    return found


def producers_visible_to(user: Any) -> QuerySet[Producer]:
    """Producers for which ``producers.view_producer`` holds."""
    return (
        Producer.objects.filter(_own(user) | _official(user) | handled(user, "producers"))
        .select_related("organisation", "filing_commune__parent")
        .order_by("organisation__search_text", "pk")
    )


def producers_of(user: Any) -> QuerySet[Producer]:
    """Producers the person acts for, waiting ones included."""
    return (
        Producer.objects.filter(_own(user))
        .select_related("organisation", "filing_commune__parent")
        .order_by("organisation__search_text", "pk")
    )


def claims_of(user: Any) -> QuerySet[Producer]:
    """Producers of the published list that the person asked to take over and the commune has not yet confirmed."""
    return Producer.objects.filter(
        organisation__in=pending_organisations_of(user), state=ProducerState.CLAIMED
    ).select_related("organisation", "filing_commune")


def producers_waiting_for(user: Any) -> QuerySet[Producer]:
    """New producers that this commune officer or leader may confirm, oldest first."""
    return (
        Producer.objects.filter(
            state__in=(ProducerState.PENDING, ProducerState.CLAIMED), filing_commune__in=units_of(user, *COMMUNE_ROLES)
        )
        .select_related("organisation", "filing_commune__parent")
        .order_by("created_at", "pk")
    )


def products_visible_to(user: Any) -> QuerySet[Product]:
    """Products for which ``producers.view_product`` holds."""
    wanted = _own(user, "producer__") | _official(user, "producer__") | handled(user, "products")
    return (
        Product.objects.filter(wanted)
        .select_related("producer__organisation", "producer__filing_commune__parent", "made_in")
        .order_by("search_text", "pk")
    )


def evidence_visible_to(user: Any) -> QuerySet[Evidence]:
    """Papers for which ``producers.view_evidence`` holds."""
    official = _official(user, "producer__") & ~Q(kind__in=PERSONAL_EVIDENCE)
    wanted = _own(user, "producer__") | official | handled(user, "evidence")
    return Evidence.objects.filter(wanted).select_related("producer__organisation", "product").order_by("kind", "pk")


def search_producers(producers: QuerySet[Producer], text: str) -> QuerySet[Producer]:
    """Producers whose name holds every word, with or without marks, or whose number begins with the text."""
    folded = fold_vi(text)
    if not folded:
        return producers
    words = Q()
    for word in folded.split():
        words &= Q(organisation__search_text__contains=word)
    return producers.filter(words | Q(registration_number__startswith=text.strip().upper()))


def current_evidence(product: Product) -> QuerySet[Evidence]:
    """Papers in use for a product: its own and the producer's, without replaced and retired ones."""
    return (
        Evidence.objects.filter(producer_id=product.producer_id, retired_on__isnull=True, replaced_by__isnull=True)
        .filter(Q(product=product) | Q(product__isnull=True))
        .order_by("kind", "-expires_on", "pk")
    )


def cabinet(producer: Producer, user: Any) -> QuerySet[Evidence]:
    """The papers of a producer that the person may see, with files and links, for the cabinet page."""
    return (
        evidence_visible_to(user)
        .filter(producer=producer)
        .select_related("replaced_by")
        .prefetch_related(
            "files__file",
            Prefetch("links", queryset=EvidenceLink.objects.select_related("product").order_by("criterion", "pk")),
        )
    )


@dataclass(frozen=True, slots=True)
class PaperStatus:
    """How one kind of paper stands for a product on a day.

    ``evidence`` are the papers in force that day; ``lapsed`` those in use whose dates do not cover it;
    ``exemption`` the claim, also when a paper is held.
    """

    kind: EvidenceKind
    standing: PaperStanding
    evidence: tuple[Evidence, ...]
    lapsed: tuple[Evidence, ...]
    exemption: PaperExemption | None


def paper_statuses(product: Product, on: date | None = None) -> dict[str, PaperStatus]:
    """The standing of all 15 kinds for a product on a day (default today), in the order of Mẫu 02; two queries."""
    day = on or today()
    papers: dict[str, list[Evidence]] = {}
    for paper in current_evidence(product).prefetch_related("files__file"):
        papers.setdefault(paper.kind, []).append(paper)
    exemptions = {row.kind: row for row in product.exemptions.select_related("substitute")}
    found = {}
    for kind in EvidenceKind:
        exemption = exemptions.get(kind)
        own = [p for p in papers.get(kind, ()) if exemption is None or p.pk != exemption.substitute_id]
        good = tuple(paper for paper in own if paper.is_good_on(day))
        lapsed = tuple(paper for paper in own if not paper.is_good_on(day))
        standing = (
            PaperStanding.HELD if good else PaperStanding.EXEMPT if _exempts(exemption, day) else PaperStanding.MISSING
        )
        found[str(kind)] = PaperStatus(kind, standing, good, lapsed, exemption)
    return found


def _exempts(claim: PaperExemption | None, day: date) -> bool:
    """A claim holds while the paper that takes the place of the missing one is in use and in force."""
    if claim is None:
        return False
    paper = claim.substitute
    return paper is None or (paper.retired_on is None and paper.is_good_on(day))


def paper_status(product: Product, kind: str, on: date | None = None) -> PaperStatus:
    """The standing of one kind with the papers behind it."""
    return paper_statuses(product, on)[str(kind)]


def paper_standing(product: Product, kind: str, on: date | None = None) -> PaperStanding:
    """Held, exempt or missing, on a day (default today)."""
    return paper_status(product, kind, on).standing


def evidence_expiring(product: Product, by_date: date) -> QuerySet[Evidence]:
    """Papers in use for a product that end before ``by_date`` (that day excluded), soonest first."""
    return current_evidence(product).filter(expires_on__lt=by_date).order_by("expires_on", "pk")


def evidence_index(product: Product) -> list[EvidenceLink]:
    """Links of a product's papers in use, to be put in the order of its sheet by the caller."""
    return list(
        EvidenceLink.objects.filter(
            product=product, evidence__retired_on__isnull=True, evidence__replaced_by__isnull=True
        )
        .select_related("evidence")
        .prefetch_related("evidence__files__file")
        .order_by("pk")
    )


def eligible_sets(producer: Producer) -> tuple[int, ...]:
    """Set numbers the producer's kind may register."""
    from .eligibility import sets_for

    return sets_for(producer.kind)


def running_authorisations(producer: Producer, on: date | None = None) -> QuerySet[Authorisation]:
    """Helpers whose authorisation counts on a day (default today)."""
    day = on or today()
    return (
        Authorisation.objects.filter(producer=producer, valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        .select_related("helper", "helper_organisation", "document")
        .order_by("pk")
    )
