"""Bodies and people who write papers."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from tests.documents.samples import decision, letter


@pytest.fixture(scope="session")
def pdf_bytes() -> bytes:
    """A one-page PDF, as an office uploads it."""
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def world(db, settings, tmp_path, monkeypatch) -> SimpleNamespace:
    """A province with a commune and a neighbour, a council and a producer, and one person for each part.

    No app above claims the issue of any kind here: these tests are about the plain way of a paper.
    """
    from saolang.accounts.models import Organisation, Role, User
    from saolang.documents import issue_views
    from saolang.places.models import Unit

    monkeypatch.setattr(issue_views, "_claims", {})
    settings.MEDIA_ROOT = tmp_path
    long_ago = dt.date(2020, 1, 1)
    province = Unit.objects.create(level="province", code="86", kind="province", name="Vĩnh Long", full_name="Tỉnh VL")
    commune, other = (
        Unit.objects.create(
            level="commune", code=code, kind="commune", name=name, full_name=f"Xã {name}", parent=province
        )
        for code, name in (("29740", "Song Phú"), ("29713", "Mẫu Khác"))
    )

    def body(kind, name, unit):
        return Organisation.objects.create(kind=kind, name=name, unit=unit)

    bodies = SimpleNamespace(
        province=body("committee", "Ủy ban nhân dân tỉnh Vĩnh Long", province),
        commune=body("committee", "Ủy ban nhân dân xã Song Phú", commune),
        other=body("committee", "Ủy ban nhân dân xã Mẫu Khác", other),
        council=body("council", "Hội đồng đánh giá, phân hạng sản phẩm OCOP", province),
        producer=body("producer", "HTX Mẫu Khoai lang", commune),
    )
    people = SimpleNamespace()
    for key, kind, scope in (
        ("officer", "province_officer", {"unit": province}),
        ("leader", "leader", {"unit": province}),
        ("auditor", "auditor", {"unit": province}),
        ("commune_officer", "commune_officer", {"unit": commune}),
        ("commune_leader", "commune_leader", {"unit": commune}),
        ("other_officer", "commune_officer", {"unit": other}),
        ("secretary", "council_secretary", {"organisation": bodies.council}),
        ("member", "council_member", {"organisation": bodies.council}),
        ("owner", "producer_owner", {"organisation": bodies.producer}),
        ("administrator", "administrator", {"unit": province}),
        ("stranger", "", {}),
    ):
        user = User.objects.create_user(f"{key}@mau.example", "x", full_name=f"Mẫu {key}")
        if kind:
            Role.objects.create(user=user, kind=kind, valid_from=long_ago, confirmed_on=long_ago, **scope)
        setattr(people, key, user)
    return SimpleNamespace(bodies=bodies, people=people, units=SimpleNamespace(province=province, commune=commune))


@pytest.fixture
def draft(world):
    """The province's decision, as a draft."""
    from saolang.documents import domain

    return domain.draft_paper(
        "recognition_decision", spec=decision(), issuer=world.bodies.province, actor=world.people.officer
    )


@pytest.fixture
def commune_draft(world):
    """The commune's letter, as a draft."""
    from saolang.documents import domain

    return domain.draft_paper(
        "commune_letter", spec=letter(), issuer=world.bodies.commune, actor=world.people.commune_officer
    )


@pytest.fixture
def signed(world, pdf_bytes):
    """Makes a stored signed copy."""
    from saolang.documents.domain.papers import SIGNED_PURPOSE
    from saolang.files.domain import store

    def make(purpose: str = SIGNED_PURPOSE):
        upload = SimpleUploadedFile("ban-ky.pdf", pdf_bytes, "application/pdf")
        return store(upload, actor=world.people.officer, purpose=purpose)

    return make
