"""Difficulties as tests need them, on top of ``rows.world()``."""

from __future__ import annotations

from typing import Any

from saolang.directives.domain.difficulties import raise_difficulty
from saolang.directives.domain.difficulty_answers import answer_difficulty, route_difficulty
from saolang.directives.domain.difficulty_guidance import publish_guidance
from saolang.directives.models import Difficulty

from . import rows

TITLE = "Chưa rõ hộ dùng chung mẫu kiểm nghiệm có được tính không"
TEXT = "Nhiều hộ trong xã dùng chung một cơ sở sơ chế và một phiếu kiểm nghiệm."
QUESTION = "Nhiều hộ dùng chung một phiếu kiểm nghiệm thì hồ sơ có được chấp nhận không?"
ANSWER = "Được, nếu phiếu kiểm nghiệm ghi đúng tên sản phẩm và cơ sở sơ chế chung."


def raised(w: Any, **fields: Any) -> Difficulty:
    """Raised by the first commune."""
    known = {"raised_by": w.committees[0], "title": TITLE, "text": TEXT, "actor": w.commune_officer, **fields}
    return raise_difficulty(**known)


def routed(w: Any, body: Any = None, **fields: Any) -> Difficulty:
    """Sent to the department of agriculture."""
    return route_difficulty(raised(w, **fields), body=body or w.agriculture, actor=w.secretary)


def answered(w: Any, **fields: Any) -> Difficulty:
    """Answered with the department's document."""
    known = {"answer": "Được tính nếu phiếu ghi đúng tên.", "number": "1234/SNNMT-PTNT", "dated_on": rows.TODAY}
    return answer_difficulty(routed(w), actor=w.agri_officer, **{**known, **fields})


def public(w: Any, question: str = QUESTION, answer: str = ANSWER, **fields: Any) -> Difficulty:
    """Published as guidance."""
    done = answered(w, general=True, **fields)
    return publish_guidance(done, question=question, answer=answer, general=True, actor=w.secretary)
