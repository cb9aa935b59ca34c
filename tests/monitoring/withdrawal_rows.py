"""Stars of a province and withdrawals of them, brought to any step; all people are fictional."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from saolang.accounts.domain.organisations import committee_of
from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.documents.domain.papers import submit_for_signature
from saolang.documents.enums import PaperKind
from saolang.monitoring.domain import withdrawal_papers, withdrawal_steps
from saolang.monitoring.domain.withdrawal_decision import issue_withdrawal
from saolang.monitoring.domain.withdrawals import open_case
from saolang.registry.domain.terms import settle_term_of
from saolang.registry.enums import DecisionKind, Source
from saolang.registry.models import Certificate, Decision, Recognition
from tests.factories import LONG_AGO, ProducerFactory, ProductFactory, make_user, province, stored_file

NOW = dt.datetime(2026, 11, 21, 2, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)
CONCLUDED = dt.date(2026, 11, 10)
DUE = dt.date(2026, 11, 25)
BEGUN = dt.date(2026, 1, 12)


def offices() -> SimpleNamespace:
    """The bodies of the province that papers name."""
    home = province()
    committee = committee_of(home)
    made = Organisation.objects.get_or_create
    department, _ = made(
        kind=OrganisationKind.DEPARTMENT, unit=home, name="Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long",
        defaults={"parent": committee, "valid_from": LONG_AGO},
    )  # fmt: skip
    office, _ = made(
        kind=OrganisationKind.OCOP_OFFICE, unit=home, name="Văn phòng Điều phối nông thôn mới tỉnh Vĩnh Long",
        defaults={"parent": department, "valid_from": LONG_AGO},
    )  # fmt: skip
    ministry, _ = made(kind=OrganisationKind.MINISTRY, name="Bộ Nông nghiệp và Môi trường")
    return SimpleNamespace(committee=committee, department=department, office=office, ministry=ministry)


def make_star(
    *, number: str = "12", star: int = 4, begun: dt.date = BEGUN, through: dt.date = dt.date(2029, 1, 12), **fields: Any
) -> Recognition:
    """A public star with decision and certificate, both entered from signed papers."""
    bodies = offices()
    issuer = fields.pop("issuer", None) or (bodies.ministry if star == 5 else bodies.committee)
    product = fields.pop("product", None) or ProductFactory(
        published=True, producer=fields.pop("producer", None) or ProducerFactory()
    )
    common = {"issuer": issuer, "number": number, "issued_on": begun, "year": begun.year, "source": Source.ENTERED}
    decision = Decision.objects.create(
        kind=DecisionKind.RECOGNITION, symbol="QĐ-UBND", file=stored_file(name=f"qd-{number}.pdf"), **common
    )
    row = Recognition.objects.create(
        product=product, decision=decision, star=star, product_name=product.name, producer_name=product.producer.name,
        product_code=f"86-29740-{number}-{begun.year}", recognised_on=begun, public_since=begun,
        assessed_year=begun.year, source=Source.ENTERED,
    )  # fmt: skip
    common["number"] = f"{number}/GCN-UBND"
    Certificate.objects.create(
        recognition=row, valid_through=through, file=stored_file(name=f"gcn-{number}.pdf"), **common
    )
    settle_term_of(row)
    return row


def world(**fields: Any) -> SimpleNamespace:
    """A star, its producer's owner, the province's officer."""
    row = make_star(**fields)
    return SimpleNamespace(
        star=row,
        product=row.product,
        producer=row.product.producer,
        owner=make_user(RoleKind.PRODUCER_OWNER, producer=row.product.producer),
        officer=make_user(RoleKind.PROVINCE_OFFICER),
        commune=make_user(RoleKind.COMMUNE_OFFICER),
        bodies=offices(),
    )


def case_file(name: str = "ket-luan.pdf") -> Any:
    return stored_file(name=name, purpose="monitoring.withdrawal")


def opened(w: SimpleNamespace, *, ground: str = "c", **fields: Any) -> Any:
    """A case resting on an authority's conclusion of 10/11/2026."""
    given = {
        "conclusion_number": "15/KL-ATTP",
        "conclusion_on": CONCLUDED,
        "conclusion_by": "Sở Y tế",
        "file": case_file(),
        "note": "Mẫu lấy tại cơ sở vượt giới hạn cho phép.",
    }
    if ground == "đ":
        given = {"note": given["note"]}
    return open_case(w.star, ground=ground, actor=w.officer, **{**given, **fields})


def heard(w: SimpleNamespace, **fields: Any) -> Any:
    """A case after the verification, the producer having answered in writing."""
    case = withdrawal_steps.start_verification(opened(w, **fields), actor=w.officer)
    withdrawal_steps.record_verification(
        case, on=TODAY, text="Đã kiểm tra hồ sơ lô và kết quả kiểm nghiệm.", actor=w.officer
    )
    withdrawal_steps.reply(case, text="Chúng tôi đã dừng bán lô hàng.", actor=w.owner)
    return withdrawal_steps.record_hearing(case, how="written", on=TODAY, text="", actor=w.officer)


def issue(paper: Any, act: Any, *, actor: Any, number: str, symbol: str, on: dt.date = TODAY, **fields: Any) -> Any:
    """Put a draft before the signer and enter it as signed."""
    if paper.state == "draft":
        paper = submit_for_signature(paper, actor=actor)
    return act(
        paper, actor=actor, number=number, symbol=symbol, issued_on=on, signer_name="Lê Văn Mẫu",
        signer_title="Chủ tịch", sign_mode="none",
        signed_file=stored_file(name=f"{paper.kind}.pdf", purpose="documents.signed"), **fields,
    )  # fmt: skip


def submitted(w: SimpleNamespace, **fields: Any) -> Any:
    """A case before the chairman: report and memo issued, the decision drafted."""
    from saolang.documents.domain.papers import issue_paper

    case = heard(w, **fields)
    report = withdrawal_papers.draft_case_paper(case, PaperKind.WITHDRAWAL_REPORT, actor=w.officer)
    issue(report, issue_paper, actor=w.officer, number="31", symbol="BC-VPĐP")
    memo = withdrawal_papers.draft_case_paper(case, PaperKind.WITHDRAWAL_MEMO, actor=w.officer)
    issue(memo, withdrawal_papers.issue_memo, actor=w.officer, number="32", symbol="TTr-VPĐP", case=case)
    case.refresh_from_db()
    return case


def decided(w: SimpleNamespace, **fields: Any) -> Any:
    """A withdrawn star: the decision 40/QĐ-UBND of today."""
    case = submitted(w, **fields)
    paper = withdrawal_papers.case_papers(case, PaperKind.WITHDRAWAL_DECISION).get()
    issue(paper, issue_withdrawal, actor=w.officer, number="40", symbol="QĐ-UBND", case=case)
    case.refresh_from_db()
    w.star.refresh_from_db()
    return case
