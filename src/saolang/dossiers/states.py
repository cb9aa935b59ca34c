"""The way of a dossier, from an empty form to its end."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem

from . import checks
from .enums import DossierKind
from .enums import DossierState as S
from .law import HIGHEST_STAR, held_star
from .rules import may_judge

BEFORE_DECISION = (
    S.PREPARING, S.SUBMITTED, S.COMMUNE, S.COMMUNE_COMPLETION, S.PROPOSED, S.PROVINCE, S.PROVINCE_COMPLETION,
    S.IN_ROUND, S.AGENCY_REVIEW, S.IN_COUNCIL, S.CONCLUDED,
)  # fmt: skip
"""The producer may withdraw in these states: until the decision."""

SUPPLEMENTABLE = (
    S.SUBMITTED, S.COMMUNE, S.COMMUNE_COMPLETION, S.PROPOSED, S.PROVINCE, S.PROVINCE_COMPLETION, S.IN_ROUND,
    S.AGENCY_REVIEW, S.IN_COUNCIL,
)  # fmt: skip
"""Dated additions are taken in these states."""


def not_involved(dossier: Any, user: Any) -> list[Problem]:
    """Whoever prepared a file does not check it, unless a leader recorded an exception."""
    if may_judge(user, dossier):
        return []
    return [
        Problem(
            "prepared_this_dossier",
            _text("Bạn đã tham gia lập hồ sơ này nên không được kiểm tra, đánh giá hồ sơ."),
            fix=_text("Giao người khác kiểm tra, hoặc đề nghị lãnh đạo ghi nhận ngoại lệ có lý do."),
        )
    ]


def _complete(dossier: Any, user: Any) -> list[Problem]:
    return checks.submission_problems(dossier, user)


def _report_done(dossier: Any, user: Any) -> list[Problem]:
    return checks.report_problems(dossier)


def _needs_round(dossier: Any, user: Any) -> list[Problem]:
    """Rounds are for first assessments and upgrades. Legal: Quyết định 26/2026/QĐ-TTg, Điều 5.1, 7.6.c-d."""
    if dossier.kind != DossierKind.REASSESSMENT:
        return []
    return [
        Problem(
            "reassessment_without_round",
            _text("Hồ sơ đánh giá lại không xếp vào đợt (Điều 7.6)."),
            fix=_text("Chuyển sang cơ quan OCOP cấp tỉnh đánh giá hồ sơ."),
        )
    ]


def _is_reassessment(dossier: Any, user: Any) -> list[Problem]:
    """The agency's own report opens the way of a re-assessment only. Legal: Điều 7.6.c."""
    if dossier.kind == DossierKind.REASSESSMENT:
        return []
    return [
        Problem(
            "not_a_reassessment",
            _text("Hồ sơ lần đầu và nâng hạng do Tổ tư vấn đánh giá, xếp vào đợt (Điều 7.3)."),
            fix=_text("Đưa hồ sơ vào đợt đánh giá."),
        )
    ]


def _concluded_or_five_stars(dossier: Any, user: Any) -> list[Problem]:
    """Without a conclusion of the provincial council only the renewal of five stars goes to the ministry.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.3.b, 7.6.e.
    """
    if dossier.state != S.AGENCY_REVIEW or held_star(dossier) == HIGHEST_STAR:
        return []
    return [
        Problem(
            "not_five_stars",
            _text("Chỉ hồ sơ đánh giá lại sản phẩm 5 sao mới gửi Bộ mà không qua Hội đồng cấp tỉnh (Điều 6.3.b)."),
            fix=_text("Trình Hội đồng cấp tỉnh lấy ý kiến."),
        )
    ]


def _in_issued_letter(dossier: Any, user: Any) -> list[Problem]:
    return checks.letter_problems(dossier)


OWN = "dossiers.prepare_dossier"
COMMUNE = "dossiers.check_dossier"
PROVINCE = "dossiers.handle_at_province"

DOSSIER = Flow(
    "dossiers.dossier",
    states=[
        State(S.PREPARING, _("Đang lập"), _("Đang lập hồ sơ"), "open"),
        State(S.SUBMITTED, _("Đã nộp, chờ tiếp nhận"), _("Đã nộp, chờ tiếp nhận"), "waiting"),
        State(S.COMMUNE, _("Xã đang kiểm tra"), _("Xã đang kiểm tra hồ sơ"), "open"),
        State(S.COMMUNE_COMPLETION, _("Xã yêu cầu hoàn thiện"), _("Chủ thể đang hoàn thiện hồ sơ"), "soon"),
        State(S.COMMUNE_DECLINED, _("Xã không đề nghị"), _("Xã không đề nghị"), "closed"),
        State(S.PROPOSED, _("Xã đã đề nghị, chờ tỉnh tiếp nhận"), _("Xã đã gửi hồ sơ lên tỉnh"), "waiting"),
        State(S.PROVINCE, _("Tỉnh đang kiểm tra"), _("Tỉnh đang kiểm tra hồ sơ"), "open"),
        State(S.PROVINCE_COMPLETION, _("Tỉnh yêu cầu hoàn thiện"), _("Chủ thể đang hoàn thiện hồ sơ"), "soon"),
        State(S.IN_ROUND, _("Đã vào đợt đánh giá"), _("Chờ Hội đồng đánh giá"), "waiting"),
        State(S.AGENCY_REVIEW, _("Cơ quan OCOP tỉnh đang đánh giá hồ sơ"), _("Tỉnh đang đánh giá hồ sơ"), "open"),
        State(S.IN_COUNCIL, _("Hội đồng đang đánh giá"), _("Hội đồng đang đánh giá"), "open"),
        State(S.CONCLUDED, _("Hội đồng đã kết luận"), _("Chờ quyết định"), "waiting"),
        State(S.AT_MINISTRY, _("Đang chờ Bộ đánh giá 5 sao"), _("Đã gửi Bộ đánh giá 5 sao"), "waiting"),
        State(S.RECOGNISED, _("Đã công nhận"), _("Đã công nhận"), "done"),
        State(S.NOT_RECOGNISED, _("Không đạt"), _("Hồ sơ không đạt"), "closed"),
        State(S.REJECTED, _("Bị loại"), _("Bị loại"), "closed"),
        State(S.WITHDRAWN, _("Chủ thể đã rút"), _("Chủ thể đã rút hồ sơ"), "closed"),
    ],
    transitions=[
        # the producer
        Transition("submit", (S.PREPARING,), S.SUBMITTED, _("Nộp hồ sơ"), "dossiers.submit_dossier", (_complete,)),
        Transition("withdraw", BEFORE_DECISION, S.WITHDRAWN, _("Rút hồ sơ"), "dossiers.withdraw_dossier",
                   needs_reason=True),
        Transition("answer_commune", (S.COMMUNE_COMPLETION,), S.COMMUNE, _("Gửi phần đã hoàn thiện"),
                   "dossiers.supplement_dossier"),
        Transition("answer_province", (S.PROVINCE_COMPLETION,), S.PROVINCE, _("Gửi phần đã hoàn thiện"),
                   "dossiers.supplement_dossier"),
        # the commune
        Transition("receive", (S.SUBMITTED,), S.COMMUNE, _("Tiếp nhận"), "dossiers.receive_dossier"),
        Transition("request_completion", (S.COMMUNE,), S.COMMUNE_COMPLETION, _("Yêu cầu hoàn thiện"), COMMUNE,
                   (not_involved,)),
        Transition("close_completion", (S.COMMUNE_COMPLETION,), S.COMMUNE, _("Kết thúc chờ hoàn thiện"), COMMUNE,
                   needs_reason=True),
        Transition("decline", (S.COMMUNE, S.COMMUNE_COMPLETION), S.COMMUNE_DECLINED, _("Không đề nghị"),
                   "dossiers.decline_dossier", (not_involved,), needs_reason=True),
        Transition("propose", (S.COMMUNE,), S.PROPOSED, _("Gửi đề nghị lên tỉnh"), "dossiers.send_proposal",
                   (not_involved, _report_done, _in_issued_letter)),
        # the province
        Transition("receive_at_province", (S.PROPOSED,), S.PROVINCE, _("Tiếp nhận tại tỉnh"), PROVINCE),
        Transition("request_completion_at_province", (S.PROVINCE,), S.PROVINCE_COMPLETION, _("Yêu cầu hoàn thiện"),
                   PROVINCE, (not_involved,)),
        Transition("close_completion_at_province", (S.PROVINCE_COMPLETION,), S.PROVINCE,
                   _("Kết thúc chờ hoàn thiện"), PROVINCE, needs_reason=True),
        Transition("put_into_round", (S.PROVINCE,), S.IN_ROUND, _("Đưa vào đợt đánh giá"), PROVINCE,
                   (_needs_round, not_involved)),
        Transition("start_agency_review", (S.PROVINCE,), S.AGENCY_REVIEW, _("Bắt đầu đánh giá hồ sơ"), PROVINCE,
                   (_is_reassessment, not_involved)),
        # called by assessment, which holds the right
        Transition("enter_council", (S.IN_ROUND, S.AGENCY_REVIEW), S.IN_COUNCIL, _("Đưa ra Hội đồng")),
        Transition("leave_council", (S.IN_COUNCIL,), S.IN_ROUND, _("Rút khỏi phiên họp"), guards=(_needs_round,),
                   needs_reason=True),
        Transition("leave_council_to_agency", (S.IN_COUNCIL,), S.AGENCY_REVIEW, _("Trả lại cơ quan OCOP tỉnh"),
                   guards=(_is_reassessment,), needs_reason=True),
        Transition("defer", (S.IN_ROUND, S.IN_COUNCIL), S.IN_ROUND, _("Chuyển đợt sau"), guards=(_needs_round,),
                   needs_reason=True),
        Transition("conclude", (S.IN_COUNCIL,), S.CONCLUDED, _("Kết luận")),
        Transition("to_ministry", (S.CONCLUDED, S.AGENCY_REVIEW), S.AT_MINISTRY, _("Gửi Bộ đánh giá 5 sao"),
                   guards=(_concluded_or_five_stars,)),
        Transition("return_from_ministry", (S.AT_MINISTRY,), S.IN_ROUND, _("Tỉnh tổ chức đánh giá"),
                   guards=(_needs_round,), needs_reason=True),
        Transition("return_from_ministry_to_agency", (S.AT_MINISTRY,), S.AGENCY_REVIEW, _("Tỉnh tổ chức đánh giá"),
                   guards=(_is_reassessment,), needs_reason=True),
        Transition("recognise", (S.CONCLUDED, S.AT_MINISTRY), S.RECOGNISED, _("Công nhận")),
        Transition("not_recognise", (S.CONCLUDED, S.AT_MINISTRY), S.NOT_RECOGNISED, _("Thông báo không đạt")),
        Transition("reject", (S.CONCLUDED, S.AT_MINISTRY), S.REJECTED, _("Thông báo bị loại")),
    ],
)  # fmt: skip

STEPS = (
    (_("Nộp"), (S.PREPARING,)),
    (_("Tiếp nhận"), (S.SUBMITTED,)),
    (_("Kiểm tra tại xã"), (S.COMMUNE, S.COMMUNE_COMPLETION)),
    (_("Đề nghị"), ()),
    (_("Tỉnh tiếp nhận"), (S.PROPOSED, S.PROVINCE, S.PROVINCE_COMPLETION)),
    (_("Hội đồng"), (S.IN_ROUND, S.IN_COUNCIL)),
    (_("Quyết định"), (S.CONCLUDED, S.AT_MINISTRY)),
)
"""The steps a reader sees at the head of a dossier, with the states in which each is the present one."""

REASSESSMENT_STEPS = (
    *STEPS[:5],
    (_("Cơ quan OCOP tỉnh đánh giá"), (S.AGENCY_REVIEW,)),
    (_("Lấy ý kiến Hội đồng"), (S.IN_COUNCIL,)),
    STEPS[-1],
)
"""The steps of a re-assessment: no round, no Tổ tư vấn. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6."""

MINISTRY_STEPS = (*REASSESSMENT_STEPS[:6], (_("Bộ đánh giá lại"), (S.AT_MINISTRY,)), (_("Quyết định"), (S.CONCLUDED,)))
"""The steps of the renewal of five stars: no council of the province. Legal: Điều 6.3.b, 7.6.e."""


def steps_of(dossier: Any) -> tuple[Any, ...]:
    """The steps a dossier of this kind goes."""
    if dossier.kind != DossierKind.REASSESSMENT:
        return STEPS
    return MINISTRY_STEPS if held_star(dossier) == HIGHEST_STAR else REASSESSMENT_STEPS
