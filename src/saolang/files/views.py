"""Giving out stored files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.views.generic import View

from . import access
from .images import thumbnail
from .models import FileKind, StoredFile

THUMB_WIDTHS = (160, 320, 640, 1280)


class StoredFileView(View):
    """Finds the file by its code and asks whether this person may read it."""

    permission = "files.read_file"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Answer with the content, or sign-in, or refusal."""
        stored = get_object_or_404(StoredFile, code=code)
        # Asked of the registry itself: not every user object (an anonymous visitor) goes through permission backends.
        if not access.may_read(request.user, stored):
            if request.user.is_authenticated:
                raise PermissionDenied
            return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
        tag = self.etag(stored)
        if request.headers.get("If-None-Match") == tag:
            response: HttpResponseBase = HttpResponseNotModified()
        else:
            response = self.answer(stored)
            response["X-Content-Type-Options"] = "nosniff"
        response["ETag"] = tag
        response["Cache-Control"] = access.cache_control(stored)
        if response["Cache-Control"].startswith("private"):
            patch_vary_headers(response, ["Cookie"])
        return response

    def etag(self, stored: StoredFile) -> str:
        """Stored bytes never change, so their hash is their tag."""
        return f'"{stored.sha256}"'

    def answer(self, stored: StoredFile) -> HttpResponseBase:
        """Return the content."""
        raise NotImplementedError


class DownloadView(StoredFileView):
    """The file itself; PDF and images open in the browser unless ``?tai-ve=1``, documents are always saved."""

    def answer(self, stored: StoredFile) -> HttpResponseBase:
        """Return the stored bytes."""
        inline = stored.kind in (FileKind.PDF, FileKind.IMAGE) and "tai-ve" not in self.request.GET
        response = FileResponse(stored.open(), as_attachment=not inline, filename=stored.name, content_type=stored.mime)
        response["Content-Length"] = str(stored.size)
        return response


class ThumbView(StoredFileView):
    """A small WebP of an image, ``?w=`` one of the allowed widths; made once and kept."""

    def etag(self, stored: StoredFile) -> str:
        """The hash of the original and the width."""
        return f'"{stored.sha256}-{self.width}"'

    @property
    def width(self) -> int:
        """The allowed width at or above what is asked."""
        try:
            wanted = int(self.request.GET.get("w", "320"))
        except ValueError:
            wanted = 320
        return next((width for width in THUMB_WIDTHS if width >= wanted), THUMB_WIDTHS[-1])

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Only images have a thumbnail."""
        get_object_or_404(StoredFile, code=code, kind=FileKind.IMAGE)
        return super().get(request, code)

    def answer(self, stored: StoredFile) -> HttpResponse:
        """Return the thumbnail, kept beside the files."""
        path = f"nho/{stored.sha256[:2]}/{stored.sha256}-{self.width}.webp"
        return HttpResponse(_kept(path, stored, self.width), content_type="image/webp")


def _kept(path: str, stored: StoredFile, width: int) -> Any:
    try:
        with default_storage.open(path, "rb") as kept:
            content = kept.read()
            if content:
                return content
    except FileNotFoundError:
        pass
    with stored.open() as handle:
        content = thumbnail(handle, width)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return content
