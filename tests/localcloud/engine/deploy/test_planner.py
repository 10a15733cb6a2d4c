"""The decisions, as tables of (given, want)."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.engine.deploy import planner
from localcloud.engine.deploy.diff import NO_DIFFERENCE, Difference, because_of
from localcloud.engine.deploy.goal import Goal, ReadGoal
from localcloud.engine.state.resource import ResourceState
from localcloud.wire import UNKNOWN, Secret
from tests.localcloud.engine.deploy.states import state, urn

CHANGED = Difference("some", changed_keys=("value",))
REPLACED = Difference("some", changed_keys=("zone",), replace_keys=("zone",))
HINTED = Difference("none", replace_keys=("zone",))


@pytest.mark.parametrize(
    ("old", "difference", "deleted_before", "want"),
    [
        (None, NO_DIFFERENCE, False, "create"),
        (state("a"), NO_DIFFERENCE, False, "same"),
        (state("a"), CHANGED, False, "update"),
        (state("a"), REPLACED, False, "replace"),
        (state("a"), HINTED, False, "same"),
        (state("a", init_errors=["half made"]), NO_DIFFERENCE, False, "update"),
        (state("a", init_errors=["half made"]), REPLACED, False, "replace"),
        (state("a", external=True), NO_DIFFERENCE, False, "take-over"),
        (state("a", pending_replacement=True), NO_DIFFERENCE, False, "replace"),
        (state("a"), NO_DIFFERENCE, True, "recreate"),
        (state("a", external=True), NO_DIFFERENCE, True, "recreate"),
    ],
)
def test_what_to_do(old: ResourceState | None, difference: Difference, deleted_before: bool, want: str) -> None:
    assert planner.decide(old, difference, deleted_for_replacement=deleted_before) == want


@pytest.mark.parametrize(
    ("name", "old", "new", "context", "want"),
    [
        ("nothing", {}, {}, {}, None),
        ("tainted", {"taint": True}, {}, {}, "id"),
        ("another provider", {}, {}, {"provider_replaced": True}, "provider"),
        ("replaced with", {}, {"replace_with": [urn("other")]}, {"replaced": {urn("other")}}, "replaceWith"),
        ("not replaced with", {}, {"replace_with": [urn("other")]}, {}, None),
        ("deleted with", {}, {"deleted_with": urn("other")}, {"replaced": {urn("other")}}, "deletedWith"),
        ("trigger", {"replacement_trigger": 1}, {"replacement_trigger": 2}, {}, "replacementTrigger"),
        ("same trigger", {"replacement_trigger": 1}, {"replacement_trigger": 1}, {}, None),
        ("first trigger", {}, {"replacement_trigger": 1}, {}, None),
        ("no trigger any more", {"replacement_trigger": 1}, {}, {}, None),
        ("unknown trigger", {"replacement_trigger": 1}, {"replacement_trigger": UNKNOWN}, {}, "replacementTrigger"),
        ("hidden trigger", {"replacement_trigger": 1}, {"replacement_trigger": Secret(1)}, {}, None),
    ],
)
def test_reasons_that_are_no_properties(
    name: str, old: dict[str, Any], new: dict[str, Any], context: dict[str, Any], want: str | None
) -> None:
    reason = planner.replacement_reason(
        state("a", **new),
        state("a", **old),
        replaced=context.get("replaced", ()),
        provider_replaced=context.get("provider_replaced", False),
    )
    assert (reason.replace_keys[0] if reason else None) == want


def test_the_steps_of_a_replacement_both_ways() -> None:
    old, new = state("a"), state("a", id="")
    leaf, marked = state("leaf", old), state("marked", delete=True)
    first = planner.steps_of_replacement(old, new, REPLACED, delete_first=False)
    assert [(step.name, step.pending_delete) for step in first] == [("create-replacement", True), ("replace", True)]
    last = planner.steps_of_replacement(old, new, REPLACED, delete_first=True, condemned=[marked, leaf])
    assert [(step.name, step.urn, step.pending_replacement) for step in last] == [
        ("delete-replaced", leaf.urn, True),
        ("delete", marked.urn, False),
        ("delete-replaced", old.urn, True),
        ("replace", new.urn, False),
        ("create-replacement", new.urn, False),
    ]
    old.pending_replacement = True
    resumed = planner.steps_of_replacement(old, new, REPLACED, delete_first=True)
    assert [step.name for step in resumed] == ["replace", "create-replacement"], "it was deleted already"


def test_what_is_read_takes_the_place_of_what_was_ours() -> None:
    goal = ReadGoal("test:index:Thing", "a", "theirs")
    new = state("a", external=True, id="theirs")
    ours, theirs, same_id = state("a", id="ours"), state("a", id="other", external=True), state("a", id="theirs")
    assert [step.name for step in planner.steps_of_read(goal, None, new)] == ["read"]
    assert [step.name for step in planner.steps_of_read(goal, ours, new)] == ["read-replacement", "replace"]
    assert [step.name for step in planner.steps_of_read(goal, theirs, new)] == ["read"]
    assert [step.name for step in planner.steps_of_read(goal, same_id, new)] == ["read"], "ours is given away"


@pytest.mark.parametrize(
    ("name", "given", "want"),
    [
        ("no relation", state("b", inputs={"value": 1}), False),
        ("a component", state("b", custom=False), False),
        ("not ours", state("b", external=True, deleted_with=urn("a")), False),
        ("only ordered after it", state("b", state("a"), inputs={"value": 1}), False),
        ("its provider goes", state("b", provider="the provider"), True),
        ("goes with it", state("b", deleted_with=urn("a")), True),
        (
            "uses it in a property",
            state("b", inputs={"value": 1, "zone": 2}, property_dependencies={"zone": [urn("a")], "value": []}),
            {"value": 1, "zone": UNKNOWN},
        ),
        ("used it in a property it no longer has", state("b", property_dependencies={"zone": [urn("a")]}), False),
    ],
)
def test_whether_a_dependent_must_go_too(name: str, given: ResourceState, want: Any) -> None:
    provider = "replaced provider" if given.provider else ""
    answer = planner.dependent_question(given, {urn("a"), "replaced provider"}, provider)
    assert (answer.inputs if isinstance(answer, planner.ReplacementQuestion) else answer) == want


def test_what_is_deleted_at_the_end() -> None:
    kept, gone, external = state("kept"), state("gone"), state("external", external=True)
    replaced, condemned = state("kept", delete=True, id="old"), state("condemned", delete=True)
    place = state("place", pending_replacement=True)
    steps = planner.deletions(
        [kept, gone, external, replaced, condemned, place], seen={kept.urn}, already_deleted={condemned}
    )
    assert [(step.name, step.resource) for step in steps] == [
        ("delete", gone),
        ("discard", external),
        ("delete-replaced", replaced),
        ("remove-pending-replace", place),
    ]


def test_what_protected_resources_keep() -> None:
    """Everything that a protected resource needs, directly or not, stays with it; the rest may go."""
    base, middle, top, free = state("base"), state("middle"), state("top", protect=True), state("free")
    waits_for = {base: {middle, free}, middle: {top}, top: set[ResourceState](), free: set[ResourceState]()}
    assert planner.kept_by([top], waits_for) == {top, middle, base}
    assert planner.kept_by([], waits_for) == set()


@pytest.mark.parametrize(
    ("given", "deleted", "want"),
    [
        (state("a"), (), False),
        (state("a", retain_on_delete=True), (), True),
        (state("a", external=True), (), True),
        (state("a", custom=False), (), True),
        (state("a", deleted_with=urn("b")), (), False),
        (state("a", deleted_with=urn("b")), (urn("b"),), True),
    ],
)
def test_whose_deletion_needs_no_call(given: ResourceState, deleted: tuple[str, ...], want: bool) -> None:
    assert planner.deletion_is_elsewhere(given, deleted) is want


def test_refusals_of_a_replacement() -> None:
    goal = Goal("test:index:Thing", "a", custom=True)
    planner.refuse_replacement(goal, state("a", protect=True), state("a"))
    planner.refuse_replacement(goal, state("a"), state("a", protect=True))
    with pytest.raises(planner.Refused, match="it is protected"):
        planner.refuse_replacement(goal, state("a", protect=True), state("a", protect=True))
    with pytest.raises(planner.Refused, match="imported by its id"):
        planner.refuse_replacement(Goal("t", "a", custom=True, import_id="x"), state("a"), state("a"))
    with pytest.raises(planner.Refused, match="as part of replacing 'cause'"):
        planner.refuse_dependent(state("a", protect=True), "cause")


def test_reasons_are_replacements() -> None:
    assert because_of("provider").replaces
    assert not Difference("none", replace_keys=("zone",)).replaces
