"""Sockets filled for boards."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import NavItem, home_panels, navigation

    navigation.add(
        NavItem(
            "directives", gettext_lazy("Chỉ đạo"), "directives:home", "list-checks", 58, "directives.list_tasks",
        )
    )  # fmt: skip
    home_panels.add(directive_panel, key="directives")


def directive_panel(user: Any) -> dict[str, Any] | None:
    """Overdue and due shares beside "Việc của tôi": of the province for its readers, else of one's own bodies."""
    from django.urls import reverse

    from saolang.core import clock

    from ..queries.board_lists import GROUPS
    from ..queries.boards import board_scope
    from ..rules.people import bodies_of, reader_units
    from ..standing import counted

    reads = bool(reader_units(user))
    if not reads and not bodies_of(user):
        return None
    today, lead = clock.today(), counted(board_scope(user)).order_by()
    shown = ("qua-han", "sap-den-han", "cho-xac-nhan") if reads else ("qua-han", "sap-den-han", "chua-bao-ky")
    base = reverse("directives:board_list")
    rows = [
        (f"{base}?nhom={key}", GROUPS[key].label, lead.filter(GROUPS[key].condition(today)).count()) for key in shown
    ]
    if not any(count for _url, _label, count in rows):
        return None
    return {
        "template": "directives/boards/panel.html",
        "title": _("Chỉ đạo, toàn tỉnh") if reads else _("Chỉ đạo, đơn vị của tôi"),
        "home": reverse("directives:home"),
        "rows": rows,
    }
