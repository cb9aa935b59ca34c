"""Who may do what in councils. A seat is what counts, not the title of an account."""

from __future__ import annotations

from typing import Any

import rules

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import has_role, organisations_of
from saolang.dossiers.enums import DossierKind
from saolang.dossiers.models import Dossier
from saolang.dossiers.rules import may_judge

from . import queries
from .enums import NO_SHEET, ItemState, SeatKind
from .models import Council, ResultBatch, Seat, Session, SessionItem

CHAIRING = (SeatKind.CHAIR, SeatKind.DEPUTY)


def council_of(obj: Any) -> Council | None:
    """The council that a council, seat, session, item or sheet belongs to."""
    if obj is None or isinstance(obj, Council):
        return obj
    if isinstance(obj, SessionItem):
        return obj.session.council
    if isinstance(obj, Session | Seat):
        return obj.council
    if isinstance(obj, ResultBatch):
        return obj.session.council
    return obj.item.session.council


def seat_of(user: Any, obj: Any) -> Seat | None:
    """The person's present seat in that council, if any."""
    council = council_of(obj)
    if council is None or not getattr(user, "is_authenticated", False) or user.pk is None:
        return None
    return Seat.objects.filter(council=council, user_id=user.pk, left_on__isnull=True).first()


@rules.predicate
def is_province_officer(user: Any, obj: Any) -> bool:
    """An officer of the provincial OCOP office, of that council's province when one is named."""
    council = council_of(obj)
    return has_role(user, RoleKind.PROVINCE_OFFICER, unit=council.province if council else None)


@rules.predicate
def reads_all(user: Any, obj: Any) -> bool:
    """Leaders and auditors of the province read."""
    council = council_of(obj)
    return has_role(user, RoleKind.LEADER, RoleKind.AUDITOR, unit=council.province if council else None)


@rules.predicate
def sits(user: Any, obj: Any) -> bool:
    """Anyone with a seat."""
    if obj is None:
        return (
            getattr(user, "is_authenticated", False)
            and user.pk is not None
            and Seat.objects.filter(user_id=user.pk, left_on__isnull=True).exists()
        )
    return seat_of(user, obj) is not None


@rules.predicate
def is_secretary(user: Any, obj: Any) -> bool:
    seat = seat_of(user, obj)
    return seat is not None and seat.kind == SeatKind.SECRETARY


@rules.predicate
def chairs(user: Any, obj: Any) -> bool:
    """The chair of the session where one has been named, else the chair or an authorised deputy."""
    seat = seat_of(user, obj)
    if seat is None:
        return False
    session = obj.session if isinstance(obj, SessionItem) else obj if isinstance(obj, Session) else None
    if session is not None and session.chaired_by_id:
        return session.chaired_by_id == seat.pk
    return seat.kind == SeatKind.CHAIR or (seat.kind in CHAIRING and seat.may_chair)


@rules.predicate
def advises(user: Any, obj: Any) -> bool:
    """A member of the advisory group of that council (of any council when none is named)."""
    mine = organisations_of(user, RoleKind.ADVISORY_MEMBER)
    if obj is None:
        return bool(mine)
    if isinstance(obj, Dossier):
        councils = Council.objects.filter(province_id=obj.commune.parent_id, ended_on__isnull=True)
        return bool(mine) and councils.filter(advisory_group_id__in=mine).exists()
    council = council_of(obj)
    return council is not None and council.advisory_group_id in mine


@rules.predicate
def owns_sheet(user: Any, sheet: Any) -> bool:
    """The member whose sheet it is, who did not prepare the dossier (or has a recorded exception)."""
    return (
        sheet is not None
        and sheet.seat.user_id == getattr(user, "pk", None)
        and sheet.seat.left_on is None
        and sheet.seat.scores
        and may_judge(user, sheet.item.dossier)
    )


@rules.predicate
def sheets_are_open(user: Any, sheet: Any) -> bool:
    """Blindness ends when every member recorded present has submitted; reopened sheets blind it again."""
    return sheet is not None and sheet.item.state in (ItemState.REVEALED, ItemState.CONCLUDED)


@rules.predicate
def sheet_is_mine(user: Any, sheet: Any) -> bool:
    return sheet is not None and sheet.seat.user_id == getattr(user, "pk", None) and sheet.state not in NO_SHEET


@rules.predicate
def reads_appraisal(user: Any, appraisal: Any) -> bool:
    """Asked of the listing itself, so that the two cannot differ."""
    return appraisal is not None and queries.appraisals_visible_to(user).filter(pk=appraisal.pk).exists()


@rules.predicate
def writes_appraisal(user: Any, dossier: Any) -> bool:
    """The advisory group reports on first assessments and upgrades, the province's OCOP agency on re-assessments."""
    if isinstance(dossier, Dossier) and dossier.kind == DossierKind.REASSESSMENT:
        return has_role(user, RoleKind.PROVINCE_OFFICER, unit=dossier.commune.parent)
    return bool(advises(user, dossier))


@rules.predicate
def handles_reassessments(user: Any, obj: Any) -> bool:
    """Officers of the OCOP agency and secretaries of councils."""
    if has_role(user, RoleKind.PROVINCE_OFFICER):
        return True
    seats = queries.seats_of(user).filter(kind=SeatKind.SECRETARY)
    return seats.exists()


@rules.predicate
def opens_appraisal(user: Any, dossier: Any) -> bool:
    """Whoever may write about the dossier, and whoever may read the report that was handed in."""
    if not isinstance(dossier, Dossier):
        return False
    return bool(writes_appraisal(user, dossier)) or queries.appraisals_visible_to(user).filter(dossier=dossier).exists()


@rules.predicate
def may_judge_item(user: Any, item: Any) -> bool:
    """Nobody who prepared the dossier leads its assessment without a recorded exception."""
    return not isinstance(item, SessionItem) or may_judge(user, item.dossier)


rules.add_perm("assessment.manage_council", is_province_officer)
rules.add_perm("assessment.view_council", is_province_officer | reads_all | sits | advises)
rules.add_perm("assessment.plan_session", is_province_officer | is_secretary)
rules.add_perm("assessment.view_session", is_province_officer | reads_all | sits)
rules.add_perm("assessment.run_session", is_secretary | chairs)
rules.add_perm("assessment.run_item", is_secretary | chairs)
rules.add_perm("assessment.record_agreement", (is_secretary | chairs) & may_judge_item)
rules.add_perm("assessment.conclude_item", chairs & may_judge_item)
rules.add_perm("assessment.score_sheet", owns_sheet)
rules.add_perm("assessment.view_sheet", sheet_is_mine | (sheets_are_open & (is_province_officer | reads_all | sits)))
rules.add_perm("assessment.write_appraisal", writes_appraisal)
rules.add_perm("assessment.handle_reassessments", handles_reassessments)
rules.add_perm("assessment.close_opinions", chairs)
rules.add_perm("assessment.enter_opinion", is_secretary)
rules.add_perm("assessment.view_appraisal", reads_appraisal)
rules.add_perm("assessment.open_appraisal", opens_appraisal)
rules.add_perm("assessment.use_own_sheets", sits)
rules.add_perm("assessment.issue_results", is_province_officer)


rules.add_perm("assessment.view_ministry_file", is_province_officer | reads_all)


def sends_to_ministry(user: Any) -> bool:
    """Whether files at the ministry belong in the person's menu."""
    return has_role(user, RoleKind.PROVINCE_OFFICER, RoleKind.LEADER)


def advises_somewhere(user: Any) -> bool:
    """Whether the list of the advisory group belongs in the person's menu."""
    return bool(advises(user, None))


def reads_councils(user: Any) -> bool:
    """Whether the list of councils belongs in the person's menu."""
    kinds = (RoleKind.PROVINCE_OFFICER, RoleKind.LEADER, RoleKind.AUDITOR, RoleKind.ADVISORY_MEMBER)
    return has_role(user, *kinds) or bool(sits(user, None))
