"""The phone form's door: the whole visit out, changes and pictures in. All answers are JSON."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.generic.base import View

from saolang.core.problems import DomainError
from saolang.files.domain import store
from saolang.ui.views import ObjectMixin, problem_status
from saolang.ui.views import PermissionMixin as Permitted

from ..domain.inspection_answers import add_photo
from ..domain.inspection_phone import read_settled, settle_own
from ..domain.inspection_sync import read_changes, sync, told_time
from ..models import ChecklistLine, Finding, Visit, VisitPhoto
from ..queries.inspection_bundle import bundle, photo_data
from .inspection_parts import PHOTO_FILE


class _VisitJson(ObjectMixin, Permitted, View):
    """One visit; refusals are JSON problems with the fitting status."""

    model = Visit
    request: HttpRequest

    def get_queryset(self) -> Any:
        return Visit.objects.select_related("producer__organisation", "commune").prefetch_related("parts")

    def domain_error(self, error: DomainError) -> HttpResponse:
        rows = [{"code": p.code, "message": str(p.message), "fix": str(p.fix)} for p in error.problems]
        return JsonResponse({"problems": rows}, status=problem_status(error))


class VisitBundleView(_VisitJson):
    """GET: the visit whole, with a form token so that a page opened from the device's store can send."""

    permission = "monitoring.view_checklist"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        answer = JsonResponse({**bundle(self.get_object(), request.user), "csrf": get_token(request)})
        answer["Cache-Control"] = "private, no-store"
        return answer


class VisitSyncView(_VisitJson):
    """POST ``{"changes": [...]}``: one result per change in the same order, then the visit as it stands."""

    permission = "monitoring.fill_visit"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        try:
            given = json.loads(request.body)
        except (ValueError, RecursionError):
            given = None
        changes = read_changes(given.get("changes") if isinstance(given, dict) else None)
        results = sync(self.get_object(), changes=changes, actor=request.user)
        settle_own(self.get_object(), client_ids=read_settled(given.get("settled")), actor=request.user)
        self._found = None
        return JsonResponse({"results": results, "bundle": bundle(self.get_object(), request.user)})


class VisitPhotoView(_VisitJson):
    """POST multipart: client_id, file, and line (code) or finding (the phone's id), caption, taken_at."""

    permission = "monitoring.fill_visit"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        visit = self.get_object()
        client_id = _uuid(request.POST.get("client_id"), "client_id")
        known = VisitPhoto.objects.filter(client_id=client_id, visit=visit).select_related("file").first()
        if known is not None:
            return JsonResponse({"photo": photo_data(known), "repeated": True})
        upload = request.FILES.get("file")
        if upload is None:
            raise DomainError.of("file_missing", _("Chưa có ảnh."))
        with transaction.atomic():
            photo = add_photo(
                visit,
                file=store(upload, actor=request.user, purpose=PHOTO_FILE, allow=("image",)),
                actor=request.user,
                client_id=client_id,
                caption=request.POST.get("caption", ""),
                taken_at=_moment(request.POST.get("taken_at", "")),
                **_about(visit, request),
            )
        return JsonResponse({"photo": photo_data(photo), "repeated": False}, status=HTTPStatus.CREATED)


def _about(visit: Visit, request: HttpRequest) -> dict[str, Any]:
    """The line or finding that a picture shows; a finding that has not come in yet is remembered by its id."""
    line_code, finding_id = request.POST.get("line", ""), request.POST.get("finding", "")
    found: dict[str, Any] = {}
    if line_code:
        found["line"] = ChecklistLine.objects.filter(visit=visit, code=line_code).first()
    if finding_id:
        own = _uuid(finding_id, "finding")
        found["finding_client_id"] = own
        found["finding"] = Finding.objects.filter(visit=visit, client_id=own).first()
    return found


def _uuid(text: Any, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError as error:
        raise DomainError.of("malformed", _("Dữ liệu gửi lên không đúng dạng."), where=name) from error


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return told_time(moment) if moment is not None and moment.tzinfo is not None else None
