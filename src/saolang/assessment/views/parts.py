"""What the views of this app share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.text import format_date
from saolang.files.domain import store
from saolang.files.models import StoredFile

from ..models import Council, Session, SessionItem

COUNCIL_FILE = "assessment.council"
KNOCK_OUT_FILE = "assessment.knock_out"
OPINION_FILE = "assessment.opinion"


def stored(upload: Any, *, actor: Any, purpose: str) -> StoredFile | None:
    """Store an upload when there is one. Raises DomainError."""
    return store(upload, actor=actor, purpose=purpose, allow=("pdf", "image")) if upload else None


def councils_crumb() -> tuple[str, str]:
    """The list of councils."""
    return (_("Hội đồng"), reverse("assessment:councils"))


def session_label(session: Session) -> str:
    """ "Phiên họp 20/11/2026"; a written round is named by the day it goes out."""
    if session.is_written:
        return _("Lấy ý kiến bằng văn bản %(day)s") % {"day": format_date(session.held_on)}
    return _("Phiên họp %(day)s") % {"day": format_date(session.held_on)}


class CouncilMixin:
    """Pages about one council."""

    model = Council
    context_name = "council"

    def get_queryset(self) -> Any:
        """Councils with what their pages show."""
        return Council.objects.select_related(
            "organisation", "advisory_group", "province", "decision_file", "rules_file"
        )

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Councils, this council."""
        council = self.get_object()  # type: ignore[attr-defined]
        crumbs = [councils_crumb()]
        return crumbs if getattr(self, "is_record", False) else [*crumbs, (str(council), council.get_absolute_url())]


class SessionMixin:
    """Pages about one session."""

    model = Session
    context_name = "session"

    def get_queryset(self) -> Any:
        """Sessions with what their pages show."""
        return Session.objects.select_related(
            "council__organisation", "council__province", "council__advisory_group", "round", "chaired_by__user"
        )

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Councils, the council, this session."""
        session = self.get_object()  # type: ignore[attr-defined]
        crumbs = [councils_crumb(), (str(session.council), session.council.get_absolute_url())]
        return (
            crumbs
            if getattr(self, "is_record", False)
            else [*crumbs, (session_label(session), session.get_absolute_url())]
        )


class ItemMixin:
    """Pages about one dossier before a session."""

    model = SessionItem
    context_name = "item"

    def get_queryset(self) -> Any:
        """Items with what their pages show."""
        return SessionItem.objects.select_related(
            "session__council__organisation",
            "session__council__province",
            "session__round",
            "session__chaired_by__user",
            "dossier__product",
            "dossier__producer__organisation",
            "dossier__commune__parent",
            "dossier__sheet",
        )

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Councils, the session, this dossier."""
        item = self.get_object()  # type: ignore[attr-defined]
        crumbs = [councils_crumb(), (session_label(item.session), item.session.get_absolute_url())]
        return (
            crumbs
            if getattr(self, "is_record", False)
            else [*crumbs, (item.dossier.product.name, item.get_absolute_url())]
        )
