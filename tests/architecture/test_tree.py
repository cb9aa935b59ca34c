"""Habits that a program can check on the tracked files."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
JUNK_DRAWERS = {"utils.py", "helpers.py", "misc.py", "common.py"}
# Written in pieces, so that this file does not hold what it forbids.
REGISTRIES = ("registry.npm" + "js", "pypi." + "org", "python" + "hosted", "deb." + "debian.org", "npm" + "mirror")
MACHINE_PATHS = ("/wo" + "rk/", "/fa" + "rm/", "/ro" + "ot/", "/ho" + "me/", "/tmp/ba" + "sh_jobs", "/opt/wh" + "eels")
LEFT_TO_DO = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
TEXT = {".py", ".md", ".txt", ".in", ".toml", ".yaml", ".yml", ".json", ".js", ".mjs", ".scss", ".css", ".html", ".sh"}


def tracked_files() -> list[Path]:
    """Files under version control; in an unpacked archive, the files of the source folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [path for top in ("src", "tests", "docs", "data") for path in (ROOT / top).rglob("*") if path.is_file()]


FILES = tracked_files()
TEXTS = [path for path in FILES if path.suffix in TEXT or path.name in {"Makefile", "run", ".importlinter"}]
MODULES = [path for path in FILES if path.suffix == ".py"]


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Places where the pattern stands, as ``path:line``."""
    hits = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if pattern.search(text):
            hits += [
                f"{path.relative_to(ROOT)}:{number}"
                for number, line in enumerate(text.splitlines(), 1)
                if pattern.search(line)
            ]
    return hits


def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def test_tracked_files_hold_no_registry_address():
    assert found(any_of(REGISTRIES), TEXTS) == []


def test_tracked_files_hold_no_path_of_a_machine():
    assert found(any_of(MACHINE_PATHS), TEXTS) == []


def test_source_and_tests_leave_no_note_of_unfinished_work():
    assert found(LEFT_TO_DO, MODULES) == []


def test_modules_stay_short():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in MODULES
        if path.is_relative_to(ROOT / "src")
        and "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_there_is_no_junk_drawer():
    assert [str(path.relative_to(ROOT)) for path in MODULES if path.name in JUNK_DRAWERS] == []


def test_every_module_has_a_docstring():
    bare = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.is_relative_to(ROOT / "src")
        and "migrations" not in path.parts
        and path.stat().st_size
        and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert bare == []


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in FILES
        if path.suffix == ".md"
        for target in re.findall(r"\]\((?!\w+:)([^)#]+)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def checks_something(node: ast.AST, helpers: frozenset[str] = frozenset()) -> bool:
    """Whether a test holds an assertion, or calls something that says by its name that it checks."""
    for part in ast.walk(node):
        if isinstance(part, ast.Assert):
            return True
        name = getattr(part, "attr", None) or getattr(part, "id", "")
        if isinstance(name, str) and (name in helpers or re.search(r"assert|raises|expect|check|refus|warns", name)):
            return True
    return False


def unchecked_tests(source: str) -> list[str]:
    """Names of tests that check nothing, neither themselves nor through a function of the same file."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    helpers = frozenset(f.name for f in functions if not f.name.startswith("test_") and checks_something(f))
    return [f.name for f in functions if f.name.startswith("test_") and not checks_something(f, helpers)]


def test_every_test_checks_something():
    bare = {
        str(path.relative_to(ROOT)): names
        for path in MODULES
        if path.is_relative_to(ROOT / "tests") and (names := unchecked_tests(path.read_text(encoding="utf-8")))
    }
    assert bare == {}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def test_a():\n    1 + 1\n", ["test_a"]),
        ("def test_a():\n    assert 1\n", []),
        ("def holds(x):\n    assert x\ndef test_a():\n    holds(1)\n", []),
        ("def shows(x):\n    print(x)\ndef test_a():\n    shows(1)\n", ["test_a"]),
    ],
)
def test_a_test_that_checks_nothing_is_found(source, names):
    assert unchecked_tests(source) == names
