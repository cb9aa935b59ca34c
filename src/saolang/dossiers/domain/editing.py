"""What every change to a dossier in preparation begins with: the right, the state, the lock, who wrote."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, WrongState

from ..enums import DossierState
from ..models import Dossier, Preparer


def require(actor: Any, permission: str, obj: Any) -> None:
    """Raise NotAllowed unless the person holds the right."""
    if not actor.has_perm(permission, obj):
        raise NotAllowed.of(
            "not_allowed",
            _("Bạn không có quyền làm việc này với hồ sơ của chủ thể khác."),
            fix=_("Người của chủ thể, hoặc người được chủ thể ủy quyền còn hiệu lực, mới lập được hồ sơ."),
        )


def require_preparing(dossier: Dossier) -> None:
    """Raise WrongState once the dossier was submitted."""
    if dossier.state != DossierState.PREPARING:
        raise WrongState.of(
            "already_submitted",
            _("Hồ sơ đã nộp, phần đã nộp không sửa được."),
            fix=_("Gửi giấy tờ mới dưới dạng tài liệu bổ sung."),
        )


def lock_editable(dossier: Dossier, actor: Any, expected_version: int | str | None) -> Dossier:
    """The dossier locked for a change by somebody who prepares it. Raises Stale, NotAllowed, WrongState."""
    locked = lock_for_change(dossier, expected_version)
    require(actor, "dossiers.prepare_dossier", locked)
    require_preparing(locked)
    return locked


def note_preparer(dossier: Dossier, actor: Any) -> None:
    """Note that somebody wrote in the dossier."""
    Preparer.objects.get_or_create(dossier=dossier, user=actor)


def touched(dossier: Dossier, actor: Any) -> bool:
    """Note who wrote; say whether an earlier confirmation by the owner fell (the dossier must then be saved)."""
    note_preparer(dossier, actor)
    if dossier.confirmed_by_producer_id in (None, actor.pk):
        return False
    dossier.confirmed_by_producer = None
    return True
