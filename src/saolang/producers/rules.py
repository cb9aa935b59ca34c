"""Who may see and change producers, products and papers. Listings in queries.py agree with the ``view_`` rules."""

from __future__ import annotations

from typing import Any

import rules

from saolang.accounts.enums import PRODUCER_ROLES, RoleKind
from saolang.accounts.roles import duty_units, has_role, pending_organisations_of

from .access import is_handled
from .enums import PERSONAL_EVIDENCE, ProducerState
from .models import Producer

OFFICIAL_ROLES = (
    RoleKind.COMMUNE_OFFICER,
    RoleKind.COMMUNE_LEADER,
    RoleKind.PROVINCE_OFFICER,
    RoleKind.DEPARTMENT_OFFICER,
    RoleKind.INSPECTOR,
    RoleKind.LEADER,
    RoleKind.AUDITOR,
)
WIDE_ROLES = (RoleKind.PROVINCE_OFFICER, RoleKind.LEADER, RoleKind.AUDITOR)
"""See producers without a filing commune too (published lists with old places)."""
WAITING = (ProducerState.PENDING, ProducerState.REFUSED)


def _producer(obj: Any) -> Producer | None:
    if obj is None or isinstance(obj, Producer):
        return obj
    return getattr(obj, "producer", None)


def may_speak_for(user: Any, producer: Producer | None, *kinds: str) -> bool:
    """Whether the person acts for the producer: a running role, or the one who registered it and still waits.

    Whoever claims a producer of the published list waits without any right until the commune has confirmed.
    """
    if producer is None:
        return False
    if has_role(user, *kinds, organisation=producer.organisation_id):
        return True
    return (
        RoleKind.PRODUCER_OWNER in kinds
        and producer.state in WAITING
        and producer.organisation_id in pending_organisations_of(user)
    )


@rules.predicate
def is_own_people(user: Any, obj: Any) -> bool:
    return may_speak_for(user, _producer(obj), RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)


@rules.predicate
def is_owner(user: Any, obj: Any) -> bool:
    return may_speak_for(user, _producer(obj), RoleKind.PRODUCER_OWNER)


@rules.predicate
def is_confirmed_owner(user: Any, obj: Any) -> bool:
    producer = _producer(obj)
    return producer is not None and has_role(user, RoleKind.PRODUCER_OWNER, organisation=producer.organisation_id)


@rules.predicate
def is_helper(user: Any, obj: Any) -> bool:
    return may_speak_for(user, _producer(obj), RoleKind.DOSSIER_HELPER)


@rules.predicate
def is_official(user: Any, obj: Any) -> bool:
    """Officials see the producers of their commune or province."""
    producer = _producer(obj)
    if producer is None:
        return False
    if producer.filing_commune is None:
        return has_role(user, *WIDE_ROLES)
    unit = producer.filing_commune
    return bool({unit.pk, unit.parent_id} & duty_units(user, *OFFICIAL_ROLES))


@rules.predicate
def serves_filing_commune(user: Any, obj: Any) -> bool:
    """The officer or leader of the very commune where the producer files."""
    producer = _producer(obj)
    return (
        producer is not None
        and producer.filing_commune_id is not None
        and has_role(user, RoleKind.COMMUNE_OFFICER, RoleKind.COMMUNE_LEADER, unit=producer.filing_commune_id)
    )


@rules.predicate
def serves_province(user: Any, obj: Any) -> bool:
    """The officer of the province in which the producer files; of any province while its commune is unknown."""
    producer = _producer(obj)
    if producer is None:
        return False
    return has_role(user, RoleKind.PROVINCE_OFFICER, unit=producer.filing_commune)


@rules.predicate
def is_province_officer(user: Any) -> bool:
    return has_role(user, RoleKind.PROVINCE_OFFICER)


@rules.predicate
def speaks_for_any(user: Any) -> bool:
    from saolang.accounts.roles import organisations_of

    return bool(organisations_of(user, *PRODUCER_ROLES) or pending_organisations_of(user))


@rules.predicate
def is_any_official(user: Any) -> bool:
    return has_role(user, *OFFICIAL_ROLES)


@rules.predicate
def is_commune_official(user: Any) -> bool:
    return has_role(user, RoleKind.COMMUNE_OFFICER, RoleKind.COMMUNE_LEADER)


@rules.predicate
def handles_producer(user: Any, obj: Any) -> bool:
    producer = _producer(obj)
    return producer is not None and is_handled(user, "producers", producer)


@rules.predicate
def handles_product(user: Any, obj: Any) -> bool:
    return obj is not None and is_handled(user, "products", obj)


@rules.predicate
def handles_evidence(user: Any, obj: Any) -> bool:
    return obj is not None and is_handled(user, "evidence", obj)


@rules.predicate
def is_impersonal(user: Any, evidence: Any) -> bool:
    """Papers that do not list people."""
    return evidence is not None and evidence.kind not in PERSONAL_EVIDENCE


own_or_helper = is_own_people | is_helper
rules.add_perm("producers.register_producer", rules.always_allow)
rules.add_perm("producers.use_producer_desk", speaks_for_any)
rules.add_perm("producers.list_producers", is_any_official)
rules.add_perm("producers.list_waiting", is_commune_official)
rules.add_perm("producers.view_producer", own_or_helper | is_official | handles_producer)
rules.add_perm("producers.view_personal", own_or_helper | handles_producer)
rules.add_perm("producers.change_producer", is_own_people)
rules.add_perm("producers.change_people", is_confirmed_owner)
rules.add_perm("producers.confirm_producer", serves_filing_commune)
rules.add_perm("producers.reapply_producer", is_owner)
rules.add_perm("producers.cease_producer", serves_filing_commune | serves_province)
rules.add_perm("producers.rename_producer", serves_filing_commune)
rules.add_perm("producers.merge_producers", serves_province)
rules.add_perm("producers.list_duplicates", is_province_officer)
rules.add_perm("producers.view_product", own_or_helper | is_official | handles_product)
rules.add_perm("producers.add_product", own_or_helper)
rules.add_perm("producers.change_product", own_or_helper)
# Officials of the place see that a paper exists and until when; papers that list people, and the files themselves,
# are for the producer's people and for those who handle a file.
rules.add_perm("producers.view_evidence", own_or_helper | (is_official & is_impersonal) | handles_evidence)
rules.add_perm("producers.open_evidence", own_or_helper | handles_evidence)
rules.add_perm("producers.add_evidence", own_or_helper)
rules.add_perm("producers.change_evidence", own_or_helper)
