"""The panel "Vòng đời hạng sao" of a product: validity, stage of renewal, what must be done, and one act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import format_date
from saolang.producers.models import Product
from saolang.registry.asof import suspensions_on
from saolang.registry.enums import RenewalStage, Validity
from saolang.registry.models import Recognition
from saolang.registry.queries import current_recognition, validity_of
from saolang.registry.renewal import RenewalAnswer, stage_of
from saolang.registry.validity import ValidityAnswer

from .enums import DossierKind, DossierState
from .filing import Filing, filing_of
from .law import HIGHEST_STAR
from .models import Dossier
from .queries import OPEN, visible_to
from .states import DOSSIER

STAGE_TONES = {
    RenewalStage.NOT_DUE: "wait",
    RenewalStage.OPEN: "soon",
    RenewalStage.LATE: "off",
    RenewalStage.FILED: "open",
}


@dataclass(slots=True)
class LifePanel:
    """The panel; ``action`` is (label, address) or None."""

    product: Product
    star: Recognition | None
    answer: ValidityAnswer | None
    renewal: RenewalAnswer | None
    filing: Filing | None
    dossier: Dossier | None
    state: Any
    suspensions: list[Any]
    musts: list[str] = field(default_factory=list)
    action: tuple[str, str] | None = None
    template: str = "dossiers/partials/life_panel.html"
    order: int = 10

    @property
    def stage_tone(self) -> str:
        """The look of the stage."""
        return STAGE_TONES.get(self.renewal.stage, "was") if self.renewal else "was"


def life_panel(product: Product, user: Any) -> LifePanel | None:
    """The panel for the producer's people and officials; None for a product that has neither star nor dossier."""
    star = current_recognition(product)
    dossier = visible_to(user).filter(product=product, state__in=OPEN).first()
    if star is None and dossier is None:
        return None
    day = clock.today()
    panel = LifePanel(
        product=product,
        star=star,
        answer=validity_of(star, day) if star is not None else None,
        renewal=stage_of(star, day) if star is not None else None,
        filing=filing_of(star, day) if star is not None else None,
        dossier=dossier,
        state=DOSSIER.state(dossier) if dossier is not None else None,
        suspensions=suspensions_on(product, day),
    )
    prepares = user.has_perm("dossiers.prepare_dossier", product)
    _decide(panel, prepares=prepares)
    return panel


def _decide(panel: LifePanel, *, prepares: bool) -> None:
    """What must be done, and the one act."""
    product, answer, renewal = panel.product, panel.answer, panel.renewal
    if panel.dossier is not None:
        panel.musts = _of_dossier(panel.dossier)
        if panel.dossier.state == DossierState.PREPARING and renewal is not None and renewal.sentence:
            panel.musts.append(renewal.sentence)
        panel.action = (_("Mở hồ sơ"), panel.dossier.get_absolute_url())
        return
    assert answer is not None and renewal is not None
    if answer.validity == Validity.WITHDRAWN:
        panel.musts = [_("Hạng sao đã bị thu hồi; muốn có lại phải đăng ký đánh giá lần đầu.")]
        url = f"{reverse('dossiers:open')}?san-pham={product.code}&loai={DossierKind.FIRST}"
        panel.action = (_("Lập hồ sơ lần đầu"), url) if prepares else None
        return
    renew = reverse("dossiers:renew", args=[product.code])
    if renewal.may_file or answer.validity == Validity.UNKNOWN_TERM:
        panel.musts = [text for text in (renewal.sentence, panel.filing.sentence if panel.filing else "") if text]
        if answer.validity == Validity.UNKNOWN_TERM:
            panel.musts.append(_("Chưa rõ thời hạn: đề nghị cơ quan OCOP cấp tỉnh ghi ngày của giấy chứng nhận."))
        panel.action = (_("Lập hồ sơ đánh giá lại"), renew) if prepares else None
        return
    if renewal.stage == RenewalStage.NOT_DUE:
        panel.musts = [renewal.sentence]
        may_rise = prepares and answer.is_valid and answer.star < HIGHEST_STAR
        panel.action = (_("Đăng ký nâng hạng"), f"{renew}?loai={DossierKind.UPGRADE}") if may_rise else None


def _of_dossier(dossier: Dossier) -> list[str]:
    rows = []
    if dossier.state == DossierState.PREPARING:
        rows.append(_("Hồ sơ đang lập; chưa nộp thì chưa tính là đã nộp."))
    if dossier.kind == DossierKind.UPGRADE:
        rows.append(_("Nâng hạng không đạt thì hạng sao và thời hạn đang có vẫn giữ nguyên."))
    if dossier.reassessment_due_on is not None:
        rows.append(_("Hạn có kết quả đánh giá lại: %(day)s.") % {"day": format_date(dossier.reassessment_due_on)})
    return rows
