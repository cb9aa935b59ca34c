"""Who is told of what. Messages belong to the transaction of the act they tell of."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import users_with
from saolang.notify.domain import send

from .models import Dossier, Proposal
from .queries import OWN_PEOPLE


def producer_people(dossier: Dossier) -> list[Any]:
    """The producer's own people."""
    return list(users_with(OWN_PEOPLE, organisation=dossier.producer.organisation_id))


def commune_people(dossier: Dossier) -> list[Any]:
    """Officers and leaders of the commune."""
    return list(users_with(COMMUNE_ROLES, unit=dossier.commune_id))


def province_people(dossier: Dossier) -> list[Any]:
    """OCOP officers of the province."""
    return list(users_with(RoleKind.PROVINCE_OFFICER, unit=dossier.commune.parent_id))


def tell(people: list[Any], dossier: Dossier, kind: str, title: str, body: str = "", *, actor: Any = None) -> None:
    """Send one message about a dossier to people other than the one who acted."""
    others = [person for person in people if person.pk != getattr(actor, "pk", None)]
    send(
        others, kind=f"dossiers.{kind}", title=title, body=body, obj=dossier,
        url=reverse("dossiers:dossier", args=[dossier.code]),
    )  # fmt: skip


def letter_drafted(proposal: Proposal, title: str, *, actor: Any) -> None:
    """The commune's leaders have a letter to sign."""
    leaders = users_with(RoleKind.COMMUNE_LEADER, unit=proposal.commune_id)
    others = [person for person in leaders if person.pk != actor.pk]
    send(others, kind="dossiers.letter", title=title, obj=proposal, url=proposal.get_absolute_url())


def submitted(dossier: Dossier, *, actor: Any) -> None:
    """The commune has a dossier to receive."""
    tell(
        commune_people(dossier), dossier, "submitted",
        _("Hồ sơ mới chờ tiếp nhận: %(name)s") % {"name": dossier.product.name},
        _("%(producer)s đã nộp hồ sơ.") % {"producer": dossier.producer.name}, actor=actor,
    )  # fmt: skip


def state_changed(dossier: Dossier, title: str, body: str = "", *, actor: Any, also: list[Any] | None = None) -> None:
    """Tell the producer (and others named) that the dossier went on."""
    tell([*producer_people(dossier), *(also or [])], dossier, "state", title, body, actor=actor)
