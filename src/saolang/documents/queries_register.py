"""Reads of the register: who keeps it, who sees it, what holds on a day, what is cited and missing, what is double."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.accounts.roles import organisations_of, units_of
from saolang.core.text import fold_vi

from .enums import Direction, LinkKind
from .models import DocumentLink, DocumentRecipient, KeptRegister, RegisteredDocument
from .register_hooks import reader_conditions
from .register_models import PUNCTUATION, number_key

PUBLIC_KINDS = (
    OrganisationKind.COMMITTEE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.OCOP_OFFICE,
    OrganisationKind.COUNCIL,
    OrganisationKind.ADVISORY_GROUP,
    OrganisationKind.STEERING,
)
"""Bodies whose registers are kept by the office of their unit."""
OWN_BODY = (
    RoleKind.DEPARTMENT_OFFICER,
    RoleKind.BODY_OFFICER,
    RoleKind.COUNCIL_CHAIR,
    RoleKind.COUNCIL_DEPUTY,
    RoleKind.COUNCIL_SECRETARY,
)
OWN_UNIT = (
    RoleKind.COMMUNE_OFFICER,
    RoleKind.COMMUNE_LEADER,
    RoleKind.PROVINCE_OFFICER,
    RoleKind.STEERING_SECRETARY,
)
READERS = (RoleKind.LEADER, RoleKind.AUDITOR)
Documents = QuerySet[RegisteredDocument]


# --- people --------------------------------------------------------------------------------------------------------


def _kept(user: Any, prefix: str = "") -> Q:
    named = Q(**{f"{prefix}pk__in": organisations_of(user, *OWN_BODY)})
    return named | Q(**{f"{prefix}unit_id__in": units_of(user, *OWN_UNIT), f"{prefix}kind__in": PUBLIC_KINDS})


def holders_kept_by(user: Any) -> QuerySet[Organisation]:
    """Bodies whose register the person keeps: their own body, the public bodies of their commune or province."""
    return Organisation.objects.filter(_kept(user))


def holders_read_by(user: Any) -> QuerySet[Organisation]:
    """Bodies whose whole register the person reads: the kept ones; for leaders and auditors of a province, those of the
    bodies of the province itself.
    """
    return Organisation.objects.filter(_kept(user) | _read(user))


def _read(user: Any, prefix: str = "") -> Q:
    return Q(
        **{
            f"{prefix}unit_id__in": units_of(user, *READERS),
            f"{prefix}unit__level": "province",
            f"{prefix}kind__in": PUBLIC_KINDS,
        }
    )


def bodies_served_by(user: Any) -> QuerySet[Organisation]:
    """Bodies for which the person receives documents: those whose register they keep, without the province's
    departments and councils for the people of the province's own office.
    """
    communes = Q(unit_id__in=units_of(user, RoleKind.COMMUNE_OFFICER, RoleKind.COMMUNE_LEADER), kind__in=PUBLIC_KINDS)
    office = (OrganisationKind.COMMITTEE, OrganisationKind.OCOP_OFFICE, OrganisationKind.STEERING)
    province = Q(
        unit_id__in=units_of(user, RoleKind.PROVINCE_OFFICER, RoleKind.STEERING_SECRETARY),
        unit__level="province",
        kind__in=office,
    )
    return Organisation.objects.filter(Q(pk__in=organisations_of(user, *OWN_BODY)) | communes | province)


def registered_visible_to(user: Any) -> Documents:
    """Documents that the person may read: registers they keep or read whole, what was sent to a body they serve, and
    what apps above open to them.
    """
    if not getattr(user, "is_authenticated", False):
        return RegisteredDocument.objects.none()
    sent = DocumentRecipient.objects.filter(organisation__in=bodies_served_by(user), sent_on__isnull=False)
    holders = Organisation.objects.filter(_kept(user) | _read(user))
    condition = Q(holder__in=holders) | Q(pk__in=sent.values("document_id"))
    for opened in reader_conditions(user):
        # As a set of its own: a condition that looks through several tasks must not list a document twice.
        condition |= Q(pk__in=RegisteredDocument.objects.filter(opened).values("pk"))
    return RegisteredDocument.objects.filter(condition)


def may_read_file(user: Any, stored: Any) -> bool:
    """The file of a registered document, for its readers; one not yet entered, for the person who uploaded it."""
    if not getattr(user, "is_authenticated", False):
        return False
    documents = RegisteredDocument.objects.filter(file=stored)
    if not documents.exists():
        return stored.created_by_id is not None and stored.created_by_id == user.pk
    return registered_visible_to(user).filter(file=stored).exists()


def uses_register(user: Any) -> bool:
    """Whether the register belongs on the person's pages."""
    kinds = (*OWN_BODY, *OWN_UNIT, *READERS)
    return bool(units_of(user, *kinds) or organisations_of(user, *kinds))


# --- which bodies keep their register here ---------------------------------------------------------------------------


def kept_here(holder: Any, day: dt.date) -> bool:
    """Whether the body keeps its register on this system on that day."""
    rows = KeptRegister.objects.filter(holder_id=getattr(holder, "pk", holder), valid_from__lte=day)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).exists()


# --- lists ---------------------------------------------------------------------------------------------------------


def for_list(documents: Documents) -> Documents:
    """Without the long texts, with the bodies that a list names."""
    return documents.defer("text", "search_text", "handling").select_related("holder", "issuer", "file", "paper")


def search(documents: Documents, words: str) -> Documents:
    """Documents that hold every word, in any order, with or without marks."""
    for word in fold_vi(words).split()[:12]:
        if bare := word.strip(PUNCTUATION):
            documents = documents.filter(search_text__contains=bare)
    return documents


def in_force(day: dt.date, documents: Documents | None = None) -> Documents:
    """Documents that hold on a day: in effect (from their date of effect, else of issue), not ended, and not replaced
    in the same register by a document that had taken effect by then. Who was once replaced does not come back.
    """
    rows = RegisteredDocument.objects.all() if documents is None else documents
    replaced = (
        DocumentLink.objects.filter(kind=LinkKind.REPLACES, target__holder=F("source__holder"))
        .alias(begins=Coalesce("source__effective_on", "source__issued_on"))
        .filter(begins__lte=day)
    )
    return (
        rows.alias(begins_on=Coalesce("effective_on", "issued_on"))
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), begins_on__lte=day)
        .exclude(pk__in=replaced.values("target_id"))
    )


def replacements_of(document: RegisteredDocument) -> QuerySet[DocumentLink]:
    """Links from the documents that replace this one."""
    return document.linked_from.filter(kind=LinkKind.REPLACES).select_related("source")


def missing_citations(user: Any) -> QuerySet[DocumentLink]:
    """Citations, in documents the person may read, of documents that are not on file."""
    return (
        DocumentLink.objects.filter(target__isnull=True, source__in=registered_visible_to(user))
        .select_related("source", "source__holder")
        .defer("source__text", "source__search_text")
        .order_by("number_key", "pk")
    )


# --- the same document twice ---------------------------------------------------------------------------------------


def body_key(name: str) -> str:
    """A body's name so that its spellings compare equal: no marks, "UBND" written out."""
    return fold_vi(name).replace("ubnd", "uy ban nhan dan").strip(PUNCTUATION)


def same_issuer(document: RegisteredDocument, issuer: Any, issuer_name: str) -> bool:
    """Whether a document on file comes from the body that is meant; an unnamed body is not told apart."""
    if issuer is not None and document.issuer_id is not None:
        return bool(document.issuer_id == issuer.pk)
    given, known = body_key(issuer_name), body_key(document.issuer_name)
    return not given or not known or given == known


def duplicates_of(
    *,
    holder: Any,
    number: str = "",
    symbol: str = "",
    issuer: Any = None,
    issuer_name: str = "",
    issued_on: dt.date | None = None,
    sha256: str = "",
    direction: str = "",
    exclude: int | None = None,
) -> list[RegisteredDocument]:
    """Entries of the same register that are this document already: same number, symbol, issuer and year, or same file.

    Legal: Nghị định 30/2020/NĐ-CP, Phụ lục VI, Phần I, mục III, khoản 1, điểm h.
    """
    rows = for_list(RegisteredDocument.objects.filter(holder=holder).exclude(pk=exclude))
    if direction:
        rows = rows.filter(direction=direction)
    found: dict[int, RegisteredDocument] = {}
    if number:
        for row in rows.filter(number_key=number_key(number, symbol)):
            year = row.issued_on.year if row.issued_on else None
            same_year = year is None or issued_on is None or year == issued_on.year
            if same_year and same_issuer(row, issuer, issuer_name):
                found[row.pk] = row
    if sha256:
        found.update({row.pk: row for row in rows.filter(file__sha256=sha256)})
    return sorted(found.values(), key=lambda row: row.pk)


def outgoing_taken(issuer: Any, symbol: str, year: int, number: str) -> Documents:
    """Outgoing entries of the body that carry this number already."""
    key = number_key(number, symbol)
    return RegisteredDocument.objects.filter(
        holder=issuer, direction=Direction.OUTGOING, number_key=key, issued_on__year=year
    )


def entries_between(holder: Any, direction: str, first: dt.date, last: dt.date) -> Documents:
    """Entries of one register in a period, in the order of the book."""
    rows = RegisteredDocument.objects.filter(holder=holder, direction=direction, entered_on__range=(first, last))
    order = [F("entry_year").asc(nulls_first=True), F("entry_number").asc(nulls_first=True), "entered_on", "pk"]
    return for_list(rows).prefetch_related("recipients__organisation").order_by(*order)
