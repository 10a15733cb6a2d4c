"""States made from goals, and what is true of them whatever a provider says."""

from __future__ import annotations

from localcloud.engine.deploy.goal import Goal, ReadGoal
from localcloud.engine.state.resource import ResourceState
from localcloud.wire import UNKNOWN_SENTINEL, PropertyMap, PropertyValue, Secret


def state_of_goal(goal: Goal, urn: str, old: ResourceState | None) -> ResourceState:
    """A state that wants to become true. Dependencies are sorted: their order means nothing, a stable one diffs well.

    Its `aliases` stay empty: references to an old URN are rewritten at once, so nobody needs them later.
    """
    return ResourceState(
        urn=urn,
        type=goal.type,
        custom=goal.custom,
        inputs=goal.properties,
        parent=goal.parent,
        protect=bool(goal.protect),
        dependencies=sorted(set(goal.dependencies)),
        provider=goal.provider,
        property_dependencies={key: sorted(set(urns)) for key, urns in sorted(goal.property_dependencies.items())},
        additional_secret_outputs=list(goal.additional_secret_outputs),
        custom_timeouts=goal.custom_timeouts.to_state(),
        import_id=goal.import_id,
        retain_on_delete=bool(goal.retain_on_delete),
        deleted_with=goal.deleted_with,
        replace_with=list(goal.replace_with),
        created=old.created if old else "",
        modified=old.modified if old else "",
        source_position=goal.source_position,
        ignore_changes=list(goal.ignore_changes),
        hide_diff=list(goal.hide_diff),
        replace_on_changes=list(goal.replace_on_changes),
        replacement_trigger=goal.replacement_trigger,
        refresh_before_update=old.refresh_before_update if old else False,
    )


def state_of_read(goal: ReadGoal, urn: str) -> ResourceState:
    """An external resource. An id that is not known yet is the protocol's marker."""
    return ResourceState(
        urn=urn,
        type=goal.type,
        custom=True,
        id=goal.id if isinstance(goal.id, str) else UNKNOWN_SENTINEL,
        inputs=goal.properties,
        parent=goal.parent,
        external=True,
        dependencies=sorted(set(goal.dependencies)),
        provider=goal.provider,
        additional_secret_outputs=list(goal.additional_secret_outputs),
        source_position=goal.source_position,
    )


def outputs_with_secrets(state: ResourceState) -> PropertyMap:
    """The outputs with everything secret that is said to be, or whose input of the same name is.

    A provider that keeps secrets apart may have forgotten one that it only copied.
    """
    hidden = {key for key, value in state.inputs.items() if isinstance(value, Secret)}
    hidden.update(key for key in state.additional_secret_outputs if key != "id")

    def marked(key: str, value: PropertyValue) -> PropertyValue:
        return Secret(value) if key in hidden and not isinstance(value, Secret) else value

    return {key: marked(key, value) for key, value in state.outputs.items()}
