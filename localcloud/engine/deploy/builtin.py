"""The provider that every engine has inside: other stacks' outputs, and resources of this deployment by their URN.

Its resources are `pulumi:pulumi:StackReference` and `pulumi:index:Stash`, its functions those of `pulumi:pulumi:…`
(pulumi: `pkg/resource/deploy/builtins.go`). It stands in the state as `pulumi:providers:pulumi`, without configuration.
"""

# ruff: noqa: ARG002 - the methods are a plugin's, with all their arguments

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Final

from localcloud.engine.deploy.urn import STACK_REFERENCE_TYPE, type_of
from localcloud.engine.errors import EngineError
from localcloud.engine.plugin.client import (
    Autonaming,
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffChanges,
    DiffResult,
    InvokeResult,
    ProviderError,
    ReadResult,
)
from localcloud.engine.state.resource import ResourceState
from localcloud.wire import PropertyMap, Unknown, contains_secret

PACKAGE: Final = "pulumi"
STASH_TYPE: Final = "pulumi:index:Stash"

_THE_INPUT: Final = {STACK_REFERENCE_TYPE: "name", STASH_TYPE: "input"}


class BuiltinProvider:
    """Answers like a plugin, in this process.

    Args:
        outputs_of: the outputs of another stack of the same backend, by the name that a StackReference uses.
        registered: the resource of this deployment with a URN, once it is registered or read.
    """

    def __init__(
        self, outputs_of: Callable[[str], PropertyMap], registered: Callable[[str], ResourceState | None]
    ) -> None:
        self._outputs_of = outputs_of
        self._registered = registered

    def check(
        self, urn: str, olds: PropertyMap, news: PropertyMap, random_seed: bytes, autonaming: Autonaming | None = None
    ) -> CheckResult:
        """Every type has exactly one input."""
        wanted = _input_of(urn)
        failures = [CheckFailure(key, f"unknown property {key!r}") for key in news if key != wanted]
        if wanted not in news:
            failures.append(CheckFailure(wanted, f"missing required property {wanted!r}"))
        elif wanted == "name" and not isinstance(news[wanted], (str, Unknown)):
            failures.append(CheckFailure(wanted, 'property "name" must be a string'))
        return CheckResult(news, tuple(failures))

    def diff(
        self,
        urn: str,
        id: str,
        old_inputs: PropertyMap,
        old_outputs: PropertyMap,
        new_inputs: PropertyMap,
        ignore_changes: Sequence[str] = (),
    ) -> DiffResult:
        """Another stack is another resource; a stash is overwritten."""
        wanted = _input_of(urn)
        if old_inputs.get(wanted) == new_inputs.get(wanted):
            return DiffResult(DiffChanges.NONE)
        replaces = ("name",) if wanted == "name" else ()
        return DiffResult(DiffChanges.SOME, replaces=replaces, diffs=(wanted,))

    def create(self, urn: str, inputs: PropertyMap, *, timeout: float = 0, preview: bool = False) -> CreateResult:
        """A stack reference that is registered (old SDKs) is read at once; a stash keeps what it is given."""
        identity = "" if preview else str(uuid.uuid4())
        if _input_of(urn) == "name":
            return CreateResult(identity, self._stack_reference(inputs))
        return CreateResult(identity, {"input": inputs["input"], "output": inputs["input"]})

    def read(
        self, urn: str, id: str, inputs: PropertyMap | None, outputs: PropertyMap, *, timeout: float = 0
    ) -> ReadResult:
        """The other stack's outputs as they are now."""
        if _input_of(urn) != "name":
            return ReadResult(id, outputs, inputs)
        known = inputs or outputs
        if "name" not in known:
            raise ProviderError("invalid-argument", "a stack reference cannot be imported")
        return ReadResult(id, self._stack_reference(known), inputs)

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
        """A stash takes the new input; its output stays what it was first given."""
        return {"input": new_inputs.get("input"), "output": old_outputs.get("output")}

    def delete(self, urn: str, id: str, inputs: PropertyMap, outputs: PropertyMap, *, timeout: float = 0) -> None:
        """Nothing exists outside of the state."""

    def invoke(self, token: str, arguments: PropertyMap, *, preview: bool = False) -> InvokeResult:
        """`getResource`, `readStackOutputs`; anything else is refused by name."""
        match token:
            case "pulumi:pulumi:getResource":
                return InvokeResult(self._get_resource(str(arguments.get("urn", ""))))
            case "pulumi:pulumi:readStackOutputs":
                return InvokeResult(self._stack_reference(arguments))
            case _:
                raise ProviderError("unimplemented", f"the embedded engine has no function {token}")

    def cancel(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Nothing runs."""

    def _stack_reference(self, known: PropertyMap) -> PropertyMap:
        name = known["name"]
        if not isinstance(name, str):
            raise ProviderError("invalid-argument", "the name of a stack reference must be known")
        try:
            outputs = self._outputs_of(name)
        except EngineError as error:
            raise ProviderError("not-found", str(error)) from error
        secrets = sorted(key for key, value in outputs.items() if contains_secret(value))
        return {"name": name, "outputs": outputs, "secretOutputNames": list(secrets)}

    def _get_resource(self, urn: str) -> PropertyMap:
        state = self._registered(urn)
        if state is None:
            raise ProviderError("not-found", f"unknown resource {urn}")
        return {"urn": urn, "id": state.id, "provider": state.provider, "state": state.outputs}


def _input_of(urn: str) -> str:
    type_ = type_of(urn)
    if type_ not in _THE_INPUT:
        raise ProviderError("unimplemented", f"the embedded engine has no resource type {type_}")
    return _THE_INPUT[type_]
