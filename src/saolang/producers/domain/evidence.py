"""Papers: added once with their own dates and files, used for many criteria, replaced by newer editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.clock import today
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, NotAllowed, Problem, Problems
from saolang.core.text import format_date, normalize_line
from saolang.files.domain import store
from saolang.files.models import StoredFile

from ..access import evidence_lock_problems
from ..criteria import sheet_of
from ..enums import EvidenceKind
from ..models import Evidence, EvidenceFile, EvidenceLink, Producer, Product
from .changes import apply_changes, field_problems

EVIDENCE_FIELDS = ("kind", "ip_kind", "title", "number", "issuer", "issued_on", "expires_on", "note", "product")
EVIDENCE_PURPOSE = "producers.evidence"
FILE_LIMIT = 20
MAX_PAGE = 2000


@transaction.atomic
def add_evidence(
    *,
    producer: Producer,
    actor: Any,
    kind: str,
    title: str = "",
    files: Sequence[Any] = (),
    accept_expired: bool = False,
    **values: Any,
) -> Evidence:
    """Add a paper of the producer, or of one product (``product=``), with its files.

    ``values`` takes ``EVIDENCE_FIELDS``; ``files`` are uploads (or files already stored for this). A paper whose
    dates have run out is refused unless ``accept_expired`` says it is kept on purpose. Raises DomainError with
    everything that is wrong.
    """
    if not actor.has_perm("producers.add_evidence", producer):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền thêm minh chứng cho chủ thể này."))
    lock_for_change(producer)
    paper = Evidence(producer=producer, added_by=actor)
    _fill(paper, {"kind": kind, "title": title, **values})
    problems = Problems()
    problems.extend(evidence_problems(paper, accept_expired=accept_expired))
    problems.extend(_file_count_problems(0, files))
    problems.raise_if_any()
    paper.save()
    hashes = _attach(paper, files, actor)
    record(
        "producers.evidence.add",
        actor=actor,
        obj=paper,
        data={"kind": paper.kind, "product": paper.product_id, "files": hashes},
    )
    return paper


def evidence_problems(paper: Evidence, *, accept_expired: bool = False) -> list[Problem]:
    """What is wrong with the facts of a paper."""
    problems = Problems()
    if paper.kind not in EvidenceKind.values:
        problems.add("evidence_kind", _("Chưa chọn loại minh chứng."), where=_("Loại minh chứng"))
        return problems.as_list()
    problems.extend(field_problems(paper, {"title", "number", "issuer", "ip_kind"}))
    if paper.product is not None and paper.product.producer_id != paper.producer_id:
        problems.add("evidence_product", _("Sản phẩm này không phải của chủ thể."), where=_("Sản phẩm"))
    if paper.kind == EvidenceKind.IP and not paper.ip_kind:
        problems.add(
            "evidence_ip_kind",
            _("Chưa chọn loại văn bằng sở hữu trí tuệ."),
            where=_("Loại văn bằng"),
            fix=_("Chọn đúng loại ghi trên văn bằng; Mẫu số 02 cần thông tin này."),
        )
    if paper.issued_on and paper.issued_on > today():
        problems.add(
            "evidence_issued_future",
            _("Ngày cấp %(day)s ở tương lai.") % {"day": format_date(paper.issued_on)},
            where=_("Ngày cấp"),
        )
    if paper.issued_on and paper.expires_on and paper.expires_on < paper.issued_on:
        problems.add(
            "evidence_dates",
            _("Ngày hết giá trị %(end)s trước ngày cấp %(start)s.")
            % {"end": format_date(paper.expires_on), "start": format_date(paper.issued_on)},
            where=_("Có giá trị đến"),
            fix=_("Xem lại hai ngày in trên giấy."),
        )
    elif paper.expires_on and paper.expires_on < today() and not accept_expired:
        problems.add(
            "evidence_expired",
            _("Giấy này đã hết giá trị từ ngày %(day)s, nên không tính là giấy tờ đang có.")
            % {"day": format_date(paper.expires_on)},
            where=_("Có giá trị đến"),
            fix=_("Tải bản còn giá trị, hoặc đánh dấu “Vẫn lưu giấy đã hết giá trị” để giữ làm tài liệu cũ."),
        )
    return problems.as_list()


@transaction.atomic
def update_evidence(
    evidence: Evidence,
    *,
    changes: Mapping[str, Any],
    actor: Any,
    expected_version: int | str | None = None,
    accept_expired: bool = False,
) -> Evidence:
    """Correct the facts of a paper that no submitted file names; else add a newer edition."""
    evidence = _lock(evidence, actor, expected_version)
    changed = _fill(evidence, changes)
    if not changed:
        return evidence
    problems = Problems()
    problems.extend(evidence_lock_problems(evidence))
    problems.extend(evidence_problems(evidence, accept_expired=accept_expired or "expires_on" not in changed))
    problems.raise_if_any()
    save_version(evidence)
    record("producers.evidence.update", actor=actor, obj=evidence, data={"fields": sorted(changed)})
    return evidence


@transaction.atomic
def add_evidence_files(
    evidence: Evidence, *, uploads: Sequence[Any], actor: Any, expected_version: int | str | None = None
) -> Evidence:
    """Put more files behind a paper."""
    evidence = _lock(evidence, actor, expected_version)
    problems = Problems()
    if not uploads:
        problems.add("file_missing", _("Chưa chọn tệp nào."), where=_("Tệp"))
    problems.extend(evidence_lock_problems(evidence))
    problems.extend(_file_count_problems(evidence.files.count(), uploads))
    problems.raise_if_any()
    hashes = _attach(evidence, uploads, actor)
    save_version(evidence)
    record("producers.evidence.add_files", actor=actor, obj=evidence, data={"files": hashes})
    return evidence


@transaction.atomic
def remove_evidence_file(row: EvidenceFile, *, actor: Any) -> None:
    """Take a file off a paper that no submitted file names."""
    evidence = _lock(row.evidence, actor, None)
    row = lock_for_change(row)
    problems = Problems()
    problems.extend(evidence_lock_problems(evidence))
    problems.raise_if_any()
    digest = row.file.sha256
    row.delete()
    save_version(evidence)
    record("producers.evidence.remove_file", actor=actor, obj=evidence, data={"files": [digest]})


@transaction.atomic
def replace_evidence(
    evidence: Evidence,
    *,
    actor: Any,
    files: Sequence[Any] = (),
    accept_expired: bool = False,
    expected_version: int | str | None = None,
    on: date | None = None,
    **values: Any,
) -> Evidence:
    """Add a newer edition: kind and product stay, links and substitutes go along, the old paper is kept, out of use."""
    evidence = _lock(evidence, actor, expected_version)
    if Evidence.objects.filter(replaces=evidence).exists():
        raise DomainError.of(
            "evidence_replaced", _("Giấy này đã có bản mới thay thế."), fix=_("Mở bản mới nhất rồi thay từ đó.")
        )
    kept = {name: getattr(evidence, name) for name in ("kind", "ip_kind", "title", "issuer", "product")}
    newer = Evidence(producer=evidence.producer, added_by=actor, replaces=evidence)
    _fill(newer, {**kept, **values})
    problems = Problems()
    problems.extend(evidence_problems(newer, accept_expired=accept_expired))
    problems.extend(_file_count_problems(0, files))
    problems.raise_if_any()
    newer.save()
    hashes = _attach(newer, files, actor)
    EvidenceLink.objects.filter(evidence=evidence).update(evidence=newer)
    from ..models import PaperExemption

    PaperExemption.objects.filter(substitute=evidence).update(substitute=newer)
    evidence.retired_on = on or today()
    save_version(evidence)
    record(
        "producers.evidence.replace",
        actor=actor,
        obj=newer,
        data={"kind": newer.kind, "replaces": evidence.pk, "files": hashes},
    )
    return newer


@transaction.atomic
def retire_evidence(
    evidence: Evidence, *, actor: Any, reason: str, expected_version: int | str | None = None, on: date | None = None
) -> Evidence:
    """Stop using a paper (wrong, lost, cancelled); it stays for the files that name it."""
    evidence = _lock(evidence, actor, expected_version)
    problems = Problems()
    if not normalize_line(reason):
        problems.add("reason_missing", _("Chưa ghi lý do ngừng dùng giấy này."), where=_("Lý do"))
    if evidence.retired_on is not None:
        problems.add("evidence_retired", _("Giấy này đã ngừng dùng."))
    problems.raise_if_any()
    evidence.retired_on = on or today()
    save_version(evidence)
    record("producers.evidence.retire", actor=actor, obj=evidence, reason=reason)
    return evidence


@transaction.atomic
def link_evidence(
    evidence: Evidence,
    *,
    product: Product,
    criterion: str,
    actor: Any,
    page_from: int | None = None,
    page_to: int | None = None,
    note: str = "",
) -> EvidenceLink:
    """Use a paper for a criterion of a product's sheet, with the pages to look at; linking again changes the pages."""
    _allow(evidence, actor)
    if not actor.has_perm("producers.change_product", product):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa sản phẩm này."))
    lock_for_change(product)
    problems = Problems()
    problems.extend(_link_problems(evidence, product, criterion, page_from, page_to))
    problems.raise_if_any()
    link, made = EvidenceLink.objects.update_or_create(
        product=product,
        evidence=evidence,
        criterion=criterion,
        defaults={"page_from": page_from, "page_to": page_to, "note": note},
    )
    record(
        "producers.evidence.link" if made else "producers.evidence.relink",
        actor=actor,
        obj=evidence,
        data={"product": product.pk, "criterion": criterion, "pages": [page_from, page_to]},
    )
    return link


@transaction.atomic
def unlink_evidence(link: EvidenceLink, *, actor: Any) -> None:
    """No longer use a paper for a criterion."""
    _allow(link.evidence, actor)
    link = lock_for_change(link)
    record(
        "producers.evidence.unlink",
        actor=actor,
        obj=link.evidence,
        data={"product": link.product_id, "criterion": link.criterion},
    )
    link.delete()


def _link_problems(
    evidence: Evidence, product: Product, criterion: str, first: int | None, last: int | None
) -> list[Problem]:
    problems = Problems()
    if evidence.producer_id != product.producer_id or evidence.product_id not in (None, product.pk):
        problems.add(
            "link_product",
            _("Giấy này không dùng cho sản phẩm “%(name)s”.") % {"name": product.name},
            where=_("Sản phẩm"),
        )
    if evidence.retired_on is not None:
        problems.add("evidence_retired", _("Giấy này đã ngừng dùng."), fix=_("Chọn bản mới nhất."))
    sheet = sheet_of(product)
    if sheet is not None and criterion not in sheet.by_code:
        problems.add(
            "link_criterion",
            _("Phiếu của bộ %(set)d không có tiêu chí “%(code)s”.") % {"set": sheet.number, "code": criterion[:12]},
            where=_("Tiêu chí"),
            fix=_("Chọn tiêu chí trong danh sách."),
        )
    elif not criterion or len(criterion) > 12:
        problems.add("link_criterion", _("Chưa chọn tiêu chí."), where=_("Tiêu chí"))
    if last is not None and first is None:
        problems.add("link_pages", _("Ghi cả trang đầu."), where=_("Từ trang"))
    elif (first is not None and not 1 <= first <= MAX_PAGE) or (last is not None and not 1 <= last <= MAX_PAGE):
        problems.add("link_pages", _("Số trang từ 1 đến %(max)d.") % {"max": MAX_PAGE}, where=_("Trang"))
    elif first is not None and last is not None and last < first:
        problems.add("link_pages", _("Trang cuối nhỏ hơn trang đầu."), where=_("Đến trang"))
    return problems.as_list()


def _fill(paper: Evidence, values: Mapping[str, Any]) -> set[str]:
    """Take the values over; a title left empty is the name of the kind, and only IP papers have an IP kind."""
    changed = apply_changes(paper, values, EVIDENCE_FIELDS)
    if paper.kind != EvidenceKind.IP:
        paper.ip_kind = ""
    if not normalize_line(paper.title) and paper.kind in EvidenceKind.values:
        paper.title = str(EvidenceKind(paper.kind).label)
    return changed


def _attach(paper: Evidence, files: Sequence[Any], actor: Any) -> list[str]:
    last = paper.files.order_by("-order").values_list("order", flat=True).first()
    start = 0 if last is None else last + 1
    hashes = []
    for index, upload in enumerate(files):
        stored = upload if isinstance(upload, StoredFile) else store(upload, actor=actor, purpose=EVIDENCE_PURPOSE)
        EvidenceFile.objects.create(evidence=paper, file=stored, order=start + index)
        hashes.append(stored.sha256)
    return hashes


def _file_count_problems(have: int, files: Sequence[Any]) -> list[Problem]:
    if have + len(files) <= FILE_LIMIT:
        return []
    return [
        Problem(
            "file_too_many",
            _("Mỗi giấy tờ có tối đa %(max)d tệp.") % {"max": FILE_LIMIT},
            where=_("Tệp"),
            fix=_("Ghép các trang vào một tệp PDF."),
        )
    ]


def _allow(evidence: Evidence, actor: Any) -> None:
    if not actor.has_perm("producers.change_evidence", evidence):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa minh chứng này."))


def _lock(evidence: Evidence, actor: Any, expected_version: int | str | None) -> Evidence:
    _allow(evidence, actor)
    return lock_for_change(evidence, expected_version)
