"""How the monitor answers: values in the form that the asking SDK understands, and errors that are told once."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal, NoReturn, cast

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from localcloud.engine.deploy.deployment import Deployment
from localcloud.engine.deploy.executor import Stopped
from localcloud.engine.errors import EngineError
from localcloud.engine.monitor.features import FeatureRefused
from localcloud.engine.plugin.client import CheckFailure, ProviderError
from localcloud.wire import PropertyMap, PropertyValue, ResourceReference, Secret, to_struct, without_secrets


class Answering:
    """Around the work of one call: what goes wrong is reported, ends the deployment, and makes the SDK stop quietly."""

    def __init__(self, deployment: Deployment, context: grpc.ServicerContext, subject: str) -> None:
        self._deployment = deployment
        self._context = context
        self._subject = subject

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> Literal[False]:
        # `context.abort` has answered already when it raises the bare class.
        if not isinstance(error, Exception) or type(error) is Exception:
            return False
        if not isinstance(error, Stopped):
            with suppress(Stopped):
                self._deployment.refuse(_message(error))
        self._abort()
        return False

    def _abort(self) -> NoReturn:
        self._context.abort(grpc.StatusCode.UNAVAILABLE, f"the deployment has stopped before {self._subject}")
        raise AssertionError


def answered(properties: PropertyMap, *, secrets: bool, references: bool) -> struct_pb2.Struct:
    """Properties for an SDK that takes secrets and resource references, or does not."""
    value: PropertyValue = properties if secrets else without_secrets(properties)
    if not references:
        value = _without_references(value)
    return to_struct(cast("PropertyMap", value))


def failure_of(failure: CheckFailure) -> provider_pb2.CheckFailure:
    """What is wrong with an argument."""
    return provider_pb2.CheckFailure(property=failure.property, reason=failure.reason)


def _message(error: Exception) -> str:
    """In words where the error is one for the user, else with its kind: a mistake of this engine's must be seen."""
    if isinstance(error, grpc.RpcError):
        return str(error.details()) if isinstance(error, grpc.Call) else str(error)
    if isinstance(error, (FeatureRefused, EngineError, ProviderError, ValueError)):
        return str(error)
    return f"the embedded engine failed: {type(error).__name__}: {error}"


def _without_references(value: PropertyValue) -> PropertyValue:
    match value:
        case ResourceReference(urn, identity, _):
            return urn if identity is None else identity
        case Secret(inner):
            return Secret(_without_references(inner))
        case list():
            return [_without_references(item) for item in value]
        case dict():
            return {key: _without_references(item) for key, item in value.items()}
        case _:
            return value
