"""Form field for uploads; the content is judged when it is stored, this only spares an upload that cannot pass."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File

from . import refusals
from .limits import PAPERS, limit

_ACCEPT = {"pdf": ".pdf", "image": "image/jpeg,image/png,image/webp", "docx": ".docx", "xlsx": ".xlsx", "text": ".txt"}


class UploadField(forms.FileField):
    """A file of the allowed kinds; tells the browser which to offer and refuses what is too big."""

    def __init__(self, *, allow: tuple[str, ...] = PAPERS, max_bytes: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 250)
        self.allow = allow
        self.max_bytes = max_bytes or max(limit(f"{kind}_bytes") for kind in allow)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Name the allowed types for the browser's file dialogue."""
        return {**super().widget_attrs(widget), "accept": ",".join(_ACCEPT[kind] for kind in self.allow)}

    def to_python(self, data: File | None) -> File | None:
        """Refuse a file over the cap, with the words of the refusal."""
        upload = super().to_python(data)
        if upload is not None and (upload.size or 0) > self.max_bytes:
            problem = refusals.too_big(upload.name or "", upload.size or 0, self.max_bytes).problems[0]
            raise ValidationError(str(problem), code=problem.code)
        return upload
