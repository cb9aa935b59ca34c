"""Evidence that ends before the decision is flagged before the council and where the decision is signed."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from django.test import Client
from django.urls import reverse

from saolang.accounts.models import User
from saolang.assessment.papers import running_out
from tests.factories import EvidenceFactory, EvidenceLinkFactory


def page(user: User, url: str) -> str:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(url).content.decode()


def test_papers_that_end_before_the_decision_are_named_on_the_page_of_the_dossier(room: SimpleNamespace) -> None:
    soon = EvidenceFactory(product=room.dossier.product, title="Phiếu sắp hết hạn", expires_on=dt.date(2026, 12, 1))
    good = EvidenceFactory(product=room.dossier.product, title="Phiếu còn lâu", expires_on=dt.date(2028, 1, 1))
    for paper in (soon, good):
        EvidenceLinkFactory(evidence=paper, criterion="8")
    assert [problem.code for problem in running_out(room.dossier)] == ["paper_expiring"]
    html = page(room.chair, reverse("assessment:item", args=[room.item.code]))
    assert "“Phiếu sắp hết hạn” hết hạn ngày 01/12/2026, trước ngày 30/12/2026." in html
    assert "Phiếu còn lâu" not in html
    assert running_out(room.dossier, dt.date(2026, 11, 30)) == []
