"""Dossiers at each step of their way, made by the domain itself. Everybody is fictional."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.core.actors import SYSTEM
from saolang.documents.domain.papers import issue_paper, submit_for_signature
from saolang.documents.models import Paper
from saolang.dossiers.domain import commune as commune_domain
from saolang.dossiers.domain import prepare, proposal, province, renew, submit
from saolang.dossiers.domain.carry import mark_reviewed
from saolang.dossiers.enums import DossierKind, LocalQuestion, UpdateTopic
from saolang.dossiers.models import Dossier, Proposal
from saolang.dossiers.reading import Reading
from saolang.places.models import Unit
from saolang.producers.enums import EvidenceKind
from saolang.producers.models import Producer, Product, RepresentativeDetails
from saolang.rulebook.domain.publishing import publish_sheets
from saolang.rulebook.loading import load_sheet
from tests.factories import (
    EvidenceFactory,
    EvidenceLinkFactory,
    ProducerFactory,
    ProductFactory,
    commune,
    make_user,
    pdf_upload,
    stored_file,
)


def publish(*sheet_ids: str) -> None:
    """The sheets a test needs, published once."""
    publish_sheets(sheets=[load_sheet(sheet_id) for sheet_id in sheet_ids or ("qd26-06",)], actor=SYSTEM)


@dataclass
class Cast:
    """The people of one path."""

    producer: Producer
    owner: Any
    officer: Any
    leader: Any
    province_officer: Any
    committee: Organisation

    @property
    def commune(self) -> Unit:
        return self.producer.filing_commune


def make_cast(unit: Unit | None = None, **producer: Any) -> Cast:
    """A producer of a commune with everybody the path needs."""
    publish()
    home = unit or commune()
    made = ProducerFactory(
        filing_commune=home,
        head_office_unit=home,
        history_text="Thành lập năm 2018 từ tổ hợp tác làm bánh.",
        structure_text="Hội đồng quản trị, ban kiểm soát, 3 tổ sản xuất.",
        **producer,
    )
    RepresentativeDetails.objects.create(
        producer=made, gender="nam", ethnicity="Kinh", permanent_address="Số 1, ấp Mẫu"
    )
    committee, _made = Organisation.objects.get_or_create(
        kind=OrganisationKind.COMMITTEE,
        unit=home,
        defaults={"name": f"Ủy ban nhân dân {home.full_name[:1].lower()}{home.full_name[1:]}", "short_name": "UBND"},
    )
    return Cast(
        producer=made,
        owner=make_user(RoleKind.PRODUCER_OWNER, producer=made),
        officer=make_user(RoleKind.COMMUNE_OFFICER, unit=home),
        leader=make_user(RoleKind.COMMUNE_LEADER, unit=home),
        province_officer=make_user(RoleKind.PROVINCE_OFFICER, unit=home.parent),
        committee=committee,
    )


def make_product(cast: Cast, **fields: Any) -> Product:
    """A product with its compulsory papers and one paper linked to a criterion."""
    product = ProductFactory(producer=cast.producer, **fields)
    for kind, title in (
        (EvidenceKind.REGISTRATION, "Giấy chứng nhận đăng ký hợp tác xã"),
        (EvidenceKind.PRODUCTION_CONDITION, "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm"),
    ):
        EvidenceFactory(product=product, kind=kind, title=title, expires_on=None, added_by=cast.owner, with_file=True)
    test_report = EvidenceFactory(product=product, added_by=cast.owner, with_file=True)
    EvidenceLinkFactory(evidence=test_report, product=product, criterion="1.1")
    return product


def prepared(cast: Cast, product: Product | None = None, *, kind: str = DossierKind.FIRST, option: int = 1) -> Dossier:
    """A dossier that lacks nothing and is not yet submitted."""
    product = product or make_product(cast)
    dossier = prepare.open_dossier(product, kind, actor=cast.owner)
    fill(dossier, cast.owner, option=option)
    return Dossier.objects.get(pk=dossier.pk)


def fill(dossier: Dossier, actor: Any, *, option: int = 1) -> None:
    """Fill every section; rows of answers go in at once, past the record."""
    from saolang.dossiers.models import SelfAnswer

    reading = Reading(dossier)
    SelfAnswer.objects.filter(dossier=dossier).delete()
    SelfAnswer.objects.bulk_create(
        SelfAnswer(
            dossier=dossier,
            criterion=criterion.code,
            option=min(option, len(criterion.options)),
            description=f"Mô tả tiêu chí {criterion.code}",
        )
        for criterion in reading.criteria()
    )
    prepare.save_section(dossier, "mau-01", {"sample_count": 5, "pledged": True}, actor=actor)
    heads = ("part2_material", "part2_quality", "part2_market", "part2_results")
    values = {name: f"Nội dung {name}" for name in heads}
    prepare.save_section(dossier, "phan-2", values, actor=actor)
    if dossier.kind == DossierKind.UPGRADE:
        paper = dossier.product.evidence.order_by("pk").last()
        renew.save_changes(dossier, changes_text="Đổi bao bì, thêm chứng nhận.", papers=[paper], actor=actor)
    if dossier.kind == DossierKind.REASSESSMENT:
        renew.save_changes(dossier, updates=updates(), actor=actor)
    mark_reviewed(dossier, [criterion.code for criterion in reading.criteria()], actor=actor)
    prepare.save_section(dossier, "phan-4", {"part4_plan": "Mở rộng vùng nguyên liệu."}, actor=actor)
    prepare.sign(dossier, upload=pdf_upload("da-ky.pdf"), signed_place="Song Phú", actor=actor)


def updates() -> dict[str, tuple[bool, str]]:
    """Every matter of a re-assessment: two with news, the others unchanged."""
    told = {UpdateTopic.PACKAGING: "Bao bì mới, in mã truy xuất.", UpdateTopic.REVENUE: "1,2 tỷ đồng mỗi năm."}
    return {topic.value: (topic not in told, told.get(topic, "")) for topic in UpdateTopic}


def submitted(cast: Cast, **kwargs: Any) -> Dossier:
    """A dossier that waits to be received."""
    return submit.submit_dossier(prepared(cast, **kwargs), actor=cast.owner)


def received(cast: Cast, **kwargs: Any) -> Dossier:
    """A dossier that the commune checks."""
    return commune_domain.receive_dossier(submitted(cast, **kwargs), actor=cast.officer).dossier


def checked(cast: Cast, dossier: Dossier | None = None, **kwargs: Any) -> Dossier:
    """A dossier whose composition and four findings are written."""
    from saolang.dossiers.checks import composition_items

    dossier = dossier or received(cast, **kwargs)
    commune_domain.save_composition(
        dossier, checked={key: True for key, _label in composition_items(dossier)}, actor=cast.officer
    )
    commune_domain.save_findings(
        dossier,
        findings=dict.fromkeys(LocalQuestion.values, ("Chủ thể mô tả", "Xã xác nhận đúng")),
        actor=cast.officer,
    )
    return Dossier.objects.get(pk=dossier.pk)


def issue(paper: Paper, cast: Cast, *, number: str, on: dt.date | None = None) -> Paper:
    """Put before the signer and issue."""
    from saolang.core.clock import today

    paper = submit_for_signature(paper, actor=cast.officer)
    return issue_paper(
        paper,
        number=number,
        symbol=paper.blocks.header.symbol,
        issued_on=on or today(),
        signer_name="Lê Văn Mẫu",
        signer_title="Chủ tịch",
        signed_file=stored_file(purpose="documents.signed", name=f"ky-{number}.pdf"),
        actor=cast.leader,
    )


def letter(cast: Cast, *dossiers: Dossier) -> Proposal:
    """A letter with issued papers, counted samples and sets handed over, not yet sent."""
    from saolang.core.clock import today

    made = proposal.open_proposal(cast.commune, dossiers=dossiers, actor=cast.officer)
    for item in proposal.current_items(made):
        proposal.record_package(
            item, samples_counted=5, paper_set_on=today(), electronic_set_on=today(), actor=cast.officer
        )
    made = proposal.draft_papers(made, actor=cast.officer)
    for dossier in dossiers:
        report = Dossier.objects.get(pk=dossier.pk).commune_report
        issue(report.paper, cast, number=str(report.paper.pk))
    issue(made.paper, cast, number=str(made.paper.pk))
    return Proposal.objects.get(pk=made.pk)


def proposed(cast: Cast, **kwargs: Any) -> Dossier:
    """A dossier that the commune sent to the province."""
    dossier = checked(cast, **kwargs)
    proposal.send_proposal(letter(cast, dossier), actor=cast.officer)
    return Dossier.objects.get(pk=dossier.pk)


def in_round(cast: Cast, **kwargs: Any) -> Dossier:
    """A dossier that stands in a round."""
    dossier = proposed(cast, **kwargs)
    received_there = province.receive_at_province(dossier, actor=cast.province_officer).dossier
    return province.put_into_round(received_there, actor=cast.province_officer)


def at_province(cast: Cast, **kwargs: Any) -> Dossier:
    """A dossier that the province received."""
    return province.receive_at_province(proposed(cast, **kwargs), actor=cast.province_officer).dossier


def in_review(cast: Cast, **kwargs: Any) -> Dossier:
    """A re-assessment that the province's OCOP agency assesses; ``product`` holds a star (see :func:`give_star`)."""
    kwargs.setdefault("kind", DossierKind.REASSESSMENT)
    return province.start_agency_review(at_province(cast, **kwargs), actor=cast.province_officer)


def give_star(
    product: Product, *, star: int = 4, through: dt.date, starts_on: dt.date | None = None, **fields: Any
) -> Any:
    """A public star of a published list whose term ends on a day, as if 36 months old."""
    from saolang.core.workdays import add_months_civil
    from saolang.registry.domain.terms import settle_terms
    from saolang.registry.models import Recognition

    begins = starts_on or add_months_civil(through, -36)
    made = Recognition.objects.create(
        product=product, star=star, product_name=product.name, producer_name=product.producer.name,
        recognised_on=begins, term_through=through, public_since=begins, source="import",
        **{"product_code": f"84-844-29266-{product.pk}-2021", **fields},
    )  # fmt: skip
    settle_terms([made.pk])
    return Recognition.objects.get(pk=made.pk)
