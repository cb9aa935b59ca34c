"""Which earlier task a text asks for again: similarity of the folded words, nothing more. A person decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from saolang.core.text import fold_vi

ENOUGH = 0.5
MOST = 3
_WORD = re.compile(r"[a-z0-9]+")
_NUMBERING = re.compile(r"^[0-9]+(?:\.[0-9]+)*\s")


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier text and how much of it stands in the new one, 0 to 1."""

    key: int
    score: float


class Earlier:
    """Earlier texts by the pairs of words in them, so that a text is compared only with those that share some."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self.pairs: dict[int, int] = {}
        self.holders: dict[tuple[str, str], list[int]] = {}
        for key, text in rows:
            pairs = pairs_of(text)
            self.pairs[key] = len(pairs)
            for pair in pairs:
                self.holders.setdefault(pair, []).append(key)

    def alike(self, text: str) -> list[Alike]:
        """The most similar earlier texts, best first; the score is twice the shared pairs over all pairs."""
        own = pairs_of(text)
        if len(own) < 4:
            return []
        shared: Counter[int] = Counter()
        for pair in own:
            holders = self.holders.get(pair, ())
            if len(holders) <= 400:
                shared.update(holders)
        scored = [Alike(key, round(2 * n / (len(own) + self.pairs[key]), 3)) for key, n in shared.items()]
        best = sorted((row for row in scored if row.score >= ENOUGH), key=lambda row: (-row.score, -row.key))
        return best[:MOST]


def pairs_of(text: str) -> set[tuple[str, str]]:
    """Neighbouring words of a text without marks and signs."""
    words: Sequence[str] = _WORD.findall(_NUMBERING.sub("", fold_vi(text)))
    return set(pairwise(words))
