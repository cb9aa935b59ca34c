"""Rows that many tests need. All people and producers here are fictional.

``make_user(RoleKind.COMMUNE_OFFICER, unit=commune())`` gives a person with that role, confirmed and running.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation, Role, User
from saolang.accounts.roles import forget_roles
from saolang.places.models import Unit
from saolang.producers.enums import EvidenceKind, ProducerKind, ProducerState, SiteKind, SmeStatus
from saolang.producers.models import Evidence, EvidenceFile, EvidenceLink, Producer, Product, Site

LONG_AGO = dt.date(2025, 7, 1)
PASSWORD = "mat-khau-thu-nghiem-1"


def province(code: str = "86", name: str = "Vĩnh Long") -> Unit:
    """The served province, made once."""
    return Unit.objects.get_or_create(
        level="province",
        code=code,
        valid_to=None,
        defaults={"kind": "province", "name": name, "valid_from": LONG_AGO, "lat": 10.1, "lon": 106.1},
    )[0]


def commune(code: str = "29740", name: str = "Song Phú", *, kind: str = "commune", parent: Unit | None = None) -> Unit:
    """A commune of the served province, made once per code."""
    return Unit.objects.get_or_create(
        level="commune",
        code=code,
        valid_to=None,
        defaults={
            "kind": kind,
            "name": name,
            "parent": parent or province(),
            "valid_from": LONG_AGO,
            "lat": 10.08,
            "lon": 105.94,
        },
    )[0]


def other_commune() -> Unit:
    """A second commune of the same province."""
    return commune("29752", "Tân Lược")


def far_commune() -> Unit:
    """A commune of another province."""
    return commune("24001", "Xa Lạ", parent=province("68", "Lâm Đồng"))


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    kind = OrganisationKind.PRODUCER
    name = factory.Sequence(lambda n: f"HTX Mẫu {n + 1}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"nguoi-mau-{n}@example.vn")
    full_name = factory.Sequence(lambda n: f"Nguyễn Thị Mẫu {n + 1}")
    password = factory.LazyFunction(lambda: _password_hash())


_hash: dict[str, str] = {}


def _password_hash() -> str:
    """The hash of PASSWORD, computed once: hashing is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    return _hash.setdefault("value", make_password(PASSWORD))


def give_role(
    user: User,
    kind: str,
    *,
    unit: Unit | None = None,
    organisation: Organisation | None = None,
    valid_from: dt.date = LONG_AGO,
    valid_to: dt.date | None = None,
    confirmed: bool = True,
) -> Role:
    """A role as if granted long ago, past the rules."""
    role = Role.objects.create(
        user=user,
        kind=kind,
        unit=unit,
        organisation=organisation,
        valid_from=valid_from,
        valid_to=valid_to,
        confirmed_on=valid_from if confirmed else None,
        basis="Quyết định mẫu",
    )
    forget_roles(user)
    return role


_IN_ORGANISATION = {
    RoleKind.DEPARTMENT_OFFICER: (OrganisationKind.DEPARTMENT, "Sở Mẫu"),
    RoleKind.COUNCIL_CHAIR: (OrganisationKind.COUNCIL, "Hội đồng Mẫu"),
    RoleKind.COUNCIL_DEPUTY: (OrganisationKind.COUNCIL, "Hội đồng Mẫu"),
    RoleKind.COUNCIL_SECRETARY: (OrganisationKind.COUNCIL, "Hội đồng Mẫu"),
    RoleKind.COUNCIL_MEMBER: (OrganisationKind.COUNCIL, "Hội đồng Mẫu"),
    RoleKind.ADVISORY_MEMBER: (OrganisationKind.ADVISORY_GROUP, "Tổ tư vấn Mẫu"),
}
_IN_COMMUNE = (RoleKind.COMMUNE_OFFICER, RoleKind.COMMUNE_LEADER)
_OF_PRODUCER = (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF, RoleKind.DOSSIER_HELPER)


def make_user(
    kind: str | None = None,
    *,
    unit: Unit | None = None,
    organisation: Organisation | None = None,
    producer: Producer | None = None,
    **fields: Any,
) -> User:
    """A person, with one role where that makes sense: commune roles default to Song Phú, others to the province.

    Producer roles take ``producer`` or ``organisation``; council and department roles get a body when none is named.
    """
    user = UserFactory(**fields)
    if kind is None:
        return user
    if producer is not None:
        organisation = producer.organisation
    if unit is None and organisation is None:
        if kind in _OF_PRODUCER:
            organisation = ProducerFactory().organisation
        elif kind in _IN_ORGANISATION:
            body_kind, name = _IN_ORGANISATION[RoleKind(kind)]
            organisation = Organisation.objects.get_or_create(kind=body_kind, name=name, unit=province())[0]
        else:
            unit = commune() if kind in _IN_COMMUNE else province()
    give_role(user, kind, unit=unit, organisation=organisation)
    return user


def everyone(producer: Producer) -> dict[str, Any]:
    """One person of each role around a producer, and two strangers, by a readable name; for permission tests."""
    from django.contrib.auth.models import AnonymousUser

    home = producer.filing_commune or commune()
    other = other_commune() if home.code != "29752" else commune()
    people: dict[str, Any] = {
        "anonymous": AnonymousUser(),
        "nobody": make_user(),
        "owner": make_user(RoleKind.PRODUCER_OWNER, producer=producer),
        "staff": make_user(RoleKind.PRODUCER_STAFF, producer=producer),
        "helper": make_user(RoleKind.DOSSIER_HELPER, producer=producer),
        "other_owner": make_user(RoleKind.PRODUCER_OWNER, producer=ProducerFactory()),
        "commune_officer": make_user(RoleKind.COMMUNE_OFFICER, unit=home),
        "commune_leader": make_user(RoleKind.COMMUNE_LEADER, unit=home),
        "other_commune_officer": make_user(RoleKind.COMMUNE_OFFICER, unit=other),
        "far_province_officer": make_user(RoleKind.PROVINCE_OFFICER, unit=far_commune().parent),
    }
    for kind in RoleKind:
        if str(kind) not in people and kind not in _OF_PRODUCER:
            people[str(kind)] = make_user(kind, unit=home if kind in _IN_COMMUNE else None)
    return people


def tax_number(n: int) -> str:
    """A ten-digit tax number with a right check digit, made from a running number."""
    from saolang.producers.registration import check_digit

    while True:
        body = f"{150000000 + n:09d}"
        digit = check_digit(body)
        if digit is not None:
            return f"{body}{digit}"
        n += 500000


class ProducerFactory(DjangoModelFactory):
    """A confirmed co-operative in Song Phú with a main production site."""

    class Meta:
        model = Producer
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    kind = ProducerKind.COOPERATIVE
    state = ProducerState.CONFIRMED
    confirmed_on = LONG_AGO
    registration_number = factory.Sequence(tax_number)
    sme_status = SmeStatus.NOT_ENTERPRISE
    established_on = dt.date(2018, 3, 15)
    representative = "Trần Văn Mẫu"
    representative_title = "Giám đốc"
    head_office_address = "Ấp Mẫu"
    head_office_unit = factory.LazyFunction(commune)
    filing_commune = factory.LazyFunction(commune)
    contact_phone = "0270 000 0000"
    contact_email = "htx-mau@example.vn"

    @factory.post_generation
    def main_site(obj: Producer, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False and obj.filing_commune is not None:
            SiteFactory(producer=obj, unit=obj.filing_commune)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site
        skip_postgeneration_save = True

    producer = factory.SubFactory(ProducerFactory, main_site=False)
    kind = SiteKind.PRODUCTION
    name = "Cơ sở sản xuất Mẫu"
    address = "Ấp Mẫu"
    unit = factory.LazyFunction(commune)
    is_main = True


class ProductFactory(DjangoModelFactory):
    """A rice-based product (set 6) that is already being made."""

    class Meta:
        model = Product
        skip_postgeneration_save = True

    producer = factory.SubFactory(ProducerFactory)
    name = factory.Sequence(lambda n: f"Bánh tráng Mẫu {n + 1}")
    set_number = 6
    summary = "Bánh tráng gạo phơi nắng"
    description = "Gói 200 g, tiêu chuẩn cơ sở số 01"
    story = "Câu chuyện mẫu."
    origin = "traditional"
    made_in = factory.LazyAttribute(lambda product: product.producer.filing_commune)


def stored_file(
    *,
    name: str = "giay-to-mau.pdf",
    purpose: str = "producers.evidence",
    uploaded_by: User | None = None,
    pages: int = 3,
) -> Any:
    """A row of a stored PDF file and its bytes, past the upload checks."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from saolang.core.codes import random_code
    from saolang.files.models import StoredFile

    content = b"%PDF-1.4\n" + name.encode() + b"\n%%EOF"
    path = default_storage.save(f"luu/thu/{random_code(20)}.pdf", ContentFile(content))
    return StoredFile.objects.create(
        name=name,
        kind="pdf",
        mime="application/pdf",
        size=len(content),
        pages=pages,
        purpose=purpose,
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        created_by=uploaded_by,
    )


def pdf_upload(name: str = "giay-to-mau.pdf", pages: int = 2) -> SimpleUploadedFile:
    """A real small PDF as a browser would send it."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    buffer = io.BytesIO()
    writer.write(buffer)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="application/pdf")


def image_upload(name: str = "anh-mau.png", size: tuple[int, int] = (320, 240)) -> SimpleUploadedFile:
    """A real small PNG picture."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", size, (15, 107, 67)).save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/png")


class EvidenceFactory(DjangoModelFactory):
    """A test report of the product, good until the end of 2027. ``with_file=True`` puts a stored file in it."""

    class Meta:
        model = Evidence
        skip_postgeneration_save = True

    product = factory.SubFactory(ProductFactory)
    producer = factory.LazyAttribute(lambda evidence: evidence.product.producer)
    kind = EvidenceKind.TEST_REPORT
    title = "Phiếu kết quả kiểm nghiệm"
    number = factory.Sequence(lambda n: f"{n + 1}/KN-2026")
    issuer = "Trung tâm Kiểm nghiệm Mẫu"
    issued_on = dt.date(2026, 1, 10)
    expires_on = dt.date(2027, 12, 31)
    added_by = factory.LazyFunction(make_user)

    @factory.post_generation
    def with_file(obj: Evidence, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            EvidenceFile.objects.create(
                evidence=obj, file=stored_file(uploaded_by=obj.added_by) if extracted is True else extracted
            )


class EvidenceLinkFactory(DjangoModelFactory):
    class Meta:
        model = EvidenceLink
        skip_postgeneration_save = True

    evidence = factory.SubFactory(EvidenceFactory)
    product = factory.LazyAttribute(lambda link: link.evidence.product)
    criterion = "1.1"
    page_from = 1
    page_to = 2
