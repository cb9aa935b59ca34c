"""Reads of councils: the listing rights that agree with rules.py, and who sees a dossier because of a council."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import organisations_of, units_of
from saolang.documents.enums import PaperKind
from saolang.dossiers.enums import OPEN_STATES, DossierKind, DossierState
from saolang.dossiers.models import Dossier

from .enums import NO_SHEET, AppraisalAuthor, ItemState, SeatKind, SheetState
from .models import Appraisal, Council, ScoreSheet, Seat, Session, SessionItem

REVEALED_STATES = (ItemState.REVEALED, ItemState.CONCLUDED)
REASSESSING = (DossierState.AGENCY_REVIEW, DossierState.IN_COUNCIL, DossierState.CONCLUDED, DossierState.AT_MINISTRY)
READERS = (RoleKind.PROVINCE_OFFICER, RoleKind.LEADER, RoleKind.AUDITOR)


def _signed_in(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active) and user.pk is not None


def seats_of(user: Any) -> QuerySet[Seat]:
    """The person's present seats."""
    return Seat.objects.filter(user_id=user.pk, left_on__isnull=True) if _signed_in(user) else Seat.objects.none()


def _readable(user: Any) -> Q:
    """Councils whose sessions the person reads: those of the province, and those the person sits in."""
    return Q(province_id__in=units_of(user, *READERS)) | Q(pk__in=seats_of(user).values("council_id"))


def councils_visible_to(user: Any) -> QuerySet[Council]:
    """Councils the person may see; agrees with ``assessment.view_council``."""
    if not _signed_in(user):
        return Council.objects.none()
    advised = Q(advisory_group_id__in=organisations_of(user, RoleKind.ADVISORY_MEMBER))
    return Council.objects.filter(_readable(user) | advised)


def sessions_visible_to(user: Any) -> QuerySet[Session]:
    """Sessions the person may see; agrees with ``assessment.view_session``."""
    if not _signed_in(user):
        return Session.objects.none()
    return Session.objects.filter(council_id__in=Council.objects.filter(_readable(user)).values("pk"))


def items_visible_to(user: Any) -> QuerySet[SessionItem]:
    """Dossiers before sessions that the person may see; agrees with ``assessment.view_session`` on the item."""
    return SessionItem.objects.filter(session_id__in=sessions_visible_to(user).values("pk"))


def sheets_visible_to(user: Any) -> QuerySet[ScoreSheet]:
    """Score sheets the person may read: own ones, and all of an item once they are open.

    Agrees with ``assessment.view_sheet``: nobody reads another's sheet before all present have submitted.
    """
    if not _signed_in(user):
        return ScoreSheet.objects.none()
    opened = Q(item_id__in=items_visible_to(user).filter(state__in=REVEALED_STATES).values("pk"))
    mine = Q(seat__user_id=user.pk) & ~Q(state__in=NO_SHEET)
    return ScoreSheet.objects.filter(mine | opened)


def own_sheets(user: Any) -> QuerySet[ScoreSheet]:
    """The person's sheets that count: reopened and open ones first, then the newest session."""
    return (
        ScoreSheet.objects.filter(seat__user_id=user.pk, seat__left_on__isnull=True)
        .exclude(state__in=NO_SHEET)
        .select_related(
            "seat", "item__session__council__organisation", "item__dossier__product", "item__dossier__sheet",
            "item__dossier__producer__organisation",
        )
        .annotate(
            urgency=Case(
                When(state=SheetState.REOPENED, then=Value(0)),
                When(state=SheetState.DRAFT, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .order_by("urgency", "-item__session__held_on", "item__order", "pk")
    )  # fmt: skip


def dossiers_to_appraise(user: Any) -> QuerySet[Dossier]:
    """Dossiers in a round of a province whose advisory group the person belongs to."""
    if not _signed_in(user):
        return Dossier.objects.none()
    return Dossier.objects.filter(
        commune__parent_id__in=_advised_provinces(user), state__in=[DossierState.IN_ROUND, DossierState.IN_COUNCIL]
    ).exclude(kind=DossierKind.REASSESSMENT)


def reassessments_of(user: Any) -> QuerySet[Dossier]:
    """Re-assessments under way of the provinces whose OCOP agency or council's secretary the person is."""
    if not _signed_in(user):
        return Dossier.objects.none()
    secretary = seats_of(user).filter(kind=SeatKind.SECRETARY).values("council__province_id")
    here = Q(commune__parent_id__in=units_of(user, RoleKind.PROVINCE_OFFICER)) | Q(commune__parent_id__in=secretary)
    return Dossier.objects.filter(here, kind=DossierKind.REASSESSMENT, state__in=REASSESSING)


def _advised_provinces(user: Any) -> Any:
    mine = organisations_of(user, RoleKind.ADVISORY_MEMBER)
    return Council.objects.filter(advisory_group_id__in=mine, ended_on__isnull=True).values("province_id")


def appraisals_visible_to(user: Any) -> QuerySet[Appraisal]:
    """Reports of the advisory group the person may read; agrees with ``assessment.view_appraisal``."""
    if not _signed_in(user):
        return Appraisal.objects.none()
    handed_in = Q(reported_on__isnull=False) & (
        Q(dossier__commune__parent_id__in=units_of(user, *READERS))
        | Q(dossier__commune__parent_id__in=seats_of(user).values("council__province_id"))
    )
    agency = Q(author=AppraisalAuthor.OCOP_AGENCY)
    own = Q(dossier__commune__parent_id__in=_advised_provinces(user)) & ~agency
    own |= agency & Q(dossier__commune__parent_id__in=units_of(user, RoleKind.PROVINCE_OFFICER))
    return Appraisal.objects.filter(own | handed_in)


def candidates(session: Session) -> list[Dossier]:
    """Dossiers of the session's round that wait for a council, in the order they were proposed."""
    return list(
        Dossier.objects.filter(round_id=session.round_id, state=DossierState.IN_ROUND)
        .select_related("product", "producer__organisation", "commune", "appraisal")
        .order_by("proposed_on", "pk")
    )


def dossiers_before_councils(user: Any) -> Q:
    """Dossiers that a person sees because they are before a council in which the person sits, or that the person's
    advisory group appraises; until the dossier ends.
    """
    if not _signed_in(user):
        return Q(pk__in=[])
    before = SessionItem.objects.filter(session__council_id__in=seats_of(user).values("council_id")).exclude(
        state=ItemState.POSTPONED
    )
    return Q(pk__in=before.values("dossier_id"), state__in=OPEN_STATES) | Q(
        pk__in=dossiers_to_appraise(user).values("pk")
    )


def text_keys(rows: QuerySet[Any]) -> Any:
    """Primary keys as text: papers name their subject by text."""
    return rows.annotate(key_text=Cast("pk", CharField())).values("key_text")


def papers_of_sessions(user: Any) -> Q:
    """Minutes and reports of sessions that the person sees."""
    return Q(subject_id__in=text_keys(sessions_visible_to(user)))


def papers_of_appraisals(user: Any) -> Q:
    """Reports of the advisory group, as papers."""
    return Q(subject_id__in=text_keys(appraisals_visible_to(user)))


def papers_of_items(user: Any) -> Q:
    """Issued notices of results, for the producer's people and the commune as for the council."""
    from saolang.dossiers.queries import visible_to

    mine = SessionItem.objects.filter(dossier_id__in=visible_to(user).values("pk"))
    return Q(subject_id__in=text_keys(mine), state="issued", kind=PaperKind.RESULT_NOTICE)


def may_read_opinion_file(user: Any, stored: Any) -> bool:
    """The scan of a signed opinion sheet: who entered it, whose it is, and once sheets are open who reads them."""
    readable = sheets_visible_to(user).filter(written__file=stored)
    return readable.exists() or ScoreSheet.objects.filter(written__file=stored, written__entered_by=user).exists()


def may_read_council_file(user: Any, stored: Any) -> bool:
    """The decision and the Quy chế of a council: whoever sees the council."""
    return councils_visible_to(user).filter(Q(decision_file=stored) | Q(rules_file=stored)).exists()


def may_read_knock_out_file(user: Any, stored: Any) -> bool:
    """The paper behind a knock-out: whoever sees the session."""
    return items_visible_to(user).filter(knockouts__paper_file=stored).exists()
