"""States made from goals."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.engine.deploy.goal import CustomTimeouts, Goal, ReadGoal
from localcloud.engine.deploy.states import outputs_with_secrets, state_of_goal, state_of_read
from localcloud.wire import UNKNOWN, UNKNOWN_SENTINEL, Secret
from tests.localcloud.engine.deploy.states import state, urn


@pytest.mark.parametrize(
    ("name", "inputs", "said", "outputs", "want"),
    [
        ("nothing secret", {"a": 1}, [], {"a": 1}, {"a": 1}),
        ("a copied secret", {"a": Secret(1)}, [], {"a": 1, "b": 1}, {"a": Secret(1), "b": 1}),
        ("said to be secret", {}, ["a", "missing"], {"a": {"b": 1}}, {"a": Secret({"b": 1})}),
        ("secret already", {"a": Secret(1)}, ["a"], {"a": Secret(1)}, {"a": Secret(1)}),
        ("the id never is", {}, ["id"], {"id": "x"}, {"id": "x"}),
    ],
)
def test_outputs_that_must_be_secret(name: str, inputs: Any, said: list[str], outputs: Any, want: Any) -> None:
    given = state("a", inputs=inputs, outputs=outputs, additional_secret_outputs=said)
    assert outputs_with_secrets(given) == want


def test_what_means_nothing_has_a_stable_order() -> None:
    goal = Goal(
        "t:t:T",
        "a",
        custom=True,
        dependencies=("c", "b", "c"),
        property_dependencies={"y": ("d", "c"), "x": ()},
        custom_timeouts=CustomTimeouts(create=60),
    )
    made = state_of_goal(goal, urn("a"), None)
    assert made.dependencies == ["b", "c"]
    assert list(made.property_dependencies.items()) == [("x", []), ("y", ["c", "d"])]
    assert made.custom_timeouts == {"create": 60}
    assert (made.protect, made.retain_on_delete) == (False, False)


def test_the_past_of_a_resource_stays() -> None:
    old = state("a", created="then", modified="later", refresh_before_update=True)
    made = state_of_goal(Goal("t:t:T", "a", custom=True), urn("a"), old)
    assert (made.created, made.modified, made.refresh_before_update) == ("then", "later", True)


def test_an_id_that_is_not_known_yet_is_the_protocols_marker() -> None:
    assert state_of_read(ReadGoal("t:t:T", "a", UNKNOWN), urn("a")).id == UNKNOWN_SENTINEL
    assert state_of_read(ReadGoal("t:t:T", "a", "x"), urn("a")).external is True
