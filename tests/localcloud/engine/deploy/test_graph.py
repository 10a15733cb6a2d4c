"""Who waits for whom."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from localcloud.engine.deploy.graph import deletion_order, dependents, referenced_urns
from localcloud.engine.deploy.refreshing import repaired
from localcloud.engine.state.resource import ResourceState
from tests.localcloud.engine.deploy.states import state, urn


def test_every_kind_of_reference_counts() -> None:
    given = state(
        "a",
        state("dependency"),
        parent=urn("parent"),
        provider=f"{urn('provider')}::an::id",
        property_dependencies={"x": [urn("property")]},
        deleted_with=urn("guest"),
        replace_with=[urn("with")],
    )
    names = {"dependency", "property", "guest", "with"}
    assert referenced_urns(given, parent=False) == {urn(name) for name in names} | {f"{urn('provider')}::an"}
    assert referenced_urns(given) - referenced_urns(given, parent=False) == {urn("parent")}


def test_two_deletions_in_order_and_one_beside_them() -> None:
    base = state("base")
    middle, beside = state("middle", base), state("beside", base)
    top = state("top", middle)
    order = deletion_order([base, middle, beside, top], [base, middle, top])
    assert order == {base: {middle}, middle: {top}, top: set()}


def test_a_chain_whose_middle_stays_falls_apart() -> None:
    """As with the CLI: only direct references order deletions. Programs that need more must say so."""
    base = state("base")
    middle = state("middle", base)
    top = state("top", middle)
    assert deletion_order([base, middle, top], [base, top]) == {base: set(), top: set()}


def test_what_depends_on_a_component_depends_on_its_children() -> None:
    component = state("component", custom=False, id="")
    child = state("child", parent=component.urn)
    leaf = state("leaf", component)
    late = state("late", parent=component.urn)
    order = deletion_order([component, child, leaf, late], [component, child, leaf, late])
    assert order[child] == {leaf}
    assert order[component] == {child, leaf, late}
    assert order[late] == set(), "it was made after the leaf, so the leaf cannot need it"


def test_states_of_one_urn_are_different_resources() -> None:
    old, new = state("a", delete=True, id="old"), state("a", id="new")
    user = state("user", state("a"))
    assert deletion_order([old, new, user], [old, user]) == {old: {user}, user: set()}


def test_dependents_of_a_resource_in_order() -> None:
    base = state("base")
    one = state("one", base)
    two = state("two", one)
    child = state("child", parent=base.urn)
    seen = state("seen", base)
    resources = [state("before"), base, one, child, seen, two]
    assert dependents(resources, base, ignored={seen.urn}) == [one, two]


@st.composite
def lists(draw: st.DrawFn) -> list[ResourceState]:
    states: list[ResourceState] = []
    for number in range(draw(st.integers(0, 8))):
        needs = draw(st.lists(st.sampled_from(states), unique=True, max_size=3)) if states else []
        states.append(state(f"r{number}", *needs))
    return states


@given(lists(), st.randoms(use_true_random=False))
def test_deletions_never_wait_in_a_circle(states: list[ResourceState], random: Random) -> None:
    """Whatever is condemned, something can always go next, and nothing goes before what was made with it."""
    condemned = [one for one in states if random.random() < 0.6]
    waits_for = {one: set(others) for one, others in deletion_order(states, condemned).items()}
    gone: list[ResourceState] = []
    while waits_for:
        ready = [one for one, others in waits_for.items() if not others]
        assert ready, "everything waits for something else"
        for one in ready:
            del waits_for[one]
            gone.append(one)
            for others in waits_for.values():
                others.discard(one)
    for one in gone:
        needed = [other for other in gone if other.urn in referenced_urns(one)]
        assert all(gone.index(one) < gone.index(other) for other in needed)


@given(lists(), st.sets(st.integers(0, 7)))
def test_what_is_left_after_losses_refers_to_what_is_left(states: list[ResourceState], lost: set[int]) -> None:
    left = repaired([one for number, one in enumerate(states) if number not in lost])
    for position, one in enumerate(left):
        assert referenced_urns(one) <= {other.urn for other in left[:position]}


def test_a_child_whose_parent_is_gone_has_none() -> None:
    root = state("root", type="pulumi:pulumi:Stack", custom=False)
    gone = state("gone", parent=root.urn)
    child = state("child", parent=gone.urn)
    assert [one.parent for one in repaired([root, child])] == ["", ""]
    assert repaired([root, gone, child])[2].parent == gone.urn
