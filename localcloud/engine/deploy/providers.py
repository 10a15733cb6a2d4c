"""Provider resources and the processes behind them.

A provider resource is checked, compared and configured like any other resource, only that "creating" it means to
configure a process. A process is started for the check and configured once it is known what becomes of the resource, so
every provider resource has exactly one process of its own; a provider that stands only in the state (to delete what it
made) is started from its recorded inputs.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Final, Protocol

from localcloud.engine.deploy.builtin import PACKAGE, BuiltinProvider
from localcloud.engine.deploy.diff import Difference, PathChange
from localcloud.engine.deploy.urn import make_reference, provider_package, split_reference, type_of
from localcloud.engine.errors import EngineError
from localcloud.engine.events import ChangeKind
from localcloud.engine.plugin.client import CheckResult, DiffChanges, DiffKind, DiffResult, Plugin
from localcloud.engine.state.resource import ResourceState
from localcloud.wire import UNKNOWN_SENTINEL, PropertyMap

INTERNAL_KEY: Final = "__internal"
"""The engine's own corner in a provider's inputs; never shown to the plugin (pulumi: `providers/registry.go`)."""

Provider = Plugin | BuiltinProvider


class StartPlugin(Protocol):
    """Starts the plugin of a package, unconfigured."""

    def __call__(self, package: str) -> Plugin: ...


def provider_config(inputs: PropertyMap) -> PropertyMap:
    """A provider's inputs without the engine's own."""
    return {key: value for key, value in inputs.items() if key != INTERNAL_KEY}


def difference_of(answer: DiffResult) -> Difference:
    """A provider's answer in the engine's terms."""
    verdict = {DiffChanges.NONE: "none", DiffChanges.SOME: "some"}.get(answer.changes, "unknown")
    details = {
        path: PathChange(_KINDS[entry.kind][0], replaces=_KINDS[entry.kind][1], input_diff=entry.input_diff)
        for path, entry in (answer.detailed or {}).items()
    }
    return Difference(
        verdict,  # pyright: ignore[reportArgumentType] - one of the three literals
        changed_keys=answer.diffs,
        replace_keys=answer.replaces,
        delete_before_replace=answer.delete_before_replace,
        details=details,
    )


_KINDS: Final[dict[DiffKind, tuple[ChangeKind, bool]]] = {
    DiffKind.ADD: ("add", False),
    DiffKind.ADD_REPLACE: ("add", True),
    DiffKind.DELETE: ("delete", False),
    DiffKind.DELETE_REPLACE: ("delete", True),
    DiffKind.UPDATE: ("update", False),
    DiffKind.UPDATE_REPLACE: ("update", True),
}


class ProviderRegistry:
    """The running providers of one operation. Safe to use from several threads."""

    def __init__(self, start: StartPlugin, builtin: BuiltinProvider, *, preview: bool) -> None:
        self._start = start
        self._builtin = builtin
        self._preview = preview
        self._lock = threading.RLock()
        self._unconfigured: dict[str, Provider] = {}
        self._configured: dict[str, Provider] = {}
        self._loading: dict[str, threading.Lock] = {}

    def find(self, reference: str) -> Provider | None:
        """The configured provider of a reference, if it runs."""
        with self._lock:
            return self._configured.get(reference)

    def get(self, reference: str) -> Provider:
        """The configured provider of a reference.

        Raises:
            EngineError: there is none.
        """
        provider = self.find(reference)
        if provider is None:
            raise EngineError(f"no provider runs for the reference {reference!r}")
        return provider

    def load(self, reference: str, state: Callable[[str], ResourceState | None]) -> Provider:
        """The provider of a reference, started from the state if it does not run yet.

        Args:
            state: finds a provider resource of the old state by its reference.

        Raises:
            EngineError: the state has no such provider resource.
        """
        with self._lock:
            loading = self._loading.setdefault(reference, threading.Lock())
        with loading:
            if (provider := self.find(reference)) is not None:
                return provider
            resource = state(reference)
            if resource is None:
                raise EngineError(
                    f"the state has no provider {reference!r}, which its resources refer to",
                    "The state is inconsistent; `pulumi stack export` and `import` allow to repair it.",
                )
            provider = self._launch(resource.urn)
            self._configure(provider, resource.urn, resource.id, resource.inputs)
            return provider

    def check(self, urn: str, olds: PropertyMap, news: PropertyMap) -> CheckResult:
        """Check a provider resource's inputs, in a process that a later step configures."""
        provider = self._launch(urn)
        if isinstance(provider, BuiltinProvider):
            checked = CheckResult({})
        else:
            checked = provider.check_config(urn, provider_config(olds), provider_config(news))
        if checked.failures:
            provider.close()
            return checked
        with self._lock:
            stale = self._unconfigured.pop(urn, None)
            self._unconfigured[urn] = provider
        if stale is not None:
            stale.close()
        inputs = dict(checked.inputs)
        for key in ("version", INTERNAL_KEY):
            if key in news:
                inputs[key] = news[key]
        return CheckResult(inputs)

    def diff(
        self, urn: str, id: str, old_inputs: PropertyMap, old_outputs: PropertyMap, new_inputs: PropertyMap
    ) -> Difference:
        """Compare a provider's configurations; where the plugin has no opinion, they are compared as values."""
        with self._lock:
            provider = self._unconfigured.get(urn) or self._configured.get(make_reference(urn, id))
        old, new = provider_config(old_inputs), provider_config(new_inputs)
        if isinstance(provider, BuiltinProvider):
            return Difference("none")
        if provider is None:
            raise EngineError(f"the provider {urn!r} was not checked before it was compared")
        answer = difference_of(provider.diff_config(urn, old, old_outputs, new))
        if answer.verdict == "unknown":
            return Difference("none" if old_outputs == new else "some", changed_keys=_changed_keys(old_outputs, new))
        return answer

    def create(self, urn: str, inputs: PropertyMap) -> tuple[str, PropertyMap]:
        """Configure a new provider: (its id, its outputs). In a preview the id is the unknown marker."""
        identity = UNKNOWN_SENTINEL if self._preview else str(uuid.uuid4())
        self._configure(self._take(urn), urn, identity, inputs)
        return identity, provider_config(inputs)

    def update(self, urn: str, id: str, inputs: PropertyMap) -> PropertyMap:
        """Configure the process anew under the id that the provider resource keeps; its outputs."""
        self._configure(self._take(urn), urn, id, inputs)
        return provider_config(inputs)

    def keep(self, urn: str, id: str, inputs: PropertyMap) -> None:
        """Configure the process of an unchanged provider resource."""
        if self.find(make_reference(urn, id)) is None:
            self._configure(self._take(urn), urn, id, inputs)

    def alias(self, old_reference: str, new_reference: str) -> None:
        """Let resources that still name a provider by its old URN find it."""
        with self._lock:
            if new_reference in self._configured:
                self._configured.setdefault(old_reference, self._configured[new_reference])

    def delete(self, reference: str) -> None:
        """End the process of a provider resource that is gone."""
        with self._lock:
            provider = self._configured.pop(reference, None)
        if provider is not None:
            provider.close()

    def cancel(self) -> None:
        """Ask every provider to give up what it is doing."""
        with self._lock:
            running = set(self._configured.values())
        for provider in running:
            provider.cancel()

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            running = {*self._configured.values(), *self._unconfigured.values()}
            self._configured.clear()
            self._unconfigured.clear()
        for provider in running:
            provider.close()

    def _launch(self, urn: str) -> Provider:
        package = provider_package(type_of(urn))
        return self._builtin if package == PACKAGE else self._start(package)

    def _take(self, urn: str) -> Provider:
        with self._lock:
            provider = self._unconfigured.pop(urn, None)
        return provider or self._launch(urn)

    def _configure(self, provider: Provider, urn: str, identity: str, inputs: PropertyMap) -> None:
        if isinstance(provider, Plugin):
            provider.configure(urn, identity, provider_config(inputs))
        with self._lock:
            replaced = self._configured.get(make_reference(urn, identity))
            self._configured[make_reference(urn, identity)] = provider
        if replaced is not None and replaced is not provider:
            replaced.close()


def find_provider_state(states: dict[str, list[ResourceState]], reference: str) -> ResourceState | None:
    """The provider resource of a reference among states by URN."""
    urn, identity = split_reference(reference)
    return next((state for state in states.get(urn, ()) if state.id == identity), None)


def _changed_keys(old: PropertyMap, new: PropertyMap) -> tuple[str, ...]:
    return tuple(key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key))
