"""What the law leaves open, as named settings with a default, its source and the choices.

Pure: definitions come from ``data/rulebook/settings.yaml``; the values a province sets live in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from .loading import SheetError, read_yaml, rulebook_dir

TYPES = ("bool", "int", "decimal", "percent", "choice", "text", "roles")


class SettingError(ValueError):
    """A value a setting cannot take, or a setting that does not exist. Vietnamese."""


@dataclass(frozen=True, slots=True)
class SettingDefinition:
    """One open point of the law. ``choices`` maps stored values to what a person reads."""

    key: str
    group: str
    title: str
    explanation: str
    type: str
    default: Any
    source: str
    effective_from: date
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None

    def clean(self, value: Any) -> Any:
        """The value as stored. Raises ``SettingError`` saying what would be right."""
        if self.type == "bool":
            return self._clean_bool(value)
        if self.type in ("int", "percent", "decimal"):
            return self._clean_number(value)
        if self.type == "choice":
            return self._clean_choice(value)
        if self.type == "roles":
            return self._clean_roles(value)
        text = str(value or "").strip()
        if not text:
            raise SettingError(f"{self.title}: cần một giá trị, không để trống")
        return text

    def display(self, value: Any) -> str:
        """The value as a person reads it."""
        names = dict(self.choices)
        if self.type == "bool":
            return "Có" if value else "Không"
        if self.type == "roles":
            return ", ".join(names.get(str(item), str(item)) for item in value)
        text = names.get(str(value), str(value))
        return f"{text} {self.unit}".strip()

    def _clean_bool(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        if str(value).strip().lower() in ("true", "1", "có"):
            return True
        if str(value).strip().lower() in ("false", "0", "không"):
            return False
        raise SettingError(f"{self.title}: chọn Có hoặc Không")

    def _clean_number(self, value: Any) -> int | float:
        try:
            number = float(str(value).replace(",", ".").strip())
        except ValueError as error:
            raise SettingError(f"{self.title}: “{value}” không phải là số") from error
        low, high = self.minimum, self.maximum
        if (low is not None and number < low) or (high is not None and number > high) or number != number:
            raise SettingError(f"{self.title}: cần một số từ {low} đến {high}")
        if self.type != "decimal" and not number.is_integer():
            raise SettingError(f"{self.title}: cần một số nguyên")
        return int(number) if number.is_integer() else number

    def _clean_choice(self, value: Any) -> str:
        if str(value) not in dict(self.choices):
            raise SettingError(f"{self.title}: chọn một trong: {', '.join(name for _, name in self.choices)}")
        return str(value)

    def _clean_roles(self, value: Any) -> list[str]:
        chosen = [str(item) for item in (value if isinstance(value, (list, tuple)) else [value])]
        if not chosen or any(item not in dict(self.choices) for item in chosen):
            raise SettingError(f"{self.title}: chọn ít nhất một trong: {', '.join(name for _, name in self.choices)}")
        return [key for key, _ in self.choices if key in chosen]


def _definition(raw: Mapping[str, Any]) -> SettingDefinition:
    if raw["type"] not in TYPES:
        raise SheetError(f"settings.yaml: kiểu “{raw['type']}” không có")
    return SettingDefinition(
        key=str(raw["key"]),
        group=str(raw["group"]),
        title=str(raw["title"]),
        explanation=str(raw["explanation"]),
        type=str(raw["type"]),
        default=raw["default"],
        source=str(raw["source"]),
        effective_from=date.fromisoformat(str(raw["effective_from"])),
        choices=tuple((str(key), str(name)) for key, name in (raw.get("choices") or {}).items()),
        unit=str(raw.get("unit") or ""),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
    )


@lru_cache(maxsize=1)
def definitions() -> Mapping[str, SettingDefinition]:
    """All settings by key, in the order they are shown."""
    raw = read_yaml(rulebook_dir() / "settings.yaml")
    return {item["key"]: _definition(item) for item in raw["settings"]}


def definition(key: str) -> SettingDefinition:
    """One setting. Raises ``SettingError`` for an unknown key."""
    found = definitions().get(key)
    if found is None:
        raise SettingError(f"Không có cài đặt “{key}”")
    return found


def defaults() -> dict[str, Any]:
    """Default value of every setting by key, the base for ``evaluate_panel``."""
    return {key: item.default for key, item in definitions().items()}
