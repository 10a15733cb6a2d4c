"""One thing to do to one resource. The planner makes steps, the executor carries them out in order."""

from __future__ import annotations

from dataclasses import dataclass

from localcloud.engine.deploy.diff import NO_DIFFERENCE, Difference
from localcloud.engine.events import StepName
from localcloud.engine.state.resource import ResourceState


@dataclass(frozen=True)
class Step:
    """A step with the state that it makes (`new`), the one that it ends (`old`), or both.

    `pending_delete`: the old resource stays until the program has ended, marked `delete` (create-before-delete).
    `pending_replacement`: the old resource is deleted now and its place is kept, marked `pendingReplacement`.
    """

    name: StepName
    old: ResourceState | None = None
    new: ResourceState | None = None
    difference: Difference = NO_DIFFERENCE
    pending_delete: bool = False
    pending_replacement: bool = False

    @property
    def resource(self) -> ResourceState:
        """The state that stands for the step: the new one, or the old one of a deletion."""
        state = self.new or self.old
        if state is None:
            raise ValueError("a step needs a resource")
        return state

    @property
    def urn(self) -> str:
        """Of the resource."""
        return self.resource.urn


def same(old: ResourceState, new: ResourceState) -> Step:
    """Nothing to do but to remember what the program says now (dependencies, options)."""
    return Step("same", old=old, new=new)


def create(new: ResourceState) -> Step:
    """A resource that was not there."""
    return Step("create", new=new)


def update(old: ResourceState, new: ResourceState, difference: Difference) -> Step:
    """A change in place."""
    return Step("update", old=old, new=new, difference=difference)


def replacement(
    old: ResourceState, new: ResourceState, difference: Difference, *, old_stays: bool
) -> tuple[Step, Step]:
    """(the creation of the new resource, the mark that the resource was replaced as a whole)."""
    creation = Step("create-replacement", old=old, new=new, difference=difference, pending_delete=old_stays)
    return creation, Step("replace", old=old, new=new, difference=difference, pending_delete=old_stays)


def delete(old: ResourceState) -> Step:
    """The end of a resource that the program no longer has; an external one is only forgotten."""
    return Step("discard" if old.external else "delete", old=old)


def delete_replaced(old: ResourceState, *, keep_place: bool) -> Step:
    """The end of what was replaced: before its successor is made (`keep_place`), or after the program has ended."""
    return Step("discard-replaced" if old.external else "delete-replaced", old=old, pending_replacement=keep_place)


def forget_place(old: ResourceState) -> Step:
    """A resource was deleted for a replacement that the program no longer asks for."""
    return Step("remove-pending-replace", old=old)
