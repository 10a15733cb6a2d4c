"""A client of the provider's gRPC server in plain Python values: what an engine would send, and what comes back."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from localcloud.provider.server import serve
from localcloud.wire import PropertyMap, from_struct, to_struct

_KINDS = provider_pb2.PropertyDiff.Kind


@dataclass(frozen=True)
class Diffed:
    """The answer to Diff, with the kinds of differences by name."""

    kinds: dict[str, str]
    replaces: tuple[str, ...]
    diffs: tuple[str, ...]
    delete_before_replace: bool
    changes: str


class ProviderFailureError(Exception):
    """The provider aborted a call."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(error.details())
        self.code: grpc.StatusCode = error.code()
        self.partial = _partial(error)


class ProviderClient:
    """One resource's operations, by Pulumi type and logical name."""

    def __init__(self, port: int) -> None:
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)

    def configure(self, variables: Mapping[str, str] | None = None, args: PropertyMap | None = None) -> Any:
        return self._call(
            self.stub.Configure,
            provider_pb2.ConfigureRequest(
                variables={f"azure-native:config:{key}": value for key, value in (variables or {}).items()},
                args=to_struct(args or {}),
                sends_old_inputs=True,
                sends_old_inputs_to_delete=True,
            ),
        )

    def check(
        self,
        pulumi_type: str,
        inputs: PropertyMap,
        *,
        name: str = "main",
        old: PropertyMap | None = None,
        seed: bytes = b"seed",
        autonaming: tuple[str, str] | None = None,
    ) -> PropertyMap:
        """The checked inputs.

        Raises:
            AssertionError: there are failures; its text is theirs.
        """
        request = provider_pb2.CheckRequest(
            urn=urn(pulumi_type, name), olds=to_struct(old or {}), news=to_struct(inputs), randomSeed=seed
        )
        if autonaming:
            options = provider_pb2.CheckRequest.AutonamingOptions
            request.autonaming.mode = options.Mode.Value(autonaming[0])
            request.autonaming.proposed_name = autonaming[1]
        response = self._call(self.stub.Check, request)
        assert not response.failures, "; ".join(failure.reason for failure in response.failures)
        return from_struct(response.inputs)

    def diff(self, pulumi_type: str, old: PropertyMap, new: PropertyMap, outputs: PropertyMap | None = None) -> Diffed:
        request = provider_pb2.DiffRequest(
            id="id",
            urn=urn(pulumi_type, "main"),
            olds=to_struct(outputs or {}),
            old_inputs=to_struct(old),
            news=to_struct(new),
        )
        response = self._call(self.stub.Diff, request)
        return Diffed(
            kinds={path: _KINDS.Name(entry.kind) for path, entry in response.detailedDiff.items()},
            replaces=tuple(response.replaces),
            diffs=tuple(response.diffs),
            delete_before_replace=response.deleteBeforeReplace,
            changes=provider_pb2.DiffResponse.DiffChanges.Name(response.changes),
        )

    def create(
        self, pulumi_type: str, inputs: PropertyMap, *, preview: bool = False, timeout: float = 0
    ) -> tuple[str, PropertyMap]:
        response = self._call(
            self.stub.Create,
            provider_pb2.CreateRequest(
                urn=urn(pulumi_type, "main"), properties=to_struct(inputs), preview=preview, timeout=timeout
            ),
        )
        return response.id, from_struct(response.properties)

    def update(
        self, pulumi_type: str, resource_id: str, outputs: PropertyMap, inputs: PropertyMap, *, preview: bool = False
    ) -> PropertyMap:
        response = self._call(
            self.stub.Update,
            provider_pb2.UpdateRequest(
                id=resource_id,
                urn=urn(pulumi_type, "main"),
                olds=to_struct(outputs),
                news=to_struct(inputs),
                preview=preview,
            ),
        )
        return from_struct(response.properties)

    def read(
        self, pulumi_type: str, resource_id: str, outputs: PropertyMap, inputs: PropertyMap | None
    ) -> tuple[str, PropertyMap, PropertyMap]:
        request = provider_pb2.ReadRequest(id=resource_id, urn=urn(pulumi_type, "main"), properties=to_struct(outputs))
        if inputs is not None:
            request.inputs.CopyFrom(to_struct(inputs))
        response = self._call(self.stub.Read, request)
        return response.id, from_struct(response.properties), from_struct(response.inputs)

    def delete(self, pulumi_type: str, resource_id: str, inputs: PropertyMap | None = None) -> None:
        self._call(
            self.stub.Delete,
            provider_pb2.DeleteRequest(
                id=resource_id, urn=urn(pulumi_type, "main"), old_inputs=to_struct(inputs or {})
            ),
        )

    def invoke(self, token: str, arguments: PropertyMap) -> PropertyMap:
        response = self._call(self.stub.Invoke, provider_pb2.InvokeRequest(tok=token, args=to_struct(arguments)))
        return from_struct(getattr(response, "return"))

    def _call(self, method: Any, request: Any) -> Any:
        try:
            return method(request, timeout=60)
        except grpc.RpcError as error:
            raise ProviderFailureError(error) from None


@contextmanager
def provider(environment: Mapping[str, str]) -> Generator[ProviderClient]:
    """A provider of its own with a client, not configured yet."""
    server, port = serve(environment)
    client = ProviderClient(port)
    try:
        yield client
    finally:
        client.channel.close()
        server.stop(None).wait()


def urn(pulumi_type: str, name: str) -> str:
    return f"urn:pulumi:dev::tests::modelstacks:index:Parent${pulumi_type}::{name}"


def _partial(error: grpc.RpcError) -> provider_pb2.ErrorResourceInitFailed | None:
    """The state in an error's details, as engines read it."""
    metadata: Any = error.trailing_metadata()
    for key, value in metadata or ():
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            detail = provider_pb2.ErrorResourceInitFailed()
            assert status.details[0].Unpack(detail)
            return detail
    return None
