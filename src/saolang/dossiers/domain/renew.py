"""Beginning a re-assessment or an upgrade from what is still good, and saying what changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import save_version
from saolang.core.problems import DomainError, Problems
from saolang.producers.domain.products import update_product
from saolang.producers.models import Evidence, Product

from .. import law
from ..enums import DossierKind, UpdateTopic
from ..models import Dossier, RenewalUpdate
from ..queries import cabinet_of
from ..sections import CHANGES
from ..set_choice import set_proposal
from .editing import lock_editable, require, touched
from .prepare import open_dossier

KINDS = (DossierKind.REASSESSMENT, DossierKind.UPGRADE)


def start_renewal(
    product: Product,
    *,
    actor: Any,
    kind: str = DossierKind.REASSESSMENT,
    set_number: int | None = None,
    old_set: str = "",
    at: dt.datetime | None = None,
) -> Dossier:
    """Open a re-assessment (or an upgrade) with what is still good of the last dossier, or with the register's facts.

    ``set_number`` confirms the product's set of the list in force; ``old_set`` ("qd1048-04") names the older one where
    the register does not know it. It may be opened before the window, and submitted from its first day.

    Raises NotAllowed, DomainError: ``set_to_confirm`` or ``no_set`` (with the page where it is confirmed),
    ``dossier_open``, ``not_recognised_yet``, ``star_withdrawn``, ``star_not_valid``, ``highest_star``, ...

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1.b-c, 7.5, 7.6.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is no renewal")
    day = clock.day_of(at)
    with transaction.atomic():
        require(actor, "dossiers.prepare_dossier", product)
        kind_problems = law.kind_problems(product, kind, day)
        if kind_problems:
            raise DomainError(kind_problems)
        proposal = set_proposal(product, old_set)
        if set_number is None and proposal.settled is None:
            raise _set_problem(product, kind, none=proposal.no_set)
        if set_number is not None and (product.set_number != set_number or product.set_suggested):
            changes = {"set_number": set_number, "set_suggested": False}
            product = update_product(product, changes=changes, actor=actor)
        dossier = open_dossier(product, kind, actor=actor, at=at)
        if proposal.old is not None:
            dossier.old_set = f"{proposal.old.decision}-{proposal.old.number:02d}"
            dossier.set_reason = proposal.reason_for(law.sheet_of(dossier).number)
        if set_number is not None:
            dossier.set_confirmed_by = actor
        save_version(dossier)
        data = {"renews": dossier.renews.code if dossier.renews else "", "old_set": dossier.old_set}
        record("dossiers.dossier.start_renewal", actor=actor, obj=dossier, at=at, data=data)
    return dossier


def _set_problem(product: Product, kind: str, *, none: bool) -> DomainError:
    url = reverse("dossiers:renew", args=[product.code]) + f"?loai={kind}"
    if none:
        return DomainError.of(
            "no_set", _("Bộ sản phẩm cũ của “%(name)s” không có bộ tương ứng.") % {"name": product.name},
            fix=_("Hỏi xã hoặc cơ quan OCOP cấp tỉnh trước khi chọn bộ khác."), url=url,
        )  # fmt: skip
    return DomainError.of(
        "set_to_confirm", _("Chưa xác nhận bộ sản phẩm của “%(name)s”.") % {"name": product.name},
        fix=_("Xem bộ được đề xuất theo danh mục mới và xác nhận."), url=url,
    )  # fmt: skip


def save_changes(
    dossier: Dossier,
    *,
    actor: Any,
    updates: Mapping[str, tuple[bool, str]] | None = None,
    changes_text: str | None = None,
    papers: Iterable[Evidence] | None = None,
    expected_version: int | str | None = None,
) -> Dossier:
    """Say what changed since the last recognition: ``updates`` by topic as (unchanged, text), the text of an upgrade,
    and the papers that show the changes.

    Raises Stale, WrongState, DomainError ``unchanged_with_text``, ``foreign_paper``.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1.b-c.
    """
    with transaction.atomic():
        dossier = lock_editable(dossier, actor, expected_version)
        chosen = list(papers) if papers is not None else None
        _check_changes(dossier, updates or {}, chosen)
        for topic, (unchanged, text) in (updates or {}).items():
            RenewalUpdate.objects.update_or_create(
                dossier=dossier, topic=UpdateTopic(topic).value, defaults={"unchanged": unchanged, "text": text}
            )
        if changes_text is not None:
            dossier.changes_text = changes_text
        if chosen is not None:
            dossier.change_papers.set(chosen)
        touched(dossier, actor)
        save_version(dossier)
        record("dossiers.dossier.save_section", actor=actor, obj=dossier, data={"section": CHANGES})
    return dossier


def _check_changes(dossier: Dossier, updates: Mapping[str, tuple[bool, str]], papers: list[Evidence] | None) -> None:
    problems = Problems()
    for topic, (unchanged, text) in updates.items():
        if unchanged and text.strip():
            problems.add(
                "unchanged_with_text",
                _("“%(topic)s” vừa đánh dấu “Không thay đổi” vừa ghi nội dung mới.")
                % {"topic": UpdateTopic(topic).label},
                where=str(UpdateTopic(topic).label), fix=_("Bỏ đánh dấu, hoặc xóa nội dung."),
            )  # fmt: skip
    known = set(cabinet_of(dossier).values_list("pk", flat=True))
    for paper in papers or ():
        if paper.pk not in known:
            problems.add(
                "foreign_paper", _("Giấy này không thuộc chủ thể hoặc thuộc sản phẩm khác."), where=paper.title
            )
    problems.raise_if_any()
