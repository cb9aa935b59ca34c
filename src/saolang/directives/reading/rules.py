"""The words the reading goes by: shipped in data/directives/reading.yaml, added to by a province's own file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from saolang.core.paths import data_dir

from .model import RulesError

# The safe loader in C where PyYAML has it: ten times as quick.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAPS = frozenset({"aliases"})
_LISTS = (
    "departments",
    "unit_heads",
    "no_heads",
    "whole_heads",
    "name_verbs",
    "office_heads",
    "group_nouns",
    "addressees",
    "rest_words",
    "assigning",
    "verbs",
    "name_ends",
    "duty_headings",
    "report_headings",
    "topics",
    "closings",
    "remarks",
    "body_starts",
    "standing",
    "repeating",
    "conditional",
    "due",
    "urgent",
    "measures",
)


def alternation(words: tuple[str, ...] | list[str]) -> str:
    """Return the words as one pattern, the longest first, any space matching any single space."""
    ordered = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in ordered) or r"(?!)"


@dataclass(frozen=True)
class Rules:
    """The words of the rules files, by key, and the patterns made of them once."""

    words: dict[str, tuple[str, ...]]
    aliases: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> tuple[str, ...]:
        return self.words[key]

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rules) and (self.words, self.aliases) == (other.words, other.aliases)

    @lru_cache(maxsize=64)  # noqa: B019 - rules live as long as the process
    def starting(self, key: str) -> re.Pattern[str]:
        """A pattern that matches one of the words of a key as whole words, case-insensitively."""
        return re.compile(rf"(?:{alternation(self.words[key])})(?!\w)", re.IGNORECASE)

    @cached_property
    def verbs(self) -> re.Pattern[str]:
        """Verbs as they stand inside a sentence: lower case."""
        return re.compile(rf"(?<!\w)(?:{alternation(self.words['verbs'])})(?!\w)")

    @cached_property
    def verb_starts(self) -> re.Pattern[str]:
        """Verbs as they open a sentence: capital first letter."""
        capital = [word[:1].upper() + word[1:] for word in self.words["verbs"]]
        return re.compile(rf"(?:{alternation(capital)})(?!\w)")


def _nfc(value: Any) -> str:
    return " ".join(unicodedata.normalize("NFC", str(value)).split())


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise RulesError(f"Không có tệp quy tắc {path}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"Không đọc được tệp quy tắc {path}: tệp phải là văn bản UTF-8.") from error
    try:
        data = yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", dòng {mark.line + 1}" if mark else ""
        raise RulesError(f"Tệp quy tắc {path} sai cú pháp YAML{where}.") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise RulesError(f"Tệp quy tắc {path}: phải là các mục “tên: danh sách từ”.")
    return data


def _checked(path: Path) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    data = _read(path)
    words: dict[str, tuple[str, ...]] = {}
    aliases: dict[str, str] = {}
    for key, value in data.items():
        if key == "version":
            if value != 1:
                raise RulesError(f"Tệp quy tắc {path}: “version” phải là 1, tệp ghi “{value}”.")
        elif key in _MAPS:
            if not isinstance(value, dict):
                raise RulesError(f"Tệp quy tắc {path}, mục “{key}”: phải là các dòng “tên in: tên chính thức”.")
            aliases = {_nfc(name): _nfc(target) for name, target in value.items()}
        elif key not in _LISTS:
            known = ", ".join((*_LISTS, *sorted(_MAPS)))
            raise RulesError(f"Tệp quy tắc {path}: không có mục “{key}”. Các mục: {known}.")
        else:
            words[key] = _checked_list(path, str(key), value)
    return words, aliases


def _checked_list(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RulesError(f"Tệp quy tắc {path}, mục “{key}”: phải là danh sách từ, mỗi từ một dòng “- từ”.")
    for number, item in enumerate(value, start=1):
        if not isinstance(item, str) or not item.strip():
            raise RulesError(f"Tệp quy tắc {path}, mục “{key}”, từ thứ {number}: phải là chữ, không để trống.")
    return tuple(_nfc(item) for item in value)


@lru_cache(maxsize=8)
def _shipped(path: Path) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    words, aliases = _checked(path)
    return {key: words.get(key, ()) for key in _LISTS}, aliases


@lru_cache(maxsize=8)
def _shipped_rules(path: Path) -> Rules:
    words, aliases = _shipped(path)
    return Rules(words, aliases)


def load_rules(path: str | Path | None = None) -> Rules:
    """Return the shipped rules, with the words of a province's own file added. Raises RulesError."""
    shipped = data_dir() / "directives" / "reading.yaml"
    if path is None:
        return _shipped_rules(shipped)
    words, aliases = _shipped(shipped)
    own_words, own_aliases = _checked(Path(path))
    merged = {key: tuple(dict.fromkeys((*value, *own_words.get(key, ())))) for key, value in words.items()}
    return Rules(merged, {**aliases, **own_aliases})
