"""Error pages: what happened, what is still safe, where to go next."""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def _ways(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the buttons of an error page."""
    ways = [(_("Về trang chủ"), "/")]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        with suppress(NoReverseMatch):
            ways.insert(0, (_("Về việc của tôi"), reverse("ui:home")))
    return ways


def _page(request: HttpRequest, code: int, heading: str, text: str, **extra: Any) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"problems": [{"code": f"http_{code}", "message": f"{heading}. {text}"}]}, status=code)
    context = {"code": code, "title": "", "heading": heading, "text": text, "ways": _ways(request), **extra}
    return render(request, "ui/errors/error.html", context, status=code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 when the form was too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    text = _("Địa chỉ hoặc dữ liệu gửi lên không đúng dạng. Mở lại trang rồi thử lại.")
    return _page(request, 400, _("Yêu cầu không hợp lệ"), text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: signed in, but not in the role."""
    text = _(
        "Trang này dành cho vai trò khác. Nếu đây là việc của bạn, nhờ người phụ trách hoặc quản trị viên phân quyền."
    )
    detail = str(exception) if exception and exception.args else ""
    return _page(request, 403, _("Bạn không có quyền mở trang này"), text, detail=detail)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    text = _("Địa chỉ có thể gõ nhầm, hoặc nội dung đã được chuyển đi. Thử tìm bằng tên sản phẩm, chủ thể hay số giấy.")
    return _page(request, 404, _("Không tìm thấy trang này"), text)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 413: more was sent than one form may carry."""
    text = _(
        "Dữ liệu gửi lên lớn hơn mức cho phép của một lần gửi. "
        "Chia nhỏ tệp hoặc nén ảnh rồi gửi lại; chưa có gì bị lưu dở."
    )
    return _page(request, 413, _("Nội dung gửi lên quá lớn"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose security token does not fit: usually a page left open over a new sign-in."""
    log.warning("csrf refused: %s %s", reason, request.path)
    text = _(
        "Trang đã mở quá lâu hoặc bạn vừa đăng nhập lại ở thẻ khác. "
        "Quay lại trang trước, tải lại rồi gửi lại; dữ liệu chưa bị lưu."
    )
    return _page(request, 403, _("Phiên của biểu mẫu đã hết hạn"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching database, session or context processors; the reference is in the log."""
    reference = secrets.token_hex(4).upper()
    log.error("server error, reference %s, %s", reference, request.path)
    try:
        stylesheet = static("saolang/desk.css")
    except ValueError:
        stylesheet = ""
    page = loader.get_template("ui/errors/500.html").render({"reference": reference, "stylesheet": stylesheet})
    return HttpResponse(page, status=500)


__all__ = ["bad_request", "csrf_failure", "forbidden", "not_found", "server_error", "too_large"]
