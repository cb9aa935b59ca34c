"""What the law in force says that products and papers need: sets, criteria of a product's sheet, exemptions."""

from __future__ import annotations

from collections.abc import Iterable

from saolang.core.clock import today
from saolang.rulebook.loading import Criterion, Sheet, load_index, load_sheet
from saolang.rulebook.regimes import EvidenceKind as EvidenceKindLaw
from saolang.rulebook.regimes import Exemption, Regime, regime_for

from .models import EvidenceLink, Product


def present_regime() -> Regime:
    """The law that a dossier handed in today would be judged by."""
    return regime_for(today(), "first")


def sheet_of(product: Product) -> Sheet | None:
    """The criteria sheet of the product's set by the law in force; None while it has no set."""
    return None if product.set_number is None else load_sheet(present_regime().sheet_id(product.set_number))


def set_choices(numbers: Iterable[int] | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Sets for a select box, grouped by industry: [(industry, [(number, "6. Chế biến từ gạo, ngũ cốc")])]."""
    wanted = None if numbers is None else set(numbers)
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in load_index()["sheets"][present_regime().sheets]:
        if wanted is None or row["number"] in wanted:
            groups.setdefault(str(row["industry"]), []).append((row["number"], f"{row['number']}. {row['name']}"))
    return list(groups.items())


def set_name(number: int | None) -> str:
    """Name of a set by the law in force; empty without a number."""
    if number is None:
        return ""
    return next(
        (str(row["name"]) for row in load_index()["sheets"][present_regime().sheets] if row["number"] == number), ""
    )


def criterion_of(product: Product, code: str) -> Criterion | None:
    """An answerable criterion of the product's sheet; None when the code is not one, or there is no set yet."""
    sheet = sheet_of(product)
    return None if sheet is None else sheet.by_code.get(code)


def sort_links(links: Iterable[EvidenceLink], sheet: Sheet | None) -> list[EvidenceLink]:
    """Links in the order of the criteria of a sheet, then as entered; unknown criteria last."""
    order = {code: index for index, code in enumerate(sheet.by_code)} if sheet else {}
    return sorted(links, key=lambda link: (order.get(link.criterion, len(order)), link.criterion, link.pk or 0))


def law_of(kind: str) -> EvidenceKindLaw | None:
    """What the law in force says of one kind of paper: its form, for which sets it is compulsory, and why."""
    return next((row for row in present_regime().evidence_kinds if row.code == kind), None)


def exemption_grounds(kind: str) -> tuple[Exemption, ...]:
    """Grounds on which a kind of paper may be exempt, by the law in force."""
    return present_regime().exemptions_for(kind)
