"""What the phone form says, as an inspector speaks; the script takes every word from here."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """All sentences of the phone form by their keys; ``{n}`` and the like are filled in by the script."""
    return {**_states(), **_notes(), **_labels()}


def _states() -> dict[str, str]:
    """What became of one entry, and of all together."""
    return {
        "local": _("Đã lưu trên máy"),
        "sending": _("Đang gửi…"),
        "sent": _("Đã gửi"),
        "conflict": _("Xung đột: chọn bản ở đầu trang"),
        "refused": _("Bị từ chối: {why}"),
        "late": _("Đã gửi, giữ làm ghi chú đến muộn"),
        "unsaved": _("CHƯA lưu được trên máy. Đừng đóng trang."),
        "need_note": _("Đã lưu trên máy. Ghi rõ không đạt gì thì mới gửi được."),
        "need_finding": _("Đã lưu trên máy. Còn thiếu: {what}."),
        "need_done": _("Đã lưu trên máy. Bấm “Xong” để gửi."),
        "all_sent": _("Đã gửi hết"),
        "waiting": _("{n} mục trên máy, chờ gửi"),
        "unfinished": _("{n} mục còn viết dở"),
        "look": _("{n} mục cần xem"),
        "offline": _("Mất mạng"),
        "busy": _("Đang gửi {n} mục…"),
        "retry": _("Chưa gửi được, lần tới sau {n} giây"),
        "other_tab": _("Trang khác đang gửi"),
    }


def _notes() -> dict[str, str]:
    """Notes across the page."""
    return {
        "note_offline": _("Đang mất mạng. Cứ làm tiếp: mọi thứ được lưu trên máy và tự gửi khi có mạng lại."),
        "note_sign_in": _("Phiên làm việc đã hết. Những gì chưa gửi vẫn nằm trên máy. Đăng nhập lại để gửi."),
        "note_other": _("Máy đang đăng nhập tài khoản khác. Đăng nhập lại bằng tài khoản của bạn để gửi phần đã ghi."),
        "note_gone": _("Bạn không còn được mở đợt kiểm tra này. Dữ liệu của đợt đã xóa khỏi máy."),
        "note_gone_left": _("Những nội dung dưới đây chưa gửi được. Chép lại ngay nếu cần, rời trang là mất."),
        "note_closed": _("Đợt này không ghi tiếp được nữa ({state}). Phần chưa gửi sẽ gửi làm ghi chú đến muộn."),
        "note_no_store": _(
            "Trình duyệt này không cho lưu trên máy (có thể đang ở chế độ riêng tư hoặc ẩn danh)."
            " Khi có mạng, dùng bảng kiểm thường."
        ),
        "note_full": _(
            "Máy hết chỗ lưu: nội dung vừa ghi CHƯA được giữ. Bấm “Gửi ngay” khi có mạng,"
            " hoặc xóa bớt ảnh, tệp trên máy rồi sửa lại mục đó."
        ),
        "note_no_worker": _(
            "Trình duyệt này không mở lại được trang khi mất mạng. Những gì đã ghi vẫn còn, nhưng đừng đóng trang."
        ),
        "note_picture": _("Máy không đọc được ảnh này. Chụp lại, hoặc chọn ảnh JPEG."),
        "note_ready": _("Máy đã sẵn sàng làm việc khi mất mạng."),
        "note_server": _("Máy chủ trả lời lỗi. Mọi thứ vẫn nằm trên máy, sẽ tự gửi lại."),
        "sign_in": _("Đăng nhập lại"),
        "plain": _("Mở bảng kiểm thường"),
    }


def _labels() -> dict[str, str]:
    """Short words for parts of the page."""
    return {
        "visit_lines": _("Nội dung chung"),
        "progress": _("{n}/{m} dòng"),
        "guidance": _("Xem {n} tiêu chí để tham khảo"),
        "facts": _(
            "Không có các mức điểm được lưu: kiểm tra giấy tờ bắt buộc, nhãn, nhãn hiệu OCOP, sản xuất,"
            " thông tin đã công bố."
        ),
        "page": _("trang"),
        "unanswered": _("Chưa trả lời"),
        "no_note": _("không ghi chú"),
        "finding": _("Tồn tại"),
        "sample": _("Mẫu"),
        "photo": _("Ảnh"),
        "severity": _("mức độ"),
        "text": _("nội dung"),
        "ground": _("căn cứ pháp lý"),
        "number": _("số mẫu"),
        "what": _("tên mẫu, chỉ tiêu"),
        "drop_ask": _("Bỏ nội dung này cùng ảnh của nó khỏi máy?"),
        "whole_visit": _("Cả đợt kiểm tra"),
    }
