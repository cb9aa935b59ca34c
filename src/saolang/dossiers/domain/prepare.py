"""The producer prepares: opens a dossier, fills its sections, answers criteria, signs, lets the owner confirm."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems, Stale
from saolang.files.domain import store
from saolang.producers.enums import ProducerState
from saolang.producers.models import Product

from .. import law
from ..enums import OPEN_STATES, DossierKind
from ..models import Dossier, SelfAnswer
from ..sections import BY_KEY, SIGN
from .carry import carry_over, copy_fields, mark_reviewed
from .editing import lock_editable, note_preparer, require, require_preparing, touched

SIGNED_SCAN_PURPOSE = "dossiers.signed_scan"


def open_dossier(product: Product, kind: str, *, actor: Any, at: dt.datetime | None = None) -> Dossier:
    """Begin a dossier of a product; what its last dossier said is carried over, each part to be looked at again.

    The stage of the product (idea, plan) never matters. Raises NotAllowed, DomainError (``set_missing``,
    ``dossier_open``, ``not_recognised_yet``, ``star_still_valid``, ...).

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1 (kinds), Điều 2.3 (who).
    """
    require(actor, "dossiers.prepare_dossier", product)
    kind = DossierKind(kind).value
    moment = at or clock.now()
    day = clock.local(moment).date()
    with transaction.atomic():
        product = (
            Product.objects.select_for_update(of=("self",)).select_related("producer__organisation").get(pk=product.pk)
        )
        _may_open(product, kind, day)
        regime = law.regime_on(day, kind)
        previous = _previous(product)
        dossier = Dossier(
            product=product,
            producer=product.producer,
            kind=kind,
            commune=product.producer.filing_commune,
            regime=regime.id,
            sheet=law.sheet_for(regime, product.set_number),
            year=day.year,
            created_by=actor,
            renews=law.recognition_of(product, day) if kind != DossierKind.FIRST else None,
            previous=previous,
            previous_product_code=law.previous_product_code(product) if kind != DossierKind.FIRST else "",
        )
        if previous is not None:
            copy_fields(previous, dossier)
        try:
            with transaction.atomic():
                dossier.save()
        except IntegrityError as error:
            raise _already_open(product) from error
        if previous is not None:
            carry_over(previous, dossier)
        note_preparer(dossier, actor)
        data = {"kind": kind, "regime": dossier.regime, "sheet": law.sheet_of(dossier).id}
        record("dossiers.dossier.open", actor=actor, obj=dossier, at=at, data=data, to_state=dossier.state)
    return dossier


def save_section(
    dossier: Dossier, key: str, values: dict[str, Any], *, actor: Any, expected_version: int | str | None = None
) -> Dossier:
    """Save one section's own fields. Raises Stale, WrongState once submitted, ValueError for a foreign field."""
    fields = BY_KEY[key].fields
    foreign = set(values) - set(fields)
    if foreign:
        raise ValueError(f"section {key} has no {sorted(foreign)}")
    with transaction.atomic():
        dossier = lock_editable(dossier, actor, expected_version)
        for name, value in values.items():
            setattr(dossier, name, value)
        mark_reviewed(dossier, values, actor=actor)
        touched(dossier, actor)
        save_version(dossier)
        record("dossiers.dossier.save_section", actor=actor, obj=dossier, data={"section": key})
    return dossier


def sign(
    dossier: Dossier,
    *,
    upload: Any,
    actor: Any,
    signed_place: str = "",
    expected_version: int | str | None = None,
) -> Dossier:
    """Keep the signed copy (a scan or a signature file) of the representative. Raises DomainError for a bad file."""
    with transaction.atomic():
        dossier = lock_editable(dossier, actor, expected_version)
        stored = store(upload, actor=actor, purpose=SIGNED_SCAN_PURPOSE, allow=("pdf", "image"))
        dossier.signed_scan = stored
        if signed_place:
            dossier.signed_place = signed_place
        touched(dossier, actor)
        save_version(dossier)
        record("dossiers.dossier.save_section", actor=actor, obj=dossier, data={"section": SIGN, "file": stored.sha256})
    return dossier


def answer_criterion(
    dossier: Dossier,
    criterion: str,
    *,
    option: int | None,
    description: str = "",
    actor: Any,
    seen: str | None = None,
) -> SelfAnswer:
    """Answer one criterion: the 1-based option, 0 for "không đạt mức nào", None to leave it open.

    ``seen`` is the mark of the answer as the page showed it (:func:`answer_mark`); another mark means that somebody
    else answered meanwhile, and Stale is raised. Raises DomainError for a criterion or an option the sheet lacks.
    """
    with transaction.atomic():
        dossier = lock_editable(dossier, actor, None)
        known = law.sheet_of(dossier).by_code.get(criterion)
        if known is None:
            raise DomainError.of("criterion_unknown", _("Phiếu không có tiêu chí %(code)s.") % {"code": criterion})
        if option is not None and option != 0 and known.option(option) is None:
            raise DomainError.of(
                "option_unknown",
                _("Tiêu chí %(code)s không có mức số %(option)s.") % {"code": criterion, "option": option},
                fix=_("Chọn một mức trên phiếu, hoặc “Không đạt mức nào (0 điểm)”."),
            )
        answer = SelfAnswer.objects.filter(dossier=dossier, criterion=criterion).first()
        if seen is not None and seen != answer_mark(answer):
            raise Stale.default()
        answer = answer or SelfAnswer(dossier=dossier, criterion=criterion)
        answer.option, answer.description = option, description
        answer.save()
        mark_reviewed(dossier, [criterion], actor=actor)
        if touched(dossier, actor):
            save_version(dossier)
        record("dossiers.dossier.answer", actor=actor, obj=dossier, data={"criterion": criterion, "option": option})
    return answer


def answer_mark(answer: SelfAnswer | None) -> str:
    """What a page remembers of an answer, to notice that somebody changed it."""
    return "" if answer is None else answer.updated_at.isoformat()


def confirm_prepared(dossier: Dossier, *, actor: Any, expected_version: int | str | None = None) -> Dossier:
    """The owner confirms what a helper prepared; any later change by somebody else takes the confirmation back."""
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        require(actor, "dossiers.confirm_dossier", dossier)
        require_preparing(dossier)
        dossier.confirmed_by_producer = actor
        save_version(dossier)
        record("dossiers.dossier.confirm", actor=actor, obj=dossier)
    return dossier


def move_to_current_law(dossier: Dossier, *, actor: Any, at: dt.datetime | None = None) -> Dossier:
    """Move to the regime and sheet that hold today; choices are asked anew, descriptions of like codes are kept."""
    day = clock.day_of(at)
    with transaction.atomic():
        dossier = lock_editable(dossier, actor, None)
        if law.is_current(dossier, on=day):
            return dossier
        before = law.sheet_of(dossier).id
        regime = law.regime_on(day, dossier.kind)
        dossier.regime = regime.id
        dossier.sheet = law.sheet_for(regime, dossier.product.set_number)
        dossier.year = day.year
        dossier.self_answers.update(option=None)
        touched(dossier, actor)
        save_version(dossier)
        data = {"from_sheet": before, "to_sheet": law.sheet_of(dossier).id}
        record("dossiers.dossier.move_law", actor=actor, obj=dossier, at=at, data=data)
    return dossier


def _may_open(product: Product, kind: str, day: dt.date) -> None:
    problems = Problems()
    producer = product.producer
    if producer.state not in (ProducerState.PENDING, ProducerState.CONFIRMED):
        problems.add("producer_not_active", _("Chủ thể chưa đăng ký tài khoản hoặc đã ngừng hoạt động."))
    if product.set_number is None:
        problems.add(
            "set_missing", _("Sản phẩm chưa chọn bộ sản phẩm."), where=product.name,
            fix=_("Mở trang sản phẩm và chọn một trong 26 bộ."),
        )  # fmt: skip
    if producer.filing_commune_id is None:
        problems.add(
            "filing_commune_missing", _("Chủ thể chưa có xã nộp hồ sơ."), where=producer.name,
            fix=_("Chọn xã nộp hồ sơ trong hồ sơ chủ thể; mặc định là xã có cơ sở sản xuất."),
        )  # fmt: skip
    if Dossier.objects.filter(product=product, state__in=OPEN_STATES).exists():
        problems.extend(_already_open(product).problems)
    problems.extend(law.kind_problems(product, kind, day))
    problems.raise_if_any()


def _already_open(product: Product) -> DomainError:
    found = Dossier.objects.filter(product=product, state__in=OPEN_STATES).first()
    return DomainError.of(
        "dossier_open",
        _("Sản phẩm “%(name)s” đang có một hồ sơ chưa kết thúc.") % {"name": product.name},
        fix=_("Mở hồ sơ đang có, hoặc rút hồ sơ đó trước."),
        url=found.get_absolute_url() if found is not None else "",
    )


def _previous(product: Product) -> Dossier | None:
    return Dossier.objects.filter(product=product, submitted_at__isnull=False).order_by("-submitted_at", "-pk").first()
