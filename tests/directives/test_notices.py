"""The reader of directives against notices of our own writing: every feature and every kind of noise."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from saolang.cli import build_app
from tests.directives.notices_compare import differences, not_composed, options
from tests.directives.notices_render import NOISE, as_docx, as_pdf

NOTICES = Path(__file__).parent / "notices"
NAMES = sorted(path.stem for path in NOTICES.glob("*.txt"))
CLEAN = (
    "02-an-toan-thuc-pham",
    "03-giao-khong-danh-so",
    "09-chi-thi-an-toan-thuc-pham",
    "14-nhac-viec-qua-han",
    "21-hai-phan-diem-hai-cap",
    "31-ban-chi-dao-ba-phan",
)


@pytest.fixture(scope="module")
def command():
    """The command as people run it."""
    app = build_app("directives")
    return lambda file: CliRunner().invoke(app, ["directives", "parse", str(file), "--json"])


def read(command, file: Path) -> dict:
    answer = command(file)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def expected(name: str) -> dict:
    return json.loads((NOTICES / f"{name}.json").read_text(encoding="utf-8"))


def plain(name: str) -> str:
    return (NOTICES / f"{name}.txt").read_text(encoding="utf-8")


def must_match(name: str, actual: dict) -> None:
    found = differences(expected(name), actual)
    assert not found, "\n".join(["", name, *found])


def test_every_notice_has_its_expectation():
    assert len(NAMES) >= 14
    assert sorted(path.stem for path in NOTICES.glob("*.json")) == NAMES


def words_of(name: str) -> str:
    edges_of_pages = r"(?m)^\f.*$|^\s*\d+(?:/\d+)?$|^.*\sTrang \d/\d$|^(?:> ?)+|^\s*- \d -\n\s*\n[^a-z\n]+$|^\s*- \d -$"
    text = unicodedata.normalize("NFC", re.sub(edges_of_pages, "", plain(name)))
    return " ".join(text.replace("*", "").split())


def printed_strings(name: str) -> Iterator[str]:
    """The strings of an expectation that must stand in the text word for word."""
    wanted = expected(name)
    yield from wanted["bases"]
    for source in (wanted["citations"], wanted["figures"]):
        yield from (one["text"] for one in source)
    for block in wanted["blocks"]:
        yield options(block["addressee"])[0] or ""
        for task in block["tasks"]:
            yield from (
                options(task["text"])[0],
                *task["items"],
                *options(task["support"])[0],
                task["deadline"]["text"] or "",
            )
            yield from (figure["text"] for figure in task["figures"])


@pytest.mark.parametrize("name", NAMES)
def test_expectations_use_only_words_of_the_text(name):
    text = words_of(name)
    squeezed = {part: " ".join(part.replace("*", "").split()) for part in printed_strings(name)}
    assert [part for part, words in squeezed.items() if words not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_parse_gives_what_the_contract_says(command, name):
    must_match(name, read(command, NOTICES / f"{name}.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_parse_twice_gives_the_same_bytes_in_composed_strings(command, name):
    first, second = (command(NOTICES / f"{name}.txt").stdout_bytes for _ in range(2))
    assert first == second
    assert not_composed(json.loads(first)) == []


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("name", CLEAN)
def test_noise_changes_nothing(command, tmp_path, name, noise):
    file = tmp_path / f"{name}.txt"
    file.write_bytes(NOISE[noise](plain(name)).encode())
    must_match(name, read(command, file))


@pytest.mark.parametrize("tracked", [False, True])
@pytest.mark.parametrize("name", ["02-an-toan-thuc-pham", "09-chi-thi-an-toan-thuc-pham", "14-nhac-viec-qua-han"])
def test_word_file_reads_like_the_text(command, tmp_path, name, tracked):
    file = tmp_path / f"{name}.docx"
    file.write_bytes(as_docx(plain(name), tracked=tracked))
    must_match(name, read(command, file))


@pytest.mark.parametrize("name", CLEAN)
def test_pdf_reads_like_the_text(command, tmp_path, name):
    file = tmp_path / f"{name}.pdf"
    file.write_bytes(as_pdf(plain(name)))
    must_match(name, read(command, file))
