"""A notice on its way: read, confirmed, carried out by some and not by others, asked again at a meeting."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile

from saolang.accounts.models import Organisation
from saolang.core.paths import data_dir
from saolang.core.text import format_date
from saolang.directives.domain import meeting_conclusions, meeting_notice, meetings, notices_edit, notices_setup, work
from saolang.directives.domain.difficulties import close_difficulty, raise_difficulty
from saolang.directives.domain.difficulty_answers import answer_difficulty, route_difficulty
from saolang.directives.domain.difficulty_guidance import publish_guidance
from saolang.directives.domain.notices_confirm import confirm
from saolang.directives.domain.notices_intake import Looked, bring_in, keep_file
from saolang.directives.models import Assignment, Difficulty, Extension, Meeting, Notice, Task
from saolang.files.domain import store

from .dossiers import signed_values
from .papers import sample_pdf
from .timeline import day, on

ISSUED = -58
HEAD = {"name": "Đỗ Mẫu Trưởng", "title": "Phó Chủ tịch Ủy ban nhân dân tỉnh, Trưởng Ban Chỉ đạo (mẫu)"}
SEATS = (
    "Sở NN&MT", "Sở Công Thương", "Sở Tài chính", "Sở KH&CN", "Sở Y tế", "Sở VHTTDL", "Sở GD&ĐT", "Liên minh HTX",
)  # fmt: skip


def walk_directives(people: SimpleNamespace, units: dict[str, Any]) -> None:
    """Everything around one notice, each act on its own day."""
    bodies = {body.short_name: body for body in Organisation.objects.filter(unit=units["province"])}
    home = Organisation.objects.get(kind="committee", unit=units["home"])
    other = Organisation.objects.get(kind="committee", unit=units["other"])
    with on(-70):
        committee = _committee(people, units["province"], bodies)
    with on(ISSUED + 1):
        notice = _notice(people, committee)
    shares = {(row.task.label, row.body_id): row for row in Assignment.objects.filter(notice=notice, share="lead")}
    _work(shares, people, bodies, home, other)
    _difficulties(shares, people, bodies, home, other)
    _meetings(people, units["province"], committee, notice)
    with on(-1):
        _waiting_notice(people, committee, bodies["VPĐP nông thôn mới"], bodies["VP UBND tỉnh"])


def _committee(people: SimpleNamespace, province: Any, bodies: dict[str, Organisation]) -> Organisation:
    committee = notices_setup.create_committee(
        province=province, name="Ban Chỉ đạo OCOP tỉnh (mẫu)", short_name="BCĐ OCOP", valid_from=day(-70),
        actor=people.steering,
    )  # fmt: skip
    for short_name in SEATS:
        notices_setup.add_member(
            committee=committee, body=bodies[short_name], valid_from=day(-70), standing=short_name == SEATS[0],
            basis="Quyết định thành lập Ban Chỉ đạo (mẫu)", actor=people.steering,
        )  # fmt: skip
    return committee


def _long(date: dt.date) -> str:
    return f"ngày {date:%d} tháng {date:%m} năm {date.year}"


def _brought_in(name: str, slots: dict[str, str], people: SimpleNamespace, **options: Any) -> Notice:
    """A notice of the data folder with its days filled in, entered and read."""
    words = (data_dir() / "demo" / f"{name}.txt").read_text(encoding="utf-8").format(**slots)
    committee, holder = options["committee"], options["holder"]
    stored = keep_file(ContentFile(words.encode(), name=f"{name}.txt"), holder=holder, actor=people.steering)
    data = Looked(stored).data
    names = ("number", "symbol", "issued_on", "kind", "abstract", "issuer_name", "signer_name", "signer_title")
    fields = {**{key: data[key] for key in names}, "issuer": options["issuer"]}
    return bring_in(
        stored, holder=holder, direction=options["direction"], received_on=options["received_on"], fields=fields,
        recipients=data["recipients"], committee=committee, place=data["place"], actor=people.steering,
    )  # fmt: skip


def _notice(people: SimpleNamespace, committee: Organisation) -> Notice:
    """The committee's own notice, confirmed with the suggested dates but one."""
    days = {"past_1": -20, "past_2": -25, "soon_1": 5, "soon_2": 12, "soon_3": 25}
    slots = {name: format_date(day(offset)) for name, offset in days.items()}
    slots |= {"issued_long": _long(day(ISSUED)), "met_long": _long(day(ISSUED - 4)).capitalize()}
    notice = _brought_in(
        "conclusion-notice", slots, people, committee=committee, holder=committee, issuer=committee,
        direction="outgoing", received_on=day(ISSUED + 1),
    )  # fmt: skip
    keys = [task["key"] for block in notice.draft["blocks"] for task in block["tasks"]]
    notice = notices_edit.take_suggested_dates(
        notice, keys=[key for key in keys if key != keys[-5]], actor=people.steering
    )
    return confirm(notice, actor=people.steering)


def _waiting_notice(
    people: SimpleNamespace, committee: Organisation, office: Organisation, issuer: Organisation
) -> None:
    """One that came yesterday and waits to be confirmed."""
    slots = {
        "issued_long": _long(day(-3)),
        "due_1": format_date(day(20)),
        "due_2": format_date(day(14)),
        "due_month": f"{day(40):%m/%Y}",
    }
    _brought_in(
        "fair-notice", slots, people, committee=committee, holder=office, issuer=issuer, direction="incoming",
        received_on=day(-1),
    )  # fmt: skip


def _proof(title: str, body: Organisation, offset: int, actor: Any) -> work.Evidence:
    upload = sample_pdf(
        title, issuer=body.name, number="00/BC (mẫu)", issued_on=day(offset), holder=body.name, about=title
    )
    return work.Evidence(file=store(upload, actor=actor, purpose="directives.evidence", allow=("pdf",)))


def _work(
    shares: dict[tuple[str, int], Assignment],
    people: SimpleNamespace,
    bodies: dict[str, Organisation],
    home: Organisation,
    other: Organisation,
) -> None:
    agriculture, trade, finance = bodies["Sở NN&MT"], bodies["Sở Công Thương"], bodies["Sở Tài chính"]
    with on(-55):
        for label in ("1.1", "1.2", "1.3"):
            work.accept(shares[label, agriculture.pk], actor=people.agriculture)
        for label in ("2.1", "2.2"):
            work.accept(shares[label, trade.pk], actor=people.trade)
        work.accept(shares["3.1", finance.pk], actor=people.finance)
        work.accept(shares["7.1", home.pk], actor=people.commune_officer)
    with on(-54):
        asked = work.ask_extension(
            shares["2.1", trade.pk], wanted_on=day(10), actor=people.trade,
            reason="Ban tổ chức hội chợ lùi ngày khai mạc sang cuối năm.",
        )  # fmt: skip
    with on(-53):
        work.decide_extension(
            Extension.objects.get(pk=asked.pk), granted=True, answer="Đồng ý theo lịch hội chợ.", actor=people.steering
        )
        work.ask_clarification(
            shares["3.2", finance.pk], question="Hướng dẫn chung cả tỉnh hay riêng từng xã có sản phẩm được thưởng?",
            actor=people.finance,
        )  # fmt: skip
    with on(-40):
        work.write_progress(
            shares["1.1", agriculture.pk], percent=60, actor=people.agriculture,
            text="Đã rà soát sản phẩm của hai phần ba số xã; còn các xã chưa gửi danh sách.",
        )  # fmt: skip
    with on(-30):
        paper = _proof("Tờ trình bố trí kinh phí khen thưởng", finance, -30, people.finance)
        share = work.report_done(
            shares["3.1", finance.pk], text="Đã trình Ủy ban nhân dân tỉnh phương án khen thưởng.", evidence=[paper],
            actor=people.finance,
        )  # fmt: skip
    with on(-28):
        work.accept_result(share, actor=people.steering)
    with on(-3):
        paper = _proof("Danh sách ý tưởng sản phẩm đăng ký đợt tới", home, -3, people.commune_officer)
        work.report_done(
            shares["7.1", home.pk], text="Đã rà soát, có 3 chủ thể đăng ký.", evidence=[paper],
            actor=people.commune_officer,
        )  # fmt: skip
    with on(-50):
        work.return_share(
            shares["7.1", other.pk], actor=people.other_officer,
            reason="Xã đang chờ sắp xếp lại ấp, đề nghị giao sau khi có quyết định.",
        )  # fmt: skip


def _difficulties(
    shares: dict[tuple[str, int], Assignment],
    people: SimpleNamespace,
    bodies: dict[str, Organisation],
    home: Organisation,
    other: Organisation,
) -> None:
    with on(-45):
        first = raise_difficulty(
            raised_by=home, title="Chứng từ thanh toán tiền thưởng sản phẩm OCOP",
            text="Kho bạc yêu cầu thêm danh sách chủ thể có xác nhận, xã chưa biết lập theo mẫu nào.",
            proposal="Đề nghị có một mẫu chung cho các xã.", assignment=shares["7.1", home.pk],
            actor=people.commune_officer,
        )  # fmt: skip
    with on(-44):
        route_difficulty(Difficulty.objects.get(pk=first.pk), body=bodies["Sở Tài chính"], actor=people.steering)
    with on(-39):
        answer_difficulty(
            Difficulty.objects.get(pk=first.pk), number="00/STC-HCSN (mẫu)", dated_on=day(-39), general=True,
            answer="Xã lập danh sách theo quyết định công nhận, có chữ ký của chủ thể; không cần xác nhận thêm.",
            actor=people.finance,
        )  # fmt: skip
    with on(-38):
        publish_guidance(
            Difficulty.objects.get(pk=first.pk), general=True, checked=True, actor=people.steering,
            question="Thanh toán tiền thưởng sản phẩm OCOP cần chứng từ gì?",
            answer="Danh sách chủ thể theo quyết định công nhận, có chữ ký của chủ thể; không cần xác nhận thêm. "
            "(Nội dung mẫu để trình diễn.)",
        )  # fmt: skip
        close_difficulty(Difficulty.objects.get(pk=first.pk), actor=people.commune_officer)
    with on(-24):
        second = raise_difficulty(
            raised_by=other, title="Sản phẩm làm ở hai xã thì xã nào tiếp nhận hồ sơ",
            text="Cơ sở sơ chế ở xã này, đóng gói ở xã bên; hai xã chưa thống nhất nơi nộp.",
            rule="Quyết định 26/2026/QĐ-TTg, Điều 7", actor=people.other_officer,
        )  # fmt: skip
    with on(-23):
        route_difficulty(Difficulty.objects.get(pk=second.pk), body=bodies["Sở NN&MT"], actor=people.steering)
    with on(-1):
        raise_difficulty(
            raised_by=home, title="Chủ thể xin đổi bao bì giữa kỳ", actor=people.commune_officer,
            text="Bao bì mới khác mẫu trong hồ sơ đã được công nhận, xã chưa rõ có phải đánh giá lại không.",
        )  # fmt: skip


def _meetings(people: SimpleNamespace, province: Any, committee: Organisation, notice: Notice) -> None:
    facts = {
        "place": "Phòng họp số 1 (mẫu)", "chair_name": HEAD["name"], "chair_title": HEAD["title"],
        "committee": committee, "issuer": committee, "signer_name": "Tạ Mẫu Thư", "signer_title": "Thư ký Ban Chỉ đạo",
    }  # fmt: skip
    late = Task.objects.get(notice=notice, label="1.1")
    with on(-12):
        held = meetings.plan_meeting(
            province=province, title="Rà soát các nhiệm vụ quá hạn", held_on=day(-12), actor=people.steering, **facts
        )
        meetings.add_points(held, tasks=[(late, "Quá hạn")], title="Chuẩn bị đợt đánh giá tới", actor=people.steering)
        held = meetings.start(Meeting.objects.get(pk=held.pk), actor=people.steering)
        meeting_conclusions.take_down(
            held, addressee="Sở Nông nghiệp và Môi trường", text=late.text.split(" trước ngày ")[0] + ".",
            due_on=day(15), repeats=late, actor=people.steering,
        )  # fmt: skip
        meeting_conclusions.take_down(
            held, addressee="Ủy ban nhân dân các xã, phường", due_on=day(20), actor=people.steering,
            text="Rà soát các sản phẩm sẽ hết thời hạn giấy chứng nhận trong sáu tháng tới và gửi danh sách về "
            "Sở Nông nghiệp và Môi trường.",
        )  # fmt: skip
        held = meetings.conclude(Meeting.objects.get(pk=held.pk), actor=people.steering)
        meeting_notice.draft_notice(held, actor=people.steering)
    with on(-10):
        held = Meeting.objects.get(pk=held.pk)
        values = signed_values(
            held.paper, "TB-BCĐ", signer="Tạ Mẫu Thư", title="Thư ký Ban Chỉ đạo", mode="TL", offset=-10,
            actor=people.steering,
        )  # fmt: skip
        meeting_notice.issue_notice(Meeting.objects.get(pk=held.pk), **values)
    with on(-2):
        coming = meetings.plan_meeting(
            province=province, title="Họp Ban Chỉ đạo tháng tới", held_on=day(5), actor=people.steering, **facts
        )
        meetings.add_points(
            coming, tasks=[(late, "Đã yêu cầu hai lần")], title="Kế hoạch năm sau", actor=people.steering
        )
