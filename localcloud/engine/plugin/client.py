"""Client of a provider executable: the protocol's details end here, `deploy` sees wire values only.

One process serves one provider resource, as with the CLI: a provider's requests carry no provider id, so two provider
resources in one process would share the configuration that came last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from pathlib import Path

from localcloud.wire import PropertyMap


class DiffKind(Enum):
    """How one property differs (values are those of the protocol's enum names, lower case)."""

    ADD = "add"
    ADD_REPLACE = "add-replace"
    DELETE = "delete"
    DELETE_REPLACE = "delete-replace"
    UPDATE = "update"
    UPDATE_REPLACE = "update-replace"


class DiffChanges(IntEnum):
    """A provider's verdict; UNKNOWN leaves the comparison to the engine."""

    UNKNOWN = 0
    NONE = 1
    SOME = 2


@dataclass(frozen=True)
class PropertyDifference:
    """One entry of the detailed diff. `input_diff`: old and new are inputs, not output against input."""

    kind: DiffKind
    input_diff: bool = False


@dataclass(frozen=True)
class CheckFailure:
    """A property that the provider refuses, and why."""

    property: str
    reason: str


@dataclass(frozen=True)
class CheckResult:
    inputs: PropertyMap
    failures: tuple[CheckFailure, ...] = ()


@dataclass(frozen=True)
class DiffResult:
    """`detailed` is None when the provider sent none; keys are property paths."""

    changes: DiffChanges
    replaces: tuple[str, ...] = ()
    stables: tuple[str, ...] = ()
    diffs: tuple[str, ...] = ()
    delete_before_replace: bool = False
    detailed: Mapping[str, PropertyDifference] | None = None


@dataclass(frozen=True)
class CreateResult:
    id: str
    outputs: PropertyMap


@dataclass(frozen=True)
class ReadResult:
    """`id` is empty when the resource does not exist; `inputs` is None when the provider sent none."""

    id: str
    outputs: PropertyMap
    inputs: PropertyMap | None = None


@dataclass(frozen=True)
class InvokeResult:
    outputs: PropertyMap
    failures: tuple[CheckFailure, ...] = ()


@dataclass(frozen=True)
class PartialFailure:
    """The resource exists (`id`, `outputs`) but did not come up; `reasons` become its `initErrors`."""

    id: str
    outputs: PropertyMap
    reasons: tuple[str, ...]
    inputs: PropertyMap | None = None


@dataclass(frozen=True)
class Autonaming:
    """Naming the engine proposes for a resource; sent only to providers that take it."""

    proposed_name: str = ""
    mode: str = "propose"  # propose | enforce | disable


class ProviderError(Exception):
    """A provider refused a call or failed in it.

    Attributes:
        code: gRPC status in lower case with hyphens (`invalid-argument`, `unavailable` …).
        text: the provider's own words.
        partial: what exists all the same; None when nothing does, or nothing is known to.
        unknown_outcome: the code says nothing about whether the operation took place (internal, data-loss, unknown).
    """

    def __init__(
        self, code: str, text: str, *, partial: PartialFailure | None = None, unknown_outcome: bool = False
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.partial = partial
        self.unknown_outcome = unknown_outcome


@dataclass(frozen=True)
class PluginSource:
    """Where provider executables are, and what they are started with.

    `executables` maps a package name (`azure-native`) to its file; `environment` is added to this process's.
    """

    executables: Mapping[str, Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    engine_address: str = ""
    root_directory: Path | None = None
    on_log: Callable[[str, str], None] = lambda _package, _line: None
    """(package, line) for every line that a provider writes to stderr, and to stdout after its port."""


class Plugin:
    """A running provider process. Every call may raise ProviderError; all calls are safe from several threads.

    Until `configure` was called with known values, `check` echoes, previews return no outputs, reads return nothing.
    Secrets and resource references are passed as the provider's flags say; where it doesn't take secrets, what comes
    back is marked secret wherever the input at the same place was.
    """

    @classmethod
    def start(cls, source: PluginSource, package: str) -> Plugin:
        """Start the executable, read its port, shake hands.

        Raises:
            EngineError: no executable for that package, or it did not come up (with what it wrote).
        """
        raise NotImplementedError

    def check_config(self, urn: str, olds: PropertyMap, news: PropertyMap) -> CheckResult:
        """Validate a provider resource's own inputs (without `__internal`)."""
        raise NotImplementedError

    def diff_config(
        self,
        urn: str,
        old_inputs: PropertyMap,
        old_outputs: PropertyMap,
        new_inputs: PropertyMap,
        ignore_changes: Sequence[str] = (),
    ) -> DiffResult:
        """What a change of the provider's configuration means for its resources."""
        raise NotImplementedError

    def configure(self, urn: str, id: str, inputs: PropertyMap) -> None:
        """Configure the process. Unknown values anywhere in the inputs leave it unconfigured (a preview's case)."""
        raise NotImplementedError

    def check(
        self, urn: str, olds: PropertyMap, news: PropertyMap, random_seed: bytes, autonaming: Autonaming | None = None
    ) -> CheckResult:
        """Validate and complete a resource's inputs."""
        raise NotImplementedError

    def diff(
        self,
        urn: str,
        id: str,
        old_inputs: PropertyMap,
        old_outputs: PropertyMap,
        new_inputs: PropertyMap,
        ignore_changes: Sequence[str] = (),
    ) -> DiffResult:
        """What differs, and whether it can be changed in place. Unconfigured: UNKNOWN."""
        raise NotImplementedError

    def create(self, urn: str, inputs: PropertyMap, *, timeout: float = 0, preview: bool = False) -> CreateResult:
        """Create. `timeout` in seconds, 0 for the provider's own. In a preview `id` is empty."""
        raise NotImplementedError

    def read(
        self, urn: str, id: str, inputs: PropertyMap | None, outputs: PropertyMap, *, timeout: float = 0
    ) -> ReadResult:
        """Read the live resource; `inputs` None for an import or an external resource."""
        raise NotImplementedError

    def update(
        self,
        urn: str,
        id: str,
        old_inputs: PropertyMap,
        old_outputs: PropertyMap,
        new_inputs: PropertyMap,
        *,
        timeout: float = 0,
        ignore_changes: Sequence[str] = (),
        preview: bool = False,
    ) -> PropertyMap:
        """Update in place; the new outputs."""
        raise NotImplementedError

    def delete(self, urn: str, id: str, inputs: PropertyMap, outputs: PropertyMap, *, timeout: float = 0) -> None:
        """Delete; a resource that is gone already is deleted."""
        raise NotImplementedError

    def invoke(self, token: str, arguments: PropertyMap, *, preview: bool = False) -> InvokeResult:
        """Call a function of the provider."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Ask the provider to give up what it is doing."""
        raise NotImplementedError

    def close(self) -> None:
        """End the process."""
        raise NotImplementedError
