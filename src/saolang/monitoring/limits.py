"""How often one address on the network may use the public report pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

RATES = {"send": "10/h", "code": "30/h", "track": "40/m", "find": "60/m", "page": "240/m"}


def too_many(request: HttpRequest, group: str) -> bool:
    """Count this request and say whether the visitor asked too often."""
    wanted = getattr(settings, "REPORT_RATES", {}).get(group, RATES[group])
    return bool(is_ratelimited(request, group=f"reports.{group}", key="ip", rate=wanted, increment=True))


def refusal(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait."""
    text = _("Máy này vừa gửi hoặc tra cứu quá nhiều lần. Chờ một lúc rồi thử lại; điều đã gửi vẫn được giữ.")
    context = {"code": 429, "heading": _("Xin chờ một chút"), "text": text, "ways": [(_("Về trang chủ"), "/")]}
    response = render(request, "ui/errors/error.html", context, status=429)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response
