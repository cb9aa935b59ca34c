"""Drafting, putting before the signer, returning, issuing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import locked_head, record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problems, WrongState
from saolang.core.text import format_date, normalize_line

from .. import numbering
from ..access import writes_about
from ..compose import compose
from ..enums import SIGNED_FILE_OPTIONAL, PaperKind, PaperState, SignMode
from ..models import Paper, RegisteredDocument
from ..spec import CertificateSpec, Spec, spec_hash, to_data
from ..states import PAPER
from ..wording import number_text
from .register import enter_paper

SIGNED_PURPOSE = "documents.signed"
NUMBER = re.compile(r"[0-9]{1,6}[a-zđ]?(?:-[0-9]{1,4})?")
SYMBOL = re.compile(r"[A-ZĐa-zđ0-9&]+(?:[-.][A-ZĐa-zđ0-9&]+)*(?:/[A-ZĐa-zđ0-9-]+)?")


def draft_paper(
    kind: str,
    *,
    spec: Spec,
    subject: models.Model | None = None,
    issuer: Any,
    actor: Any,
    title: str = "",
    subject_label: str = "",
    at: dt.datetime | None = None,
    drafted_on: dt.date | None = None,
) -> Paper:
    """Write a new draft. `subject` is what the paper is about; `title` defaults to the paper's own words.

    `drafted_on` is given where the paper follows from an act of an earlier day (a certificate from the decision that is
    entered days after its signing); the paper may be dated from then on.

    Raises NotAllowed when the person does not write papers for the issuer, ValueError for a broken spec.
    """
    allowed = actor.has_perm("documents.draft_paper", issuer) or writes_about(actor, PaperKind(kind).value, subject)
    if not allowed:
        raise NotAllowed.of(
            "not_allowed",
            _("Bạn không soạn văn bản cho “%(issuer)s”.") % {"issuer": issuer},
            fix=_("Người có vai trò tại cơ quan này mới soạn được văn bản của cơ quan."),
        )
    if spec.kind != PaperKind(kind).value:
        raise ValueError(f"spec is of kind {spec.kind}, not {kind}")
    _prove(spec)
    with transaction.atomic():
        paper = Paper(
            kind=PaperKind(kind).value,
            title=(title or spec_title(spec))[:500],
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=str(subject.pk) if subject is not None else "",
            subject_label=(subject_label or (str(subject) if subject is not None else ""))[:300],
            spec=to_data(spec),
            draft_hash=spec_hash(spec),
            issuer=issuer,
            drafted_on=drafted_on or clock.day_of(at),
            created_by=actor if actor.pk else None,
        )
        paper.save()
        record("documents.paper.draft", actor=actor, obj=paper, at=at, data=_data(paper), to_state=paper.state)
    return paper


def redraft(
    paper: Paper,
    *,
    spec: Spec,
    actor: Any,
    title: str = "",
    at: dt.datetime | None = None,
    expected_version: int | str | None = None,
) -> Paper:
    """Replace the content of a draft. Raises WrongState once it was put before the signer."""
    _prove(spec)
    with transaction.atomic():
        paper = lock_for_change(paper, expected_version)
        if not actor.has_perm("documents.manage_paper", paper):
            raise NotAllowed.of("not_allowed", _("Bạn không được sửa văn bản này."))
        if paper.state != PaperState.DRAFT:
            raise WrongState.of(
                "wrong_state",
                _("Chỉ sửa được văn bản đang là dự thảo."),
                fix=_("Trả lại dự thảo trước, rồi soạn lại."),
            )
        if spec.kind != paper.kind:
            raise ValueError(f"spec is of kind {spec.kind}, not {paper.kind}")
        paper.spec, paper.draft_hash = to_data(spec), spec_hash(spec)
        paper.title = (title or spec_title(spec))[:500]
        save_version(paper)
        record("documents.paper.redraft", actor=actor, obj=paper, at=at, data=_data(paper))
    return paper


def submit_for_signature(
    paper: Paper, *, actor: Any, at: dt.datetime | None = None, expected_version: int | str | None = None
) -> Paper:
    """Put the draft before the signer; its content is fixed from here, named by its hash."""
    with transaction.atomic():
        paper = lock_for_change(paper, expected_version)
        paper.return_reason = ""
        transition(PAPER, paper, "submit", actor=actor, at=at, data=_data(paper))
    return paper


def return_to_draft(
    paper: Paper, *, actor: Any, reason: str, at: dt.datetime | None = None, expected_version: int | str | None = None
) -> Paper:
    """Take the paper back from the signer, with the reason."""
    with transaction.atomic():
        paper = lock_for_change(paper, expected_version)
        paper.return_reason = reason
        transition(PAPER, paper, "return", actor=actor, at=at, reason=reason, data=_data(paper))
    return paper


def cancel_paper(
    paper: Paper, *, actor: Any, reason: str, at: dt.datetime | None = None, expected_version: int | str | None = None
) -> Paper:
    """Give up a paper that was never issued."""
    with transaction.atomic():
        paper = lock_for_change(paper, expected_version)
        transition(PAPER, paper, "cancel", actor=actor, at=at, reason=reason, data=_data(paper))
    return paper


def issue_paper(
    paper: Paper,
    *,
    number: str | int = "",
    symbol: str = "",
    issued_on: dt.date | None,
    signer_name: str,
    signer_title: str = "",
    sign_mode: str = SignMode.NONE,
    signed_file: Any = None,
    actor: Any,
    at: dt.datetime | None = None,
    draft_hash: str = "",
    expected_version: int | str | None = None,
) -> Paper:
    """Enter number, date, signer and signed file from the office's register: the paper is issued.

    Where the register of the issuer is kept here, the number is given by the system and `number` is not used.
    `draft_hash`, when given, must be the hash of the draft the signed file was printed from. Raises DomainError with
    every problem at once. Legal: Nghị định 30/2020/NĐ-CP, Điều 15 (number and date of a paper).
    """
    with transaction.atomic():
        paper = lock_for_change(paper, expected_version)
        PAPER.check(paper, "issue", actor)
        number = normalize_line(str(number)).lower()
        symbol = normalize_line(symbol)
        given_here = issued_on is not None and bool(symbol) and numbering.by_system(paper.issuer, issued_on)
        problems = Problems()
        _check_date(problems, paper, issued_on, clock.day_of(at))
        _check_signer(problems, signer_name, sign_mode)
        _check_file(problems, paper, signed_file, draft_hash)
        if not given_here:
            number = number.lstrip("0") if number.strip("0") else number
            _check_number(problems, paper, number, symbol, issued_on)
        problems.raise_if_any()
        assert issued_on is not None
        if given_here:
            locked_head()  # the one lock of every write, taken before the row of the series
        paper.number = numbering.take_number(paper.issuer, symbol, issued_on.year) if given_here else number
        paper.symbol, paper.issued_on = symbol, issued_on
        paper.signer_name, paper.signer_title = signer_name, signer_title
        paper.sign_mode, paper.signed_file = SignMode(sign_mode).value, signed_file
        paper.issued_draft_hash = paper.draft_hash
        paper.issued_by = actor if actor.pk else None
        _save_issued(paper, actor, at)
        if given_here:
            enter_paper(paper, actor=actor, at=at)
    return paper


def attach_signed_file(paper: Paper, *, signed_file: Any, actor: Any, at: dt.datetime | None = None) -> Paper:
    """Add the signed copy to an issued paper of a kind that may be issued without it (certificates, receipts)."""
    with transaction.atomic():
        paper = lock_for_change(paper)
        if not actor.has_perm("documents.manage_paper", paper):
            raise NotAllowed.of("not_allowed", _("Bạn không được sửa văn bản này."))
        if paper.state != PaperState.ISSUED or paper.signed_file_id is not None:
            raise WrongState.of("wrong_state", _("Chỉ bổ sung bản đã ký cho văn bản đã ban hành chưa có bản đã ký."))
        problems = Problems()
        _check_file(problems, paper, signed_file, "", required=True)
        problems.raise_if_any()
        paper.signed_file = signed_file
        save_version(paper)
        data = {**_data(paper), "file": signed_file.sha256}
        record("documents.paper.attach_signed", actor=actor, obj=paper, at=at, data=data)
        RegisteredDocument.objects.filter(paper=paper, file__isnull=True).update(
            file=signed_file, page_count=signed_file.pages
        )
    return paper


def spec_title(spec: Spec) -> str:
    """One line naming a paper: its type and what it is about."""
    if isinstance(spec, CertificateSpec):
        return normalize_line(f"{_sentence(spec.title)} {spec.product}")
    head = _sentence(spec.title) if spec.title else _("Văn bản")
    about = re.sub(r"^v/v\s+", "", spec.abstract, flags=re.IGNORECASE)
    return normalize_line(f"{head} {about[:1].lower()}{about[1:]}")


def _sentence(title: str) -> str:
    """ "GIẤY CHỨNG NHẬN SẢN PHẨM OCOP" as words in a line, with the name of the programme kept."""
    return re.sub(r"\bocop\b", "OCOP", title.capitalize())


def _prove(spec: Spec) -> None:
    """A draft that cannot be drawn is never stored."""
    if not isinstance(spec, CertificateSpec):
        compose(spec)


def _data(paper: Paper) -> dict[str, Any]:
    return {"kind": paper.kind, "issuer": paper.issuer_id, "draft_hash": paper.draft_hash}


def _save_issued(paper: Paper, actor: Any, at: dt.datetime | None) -> None:
    data = {
        **_data(paper),
        "number": paper.number,
        "symbol": paper.symbol,
        "issued_on": paper.issued_on.isoformat() if paper.issued_on else "",
        "sign_mode": paper.sign_mode,
        "file": paper.signed_file.sha256 if paper.signed_file else "",
    }
    try:
        with transaction.atomic():
            transition(PAPER, paper, "issue", actor=actor, at=at, data=data)
    except IntegrityError as error:
        if numbering.taken(paper.issuer, paper.symbol, paper.issued_on.year, paper.number).exists():  # type: ignore[union-attr]
            raise DomainError.of("number_taken", _("Số này vừa được người khác ghi cho văn bản khác.")) from error
        raise


def _check_date(problems: Problems, paper: Paper, issued_on: dt.date | None, today: dt.date) -> None:
    where = _("Ngày ban hành")
    if issued_on is None:
        problems.add("date_missing", _("Chưa ghi ngày ban hành."), where=where, fix=_("Ghi ngày trên bản đã ký."))
        return
    if issued_on < paper.drafted_on:
        problems.add(
            "date_before_draft",
            _("Ngày ban hành %(day)s trước ngày soạn dự thảo %(draft)s.")
            % {"day": format_date(issued_on), "draft": format_date(paper.drafted_on)},
            where=where,
            fix=_("Kiểm tra lại ngày trên bản đã ký."),
        )
    if issued_on > today:
        problems.add(
            "date_in_future",
            _("Ngày ban hành %(day)s ở tương lai (hôm nay là %(today)s).")
            % {"day": format_date(issued_on), "today": format_date(today)},
            where=where,
            fix=_("Chỉ ghi sổ khi văn bản đã được ký và ban hành."),
        )


def _check_signer(problems: Problems, signer_name: str, sign_mode: str) -> None:
    if not normalize_line(signer_name):
        problems.add("signer_missing", _("Chưa ghi họ tên người ký."), where=_("Người ký"))
    if sign_mode not in SignMode.values:
        problems.add("sign_mode_unknown", _("Quyền hạn ký không hợp lệ."), where=_("Quyền hạn ký"))


def _check_file(
    problems: Problems, paper: Paper, signed_file: Any, draft_hash: str, *, required: bool | None = None
) -> None:
    where = _("Bản đã ký")
    needed = paper.kind not in SIGNED_FILE_OPTIONAL if required is None else required
    if signed_file is None:
        if needed:
            problems.add(
                "signed_file_missing",
                _("Chưa có tệp bản đã ký."),
                where=where,
                fix=_("Tải lên bản ký số (.pdf) hoặc bản chụp văn bản đã ký, đóng dấu."),
            )
        return
    if signed_file.purpose != SIGNED_PURPOSE:
        problems.add("signed_file_other", _("Tệp này không được tải lên làm bản đã ký."), where=where)
    elif Paper.objects.filter(signed_file=signed_file).exclude(pk=paper.pk).exists():
        problems.add("signed_file_used", _("Tệp này đã là bản đã ký của một văn bản khác."), where=where)
    if draft_hash and draft_hash != paper.draft_hash:
        problems.add(
            "other_draft",
            _("Bản đã ký được in từ một bản dự thảo khác với bản đang trình ký."),
            where=where,
            fix=_("Trả lại dự thảo và trình ký lại đúng bản, hoặc tải lên bản ký của dự thảo này."),
        )


def _check_number(problems: Problems, paper: Paper, number: str, symbol: str, issued_on: dt.date | None) -> None:
    where = _("Số, ký hiệu")
    if not paper.is_numbered and not number:
        return
    if not NUMBER.fullmatch(number) or number == "0":
        problems.add(
            "number_bad",
            _("Số “%(number)s” không đúng.") % {"number": number} if number else _("Chưa ghi số văn bản."),
            where=where,
            fix=_("Ghi số theo sổ đăng ký văn bản đi, ví dụ 15."),
        )
    if not SYMBOL.fullmatch(symbol):
        problems.add(
            "symbol_bad",
            _("Ký hiệu “%(symbol)s” không đúng.") % {"symbol": symbol} if symbol else _("Chưa ghi ký hiệu văn bản."),
            where=where,
            fix=_("Ghi phần sau dấu gạch chéo, ví dụ QĐ-UBND."),
        )
    if issued_on and number and symbol:
        other = numbering.taken(paper.issuer, symbol, issued_on.year, number).exclude(pk=paper.pk).first()
        if other is not None:
            problems.add(
                "number_taken",
                _("Số %(number)s/%(symbol)s năm %(year)s đã ghi cho “%(title)s”.")
                % {"number": number_text(number), "symbol": symbol, "year": issued_on.year, "title": other.title},
                where=where,
                fix=_("Kiểm tra lại sổ đăng ký văn bản đi."),
            )
