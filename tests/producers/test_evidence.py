"""Papers: adding, correcting, replacing, linking; how compulsory papers stand; exemptions; authorisations."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import User
from saolang.accounts.roles import forget_roles, has_role
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, Problem, Stale, WrongState
from saolang.files.models import StoredFile
from saolang.producers.access import evidence_locks
from saolang.producers.criteria import sheet_of, sort_links
from saolang.producers.domain.authorisations import (
    add_staff,
    end_authorisation,
    end_staff,
    grant_authorisation,
    invite_helper,
)
from saolang.producers.domain.evidence import (
    add_evidence,
    add_evidence_files,
    link_evidence,
    remove_evidence_file,
    replace_evidence,
    retire_evidence,
    unlink_evidence,
    update_evidence,
)
from saolang.producers.domain.exemptions import claim_exemption, drop_exemption
from saolang.producers.models import Authorisation, Evidence, EvidenceLink
from saolang.producers.queries import (
    evidence_expiring,
    evidence_index,
    paper_standing,
    paper_status,
    paper_statuses,
    running_authorisations,
)
from tests.factories import (
    EvidenceFactory,
    ProducerFactory,
    ProductFactory,
    make_user,
    pdf_upload,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-02T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def product():
    return ProductFactory()


@pytest.fixture
def owner(product):
    return make_user(RoleKind.PRODUCER_OWNER, producer=product.producer)


def test_add_evidence_stores_files_and_records_hashes(product, owner):
    paper = add_evidence(
        producer=product.producer,
        actor=owner,
        kind="mc_dkkd",
        number="01/GCN",
        issued_on=dt.date(2020, 1, 1),
        files=[pdf_upload("mat-truoc.pdf"), pdf_upload("mat-sau.pdf")],
    )
    assert paper.title == "Giấy đăng ký kinh doanh"
    files = [row.file for row in paper.files.all()]
    assert [file.name for file in files] == ["mat-truoc.pdf", "mat-sau.pdf"]
    assert {file.purpose for file in files} == {"producers.evidence"}
    assert files[0].sha256 in Event.objects.get(verb="producers.evidence.add").data


def test_add_evidence_lists_every_problem_and_keeps_nothing(product, owner):
    other = ProductFactory()
    with pytest.raises(DomainError) as refused:
        add_evidence(
            producer=product.producer,
            actor=owner,
            kind="mc_shtt",
            product=other,
            number="x" * 90,
            issued_on=dt.date(2027, 1, 1),
            expires_on=dt.date(2026, 12, 1),
            files=[pdf_upload()],
        )
    assert refused.value.codes == [
        "number_invalid",
        "evidence_product",
        "evidence_ip_kind",
        "evidence_issued_future",
        "evidence_dates",
    ]
    with pytest.raises(DomainError) as refused:
        add_evidence(producer=product.producer, actor=owner, kind="")
    assert refused.value.codes == ["evidence_kind"]
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_add_evidence_that_has_expired_needs_a_word(product, owner):
    values = {"kind": "mc_kiem_nghiem", "expires_on": dt.date(2026, 11, 1)}
    with pytest.raises(DomainError) as refused:
        add_evidence(producer=product.producer, actor=owner, **values)
    [problem] = refused.value.problems
    assert problem.code == "evidence_expired"
    assert "01/11/2026" in problem.message
    paper = add_evidence(producer=product.producer, actor=owner, accept_expired=True, **values)
    assert paper_standing(product, paper.kind) == "missing"
    assert paper_status(product, paper.kind).lapsed == (paper,)


def test_add_evidence_of_a_wrong_type_is_refused_whole(product, owner):
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("giay.pdf", b"MZ not a pdf at all" * 20)
    with pytest.raises(DomainError):
        add_evidence(producer=product.producer, actor=owner, kind="mc_dkkd", files=[pdf_upload(), bad])
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_evidence_dates_are_in_order_in_the_database(product):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory(product=product, issued_on=DAY, expires_on=DAY - dt.timedelta(days=1))


def test_update_evidence_is_refused_when_a_file_names_it_and_replacing_is_not(product, owner, monkeypatch):
    paper = EvidenceFactory(product=product, with_file=True)
    link = EvidenceLink.objects.create(product=product, evidence=paper, criterion="1.1")
    monkeypatch.setattr(evidence_locks, "_entries", {"thu": lambda evidence: [Problem("frozen", "Đã nộp.")]})
    for act in (
        lambda: update_evidence(paper, changes={"number": "9"}, actor=owner),
        lambda: add_evidence_files(paper, uploads=[pdf_upload()], actor=owner),
        lambda: remove_evidence_file(paper.files.get(), actor=owner),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.codes == ["frozen"]
    newer = replace_evidence(
        paper, actor=owner, number="9/2026", issued_on=DAY, expires_on=dt.date(2027, 11, 1), files=[pdf_upload()]
    )
    paper.refresh_from_db()
    link.refresh_from_db()
    assert (newer.replaces, newer.kind, newer.product, newer.title) == (paper, paper.kind, product, paper.title)
    assert (paper.retired_on, link.evidence) == (DAY, newer)
    assert paper_status(product, paper.kind).evidence == (newer,)
    with pytest.raises(DomainError) as refused:
        replace_evidence(paper, actor=owner, number="10/2026")
    assert refused.value.codes == ["evidence_replaced"]


def test_update_evidence_with_a_stale_page_changes_nothing(product, owner):
    paper = EvidenceFactory(product=product)
    update_evidence(paper, changes={"number": "1"}, actor=owner, expected_version=1)
    with pytest.raises(Stale):
        update_evidence(paper, changes={"number": "2"}, actor=owner, expected_version=1)
    paper.refresh_from_db()
    assert paper.number == "1"


def test_retire_evidence_needs_a_reason_and_ends_its_use(product, owner):
    paper = EvidenceFactory(product=product)
    with pytest.raises(DomainError) as refused:
        retire_evidence(paper, actor=owner, reason="")
    assert refused.value.codes == ["reason_missing"]
    retire_evidence(paper, actor=owner, reason="Tải nhầm")
    assert paper_standing(product, paper.kind) == "missing"
    with pytest.raises(DomainError) as refused:
        retire_evidence(paper, actor=owner, reason="Lần nữa")
    assert refused.value.codes == ["evidence_retired"]


def test_link_evidence_takes_criteria_of_the_sheet_with_pages(product, owner):
    paper = EvidenceFactory(product=product)
    link = link_evidence(paper, product=product, criterion="1.1", page_from=2, page_to=3, actor=owner)
    again = link_evidence(paper, product=product, criterion="1.1", page_from=4, actor=owner)
    assert (again.pk, again.page_from, again.page_to) == (link.pk, 4, None)
    for criterion, pages, code in [
        ("99.9", {}, "link_criterion"),
        ("", {}, "link_criterion"),
        ("1.1", {"page_to": 2}, "link_pages"),
        ("1.1", {"page_from": 3, "page_to": 2}, "link_pages"),
        ("1.1", {"page_from": 0}, "link_pages"),
    ]:
        with pytest.raises(DomainError) as refused:
            link_evidence(paper, product=product, criterion=criterion, actor=owner, **pages)
        assert refused.value.codes == [code]
    assert EvidenceLink.objects.get().page_from == 4
    unlink_evidence(again, actor=owner)
    assert not EvidenceLink.objects.exists()


def test_link_evidence_of_another_product_is_refused(product, owner):
    sibling = ProductFactory(producer=product.producer)
    paper = EvidenceFactory(product=sibling)
    with pytest.raises(DomainError) as refused:
        link_evidence(paper, product=product, criterion="1.1", actor=owner)
    assert refused.value.codes == ["link_product"]
    with pytest.raises(NotAllowed):
        link_evidence(EvidenceFactory(), product=product, criterion="1.1", actor=owner)
    assert not EvidenceLink.objects.exists()


def test_evidence_index_follows_the_order_of_the_sheet(product):
    paper = EvidenceFactory(product=product)
    codes = list(sheet_of(product).by_code)
    wanted = [codes[1], codes[3], codes[-1]]
    for code in reversed(wanted):
        EvidenceLink.objects.create(product=product, evidence=paper, criterion=code)
    assert [link.criterion for link in sort_links(evidence_index(product), sheet_of(product))] == wanted


def test_paper_standing_by_dates(product):
    EvidenceFactory(product=product, issued_on=dt.date(2026, 3, 1), expires_on=dt.date(2026, 12, 31))
    kind = "mc_kiem_nghiem"
    standings = {"2026-02-28": "missing", "2026-03-01": "held", "2026-12-31": "held", "2027-01-01": "missing"}
    for day, standing in standings.items():
        assert paper_standing(product, kind, dt.date.fromisoformat(day)) == standing, day


def test_paper_statuses_read_all_kinds_in_a_few_queries(product, django_assert_max_num_queries):
    EvidenceFactory(product=None, producer=product.producer, kind="mc_dkkd", expires_on=None)
    for _ in range(3):
        EvidenceFactory(product=product, with_file=True)
    EvidenceFactory(product=ProductFactory(producer=product.producer), kind="mc_cong_bo")
    with django_assert_max_num_queries(4):
        statuses = paper_statuses(product)
    assert len(statuses) == 15
    assert statuses["mc_dkkd"].standing == "held"
    assert len(statuses["mc_kiem_nghiem"].evidence) == 3
    assert statuses["mc_cong_bo"].standing == "missing"


def test_evidence_expiring_before_a_day(product):
    soon = EvidenceFactory(product=product, expires_on=dt.date(2026, 12, 31))
    EvidenceFactory(product=product, expires_on=dt.date(2027, 1, 1))
    EvidenceFactory(product=product, expires_on=None)
    EvidenceFactory(product=product, expires_on=dt.date(2026, 12, 1), retired_on=DAY)
    assert list(evidence_expiring(product, dt.date(2027, 1, 1))) == [soon]


def test_claim_exemption_needs_a_ground_of_the_law_and_its_substitute(product, owner):
    kind = "mc_dieu_kien_sx"
    with pytest.raises(DomainError) as refused:
        claim_exemption(product, kind=kind, ground="tu_nghi_ra", actor=owner)
    assert refused.value.codes == ["exemption_ground"]
    with pytest.raises(DomainError) as refused:
        claim_exemption(product, kind=kind, ground="attp_quality_system", actor=owner)
    assert refused.value.codes == ["exemption_substitute"]
    wrong = EvidenceFactory(product=product)
    with pytest.raises(DomainError) as refused:
        claim_exemption(product, kind=kind, ground="attp_quality_system", substitute=wrong, actor=owner)
    assert refused.value.codes == ["exemption_substitute_kind"]
    old = EvidenceFactory(product=product, kind="mc_qlcl", expires_on=dt.date(2026, 11, 1))
    with pytest.raises(DomainError) as refused:
        claim_exemption(product, kind=kind, ground="attp_quality_system", substitute=old, actor=owner)
    assert refused.value.codes == ["exemption_substitute_expired"]
    assert paper_standing(product, kind) == "missing"
    haccp = EvidenceFactory(product=product, kind="mc_qlcl", expires_on=dt.date(2027, 6, 30))
    claim = claim_exemption(product, kind=kind, ground="attp_quality_system", substitute=haccp, actor=owner)
    assert paper_standing(product, kind) == "exempt"
    assert paper_standing(product, kind, dt.date(2027, 7, 1)) == "missing"
    drop_exemption(claim, actor=owner)
    assert paper_standing(product, kind) == "missing"


def test_substitute_of_the_same_kind_exempts_and_is_not_taken_for_the_paper(product, owner):
    pledge = EvidenceFactory(product=product, kind="mc_dieu_kien_sx", expires_on=dt.date(2028, 1, 1))
    claim_exemption(product, kind="mc_dieu_kien_sx", ground="attp_small_processing", substitute=pledge, actor=owner)
    assert paper_standing(product, "mc_dieu_kien_sx") == "exempt"
    newer = replace_evidence(pledge, actor=owner, number="2", expires_on=dt.date(2029, 1, 1))
    assert paper_status(product, "mc_dieu_kien_sx").exemption.substitute == newer
    assert paper_standing(product, "mc_dieu_kien_sx") == "exempt"


def test_grant_authorisation_gives_the_helper_role_exactly_as_long(product, owner):
    helper = make_user()
    row = grant_authorisation(
        product.producer,
        helper=helper,
        document=pdf_upload("uy-quyen.pdf"),
        actor=owner,
        valid_to=dt.date(2026, 12, 31),
    )
    organisation = product.producer.organisation
    assert has_role(helper, RoleKind.DOSSIER_HELPER, organisation=organisation)
    assert not has_role(helper, RoleKind.DOSSIER_HELPER, organisation=organisation, at=dt.date(2027, 1, 1))
    assert list(running_authorisations(product.producer)) == [row]
    assert row.document.purpose == "producers.authorisation"
    end_authorisation(row, actor=owner, reason="Xong việc")
    forget_roles(helper)
    assert not has_role(helper, RoleKind.DOSSIER_HELPER, organisation=organisation)
    assert not running_authorisations(product.producer).exists()
    with pytest.raises(WrongState):
        end_authorisation(row, actor=owner, reason="Lần nữa")


def test_grant_authorisation_needs_owner_document_and_one_at_a_time(product, owner):
    helper = make_user()
    with pytest.raises(DomainError) as refused:
        grant_authorisation(product.producer, helper=helper, document=None, actor=owner, valid_to=dt.date(2026, 1, 1))
    assert refused.value.codes == ["authorisation_document", "authorisation_period"]
    for actor in (helper, make_user(RoleKind.PRODUCER_STAFF, producer=product.producer), make_user("leader")):
        with pytest.raises(NotAllowed):
            grant_authorisation(product.producer, helper=helper, document=pdf_upload(), actor=actor)
    assert not Authorisation.objects.exists()
    grant_authorisation(product.producer, helper=helper, document=pdf_upload(), actor=owner)
    with pytest.raises(DomainError) as refused:
        grant_authorisation(product.producer, helper=helper, document=pdf_upload(), actor=owner)
    assert refused.value.codes == ["authorisation_open"]


def test_invite_helper_opens_an_account_and_a_refusal_opens_none(product, owner):
    users = User.objects.count()
    with pytest.raises(DomainError):
        invite_helper(product.producer, email="giup@example.vn", full_name="Lê Mẫu", document=None, actor=owner)
    assert User.objects.count() == users
    row = invite_helper(
        product.producer, email="giup@example.vn", full_name="Lê Mẫu", document=pdf_upload(), actor=owner
    )
    assert row.helper.email == "giup@example.vn"


def test_helper_may_end_the_authorisation_and_strangers_may_not(product, owner):
    helper = make_user()
    row = grant_authorisation(product.producer, helper=helper, document=pdf_upload(), actor=owner)
    with pytest.raises(NotAllowed):
        end_authorisation(row, actor=make_user(RoleKind.COMMUNE_OFFICER), reason="Không")
    end_authorisation(row, actor=helper, reason="Bận")
    row.refresh_from_db()
    assert row.ended_on == DAY


def test_staff_are_named_and_ended_by_the_owner(product, owner):
    role = add_staff(product.producer, email="nv@example.vn", full_name="Nhân Viên Mẫu", actor=owner)
    assert role.user.has_perm("producers.change_product", product)
    with pytest.raises(NotAllowed):
        end_staff(role, actor=role.user, reason="x")
    end_staff(role, actor=owner, reason="Nghỉ việc")
    forget_roles(role.user)
    assert not role.user.has_perm("producers.change_product", product)


def test_unconfirmed_owner_may_not_name_people():
    producer = ProducerFactory(state="pending", confirmed_on=None)
    from tests.factories import give_role

    waiting = make_user()
    give_role(waiting, RoleKind.PRODUCER_OWNER, organisation=producer.organisation, confirmed=False)
    assert waiting.has_perm("producers.change_producer", producer)
    with pytest.raises(NotAllowed):
        add_staff(producer, email="nv@example.vn", full_name="NV", actor=waiting)
