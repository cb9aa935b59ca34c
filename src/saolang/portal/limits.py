"""Reasonable use: how often one address may ask the register."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

CHECK_RATE = "40/m"
PAGE_RATE = "240/m"


def too_many(request: HttpRequest, group: str, rate: str) -> bool:
    """Count this request and say whether the visitor asked too often."""
    wanted = getattr(settings, "PORTAL_RATES", {}).get(group, rate)
    return bool(is_ratelimited(request, group=f"portal.{group}", key="ip", rate=wanted, increment=True))


def refusal(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait."""
    text = _("Máy này vừa tra cứu quá nhiều lần. Chờ một phút rồi thử lại; kết quả không thay đổi vì lý do này.")
    context = {"code": 429, "heading": _("Xin chờ một chút"), "text": text, "ways": [(_("Về trang chủ"), "/")]}
    response = render(request, "ui/errors/error.html", context, status=429)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


def limited(group: str, rate: str) -> Callable[[Any], Any]:
    """Decorate a view method ``get`` so that it answers 429 when asked too often."""

    def decorate(method: Any) -> Any:
        @wraps(method)
        def guarded(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if too_many(request, group, rate):
                return refusal(request)
            return method(self, request, *args, **kwargs)  # type: ignore[no-any-return]

        return guarded

    return decorate
