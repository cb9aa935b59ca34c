"""Letters to the person who reported: the code, and the answer. Every task may run twice without harm.

Nothing about the person stands in the queue: a task is given a key, and a code is made at the moment it is sent.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_tasks import task

from saolang.core import clock

from .. import sms
from ..enums import ReportState
from ..models import Report, ReportCode, ReportContact
from ..states.reports import REPORT

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
TOLD = (ReportState.ANSWERED, ReportState.CLOSED, ReportState.FORWARDED, ReportState.DUPLICATE, ReportState.REFUSED)


def hash_of(code: ReportCode, digits: str) -> str:
    """The keyed hash under which a code is kept."""
    return salted_hmac("saolang.monitoring.report_code", f"{code.pk}:{digits}", algorithm="sha256").hexdigest()


def tracking_address(report: Report) -> str:
    """Where the reporter follows the report, in full."""
    return f"{settings.BASE_URL}{reverse('public_reports:track', args=[report.tracking])}"


@task()
def send_code(key: int) -> bool:
    """Make a code, keep its hash and send it; False when it was sent before or could not be sent."""
    row = ReportCode.objects.select_related("contact__report").filter(pk=key, sent_at__isnull=True).first()
    if row is None or row.send_attempts >= MAX_ATTEMPTS:
        return False
    claim = ReportCode.objects.filter(pk=key, sent_at__isnull=True, send_attempts=row.send_attempts)
    digits = f"{secrets.randbelow(1_000_000):06d}"
    if not claim.update(send_attempts=F("send_attempts") + 1, code_hash=hash_of(row, digits)):
        return False
    address = tracking_address(row.contact.report)
    text = _(
        "Mã xác minh phản ánh của bạn trên Sao Làng: %(digits)s (dùng trong 30 phút).\n\n"
        "Trang theo dõi: %(address)s\n\nNếu bạn không gửi phản ánh nào, hãy bỏ qua thư này; phản ánh chưa xác minh "
        "tự xóa sau 48 giờ."
    ) % {"digits": digits, "address": address}
    short = _("Sao Lang: ma xac minh phan anh %(digits)s, dung trong 30 phut.") % {"digits": digits}
    if not _deliver(row.contact, _("Mã xác minh phản ánh"), text, short):
        return False
    ReportCode.objects.filter(pk=key).update(sent_at=clock.now())
    return True


@task()
def send_answer(key: int) -> bool:
    """Tell the reporter that the report was answered, forwarded, joined to another or refused."""
    contact = ReportContact.objects.select_related("report__forwarded_to").filter(pk=key).first()
    if contact is None or contact.answer_sent_at is not None or contact.answer_attempts >= MAX_ATTEMPTS:
        return False
    if contact.verified_at is None or contact.report.state not in TOLD:
        return False
    claim = ReportContact.objects.filter(
        pk=key, answer_sent_at__isnull=True, answer_attempts=contact.answer_attempts
    )  # fmt: skip
    if not claim.update(answer_attempts=F("answer_attempts") + 1):
        return False
    address = tracking_address(contact.report)
    text = "\n\n".join(
        [*answer_words(contact.report), _("Trang theo dõi: %(address)s") % {"address": address}]
    )  # fmt: skip
    short = _("Sao Lang: y kien ban gui da co ket qua. Xem tai %(address)s") % {"address": address}
    if not _deliver(contact, _("Kết quả xử lý ý kiến bạn đã gửi"), text, short):
        return False
    ReportContact.objects.filter(pk=key).update(answer_sent_at=clock.now())
    return True


@task()
def retry_letters() -> int:
    """Try again what could not be sent some minutes ago; run by ``saolang cron``."""
    before = clock.now() - dt.timedelta(minutes=10)
    codes = ReportCode.objects.filter(
        sent_at__isnull=True, asked_at__lt=before, asked_at__gt=before - dt.timedelta(hours=24),
        send_attempts__lt=MAX_ATTEMPTS, contact__verified_at__isnull=True,
    )  # fmt: skip
    answers = ReportContact.objects.filter(
        answer_sent_at__isnull=True, verified_at__isnull=False, answer_attempts__lt=MAX_ATTEMPTS,
        report__state__in=TOLD, report__updated_at__lt=before,
    )  # fmt: skip
    sent = sum(send_code.call(key) for key in list(codes.order_by("pk").values_list("pk", flat=True)[:200]))
    return sent + sum(send_answer.call(key) for key in list(answers.order_by("pk").values_list("pk", flat=True)[:200]))


def answer_words(report: Report) -> list[str]:
    """What the reporter is told, as paragraphs. A denouncer's letter says only that there is a result."""
    if report.is_denunciation:
        return [_("Ý kiến bạn gửi đã có kết quả xử lý. Mở trang theo dõi để xem.")]
    if report.state in (ReportState.ANSWERED, ReportState.CLOSED):
        return [_("Cơ quan OCOP của tỉnh trả lời ý kiến bạn đã gửi:"), report.answer]
    state = str(REPORT.state(report).public_name)
    if report.state == ReportState.DUPLICATE and report.duplicate_of and report.duplicate_of.public_answer:
        return [_("Ý kiến cùng nội dung với ý kiến bạn gửi đã được trả lời:"), report.duplicate_of.public_answer]
    if report.state == ReportState.FORWARDED:
        return [f"{state}: {report.forwarded_name}.", report.reason]
    return [f"{state}.", report.reason] if report.reason else [f"{state}."]


def _deliver(contact: ReportContact, subject: str, text: str, short: str) -> bool:
    """Send by the way that was given; a fault is noted without the address and tried again."""
    try:
        if contact.email:
            foot = _("Thư này do hệ thống gửi tự động, không cần trả lời.")
            EmailMessage(
                subject=f"[Sao Làng] {subject}",
                body=f"{text}\n\n{foot}",
                to=[contact.email],
                headers={"Auto-Submitted": "auto-generated"},
            ).send()
        else:
            way = sms.gateway()
            if way is None:
                return False
            way.send(contact.phone, short)
    except Exception as error:
        logger.warning("letter of a report failed: %s", type(error).__name__)
        return False
    return True
