"""A council's conclusion is a leaf in the public tree; a quietly altered score is found."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection

from saolang.assessment.domain.conclude import conclude
from saolang.assessment.models import ScoreAnswer, SessionItem
from saolang.audit import proof_check
from saolang.audit.models import Leaf

from .conftest import lowered
from .test_scoring import score_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def concluded(room: SimpleNamespace) -> SessionItem:
    return conclude(score_all(room, lowered(room.sheet, 12)), actor=room.chair)


def findings() -> list[str]:
    return [finding.message for finding in proof_check.check().findings]


def test_a_conclusion_is_a_leaf_that_shows_no_score(concluded: SessionItem) -> None:
    leaf = Leaf.objects.get(kind="council_result")
    content = leaf.statement
    assert leaf.subject == concluded.dossier.code
    assert content["states"] == {
        "dossier": concluded.dossier.code,
        "held_on": concluded.session.held_on.isoformat(),
        "result": "recognise",
        "star": 4,
    }
    assert set(content["commitments"]) == {"total", "band", "evaluation", "sheets", "reason"}
    assert findings() == []


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("UPDATE assessment_sessionitem SET total = total + 1", ["total"]),
        ("UPDATE assessment_sessionitem SET star = 3", ["star"]),
        ("UPDATE assessment_scoresheet SET total = total + 1 WHERE id = %s", ["sheets"]),
        ('UPDATE assessment_scoreanswer SET "option" = "option" + 1 WHERE sheet_id = %s', ["sheets"]),
        ("DELETE FROM assessment_scoreanswer WHERE sheet_id = %s", ["sheets"]),
    ],
)
def test_a_quietly_altered_score_is_found(concluded: SessionItem, change: str, names: list[str]) -> None:
    sheet = ScoreAnswer.objects.filter(sheet__item=concluded).order_by("pk").values_list("sheet_id", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(change, [sheet] if "%s" in change else [])
    (message,) = findings()
    assert all(name in message for name in names)
