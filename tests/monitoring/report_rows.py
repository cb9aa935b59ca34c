"""Reports as tests need them; all people are fictional."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail

from saolang.monitoring.domain.report_intake import submit_report, verify_report
from saolang.monitoring.enums import LegalKind, ReportKind
from saolang.monitoring.models import Report
from saolang.producers.models import Product
from tests.factories import ProductFactory, province

SECRET_EMAIL = "nguoi-gui-mau@example.vn"
SECRET_NAME = "Phạm Thị Mẫu Kín"
STORY = "Gói bánh mua ở chợ có tem bốn sao nhưng bên trong bị mốc."
WORDS = {
    "kind": ReportKind.QUALITY,
    "story": STORY,
    "product_text": "Bánh tráng lạ",
    "bought_at": "Chợ Mẫu",
    "email": SECRET_EMAIL,
}


def public_product(**fields: Any) -> Product:
    """A product with a public page and a star of the register."""
    from saolang.accounts.domain.organisations import committee_of
    from saolang.core.clock import today
    from saolang.registry.enums import DecisionKind, Source
    from saolang.registry.models import Decision, Recognition

    product = ProductFactory(**fields)
    Product.objects.filter(pk=product.pk).update(published=True)
    product.refresh_from_db()
    number = str(Decision.objects.count() + 1)
    decision = Decision.objects.create(
        kind=DecisionKind.RECOGNITION,
        issuer=committee_of(province()),
        number=number,
        symbol="QĐ-UBND",
        issued_on=today(),
        year=today().year,
        source=Source.IMPORT,
    )
    Recognition.objects.create(
        product=product,
        decision=decision,
        star=4,
        product_name=product.name,
        producer_name=product.producer.organisation.name,
        recognised_on=today(),
        public_since=today(),
        source=Source.IMPORT,
    )
    return product


def code_of_last_mail() -> str:
    """The six digits of the newest letter."""
    return re.search(r"\b(\d{6})\b", mail.outbox[-1].body)[1]


def sent(commit: Any, **changes: Any) -> Report:
    """A report that waits for its code; the letter is in ``mail.outbox``."""
    province()
    with commit(execute=True):
        return submit_report(**{**WORDS, **changes})


def received(commit: Any, **changes: Any) -> Report:
    """A report that counts."""
    report = sent(commit, **changes)
    with commit(execute=True):
        return verify_report(report, digits=code_of_last_mail())


def denounced(commit: Any, **changes: Any) -> Report:
    """A verified denunciation without a handler."""
    return received(commit, **{"legal_kind": LegalKind.DENUNCIATION, "full_name": SECRET_NAME, **changes})
