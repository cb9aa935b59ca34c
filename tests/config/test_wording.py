"""Our own texts keep to the words of the glossary, and every field has a label."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
from pathlib import Path

from django import forms

ROOT = Path(__file__).resolve().parents[2]
# What the law or the glossary calls otherwise, and spellings that the law does not print. After "|" or "(?<!" such a
# spelling is an alternative of a pattern, which reads documents of others as they are printed.
NEVER = re.compile(
    r"gia hạn|tự chấm|phiếu chấm|chấm điểm|vui lòng"
    r"|(?<![|!])(?:thuỷ|huỷ|luỹ|khoá\b|hoá\b|\buỷ (?!ban nhân dân\)\\s))|[^\W\d_]!(?:\s|$)",
    re.IGNORECASE,
)


def own_words() -> dict[str, str]:
    """Vietnamese texts in the sources by place: strings that are not docstrings, and whole templates."""
    texts = {}
    for path in sorted((ROOT / "src/saolang").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
                texts[f"{path.relative_to(ROOT)}:{node.lineno}"] = node.value
    for path in sorted((ROOT / "src/saolang").rglob("templates/**/*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            texts[f"{path.relative_to(ROOT)}:{number}"] = re.sub(r"<!doctype|\{#.*?#\}", "", line)
    return texts


def test_words_of_the_glossary_are_kept():
    found = {place: match[0] for place, text in own_words().items() if (match := NEVER.search(text))}
    assert found == {}


def test_old_spelling_is_found_in_a_sentence_and_left_to_patterns():
    assert [bool(NEVER.search(text)) for text in ("Đã huỷ hồ sơ", "Uỷ ban", "luỹ kế")] == [True, True, True]
    assert [bool(NEVER.search(text)) for text in (r"lũy kế|luỹ kế", r"(?<!UỶ )BAN", r"(?:ỦY|UỶ) BAN")] == [False] * 3


def test_fields_people_see_have_labels_of_ours():
    import_every_form()
    seen = 0
    for form in every_subclass(forms.BaseForm):
        if not form.__module__.startswith("saolang.") or form.__module__.endswith(".key_forms"):
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            if not field.widget.is_hidden:
                assert field.label, f"{form.__module__}.{form.__name__}.{name}"
                seen += 1
    assert seen > 100


def import_every_form() -> None:
    """Bring in every module of forms, and every page, since some keep small forms of their own."""
    source = ROOT / "src"
    for path in sorted(source.glob("saolang/**/*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        if "forms" in parts[-1] or "forms" in parts or "views" in parts:
            importlib.import_module(".".join(parts).removesuffix(".__init__"))


def every_subclass(kind: type) -> set[type]:
    """All classes below one."""
    return {below for child in kind.__subclasses__() for below in ({child} | every_subclass(child))}
