"""What a provider's gRPC status says: why a call failed, and whether something exists all the same."""

from __future__ import annotations

from typing import Final

import grpc
from google.protobuf import any_pb2
from google.protobuf.message import DecodeError
from pulumi.runtime.proto import errors_pb2, provider_pb2, status_pb2

from localcloud.engine.plugin.results import PartialFailure, ProviderError
from localcloud.wire import from_struct

_UNKNOWN_OUTCOME: Final = frozenset({"internal", "data-loss", "unknown"})
"""The codes after which nobody knows what took place (pulumi: `plugin.resourceStateAndError`)."""


def provider_error(error: grpc.Call) -> ProviderError:
    """The error of a failed call, with the details that Pulumi's providers send."""
    code = error.code().name.lower().replace("_", "-")
    text = error.details() or ""
    partial: PartialFailure | None = None
    for detail in _details(error):
        if detail.Is(provider_pb2.ErrorResourceInitFailed.DESCRIPTOR):
            failed = provider_pb2.ErrorResourceInitFailed()
            detail.Unpack(failed)
            partial = PartialFailure(
                failed.id,
                from_struct(failed.properties),
                tuple(failed.reasons),
                from_struct(failed.inputs) if failed.HasField("inputs") else None,
            )
        elif detail.Is(provider_pb2.ConfigureErrorMissingKeys.DESCRIPTOR):
            missing = provider_pb2.ConfigureErrorMissingKeys()
            detail.Unpack(missing)
            text += "".join(f"\n  {key.name}: {key.description}" for key in missing.missingKeys)
        elif detail.Is(errors_pb2.InputPropertiesError.DESCRIPTOR):
            refused = errors_pb2.InputPropertiesError()
            detail.Unpack(refused)
            text += "".join(f"\n  {item.property_path}: {item.reason}" for item in refused.errors)
        elif detail.Is(errors_pb2.ErrorCause.DESCRIPTOR):
            cause = errors_pb2.ErrorCause()
            detail.Unpack(cause)
            if cause.message and cause.message not in text:
                text += f": {cause.message}"
    if partial is not None and partial.reasons:
        text = "\n".join(partial.reasons)
    return ProviderError(code, text, partial=partial, unknown_outcome=partial is None and code in _UNKNOWN_OUTCOME)


def _details(error: grpc.Call) -> list[any_pb2.Any]:
    status = status_pb2.Status()
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin" and isinstance(value, bytes):
            try:
                status.ParseFromString(value)
            except DecodeError:
                return []
    return list(status.details)
