"""Which law a report goes under and how many days that law gives; data in ``data/monitoring/petitions.yaml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from saolang.core.paths import data_dir
from saolang.core.workdays import WorkCalendar
from saolang.rulebook.queries import provincial_setting

WORKING = "working_day"


@dataclass(frozen=True, slots=True)
class Term:
    """Days of one step, counted from the day the report was received or was accepted."""

    days: int
    setting: str
    unit: str
    start: str
    source: str

    def length(self, on: dt.date) -> int:
        """Days by the law, or by the province's setting on a day."""
        return int(provincial_setting(self.setting, on)) if self.setting else self.days

    def due(self, start: dt.date, *, on: dt.date) -> dt.date:
        """The last day; the first is not counted, and a term in plain days never ends on a day off.

        Legal: Bộ luật Dân sự 2015, Điều 147.2, 148.5.
        """
        calendar = WorkCalendar.load()
        days = self.length(on)
        if self.unit == WORKING:
            return calendar.add_working_days(start, days).date
        return calendar.next_working_day(start + dt.timedelta(days=days))


@dataclass(frozen=True, slots=True)
class PetitionLaw:
    """The law of one kind: its terms, and what it asks of form and secrecy."""

    code: str
    name: str
    law: str
    accept: Term
    answer: Term
    form: str = ""
    secrecy: str = ""

    def accept_due(self, received: dt.date) -> dt.date:
        """Last day to accept, forward or refuse."""
        return self.accept.due(received, on=received)

    def answer_due(self, received: dt.date, accepted: dt.date | None) -> dt.date:
        """Last day to answer; before the acceptance it is reckoned from the last day to accept."""
        if self.answer.start != "accepted":
            return self.answer.due(received, on=received)
        return self.answer.due(accepted or self.accept_due(received), on=received)


def _term(raw: Mapping[str, Any]) -> Term:
    return Term(
        days=int(raw.get("days") or 0),
        setting=str(raw.get("setting") or ""),
        unit=str(raw["unit"]),
        start=str(raw.get("from") or "received"),
        source=str(raw.get("source") or ""),
    )


@lru_cache(maxsize=1)
def petition_laws() -> Mapping[str, PetitionLaw]:
    """Every kind by its code."""
    path = data_dir() / "monitoring" / "petitions.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        str(raw["code"]): PetitionLaw(
            code=str(raw["code"]),
            name=str(raw["name"]),
            law=str(raw["law"]),
            accept=_term(raw["accept"]),
            answer=_term(raw["answer"]),
            form=str(raw.get("form") or ""),
            secrecy=str(raw.get("secrecy") or ""),
        )
        for raw in content["laws"]
    }


def petition_law(code: str) -> PetitionLaw:
    """The law of one kind."""
    return petition_laws()[str(code)]
