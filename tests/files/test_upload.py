"""What arrives: 500 MB are thrown away while they arrive, everything else that was typed is kept."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from saolang.files.forms import UploadField
from saolang.files.handlers import CappedUploadHandler, RefusedUpload
from saolang.files.limits import MEGABYTE, limit

BOUNDARY = "ranh-gioi"


class Stream:
    """A multipart body that is made while it is read."""

    def __init__(self, megabytes: int) -> None:
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nBánh tét\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="phim.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        tail = (
            f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\nsau tệp\r\n--{BOUNDARY}--\r\n'
        ).encode()
        self.parts = [head, *([b"\0" * MEGABYTE] * megabytes), tail]
        self.length = sum(len(part) for part in self.parts)
        self.left = b""

    def read(self, size: int = -1) -> bytes:
        while self.parts and len(self.left) < size:
            self.left += self.parts.pop(0)
        given, self.left = self.left[:size], self.left[size:]
        return given

    def readline(self, size: int = -1) -> bytes:
        raise NotImplementedError


def post(megabytes: int) -> WSGIRequest:
    stream = Stream(megabytes)
    environment = RequestFactory().post("/").environ
    environment["CONTENT_TYPE"] = f"multipart/form-data; boundary={BOUNDARY}"
    environment["CONTENT_LENGTH"] = str(stream.length)
    environment["wsgi.input"] = stream
    return WSGIRequest(environment)


def test_five_hundred_megabytes_fill_neither_memory_nor_disk() -> None:
    request = post(500)
    tracemalloc.start()
    try:
        upload = request.FILES["file"]
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(upload, RefusedUpload)
    assert (upload.name, upload.size, upload.read()) == ("phim.pdf", 500 * MEGABYTE, b"")
    assert request.POST.dict() == {"title": "Bánh tét", "note": "sau tệp"}
    assert peak < 30 * MEGABYTE


def test_a_file_within_the_cap_arrives_whole() -> None:
    request = post(3)
    upload = request.FILES["file"]
    assert not isinstance(upload, RefusedUpload)
    assert (upload.name, upload.size) == ("phim.pdf", 3 * MEGABYTE)
    assert request.POST["note"] == "sau tệp"
    upload.close()


def handler_with(sizes: list[int]) -> tuple[CappedUploadHandler, list[Any]]:
    handler = CappedUploadHandler()
    answers = []
    for number, size in enumerate(sizes):
        handler.new_file("file", f"{number}.pdf", "application/pdf", None)
        for _turn in range(size):
            handler.receive_data_chunk(b"\0" * MEGABYTE, 0)
        answers.append(handler.file_complete(size * MEGABYTE))
    return handler, answers


def test_all_files_of_a_request_have_a_cap_together() -> None:
    _handler, answers = handler_with([20] * 7)
    assert [answer is None for answer in answers] == [True] * 6 + [False]
    assert answers[-1].cap == limit("request_bytes")


def test_a_stream_without_end_is_cut(settings: Any) -> None:
    settings.FILES_LIMITS = {"abort_bytes": 30 * MEGABYTE}
    with pytest.raises(StopUpload) as caught:
        handler_with([31])
    assert caught.value.connection_reset


def test_upload_field_names_the_types_and_the_size() -> None:
    class Form(forms.Form):
        file = UploadField(label="Giấy phép", allow=("pdf", "image"), max_bytes=100)

    assert 'accept=".pdf,image/jpeg,image/png,image/webp"' in str(Form()["file"])
    form = Form({}, {"file": SimpleUploadedFile("a.pdf", b"x" * 2048)})
    assert not form.is_valid()
    assert form.errors["file"][0].startswith("Tệp “a.pdf”: tệp nặng 2 kB, vượt mức cho phép 1 kB.")
    field = UploadField(allow=("pdf",))
    with pytest.raises(ValidationError) as caught:
        field.clean(RefusedUpload("phim.mp4", 500 * MEGABYTE, 25 * MEGABYTE))
    assert caught.value.code == "file_too_big"
    assert field.clean(SimpleUploadedFile("a.pdf", b"x")).name == "a.pdf"
