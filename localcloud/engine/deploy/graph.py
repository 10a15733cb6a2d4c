"""Who depends on whom, in a list of resources that is in dependency order.

Several resources may share a URN (one live, others waiting for their deletion), so nodes are states, not URNs. All
functions are linear in resources and references.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from localcloud.engine.deploy.urn import split_reference
from localcloud.engine.state.resource import ResourceState


def referenced_urns(state: ResourceState, *, parent: bool = True) -> set[str]:
    """The URNs that a resource needs directly: dependencies, provider, `deletedWith`, `replaceWith`, its parent."""
    urns = set(state.dependencies) | set(state.replace_with)
    for dependencies in state.property_dependencies.values():
        urns.update(dependencies)
    if state.deleted_with:
        urns.add(state.deleted_with)
    if state.provider:
        urns.add(split_reference(state.provider)[0])
    if parent and state.parent:
        urns.add(state.parent)
    return urns


def dependents(
    resources: Sequence[ResourceState], root: ResourceState, ignored: Collection[str]
) -> list[ResourceState]:
    """What depends on the root, directly or not, in order. A child counts only when it depends in another way too."""
    reached = {root.urn}
    found: list[ResourceState] = []
    start = next((position for position, state in enumerate(resources) if state is root), len(resources))
    for state in resources[start + 1 :]:
        if state.urn not in ignored and not reached.isdisjoint(referenced_urns(state, parent=False)):
            reached.add(state.urn)
            found.append(state)
    return found


def deletion_order(
    resources: Sequence[ResourceState], condemned: Iterable[ResourceState]
) -> dict[ResourceState, set[ResourceState]]:
    """For each condemned resource, the condemned resources that must be gone before it may go.

    The references are those of the state: what a resource was made with, not what the program says now. Only direct
    references count, as in the Pulumi CLI: where the middle of a chain stays, its ends are deleted at the same time.
    A reference to a component is one to all resources under it as well, as far as they stand before the dependent.
    """
    doomed = set(condemned)
    waits_for: dict[ResourceState, set[ResourceState]] = {state: set() for state in doomed}
    earlier: dict[str, list[ResourceState]] = defaultdict(list)
    children: dict[str, list[ResourceState]] = defaultdict(list)
    components: set[str] = set()
    for state in resources:
        if state in doomed:
            for urn in referenced_urns(state):
                for needed in earlier[urn]:
                    waits_for[needed].add(state)
            for component in referenced_urns(state, parent=False) & components:
                for needed in _descendants(component, children):
                    if needed in doomed:
                        waits_for[needed].add(state)
            earlier[state.urn].append(state)
        if not state.custom:
            components.add(state.urn)
        if state.parent:
            children[state.parent].append(state)
    return waits_for


def _descendants(urn: str, children: dict[str, list[ResourceState]]) -> Iterable[ResourceState]:
    waiting = list(children.get(urn, ()))
    while waiting:
        state = waiting.pop()
        yield state
        waiting.extend(children.get(state.urn, ()))
