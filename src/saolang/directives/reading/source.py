"""The text of a file: .txt, .docx, .pdf; anything without readable text is refused with a reason."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from .model import Source, Unreadable

_MAX_BYTES = 200 * 1024 * 1024
_IMAGES = {"png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "webp", "heic"}
_IMAGE_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
_BROKEN_UTF8 = re.compile("á»[\u0080-\u00bf‹-›†-•€™œšžŸ]?|áº|Ä‘|Æ°|Ã [a-z]|Ã©|Ã¢|Ã´")
_TCVN3 = re.compile(r"[A-Za-zÀ-ÿ][µ¶·¸¹»¼½¾¬®ª«¨©§](?=[\w\s,.;:]|$)|[®µ¸¬][A-Za-zÀ-ÿ­]")
_MACHINE = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_VNI = re.compile(r"[aeouyAEOUY][øûüïäåëöØÛÜÏÄÅËÖ]|ñ[aeouAEOU]|Ñ[AEOU]")


def read_file(data: bytes, name: str) -> Source:
    """Return the text of a file. Raises Unreadable with a Vietnamese message."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    if not data:
        raise Unreadable("Tệp trống, không có chữ đọc được.")
    if len(data) > _MAX_BYTES:
        raise Unreadable("Tệp lớn hơn 200 MB, không đọc được. Tách phụ lục ra tệp riêng rồi thử lại.")
    if ending in _IMAGES or data.startswith(_IMAGE_HEADS):
        raise Unreadable("Tệp ảnh, không có chữ đọc được. Tải bản có chữ (.docx, .pdf có chữ, .txt) hoặc nhập tay.")
    if data.startswith(b"%PDF") or ending == "pdf":
        from .pdf import pdf_text

        return pdf_text(data)
    if data.startswith(b"PK\x03\x04") or ending == "docx":
        from .docx import docx_text

        return docx_text(data)
    if data.startswith(b"\xd0\xcf\x11\xe0") or ending == "doc":
        raise Unreadable("Tệp .doc kiểu cũ không đọc được. Mở bằng Word, lưu lại thành .docx rồi tải lên.")
    if ending not in {"txt", "text", "md", ""}:
        raise Unreadable(f"Không đọc được tệp .{ending}. Nhận .docx, .pdf có chữ và .txt (UTF-8).")
    text = _decoded(data)
    if not any(letter.isalpha() for letter in text):
        raise Unreadable("Tệp không có chữ đọc được.")
    return Source(text, "txt", None, ())


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(_wrong_line(data, error.start)) from error
            return _checked(text)
    if data.count(b"\x00") > len(data) // 20:
        raise Unreadable("Tệp không phải văn bản UTF-8 (có thể là UTF-16 thiếu dấu BOM). Lưu lại với mã UTF-8.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(_wrong_line(data, error.start)) from error
    return _checked(text)


def _checked(text: str) -> str:
    """Refuse what is no text: codes of machines, letters of other scripts where Vietnamese stands."""
    machine = len(_MACHINE.findall(text))
    if machine > 2 and machine > len(text) // 200:
        raise Unreadable("Tệp không phải văn bản (có nhiều mã máy). Tải bản .docx, .pdf có chữ hoặc .txt (UTF-8).")
    check_letters(text)
    letters = sum(map(str.isalpha, text))
    if letters > 2 * len(_LATIN.findall(text)):
        raise Unreadable("Tệp không có chữ tiếng Việt đọc được (có thể sai mã). Lưu lại với mã UTF-8 rồi tải lại.")
    return text


def _wrong_line(data: bytes, at: int) -> str:
    number = data.count(b"\n", 0, at) + 1
    mixed = any(byte > 127 for byte in data[:at])
    what = (
        "tệp trộn nhiều bảng mã: phần trên là UTF-8, dòng này thì không"
        if mixed
        else "có thể là TCVN3 (ABC), VNI hoặc Windows-1258"
    )
    return f"Dòng {number} không phải mã UTF-8 ({what}). Chuyển cả tệp sang Unicode (UTF-8) rồi tải lại."


def check_letters(text: str) -> None:
    """Refuse text whose letters belong to an old Vietnamese font code or were decoded wrongly."""
    if text.isascii():
        return
    totals = {"TCVN3 (ABC)": 0, "VNI": 0, "UTF-8 bị đọc sai": 0}
    first: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line.isascii():
            continue
        for what, pattern in (("TCVN3 (ABC)", _TCVN3), ("VNI", _VNI), ("UTF-8 bị đọc sai", _BROKEN_UTF8)):
            count = len(pattern.findall(line))
            if count >= 2:
                totals[what] += count
                first.setdefault(what, number)
    for what, total in totals.items():
        if total >= 4:
            raise Unreadable(
                f"Dòng {first[what]}: chữ theo bảng mã cũ hoặc sai mã ({what}), không phải Unicode. "
                "Chuyển cả tệp sang Unicode (UTF-8) rồi tải lại."
            )
    if text.count("\ufffd") > 3:
        number = text.count("\n", 0, text.index("\ufffd")) + 1
        raise Unreadable(f"Dòng {number}: có chữ bị hỏng mã (�). Lưu lại tệp gốc với mã UTF-8 rồi tải lại.")
