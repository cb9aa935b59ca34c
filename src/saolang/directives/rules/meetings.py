"""Who may do what with meetings."""

from __future__ import annotations

import rules

from .people import is_office, is_office_of, reader_units, reads_province_of


@rules.predicate
def reads_somewhere(user: object) -> bool:
    return bool(reader_units(user))


rules.add_perm("directives.list_meetings", reads_somewhere)
rules.add_perm("directives.add_meeting", is_office)
rules.add_perm("directives.view_meeting", reads_province_of)
rules.add_perm("directives.manage_meeting", is_office_of)
