"""Who may open a page: every view of Sao Làng declares one permission, or says in so many words that it needs none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

PUBLIC = "public"
"""Anybody may open the page."""
SIGNED_IN = "signed-in"
"""Anybody who has signed in may open the page; what it shows is limited by ``visible_to``."""

View = Callable[..., HttpResponse]


def may(user: Any, permission: str, obj: Any = None) -> bool:
    """Say whether the person holds a declared permission, on ``obj`` when there is one."""
    if permission == PUBLIC:
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    return permission == SIGNED_IN or bool(user.has_perm(permission, obj))


def refuse(request: HttpRequest) -> HttpResponse:
    """Send a visitor to sign in (and back), a script to 401; raise PermissionDenied for anybody signed in."""
    if request.user.is_authenticated:
        raise PermissionDenied
    back = _way_back(request)
    response: HttpResponse
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=401)
        response["HX-Redirect"] = redirect_to_login(back).url
        return response
    if "application/json" in request.headers.get("Accept", ""):
        message = _("Phiên làm việc đã hết. Đăng nhập lại để tiếp tục.")
        return JsonResponse({"problems": [{"code": "signed_out", "message": message}]}, status=401)
    return redirect_to_login(back, resolve_url(settings.LOGIN_URL))


def _way_back(request: HttpRequest) -> str:
    """Return the page to come back to: this one, or for a posted form the page that held it."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referer = urlsplit(request.headers.get("Referer", ""))
    return referer.path if referer.netloc == request.get_host() else resolve_url(settings.LOGIN_REDIRECT_URL)


def view_permission(permission: str) -> Callable[[View], View]:
    """Declare the permission of a function view; an object, if any, is the function's own business."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, permission):
                return refuse(request)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def declared_permission(callback: Any) -> str | None:
    """Return the permission that the callback of a URL declares, or None."""
    holder = getattr(callback, "view_class", callback)
    return getattr(holder, "permission", None)


def url_views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the pattern and the callback of every URL of the project."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from url_views(entry, route)


def undeclared_views(package: str = "saolang.") -> list[str]:
    """List the URLs whose view belongs to the project and declares no permission."""
    return [
        f"{route} -> {callback.__module__}.{getattr(callback, '__qualname__', callback)}"
        for route, callback in url_views()
        if callback.__module__.startswith(package) and not declared_permission(callback)
    ]
