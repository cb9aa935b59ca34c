"""Who may do what with difficulties. Listings in queries/difficulties.py agree with ``view_difficulty``."""

from __future__ import annotations

from typing import Any

import rules

from .people import bodies_of, is_office_of, is_official, reads_province_of


@rules.predicate
def raised_it(user: Any, difficulty: Any) -> bool:
    return difficulty is not None and difficulty.raised_by_id in bodies_of(user)


@rules.predicate
def answers_it(user: Any, difficulty: Any) -> bool:
    return difficulty is not None and difficulty.routed_to_id is not None and difficulty.routed_to_id in bodies_of(user)


@rules.predicate
def acts_for_a_body(user: Any) -> bool:
    return bool(bodies_of(user))


rules.add_perm("directives.list_difficulties", is_official)
rules.add_perm("directives.raise_difficulty", acts_for_a_body)
rules.add_perm("directives.view_difficulty", reads_province_of | raised_it | answers_it)
rules.add_perm("directives.own_difficulty", raised_it)
rules.add_perm("directives.route_difficulty", is_office_of)
rules.add_perm("directives.answer_difficulty", answers_it)
rules.add_perm("directives.publish_guidance", is_office_of | answers_it)
