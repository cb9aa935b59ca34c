"""Where higher apps say whose files a person is handling, and what they have frozen.

``dossiers`` and ``assessment`` register a :class:`Handling` each: an officer, adviser or council member with an open
file of a producer may then see that producer's personal details, and the product and papers of that file.
The answers are ``Q`` objects, so the yes-or-no rule and the listing come from one source and cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from saolang.core.problems import Problem
from saolang.core.registries import Registry

NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Handling:
    """What one app lets a person see because of an open file.

    Each function takes the user and returns a ``Q`` on Producer, Product and Evidence. It must not multiply rows:
    use ``Q(pk__in=<subquery>)``. It is asked for signed-in people only.
    """

    key: str
    producers: Callable[[Any], Q]
    products: Callable[[Any], Q]
    evidence: Callable[[Any], Q]


handlings = Registry("producers.handlings")
evidence_locks = Registry("producers.evidence_locks")
"""func(evidence) -> list[Problem]: why this paper may no longer be changed (a submitted file names it)."""
product_locks = Registry("producers.product_locks")
"""func(product, fields: set[str]) -> list[Problem]: why these fields may not be changed now."""
open_work = Registry("producers.open_work")
"""func(product_ids) -> set[int]: which of these products have an open file."""
printed_papers = Registry("producers.printed_papers")
"""func(producer) -> bool: whether a paper that prints its name has been issued."""
merge_followers = Registry("producers.merge_followers")
"""func(kept, gone, *, undone) -> list[dict]: what an app above changes when two products become one, in the form of
``MergeRecord.moved``; called again with the same two after a merge was taken back (``undone``)."""


def products_with_open_work(product_ids: set[int]) -> set[int]:
    """Which of these products have an open file in any app above."""
    return {found for ask in open_work.values() for found in ask(product_ids)}


def has_printed_papers(producer: Any) -> bool:
    """Whether a paper that prints the producer's name has been issued."""
    return any(ask(producer) for ask in printed_papers.values())


def handled(user: Any, what: str) -> Q:
    """Everything registered for ``producers``, ``products`` or ``evidence``, joined by "or"."""
    found = NOTHING
    if getattr(user, "is_authenticated", False) and user.pk is not None:
        for handling in handlings.values():
            found = found | getattr(handling, what)(user)
    return found


def is_handled(user: Any, what: str, obj: Any) -> bool:
    """Whether this one object is among what is handled."""
    if not getattr(user, "is_authenticated", False) or user.pk is None or not len(handlings):
        return False
    return bool(type(obj)._base_manager.filter(handled(user, what), pk=obj.pk).exists())


def evidence_lock_problems(evidence: Any) -> list[Problem]:
    """Why a paper may not be changed; a newer edition is always possible."""
    return [problem for lock in evidence_locks.values() for problem in lock(evidence)]


def product_lock_problems(product: Any, fields: set[str]) -> list[Problem]:
    """Why these fields of a product may not be changed now."""
    return [problem for lock in product_locks.values() for problem in lock(product, fields)]
