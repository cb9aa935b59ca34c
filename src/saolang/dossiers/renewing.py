"""What pages show of a renewal: the star it starts from, what was carried over, what changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.registry.queries import validity_of
from saolang.registry.validity import ValidityAnswer
from saolang.rulebook.set_mapping import OldSet, set_mapping

from .carried import CarriedOver, LapsedPaper
from .changes import Change, changes_since, recognised_before
from .documents import previous_line
from .enums import DossierKind, DossierState, UpdateTopic
from .filing import Filing, filing_of
from .models import Dossier
from .queries import latest_snapshot
from .reading import Reading
from .sections import BY_KEY, CRITERIA

TOPIC_PARTS = {
    UpdateTopic.MATERIAL: "material",
    UpdateTopic.TECHNOLOGY: "material",
    UpdateTopic.PACKAGING: "quality",
    UpdateTopic.LABEL: "quality",
    UpdateTopic.MARKET: "market",
    UpdateTopic.OUTPUT: "results",
    UpdateTopic.REVENUE: "results",
}
"""Under which head of Phần II an earlier dossier spoke of a matter."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """The renewal as pages show it. ``filing`` only while it can still be handed in."""

    line: str
    star: int
    answer: ValidityAnswer | None
    filing: Filing | None
    old_set: OldSet | None
    set_reason: str
    changes: list[Change]
    updates: list[Mapping[str, Any]]
    imported: bool


def renewal_of(dossier: Dossier, content: Mapping[str, Any]) -> Renewal | None:
    """What a page shows of a renewal; None for a first registration."""
    star = dossier.renews
    if dossier.kind == DossierKind.FIRST or star is None:
        return None
    preparing = dossier.state == DossierState.PREPARING and dossier.kind == DossierKind.REASSESSMENT
    return Renewal(
        line=previous_line(content["renews"]) if content.get("renews") else "",
        star=star.star,
        answer=validity_of(star),
        filing=filing_of(star) if preparing else None,
        old_set=set_mapping().of_sheet(dossier.old_set) if dossier.old_set else None,
        set_reason=dossier.set_reason,
        changes=changes_since(dossier, content),
        updates=list(content.get("updates", ())),
        imported=recognised_before(dossier) is None,
    )


@dataclass(frozen=True, slots=True)
class CarriedSection:
    """Carried parts of one section that nobody looked at; ``together`` may be confirmed with one click."""

    key: str
    title: str
    url: str
    labels: list[str]
    together: int


@dataclass(frozen=True, slots=True)
class CarriedPanel:
    """What was carried over and what is no longer good."""

    total: int
    open: int
    sections: list[CarriedSection]
    lapsed: list[LapsedPaper]
    bare: list[str]
    filed_on: dt.date | None


def carried_panel(reading: Reading) -> CarriedPanel | None:
    """The panel while preparing; None where nothing was carried."""
    carried = CarriedOver(reading)
    if reading.dossier.state != DossierState.PREPARING or not carried.parts:
        return None
    sections = []
    for key, section in BY_KEY.items():
        labels = [part.label for part in carried.open if part.section == key]
        if not labels:
            continue
        url = section.url(reading.dossier.code)
        sections.append(CarriedSection(key, str(section.title), url, labels, len(carried.confirmable(key))))
    previous = reading.dossier.previous
    return CarriedPanel(
        total=len(carried.parts),
        open=len(carried.open),
        sections=sections,
        lapsed=carried.lapsed,
        bare=[code for code in carried.open_keys(CRITERIA) if code in carried.without_proof],
        filed_on=clock.local(previous.submitted_at).date() if previous is not None and previous.submitted_at else None,
    )


def told_before(dossier: Dossier) -> dict[str, str]:
    """What the dossier of the last recognition said of each matter that a re-assessment brings up to date."""
    past = recognised_before(dossier) or dossier.previous
    snapshot = latest_snapshot(past) if past is not None else None
    if snapshot is None:
        return {}
    content = snapshot.content
    found = {str(topic): content["part2"][part] for topic, part in TOPIC_PARTS.items()}
    for row in content.get("updates", ()):
        if row["text"]:
            found[row["topic"]] = row["text"]
    return {topic: _("Hồ sơ trước ghi: %(text)s") % {"text": text[:300]} for topic, text in found.items() if text}
