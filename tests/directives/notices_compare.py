"""Compare what the reader printed with the expectation of a notice, field by field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

CLOSING = re.compile(r"[\s;.,/]+$")
DOCUMENT = ("number", "symbol", "date", "issuer", "kind", "title", "place")
TASK = ("text", "items", "lead", "support", "scope", "kind")


def options(expected: Any) -> list[Any]:
    """What may stand here: the contract leaves some places open."""
    return expected["one_of"] if isinstance(expected, dict) and "one_of" in expected else [expected]


def differences(expected: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """Every field that differs, as ``field: expected ..., got ...``."""
    return [f"{where}: expected {wanted!r}, got {got!r}" for where, wanted, got in _walk(expected, actual)]


def _walk(expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    if list(actual) != ["document", "bases", "citations", "blocks", "recipients", "figures"]:
        yield "keys", "those of the contract", list(actual)
        return
    for field in DOCUMENT:
        yield from _plain(f"document.{field}", expected["document"][field], actual["document"].get(field, "missing"))
    for field in ("bases", "recipients"):
        wanted = {"one_of": [[CLOSING.sub("", line) for line in lines] for lines in options(expected[field])]}
        yield from _plain(field, wanted, [CLOSING.sub("", line) for line in actual[field]])
    yield from _listed("citations", expected["citations"], actual["citations"], _citation)
    yield from _listed("blocks", expected["blocks"], actual["blocks"], _block)
    yield from _listed("figures", expected["figures"], actual["figures"], _figure)


def _plain(where: str, expected: Any, actual: Any) -> Iterator[tuple[str, Any, Any]]:
    if actual not in options(expected):
        yield where, expected, actual


def _listed(where: str, expected: list[Any], actual: list[Any], compare: Any) -> Iterator[tuple[str, Any, Any]]:
    if len(expected) != len(actual):
        yield f"{where} (how many)", [_short(one) for one in expected], [_short(one) for one in actual]
        return
    for place, (wanted, got) in enumerate(zip(expected, actual, strict=True)):
        yield from compare(f"{where}[{place}]", wanted, got)


def _short(one: dict[str, Any]) -> Any:
    return one.get("addressee") or one.get("text") or one.get("no")


def _citation(where: str, expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for field in ("number", "date"):
        yield from _plain(f"{where}.{field}", expected[field], actual[field])
    if not actual["text"].startswith(expected["text"]):
        yield f"{where}.text", expected["text"], actual["text"]


def _figure(where: str, expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    yield from _plain(f"{where}.value", expected["value"], actual["value"])
    number = re.match(r"[\d.,]+", expected["text"])
    if number is None or not actual["text"].startswith(number.group()):
        yield f"{where}.text", expected["text"], actual["text"]
    unit = actual["unit"] or ""
    if not (unit == expected["unit"] or re.match(re.escape(expected["unit"]) + r"[\s/]", unit)):
        yield f"{where}.unit", expected["unit"], actual["unit"]


def _block(where: str, expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for field in ("no", "addressee", "leads"):
        yield from _plain(f"{where}.{field}", expected[field], actual[field])
    yield from _listed(f"{where}.tasks", expected["tasks"], actual["tasks"], _task)


def _task(where: str, expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for field in TASK:
        yield from _plain(f"{where}.{field}", expected[field], actual[field])
    follows, got = expected["follows"], actual["follows"]
    if follows is None or got is None:
        yield from _plain(f"{where}.follows", follows, got)
    else:
        yield from _citation(f"{where}.follows", follows, got)
    due, got = expected["deadline"], actual["deadline"]
    for field in ("type", "date"):
        yield from _plain(f"{where}.deadline.{field}", due[field], got[field])
    words = got["text"] or ""
    whole = " ".join([actual["text"], *actual["items"]])
    if (due["text"] is None) != (got["text"] is None) or (due["text"] or "") not in words or words not in whole:
        yield f"{where}.deadline.text", due["text"], got["text"]
    yield from _listed(f"{where}.figures", expected["figures"], actual["figures"], _figure)


def not_composed(value: Any, where: str = "") -> list[str]:
    """Strings that are not NFC, hold a break, a mark of emphasis or two spaces."""
    if isinstance(value, dict):
        return [fault for key, one in value.items() for fault in not_composed(one, f"{where}.{key}")]
    if isinstance(value, list):
        return [fault for place, one in enumerate(value) for fault in not_composed(one, f"{where}[{place}]")]
    if not isinstance(value, str):
        return []
    clean = " ".join(unicodedata.normalize("NFC", value).split()).replace("**", "")
    return [] if clean == value else [f"{where}: {value!r}"]
