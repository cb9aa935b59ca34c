"""Files made on the spot: honest ones and hostile ones."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter

CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    """Return content as an upload."""
    return SimpleUploadedFile(name, content)


def pdf(pages: int = 2, password: str = "") -> bytes:
    """Return a PDF of empty pages."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def image(form: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **save: Any) -> bytes:
    """Return an image; its left half is red."""
    picture = Image.new(mode, size, 0 if mode in ("L", "P") else (255,) * len(mode))
    if mode in ("RGB", "RGBA"):
        picture.paste((255, 0, 0, 255)[: len(mode)], (0, 0, size[0] // 2, size[1]))
    buffer = BytesIO()
    picture.save(buffer, form, **save)
    return buffer.getvalue()


def photo_with_place() -> bytes:
    """Return a JPEG that says where, when and with what it was taken, turned by 90 degrees."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Máy ảnh Mẫu"
    exif[0x8825] = {1: "N", 2: (9.0, 51.0, 30.0), 3: "E", 4: (105.0, 58.0, 0.0)}
    return image(exif=exif.tobytes(), comment=b"nha rieng")


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a PNG of a few hundred bytes that declares billions of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def docx() -> bytes:
    """Return an honest Word document."""
    document = Document()
    document.add_paragraph("Câu chuyện sản phẩm")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def xlsx() -> bytes:
    """Return an honest workbook."""
    workbook = Workbook()
    workbook.active["A1"] = "Bánh tét"
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def office(extra: dict[str, bytes] | None = None, main: str = "word/document.xml", body: bytes = b"<w/>") -> bytes:
    """Return a minimal document with extra parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", (extra or {}).pop("[Content_Types].xml", CONTENT_TYPES))
        archive.writestr(main, body)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def office_bomb(megabytes: int = 24) -> bytes:
    """Return a document of some kilobytes that unpacks to many megabytes."""
    return office({"word/media/image1.emf": b"\0" * (megabytes * 1024 * 1024)})


def office_lying_bomb() -> bytes:
    """Return a document whose part declares ten bytes and holds a megabyte."""
    honest = office({"word/media/image1.emf": b"\0" * 1024 * 1024})
    return honest.replace(struct.pack("<I", 1024 * 1024), struct.pack("<I", 10))


def relationships(kind: str, target: str) -> bytes:
    """Return a relationship part with one external target."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()
