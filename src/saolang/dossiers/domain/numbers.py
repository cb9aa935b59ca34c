"""Numbers that are never given twice: receipts of each office, and the serial inside the product code."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max

from saolang.core.codes import product_code, receipt_number
from saolang.places.models import Unit

from .. import law
from ..models import Dossier, Receipt

PER_YEAR = "per_commune_year"


def lock_unit(unit_id: int) -> Unit:
    """Lock the unit whose book of numbers is about to be read; others wait until this transaction ends.

    Without its key, as every lock for a change: whoever holds the head of the record may go on to write rows that
    refer to the unit, while we wait for that head.

    SQLite has no row locks: there the IMMEDIATE transaction already excludes other writers.
    """
    return Unit.objects.select_for_update(of=("self",), no_key=True).select_related("parent").get(pk=unit_id)


def province_of(dossier: Dossier) -> Unit:
    """The province to which the dossier goes; every commune that takes dossiers lies in one."""
    province = dossier.commune.parent
    if province is None:
        raise ValueError(f"{dossier.commune} lies in no province")
    return province


def make_receipt(dossier: Dossier, *, level: str, unit_id: int, received_on: dt.date, receiver: Any) -> Receipt:
    """The next receipt of an office in its year. ``{a}`` is its running number, ``{b}`` the number of the product set.

    Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục III, Mẫu số 01 (Phiếu số); unit codes by Quyết định 19/2025/QĐ-TTg.
    """
    unit = lock_unit(unit_id)
    year = received_on.year
    last = Receipt.objects.filter(level=level, unit=unit, year=year).aggregate(last=Max("serial"))["last"] or 0
    commune, province = dossier.commune, province_of(dossier)
    number = receipt_number(
        law.setting("receipt_number_pattern", received_on),
        a=last + 1,
        b=f"{law.sheet_of(dossier).number:02d}",
        province=province.code,
        commune=commune.code,
        year=year,
    )
    return Receipt.objects.create(
        dossier=dossier,
        level=level,
        number=number,
        serial=last + 1,
        year=year,
        unit=unit,
        received_on=received_on,
        receiver=receiver,
        receiver_name=receiver.full_name,
    )


def assign_product_code(dossier: Dossier, *, year: int) -> None:
    """Give the dossier its serial and product code, once; numbers of declined and withdrawn files stay used.

    Sets fields on ``dossier``; the caller saves. A code that an imported decision already carries is passed over.

    Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục II (T-X-STT-20YY; the commune keeps the serial).
    """
    if dossier.serial is not None:
        return
    commune, province = lock_unit(dossier.commune_id), province_of(dossier)
    given = Dossier.objects.filter(commune=commune, serial__isnull=False)
    if law.setting("product_code_serial") == PER_YEAR:
        given = given.filter(serial_year=year)
    serial = (given.aggregate(last=Max("serial"))["last"] or 0) + 1
    while law.code_is_taken(product_code(province.code, commune.code, serial, year)):
        serial += 1
    dossier.serial, dossier.serial_year = serial, year
    dossier.product_code = product_code(province.code, commune.code, serial, year)
