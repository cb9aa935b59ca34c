"""The checklist on a phone: one page that holds the whole visit and goes on working out of reach of the network."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from saolang.ui.views import PUBLIC, DeskDetailView
from saolang.ui.views import PermissionMixin as Permitted

from ..queries.inspection_bundle import bundle
from .inspection_parts import VisitMixin
from .phone_words import words

WORKER = "saolang/inspection-sw.js"
_FONTS = [
    f"saolang/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2"
    for subset in ("vietnamese", "latin")
    for weight in (400, 500, 600, 700)
]
SHELL = ("saolang/desk.css", "saolang/inspection.js", "saolang/icons.svg", "saolang/favicon.svg", *_FONTS)
"""Everything the page is made of besides itself; the device keeps these for the time without network."""


class PhoneView(VisitMixin, DeskDetailView):
    """The page for the team; as JSON the visit as it stands, who is signed in, and a fresh form token.

    Whoever may not see the visit (any more) gets ``{"closed": true}`` as JSON: the device then forgets it. Only this
    answer makes it forget, so that nothing is lost to the error page of some other machine on the way.
    """

    permission = "monitoring.fill_visit"
    template_name = "monitoring/phone.html"
    title = _("Bảng kiểm trên điện thoại")
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; a refusal to the script says that the visit is closed to this person."""
        try:
            answer = super().dispatch(request, *args, **kwargs)
        except (PermissionDenied, Http404) as error:
            if not _wants_json(request):
                raise
            status = HTTPStatus.NOT_FOUND if isinstance(error, Http404) else HTTPStatus.FORBIDDEN
            answer = JsonResponse({"closed": True, "person": _person(request)}, status=status)
        answer["Cache-Control"] = "private, no-store"
        return answer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page or its data."""
        if not _wants_json(request):
            return super().get(request, *args, **kwargs)
        return JsonResponse(self._data())

    def _data(self) -> dict[str, Any]:
        """The visit with all that the page needs beyond it."""
        visit, request = self.get_object(), self.request
        page = reverse("monitoring:visit_phone", args=[visit.code])
        return {
            "bundle": bundle(visit, request.user),
            "person": _person(request),
            "csrf": get_token(request),
            "page": page,
            "plain": reverse("monitoring:checklist", args=[visit.code]),
            "worker": reverse("monitoring:phone_worker"),
            "sign_in": f"{resolve_url('account_login')}?next={page}",
            "shell": [static(name) for name in SHELL],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        data = {**self._data(), "words": words()}
        return super().get_context_data(data=data, subtitle=self.get_object().subject_name, **kwargs)


def _person(request: HttpRequest) -> str:
    """By this a device keeps the entries of several people apart."""
    return f"u{request.user.pk}"


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


class PhoneWorkerView(Permitted, View):
    """The service worker that answers the phone page without network. Program text only, nobody's data."""

    permission = PUBLIC
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Give the worker at an address above the pages it serves; browsers ask for it anew each time."""
        found = finders.find(WORKER)
        if not found:
            raise Http404
        answer = HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript; charset=utf-8")
        answer["Service-Worker-Allowed"] = reverse("monitoring:visits")
        answer["Cache-Control"] = "no-cache"
        return answer
