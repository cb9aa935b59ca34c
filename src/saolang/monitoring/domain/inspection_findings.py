"""Findings, corrective actions and samples: written on the spot, followed to their end."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record, transition
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems, WrongState
from saolang.core.text import format_date
from saolang.notify.domain import send

from ..enums import FindingState, Severity, VisitState
from ..models import ActionEvidence, ChecklistLine, CorrectiveAction, Finding, Sample, Visit
from ..states.inspections import FINDING
from .inspection_people import visited_people
from .inspection_rights import require

ENDINGS = {"fix": FindingState.FIXED, "sanction": FindingState.SANCTIONED, "withdraw": FindingState.WITHDRAWN}


@transaction.atomic
def record_finding(
    visit: Visit,
    *,
    severity: str,
    text: str,
    actor: Any,
    legal_ground: str = "",
    product: Any = None,
    line: ChecklistLine | None = None,
    sample: Sample | None = None,
    found_on: date | None = None,
    client_id: uuid.UUID | None = None,
) -> Finding:
    """Write down what is wrong; after the minutes only what a failed sample shows. Raises DomainError."""
    visit = lock_for_change(visit)
    require(actor, "monitoring.record_finding", visit)
    by_sample = sample is not None and sample.visit_id == visit.pk and sample.passed is False
    if visit.state != VisitState.ON_SITE and not (by_sample and visit.state == VisitState.MINUTES_SIGNED):
        raise WrongState.of(
            "not_on_site", _("Chỉ ghi tồn tại khi đang kiểm tra."), fix=_("Bắt đầu kiểm tra trước khi ghi tồn tại.")
        )
    found_on = found_on or clock.today()
    problems = Problems()
    _check_finding(problems, visit, severity, text, legal_ground, product, line)
    if visit.arrived_on is not None and found_on < visit.arrived_on:
        problems.add("before_visit", _("Ngày phát hiện trước ngày kiểm tra."), where="found_on")
    if found_on > clock.today():
        problems.add("day_in_future", _("Ngày phát hiện ở tương lai."), where="found_on")
    problems.raise_if_any()
    finding = Finding.objects.create(
        client_id=client_id or uuid.uuid4(),
        visit=visit,
        product=product or _product_of(line, sample),
        line=line,
        severity=severity,
        text=text,
        legal_ground=legal_ground,
        found_on=found_on,
        found_by_id=actor.pk,
    )
    record("monitoring.finding.record", actor=actor, obj=finding, data={"visit": visit.code, "severity": severity})
    return finding


def _product_of(line: ChecklistLine | None, sample: Sample | None) -> Any:
    if line is not None and line.visit_product is not None:
        return line.visit_product.product
    return sample.product if sample is not None else None


def _check_finding(
    problems: Problems, visit: Visit, severity: str, text: str, legal_ground: str, product: Any, line: Any
) -> None:
    if severity not in Severity.values:
        problems.add("severity_unknown", _("Chưa chọn mức độ."), where="severity")
    if len(text.strip()) < 5:
        problems.add("text_missing", _("Chưa ghi nội dung tồn tại."), where="text")
    if severity in (Severity.MEDIUM, Severity.GRAVE) and not legal_ground.strip():
        problems.add(
            "ground_missing",
            _("Tồn tại mức vừa, nghiêm trọng phải nêu căn cứ pháp lý."),
            where="legal_ground",
            fix=_("Ghi điều, khoản của văn bản bị vi phạm."),
        )
    if line is not None and line.visit_id != visit.pk:
        problems.add("other_visit", _("Dòng bảng kiểm không thuộc đợt kiểm tra này."), where="line")
    if product is not None and not visit.products.filter(product=product).exists():
        problems.add("other_product", _("Sản phẩm không thuộc đợt kiểm tra này."), where="product")


@transaction.atomic
def change_finding(
    finding: Finding, *, severity: str, text: str, legal_ground: str, actor: Any, expected_version: int | None = None
) -> Finding:
    """Correct a finding while the team is on the spot. Raises DomainError, Stale."""
    visit = lock_for_change(finding.visit)
    finding = lock_for_change(finding, expected_version)
    require(actor, "monitoring.record_finding", visit)
    if visit.state != VisitState.ON_SITE:
        raise WrongState.of("minutes_signed", _("Biên bản đã lập nên không sửa tồn tại được."))
    problems = Problems()
    _check_finding(problems, visit, severity, text, legal_ground, None, None)
    problems.raise_if_any()
    finding.severity, finding.text, finding.legal_ground = severity, text, legal_ground
    save_version(finding)
    record("monitoring.finding.change", actor=actor, obj=finding, data={"severity": severity})
    return finding


@transaction.atomic
def order_action(
    finding: Finding, *, text: str, due_on: date, actor: Any, recheck_due_on: date | None = None
) -> CorrectiveAction:
    """Say what must be put right and by when. A due day before the finding is refused. Raises DomainError."""
    finding = lock_for_change(finding)
    require(actor, "monitoring.record_finding", finding)
    if finding.state != FindingState.OPEN:
        raise WrongState.of("finding_ended", _("Tồn tại này đã kết thúc."))
    problems = Problems()
    if len(text.strip()) < 5:
        problems.add("text_missing", _("Chưa ghi việc phải khắc phục."), where="text")
    if due_on < finding.found_on:
        problems.add(
            "due_before_finding",
            _("Hạn khắc phục %(due)s trước ngày phát hiện %(found)s.")
            % {"due": format_date(due_on), "found": format_date(finding.found_on)},
            where="due_on",
            fix=_("Chọn hạn từ ngày phát hiện trở đi."),
        )
    if recheck_due_on is not None and recheck_due_on < due_on:
        problems.add(
            "recheck_before_due", _("Hạn kiểm tra lại trước hạn khắc phục."), where="recheck_due_on",
            fix=_("Chọn ngày sau hạn khắc phục."),
        )  # fmt: skip
    problems.raise_if_any()
    action = CorrectiveAction.objects.create(
        finding=finding, text=text, due_on=due_on, recheck_due_on=recheck_due_on, set_by_id=actor.pk
    )
    record("monitoring.correctiveaction.order", actor=actor, obj=action, data={"due_on": due_on})
    return action


@transaction.atomic
def answer_action(
    action: CorrectiveAction, *, text: str, files: Iterable[Any] = (), actor: Any, expected_version: int | None = None
) -> CorrectiveAction:
    """The visited side reports that something was put right, with evidence. Raises DomainError."""
    action = lock_for_change(action, expected_version)
    require(actor, "monitoring.answer_action", action)
    if action.finding.state != FindingState.OPEN or action.recheck_passed:
        raise WrongState.of("action_done", _("Việc này đã được kiểm tra lại là đạt."))
    if len(text.strip()) < 5:
        raise DomainError.of("text_missing", _("Chưa ghi đã khắc phục thế nào."), where="text")
    action.answered_on, action.answer_text, action.answered_by_id = clock.today(), text, actor.pk
    save_version(action)
    for file in files:
        ActionEvidence.objects.create(action=action, file=file, added_by_id=actor.pk)
    record("monitoring.correctiveaction.answer", actor=actor, obj=action, data={"files": action.evidence.count()})
    visit = action.finding.visit
    send(
        [member.user for member in visit.team.select_related("user")],
        kind="action_answered",
        title=_("Báo cáo khắc phục: %(name)s") % {"name": visit.subject_name},
        body=str(action.text),
        url=action.finding.get_absolute_url(),
        obj=action,
    )
    return action


@transaction.atomic
def recheck_action(
    action: CorrectiveAction,
    *,
    on: date,
    passed: bool,
    note: str,
    actor: Any,
    expected_version: int | None = None,
) -> CorrectiveAction:
    """Enter a re-check; one before the finding is refused. Raises DomainError."""
    action = lock_for_change(action, expected_version)
    require(actor, "monitoring.record_finding", action.finding)
    if action.finding.state != FindingState.OPEN:
        raise WrongState.of("finding_ended", _("Tồn tại này đã kết thúc."))
    found = action.finding.found_on
    problems = Problems()
    if on < found:
        problems.add(
            "recheck_before_finding",
            _("Ngày kiểm tra lại %(on)s trước ngày phát hiện %(found)s.")
            % {"on": format_date(on), "found": format_date(found)},
            where="on",
            fix=_("Ghi đúng ngày kiểm tra lại."),
        )
    if on > clock.today():
        problems.add("day_in_future", _("Ngày kiểm tra lại ở tương lai."), where="on")
    if not passed and not note.strip():
        problems.add("note_missing", _("Chưa ghi còn thiếu gì."), where="note")
    problems.raise_if_any()
    action.rechecked_on, action.recheck_passed, action.recheck_note = on, passed, note
    action.rechecked_by_id = actor.pk
    save_version(action)
    record("monitoring.correctiveaction.recheck", actor=actor, obj=action, data={"on": on, "passed": passed})
    return action


@transaction.atomic
def end_finding(
    finding: Finding,
    *,
    how: str,
    number: str,
    on: date,
    issuer: str,
    file: Any,
    actor: Any,
    note: str = "",
    expected_version: int | None = None,
) -> Finding:
    """End a finding as fixed, sanctioned or withdrawn, by a dated paper. Raises DomainError with every reason."""
    finding = lock_for_change(finding, expected_version)
    problems = Problems()
    if how not in ENDINGS:
        problems.add("ending_unknown", _("Cách kết thúc không hợp lệ."), where="how")
        problems.raise_if_any()
    FINDING.check(finding, how, actor)
    if not number.strip():
        problems.add("number_missing", _("Chưa ghi số văn bản."), where="number")
    if not issuer.strip():
        problems.add("issuer_missing", _("Chưa ghi cơ quan ban hành."), where="issuer")
    if file is None:
        problems.add("file_missing", _("Chưa có tệp văn bản xử lý."), where="file", fix=_("Tải lên bản chụp văn bản."))
    if on < finding.found_on:
        problems.add("paper_before_finding", _("Ngày văn bản trước ngày phát hiện."), where="on")
    if on > clock.today():
        problems.add("day_in_future", _("Ngày văn bản ở tương lai."), where="on")
    problems.raise_if_any()
    finding.closing_number, finding.closing_on, finding.closing_issuer = number, on, issuer
    finding.closing_file, finding.closing_note = file, note
    transition(FINDING, finding, how, actor=actor, data={"number": number, "on": on})
    send(
        visited_people(finding.visit),
        kind="finding_ended",
        title=_("Tồn tại đã kết thúc: %(state)s") % {"state": FINDING.state(finding).public_name},
        body=str(finding.text),
        url=finding.get_absolute_url(),
        obj=finding,
    )
    return finding


@transaction.atomic
def take_sample(
    visit: Visit,
    *,
    number: str,
    what: str,
    actor: Any,
    seal: str = "",
    quantity: str = "",
    lab: str = "",
    product: Any = None,
    taken_on: date | None = None,
    client_id: uuid.UUID | None = None,
) -> Sample:
    """Record a sample taken on the spot. Raises DomainError."""
    visit = lock_for_change(visit)
    require(actor, "monitoring.fill_visit", visit)
    if visit.state != VisitState.ON_SITE:
        raise WrongState.of("not_on_site", _("Chỉ ghi mẫu khi đang kiểm tra."))
    taken_on = taken_on or clock.today()
    problems = Problems()
    _check_sample(problems, visit, number, what, product, None)
    if taken_on > clock.today():
        problems.add("day_in_future", _("Ngày lấy mẫu ở tương lai."), where="taken_on")
    if visit.arrived_on is not None and taken_on < visit.arrived_on:
        problems.add("before_visit", _("Ngày lấy mẫu trước ngày kiểm tra."), where="taken_on")
    problems.raise_if_any()
    sample = Sample.objects.create(
        client_id=client_id or uuid.uuid4(),
        visit=visit,
        product=product,
        number=number,
        seal=seal,
        what=what,
        quantity=quantity,
        lab=lab,
        taken_on=taken_on,
        taken_by_id=actor.pk,
    )
    record("monitoring.sample.take", actor=actor, obj=sample, data={"visit": visit.code, "number": number})
    return sample


def _check_sample(
    problems: Problems, visit: Visit, number: str, what: str, product: Any, sample: Sample | None
) -> None:
    if not number.strip():
        problems.add("number_missing", _("Chưa ghi số mẫu."), where="number")
    others = visit.samples.filter(number=number.strip())
    if sample is not None:
        others = others.exclude(pk=sample.pk)
    if number.strip() and others.exists():
        problems.add("number_used", _("Số mẫu này đã có trong đợt."), where="number")
    if not what.strip():
        problems.add("what_missing", _("Chưa ghi tên mẫu, chỉ tiêu."), where="what")
    if product is not None and not visit.products.filter(product=product).exists():
        problems.add("other_product", _("Sản phẩm không thuộc đợt kiểm tra này."), where="product")


@transaction.atomic
def change_sample(
    sample: Sample, *, number: str, what: str, seal: str, quantity: str, lab: str, actor: Any,
    expected_version: int | None = None,
) -> Sample:  # fmt: skip
    """Correct a sample while the team is on the spot. Raises DomainError, Stale."""
    visit = lock_for_change(sample.visit)
    sample = lock_for_change(sample, expected_version)
    require(actor, "monitoring.fill_visit", visit)
    if visit.state != VisitState.ON_SITE:
        raise WrongState.of("minutes_signed", _("Biên bản đã lập nên không sửa mẫu được."))
    problems = Problems()
    _check_sample(problems, visit, number, what, None, sample)
    problems.raise_if_any()
    sample.number, sample.what, sample.seal, sample.quantity, sample.lab = number, what, seal, quantity, lab
    save_version(sample)
    record("monitoring.sample.change", actor=actor, obj=sample, data={"number": number})
    return sample


@transaction.atomic
def enter_result(
    sample: Sample,
    *,
    result: str,
    result_on: date,
    passed: bool,
    file: Any,
    actor: Any,
    lab: str = "",
    expected_version: int | None = None,
) -> Sample:
    """Enter what the laboratory said, with its paper. Raises DomainError."""
    sample = lock_for_change(sample, expected_version)
    require(actor, "monitoring.record_finding", sample.visit)
    problems = Problems()
    if sample.visit.state == VisitState.PUBLISHED:
        problems.add("visit_ended", _("Kết luận đã công khai nên không sửa kết quả mẫu được."))
    if result_on < sample.taken_on:
        problems.add("result_before_sample", _("Ngày kết quả trước ngày lấy mẫu."), where="result_on")
    if result_on > clock.today():
        problems.add("day_in_future", _("Ngày kết quả ở tương lai."), where="result_on")
    if not result.strip():
        problems.add("result_missing", _("Chưa ghi kết quả."), where="result")
    if file is None and sample.file_id is None:
        problems.add("file_missing", _("Chưa có tệp phiếu kết quả."), where="file")
    problems.raise_if_any()
    sample.result, sample.result_on, sample.passed = result, result_on, passed
    sample.lab, sample.file = lab or sample.lab, file or sample.file
    save_version(sample)
    record("monitoring.sample.result", actor=actor, obj=sample, data={"passed": passed, "on": result_on})
    return sample
