"""Sockets filled for tasks: work list, search, reminders, evidence files, records that prove results, audit phrases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PHRASES = {
    "task.issue": _("giao nhiệm vụ"),
    "task.edit": _("sửa nội dung nhiệm vụ"),
    "task.set_due": _("đặt hạn của nhiệm vụ"),
    "task.split": _("chia phần việc"),
    "task.wait": _("ghi việc phải chờ"),
    "task.wait_no_more": _("bỏ việc phải chờ"),
    "task.link_repeat": _("nối với việc đã giao trước"),
    "task.unlink_repeat": _("bỏ nối với việc đã giao trước"),
    "task.cancel": _("thôi giao nhiệm vụ"),
    "assignment.accept": _("nhận việc"),
    "assignment.return": _("trả lại việc"),
    "assignment.ask": _("đề nghị làm rõ"),
    "assignment.answer": _("trả lời làm rõ"),
    "assignment.resume": _("trả lời làm rõ"),
    "assignment.write": _("ghi tiến độ"),
    "assignment.write_period": _("ghi kết quả kỳ"),
    "assignment.report": _("báo cáo hoàn thành"),
    "assignment.confirm": _("xác nhận hoàn thành"),
    "assignment.close": _("kết thúc phần phối hợp"),
    "assignment.send_back": _("yêu cầu làm tiếp"),
    "assignment.reopen": _("mở lại việc đã xác nhận"),
    "assignment.insist": _("vẫn giao đơn vị này"),
    "assignment.cancel": _("thôi giao đơn vị này"),
    "assignment.reassign": _("giao lại cho đơn vị khác"),
    "assignment.set_due": _("đặt hạn cho đơn vị"),
    "assignment.name_officer": _("đổi người phụ trách"),
    "assignment.urge": _("đôn đốc"),
    "extension.ask": _("đề nghị lùi hạn"),
    "extension.grant": _("cho lùi hạn"),
    "extension.refuse": _("không đồng ý lùi hạn"),
    "extension.drop": _("kết thúc đề nghị lùi hạn"),
}


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import CronJob, audit_phrases, cron_jobs, search_sources, work_list
    from saolang.files.access import register as register_files

    from ..domain.reminders import remind
    from ..evidence import FILE_PURPOSE
    from ..queries.task_work import task_work
    from ..queries.tasks import TaskSearch, may_read_evidence

    work_list.add(task_work, key="directives.tasks")
    search_sources.add(TaskSearch(), key="directives.tasks")
    cron_jobs.add(CronJob("directives.task_reminders", timedelta(hours=6), remind))
    register_files(FILE_PURPOSE, may_read_evidence)
    for verb, words in PHRASES.items():
        audit_phrases.add(words, key=f"directives.{verb}")
    _register_records()


def _register_records() -> None:
    """Records that prove a result, each with the rights of its own app."""
    from saolang.documents.queries_register import registered_visible_to
    from saolang.dossiers.queries import visible_to as dossiers_visible_to
    from saolang.monitoring.queries.inspections import visits_visible_to
    from saolang.registry.models import Decision
    from saolang.registry.rules import is_official

    from ..evidence import RecordKind, record_kinds

    def decisions(user: Any) -> Any:
        found = Decision.objects.all() if is_official(user) else Decision.objects.none()
        return found.select_related("issuer")

    record_kinds.add(RecordKind("registry.decision", _("Quyết định"), decisions, _decision_words, _decision_name))
    record_kinds.add(
        RecordKind(
            "dossiers.dossier", _("Hồ sơ"),
            lambda user: dossiers_visible_to(user).select_related("product", "producer__organisation"),
            lambda words: _folded(words, "product__search_text") | Q(receipts__number__icontains=words),
            lambda row: f"{row.product.name}, {row.producer.organisation.name}",
        )
    )  # fmt: skip
    record_kinds.add(
        RecordKind(
            "monitoring.visit", _("Cuộc kiểm tra"),
            lambda user: visits_visible_to(user).select_related("producer__organisation", "commune"),
            lambda words: (
                _folded(words, "producer__organisation__search_text") | _folded(words, "commune__search_text")
            ),
            str,
        )
    )  # fmt: skip
    record_kinds.add(
        RecordKind(
            "documents.registereddocument", _("Văn bản"),
            lambda user: registered_visible_to(user).defer("text", "search_text"),
            lambda words: _folded(words, "search_text"),
            str,
        )
    )  # fmt: skip


def _folded(words: str, field: str) -> Q:
    """Every word somewhere in a text kept without marks."""
    from saolang.core.text import fold_vi

    wanted = Q()
    for word in fold_vi(words).split():
        wanted &= Q(**{f"{field}__contains": word})
    return wanted


def _decision_words(words: str) -> Q:
    number, _slash, symbol = words.partition("/")
    wanted = Q(number__istartswith=number.strip())
    return wanted & Q(symbol__istartswith=symbol.strip()) if symbol.strip() else wanted


def _decision_name(row: Any) -> str:
    from saolang.core.text import format_date

    day = f" ngày {format_date(row.issued_on)}" if row.issued_on else ""
    return f"{row}{day}, {row.issuer.name}"
