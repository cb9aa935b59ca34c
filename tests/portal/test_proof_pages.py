"""Public proof on the web: the page of a star, the file, checkpoints, and a forged record found by the verifier."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from saolang.assessment.enums import ResultKind
from saolang.audit import proof, proof_check, signing
from saolang.audit.models import Checkpoint, Leaf
from saolang.audit.notes import Verifier, open_note
from saolang.audit.offline import Refused, verify_file
from saolang.audit.proof_words import VALUES
from saolang.registry.enums import DecisionKind, ProlongationBasis, ProlongationEnd, Source, WithdrawalScope
from saolang.registry.leaves import append_again
from saolang.registry.models import Certificate, Recognition

from .conftest import TODAY, Star

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon() -> object:
    with time_machine.travel(dt.datetime(TODAY.year, TODAY.month, TODAY.day, 5, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def star(give_star: Star) -> Recognition:
    """A public star with leaves for its decision, itself and its certificate."""
    found = give_star()
    with transaction.atomic():
        proof_check.fill()
    return found


def page(name: str, *args: object, **query: object) -> str:
    response = Client().get(reverse(f"portal:{name}", args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


def status(name: str, *args: object, **query: object) -> int:
    return Client().get(reverse(f"portal:{name}", args=args), query).status_code


def test_page_of_a_star_says_what_is_proven_and_offers_the_file(star: Recognition) -> None:
    for code in (star.code, star.certificates.get().code, star.code.lower()):
        text = page("proof", code)
        assert all(words in text for words in ("Quyết định", "Công nhận hạng sao", "Giấy chứng nhận"))
        assert star.product_name in text and "05/08/2026" in text and "Nhập từ danh sách đã công bố" in text
        assert text.count("Đúng như sổ đăng ký hôm nay") == 3 and "Khác với sổ đăng ký" not in text
        assert reverse("portal:proof_file", args=[star.code]) in text
    check = page("certificate", star.code)
    assert reverse("portal:proof", args=[star.code]) in check and "Minh chứng công khai" in check


def test_file_of_a_star_holds_offline_and_names_nobody(star: Recognition) -> None:
    response = Client().get(reverse("portal:proof_file", args=[star.code]))
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="minh-chung-{star.code}.json"'
    assert response["Cache-Control"] == "no-store" and not response.cookies
    proven = verify_file(response.content, key=signing.load_signer().verifier)
    assert [statement["kind"] for _index, statement in proven.statements] == ["decision", "recognition", "certificate"]
    states = proven.statements[2][1]["states"]
    assert (states["star"], states["number"], states["valid_through"]) == (4, "1/GCN-UBND", "2029-08-05")
    assert star.producer_name not in response.content.decode()
    assert Leaf.objects.get(position=0).secret not in response.content.decode()


def test_a_forged_record_is_found_by_the_verifier_and_on_the_page(star: Recognition, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    file.write_bytes(Client().get(reverse("portal:proof_file", args=[star.code])).content)
    key = re.findall(r'--key "([^"]+)"', page("proof", star.code).replace("&quot;", '"'))[0]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    command = [sys.executable, "-m", "saolang.cli", "verify", str(file), "--key", key]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0 and "ĐÚNG." in answer.stdout
    file.write_text(file.read_text().replace('\\"star\\":4', '\\"star\\":5'))
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 1 and answer.stderr.startswith("KHÔNG ĐÚNG.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_recognition SET star = 5 WHERE id = %s", [star.pk])
    text = page("proof", star.code)
    assert "Sổ đăng ký hiện ghi khác với sổ cây băm." in text and text.count("Khác với sổ đăng ký hôm nay") == 2
    assert sorted(finding.kind for finding in proof_check.check().findings) == ["altered", "altered"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE registry_recognition SET total = 99", "total (không công khai)"),
        ("UPDATE registry_certificate SET valid_through = '2039-08-05'", "valid_through"),
        ("UPDATE registry_certificate SET number = '9/GCN-UBND'", "number"),
        ("UPDATE registry_decision SET signer = 'Người Khác'", "signer (không công khai)"),
        ("UPDATE registry_recognition SET through = '2039-08-05'", "Thời hạn của"),
    ],
)
def test_quiet_changes_of_the_register_are_found(star: Recognition, change: str, words: str) -> None:
    from saolang.registry.domain.terms import settle_terms

    settle_terms([star.pk])
    assert proof_check.check().holds
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert any(words in finding.message for finding in proof_check.check().findings)


def test_a_correction_is_a_new_leaf_and_the_old_one_stays(star: Recognition) -> None:
    Certificate.objects.filter(recognition=star).update(number="7/GCN-UBND")
    with transaction.atomic():
        append_again(star, on=TODAY, actor=None)
    text = page("proof", star.code)
    assert "1/GCN-UBND" in text and "7/GCN-UBND" in text
    assert (text.count("Bản trước khi đính chính"), text.count("Đúng như sổ đăng ký hôm nay")) == (2, 3)


def test_what_is_not_public_is_not_given_out(give_star: Star) -> None:
    hidden = give_star(public_since=None)
    later = give_star(public_since=TODAY + dt.timedelta(days=1))
    with transaction.atomic():
        proof_check.fill()
    for star in (hidden, later):
        for code in (star.code, star.certificates.get().code, star.decision.code):
            assert (status("proof", code), status("proof_file", code)) == (404, 404)
    for odd in ("khong-co", "0000000000", "a\x00b", "x" * 300):
        assert (status("proof", odd), status("proof_file", odd)) == (404, 404)


def test_a_star_without_leaves_says_so(give_star: Star) -> None:
    star = give_star()
    assert "chưa có minh chứng trong sổ cây băm" in page("proof", star.code)
    assert status("proof_file", star.code) == 404


def test_tree_page_shows_checkpoint_key_and_earlier_ones(star: Recognition, give_star: Star) -> None:
    assert "Chưa ký mốc nào." in page("proofs")
    note = page("checkpoint")
    key = signing.load_signer().verifier
    assert open_note(note, Verifier.parse(str(key))).split("\n")[1] == "3"
    give_star()
    with transaction.atomic():
        proof_check.fill()
    text = page("proofs")
    assert str(key) in text and "Sổ nay có 6 lá" in text
    assert page("checkpoint").split("\n")[1] == "6"
    assert page("checkpoint", so="3") == note
    assert [mark.size for mark in Checkpoint.objects.all()] == [3, 6]
    for wrong in ("4", "-1", "x", "9" * 40, ""):
        assert status("checkpoint", so=wrong) == 404
    assert "RFC 9162" in page("proof_format")


def test_empty_tree_has_no_checkpoint(db: None) -> None:
    assert "Chưa ký mốc nào." in page("proofs")
    assert (status("checkpoint"), status("growth", tu="1", den="1")) == (404, 404)


def test_an_older_file_is_continued_by_a_newer_one(star: Recognition, give_star: Star) -> None:
    old = Client().get(reverse("portal:proof_file", args=[star.code])).content
    second = give_star()
    with transaction.atomic():
        proof_check.fill()
    key = signing.load_signer().verifier
    path = reverse("portal:proof_file", args=[second.code])
    newer = Client().get(path, {"tu": "3"}).content
    assert verify_file(newer, key=key, older=old).unchanged_since == 3
    plain = Client().get(path).content
    joined = page("growth", tu="3", den="6").encode()
    assert verify_file(plain, key=key, older=old, consistency=joined).unchanged_since == 3
    with pytest.raises(Refused) as caught:
        verify_file(plain, key=key, older=old)
    assert caught.value.code == "no_consistency"
    for wrong in ({"tu": "0", "den": "6"}, {"tu": "5", "den": "7"}, {"tu": "6", "den": "5"}, {"tu": "x"}, {}):
        assert status("growth", **wrong) == 404
    assert Client().get(path, {"tu": "99"}).status_code == 404


def test_page_and_file_need_few_queries(star: Recognition, django_assert_max_num_queries: object) -> None:
    page("checkpoint")
    with django_assert_max_num_queries(16):
        document = json.loads(page("proof_file", star.code))
    assert len(document["records"]) == 3
    assert proof.tree_size() == 3


def test_all_words_of_statements_are_those_of_the_register() -> None:
    for name, choices in {
        "kind": DecisionKind,
        "source": Source,
        "basis": ProlongationBasis,
        "why": ProlongationEnd,
        "scope": WithdrawalScope,
        "result": ResultKind,
    }.items():
        words = {value: str(label) for value, label in choices.choices}
        assert words == {value: VALUES[name].get(value) for value in words}
