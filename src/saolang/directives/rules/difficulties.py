"""Who may do what with difficulties. Listings in queries/access.py agree with ``view_difficulty``."""

from __future__ import annotations

from typing import Any

import rules

from ..models import DifficultyRoute
from .people import bodies_of, is_office, is_office_of, is_official, reader_units, reads_province_of


@rules.predicate
def raised_it(user: Any, difficulty: Any) -> bool:
    return difficulty is not None and difficulty.raised_by_id in bodies_of(user)


@rules.predicate
def answers_it(user: Any, difficulty: Any) -> bool:
    return difficulty is not None and difficulty.routed_to_id is not None and difficulty.routed_to_id in bodies_of(user)


@rules.predicate
def was_asked(user: Any, difficulty: Any) -> bool:
    """A body of the person was asked at some time: it goes on seeing what became of it."""
    bodies = bodies_of(user)
    if difficulty is None or not bodies:
        return False
    return DifficultyRoute.objects.filter(difficulty=difficulty, body__in=bodies).exists()


@rules.predicate
def written_for_others(user: Any, difficulty: Any) -> bool:
    """The office wrote it down for a body, so the office may also end it for that body."""
    return difficulty is not None and difficulty.on_behalf and is_office_of(user, difficulty)


@rules.predicate
def acts_for_a_body(user: Any) -> bool:
    return bool(bodies_of(user))


@rules.predicate
def reads_somewhere(user: Any) -> bool:
    return bool(reader_units(user))


rules.add_perm("directives.list_difficulties", is_official)
rules.add_perm("directives.raise_difficulty", acts_for_a_body)
rules.add_perm("directives.record_difficulty", is_office)
rules.add_perm("directives.board_difficulties", reads_somewhere)
rules.add_perm("directives.view_difficulty", reads_province_of | raised_it | answers_it | was_asked)
rules.add_perm("directives.close_difficulty", raised_it | written_for_others)
rules.add_perm("directives.withdraw_difficulty", raised_it | written_for_others)
rules.add_perm("directives.route_difficulty", is_office_of)
rules.add_perm("directives.answer_difficulty", answers_it | is_office_of)
rules.add_perm("directives.return_difficulty", answers_it)
rules.add_perm("directives.report_up_difficulty", is_office_of)
rules.add_perm("directives.publish_guidance", is_office_of | answers_it)
