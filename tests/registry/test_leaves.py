"""Every act of the register is a leaf in the public tree, in the act's own transaction, and no act leaves the check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from saolang.audit import proof, proof_check
from saolang.audit.models import Event, Leaf
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError
from saolang.registry.domain import recognise as register
from saolang.registry.domain.import_products import import_products
from saolang.registry.domain.ministry import certify_entered, enter_decision
from saolang.registry.domain.renewals import renewal_ended, renewal_filed
from saolang.registry.domain.undo_import import undo_import
from saolang.registry.domain.withdrawing import withdraw_star
from saolang.registry.enums import DecisionKind
from saolang.registry.models import Prolongation, Recognition
from tests.factories import ProductFactory, commune, province, stored_file

from .test_import import FULL, good_row
from .test_recognise import certify, issued_paper, star

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def noon() -> object:
    province()
    commune()
    with time_machine.travel(dt.datetime(2026, 11, 22, 5, tzinfo=dt.UTC), tick=False):
        yield


def kinds() -> list[str]:
    return list(Leaf.objects.order_by("position").values_list("kind", flat=True))


def holds() -> bool:
    report = proof_check.check()
    assert [finding.message for finding in report.findings] == []
    return report.leaves == proof.tree_size()


def test_decision_star_and_certificate_are_leaves_that_name_nobody() -> None:
    entry = star(ProductFactory())
    paper = certify(entry)
    register.publish(entry, on=TODAY, actor=SYSTEM)
    assert kinds() == ["decision", "recognition", "certificate"]
    leaves = list(Leaf.objects.order_by("position"))
    assert [leaf.subject for leaf in leaves] == [entry.decision.code, entry.code, entry.code]
    assert [leaf.happened_on for leaf in leaves] == [
        dt.date(2026, 11, 20),
        dt.date(2026, 11, 20),
        dt.date(2026, 11, 21),
    ]
    assert [Event.objects.get(seq=leaf.event_seq).object_id for leaf in leaves] == [
        str(entry.decision.pk),
        str(entry.pk),
        str(paper.pk),
    ]
    text = "".join(leaf.content for leaf in leaves)
    for hidden in (entry.producer_name, entry.address, "78.5", "Nguyễn Thị Mẫu A", "HS00000001"):
        assert hidden not in text
    assert leaves[2].statement["states"]["star"] == 4
    assert holds()


def test_a_refused_act_leaves_no_leaf() -> None:
    entry = star(ProductFactory())
    certify(entry)
    before = kinds()
    with pytest.raises(DomainError):
        certify(entry, "6")
    with pytest.raises(DomainError):
        star(ProductFactory(), "22", level=5)
    assert kinds() == [*before, "decision"]
    assert holds()


def test_prolongation_and_withdrawal_are_leaves() -> None:
    product = ProductFactory()
    entry = star(product, "20", dt.date(2024, 1, 5))
    certify(entry, "4", dt.date(2024, 1, 6))
    register.publish(entry, on=dt.date(2024, 1, 8), actor=SYSTEM)
    renewal_filed(product, on=TODAY, dossier_code="HS00000002", actor=SYSTEM)
    assert kinds()[3:] == ["prolongation"] and holds()
    states = Leaf.objects.get(kind="prolongation").statement["states"]
    assert (states["starts_on"], states["basis"]) == ("2027-01-07", "late")
    withdrawal = register.record_decision(
        issued_paper("30", "QĐ-UBND", TODAY, "recognition_decision"), kind=DecisionKind.WITHDRAWAL, actor=SYSTEM
    )
    entry.refresh_from_db()
    withdraw_star(entry, decision=withdrawal, on=TODAY, ground="a", actor=SYSTEM)
    assert kinds()[4:] == ["decision", "withdrawal", "prolongation_end"]
    assert set(Leaf.objects.filter(pk__gte=5).values_list("subject", flat=True)) == {entry.code}
    assert holds()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_prolongation SET at_most = '2027-06-01'")
    assert [finding.kind for finding in proof_check.check().findings] == ["altered"]


def test_the_end_of_a_prolongation_is_a_leaf() -> None:
    product = ProductFactory()
    entry = star(product, "20", dt.date(2024, 1, 5))
    certify(entry, "4", dt.date(2024, 1, 6))
    register.publish(entry, on=dt.date(2024, 1, 8), actor=SYSTEM)
    renewal_filed(product, on=TODAY, dossier_code="HS00000002", actor=SYSTEM)
    renewal_ended(product, on=dt.date(2027, 3, 1), why="stopped", actor=SYSTEM)
    assert kinds()[3:] == ["prolongation", "prolongation_end"]
    assert Leaf.objects.get(kind="prolongation_end").statement["states"]["why"] == "stopped"
    assert Prolongation.objects.get().ended_on == dt.date(2027, 3, 1) and holds()


def test_papers_entered_from_other_bodies_are_leaves_with_their_file() -> None:
    file = stored_file(name="qd.pdf", purpose="registry.decision")
    decision = enter_decision(
        kind=DecisionKind.RECOGNITION,
        issuer=star(ProductFactory()).decision.issuer,
        number="77",
        symbol="QĐ-UBND",
        issued_on=TODAY,
        file=file,
        actor=SYSTEM,
    )
    entry = register.recognise(
        product=ProductFactory(), decision=decision, star=3, total=None, product_code="", sheet_id="", dossier_code="",
        address="", actor=SYSTEM,
    )  # fmt: skip
    certify_entered(entry, number="9/GCN", issued_on=TODAY, file=file, actor=SYSTEM)
    assert kinds()[2:] == ["decision", "recognition", "certificate"]
    leaf = Leaf.objects.get(kind="decision", subject=decision.code)
    assert leaf.statement["commitments"]["file_sha256"] == proof.commitment(leaf.secret, "file_sha256", file.sha256)
    assert holds()


def test_an_import_is_leaves_and_its_undoing_says_so(make_sheet: Any) -> None:
    rows: Sequence[list[Any]] = [
        good_row("Cốm dẹp Mẫu"),
        good_row("Kẹo dừa Mẫu", certificate="8/GCN-UBND", star=3),
    ]
    path: Path = make_sheet(FULL, rows)
    batch, _plan = import_products(path, actor=SYSTEM)
    assert sorted(kinds()) == ["certificate", "certificate", "decision", "recognition", "recognition"]
    assert set(Leaf.objects.values_list("batch", flat=True)) == {batch.code}
    assert holds()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_recognition SET star = 5 WHERE star = 3")
    assert {finding.kind for finding in proof_check.check().findings} == {"altered"}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_recognition SET star = 3 WHERE star = 5")
    undo_import(batch, actor=SYSTEM)
    assert not Recognition.objects.exists() and kinds()[-1] == "import_undone"
    assert holds()
    import_products(path, actor=SYSTEM)
    assert proof.tree_size() == 11 and holds()


def test_a_star_slipped_in_behind_the_register_is_found() -> None:
    entry = star(ProductFactory())
    assert holds()
    Recognition.objects.create(
        product=ProductFactory(), decision=entry.decision, star=4, product_name="Giả", producer_name="Giả",
        recognised_on=TODAY, public_since=TODAY, starts_on=TODAY,
    )  # fmt: skip
    assert [finding.kind for finding in proof_check.check().findings] == ["no_leaf"]
