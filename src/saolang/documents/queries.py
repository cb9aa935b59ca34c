"""Reads of papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.roles import organisations_of, units_of
from saolang.core.registries import WorkItem

from .access import own_rows, reader_condition, writer_condition
from .enums import PERSONAL, PaperState
from .models import Paper
from .states import PAPER

OWN_BODY = (
    RoleKind.PRODUCER_OWNER,
    RoleKind.PRODUCER_STAFF,
    RoleKind.DOSSIER_HELPER,
    RoleKind.DEPARTMENT_OFFICER,
    RoleKind.COUNCIL_CHAIR,
    RoleKind.COUNCIL_DEPUTY,
    RoleKind.COUNCIL_SECRETARY,
)
OWN_UNIT = (RoleKind.COMMUNE_OFFICER, RoleKind.COMMUNE_LEADER, RoleKind.PROVINCE_OFFICER)
UNIT_READERS = (RoleKind.LEADER, RoleKind.AUDITOR)


def _own(user: Any, prefix: str) -> Q:
    """Issuers a person writes papers for: the bodies they act for, and the public bodies of their unit."""
    bodies = Q(**{f"{prefix}pk__in": organisations_of(user, *OWN_BODY)})
    unit = Q(**{f"{prefix}unit_id__in": units_of(user, *OWN_UNIT)}) & ~Q(**{f"{prefix}kind": OrganisationKind.PRODUCER})
    return bodies | unit


def manageable_by(user: Any) -> QuerySet[Paper]:
    """Papers that the person may write, put before the signer and enter as issued."""
    return Paper.objects.filter(_own(user, "issuer__") | writer_condition(user))


def issuers_of(user: Any) -> QuerySet[Any]:
    """Bodies for which the person may draft papers."""
    organisations = Paper._meta.get_field("issuer").related_model
    return organisations._default_manager.filter(_own(user, ""))  # type: ignore[union-attr]


def visible_to(user: Any) -> QuerySet[Paper]:
    """Papers that the person may read: own ones, those of the unit for its leaders and auditors, issued papers of the
    communes for the province, members of a council for its papers, and what the apps above allow.
    """
    public_body = ~Q(issuer__kind=OrganisationKind.PRODUCER)
    open_to_readers = public_body & ~Q(kind__in=PERSONAL)
    issued = Q(state=PaperState.ISSUED)
    condition = _own(user, "issuer__") | reader_condition(user) | writer_condition(user)
    condition |= Q(issuer__unit_id__in=units_of(user, *UNIT_READERS)) & open_to_readers
    condition |= Q(issuer__unit__parent_id__in=units_of(user, *UNIT_READERS)) & open_to_readers & issued
    condition |= Q(issuer__unit__parent_id__in=units_of(user, RoleKind.PROVINCE_OFFICER)) & public_body & issued
    condition |= Q(issuer_id__in=organisations_of(user, RoleKind.COUNCIL_MEMBER, RoleKind.ADVISORY_MEMBER))
    return Paper.objects.filter(condition)


def reads_papers(user: Any) -> bool:
    """Whether the list of papers belongs in the person's menu: officials and members of councils, not producers."""
    kinds = (*OWN_UNIT, *UNIT_READERS, *OWN_BODY[3:], RoleKind.COUNCIL_MEMBER, RoleKind.ADVISORY_MEMBER)
    return bool(units_of(user, *kinds) or organisations_of(user, *kinds))


def waiting_for(user: Any) -> Iterator[WorkItem]:
    """Papers before the signer whose number and signed copy are still to be entered."""
    if not reads_papers(user):
        return
    rows = manageable_by(user).filter(state=PaperState.FOR_SIGNATURE).exclude(subject_type__in=own_rows)
    for paper in rows.select_related("issuer").order_by("updated_at")[:50]:
        yield WorkItem(
            title=paper.title,
            subtitle=paper.issuer.name,
            url=paper.get_absolute_url(),
            action_label=str(_("Ghi số và ban hành")),
            state_label=str(PAPER.state(paper).staff_name),
            kind=PAPER.state(paper).kind,
            sort_key=(paper.updated_at,),
        )


def papers_about(subject: models.Model) -> QuerySet[Paper]:
    """Papers about an object of an app above, newest first."""
    return Paper.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
