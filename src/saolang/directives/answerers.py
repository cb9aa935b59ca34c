"""Who is asked first about a difficulty: words in ``data/directives/answerers.yaml``, else who gave the task."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from django.db.models import Q
from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core.paths import data_dir
from saolang.core.text import fold_vi

from .criteria import criterion_name

ANSWERING = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.OCOP_OFFICE,
    OrganisationKind.COMMITTEE,
    OrganisationKind.STEERING,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.OTHER,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A body and why it is the one to ask."""

    body: Organisation
    why: str


def answering_bodies(province: Any, on: Any) -> Any:
    """Bodies of the province's level that may be asked, by name."""
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return Organisation.objects.filter(alive, unit=province, kind__in=ANSWERING).order_by("name", "pk")


def suggest(difficulty: Any, on: Any) -> Suggestion | None:
    """Suggest who answers: the body with the longest words found, else the issuer of the document behind the task."""
    bodies = list(answering_bodies(difficulty.province_id, on))
    gone = set(difficulty.routes.filter(returned_on__isnull=False).values_list("body_id", flat=True))
    open_to_all = [body for body in bodies if body.pk not in gone and body.pk != difficulty.raised_by_id]
    named = {body.short_name: body for body in open_to_all if body.short_name}
    for short, word, why in _found(_text_of(difficulty)):
        if short in named:
            return Suggestion(named[short], _("Nội dung có “%(word)s”: %(why)s.") % {"word": word, "why": why})
    notice = difficulty.assignment.notice if difficulty.assignment is not None else None
    issuer = notice.document.issuer if notice is not None else None
    if issuer is not None and issuer.pk in {body.pk for body in open_to_all}:
        return Suggestion(issuer, _("Cơ quan ban hành văn bản giao việc."))
    return None


def _text_of(difficulty: Any) -> str:
    parts = [difficulty.title, difficulty.text, difficulty.rule, difficulty.proposal]
    if difficulty.sheet_id:
        parts.append(criterion_name(difficulty.sheet_id, difficulty.criterion))
    if difficulty.topic is not None:
        parts.append(difficulty.topic.name)
    return " ".join(parts)


def _found(text: str) -> list[tuple[str, str, str]]:
    """Bodies whose words stand in the text: short name, word, why; the longest word first."""
    wanted = f" {plain_words(text)} "
    found = [
        (len(folded), number, short, word, why)
        for number, (short, why, words) in enumerate(_answerers())
        for word, folded in words
        if f" {folded} " in wanted
    ]
    found.sort(key=lambda row: (-row[0], row[1]))
    return [(short, word, why) for _length, _number, short, word, why in found]


@lru_cache(maxsize=1)
def _answerers() -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    content = yaml.safe_load((data_dir() / "directives" / "answerers.yaml").read_text(encoding="utf-8"))
    return tuple(
        (str(row["body"]), str(row["why"]), tuple((str(word), plain_words(str(word))) for word in row["words"]))
        for row in content["answerers"]
    )


def plain_words(text: str) -> str:
    """Words without marks and punctuation, one space between."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold_vi(text)).split())
