"""Fictional producers, their standing papers and their products."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from saolang.producers.domain.authorisations import add_staff, grant_authorisation
from saolang.producers.domain.evidence import add_evidence, link_evidence
from saolang.producers.domain.producers import confirm_producer, register_producer, update_representative
from saolang.producers.domain.products import create_product, save_variant
from saolang.producers.models import Evidence, Producer, Product
from saolang.producers.registration import check_digit

from .content import content
from .papers import sample_pdf
from .people import demo_user
from .timeline import day, on

LONGEST = 3650


def registration_number(serial: int) -> str:
    """A number with a right check digit; the leading 99 belongs to no tax office."""
    while True:
        body = f"99{serial:07d}"
        digit = check_digit(body)
        if digit is not None:
            return f"{body}{digit}"
        serial += 1000


def make_producer(row: dict[str, Any], serial: int, units: dict[str, Any]) -> tuple[Producer, Any]:
    """Register a producer as its owner would; it waits for its commune."""
    owner = demo_user(row["owner"])
    producer = register_producer(
        name=row["name"],
        kind=row["kind"],
        registration_number=registration_number(serial),
        commune=units[row["commune"]],
        actor=owner,
        phone="0270 000 0000",
        site_name="Xưởng sản xuất (mẫu)",
        site_address=row["address"],
        sme_status="small" if row["kind"] == "company" else "not_enterprise",
        established_on=day(-3000),
        representative=row["owner"]["name"],
        representative_title="Giám đốc",
        head_office_address=row["address"],
        head_office_unit=units[row["commune"]],
        history_text=row.get("history", ""),
        structure_text=row.get("structure", ""),
    )
    return producer, owner


def settle_producer(row: dict[str, Any], producer: Producer, owner: Any, confirmer: Any) -> Producer:
    """The commune confirms; the owner adds people and personal data that the forms ask for."""
    producer = confirm_producer(producer, actor=confirmer) or producer
    producer.refresh_from_db()
    owner.__dict__.pop("_active_roles", None)
    update_representative(producer, gender="nu", ethnicity="Kinh", permanent_address="Ấp Mẫu (hư cấu)", actor=owner)
    if "staff" in row:
        from saolang.accounts.models import User

        add_staff(producer, email=row["staff"]["email"], full_name=row["staff"]["name"], actor=owner)
        staff = User.objects.get(email=row["staff"]["email"])
        staff.set_password(content()["password"])
        staff.save()
    if "helper" in row:
        helper = demo_user(row["helper"])
        document = sample_pdf(
            "Giấy ủy quyền hỗ trợ lập hồ sơ",
            issuer=producer.name,
            number="01",
            issued_on=day(-140),
            holder=row["helper"]["name"],
            about="hỗ trợ lập hồ sơ sản phẩm OCOP",
        )
        grant_authorisation(producer, helper=helper, document=document, actor=owner)
    return producer


def add_papers(
    producer: Producer, product: Product | None, owner: Any, *, lab_ends_soon: bool = False
) -> list[Evidence]:
    """Standing papers of the producer (no product) or the papers of one product, linked to criteria by their list."""
    made = []
    for number, row in enumerate(content()["evidence"], start=1):
        if bool(row.get("standing")) != (product is None):
            continue
        issued = day(row["issued"])
        ends = issued + dt.timedelta(days=365 * row["years"]) if row.get("years") else None
        if lab_ends_soon and row["kind"] == "mc_kiem_nghiem":
            ends = day(40)
        holder = product.name if product else producer.name
        upload = sample_pdf(
            row["title"], issuer=row["issuer"], number=f"{number:02d}/MẪU", issued_on=issued, holder=producer.name,
            about=holder,
        )  # fmt: skip
        made.append(
            add_evidence(
                producer=producer,
                actor=owner,
                kind=row["kind"],
                ip_kind=row.get("ip_kind", ""),
                title=row["title"],
                number=f"{number:02d}/MẪU",
                issuer=row["issuer"],
                issued_on=issued,
                expires_on=ends,
                product=product,
                files=[upload],
            )
        )
    return made


def link_papers(papers: list[Evidence], product: Product, owner: Any) -> None:
    """Link each paper to the criteria it speaks to."""
    criteria = {row["title"]: row["criteria"] for row in content()["evidence"]}
    for paper in papers:
        for code in criteria[paper.title]:
            link_evidence(paper, product=product, criterion=code, page_from=1, page_to=2, actor=owner)


def make_product(row: dict[str, Any], holder: SimpleNamespace) -> Product:
    """A product of set 6 with one packing, its papers, and the links."""
    product = create_product(
        producer=holder.producer,
        actor=holder.owner,
        name=row["name"],
        set_number=6,
        summary=f"{row['name']}, làm từ nếp của các hộ trong xã",
        description="Hộp 200 g, tiêu chuẩn cơ sở số 01 (mẫu), hạn dùng 9 tháng.",
        story="Ngày rằm, cả phum cùng giã cốm. Hợp tác xã giữ cách giã tay cho mẻ đầu, rồi mới đưa vào máy sấy.",
        origin="traditional",
    )
    save_variant(
        product, values={"name": "Hộp 200 g", "net_content": "200 g", "packaging": "Hộp giấy"}, actor=holder.owner
    )
    own = add_papers(holder.producer, product, holder.owner, lab_ends_soon=bool(row.get("lab_ends_soon")))
    link_papers([*holder.standing, *own], product, holder.owner)
    return product


def make_all(people: SimpleNamespace, units: dict[str, Any]) -> dict[str, SimpleNamespace]:
    """Every producer of the demo with its owner and standing papers; one more waits for the commune."""
    holders = {}
    confirmers = {"home": people.commune_officer, "other": people.other_officer}
    for serial, row in enumerate(content()["producers"], start=1):
        with on(-145):
            producer, owner = make_producer(row, serial, units)
        with on(-144):
            producer = settle_producer(row, producer, owner, confirmers[row["commune"]])
            standing = add_papers(producer, None, owner)
        holders[row["key"]] = SimpleNamespace(producer=producer, owner=owner, standing=standing, commune=row["commune"])
    with on(-2):
        make_producer(content()["waiting_producer"], 900, units)
    return holders
