"""A forged record is found: by the page, by the site's own check, and by anybody's offline verifier."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from saolang.audit import proof_check
from saolang.audit.commands import audit_app
from saolang.audit.models import Checkpoint, Leaf, TreeHead, TreeNode
from saolang.audit.tree_triggers import TREE
from saolang.registry.models import Recognition
from tests.e2e.pages import press, says
from tests.monitoring.withdrawal_rows import NOW, make_star

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = Path(__file__).parents[2] / "src"
DIFFERS = "đã bị sửa: tính lại không ra gốc đã ký"


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    """One running day."""
    with time_machine.travel(NOW, tick=True):
        yield


def publish_star(number: str, points: str) -> Recognition:
    """A public star with its points, stated in the public tree."""
    star = make_star(number=number)
    Recognition.objects.filter(pk=star.pk).update(total=points)
    with transaction.atomic():
        proof_check.fill()
    return star


@pytest.fixture
def star(live_server: Any) -> Recognition:
    """The star of a product of the town, with leaves for its decision, itself and its certificate."""
    return publish_star("12", "73.8")


def download(page: Page, star: Recognition, target: Path) -> Path:
    """The proof file as a visitor gets it: from the product to the check, to the proof, to the file."""
    page.goto(f"/san-pham/{star.product.code}/")
    press(page, "Kiểm tra giấy chứng nhận này", exact=False)
    press(page, "Minh chứng công khai", exact=False)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải tệp minh chứng").click()
    assert waiting.value.suggested_filename == f"minh-chung-{star.code}.json"
    waiting.value.save_as(target)
    return target


def public_key(page: Page) -> str:
    """The line that the page tells everybody to copy."""
    page.goto("/minh-chung/")
    return page.locator("section[aria-labelledby=k] .code").first.inner_text().strip()


def verify(file: Path, *words: str) -> SimpleNamespace:
    """Run the verifier as on any computer: no settings, no database."""
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "saolang.cli", "verify", str(file), *words],
        env={**environment, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    return SimpleNamespace(code=done.returncode, out=done.stdout, err=done.stderr)


def audit(*words: str) -> SimpleNamespace:
    """The site's own command."""
    done = CliRunner().invoke(audit_app, list(words))
    return SimpleNamespace(code=done.exit_code, out=done.output)


def quietly(statement: str, *values: object) -> None:
    """Change the database as somebody would who owns it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def star_of_certificate(document: dict[str, Any]) -> None:
    content = document["records"][2]["content"]
    document["records"][2]["content"] = content.replace('"star":4', '"star":5')
    assert document["records"][2]["content"] != content


def term_of_certificate(document: dict[str, Any]) -> None:
    content = document["records"][2]["content"]
    document["records"][2]["content"] = content.replace("2029-01-12", "2039-01-12")
    assert document["records"][2]["content"] != content


def place_in_tree(document: dict[str, Any]) -> None:
    document["records"][2]["index"] = 1


def signed_mark(document: dict[str, Any]) -> None:
    lines = document["checkpoint"].split("\n")
    lines[1] = str(int(lines[1]) + 1)
    document["checkpoint"] = "\n".join(lines)


FORGERIES: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (star_of_certificate, DIFFERS),
    (term_of_certificate, DIFFERS),
    (place_in_tree, "Nội dung ở vị trí 1"),
    (signed_mark, "Chữ ký trên mốc không đúng"),
]


def test_forged_files_are_refused_with_the_reason(page: Page, star: Recognition, tmp_path: Path) -> None:
    publish_star("13", "65")
    file, key = download(page, star, tmp_path / "minh-chung.json"), public_key(page)
    good = verify(file, "--key", key)
    assert (good.code, good.err) == (0, "")
    for words in ("Hạng sao: 4", star.product_name, "12/QĐ-UBND", "12/01/2029", "ĐÚNG. Nội dung trên nằm nguyên"):
        assert words in good.out, words
    assert star.producer_name not in good.out
    for forge, words in FORGERIES:
        document = json.loads(file.read_text(encoding="utf-8"))
        forge(document)
        forged = tmp_path / f"{forge.__name__}.json"
        forged.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        answer = verify(forged, "--key", key)
        assert (answer.code, answer.out) == (1, ""), forge.__name__
        assert answer.err.startswith("KHÔNG ĐÚNG. ") and words in answer.err, answer.err
        assert "Tệp này không chứng minh được điều gì." in answer.err
    unsure = verify(file)
    assert (unsure.code, "khóa lấy từ chính tệp này" in unsure.err) == (0, True)


@pytest.mark.parametrize(
    ("change", "shown", "told"),
    [
        ("UPDATE registry_recognition SET star = 5 WHERE id = %s", 2, "star"),
        ("UPDATE registry_recognition SET total = 95 WHERE id = %s", 1, "total (không công khai)"),
        ("UPDATE registry_decision SET number = '99' WHERE id = (SELECT decision_id FROM registry_recognition"
         " WHERE id = %s)", 2, "number"),
    ],
    ids=["star", "points", "decision"],
)  # fmt: skip
def test_quiet_change_is_told_by_the_page_and_the_check(
    page: Page, star: Recognition, tmp_path: Path, change: str, shown: int, told: str, picture: Callable[..., None]
) -> None:
    file, key = download(page, star, tmp_path / "minh-chung.json"), public_key(page)
    page.goto(f"/minh-chung/{star.code}/")
    expect(page.get_by_text("Đúng như sổ đăng ký hôm nay")).to_have_count(3)
    assert audit("proof-check").code == 0
    quietly(change, star.pk)
    page.reload()
    says(page, "Sổ đăng ký hiện ghi khác với sổ cây băm.", "báo cho cơ quan OCOP của tỉnh")
    expect(page.get_by_text("Khác với sổ đăng ký hôm nay")).to_have_count(shown)
    picture(page, "proof-altered")
    found = audit("proof-check")
    assert found.code == 1 and told in found.out and f"{shown} điều không đúng" in found.out
    kept = verify(file, "--key", key)
    assert (kept.code, "Hạng sao: 4" in kept.out) == (0, True)


def test_history_written_anew_is_shown_by_a_file_kept_earlier(page: Page, star: Recognition, tmp_path: Path) -> None:
    old, key = download(page, star, tmp_path / "cu.json"), public_key(page)
    mark = tmp_path / "moc.txt"
    mark.write_text(json.loads(old.read_text(encoding="utf-8"))["checkpoint"], encoding="utf-8")
    publish_star("13", "65")
    grown = continued(page, star, tmp_path / "moi.json", since=3)
    honest = verify(grown, "--key", key, "--than-cu", str(old))
    assert (honest.code, "Sổ nối tiếp đúng mốc cũ (3 lá)" in honest.out) == (0, True)
    assert audit("proof-check", "--checkpoint", str(mark)).code == 0

    TREE.drop(connection)
    for model in (Leaf, TreeNode, Checkpoint, TreeHead):
        model.objects.all()._raw_delete("default")
    TREE.create(connection)
    quietly("UPDATE registry_recognition SET star = 5 WHERE id = %s", star.pk)
    with transaction.atomic():
        proof_check.fill()
    download(page, star, tmp_path / "ghi-lai.json")
    page.goto(f"/minh-chung/{star.code}/")
    expect(page.get_by_text("Đúng như sổ đăng ký hôm nay")).to_have_count(3)
    assert audit("proof-check").code == 0
    rewritten = continued(page, star, tmp_path / "ghi-lai.json", since=3)
    alone = verify(rewritten, "--key", key)
    assert (alone.code, "Hạng sao: 5" in alone.out) == (0, True)
    answer = verify(rewritten, "--key", key, "--than-cu", str(old))
    assert (answer.code, answer.out) == (1, "")
    assert "KHÔNG ĐÚNG. Sổ 6 lá không nối tiếp sổ 3 lá: những gì ghi trước đã bị sửa." in answer.err
    found = audit("proof-check", "--checkpoint", str(mark))
    assert (found.code, "Mốc giữ bên ngoài thứ 1" in found.out) == (1, True)


def continued(page: Page, star: Recognition, target: Path, *, since: int) -> Path:
    """The newest file, with the proof that the tree continues the one of so many leaves."""
    newest = page.request.get("/minh-chung/moc.txt")
    assert newest.ok
    answer = page.request.get(f"/minh-chung/{star.code}.json?tu={since}")
    assert answer.ok
    target.write_bytes(answer.body())
    return target
