"""A report comes in: it is written down, verified by a code that was really sent, or forgotten after two days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from saolang.accounts.roles import users_with
from saolang.audit.domain import transition
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, Problem, Problems
from saolang.core.text import format_date, normalize, normalize_line
from saolang.files.domain import remove, store
from saolang.notify.domain import send
from saolang.places.queries import province_by_code
from saolang.registry.queries import public_products, public_recognitions

from .. import sms
from ..enums import LegalKind, ReportKind, ReportState
from ..models import Report, ReportCode, ReportContact, ReportPhoto
from ..rules.reports import ASSIGNERS, TRIAGERS
from ..states.reports import REPORT
from . import report_mail
from .petitions import petition_law

PHOTO_PURPOSE = "monitoring.report_photo"
PHOTOS = 3
STORY = (15, 5000)
PER_CONTACT_A_DAY = 3
CODES = 3
TRIES = 5
CODE_LIFE = dt.timedelta(minutes=30)
CODE_PAUSE = dt.timedelta(seconds=60)
UNVERIFIED_LIFE = dt.timedelta(hours=48)


def submit_report(
    *,
    kind: str,
    story: str,
    legal_kind: str = LegalKind.REPORT,
    product: Any = None,
    product_text: str = "",
    bought_at: str = "",
    commune: Any = None,
    email: str = "",
    phone: str = "",
    full_name: str = "",
    photos: Iterable[Any] = (),
    token: str = "",
    at: dt.datetime | None = None,
) -> Report:
    """Write a report down, not yet counted, and send a code. The same form sent twice makes one report.

    Nobody who is signed in is noted. Raises DomainError with all problems.
    """
    token = token.strip()[:32]
    if token and (known := Report.objects.filter(form_token=token).first()):
        return known
    now = at or clock.now()
    given = list(photos)
    email, phone = email.strip().lower(), clean_phone(phone)
    province = province_by_code(settings.PROVINCE_CODE)
    problems = _problems(kind, legal_kind, story, product, product_text, email, phone, full_name, given)
    problems.extend(_contact_problems(email, phone, now))
    if province is None:
        raise DomainError.of("no_province", _("Hệ thống chưa có tên tỉnh nên chưa nhận được phản ánh."))
    problems.raise_if_any()
    home = product.producer.filing_commune if product is not None else None
    try:
        with transaction.atomic():
            report = Report.objects.create(
                form_token=token or None,
                kind=kind,
                legal_kind=legal_kind,
                product=product,
                product_text="" if product is not None else normalize_line(product_text),
                bought_at=normalize_line(bought_at),
                commune=commune or home,
                province=province,
                story=normalize(story),
            )
            contact = ReportContact.objects.create(
                report=report, email=email, phone="" if email else phone, full_name=normalize_line(full_name)
            )
            for number, upload in enumerate(given, start=1):
                # The name of a file often names a person.
                upload.name = f"anh-{number}"
                stored = store(upload, actor=None, purpose=PHOTO_PURPOSE, allow=("image",))
                ReportPhoto.objects.create(report=report, file=stored)
            _ask_code(contact, now)
    except IntegrityError:
        known = Report.objects.filter(form_token=token).first() if token else None
        if known is None:
            raise
        return known
    return report


def _problems(
    kind: str, legal_kind: str, story: str, product: Any, product_text: str, email: str, phone: str,
    full_name: str, photos: list[Any],
) -> Problems:  # fmt: skip
    problems = Problems()
    if kind not in ReportKind.values:
        problems.add("kind_unknown", _("Chọn loại việc bạn muốn báo."), where="kind")
    if legal_kind not in LegalKind.values:
        problems.add("law_unknown", _("Chọn phản ánh, khiếu nại hoặc tố cáo."), where="legal_kind")
    elif legal_kind != LegalKind.REPORT and not normalize_line(full_name):
        problems.add("name_missing", _("Khiếu nại, tố cáo cần họ tên người gửi theo luật."), where="full_name")
    length = len(normalize(story))
    if not STORY[0] <= length <= STORY[1]:
        words = {"low": STORY[0], "high": STORY[1]}
        problems.add("story_length", _("Kể sự việc trong khoảng %(low)s đến %(high)s chữ cái.") % words, where="story")
    if product is None and not normalize_line(product_text):
        problems.add("product_missing", _("Ghi tên sản phẩm, hoặc chọn sản phẩm trong sổ."), where="product_text")
    if product is not None and not may_be_reported(product):
        problems.add(
            "product_not_public", _("Sản phẩm này không có trong danh sách công khai."), where="product_text",
            fix=_("Ghi tên sản phẩm như trên nhãn."),
        )  # fmt: skip
    if not email and not phone:
        problems.add("contact_missing", _("Ghi thư điện tử để nhận mã xác minh."), where="email")
    elif not email and not sms.offered():
        problems.add(
            "phone_not_offered", _("Tỉnh chưa có cổng nhắn tin nên chưa xác minh qua điện thoại được."), where="email",
            fix=_("Ghi thư điện tử."),
        )  # fmt: skip
    elif not email and not re.fullmatch(r"\+84[0-9]{9}", phone):
        problems.add("phone_wrong", _("Số điện thoại cần 10 chữ số, bắt đầu bằng 0."), where="phone")
    if len(photos) > PHOTOS:
        problems.add("too_many_photos", _("Gửi nhiều nhất %(n)d ảnh.") % {"n": PHOTOS}, where="photo_1")
    return problems


def _contact_problems(email: str, phone: str, now: dt.datetime) -> list[Problem]:
    wanted = {"email": email} if email else {"phone": phone}
    if not any(wanted.values()):
        return []
    since = now - dt.timedelta(days=1)
    if ReportContact.objects.filter(created_at__gt=since, **wanted).count() < PER_CONTACT_A_DAY:
        return []
    return [
        Problem(
            "too_many_reports",
            _("Địa chỉ này đã gửi %(n)d phản ánh trong 24 giờ qua.") % {"n": PER_CONTACT_A_DAY},
            where="email" if email else "phone",
            fix=_("Chờ đến ngày mai, hoặc gọi cơ quan OCOP của tỉnh."),
        )
    ]


def clean_phone(text: str) -> str:
    """A Vietnamese number with +84, without spaces and dots; what is no number stays as typed."""
    digits = re.sub(r"[\s.\-()]", "", text)[:15]
    if digits.startswith("0"):
        return f"+84{digits[1:]}"
    return f"+{digits}" if digits.startswith("84") else digits


def may_be_reported(product: Any) -> bool:
    """Whether the public knows the product: its page, or the answer for its certificate."""
    return bool(
        public_products().filter(pk=product.pk).exists() or public_recognitions().filter(product=product).exists()
    )


def ask_code_again(report: Report, *, at: dt.datetime | None = None) -> None:
    """Send a new code; the ones before stop counting. At most three, a minute apart."""
    now = at or clock.now()
    with transaction.atomic():
        fresh = lock_for_change(report)
        if fresh.state != ReportState.UNVERIFIED:
            return
        contact = ReportContact.objects.get(report=fresh)
        codes = list(contact.codes.order_by("pk"))
        if len(codes) >= CODES:
            raise DomainError.of(
                "no_more_codes", _("Đã gửi đủ %(n)d mã cho phản ánh này.") % {"n": CODES},
                fix=_("Gửi lại phản ánh và kiểm tra địa chỉ thư."),
            )  # fmt: skip
        if codes and now - codes[-1].asked_at < CODE_PAUSE:
            raise DomainError.of(
                "code_too_soon", _("Mã vừa được gửi."), fix=_("Chờ một phút rồi xin mã mới; xem cả mục thư rác.")
            )
        _ask_code(contact, now)


def _ask_code(contact: ReportContact, now: dt.datetime) -> None:
    row = ReportCode.objects.create(contact=contact, asked_at=now)
    transaction.on_commit(partial(report_mail.send_code.enqueue, row.pk), robust=True)


def verify_report(report: Report, *, digits: str, at: dt.datetime | None = None) -> Report:
    """Compare the code; the right one makes the report count and starts its clocks.

    A wrong try is kept even though it is refused, and five of them lock the code. A report that counts already is
    returned as it is.
    """
    now = at or clock.now()
    with transaction.atomic():
        fresh = lock_for_change(report)
        problem = None
        if fresh.state == ReportState.UNVERIFIED:
            problem = _try(fresh, re.sub(r"\s", "", digits)[:12], now)
            if problem is None:
                _receive(fresh, now)
    if problem is not None:
        raise DomainError([problem])
    return fresh


def _try(report: Report, digits: str, now: dt.datetime) -> Problem | None:
    if now - report.created_at > UNVERIFIED_LIFE:
        return Problem("report_expired", _("Phản ánh này đã quá 48 giờ chưa xác minh."), fix=_("Hãy gửi lại."))
    code = ReportCode.objects.filter(contact__report=report).order_by("-pk").first()
    if code is None or code.sent_at is None:
        return Problem("code_not_sent", _("Mã đang được gửi."), where="digits", fix=_("Chờ vài phút rồi nhập mã."))
    if code.tries >= TRIES:
        return Problem(
            "code_locked", _("Mã này đã nhập sai %(n)d lần nên bị khóa.") % {"n": TRIES}, where="digits",
            fix=_("Bấm “Gửi mã khác”."),
        )  # fmt: skip
    if now - code.sent_at > CODE_LIFE:
        return Problem("code_old", _("Mã đã quá 30 phút."), where="digits", fix=_("Bấm “Gửi mã khác”."))
    if digits and constant_time_compare(code.code_hash, report_mail.hash_of(code, digits)):
        return None
    ReportCode.objects.filter(pk=code.pk).update(tries=F("tries") + 1)
    left = TRIES - code.tries - 1
    return Problem(
        "code_wrong", _("Mã chưa đúng, còn %(n)d lần thử.") % {"n": left}, where="digits",
        fix=_("Nhập 6 chữ số trong thư mới nhất."),
    )  # fmt: skip


def _receive(report: Report, now: dt.datetime) -> None:
    day = clock.local(now).date()
    law = petition_law(report.legal_kind)
    report.received_on = day
    report.triage_due_on = law.accept_due(day)
    report.answer_due_on = law.answer_due(day, None)
    contact = ReportContact.objects.get(report=report)
    contact.verified_at = now
    contact.save(update_fields=["verified_at"])
    contact.codes.all().delete()
    transition(REPORT, report, "receive", actor=None, at=now, data={"kind": report.kind, "law": report.legal_kind})
    tell_officials(report)


def tell_officials(report: Report) -> None:
    """Tell who looks at new reports; of a denunciation only that one waits for a handler."""
    due = format_date(report.triage_due_on)
    if report.is_denunciation:
        send(
            users_with(ASSIGNERS, unit=report.province_id),
            kind="monitoring.denunciation_new",
            title=_("Có tố cáo chờ giao người xử lý"),
            body=_("Giao trước ngày %(due)s. Nội dung và người gửi chỉ người được giao mở được.") % {"due": due},
            url=reverse("monitoring:reports"),
        )
        return
    send(
        users_with(TRIAGERS, unit=report.province_id),
        kind="monitoring.report_new",
        title=_("Có %(law)s mới chờ xem xét") % {"law": str(LegalKind(report.legal_kind).label).lower()},
        body=_("Hạn xem xét: ngày %(due)s.") % {"due": due},
        url=report.get_absolute_url(),
        obj=report,
    )


def sweep_unverified(*, at: dt.datetime | None = None) -> int:
    """Delete reports that nobody verified within two days, with their pictures; return how many."""
    before = (at or clock.now()) - UNVERIFIED_LIFE
    count = 0
    for report in Report.objects.filter(state=ReportState.UNVERIFIED, created_at__lt=before).order_by("pk")[:500]:
        with transaction.atomic():
            fresh = Report.objects.select_for_update().filter(pk=report.pk, state=ReportState.UNVERIFIED).first()
            if fresh is None:
                continue
            files = [photo.file for photo in fresh.photos.select_related("file")]
            fresh.delete()
            for stored in files:
                remove(stored)
            count += 1
    return count
