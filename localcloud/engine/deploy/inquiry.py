"""The questions that a deployment asks its providers before it decides: are the inputs valid, and what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from localcloud.engine.deploy import planner
from localcloud.engine.deploy.builtin import BuiltinProvider
from localcloud.engine.deploy.diff import Difference, apply_replace_on_changes, compare_inputs, settle
from localcloud.engine.deploy.goal import Goal
from localcloud.engine.deploy.providers import (
    Provider,
    ProviderRegistry,
    difference_of,
    find_provider_state,
    provider_config,
)
from localcloud.engine.deploy.urn import make_reference, name_of, split_reference
from localcloud.engine.errors import EngineError
from localcloud.engine.plugin.client import CheckFailure
from localcloud.engine.state.resource import ResourceState
from localcloud.wire import PropertyMap


class Inquiry:
    """Asks on behalf of one deployment.

    Args:
        base: the resources of the state, in order; providers that only they know are started from them.
        renamed: old URN → new URN, as it grows.
    """

    def __init__(self, providers: ProviderRegistry, base: Sequence[ResourceState], renamed: Mapping[str, str]) -> None:
        self._providers = providers
        self._base = base
        self._renamed = renamed
        self._registered: dict[str, ResourceState] = {}
        self._old: dict[str, list[ResourceState]] = defaultdict(list)
        for state in base:
            if state.is_provider:
                self._old[state.urn].append(state)

    def add_provider(self, state: ResourceState) -> None:
        """A provider resource is being registered."""
        self._registered[state.urn] = state

    def provider(self, reference: str) -> Provider:
        """The running provider of a reference, started from the state if need be."""
        return self._providers.load(reference, lambda wanted: find_provider_state(self._old, wanted))

    def provider_of(self, state: ResourceState) -> Provider:
        """The running provider of a resource."""
        return self.provider(state.provider)

    def check(self, new: ResourceState, olds: PropertyMap, news: PropertyMap, seed: bytes) -> PropertyMap:
        """The completed inputs of a custom resource.

        Raises:
            EngineError: the provider finds them invalid.
        """
        if new.is_provider:
            checked = self._providers.check(new.urn, olds, news)
        else:
            checked = self.provider_of(new).check(new.urn, olds, news, seed)
        if checked.failures:
            raise EngineError("\n".join(_failure(new, failure) for failure in checked.failures))
        return checked.inputs

    def difference(self, goal: Goal, old: ResourceState, new: ResourceState, replaced: Collection[str]) -> Difference:
        """Between what the state has and what the program wants, with all that the options make of it."""
        reason = planner.replacement_reason(
            new, old, replaced=replaced, provider_replaced=self._provider_replaced(old, new)
        )
        if reason is not None:
            return reason
        if not goal.custom:
            return compare_inputs(old.inputs, new.inputs)
        if new.is_provider:
            difference = self._providers.diff(new.urn, old.id, old.inputs, old.outputs, new.inputs)
        else:
            answer = self.provider_of(new).diff(
                new.urn, old.id, old.inputs, old.outputs, new.inputs, goal.ignore_changes
            )
            difference = settle(difference_of(answer), old.inputs, new.inputs)
        return apply_replace_on_changes(difference, goal.replace_on_changes, has_init_errors=bool(old.init_errors))

    def dependents_to_replace(self, root: ResourceState, settled: Collection[str]) -> list[ResourceState]:
        """What must be deleted before the root, in dependency order: each answer may concern the ones after it.

        Args:
            settled: the URNs of which it is decided already what happens to them; they cannot depend on the root.
        """
        replaced = {root.urn}
        found: list[ResourceState] = []
        for state in planner.possible_dependents(self._base, root, settled):
            provider_urn = split_reference(state.provider)[0] if state.provider else ""
            question = planner.dependent_question(state, replaced, provider_urn)
            if isinstance(question, planner.ReplacementQuestion):
                answer = self._hypothetical(state, question.inputs)
                question = apply_replace_on_changes(answer, state.replace_on_changes, has_init_errors=False).replaces
            if question:
                replaced.add(state.urn)
                found.append(state)
        known = set(found)
        candidates = [state for state in self._base if not state.delete and state.urn not in settled]
        return found + [state for state in planner.cascade(candidates, root.urn) if state not in known]

    def _hypothetical(self, state: ResourceState, inputs: PropertyMap) -> Difference:
        """What a provider would say if a resource of the state got these inputs."""
        if state.is_provider:
            self.provider(make_reference(state.urn, state.id))
            return self._providers.diff(state.urn, state.id, state.inputs, state.outputs, inputs)
        answer = self.provider_of(state).diff(
            state.urn, state.id, state.inputs, state.outputs, inputs, state.ignore_changes
        )
        return settle(difference_of(answer), state.inputs, inputs)

    def _provider_replaced(self, old: ResourceState, new: ResourceState) -> bool:
        """Whether a resource goes to a provider that cannot manage what the old one made."""
        if old.provider == new.provider:
            return False
        if not old.provider or not new.provider:
            return True  # it was a component, or becomes one
        old_urn, _ = split_reference(old.provider)
        new_urn, _ = split_reference(new.provider)
        before = find_provider_state(self._old, old.provider)
        after = self._registered.get(new_urn)
        provider = self.provider(new.provider)
        if self._renamed.get(old_urn) == new_urn or before is None or after is None:
            return False
        if isinstance(provider, BuiltinProvider):
            return False
        config, wanted = provider_config(before.inputs), provider_config(after.inputs)
        return difference_of(provider.diff_config(new_urn, config, before.outputs, wanted)).replaces


def _failure(state: ResourceState, failure: CheckFailure) -> str:
    where = f"{state.type} {name_of(state.urn)!r}"
    if not failure.property:
        return f"{where} is invalid: {failure.reason}"
    return f"{where}: property {failure.property!r} is invalid: {failure.reason}"
