"""Reads of corrections, new certificates and transfers; what they put into the desk and ask of lower apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.roles import organisations_of
from saolang.core.problems import DomainError
from saolang.core.registries import WorkItem
from saolang.core.text import format_date
from saolang.producers.domain.moving import change_of
from saolang.producers.models import Product

from . import amendment_rules
from .amendment_enums import AmendmentState
from .domain.replacing import settle_replacements
from .models import Amendment, Certificate, ProductTransfer, Recognition
from .rules import is_official

ENTERED_PURPOSE = "registry.amendment_signed"
NEXT_STEP = {
    AmendmentState.REQUESTED: gettext_lazy("Kiểm tra đề nghị"),
    AmendmentState.CHECKED: gettext_lazy("Soạn quyết định"),
    AmendmentState.DRAFTED: gettext_lazy("Ghi số, ban hành"),
}


def visible_amendments(user: Any) -> QuerySet[Amendment]:
    """Amendments for which ``registry.view_amendment`` holds."""
    rows = Amendment.objects.select_related("producer__organisation", "to_producer__organisation", "decision")
    if is_official(user):
        return rows
    own = organisations_of(user, *amendment_rules.HOLDERS)
    return rows.filter(Q(producer__organisation__in=own) | Q(to_producer__organisation__in=own))


def replaced_by(certificate: Certificate | None) -> Certificate | None:
    """The certificate that holds today in place of this one, through any number of new ones."""
    last, seen = None, set()
    while certificate is not None and certificate.pk not in seen:
        seen.add(certificate.pk)
        certificate = Certificate.objects.filter(replaces=certificate).first()
        last = certificate or last
    return last


def waiting_amendments(user: Any) -> Iterator[WorkItem]:
    """The OCOP office: what waits for it. The producer: its open requests wait for the office."""
    keeps = user.has_perm("registry.amend_register")
    rows = visible_amendments(user).filter(state__in=list(NEXT_STEP))
    if not keeps and is_official(user):
        return
    for row in rows.order_by("requested_on", "pk")[:50]:
        yield WorkItem(
            title=str(row),
            subtitle=_("đề nghị ngày %(day)s") % {"day": format_date(row.requested_on)},
            url=row.get_absolute_url(),
            action_label=str(NEXT_STEP[AmendmentState(row.state)]) if keeps else "",
            state_label=str(row.get_state_display()),
            kind="wait",
            waiting_for_other=not keeps,
            sort_key=(2, row.pk),
        )


def may_read_request(user: Any, stored: Any) -> bool:
    """The paper that came with a request or a transfer: officials and the producers it is about."""
    if not user.is_authenticated:
        return False
    if visible_amendments(user).filter(file=stored).exists():
        return True
    return bool(is_official(user) and ProductTransfer.objects.filter(file=stored).exists())


def may_read_entered(user: Any, stored: Any) -> bool:
    """A signed paper that was entered: officials, and the producer whose star it changes."""
    if not user.is_authenticated:
        return False
    if is_official(user):
        return True
    named = Q(decision__file=stored) | Q(items__new_certificate__file=stored)
    return bool(visible_amendments(user).filter(named).exists())


def has_printed_papers(producer: Any) -> bool:
    """Whether a decision prints the producer's name."""
    return bool(Recognition.objects.filter(product__producer=producer).exists())


def follow_product_merge(kept: Product, gone: Product, *, undone: bool) -> list[dict[str, Any]]:
    """When two products become one: the star both hold by one decision is shown once; replacements are settled.

    Raises DomainError when the certificate of that star stands with the duplicate only.
    """
    changes = []
    for twin in () if undone else Recognition.objects.filter(product=gone, decision__isnull=False):
        same = Recognition.objects.filter(product=kept, decision=twin.decision_id).first()
        if same is None:
            continue
        if twin.certificates.exists() and not same.certificates.exists():
            raise DomainError.of(
                "keep_the_certified",
                _("Giấy chứng nhận của “%(name)s” nằm ở bản trùng.") % {"name": twin.product_name},
                fix=_("Giữ lại sản phẩm có giấy chứng nhận, gộp sản phẩm kia vào."),
            )
        if twin.public_since is not None:
            Recognition.objects.filter(pk=twin.pk).update(public_since=None)
            changes.append(change_of(twin, "public_since", twin.public_since, None))
    settle_replacements([kept.pk, gone.pk])
    return changes


def register() -> None:
    """Fill the registries of lower apps; called when the app is ready."""
    from saolang.core.registries import (
        audit_phrases,
        desk_producer_panels,
        desk_product_panels,
        product_panels,
        work_list,
    )
    from saolang.documents import issue_views
    from saolang.files.access import register as readers
    from saolang.producers.access import merge_followers, printed_papers

    from . import holding
    from .domain.corrections import AMENDMENT_PURPOSE

    product_panels.add(holding.public_panel, key="registry.tools")
    desk_product_panels.add(holding.desk_panel, key="registry.tools")
    desk_producer_panels.add(holding.producer_panel, key="registry.tools")
    work_list.add(waiting_amendments, key="registry.amendments")
    readers(AMENDMENT_PURPOSE, may_read_request)
    readers(ENTERED_PURPOSE, may_read_entered)
    printed_papers.add(has_printed_papers, key="registry")
    merge_followers.add(follow_product_merge, key="registry")
    for kind in ("correction_decision", "amendment_decision", "reissued_certificate"):
        issue_views.register(kind, "registry:amendment_paper")
    for verb, words in {
        "amendment.request": gettext_lazy("đề nghị đính chính, cấp lại"),
        "amendment.check": gettext_lazy("xác nhận đã kiểm tra đề nghị"),
        "amendment.draft": gettext_lazy("soạn quyết định và giấy chứng nhận"),
        "amendment.issue": gettext_lazy("ban hành quyết định"),
        "amendment.enter": gettext_lazy("ghi quyết định đã ký ở nơi khác"),
        "amendment.refuse": gettext_lazy("không giải quyết đề nghị"),
        "amendment.cancel": gettext_lazy("rút đề nghị"),
        "recognition.amend": gettext_lazy("thay thông tin in trên văn bản"),
        "certificate.replace": gettext_lazy("cấp giấy chứng nhận thay giấy cũ"),
        "producttransfer.record": gettext_lazy("ghi việc chuyển chủ thể"),
    }.items():
        audit_phrases.add(words, key=f"registry.{verb}")
