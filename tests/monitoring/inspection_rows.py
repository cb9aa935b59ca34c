"""Visits brought to any step by the domain itself; all people and producers are fictional."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

from saolang.accounts.enums import RoleKind
from saolang.core import clock
from saolang.documents.domain.papers import submit_for_signature
from saolang.monitoring.domain import inspection_papers as papers
from saolang.monitoring.domain.inspection_answers import answer_line
from saolang.monitoring.domain.inspection_sync import read_changes, sync
from saolang.monitoring.domain.inspection_visits import arrive, name_member
from saolang.monitoring.domain.inspections import make_plan, plan_visit
from saolang.monitoring.enums import LineAnswer, TeamPart, VisitKind
from saolang.monitoring.models import Visit, VisitProduct
from saolang.producers.models import Producer
from tests.dossiers.builders import publish
from tests.factories import ProducerFactory, ProductFactory, make_user, province, stored_file

from .withdrawal_rows import make_star, offices

NOW = dt.datetime(2026, 11, 21, 2, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)
SIGNER = {"signer_name": "Lê Văn Mẫu", "signer_title": "Chánh Văn phòng", "sign_mode": "none"}
SIGN = {"source": "authority", "text": "Kết quả kiểm nghiệm của Sở không đạt chỉ tiêu vi sinh.", "on": TODAY}


def signed(name: str = "ban-da-ky.pdf") -> Any:
    """A signed copy."""
    return stored_file(name=f"{uuid.uuid4().hex[:6]}-{name}", purpose="documents.signed")


def world(*, star: int = 4, producer: Producer | None = None) -> SimpleNamespace:
    """A producer with one starred product, the office, an officer who plans and a team of two inspectors."""
    publish()
    bodies = offices()
    maker = producer or ProducerFactory()
    product = ProductFactory(producer=maker, published=True)
    return SimpleNamespace(
        bodies=bodies,
        producer=maker,
        product=product,
        star=make_star(product=product, star=star, number=str(product.pk % 10000 + 100)),
        officer=make_user(RoleKind.PROVINCE_OFFICER),
        head=make_user(RoleKind.INSPECTOR, unit=province()),
        second=make_user(RoleKind.INSPECTOR, unit=province()),
        owner=make_user(RoleKind.PRODUCER_OWNER, producer=maker),
    )


def planned(w: SimpleNamespace, **fields: Any) -> Visit:
    """A visit in the plan of the year, with its day."""
    plan = fields.pop("plan", None)
    if plan is None and "sign" not in fields:
        plan = w.__dict__.get("plan") or make_plan(
            province=province(), year=2026, office=w.bodies.office, actor=w.officer
        )
        w.plan = plan
    given = {
        "day": TODAY,
        "kinds": [(VisitKind.OCOP, w.bodies.office)],
        "lead": w.bodies.office,
        "producer": w.producer,
    }
    return plan_visit(**{**given, **fields}, plan=plan, actor=w.officer)


def with_team(w: SimpleNamespace, visit: Visit) -> Visit:
    """The team of two."""
    name_member(visit, user=w.head, part=TeamPart.HEAD, actor=w.officer)
    name_member(visit, user=w.second, part=TeamPart.MEMBER, actor=w.officer)
    return Visit.objects.get(pk=visit.pk)


def issue_the_plan(w: SimpleNamespace) -> None:
    """The plan signed and entered."""
    papers.draft_plan(w.plan, actor=w.officer)
    w.plan.refresh_from_db()
    w.plan = papers.issue_plan(
        w.plan, actor=w.officer, number="1", symbol="KH-VPĐP", issued_on=TODAY, signed_file=signed(), **SIGNER
    )


def announced(w: SimpleNamespace, visit: Visit | None = None) -> Visit:
    """A visit with its signed decision."""
    visit = with_team(w, visit or planned(w))
    if visit.plan is not None and visit.plan.state == "draft":
        issue_the_plan(w)
        visit = Visit.objects.get(pk=visit.pk)
    paper = papers.draft_decision(visit, actor=w.officer)
    submit_for_signature(paper, actor=w.officer)
    number = str(visit.pk % 100000 + 10)
    return papers.announce(
        visit, actor=w.officer, number=number, symbol="QĐ-VPĐP", issued_on=TODAY, signed_file=signed(), **SIGNER
    )


def on_site(w: SimpleNamespace, visit: Visit | None = None) -> Visit:
    """The team is there."""
    return arrive(announced(w, visit), actor=w.head)


def answer_all(w: SimpleNamespace, visit: Visit, answer: str = LineAnswer.MET) -> None:
    """Every line answered."""
    for line in visit.lines.filter(guidance=False, answer=""):
        answer_line(line, answer=answer, note="Có bản gốc.", actor=w.head)


def minuted(w: SimpleNamespace, visit: Visit | None = None) -> Visit:
    """The minutes are signed."""
    visit = visit or on_site(w)
    answer_all(w, visit)
    papers.write_minutes(visit, other_side="Trần Văn Mẫu, Giám đốc", actor=w.head)
    return papers.sign_minutes(Visit.objects.get(pk=visit.pk), on=TODAY, signed_file=signed(), actor=w.head)


def concluded(w: SimpleNamespace, visit: Visit | None = None, verdict: str = "kept", words: str = "") -> Visit:
    """The conclusion is signed."""
    visit = minuted(w, visit)
    rows = {row.pk: (verdict, words) for row in VisitProduct.objects.filter(visit=visit)}
    papers.write_conclusion(visit, text="Chủ thể duy trì đủ điều kiện.", products=rows, actor=w.officer)
    visit = Visit.objects.get(pk=visit.pk)
    return papers.conclude(
        visit, actor=w.officer, number="7", symbol="KL-VPĐP", issued_on=TODAY, signed_file=signed(), **SIGNER
    )


def change(kind: str, target: Any, content: dict[str, Any], *, base: int | None = None, client_id: Any = None) -> Any:
    """One change as a phone sends it."""
    return {
        "client_id": str(client_id or uuid.uuid4()),
        "kind": kind,
        "target": str(target),
        "base_version": base,
        "made_at": clock.now().isoformat(),
        "content": content,
    }


def send(visit: Visit, actor: Any, *changes: Any) -> list[dict[str, Any]]:
    """A batch, read and applied as the endpoint does."""
    return sync(visit, changes=read_changes(list(changes)), actor=actor)
