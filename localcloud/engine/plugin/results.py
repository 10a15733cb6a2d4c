"""What providers answer, without a trace of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Literal

from localcloud.wire import PropertyMap


class DiffKind(Enum):
    """How one property differs; `…-replace` when that needs a new resource."""

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
    """Completed inputs, or what is wrong with them."""

    inputs: PropertyMap
    failures: tuple[CheckFailure, ...] = ()


@dataclass(frozen=True)
class DiffResult:
    """`detailed` is None when the provider sent none. Its keys are property paths, the others hold property names."""

    changes: DiffChanges
    replaces: tuple[str, ...] = ()
    stables: tuple[str, ...] = ()
    diffs: tuple[str, ...] = ()
    delete_before_replace: bool = False
    detailed: Mapping[str, PropertyDifference] | None = None


@dataclass(frozen=True)
class CreateResult:
    """`id` is empty in a preview."""

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
    """What a function returned, or what is wrong with its arguments."""

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
    """A name that the engine proposes for a resource; sent only to providers that take it."""

    proposed_name: str = ""
    mode: Literal["propose", "enforce", "disable"] = "propose"


class ProviderError(Exception):
    """A provider refused a call or failed in it.

    Attributes:
        code: the gRPC status, lower case with hyphens (`invalid-argument`, `unavailable` …).
        text: the provider's own words.
        partial: what exists all the same; None when nothing does, or nothing is known to.
        unknown_outcome: whether the operation took place is not known (internal, data-loss, unknown, a dead process).
    """

    def __init__(
        self, code: str, text: str, *, partial: PartialFailure | None = None, unknown_outcome: bool = False
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.partial = partial
        self.unknown_outcome = unknown_outcome
