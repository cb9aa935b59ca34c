"""Problems a person can act on, and the errors that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``code`` is for programs and tests, ``message`` says in Vietnamese what is wrong, ``where`` names the place (field,
    sheet and cell, criterion), ``fix`` says what would be right and ``url`` leads to where it can be put right.
    """

    code: str
    message: str
    where: str = ""
    fix: str = ""
    url: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else str(self.message)
        return f"{text} {self.fix}" if self.fix else text


class DomainError(Exception):
    """A refusal by a rule of the domain, with every reason at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        if not self.problems:
            raise ValueError("a DomainError needs at least one problem")
        super().__init__(self.problems)

    @classmethod
    def of(cls, code: str, message: str, *, where: str = "", fix: str = "", url: str = "") -> DomainError:
        """Return an error of this class with a single problem."""
        return cls([Problem(code, message, where, fix, url)])

    @property
    def codes(self) -> list[str]:
        """Codes of the problems, in order."""
        return [problem.code for problem in self.problems]

    def __str__(self) -> str:
        return "; ".join(str(problem) for problem in self.problems)

    def __reduce__(self) -> tuple[type[DomainError], tuple[list[Problem]]]:
        return (type(self), (self.problems,))


class NotAllowed(DomainError):
    """The person has no right to this act."""


class WrongState(DomainError):
    """The act does not belong to the present state."""


class Stale(DomainError):
    """Somebody changed the record after it was read."""

    @classmethod
    def default(cls) -> Stale:
        """Return the usual message for a stale page."""
        return cls(
            [
                Problem(
                    "stale",
                    _("Nội dung này vừa được người khác thay đổi sau khi bạn mở trang."),
                    fix=_("Mở lại bản mới nhất rồi làm lại; những gì bạn đã nhập vẫn còn trên trang này."),
                )
            ]
        )


class Problems:
    """Collects problems so that a person sees all of them at once."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def add(self, code: str, message: str, *, where: str = "", fix: str = "", url: str = "") -> None:
        """Add one problem."""
        self._problems.append(Problem(code, message, where, fix, url))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several problems."""
        self._problems.extend(problems)

    def raise_if_any(self, error: type[DomainError] = DomainError) -> None:
        """Raise ``error`` with everything collected, if anything was."""
        if self._problems:
            raise error(self._problems)

    def as_list(self) -> list[Problem]:
        """Return the problems collected so far."""
        return list(self._problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)

    def __len__(self) -> int:
        return len(self._problems)

    def __bool__(self) -> bool:
        return bool(self._problems)
