"""Tags of the filter of a list."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def narrows(form: Any) -> bool:
    """Whether a field that is shown narrows the list; a page, an order or a part of the list does not."""
    return form.is_bound and any(field.data for field in form.visible_fields())
