"""Interpreter for state tables.

A flow is a readable table of states and transitions (``<app>/states.py``). It answers two questions: which acts may
this person do now (and if not, why), and is this one act right. It never saves; ``audit.domain.transition`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .problems import DomainError, NotAllowed, Problem, WrongState

Guard = Callable[[Any, Any], list[Problem]]


@dataclass(frozen=True, slots=True)
class State:
    """A state with a name for staff and one for the public; ``kind`` is a short word that screens colour by."""

    code: str
    staff_name: str
    public_name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Transition:
    """An act that moves an object from one of ``sources`` to ``target``.

    An empty ``permission`` leaves the right to the caller; ``guards`` return the problems that stand in the way.
    """

    name: str
    sources: Sequence[str]
    target: str
    label: str
    permission: str = ""
    guards: Sequence[Guard] = ()
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A button: the transition, whether it can be pressed now, and why not."""

    transition: Transition
    allowed: bool
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Name of the transition."""
        return self.transition.name

    @property
    def label(self) -> str:
        """Words on the button."""
        return self.transition.label


class Flow:
    """A table of states and transitions over the text field ``field`` of a model."""

    def __init__(
        self, name: str, states: Iterable[State], transitions: Iterable[Transition], field: str = "state"
    ) -> None:
        self.name = name
        self.field = field
        self.states: dict[str, State] = {}
        for state in states:
            if state.code in self.states:
                raise ValueError(f"{name}: state {state.code} is listed twice")
            self.states[state.code] = state
        self.transitions: dict[str, Transition] = {}
        for transition in transitions:
            if transition.name in self.transitions:
                raise ValueError(f"{name}: transition {transition.name} is listed twice")
            unknown = {*transition.sources, transition.target} - self.states.keys()
            if unknown:
                raise ValueError(f"{name}.{transition.name}: unknown states {sorted(unknown)}")
            self.transitions[transition.name] = transition

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Choices for a model field: code and staff name."""
        return [(state.code, state.staff_name) for state in self.states.values()]

    def state(self, code: Any) -> State:
        """Return the state of a code, or of an object."""
        return self.states[code if isinstance(code, str) else getattr(code, self.field)]

    def available(self, obj: Any, user: Any, *, include_forbidden: bool = False) -> list[Action]:
        """Return the acts that belong to the present state, each with the reasons that disable it.

        Acts the person has no right to are left out unless ``include_forbidden``.
        """
        actions = []
        for transition in self.transitions.values():
            if self._code(obj) not in transition.sources:
                continue
            if not _permitted(transition, obj, user):
                if include_forbidden:
                    actions.append(Action(transition, False, [_forbidden(transition)]))
                continue
            problems = _guard_problems(transition, obj, user)
            actions.append(Action(transition, not problems, problems))
        return actions

    def can(self, obj: Any, name: str, user: Any) -> bool:
        """Say whether the act could be done now (a reason may still have to be given)."""
        return any(action.allowed and action.name == name for action in self.available(obj, user))

    def check(self, obj: Any, name: str, user: Any, reason: str = "") -> Transition:
        """Return the transition if the act is right.

        Raises NotAllowed or WrongState alone (guards presume the right and the state), else DomainError with all
        problems of the guards and of the missing reason.
        """
        transition = self.transitions[name]
        if not _permitted(transition, obj, user):
            raise NotAllowed([_forbidden(transition)])
        if self._code(obj) not in transition.sources:
            raise WrongState([self._wrong_state(transition, obj)])
        problems = _guard_problems(transition, obj, user)
        if transition.needs_reason and not (reason or "").strip():
            problems.append(
                Problem(
                    "reason_missing",
                    _("Chưa ghi lý do cho việc “%(act)s”.") % {"act": transition.label},
                    where=_("Lý do"),
                    fix=_("Ghi ngắn gọn lý do; lý do được lưu vào lịch sử."),
                )
            )
        if problems:
            raise DomainError(problems)
        return transition

    def _code(self, obj: Any) -> str:
        return str(getattr(obj, self.field))

    def _wrong_state(self, transition: Transition, obj: Any) -> Problem:
        expected = ", ".join(f"“{self.states[code].staff_name}”" for code in transition.sources)
        words = {"act": transition.label, "state": self.states[self._code(obj)].staff_name, "expected": expected}
        return Problem(
            "wrong_state",
            _("Không thể “%(act)s” khi đang ở trạng thái “%(state)s”.") % words,
            fix=_("Việc này chỉ làm được ở trạng thái: %(expected)s.") % words,
        )


def _permitted(transition: Transition, obj: Any, user: Any) -> bool:
    if not transition.permission:
        return True
    return user is not None and bool(user.has_perm(transition.permission, obj))


def _forbidden(transition: Transition) -> Problem:
    return Problem(
        "not_allowed",
        _("Bạn không có quyền “%(act)s”.") % {"act": transition.label},
        fix=_("Liên hệ người phụ trách hoặc quản trị viên nếu đây là việc của bạn."),
    )


def _guard_problems(transition: Transition, obj: Any, user: Any) -> list[Problem]:
    return [problem for guard in transition.guards for problem in guard(obj, user)]
