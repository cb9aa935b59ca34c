"""The star that a re-assessment or an upgrade starts from, as papers and screens name it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import format_date
from saolang.dossiers.enums import DossierKind
from saolang.registry.enums import Validity
from saolang.registry.issuers import authority_today
from saolang.registry.models import Recognition
from saolang.registry.queries import current_recognition, validity_of


def held_by(dossier: Any) -> Recognition | None:
    """The recognition before this dossier; None for a first assessment."""
    if dossier.kind == DossierKind.FIRST:
        return None
    found: Recognition | None = dossier.renews or current_recognition(dossier.product)
    return None if found is not None and found.dossier_code == dossier.code else found


def decision_of(star: Recognition) -> str:
    """The decision that gave a star, with the authority that answers for it today where its issuer has ended."""
    decision = star.decision
    if decision is None:
        return _("chưa rõ quyết định công nhận (theo danh sách đã công bố)")
    words = _("Quyết định số %(number)s") % {"number": decision}
    if decision.issued_on:
        words += _(" ngày %(day)s") % {"day": format_date(decision.issued_on)}
    words += _(" của %(issuer)s") % {"issuer": decision.issuer.name}
    today = authority_today(decision.issuer)
    return words + _(" (nay là %(body)s)") % {"body": today.name} if today is not None else words


def held_words(dossier: Any) -> str:
    """ "4 sao, Quyết định số 15/QĐ-UBND ngày 05/08/2023 của ..."; empty for a first assessment."""
    star = held_by(dossier)
    return _("%(star)d sao, %(decision)s") % {"star": star.star, "decision": decision_of(star)} if star else ""


def held_runs(dossier: Any, on: date | None = None) -> str:
    """Until when the star before this dossier runs, said to a producer whose dossier brought none.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.3, 12.3.
    """
    star = held_by(dossier)
    if star is None:
        return ""
    day = on or clock.today()
    answer = validity_of(star, day)
    what = {"star": star.star, "decision": decision_of(star), "day": format_date(star.through)}
    if answer.validity == Validity.VALID:
        return _("Hạng %(star)d sao theo %(decision)s giữ nguyên; giấy chứng nhận có giá trị đến hết ngày "
                 "%(day)s.") % what  # fmt: skip
    if answer.validity == Validity.PROLONGED:
        return _("Giấy chứng nhận %(star)d sao theo %(decision)s hết thời hạn ngày %(day)s; việc kéo dài hiệu lực theo "
                 "khoản 3 Điều 12 chấm dứt từ ngày ban hành thông báo này.") % what  # fmt: skip
    if answer.validity == Validity.EXPIRED:
        return _("Giấy chứng nhận %(star)d sao theo %(decision)s đã hết thời hạn từ sau ngày %(day)s.") % what
    return _("Hạng trước đây: %(star)d sao theo %(decision)s. %(sentence)s") % {**what, "sentence": answer.sentence}
