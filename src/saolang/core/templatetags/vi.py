"""Template filters that show numbers, dates, scores and money the Vietnamese way."""

from __future__ import annotations

from django import template

from saolang.core.money import format_vnd
from saolang.core.text import format_date, format_datetime, format_number, format_score

register = template.Library()

register.filter("vi_date", format_date)
register.filter("vi_datetime", format_datetime)
register.filter("vi_number", format_number)
register.filter("vi_score", format_score)
register.filter("vnd", format_vnd)
