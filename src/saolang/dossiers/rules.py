"""Who may do what with dossiers, proposals and rounds."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Model

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import has_role, organisations_of
from saolang.producers import rules as producer_rules

from . import queries
from .access import extra_viewers
from .models import Dossier, InvolvementException, Preparer, Proposal, Round

__all__ = ["extra_viewers", "may_judge"]
OWN_PEOPLE = queries.OWN_PEOPLE


def may_judge(user: Any, dossier: Dossier) -> bool:
    """Whether the person may check or score this dossier: the producer's own people never; whoever prepared it only
    with an exception that a leader recorded.
    """
    key = getattr(user, "pk", None)
    if key is None:
        return True
    if dossier.producer.organisation_id in organisations_of(user, *OWN_PEOPLE):
        return False
    if not Preparer.objects.filter(dossier=dossier, user_id=key).exists():
        return True
    return InvolvementException.objects.filter(dossier=dossier, user_id=key).exists()


@rules.predicate
def is_owner(user: Any, obj: Any) -> bool:
    """The producer's owner."""
    return obj is not None and bool(producer_rules.is_owner(user, obj))


@rules.predicate
def is_own_person(user: Any, obj: Any) -> bool:
    """The producer's owner or staff; without an object, whoever speaks for any producer."""
    test = producer_rules.speaks_for_any if obj is None else producer_rules.is_own_people
    return bool(test(user) if obj is None else test(user, obj))


@rules.predicate
def prepares(user: Any, obj: Any) -> bool:
    """The producer's people, and the helper whom it authorised; without an object, for any producer."""
    return bool(producer_rules.speaks_for_any(user) if obj is None else producer_rules.own_or_helper(user, obj))


def _commune_of(obj: Any) -> Any:
    return obj.commune if isinstance(obj, (Dossier, Proposal)) else None


@rules.predicate
def works_for_commune(user: Any, obj: Any) -> bool:
    """An officer or leader of the commune to which the dossier was handed."""
    if obj is None:
        return has_role(user, *COMMUNE_ROLES)
    commune = _commune_of(obj)
    if commune is None or (isinstance(obj, Dossier) and obj.submitted_at is None):
        return False
    return any(has_role(user, kind, unit=commune.pk) for kind in COMMUNE_ROLES)


@rules.predicate
def leads_commune(user: Any, obj: Any) -> bool:
    commune = _commune_of(obj)
    return commune is not None and has_role(user, RoleKind.COMMUNE_LEADER, unit=commune.pk)


def _province_id(obj: Any) -> int | None:
    if isinstance(obj, Round):
        return obj.province_id
    commune = _commune_of(obj)
    return commune.parent_id if commune is not None else None


@rules.predicate
def works_for_province(user: Any, obj: Any) -> bool:
    """The province's OCOP officer, for what communes have proposed."""
    if obj is None:
        return has_role(user, RoleKind.PROVINCE_OFFICER)
    if isinstance(obj, Dossier) and obj.proposed_on is None:
        return False
    province = _province_id(obj)
    return province is not None and has_role(user, RoleKind.PROVINCE_OFFICER, unit=province)


@rules.predicate
def leads_province(user: Any, obj: Any) -> bool:
    province = _province_id(obj)
    return province is not None and has_role(user, RoleKind.LEADER, unit=province)


def _reads(queryset_name: str) -> Any:
    def reads(user: Any, obj: Any) -> bool:
        found = getattr(queries, queryset_name)(user)
        if obj is None:
            return bool(getattr(user, "is_authenticated", False))
        return isinstance(obj, Model) and bool(found.filter(pk=obj.pk).exists())

    return rules.predicate(reads, name=f"reads_{queryset_name}")


rules.add_perm("dossiers.view_dossier", _reads("visible_to"))
rules.add_perm("dossiers.view_personal_data", _reads("with_personal_data_for"))
rules.add_perm("dossiers.view_proposal", _reads("proposals_visible_to"))
rules.add_perm("dossiers.view_round", _reads("rounds_visible_to"))

rules.add_perm("dossiers.prepare_dossier", prepares)
rules.add_perm("dossiers.confirm_dossier", is_owner)
rules.add_perm("dossiers.submit_dossier", is_own_person)
rules.add_perm("dossiers.withdraw_dossier", is_owner)
rules.add_perm("dossiers.supplement_dossier", prepares)

rules.add_perm("dossiers.list_commune", works_for_commune)
rules.add_perm("dossiers.list_dossiers", prepares | works_for_commune | works_for_province)
rules.add_perm("dossiers.receive_dossier", works_for_commune)
rules.add_perm("dossiers.check_dossier", works_for_commune)
rules.add_perm("dossiers.request_completion", works_for_commune | works_for_province)
rules.add_perm("dossiers.decline_dossier", works_for_commune)
rules.add_perm("dossiers.write_proposal", works_for_commune)
rules.add_perm("dossiers.send_proposal", works_for_commune)

rules.add_perm("dossiers.list_province", works_for_province)
rules.add_perm("dossiers.handle_at_province", works_for_province)
rules.add_perm("dossiers.manage_round", works_for_province)
rules.add_perm("dossiers.record_exception", leads_commune | leads_province)
