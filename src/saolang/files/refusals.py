"""What a person reads when a file is refused. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from saolang.core.problems import DomainError
from saolang.core.text import format_number

from .limits import MEGABYTE

KIND_NAMES = {
    "pdf": "PDF",
    "image": "ảnh JPG, PNG, WebP",
    "docx": "Word (.docx)",
    "xlsx": "Excel (.xlsx)",
    "text": "chữ thuần (.txt)",
}


def size_text(size: int) -> str:
    """Return a size as people read it: ``3,2 MB``, ``740 kB``."""
    if size >= MEGABYTE:
        return f"{format_number(round(size / MEGABYTE, 1))} MB"
    return f"{format_number(max(1, round(size / 1024)))} kB"


def refuse(code: str, name: str, message: str, fix: str = "") -> DomainError:
    """Return the refusal of one file."""
    return DomainError.of(code, message, where=_("Tệp “%(name)s”") % {"name": name}, fix=fix)


def too_big(name: str, size: int, cap: int) -> DomainError:
    """The file is over its cap."""
    words = {"size": size_text(size), "cap": size_text(cap)}
    return refuse(
        "file_too_big",
        name,
        _("tệp nặng %(size)s, vượt mức cho phép %(cap)s.") % words,
        _("Quét lại ở độ phân giải thấp hơn (200 dpi là đủ đọc), nén tệp hoặc tách thành nhiều tệp."),
    )


def empty(name: str) -> DomainError:
    """The file has no content."""
    return refuse("file_empty", name, _("tệp không có nội dung."), _("Chọn lại tệp rồi tải lên."))


def wrong_type(name: str, found: str, allow: tuple[str, ...]) -> DomainError:
    """The content is none of the allowed kinds, whatever the name says."""
    message = _("nội dung không đúng loại tệp được nhận.")
    if found:
        message = _("nội dung thực là %(found)s, không phải loại tệp được nhận.") % {"found": found}
    wanted = ", ".join(KIND_NAMES[kind] for kind in allow)
    fix = _("Tải lên tệp loại: %(wanted)s. Đổi tên đuôi tệp không làm thay đổi nội dung.") % {"wanted": wanted}
    return refuse("file_type", name, message, fix)


def damaged(name: str, kind: str) -> DomainError:
    """The content cannot be read to its end."""
    message = _("tệp %(kind)s bị hỏng hoặc tải lên chưa trọn.") % {"kind": KIND_NAMES[kind]}
    return refuse("file_damaged", name, message, _("Mở thử tệp trên máy; nếu mở được, hãy lưu lại và tải lên lần nữa."))


def locked(name: str) -> DomainError:
    """The file needs a password."""
    return refuse(
        "file_encrypted",
        name,
        _("tệp có đặt mật khẩu hoặc bị mã hóa nên người xét không mở được."),
        _("Bỏ mật khẩu (in lại ra PDF hoặc lưu lại không mật khẩu) rồi tải lên."),
    )


def bomb(name: str) -> DomainError:
    """The archive would unpack to far too much."""
    return refuse(
        "file_zip_bomb",
        name,
        _("tệp giải nén ra quá lớn so với một văn bản bình thường nên không được nhận."),
        _("Lưu lại văn bản từ Word hoặc Excel rồi tải lên."),
    )


def active(name: str) -> DomainError:
    """The document carries code."""
    return refuse(
        "file_macro",
        name,
        _("tệp có chứa macro hoặc đối tượng chạy được."),
        _("Lưu lại thành .docx hoặc .xlsx không macro, hoặc in ra PDF."),
    )


def linked(name: str) -> DomainError:
    """The document loads something from elsewhere when it is opened."""
    return refuse(
        "file_external",
        name,
        _("tệp tự nạp mẫu hoặc đối tượng từ một địa chỉ bên ngoài khi mở."),
        _("Bỏ liên kết tới mẫu bên ngoài, hoặc in ra PDF rồi tải lên."),
    )


def too_many_pages(name: str, pages: int, cap: int) -> DomainError:
    """The PDF is longer than the cap."""
    message = _("tệp có %(pages)s trang, nhiều hơn mức %(cap)s trang.") % {
        "pages": format_number(pages),
        "cap": format_number(cap),
    }
    return refuse("file_pages", name, message, _("Tách thành nhiều tệp theo từng giấy tờ."))


def too_many_pixels(name: str, width: int, height: int, cap: int) -> DomainError:
    """The image is larger than the cap."""
    message = _("ảnh quá lớn: %(width)s × %(height)s điểm ảnh, mức cho phép là %(cap)s triệu điểm ảnh.") % {
        "width": format_number(width),
        "height": format_number(height),
        "cap": format_number(cap // 1_000_000),
    }
    return refuse("file_pixels", name, message, _("Thu nhỏ ảnh (cạnh dài khoảng 2.500 điểm ảnh là đủ) rồi tải lên."))
