"""Tags of pages that name documents."""

from __future__ import annotations

from django import template

from saolang.documents.queries_headlines import listed

register = template.Library()
register.filter("headline", listed)
