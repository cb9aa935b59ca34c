"""The name of the programme on the public side."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from saolang.places.queries import province_by_code

_labels: dict[str, str] = {}


def site_owner() -> str:
    """ "OCOP tỉnh Vĩnh Long"; the province's name is read once, as soon as it is known."""
    code = settings.PROVINCE_CODE
    if code not in _labels:
        province = province_by_code(code)
        if province is None:
            return _("Chương trình OCOP")
        _labels[code] = province.label
    return _("OCOP %(province)s") % {"province": _labels[code]}
