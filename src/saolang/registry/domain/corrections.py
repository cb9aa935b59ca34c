"""Asking that what issued papers print be put right, changed, issued again or passed on; and checking what is asked.

What a decision and a certificate print changes only by a paper of its own. None of these papers touches the star, its
dates or the product: that takes an assessment or a withdrawal.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4 (who recognises) and Điều 8 (withdrawal); the rest is the office's practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import users_with
from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.codes import parse_product_code
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, NotAllowed, Problem, Problems
from saolang.core.text import normalize_line
from saolang.documents.domain.papers import cancel_paper
from saolang.notify.domain import send
from saolang.producers.domain.renaming import renaming_problems

from ..amendment_enums import AmendmentKind, AmendmentOrigin
from ..amendment_states import AMENDMENT
from ..enums import Validity
from ..models import OPEN_AMENDMENTS, Amendment, AmendmentItem, Certificate, Recognition
from ..queries import validity_of

AMENDMENT_PURPOSE = "registry.amendment"
PRINTED = ("product_name", "producer_name", "address", "product_code")
PROFILE = ("producer_kind", "registration_number")
ALLOWED: dict[str, tuple[str, ...]] = {
    AmendmentKind.CORRECTION: PRINTED,
    AmendmentKind.UPDATE: ("producer_name", "address", *PROFILE),
    AmendmentKind.REISSUE: (),
    AmendmentKind.EXCHANGE: ("producer_name", "address"),
    AmendmentKind.TRANSFER: ("producer_name", "address"),
}
OF_ONE_PRODUCT = ("product_name", "product_code")
LABELS = {
    "product_name": gettext_lazy("Tên sản phẩm"),
    "producer_name": gettext_lazy("Tên chủ thể"),
    "address": gettext_lazy("Địa chỉ"),
    "product_code": gettext_lazy("Mã sản phẩm"),
    "producer_kind": gettext_lazy("Loại hình"),
    "registration_number": gettext_lazy("Mã số thuế / số đăng ký"),
}
ONLY_CERTIFICATE = (AmendmentKind.REISSUE, AmendmentKind.EXCHANGE)


@transaction.atomic
def request_amendment(
    stars: Iterable[Recognition],
    *,
    kind: str,
    reason: str,
    actor: Any,
    changes: Mapping[str, str] | None = None,
    with_certificate: bool | None = None,
    to_producer: Any = None,
    file: Any = None,
) -> Amendment:
    """Ask for a correction and the like, as the producer or on the office's own initiative.

    All stars are of one producer. ``changes`` holds new printed facts (``ALLOWED`` by kind). ``with_certificate`` asks
    for a new certificate too (default: where there is one that counts). Raises NotAllowed, DomainError.
    """
    stars = list(stars)
    for star in stars:
        if not actor.has_perm("registry.request_amendment", star):
            raise NotAllowed.of("not_allowed", _("Bạn không có quyền đề nghị sửa mục này của sổ đăng ký."))
    kind = AmendmentKind(kind)
    if kind == AmendmentKind.TRANSFER and not actor.has_perm("registry.amend_register"):
        raise NotAllowed.of("not_allowed", _("Việc chuyển chủ thể do cơ quan OCOP cấp tỉnh lập."))
    stars = [lock_for_change(star) for star in sorted(stars, key=lambda row: row.pk)]
    given = {name: normalize_line(value) for name, value in (changes or {}).items() if normalize_line(value)}
    if with_certificate is None:
        with_certificate = bool(stars) and all(not certificate_problems(star) for star in stars)
    if kind in ONLY_CERTIFICATE:
        with_certificate = True
    problems = Problems()
    if not stars:
        problems.add("no_star", _("Chưa chọn mục nào của sổ đăng ký."))
    if not reason.strip():
        problems.add("reason_missing", _("Chưa ghi lý do."), where="reason")
    if len({star.product.producer_id for star in stars}) > 1:
        problems.add("several_producers", _("Một đề nghị chỉ gồm các sản phẩm của cùng một chủ thể."))
    problems.extend(change_problems(kind, stars, given))
    problems.extend(star_problems(kind, stars, with_certificate))
    problems.raise_if_any()
    of_office = actor.has_perm("registry.amend_register")
    producer = stars[0].product.producer
    if kind == AmendmentKind.UPDATE:
        problems.extend(
            renaming_problems(
                producer,
                name=given.get("producer_name", ""),
                kind=given.get("producer_kind", ""),
                registration_number=given.get("registration_number", ""),
            )
        )
        problems.raise_if_any()
    amendment = Amendment.objects.create(
        kind=kind,
        origin=AmendmentOrigin.OFFICE if of_office else AmendmentOrigin.PRODUCER,
        producer=producer,
        to_producer=to_producer,
        changes=given,
        with_certificate=with_certificate,
        reason=reason,
        file=file,
        requested_by=actor,
        requested_on=clock.today(),
    )
    AmendmentItem.objects.bulk_create(AmendmentItem(amendment=amendment, recognition=star) for star in stars)
    data = {"kind": str(kind), "stars": [star.code for star in stars], "fields": sorted(given)}
    record("registry.amendment.request", actor=actor, obj=amendment, data=data, to_state=amendment.state)
    return amendment


def change_problems(kind: str, stars: list[Recognition], changes: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the new facts."""
    problems = Problems()
    allowed = ALLOWED[kind]
    for name in changes:
        if name not in PRINTED and name not in PROFILE:
            problems.add(
                "needs_other_decision",
                _("Không đổi được hạng sao, thời hạn hay sản phẩm bằng đính chính, điều chỉnh."),
                where=name,
                fix=_("Việc đó cần kết quả đánh giá mới hoặc quyết định thu hồi."),
            )
        elif name not in allowed:
            words = {"what": LABELS[name], "kind": AmendmentKind(kind).label}
            problems.add("not_by_this_kind", _("“%(kind)s” không đổi được mục “%(what)s”.") % words, where=name)
        elif name in OF_ONE_PRODUCT and len(stars) > 1:
            problems.add(
                "of_one_product", _("“%(what)s” chỉ sửa cho từng sản phẩm.") % {"what": LABELS[name]}, where=name
            )
    for name, limit in (("product_name", 250), ("producer_name", 250), ("address", 500), ("product_code", 40)):
        if len(changes.get(name, "")) > limit:
            problems.add(
                "too_long", _("“%(what)s” dài quá %(n)d ký tự.") % {"what": LABELS[name], "n": limit}, where=name
            )
    if allowed and kind in (AmendmentKind.CORRECTION, AmendmentKind.UPDATE):
        known = {name: value for name, value in changes.items() if name in allowed}
        differs = any(_differs(star, name, value) for star in stars for name, value in known.items())
        if not differs and stars:
            problems.add("nothing_changes", _("Chưa có nội dung nào khác với sổ đăng ký."))
    if "product_code" in changes and "product_code" in allowed and stars:
        problems.extend(_code_problems(changes["product_code"], stars[0]))
    return problems.as_list()


def _differs(star: Recognition, name: str, value: str) -> bool:
    held = getattr(star.product.producer, {"producer_kind": "kind"}.get(name, name)) if name in PROFILE else None
    return bool(value != (held if name in PROFILE else getattr(star, name)))


def _code_problems(code: str, star: Recognition) -> list[Problem]:
    try:
        parse_product_code(code)
    except DomainError as error:
        return error.problems
    other = Recognition.objects.filter(product_code=code).exclude(product=star.product_id).first()
    if other is None:
        return []
    return [
        Problem(
            "code_used",
            _("Mã %(code)s đã ghi cho “%(name)s”.") % {"code": code, "name": other.product_name},
            where="product_code",
        )
    ]


def star_problems(
    kind: str, stars: Iterable[Recognition], with_certificate: bool, *, besides: Amendment | None = None
) -> list[Problem]:
    """What stands against changing the papers of these stars."""
    problems = Problems()
    for star in stars:
        if star.withdrawn_on is not None:
            problems.add("withdrawn", _("“%(name)s” đã bị thu hồi.") % {"name": star.product_name})
            continue
        if star.replaced_on is not None:
            problems.add("replaced", _("“%(name)s” đã được thay bằng kết quả mới.") % {"name": star.product_name})
            continue
        if with_certificate:
            problems.extend(certificate_problems(star))
        open_ones = Amendment.objects.filter(items__recognition=star, state__in=OPEN_AMENDMENTS)
        if besides is not None:
            open_ones = open_ones.exclude(pk=besides.pk)
        other = open_ones.first()
        if other is not None:
            problems.add(
                "amendment_open",
                _("“%(name)s” đang có đề nghị “%(kind)s” chưa xong.")
                % {"name": star.product_name, "kind": other.get_kind_display()},
                url=other.get_absolute_url(),
            )
    return problems.as_list()


def current_certificate(star: Recognition) -> Certificate | None:
    """The certificate that holds: not withdrawn, not replaced."""
    rows = Certificate.objects.filter(recognition=star, withdrawn_on__isnull=True, superseded_on__isnull=True)
    return rows.order_by("-issued_on", "-pk").first()


def certificate_problems(star: Recognition) -> list[Problem]:
    """Why no new certificate can take the place of the old one. A prolonged star still counts, so its paper may.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 12.3.
    """
    words = {"name": star.product_name}
    paper = current_certificate(star)
    if paper is None:
        return [
            Problem(
                "no_certificate",
                _("Sổ chưa có giấy chứng nhận của “%(name)s” nên không có giấy nào để cấp lại.") % words,
                fix=_("Ghi giấy chứng nhận cũ vào sổ trước, hoặc chỉ ra quyết định mà không cấp giấy mới."),
            )
        ]
    if paper.valid_through is None:
        return [
            Problem(
                "certificate_without_dates",
                _("Giấy chứng nhận của “%(name)s” trong sổ chưa rõ thời hạn nên giấy mới không giữ được thời hạn cũ.")
                % words,
                fix=_("Chỉ ra quyết định mà không cấp giấy mới, hoặc nhập lại danh sách có ngày của giấy."),
            )
        ]
    answer = validity_of(star)
    if paper.valid_through < clock.today() and answer.validity != Validity.PROLONGED:
        return [
            Problem(
                "not_valid",
                _("Thời hạn của “%(name)s” đã hết nên không cấp lại giấy. %(sentence)s")
                % {**words, "sentence": answer.sentence},
                fix=_("Cần kết quả đánh giá lại."),
            )
        ]
    return []


@transaction.atomic
def check_amendment(amendment: Amendment, *, actor: Any, note: str = "", expected_version: Any = None) -> Amendment:
    """The OCOP office has compared the request with the register and the papers. Raises NotAllowed, DomainError."""
    amendment = lock_for_change(amendment, expected_version)
    AMENDMENT.check(amendment, "check", actor)
    problems = Problems()
    stars = stars_of(amendment)
    problems.extend(star_problems(amendment.kind, stars, amendment.with_certificate, besides=amendment))
    problems.raise_if_any()
    amendment.checked_by, amendment.checked_on, amendment.check_note = actor, clock.today(), note
    transition(AMENDMENT, amendment, "check", actor=actor)
    return amendment


@transaction.atomic
def refuse_amendment(amendment: Amendment, *, actor: Any, reason: str, expected_version: Any = None) -> Amendment:
    """The office does not do what is asked, with the reason. Raises NotAllowed, WrongState, DomainError."""
    amendment = lock_for_change(amendment, expected_version)
    AMENDMENT.check(amendment, "refuse", actor, reason)
    papers = [amendment.decision_paper, *(item.certificate_paper for item in amendment.items.all())]
    for paper in papers:
        if paper is not None and not paper.is_issued and paper.state != "cancelled":
            cancel_paper(paper, actor=actor, reason=reason)
    amendment.closed_reason = reason
    transition(AMENDMENT, amendment, "refuse", actor=actor, reason=reason)
    tell_producer(amendment, _("Không giải quyết đề nghị: %(what)s"), body=reason)
    return amendment


@transaction.atomic
def cancel_amendment(amendment: Amendment, *, actor: Any, reason: str, expected_version: Any = None) -> Amendment:
    """Whoever asked takes the request back before it is checked. Raises NotAllowed, WrongState, DomainError."""
    amendment = lock_for_change(amendment, expected_version)
    amendment.closed_reason = reason
    transition(AMENDMENT, amendment, "cancel", actor=actor, reason=reason)
    return amendment


def stars_of(amendment: Amendment) -> list[Recognition]:
    """The stars that an amendment changes."""
    rows = Recognition.objects.filter(amendment_items__amendment=amendment)
    return list(rows.select_related("product__producer__organisation", "decision__issuer").order_by("pk"))


def tell_producer(amendment: Amendment, title: str, *, body: str = "") -> None:
    """A message to the people of the producer (and of the new holder)."""
    holders = [amendment.producer, amendment.to_producer]
    for holder in (row for row in holders if row is not None):
        send(
            users_with([RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF], organisation=holder.organisation_id),
            kind="amendment",
            title=title % {"what": amendment.get_kind_display()},
            body=body,
            url=amendment.get_absolute_url(),
            obj=amendment,
        )
