"""The interpreter of state tables."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from saolang.core.actors import SYSTEM
from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import DomainError, NotAllowed, WrongState
from tests.things import THING_FLOW, Actor


def make(state: str = "draft", name: str = "Bánh tét", story: str = "Chuyện") -> SimpleNamespace:
    return SimpleNamespace(state=state, name=name, story=story)


def test_available_gives_buttons_with_reasons() -> None:
    actions = THING_FLOW.available(make(name="?", story=""), Actor("things.send", "things.close"))
    assert [(action.name, action.label, action.allowed) for action in actions] == [
        ("send", "Nộp hồ sơ", False),
        ("close", "Đóng", False),
    ]
    assert [problem.code for problem in actions[0].problems] == ["nameless", "storyless"]


def test_available_leaves_out_what_the_person_may_not() -> None:
    assert [action.name for action in THING_FLOW.available(make(), Actor("things.close"))] == ["close"]
    assert THING_FLOW.available(make(), Actor()) == []
    assert THING_FLOW.available(make(), None) == []
    shown = THING_FLOW.available(make(), Actor(), include_forbidden=True)
    assert [(action.name, action.allowed, action.problems[0].code) for action in shown] == [
        ("send", False, "not_allowed"),
        ("close", False, "not_allowed"),
    ]


def test_available_offers_only_what_belongs_to_the_state() -> None:
    user = Actor("things.send", "things.close")
    assert [action.name for action in THING_FLOW.available(make("sent"), user)] == ["take_back", "close"]
    assert THING_FLOW.available(make("closed"), user) == []


def test_check_refuses_without_the_right_before_anything_else() -> None:
    with pytest.raises(NotAllowed) as caught:
        THING_FLOW.check(make("closed", name="?"), "send", Actor())
    assert caught.value.codes == ["not_allowed"]


def test_check_names_both_states_when_it_is_the_wrong_one() -> None:
    with pytest.raises(WrongState) as caught:
        THING_FLOW.check(make("sent", name="?"), "send", Actor("things.send"))
    assert str(caught.value) == (
        "Không thể “Nộp hồ sơ” khi đang ở trạng thái “Đã nộp, chờ tiếp nhận”. "
        "Việc này chỉ làm được ở trạng thái: “Đang soạn”."
    )


def test_check_raises_all_problems_at_once() -> None:
    with pytest.raises(DomainError) as caught:
        THING_FLOW.check(make(name="?"), "close", Actor("things.close"), reason="  ")
    assert caught.value.codes == ["nameless", "reason_missing"]


def test_check_returns_the_transition() -> None:
    assert THING_FLOW.check(make(), "send", Actor("things.send")).target == "sent"
    assert THING_FLOW.check(make(), "close", SYSTEM, "hết hạn").target == "closed"


def test_can_says_whether_the_button_works() -> None:
    assert THING_FLOW.can(make(), "send", Actor("things.send"))
    assert not THING_FLOW.can(make(story=""), "send", Actor("things.send"))
    assert not THING_FLOW.can(make(), "take_back", Actor("things.send"))


def test_state_has_names_for_staff_and_public() -> None:
    assert THING_FLOW.state("sent").staff_name == "Đã nộp, chờ tiếp nhận"
    assert THING_FLOW.state(make("sent")).public_name == "Đã nộp"
    assert THING_FLOW.choices[0] == ("draft", "Đang soạn")


@pytest.mark.parametrize(
    ("states", "transitions", "message"),
    [
        ([State("a", "A", "A"), State("a", "B", "B")], [], "listed twice"),
        ([State("a", "A", "A")], [Transition("x", ("a",), "b", "X")], "unknown states"),
        ([State("a", "A", "A")], [Transition("x", ("a",), "a", "X")] * 2, "listed twice"),
    ],
)
def test_flow_refuses_a_table_that_cannot_be_right(states: list, transitions: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Flow("f", states, transitions)
