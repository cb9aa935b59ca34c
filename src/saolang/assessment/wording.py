"""Words that papers of councils and results share."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from saolang.documents.wording import day_words

from .enums import ResultKind
from .models import Session, SessionItem


def star_words(item: SessionItem) -> str:
    if item.result in (ResultKind.REJECTED, ResultKind.STOPPED, ResultKind.DEFERRED, ResultKind.NOT_UPGRADED):
        return str(item.get_result_display())
    if item.result == ResultKind.POTENTIAL:
        return _("Tiềm năng 5 sao")
    return _("%(star)s sao") % {"star": item.star}


def round_words(session: Session) -> str:
    """The round inside a sentence: "đợt 2 năm 2026"; re-assessments stand outside the rounds: "năm 2026"."""
    return str(session.round).lower() if session.round else _("năm %(year)d") % {"year": session.held_on.year}


def assessed_words(session: Session) -> str:
    """What the council did: "đánh giá, phân hạng", and again for re-assessments."""
    return _("đánh giá, phân hạng lại") if session.reassessment else _("đánh giá, phân hạng")


def form_words(session: Session) -> str:
    """The form of the council's work. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.d, 7.6.d."""
    if session.is_written:
        return _("hình thức: lấy ý kiến bằng văn bản, trả lời đến hết %(day)s") % {
            "day": day_words(session.opinions_due_on)
        }
    return _("hình thức: họp %(day)s") % {"day": day_words(session.held_on)}


def assessed_by_words(session: Session) -> str:
    """Where a result comes from, inside a sentence."""
    if session.is_written:
        return _("lấy ý kiến bằng văn bản (gửi %(sent)s, trả lời đến hết %(due)s)") % {
            "sent": day_words(session.held_on),
            "due": day_words(session.opinions_due_on),
        }
    return _("phiên họp %(day)s") % {"day": day_words(session.held_on)}


def held_sentence(session: Session) -> str:
    """ "ngày ... Hội đồng đã họp đánh giá, phân hạng", before the number of products."""
    if session.is_written:
        return _("Hội đồng đã %(assessed)s thông qua hình thức lấy ý kiến bằng văn bản, gửi %(sent)s, trả lời đến hết "
                 "%(due)s (điểm d khoản 6 Điều 7),") % {
            "assessed": assessed_words(session),
            "sent": day_words(session.held_on),
            "due": day_words(session.opinions_due_on),
        }  # fmt: skip
    words = {"day": day_words(session.held_on), "assessed": assessed_words(session)}
    return _("%(day)s Hội đồng đã họp %(assessed)s") % words


def result_words(item: SessionItem) -> str:
    """What the council concluded, inside a sentence. Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3, 4.1, 7.3."""
    return {
        ResultKind.REJECTED: _("bị loại, không xếp hạng"),
        ResultKind.STOPPED: _("dừng đánh giá"),
        ResultKind.BELOW: _("đạt %(star)s sao, không đề nghị công nhận"),
        ResultKind.RECOGNISE: _("đạt %(star)s sao, đề nghị công nhận và cấp giấy chứng nhận"),
        ResultKind.POTENTIAL: _(
            "có tiềm năng đạt 5 sao, đề nghị phê duyệt kết quả để trình Bộ Nông nghiệp và Môi trường"
        ),
        ResultKind.NOT_UPGRADED: _("đạt %(star)s sao, không cao hơn hạng đang có; không nâng hạng"),
        ResultKind.DEFERRED: _("chuyển sang đợt sau"),
    }[ResultKind(item.result)] % {"star": item.star}


def stars_of(items: Sequence[SessionItem]) -> str:
    """The stars that these results reach: "3 sao, 4 sao"."""
    return ", ".join(_("%(star)s sao") % {"star": star} for star in sorted({item.star for item in items if item.star}))


def minimum_words(how: str) -> str:
    return {
        "agreed_option": _("Hội đồng thống nhất một mức"),
        "majority": _("theo đa số phiếu"),
        "mean_points": _("theo điểm trung bình của tiêu chí"),
    }[how]
