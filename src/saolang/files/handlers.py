"""Upload handler that keeps nothing of a file beyond the cap.

It stands first in ``FILE_UPLOAD_HANDLERS``. A file over the cap is thrown away while it arrives, without filling memory
or disk; the form gets a :class:`RefusedUpload` of the true name and size instead, so that whoever stores it says why in
the usual way and everything else that was typed is kept.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from .limits import limit


class RefusedUpload(UploadedFile):
    """Stands for a file that was too big to be received; has its name and size and no content."""

    def __init__(self, name: str, size: int, cap: int) -> None:
        super().__init__(file=BytesIO(), name=name, content_type="application/octet-stream", size=size)
        self.cap = cap


class CappedUploadHandler(FileUploadHandler):
    """Counts what arrives; see the module."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.total = 0
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count a file."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a chunk on while the file is within the cap."""
        self.received += len(raw_data)
        self.total += len(raw_data)
        if self.total > limit("abort_bytes"):
            raise StopUpload(connection_reset=True)
        return None if self.refused else raw_data

    def file_complete(self, file_size: int) -> RefusedUpload | None:
        """Answer for a refused file; leave others to the next handler."""
        if not self.refused:
            return None
        return RefusedUpload(self.file_name or "", self.received, self.cap)

    @property
    def cap(self) -> int:
        """The cap that was passed: of one file, or of the whole request."""
        return limit("upload_bytes") if self.received > limit("upload_bytes") else limit("request_bytes")

    @property
    def refused(self) -> bool:
        """Say whether the present file is beyond a cap."""
        return self.received > limit("upload_bytes") or self.total > limit("request_bytes")
