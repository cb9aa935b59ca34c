"""Which set in force a product belongs to whose star was given under an older list: proposed, then confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from saolang.producers.models import Product
from saolang.registry.queries import current_recognition
from saolang.rulebook.loading import load_sheet, sheet_ids
from saolang.rulebook.regimes import CURRENT, regime
from saolang.rulebook.set_mapping import Candidate, OldSet, set_mapping


@dataclass(frozen=True, slots=True)
class SetProposal:
    """The sets proposed for a product, the likeliest first, and what they are proposed from."""

    old: OldSet | None
    candidates: tuple[Candidate, ...]
    settled: int | None
    ask: str

    @property
    def no_set(self) -> bool:
        """Whether the older set has no successor at all."""
        return self.old is not None and not self.old.has_successor

    @property
    def first(self) -> int | None:
        """The set to tick first."""
        if self.settled is not None:
            return self.settled
        return self.candidates[0].number if self.candidates else None

    def reason_for(self, number: int) -> str:
        """Why this set: the reason of the mapping, or that the producer chose otherwise."""
        found = next((item for item in self.candidates if item.number == number), None)
        if found is not None:
            return found.reason
        return _("Chủ thể chọn khác với đề xuất") if self.candidates or self.no_set else _("Chủ thể tự chọn")


def set_proposal(product: Product, old_set: str = "") -> SetProposal:
    """What is proposed; ``old_set`` ("qd1048-04") is what the producer says where the register holds no set."""
    mapping = set_mapping()
    star = current_recognition(product)
    old = mapping.of_sheet(star.sheet_id if star is not None and star.sheet_id else old_set)
    candidates = list(old.candidates) if old is not None else []
    if product.set_number is not None and product.set_suggested and old is None:
        name = load_sheet(regime(CURRENT).sheet_id(product.set_number)).name
        candidates.append(Candidate(product.set_number, name, _("Gợi ý khi nhập danh sách đã công bố")))
    settled = product.set_number if product.set_number is not None and not product.set_suggested else None
    return SetProposal(old, tuple(candidates), settled, mapping.ask)


def old_sets() -> Sequence[OldSet]:
    """Every set of the older lists that has a name, to choose from."""
    return [item for item in set_mapping().sets.values() if item.name]


def current_sets() -> list[tuple[int, str]]:
    """Number and name of the sets in force."""
    return [(sheet.number, sheet.name) for sheet in map(load_sheet, sheet_ids(CURRENT))]
