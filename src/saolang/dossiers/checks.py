"""What still stands in the way: of submitting, and of proposing. Everything at once, each with the place to mend it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.clock import today
from saolang.core.problems import Problem
from saolang.core.text import format_date
from saolang.producers.enums import TOURISM_ONLY_KINDS, TOURISM_SET, PaperStanding, ProducerState, SmeStatus

from . import filing, law, renewal_checks
from .enums import DossierKind, LocalQuestion
from .models import Dossier
from .reading import Reading
from .sections import BY_KEY, CRITERIA, FORM01, PAPERS, PART1, PART2, PART4, PRODUCER, SIGN, Section, sections_of


@dataclass(slots=True)
class SectionStatus:
    """How one section stands: what is missing, and how far it has come."""

    section: Section
    problems: list[Problem] = field(default_factory=list)
    done: int = 0
    total: int = 0

    @property
    def is_complete(self) -> bool:
        return not self.problems

    @property
    def is_started(self) -> bool:
        return self.done > 0

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class _Collector:
    def __init__(self, dossier: Dossier) -> None:
        self.code = dossier.code
        sections = sections_of(dossier.kind)
        self.found: dict[str, SectionStatus] = {section.key: SectionStatus(section) for section in sections}

    def need(self, key: str, present: Any, code: str, message: str, fix: str = "", url: str = "") -> None:
        """Count one fact of a section; add a problem when it is not there."""
        status = self.found[key]
        status.total += 1
        if present:
            status.done += 1
        else:
            self.wrong(key, code, message, fix, url)

    def doubt(self, key: str) -> None:
        """Take back one fact that was counted."""
        self.found[key].done = max(0, self.found[key].done - 1)

    def wrong(self, key: str, code: str, message: str, fix: str = "", url: str = "") -> None:
        section = BY_KEY[key]
        self.found[key].problems.append(
            Problem(code, message, where=str(section.title), fix=fix, url=url or section.url(self.code))
        )


def section_statuses(reading: Reading) -> list[SectionStatus]:
    """Every section with what is missing in it, in the order of the form."""
    found = _Collector(reading.dossier)
    _producer(found, reading)
    _form01(found, reading)
    _part1(found, reading)
    _texts(found, reading)
    renewal_checks.changes(found, reading)
    _criteria(found, reading)
    _papers(found, reading)
    _sign(found, reading)
    renewal_checks.carried(found, reading)
    return list(found.found.values())


def submission_problems(dossier: Dossier, user: Any) -> list[Problem]:
    """All that keeps the dossier from being submitted.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1 and 7.1; Phụ lục III, Mẫu số 01 and 02.
    """
    reading = Reading(dossier)
    problems = [problem for status in section_statuses(reading) for problem in status.problems]
    problems += law_problems(dossier)
    problems += _confirmation_problems(dossier, user)
    problems += law.kind_problems(dossier.product, dossier.kind, today())
    problems += filing.window_problems(dossier)
    return problems


def _producer(found: _Collector, reading: Reading) -> None:
    producer = reading.dossier.producer
    facts = (
        (producer.registration_number, "registration_number", _("Chưa có mã số thuế hoặc số đăng ký kinh doanh.")),
        (producer.representative, "representative", _("Chưa có tên người đại diện pháp luật.")),
        (producer.representative_title, "representative_title", _("Chưa có chức vụ của người đại diện.")),
        (producer.head_office_address, "address", _("Chưa có địa chỉ.")),
        (producer.contact_phone, "phone", _("Chưa có điện thoại liên hệ.")),
        (producer.established_on, "established_on", _("Chưa có ngày thành lập hoặc ngày đăng ký kinh doanh.")),
    )
    for value, code, message in facts:
        found.need(PRODUCER, value, f"producer_{code}", message, _("Bổ sung trong hồ sơ chủ thể."))
    details = reading.details
    personal = details is not None and details.gender and details.ethnicity and details.permanent_address
    found.need(
        PRODUCER, personal, "producer_personal",
        _("Chưa đủ giới tính, dân tộc, địa chỉ thường trú của người đại diện (Mẫu số 02, mục 5)."),
        _("Chỉ người xử lý hồ sơ đọc được các thông tin này."),
    )  # fmt: skip
    if producer.state != ProducerState.CONFIRMED:
        found.wrong(
            PRODUCER, "producer_not_confirmed", _("Ủy ban nhân dân xã chưa xác nhận tài khoản của chủ thể."),
            _("Chờ xã xác nhận rồi nộp; phần đã nhập vẫn được giữ."),
        )  # fmt: skip
    if producer.sme_status == SmeStatus.LARGE:
        found.wrong(
            PRODUCER, "producer_too_large", _("Doanh nghiệp lớn không thuộc đối tượng tham gia (Điều 2.3)."),
            _("Kiểm tra lại quy mô doanh nghiệp trong hồ sơ chủ thể."),
        )  # fmt: skip
    if producer.kind in TOURISM_ONLY_KINDS and reading.sheet.number != TOURISM_SET:
        found.wrong(
            PRODUCER, "producer_kind_tourism_only",
            _("“%(kind)s” chỉ tham gia với nhóm dịch vụ du lịch (Điều 2.3).") % {"kind": producer.get_kind_display()},
            _("Chọn đúng bộ sản phẩm, hoặc đăng ký bằng tổ chức khác."),
        )  # fmt: skip


def _form01(found: _Collector, reading: Reading) -> None:
    dossier, needed = reading.dossier, reading.sheet.samples_required
    count = dossier.sample_count
    found.need(
        FORM01, count is not None and count >= needed, "samples",
        _("Số lượng sản phẩm mẫu phải từ %(count)02d trở lên.") % {"count": needed} if needed
        else _("Chưa ghi số lượng sản phẩm mẫu (ghi 0 với dịch vụ du lịch)."),
        _("Xã sẽ đếm sản phẩm mẫu khi gửi hồ sơ lên tỉnh (Điều 6.2.d)."),
    )  # fmt: skip
    found.need(
        FORM01, dossier.pledged, "pledge", _("Chưa cam đoan thông tin đúng sự thật."),
        _("Đọc và đánh dấu lời cam đoan của Mẫu số 01."),
    )  # fmt: skip


def _part1(found: _Collector, reading: Reading) -> None:
    dossier = reading.dossier
    product_url = reverse("dossiers:section", args=[dossier.code, PART1])
    found.need(
        PART1, dossier.product.description, "product_description",
        _("Chưa mô tả quy cách sản phẩm, tiêu chuẩn (mục 7)."), url=product_url,
    )  # fmt: skip
    found.need(PART1, dossier.producer.history_text, "history", _("Chưa ghi lịch sử hình thành của chủ thể (mục 8)."))
    found.need(PART1, dossier.producer.structure_text, "structure", _("Chưa ghi cơ cấu tổ chức của chủ thể (mục 9)."))


def _texts(found: _Collector, reading: Reading) -> None:
    dossier = reading.dossier
    heads = (
        (dossier.part2_material, "part2_material", _("Chưa trình bày vùng nguyên liệu, công nghệ, đóng gói.")),
        (dossier.part2_quality, "part2_quality", _("Chưa trình bày sự thay đổi về chất lượng sản phẩm.")),
        (dossier.part2_market, "part2_market", _("Chưa trình bày thị trường phân phối sản phẩm.")),
        (dossier.part2_results, "part2_results", _("Chưa trình bày kết quả sản xuất, kinh doanh.")),
    )
    for value, code, message in heads:
        found.need(PART2, value, code, message)
    found.need(PART4, dossier.part4_plan, "part4", _("Chưa trình bày kế hoạch sản xuất, kinh doanh."))


def _criteria(found: _Collector, reading: Reading) -> None:
    code = reading.dossier.code
    for criterion in reading.criteria():
        answer = reading.answers.get(criterion.code)
        words = {"code": criterion.code, "name": criterion.name}
        place = reverse("dossiers:criterion", args=[code, criterion.code])
        answered = answer is not None and answer.option is not None
        described = answered and (answer.option == 0 or bool(answer.description))
        found.found[CRITERIA].total += 1
        if not answered:
            found.wrong(CRITERIA, "criterion_unanswered", _("Tiêu chí %(code)s (%(name)s) chưa chọn mức.") % words,
                        _("Chọn một mức, hoặc “Không đạt mức nào (0 điểm)”."), place)  # fmt: skip
        elif not described:
            found.wrong(CRITERIA, "criterion_undescribed", _("Tiêu chí %(code)s (%(name)s) chưa có mô tả.") % words,
                        _("Mô tả ngắn gọn kết quả chứng minh cho mức đã chọn."), place)  # fmt: skip
        else:
            found.found[CRITERIA].done += 1


def _papers(found: _Collector, reading: Reading) -> None:
    for item in reading.standings:
        found.need(
            PAPERS, item.standing != PaperStanding.MISSING, "paper_missing",
            _("Thiếu giấy bắt buộc: %(name)s.") % {"name": item.label},
            _("Tải giấy lên, hoặc khai căn cứ được miễn kèm giấy thay thế."),
        )  # fmt: skip
    for paper in reading.linked_papers:
        if paper.expires_on is not None and paper.expires_on < today():
            found.wrong(
                PAPERS, "paper_expired",
                _("“%(title)s” đã hết hạn ngày %(day)s mà vẫn gắn với tiêu chí.")
                % {"title": paper.title, "day": format_date(paper.expires_on)},
                _("Thay bằng giấy mới, hoặc bỏ giấy này khỏi tiêu chí."),
            )  # fmt: skip


def _sign(found: _Collector, reading: Reading) -> None:
    dossier = reading.dossier
    found.need(SIGN, dossier.signed_place, "signed_place", _("Chưa ghi nơi ký."))
    found.need(
        SIGN, dossier.signed_scan_id, "signed_scan", _("Chưa có bản đã ký của người đại diện."),
        _("In Mẫu số 01 và 02, ký, đóng dấu rồi tải bản chụp lên; hoặc tải tệp chữ ký."),
    )  # fmt: skip


def law_problems(dossier: Dossier) -> list[Problem]:
    """Whether regime and sheet are still those of a submission today."""
    if law.is_current(dossier):
        return []
    return [
        Problem(
            "regime_changed",
            _("Quy định áp dụng cho ngày nộp hôm nay, hoặc bộ sản phẩm, đã khác lúc lập hồ sơ."),
            where=_("Bộ tiêu chí"),
            fix=_("Chuyển hồ sơ sang phiếu đánh giá đúng quy định rồi tự đánh giá lại; mô tả đã viết được giữ."),
            url=reverse("dossiers:dossier", args=[dossier.code]) + "#chuyen-phieu",
        )
    ]


def helpers_of(dossier: Dossier) -> list[Any]:
    """People who prepared the dossier without belonging to the producer, first to last."""
    from saolang.accounts.roles import users_with

    from .queries import OWN_PEOPLE

    own = set(users_with(OWN_PEOPLE, organisation=dossier.producer.organisation_id).values_list("pk", flat=True))
    return [row.user for row in dossier.preparers.select_related("user").order_by("pk") if row.user_id not in own]


def _confirmation_problems(dossier: Dossier, user: Any) -> list[Problem]:
    """A file that a helper prepared needs the owner's yes; the owner's own submission is that yes."""
    if dossier.confirmed_by_producer_id is not None or user.has_perm("dossiers.confirm_dossier", dossier):
        return []
    helpers = helpers_of(dossier)
    if not helpers:
        return []
    return [
        Problem(
            "owner_must_confirm",
            _("Hồ sơ có người hỗ trợ lập (%(names)s) nên chủ thể phải xác nhận trước khi nộp.")
            % {"names": ", ".join(str(helper) for helper in helpers)},
            fix=_("Người đứng tên chủ thể mở hồ sơ, đọc lại và bấm xác nhận; hoặc tự nộp."),
            url=reverse("dossiers:submit", args=[dossier.code]),
        )
    ]


def composition_items(dossier: Dossier) -> list[tuple[str, str]]:
    """What the commune ticks when it checks the composition.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1 and 6.2.
    """
    rows = [
        ("mau_01", _("Phiếu đăng ký theo Mẫu số 01, đã ký")),
        ("mau_02", _("Báo cáo tự đánh giá theo Mẫu số 02, đủ bốn phần")),
        ("minh_chung", _("Tài liệu minh chứng xếp theo thứ tự tiêu chí")),
        ("bo_giay", _("01 bộ hồ sơ giấy khớp với bộ điện tử")),
    ]
    if dossier.kind != DossierKind.FIRST:
        rows.append(("thay_doi", _("Nội dung và minh chứng về những thay đổi so với lần công nhận trước")))
    return rows


def report_problems(dossier: Dossier) -> list[Problem]:
    """What the commune's check still lacks before it proposes.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2.a.
    """
    url = reverse("dossiers:report", args=[dossier.code])
    report = getattr(dossier, "commune_report", None)
    checked = report.composition_checked if report else {}
    problems = []
    if not all(checked.get(key) for key, _label in composition_items(dossier)):
        problems.append(
            Problem("composition_open", _("Chưa kiểm tra xong thành phần hồ sơ."), where=_("Thành phần hồ sơ"),
                    url=reverse("dossiers:composition", args=[dossier.code]))
        )  # fmt: skip
    written = {row.question for row in report.findings.all() if row.finding} if report else set()
    missing = [label for value, label in LocalQuestion.choices if value not in written]
    if missing:
        problems.append(
            Problem("report_open", _("Mẫu số 03 còn %(count)d nội dung chưa đánh giá: %(names)s.")
                    % {"count": len(missing), "names": "; ".join(str(name) for name in missing)},
                    where=_("Mẫu số 03"), url=url)
        )  # fmt: skip
    return problems


def letter_problems(dossier: Dossier) -> list[Problem]:
    """What the package still lacks: the issued letter and report, samples counted, sets handed over.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.2 and 7.2.b.
    """
    from .queries import current_item

    item = current_item(dossier)
    if item is None:
        return [
            Problem("not_in_letter", _("Hồ sơ chưa nằm trong văn bản đề nghị nào."), where=_("Văn bản đề nghị"),
                    url=reverse("dossiers:proposals"))
        ]  # fmt: skip
    where, url = dossier.product.name, reverse("dossiers:proposal", args=[item.proposal.code])
    problems = []
    needed = Reading(dossier).sheet.samples_required
    if item.samples_counted < needed:
        problems.append(
            Problem("samples_short", _("Mới đếm %(has)d trên %(needed)02d sản phẩm mẫu.")
                    % {"has": item.samples_counted, "needed": needed}, where=where, url=url)
        )  # fmt: skip
    if item.paper_set_on is None or item.electronic_set_on is None:
        problems.append(
            Problem("sets_not_handed", _("Chưa ghi ngày bàn giao bộ giấy và bộ điện tử."), where=where, url=url)
        )
    report = getattr(dossier, "commune_report", None)
    if report is None or report.paper is None or not report.paper.is_issued:
        problems.append(
            Problem("report_not_issued", _("Mẫu số 03 chưa được ký ban hành."), where=where,
                    fix=_("Trình ký Mẫu số 03 rồi ghi số, ngày, người ký."), url=url)
        )  # fmt: skip
    if item.proposal.paper is None or not item.proposal.paper.is_issued:
        problems.append(
            Problem("letter_not_issued", _("Văn bản đề nghị chưa được lãnh đạo xã ký ban hành."),
                    where=_("Văn bản đề nghị"), fix=_("Trình ký rồi ghi số, ngày, người ký."), url=url)
        )  # fmt: skip
    return problems


def notes(reading: Reading, expected_on: dt.date | None) -> list[Problem]:
    """What does not stop the dossier but should be known: papers that will end, marks without evidence, late filing."""
    rows = filing.window_notes(reading.dossier)
    if expected_on is not None:
        rows += [
            Problem(
                "paper_expiring",
                _("“%(title)s” hết hạn ngày %(day)s, trước ngày dự kiến quyết định %(expected)s.")
                % {
                    "title": item.evidence.title,
                    "day": format_date(item.expires_on),
                    "expected": format_date(item.expected_on),
                },
                where=_("Minh chứng"),
                fix=_("Làm lại giấy; khi có bản mới thì gửi dưới dạng tài liệu bổ sung."),
            )
            for item in reading.expiring(expected_on)
        ]
    bare = [
        criterion.code
        for criterion in reading.criteria()
        if (reading.options.get(criterion.code) or 0) > 0 and not reading.links[criterion.code]
    ]
    if bare:
        rows.append(
            Problem(
                "criteria_without_evidence",
                _("%(count)d tiêu chí có điểm mà chưa gắn minh chứng: %(codes)s.")
                % {"count": len(bare), "codes": ", ".join(bare)},
                where=_("Minh chứng"),
            )
        )
    return rows
