"""Rows of directives as tests need them; all people, bodies and documents are fictional.

``world()`` gives a province with a steering committee, departments, communes and one person of each kind;
``confirmed(w)`` a notice whose texts have been handed out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.directives.domain.issuing import issue_task
from saolang.directives.enums import DeadlineType, NoticeState, Scope, TaskKind
from saolang.directives.models import Assignment, Block, Notice, SteeringMember, Task, Topic
from saolang.documents.enums import Direction
from saolang.documents.register_models import RegisteredDocument
from tests.factories import LONG_AGO, commune, far_commune, make_user, province

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
"""A Friday. Freeze it: ``with time_machine.travel(rows.NOW)``."""
DUE = dt.date(2026, 12, 15)
COMMUNES = (("29740", "Song Phú"), ("29752", "Tân Lược"), ("29755", "Mẫu Ba"), ("29758", "Mẫu Bốn"))
LABEL = "Tỉnh Vĩnh Long"


def body(kind: str, name: str, **fields: Any) -> Organisation:
    """A body of the province, made once."""
    fields.setdefault("unit", province())
    return Organisation.objects.get_or_create(kind=kind, name=name, defaults={"valid_from": LONG_AGO, **fields})[0]


def committee_of(unit: Any) -> Organisation:
    """The People's Committee of a unit."""
    found = Organisation.objects.filter(kind=OrganisationKind.COMMITTEE, unit=unit, valid_to=None).first()
    return found or body(OrganisationKind.COMMITTEE, f"Ủy ban nhân dân {unit.label}", unit=unit)


def world() -> SimpleNamespace:
    """The province, its bodies and its people."""
    home = province()
    communes = [commune(code, name) for code, name in COMMUNES]
    steering = body(OrganisationKind.STEERING, f"Ban Chỉ đạo OCOP {LABEL}", short_name="Ban Chỉ đạo OCOP")
    office = body(OrganisationKind.OCOP_OFFICE, f"Văn phòng Điều phối nông thôn mới {LABEL}")
    agriculture = body(OrganisationKind.DEPARTMENT, f"Sở Nông nghiệp và Môi trường {LABEL}", short_name="Sở NN&MT")
    trade = body(OrganisationKind.DEPARTMENT, f"Sở Công Thương {LABEL}", short_name="Sở Công Thương")
    science = body(OrganisationKind.DEPARTMENT, f"Sở Khoa học và Công nghệ {LABEL}", short_name="Sở KH&CN")
    school = body(OrganisationKind.UNIVERSITY, "Trường Đại học Mẫu")
    committees = [committee_of(unit) for unit in communes]
    for member in (agriculture, trade, science, school):
        SteeringMember.objects.get_or_create(
            committee=steering,
            body=member,
            valid_to=None,
            defaults={"valid_from": LONG_AGO, "standing": member == agriculture},
        )
    far = far_commune()
    return SimpleNamespace(
        province=home,
        communes=communes,
        steering=steering,
        office=office,
        agriculture=agriculture,
        trade=trade,
        science=science,
        school=school,
        departments=[agriculture, trade, science],
        committees=committees,
        secretary=make_user(RoleKind.STEERING_SECRETARY, unit=home, full_name="Trần Thị Mẫu Thư Ký"),
        officer=make_user(RoleKind.PROVINCE_OFFICER, unit=home, full_name="Lê Văn Mẫu Tỉnh"),
        leader=make_user(RoleKind.LEADER, unit=home, full_name="Phạm Văn Mẫu Lãnh Đạo"),
        auditor=make_user(RoleKind.AUDITOR, unit=home, full_name="Đỗ Thị Mẫu Kiểm"),
        agri_officer=make_user(RoleKind.DEPARTMENT_OFFICER, organisation=agriculture, full_name="Võ Thị Mẫu Nông"),
        agri_second=make_user(RoleKind.DEPARTMENT_OFFICER, organisation=agriculture, full_name="Võ Văn Mẫu Nông Hai"),
        trade_officer=make_user(RoleKind.DEPARTMENT_OFFICER, organisation=trade, full_name="Bùi Văn Mẫu Thương"),
        body_officer=make_user(RoleKind.BODY_OFFICER, organisation=school, full_name="Hồ Thị Mẫu Trường"),
        commune_officer=make_user(RoleKind.COMMUNE_OFFICER, unit=communes[0], full_name="Nguyễn Văn Mẫu Xã"),
        commune_leader=make_user(RoleKind.COMMUNE_LEADER, unit=communes[0], full_name="Nguyễn Thị Mẫu Chủ Tịch"),
        other_commune_officer=make_user(RoleKind.COMMUNE_OFFICER, unit=communes[1], full_name="Cao Văn Mẫu Xã Hai"),
        producer=make_user(RoleKind.PRODUCER_OWNER, full_name="Đinh Thị Mẫu Chủ Thể"),
        administrator=make_user(RoleKind.ADMINISTRATOR, full_name="Lý Văn Mẫu Quản Trị"),
        nobody=make_user(full_name="Huỳnh Mẫu Khách"),
        far_secretary=make_user(RoleKind.STEERING_SECRETARY, unit=far.parent, full_name="Tạ Văn Mẫu Tỉnh Khác"),
        far_leader=make_user(RoleKind.LEADER, unit=far.parent, full_name="Tạ Thị Mẫu Tỉnh Khác"),
        far_commune_officer=make_user(RoleKind.COMMUNE_OFFICER, unit=far, full_name="Mai Văn Mẫu Xã Lạ"),
    )


PEOPLE = (
    "secretary", "officer", "leader", "auditor", "agri_officer", "agri_second", "trade_officer", "body_officer",
    "commune_officer", "commune_leader", "other_commune_officer", "producer", "administrator", "nobody",
    "far_secretary", "far_leader", "far_commune_officer",
)  # fmt: skip
"""Names of the people of ``world()``; for tests of rights over all kinds of people."""


def fresh(person: Any) -> Any:
    """The person as a new request would know them: nothing of roles or bodies is remembered."""
    return type(person).objects.get(pk=person.pk)


def to(body: Organisation, addressed_as: str = "", why: str = "") -> SimpleNamespace:
    """A body as addressing finds it."""
    return SimpleNamespace(body=body, addressed_as=addressed_as or body.name, why=why)


def document(w: SimpleNamespace, **fields: Any) -> RegisteredDocument:
    """An incoming conclusion notice in the register of the OCOP office."""
    return RegisteredDocument.objects.create(
        **{
            "direction": Direction.INCOMING,
            "holder": w.office,
            "kind": "Thông báo",
            "number": "178",
            "symbol": "TB-VP",
            "issued_on": dt.date(2026, 11, 10),
            "issuer_name": "Ủy ban nhân dân tỉnh Mẫu",
            "abstract": "Kết luận cuộc họp Ban Chỉ đạo Chương trình OCOP tỉnh Mẫu",
            "entered_by": w.secretary,
            **fields,
        }
    )


def notice(w: SimpleNamespace, *, state: str = NoticeState.CONFIRMED, text: str = "", **fields: Any) -> Notice:
    """A notice without tasks; ``fields`` are of its document."""
    return Notice.objects.create(
        document=document(w, **fields),
        province=w.province,
        committee=w.steering,
        state=state,
        text=text,
        confirmed_on=TODAY if state == NoticeState.CONFIRMED else None,
        confirmed_by=w.secretary if state == NoticeState.CONFIRMED else None,
    )


def task(
    w: SimpleNamespace,
    leads: Sequence[Organisation] = (),
    supports: Sequence[Organisation] = (),
    **fields: Any,
) -> Task:
    """One text handed out by the secretary: to the department of agriculture by 15/12/2026 unless said otherwise."""
    known = {
        "notice": None,
        "block": None,
        "province": w.province,
        "text": "Hướng dẫn các chủ thể hoàn thiện hồ sơ sản phẩm.",
        "label": "1.1",
        "position": 0,
        "kind": TaskKind.ONE_OFF,
        "scope": Scope.ONE,
        "deadline_type": DeadlineType.DAY,
        "due_on": DUE,
        "actor": w.secretary,
        "on": TODAY,
        **fields,
    }
    return issue_task(
        **known,  # type: ignore[arg-type]
        leads=[to(one) for one in leads or [w.agriculture]],
        supports=[to(one) for one in supports],
    )


def share(task: Task, body: Organisation | None = None) -> Assignment:
    """The share of a body in a task; without a body the first lead share."""
    found = task.assignments.filter(share="lead") if body is None else task.assignments.filter(body=body)
    return found.order_by("pk").select_related("task", "body").get() if body else found.order_by("pk")[0]


def confirmed(w: SimpleNamespace) -> SimpleNamespace:
    """A confirmed notice: 1.1 with a date and support, 2.1 standing for every commune, 3.1 without a date."""
    words = {
        "1.1": "Hướng dẫn các chủ thể hoàn thiện hồ sơ sản phẩm trước ngày 15/12/2026.",
        "2.1": "Thường xuyên tuyên truyền về sản phẩm OCOP trên địa bàn.",
        "3.1": "Tham mưu chính sách hỗ trợ đưa sản phẩm lên sàn thương mại điện tử.",
    }
    made = notice(w, text="\n".join(words.values()))
    topic = Topic.objects.get_or_create(name="Hồ sơ sản phẩm mẫu")[0]
    start, tasks = 0, {}
    plan = {
        "1.1": ([w.agriculture], [w.trade], {"topic": topic}),
        "2.1": (
            w.committees, [],
            {"kind": TaskKind.STANDING, "scope": Scope.EACH_OF, "due_on": None, "deadline_type": DeadlineType.NONE},
        ),
        "3.1": ([w.trade], [w.school], {"due_on": None, "deadline_type": DeadlineType.NONE}),
    }  # fmt: skip
    for position, (label, (leads, supports, fields)) in enumerate(plan.items()):
        block = Block.objects.create(notice=made, position=position, no=label[0], addressee=leads[0].name)
        span = (start, start + len(words[label]))
        tasks[label] = task(
            w, leads, supports, notice=made, block=block, text=words[label], label=label, position=position,
            span=span, **fields,
        )  # fmt: skip
        start = span[1] + 1
    return SimpleNamespace(notice=made, tasks=tasks, dated=tasks["1.1"], standing=tasks["2.1"], undated=tasks["3.1"])
