"""The province of the browser test of directives: bodies, a steering committee, people, and the notice they receive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from saolang.accounts.models import Organisation
from saolang.core.paths import data_dir
from saolang.core.text import format_date
from saolang.directives.domain import notices_setup
from tests.e2e import town

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "seeds"
SEATS = ("Sở NN&MT", "Sở Công Thương", "Sở Tài chính", "Sở KH&CN", "Sở Y tế", "Liên minh HTX")


def found(day: dt.date) -> SimpleNamespace:
    """Reference data, officials of the demo, and a committee with its members."""
    people = town.found()
    people.bodies = {body.short_name: body for body in Organisation.objects.filter(unit=people.units["province"])}
    people.committee = notices_setup.create_committee(
        province=people.units["province"], name="Ban Chỉ đạo OCOP tỉnh", valid_from=day, actor=people.steering
    )
    for short_name in SEATS:
        notices_setup.add_member(
            committee=people.committee, body=people.bodies[short_name], valid_from=day, actor=people.steering,
            standing=short_name == SEATS[0],
        )  # fmt: skip
    return people


def seed(number: str) -> Path | None:
    """A real document of the reference material, where it is at hand."""
    return next(iter(sorted(SEEDS.glob(f"{number}_*.txt"))), None)


def own_notice(folder: Path, day: dt.date) -> Path:
    """The demo's notice as if issued three days before: 12 texts in 7 blocks."""
    words = (data_dir() / "demo" / "conclusion-notice.txt").read_text(encoding="utf-8")
    days = {"past_1": 12, "past_2": 10, "soon_1": 15, "soon_2": 20, "soon_3": 30}
    issued, met = day - dt.timedelta(days=3), day - dt.timedelta(days=5)
    values: dict[str, Any] = {name: format_date(day + dt.timedelta(days=n)) for name, n in days.items()}
    target = folder / "thong-bao-ket-luan.txt"
    target.write_text(words.format(issued_long=_long(issued), met_long=_long(met).capitalize(), **values), "utf-8")
    return target


def _long(day: dt.date) -> str:
    return f"ngày {day:%d} tháng {day:%m} năm {day.year}"
