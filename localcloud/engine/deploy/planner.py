"""The decisions: what to do with a resource, given what the state has, the program wants and the provider says.

Pure: no provider is called, nothing is changed. The order of the questions is that of the Pulumi CLI
(pulumi: `pkg/resource/deploy/step_generator.go`), because the outcome of one depends on the ones before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from localcloud.engine.deploy import steps
from localcloud.engine.deploy.diff import Difference, because_of
from localcloud.engine.deploy.goal import Goal, ReadGoal
from localcloud.engine.deploy.graph import dependents
from localcloud.engine.deploy.steps import Step
from localcloud.engine.state.resource import ResourceState
from localcloud.wire import UNKNOWN, PropertyMap, contains_unknown, without_secrets

Decision: TypeAlias = Literal["create", "recreate", "take-over", "same", "update", "replace"]


class Refused(Exception):  # noqa: N818 - a decision, told to the user as a diagnostic
    """The step must not be made. `preview_continues`: a preview shows it all the same, and fails at its end."""

    def __init__(self, message: str, *, preview_continues: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.preview_continues = preview_continues


def replacement_reason(
    new: ResourceState,
    old: ResourceState,
    *,
    replaced: Collection[str],
    provider_replaced: bool,
) -> Difference | None:
    """A reason to replace a resource that its own properties do not give; None leaves it to the provider's `Diff`.

    A tainted resource (`pulumi state taint`) is replaced once, whatever it looks like.
    """
    if old.taint:
        return because_of("id")
    if _triggered(new, old):
        return Difference("some", replace_keys=("replacementTrigger",))
    if any(urn in replaced for urn in new.replace_with):
        return because_of("replaceWith")
    if new.deleted_with and new.deleted_with in replaced:
        return because_of("deletedWith")
    if provider_replaced:
        return because_of("provider")
    return None


def decide(old: ResourceState | None, difference: Difference, *, deleted_for_replacement: bool = False) -> Decision:
    """What to do.

    Args:
        old: the state's resource, if it has one.
        difference: between it and what is wanted; `NO_DIFFERENCE` when nobody was asked yet.
        deleted_for_replacement: it was deleted in this very deployment, before a resource that it depends on.
    """
    if old is None:
        return "create"
    if deleted_for_replacement:
        return "recreate"
    if old.external:
        return "take-over"
    if old.pending_replacement or difference.replaces:
        return "replace"
    if difference.verdict == "some" or old.init_errors:
        return "update"
    return "same"


def refuse_replacement(goal: Goal, old: ResourceState, new: ResourceState) -> None:
    """Raises:
    Refused: the resource is protected before and after, or the program pins its id.
    """
    if new.protect and old.protect:
        message = (
            f"unable to replace resource {new.urn!r}: it is protected. To replace it, remove `protect` from it in the "
            "program and run `up` again"
        )
        raise Refused(message, preview_continues=True)
    if goal.import_id:
        raise Refused(
            f"{new.urn!r} is imported by its id and would have to be replaced, which changes its id. Remove the "
            "`import_` option from it in the program",
            preview_continues=True,
        )


def refuse_dependent(dependent: ResourceState, cause: str) -> None:
    """Raises:
    Refused: a resource that would have to go with the replaced one is protected.
    """
    if dependent.protect:
        raise Refused(
            f"unable to replace resource {dependent.urn!r} as part of replacing {cause!r}: it is protected. Remove "
            "`protect` from it in the program and run `up` again"
        )


def steps_of_creation(decision: Decision, old: ResourceState | None, new: ResourceState) -> list[Step]:
    """The steps of `create`, `recreate` and `take-over`."""
    if old is None or decision == "create":
        return [steps.create(new)]
    creation, replaced = steps.replacement(old, new, Difference("some"), old_stays=decision == "take-over")
    return [creation, replaced] if decision == "take-over" else [replaced, creation]


def steps_of_replacement(
    old: ResourceState,
    new: ResourceState,
    difference: Difference,
    *,
    delete_first: bool,
    condemned: Sequence[ResourceState] = (),
) -> list[Step]:
    """Create, then delete when the program has ended; or delete (what depends on it first), then create.

    Args:
        condemned: what must go before the old resource, in dependency order (only when deleting first).
    """
    if not delete_first:
        return list(steps.replacement(old, new, difference, old_stays=True))
    deletions = [
        steps.delete(state) if state.delete else steps.delete_replaced(state, keep_place=True)
        for state in reversed(condemned)
    ]
    if not old.pending_replacement:
        deletions.append(steps.delete_replaced(old, keep_place=True))
    creation, replaced = steps.replacement(old, new, difference, old_stays=False)
    return [*deletions, replaced, creation]


def steps_of_read(goal: ReadGoal, old: ResourceState | None, new: ResourceState) -> list[Step]:
    """A read; it replaces a resource that was ours when the program now reads another one under its name."""
    if old is not None and not old.external and old.id != goal.id:
        return [
            Step("read-replacement", old=old, new=new, pending_delete=True),
            Step("replace", old=old, new=new, pending_delete=True),
        ]
    return [Step("read", old=old, new=new)]


@dataclass(frozen=True)
class ReplacementQuestion:
    """Whether a dependent must go too is the provider's answer to a `Diff` with unknowns in these inputs."""

    state: ResourceState
    inputs: PropertyMap


def dependent_question(
    state: ResourceState, replaced: Collection[str], provider_urn: str
) -> bool | ReplacementQuestion:
    """Whether a dependent of replaced resources must be replaced too, as far as its provider need not be asked."""
    if not state.custom or state.external:
        return False
    if provider_urn in replaced or (state.deleted_with and state.deleted_with in replaced):
        return True
    touched = {key for key, urns in state.property_dependencies.items() if any(urn in replaced for urn in urns)}
    touched &= state.inputs.keys()
    if not touched:
        return False
    inputs: PropertyMap = {key: UNKNOWN if key in touched else value for key, value in state.inputs.items()}
    return ReplacementQuestion(state, inputs)


def cascade(states: Sequence[ResourceState], urn: str) -> list[ResourceState]:
    """What is to be replaced with the URN because it says so (`replaceWith`, `deletedWith`)."""
    return [state for state in states if urn in state.replace_with or state.deleted_with == urn]


def possible_dependents(
    resources: Sequence[ResourceState], root: ResourceState, registered: Collection[str]
) -> list[ResourceState]:
    """What may have to go before the root: its dependents, except those that the program has already registered."""
    return dependents(resources, root, registered)


def deletions(
    resources: Sequence[ResourceState],
    *,
    seen: Collection[str],
    already_deleted: Collection[ResourceState],
) -> list[Step]:
    """The steps for what the program did not register, and for what waits for its deletion (`delete: true`)."""
    found: list[Step] = []
    for state in resources:
        if state.delete:
            if state not in already_deleted:
                found.append(steps.delete_replaced(state, keep_place=False))
        elif state.urn not in seen:
            found.append(steps.forget_place(state) if state.pending_replacement else steps.delete(state))
    return found


def deletion_is_elsewhere(state: ResourceState, deleted: Collection[str]) -> bool:
    """Whether the provider need not be asked to delete: not ours, to be kept, or gone with another resource."""
    return state.external or state.retain_on_delete or not state.custom or state.deleted_with in deleted


def protected(steps_to_make: Sequence[Step]) -> list[ResourceState]:
    """The protected resources among those that would be deleted for good."""
    return [step.old for step in steps_to_make if step.old is not None and step.name == "delete" and step.old.protect]


def kept_by(
    protected_states: Sequence[ResourceState], waits_for: Mapping[ResourceState, Collection[ResourceState]]
) -> set[ResourceState]:
    """The protected resources and everything that they need, directly or not: none of it may go."""
    kept = set(protected_states)
    growing = bool(kept)
    while growing:
        needed = {state for state, dependents_of in waits_for.items() if not kept.isdisjoint(dependents_of)} - kept
        kept |= needed
        growing = bool(needed)
    return kept


def inherited(goal_value: bool | None, parent_value: bool | None) -> bool | None:
    """An option that children take from their parent unless they say otherwise."""
    return parent_value if goal_value is None else goal_value


def _triggered(new: ResourceState, old: ResourceState) -> bool:
    wanted, recorded = without_secrets(new.replacement_trigger), without_secrets(old.replacement_trigger)
    if contains_unknown(wanted) or contains_unknown(recorded):
        return True
    return wanted is not None and recorded is not None and wanted != recorded
