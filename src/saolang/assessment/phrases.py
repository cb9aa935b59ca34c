"""What the record says of councils, in words."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "council.create": _("ghi Hội đồng, Tổ tư vấn và Quy chế"),
    "council.seat": _("thêm thành viên Hội đồng"),
    "council.seat_ended": _("ghi thôi tham gia Hội đồng"),
    "council.adviser": _("thêm thành viên Tổ tư vấn"),
    "session.plan": _("lên lịch phiên họp"),
    "session.attendance": _("điểm danh"),
    "session.open": _("khai mạc phiên họp"),
    "session.close": _("bế mạc phiên họp"),
    "session.remove_item": _("rút hồ sơ khỏi phiên họp"),
    "sessionitem.add": _("đưa hồ sơ vào phiên họp"),
    "sessionitem.start": _("phát phiếu cho điểm"),
    "sessionitem.reveal": _("mở các phiếu"),
    "sessionitem.discuss": _("thảo luận, mở lại phiếu chênh lệch"),
    "sessionitem.postpone": _("chuyển đợt sau"),
    "sessionitem.conclude": _("kết luận"),
    "sessionitem.conclude_knocked_out": _("kết luận bị loại hoặc dừng đánh giá"),
    "sessionitem.agree": _("ghi mức Hội đồng thống nhất"),
    "sessionitem.knock_out": _("ghi căn cứ loại"),
    "sessionitem.knock_out_lifted": _("bỏ căn cứ loại"),
    "scoresheet.submit": _("nộp phiếu"),
    "scoresheet.void": _("hủy phiếu của người vắng"),
    "appraisal.write": _("viết báo cáo Tổ tư vấn"),
    "appraisal.hand_in": _("gửi báo cáo Tổ tư vấn"),
    "resultbatch.make": _("lập tờ trình và dự thảo quyết định"),
}
