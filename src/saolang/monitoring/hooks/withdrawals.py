"""Sockets filled for withdrawals of stars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import NavItem, audit_phrases, navigation, search_sources, work_list
    from saolang.documents import issue_views
    from saolang.documents.access import register_reader
    from saolang.files.access import register as register_files

    from ..domain.withdrawals import FILE_PURPOSE
    from ..queries.withdrawals import may_read_case_file, papers_of_cases
    from ..rules.withdrawals import sees_own_cases, sees_withdrawals
    from ..views.withdrawals import ISSUED

    navigation.add(
        NavItem(
            "monitoring.withdrawals", gettext_lazy("Thu hồi"), "monitoring:withdrawals", "ban", 67,
            lambda user: sees_withdrawals(user) or sees_own_cases(user), "giam-sat",
        )
    )  # fmt: skip
    register_files(FILE_PURPOSE, may_read_case_file)
    register_reader("monitoring.withdrawalcase", papers_of_cases)
    for kind in ISSUED:
        issue_views.register(kind, "monitoring:withdrawal_issue")
    work_list.add(withdrawal_work, key="monitoring.withdrawals")
    search_sources.add(WithdrawalSearch(), key="monitoring.withdrawals")
    for verb, words in PHRASES.items():
        audit_phrases.add(words, key=f"monitoring.withdrawalcase.{verb}")


PHRASES = {
    "open": gettext_lazy("lập hồ sơ thu hồi"),
    "conclusion": gettext_lazy("ghi văn bản làm căn cứ"),
    "evidence": gettext_lazy("thêm tài liệu"),
    "ask_commune": gettext_lazy("hỏi xã về việc ngừng sản xuất"),
    "confirm_stopped": gettext_lazy("xã xác nhận ngừng sản xuất"),
    "still_made": gettext_lazy("xã trả lời vẫn còn sản xuất"),
    "verify": gettext_lazy("bắt đầu kiểm tra, xác minh"),
    "verified": gettext_lazy("ghi kết quả xác minh"),
    "invite": gettext_lazy("mời chủ thể làm việc"),
    "reply": gettext_lazy("chủ thể gửi ý kiến"),
    "hear": gettext_lazy("ghi việc nghe chủ thể"),
    "submit": gettext_lazy("trình Chủ tịch UBND tỉnh"),
    "report": gettext_lazy("báo cáo Bộ"),
    "decide": gettext_lazy("ban hành quyết định thu hồi"),
    "ministry": gettext_lazy("ghi quyết định thu hồi của Bộ"),
    "drop": gettext_lazy("kết thúc, không thu hồi"),
}


class WithdrawalSearch:
    """Withdrawals by product, producer, paper number or code."""

    label = gettext_lazy("Thu hồi")
    limit = 8

    def __call__(self, user: Any, query: str) -> Iterator[dict[str, str]]:
        """Yield what the person may see."""
        from django.db.models import Q

        from saolang.core.text import fold_vi, normalize_line

        from ..queries import withdrawals as queries
        from ..states.withdrawals import WITHDRAWAL

        text = normalize_line(query)
        words = Q()
        for word in fold_vi(text).split():
            words &= Q(recognition__product__search_text__contains=word)
        found = words | Q(code__iexact=text) | Q(basis_number__iexact=text)
        for case in queries.for_list(queries.cases_visible_to(user)).filter(found)[: self.limit]:
            state = WITHDRAWAL.state(case)
            subtitle = f"{case.recognition.producer_name} · {state.staff_name}"
            yield {"title": str(case), "subtitle": subtitle, "url": case.get_absolute_url()}


def withdrawal_work(user: Any) -> Iterator[Any]:
    """What waits: cases to move on for the OCOP office, confirmations for communes, a hearing for the producer."""
    from saolang.accounts.enums import COMMUNE_ROLES
    from saolang.accounts.roles import duty_units, organisations_of
    from saolang.core.registries import WorkItem
    from saolang.registry.grounds import STOPPED

    from ..models.withdrawals import OPEN_STATES
    from ..queries import withdrawals as queries
    from ..states.withdrawals import WITHDRAWAL

    provinces, communes = duty_units(user, *queries.MANAGERS), duty_units(user, *COMMUNE_ROLES)
    own = organisations_of(user, *queries.OWN_PEOPLE)
    if not (provinces or communes or own):
        return
    running = queries.for_list(queries.cases_visible_to(user)).filter(state__in=OPEN_STATES)
    for case in running[:100]:
        asked = (
            case.ground == STOPPED and case.basis_on is None and case.asked_commune_on and not case.still_producing_on
        )
        heard = case.recognition.product.producer.organisation_id in own and not case.heard_on
        if case.province_id in provinces:
            label, waits = _("Xử lý"), bool(asked)
        elif case.commune_id in communes and asked:
            label, waits = _("Xác nhận ngừng sản xuất"), False
        elif heard and not case.replies.exists():
            label, waits = _("Gửi ý kiến"), False
        else:
            continue
        state = WITHDRAWAL.state(case)
        yield WorkItem(
            title=_("Thu hồi: %(name)s") % {"name": case.recognition.product_name},
            subtitle=case.recognition.producer_name,
            url=case.get_absolute_url(),
            action_label=label,
            due=case.due_on,
            state_label=str(state.staff_name if case.province_id in provinces else state.public_name),
            kind=state.kind,
            waiting_for_other=waits,
            sort_key=(case.pk,),
        )
