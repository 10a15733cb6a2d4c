"""Client of a provider: the protocol's details end here, the engine sees wire values only.

One process serves one provider resource, as with the CLI: a provider's requests carry no provider id, so two provider
resources in one process would share the configuration that came last.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

import grpc
from google.protobuf import empty_pb2, message
from pulumi.runtime.proto import provider_pb2 as proto
from pulumi.runtime.proto import provider_pb2_grpc

from localcloud.engine.errors import EngineError
from localcloud.engine.plugin.failures import provider_error
from localcloud.engine.plugin.flags import ProviderFlags
from localcloud.engine.plugin.messages import diff_result, failures, filled, has_flag, resource_request
from localcloud.engine.plugin.process import ProviderProcess
from localcloud.engine.plugin.results import (
    Autonaming,
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffChanges,
    DiffKind,
    DiffResult,
    InvokeResult,
    PartialFailure,
    PropertyDifference,
    ProviderError,
    ReadResult,
)
from localcloud.wire import (
    PropertyMap,
    Secret,
    contains_secret,
    contains_unknown,
    from_struct,
    to_struct,
    without_secrets,
)

__all__ = [
    "CHANNEL_OPTIONS",
    "Autonaming",
    "CheckFailure",
    "CheckResult",
    "CreateResult",
    "DiffChanges",
    "DiffKind",
    "DiffResult",
    "InvokeResult",
    "PartialFailure",
    "Plugin",
    "PluginSource",
    "PropertyDifference",
    "ProviderError",
    "ReadResult",
]

MESSAGE_BYTES: Final = 400 * 1024 * 1024
"""The CLI's own limit: a state's values can be large, gRPC's default of 4 MB is not."""

CHANNEL_OPTIONS: Final = [
    ("grpc.max_send_message_length", MESSAGE_BYTES),
    ("grpc.max_receive_message_length", MESSAGE_BYTES),
    ("grpc.enable_http_proxy", 0),
]

_BROKEN_CONNECTION: Final = frozenset({"unavailable", "unknown", "cancelled"})
"""What gRPC calls it when the other side is gone; providers use the same words, so a look at the process decides."""

_DEATH_GRACE: Final = 0.5
"""Seconds between the end of a connection and that of the process behind it."""


@dataclass(frozen=True)
class PluginSource:
    """Where provider executables are, and what they are started with.

    `executables` maps a package name (`azure-native`) to its file; `environment` is added to this process's. `on_log`
    is called from other threads with (package, line) for every line that a provider prints after its port.
    """

    executables: Mapping[str, Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    engine_address: str = ""
    root_directory: Path | None = None
    program_directory: Path | None = None
    on_log: Callable[[str, str], None] = lambda _package, _line: None


class Plugin:
    """A running provider. Every call may raise ProviderError; all calls are safe from several threads.

    Until `configure` was called with known values only, `check` echoes, previews return no outputs, reads nothing.
    Secrets and resource references are passed as the provider's flags say; where it takes no secrets, what comes back
    is marked secret wherever the value at the same place was.
    """

    def __init__(self, process: ProviderProcess) -> None:
        self.package = process.package
        self.process = process
        self._channel = grpc.insecure_channel(f"127.0.0.1:{process.port}", options=CHANNEL_OPTIONS)
        self._stub: Any = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self._flags = ProviderFlags()
        self._has_said_flags = False
        self._configured = False

    @classmethod
    def start(cls, source: PluginSource, package: str) -> Plugin:
        """Start the executable, read its port, shake hands.

        Raises:
            EngineError: no executable for that package, or it did not come up (with what it wrote).
        """
        executable = source.executables.get(package)
        if executable is None:
            known = ", ".join(sorted(source.executables)) or "none"
            raise EngineError(
                f"there is no provider for the package {package!r} (this engine was given: {known})",
                "The embedded engine downloads no plugins. Use the Pulumi CLI for programs that need this package.",
            )
        process = ProviderProcess(package, executable, source.engine_address, source.environment, source.on_log)
        plugin = cls(process)
        try:
            plugin._shake_hands(source, executable)
        except ProviderError as error:
            plugin.close()
            raise EngineError(f"the provider {package} did not shake hands: {error.text}") from None
        return plugin

    def check_config(self, urn: str, olds: PropertyMap, news: PropertyMap) -> CheckResult:
        """Validate a provider resource's own inputs (without `__internal`)."""
        request = resource_request(proto.CheckRequest, urn, olds=_plain(olds), news=_plain(news))
        try:
            response = self._call("CheckConfig", request)
        except ProviderError as error:
            if error.code == "unimplemented":
                return CheckResult(news)
            raise
        # The configuration is always sent without secrets, whatever the provider takes later.
        inputs = ProviderFlags().incoming(from_struct(response.inputs), news)
        return CheckResult(inputs, failures(response))

    def diff_config(
        self,
        urn: str,
        old_inputs: PropertyMap,
        old_outputs: PropertyMap,
        new_inputs: PropertyMap,
        ignore_changes: Sequence[str] = (),
    ) -> DiffResult:
        """What a change of the provider's configuration means for its resources."""
        request = resource_request(
            proto.DiffRequest,
            urn,
            old_inputs=_plain(old_inputs),
            olds=_plain(old_outputs),
            news=_plain(new_inputs),
            ignoreChanges=list(ignore_changes),
        )
        try:
            return diff_result(self._call("DiffConfig", request))
        except ProviderError as error:
            if error.code == "unimplemented":
                return DiffResult(DiffChanges.UNKNOWN)
            raise

    def configure(self, urn: str, id: str, inputs: PropertyMap) -> None:
        """Configure the process. Unknown values anywhere in the inputs leave it unconfigured (a preview's case)."""
        if contains_unknown(inputs):
            return
        variables: dict[str, str] = {}
        for key, value in inputs.items():
            if key != "version":
                plain = without_secrets(value)
                text = plain if isinstance(plain, str) else json.dumps(plain, separators=(",", ":"))
                variables[f"{self.package}:config:{key}"] = text
        request = resource_request(
            proto.ConfigureRequest,
            urn,
            id=id,
            variables=variables,
            args=to_struct(inputs),
            acceptSecrets=True,
            acceptResources=True,
            sends_old_inputs=True,
            sends_old_inputs_to_delete=True,
        )
        response = self._call("Configure", request)
        if not self._has_said_flags:
            self._flags = ProviderFlags(
                accept_secrets=response.acceptSecrets,
                accept_resources=response.acceptResources,
                supports_preview=response.supportsPreview,
                supports_autonaming=has_flag(response, "supports_autonaming_configuration"),
            )
        self._configured = True

    def check(
        self, urn: str, olds: PropertyMap, news: PropertyMap, random_seed: bytes, autonaming: Autonaming | None = None
    ) -> CheckResult:
        """Validate and complete a resource's inputs."""
        if not self._configured:
            return CheckResult(news)
        request = resource_request(
            proto.CheckRequest, urn, olds=self._out(olds), news=self._out(news), randomSeed=random_seed
        )
        if autonaming and self._flags.supports_autonaming:
            request.autonaming.proposed_name = autonaming.proposed_name
            request.autonaming.mode = proto.CheckRequest.AutonamingOptions.Mode.Value(autonaming.mode.upper())
        response = self._call("Check", request)
        return CheckResult(self._flags.incoming(from_struct(response.inputs), news), failures(response))

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
        if not self._configured:
            return DiffResult(DiffChanges.UNKNOWN)
        request = resource_request(
            proto.DiffRequest,
            urn,
            id=id,
            old_inputs=self._out(old_inputs),
            olds=self._out(old_outputs),
            news=self._out(new_inputs),
            ignoreChanges=list(ignore_changes),
        )
        return diff_result(self._call("Diff", request))

    def create(self, urn: str, inputs: PropertyMap, *, timeout: float = 0, preview: bool = False) -> CreateResult:
        """Create. `timeout` in seconds, 0 for the provider's own. In a preview `id` is empty."""
        if preview and not self._configured:
            return CreateResult("", {})
        if preview and not self._flags.supports_preview:
            return CreateResult("", dict(inputs))
        request = resource_request(
            proto.CreateRequest, urn, properties=self._out(inputs), timeout=timeout, preview=preview
        )
        response = self._call("Create", request, sent=inputs)
        if not response.id and not preview:
            raise ProviderError("internal", f"the provider returned no id for {urn}", unknown_outcome=True)
        return CreateResult(response.id, self._flags.incoming(from_struct(response.properties), inputs))

    def read(
        self, urn: str, id: str, inputs: PropertyMap | None, outputs: PropertyMap, *, timeout: float = 0
    ) -> ReadResult:
        """Read the live resource; `inputs` None for an import or an external resource."""
        if not self._configured:
            return ReadResult("", {}, {})
        request = resource_request(proto.ReadRequest, urn, id=id, properties=self._out(outputs), timeout=timeout)
        if inputs is not None:
            request.inputs.CopyFrom(self._out(inputs))
        response = self._call("Read", request, sent=outputs)
        live = self._flags.incoming(from_struct(response.properties), outputs)
        live_inputs = from_struct(response.inputs) if response.HasField("inputs") else None
        return ReadResult(response.id, live, None if live_inputs is None else self._flags.incoming(live_inputs, inputs))

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
        if preview and not self._configured:
            return {}
        if preview and not self._flags.supports_preview:
            return dict(new_inputs)
        request = resource_request(
            proto.UpdateRequest,
            urn,
            id=id,
            old_inputs=self._out(old_inputs),
            olds=self._out(old_outputs),
            news=self._out(new_inputs),
            timeout=timeout,
            ignoreChanges=list(ignore_changes),
            preview=preview,
        )
        response = self._call("Update", request, sent=new_inputs)
        return self._flags.incoming(from_struct(response.properties), new_inputs)

    def delete(self, urn: str, id: str, inputs: PropertyMap, outputs: PropertyMap, *, timeout: float = 0) -> None:
        """Delete; a resource that is gone already is deleted."""
        request = resource_request(
            proto.DeleteRequest,
            urn,
            id=id,
            old_inputs=self._out(inputs),
            properties=self._out(outputs),
            timeout=timeout,
        )
        self._call("Delete", request)

    def invoke(self, token: str, arguments: PropertyMap, *, preview: bool = False) -> InvokeResult:
        """Call a function of the provider. Secret arguments make every returned value secret."""
        if not self._configured:
            return InvokeResult({})
        request = filled(proto.InvokeRequest(), tok=token, args=self._out(arguments), preview=preview)
        response = self._call("Invoke", request)
        # `return` is a keyword of Python's.
        returned = from_struct(getattr(response, "return"))
        if contains_secret(arguments) and not self._flags.accept_secrets:
            for key, value in returned.items():
                returned[key] = value if isinstance(value, Secret) else Secret(value)
        return InvokeResult(returned, failures(response))

    def cancel(self) -> None:
        """Ask the provider to give up what it is doing; one that doesn't know how goes on."""
        with contextlib.suppress(ProviderError):
            self._call("Cancel", empty_pb2.Empty())

    def close(self) -> None:
        """End the process."""
        self._channel.close()
        self.process.close()

    def _shake_hands(self, source: PluginSource, executable: Path) -> None:
        request = filled(
            proto.ProviderHandshakeRequest(),
            engine_address=source.engine_address,
            root_directory=str(executable.parent),
            program_directory=str(source.program_directory or source.root_directory or executable.parent),
            configure_with_urn=True,
            invoke_with_preview=True,
        )
        try:
            response = self._call("Handshake", request)
        except ProviderError as error:
            if error.code == "unimplemented":
                return  # then the answer to Configure says what it takes
            raise
        self._has_said_flags = True
        self._flags = ProviderFlags(
            accept_secrets=response.accept_secrets,
            accept_resources=response.accept_resources,
            supports_preview=True,
            supports_autonaming=has_flag(response, "supports_autonaming_configuration"),
        )

    def _out(self, value: PropertyMap) -> Any:
        return to_struct(self._flags.outgoing(value))

    def _call(self, method: str, request: message.Message, *, sent: PropertyMap | None = None) -> Any:
        try:
            return getattr(self._stub, method)(request)
        except grpc.RpcError as error:
            failure = provider_error(cast("grpc.Call", error))
        if failure.code in _BROKEN_CONNECTION and self.process.ended(_DEATH_GRACE):
            # Whatever the connection's end looked like: this code tells a dead provider from one that refuses.
            raise ProviderError("unavailable", self.process.last_words(), unknown_outcome=True)
        if failure.partial is not None:
            partial = replace(failure.partial, outputs=self._flags.incoming(failure.partial.outputs, sent))
            raise ProviderError(failure.code, failure.text, partial=partial)
        raise failure


def _plain(value: PropertyMap) -> Any:
    return to_struct(ProviderFlags().outgoing(value))
