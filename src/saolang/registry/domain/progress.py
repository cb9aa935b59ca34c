"""How far a long job is, for whoever looks on.

Kept in a small file: the transaction of an import hides its rows from others, and SQLite has one writer at a time.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from saolang.core.codes import clean_code
from saolang.core.paths import home_dir

STALE_AFTER = 90
"""Seconds without a sign of life after which a job is taken for dead."""
AGAIN_AFTER = 10
"""Seconds after which the same words are written again, as a sign of life."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a job last said."""

    percent: int
    label: str
    age: float

    @property
    def is_stale(self) -> bool:
        """Whether nothing has been heard for too long."""
        return self.age > STALE_AFTER


class ProgressFile:
    """The sign of life of one job."""

    def __init__(self, code: str) -> None:
        self.path = home_dir() / "tien-do" / f"{clean_code(code)}.json"
        self._last = (-1, "")
        self._said = 0.0

    def say(self, percent: int, label: str) -> None:
        """Write how far the job is; the same twice within a few seconds is not written."""
        now = time.time()
        if (percent, label) == self._last and abs(now - self._said) < AGAIN_AFTER:
            return
        self._last, self._said = (percent, label), now
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".tmp")
        draft.write_text(json.dumps({"percent": percent, "label": label, "at": now}), encoding="utf-8")
        draft.replace(self.path)

    def read(self) -> Standing | None:
        """What was said last, or None."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            return Standing(int(data["percent"]), str(data["label"]), max(0.0, time.time() - float(data["at"])))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def clear(self) -> None:
        """Forget it."""
        self.path.unlink(missing_ok=True)
