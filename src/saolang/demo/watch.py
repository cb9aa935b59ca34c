"""The watch of the demo: a visit that ended in a withdrawal, one that is going on, one to come, and two reports."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.documents.domain.papers import issue_paper, submit_for_signature
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.files.domain import store
from saolang.monitoring.domain import inspection_papers, withdrawal_papers, withdrawal_steps
from saolang.monitoring.domain.inspection_answers import answer_line
from saolang.monitoring.domain.inspection_findings import order_action, record_finding
from saolang.monitoring.domain.inspection_visits import arrive, name_member
from saolang.monitoring.domain.inspection_withdrawal import propose_withdrawal
from saolang.monitoring.domain.inspections import make_plan, plan_programme_visit, plan_visit
from saolang.monitoring.domain.report_handling import accept_report, answer_report
from saolang.monitoring.domain.report_intake import submit_report, verify_report
from saolang.monitoring.domain.report_mail import hash_of
from saolang.monitoring.domain.withdrawal_decision import issue_withdrawal
from saolang.monitoring.enums import LineAnswer, ProductConclusion, SignSource, TeamPart, VisitKind
from saolang.monitoring.models import Finding, Report, ReportCode, Visit, VisitProduct
from saolang.producers.models import Product

from .content import content
from .council import CHAIRMAN
from .dossiers import signed_values
from .papers import sample_pdf
from .timeline import day, on

OFFICE_HEAD = {"signer": "Chánh Văn Phòng Mẫu", "title": "Chánh Văn phòng", "mode": "none"}


def walk_watch(
    products: dict[str, Product],
    holders: dict[str, SimpleNamespace],
    people: SimpleNamespace,
    units: dict[str, Any],
) -> None:
    """Everything after recognition, each act on its own day."""
    office = Organisation.objects.get(kind=OrganisationKind.OCOP_OFFICE, unit=units["province"])
    _withdrawn_after_a_visit(products["inspected"], holders["company"], people, office)
    _visit_of_today(holders["cooperative"], people, office, units)
    _reports(products, people, units)


def _values(paper: Paper, symbol: str, offset: int, actor: Any, **signer: str) -> dict[str, Any]:
    return signed_values(paper, symbol, offset=offset, actor=actor, **(signer or OFFICE_HEAD))


def _team(visit: Visit, people: SimpleNamespace) -> Visit:
    name_member(visit, user=people.inspector, part=TeamPart.HEAD, actor=people.officer)
    name_member(visit, user=people.second_inspector, part=TeamPart.SECRETARY, actor=people.officer)
    return Visit.objects.get(pk=visit.pk)


def _announce(visit: Visit, people: SimpleNamespace, offset: int) -> Visit:
    paper = inspection_papers.draft_decision(visit, actor=people.officer)
    submit_for_signature(paper, actor=people.officer)
    paper.refresh_from_db()
    return inspection_papers.announce(visit, **_values(paper, "QĐ-VPĐP", offset, people.officer))


def _withdrawn_after_a_visit(product: Product, holder: SimpleNamespace, people: SimpleNamespace, office: Any) -> None:
    """A sign of violation, a visit, a conclusion, and within fifteen days the withdrawal of one star."""
    with on(-33):
        visit = plan_visit(
            producer=holder.producer,
            lead=office,
            kinds=[(VisitKind.OCOP, office)],
            day=day(-30),
            sign={"source": SignSource.TEST, "text": "Mẫu miến ở chợ không đạt chỉ tiêu công bố.", "on": day(-34)},
            actor=people.officer,
        )
        visit = _team(visit, people)
    with on(-32):
        visit = _announce(visit, people, -32)
    with on(-30):
        visit = arrive(visit, actor=people.inspector)
        _answer(visit, people, missing={product.pk: 2})
        visit = Visit.objects.get(pk=visit.pk)
        finding = record_finding(
            visit,
            severity="grave",
            text="Dùng phụ gia không có trong bản tự công bố; không có phiếu kiểm nghiệm còn hạn.",
            legal_ground="Điều 8.1.b Quyết định 26/2026/QĐ-TTg",
            product=product,
            actor=people.inspector,
        )
        order_action(finding, text="Dừng dùng phụ gia này, thu hồi lô đã bán.", due_on=day(-27), actor=people.inspector)
        inspection_papers.write_minutes(visit, other_side=f"{holder.owner.full_name}, Giám đốc", actor=people.inspector)
        visit = Visit.objects.get(pk=visit.pk)
        copy = store(_scan("Biên bản kiểm tra", holder), actor=people.inspector, purpose="documents.signed")
        visit = inspection_papers.sign_minutes(visit, on=day(-30), signed_file=copy, actor=people.inspector)
    with on(-26):
        verdicts = {
            row.pk: (
                (ProductConclusion.NOT_KEPT, "Không còn đáp ứng tiêu chí về chất lượng.")
                if row.product_id == product.pk
                else (ProductConclusion.KEPT, "")
            )
            for row in VisitProduct.objects.filter(visit=visit)
        }
        paper = inspection_papers.write_conclusion(
            visit, text="Một sản phẩm không còn đáp ứng tiêu chí.", products=verdicts, actor=people.officer
        )
        submit_for_signature(paper, actor=people.officer)
        paper.refresh_from_db()
        visit = inspection_papers.conclude(
            Visit.objects.get(pk=visit.pk), **_values(paper, "KL-VPĐP", -26, people.officer)
        )
    with on(-25):
        inspection_papers.publish(Visit.objects.get(pk=visit.pk), actor=people.officer)
        case = propose_withdrawal(Finding.objects.get(pk=finding.pk), ground="b", actor=people.officer)
        case = withdrawal_steps.start_verification(case, actor=people.officer)
    with on(-22):
        withdrawal_steps.record_verification(
            case, on=day(-22), text="Đã đối chiếu biên bản, hồ sơ lô và bản tự công bố.", actor=people.officer
        )
        withdrawal_steps.reply(case, text="Cơ sở nhận sai sót và đã dừng sản xuất lô này.", actor=holder.owner)
        withdrawal_steps.record_hearing(case, how="written", on=day(-22), text="", actor=people.officer)
    with on(-19):
        report = withdrawal_papers.draft_case_paper(case, PaperKind.WITHDRAWAL_REPORT, actor=people.officer)
        issue_paper(report, **_values(report, "BC-VPĐP", -19, people.officer))
        memo = withdrawal_papers.draft_case_paper(case, PaperKind.WITHDRAWAL_MEMO, actor=people.officer)
        withdrawal_papers.issue_memo(memo, case=case, **_values(memo, "TTr-VPĐP", -19, people.officer))
        case.refresh_from_db()
    with on(-16):
        paper = withdrawal_papers.case_papers(case, PaperKind.WITHDRAWAL_DECISION).get()
        values = _values(paper, "QĐ-UBND", -16, people.officer, signer=CHAIRMAN, title="Chủ tịch", mode="none")
        issue_withdrawal(paper, case=case, **values)


def _answer(visit: Visit, people: SimpleNamespace, *, missing: dict[int, int], share: int = 1) -> None:
    """Answer every line (or every ``share``-th); the first lines of a product in ``missing`` are not met."""
    left = dict(missing)
    for number, line in enumerate(visit.lines.filter(guidance=False, answer="").order_by("pk")):
        if number % share:
            continue
        product = line.visit_product.product_id if getattr(line, "visit_product", None) else None
        failed = left.get(product, 0) > 0
        if failed:
            left[product] -= 1
        answer_line(
            line,
            answer=LineAnswer.NOT_MET if failed else LineAnswer.MET,
            note="Không có bản gốc tại cơ sở." if failed else "Có bản gốc.",
            actor=people.inspector,
        )


def _scan(title: str, holder: SimpleNamespace) -> Any:
    name = holder.producer.organisation.name
    return sample_pdf(title, issuer="Đoàn kiểm tra (mẫu)", number="01", issued_on=day(-30), holder=name, about=name)


def _visit_of_today(holder: SimpleNamespace, people: SimpleNamespace, office: Any, units: dict[str, Any]) -> None:
    """The plan of the year with a visit that is going on and one to a commune next week."""
    with on(-20):
        plan = make_plan(province=units["province"], year=day(0).year, office=office, actor=people.officer)
        visit = plan_visit(
            producer=holder.producer, lead=office, kinds=[(VisitKind.OCOP, office)], plan=plan, day=day(0),
            actor=people.officer,
        )  # fmt: skip
        if day(7).year == day(0).year:
            plan_programme_visit(commune=units["other"], lead=office, plan=plan, day=day(7), actor=people.officer)
        visit = _team(visit, people)
        inspection_papers.draft_plan(plan, actor=people.officer)
        plan.refresh_from_db()
        submit_for_signature(plan.paper, actor=people.officer)
        plan.paper.refresh_from_db()
        inspection_papers.issue_plan(plan, **_values(plan.paper, "KH-VPĐP", -20, people.officer))
    with on(-4):
        visit = _announce(Visit.objects.get(pk=visit.pk), people, -4)
    with on(0, 8):
        visit = arrive(visit, actor=people.inspector)
        _answer(visit, people, missing={}, share=2)
        finding = record_finding(
            Visit.objects.get(pk=visit.pk),
            severity="light",
            text="Kho bao bì chưa tách khỏi kho nguyên liệu.",
            actor=people.inspector,
        )
        order_action(finding, text="Ngăn riêng kho bao bì.", due_on=day(20), actor=people.inspector)


def _reports(products: dict[str, Product], people: SimpleNamespace, units: dict[str, Any]) -> None:
    for row in content()["reports"]:
        with on(row["days"]) as moment:
            report = submit_report(
                kind=row["kind"],
                story=row["story"],
                product=products[row["product"]],
                bought_at=row["bought_at"],
                commune=units["home"],
                email="nguoi-gui-mau@demo.example",
            )
            # The letter with the code goes nowhere: the address is fictional.
            code = ReportCode.objects.get(contact__report=report)
            ReportCode.objects.filter(pk=code.pk).update(code_hash=hash_of(code, "000000"), sent_at=moment)
            verify_report(report, digits="000000")
        if "answer" in row:
            with on(row["days"] + 2):
                report = accept_report(Report.objects.get(pk=report.pk), actor=people.officer, handler=people.officer)
            with on(row["days"] + 6):
                answer_report(
                    Report.objects.get(pk=report.pk), finding="founded", answer=row["answer"],
                    public_answer=row["answer"], actor=people.officer,
                )  # fmt: skip
