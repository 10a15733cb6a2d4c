"""Pulumi's provider protocol: messages in, messages out. What the provider does is in the modules it calls.

The flags are those of the real plugin (recorded in its repository): it takes no secrets, no resource references and no
output values, so the engine strips them before it calls and marks the results again. Both answer alike, hence a state
written with this provider is what production's would be.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeVar, cast

import grpc
from google.protobuf import any_pb2, empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2
from typing_extensions import override

from localcloud.plugin.differences import diff_response
from localcloud.provider import check, crud, functions
from localcloud.provider.azure.arm import ArmClient
from localcloud.provider.azure.cloud import Cloud, Settings
from localcloud.provider.body import without_nulls
from localcloud.provider.diff import difference
from localcloud.provider.errors import ConfigurationError, PartialFailureError, ProviderError
from localcloud.provider.metadata import PACKAGE, VERSION, ResourceMetadata
from localcloud.provider.resources import resource_type
from localcloud.wire import PropertyMap, PropertyValue, from_struct, to_struct, without_secrets

_DETAILS: Final = "grpc-status-details-bin"
_Method = TypeVar("_Method", bound=Callable[..., Any])
_Mode = provider_pb2.CheckRequest.AutonamingOptions


def _reporting(method: _Method) -> _Method:
    """Turn the provider's errors into what the engine shows: their text, and the state of what was half made."""

    @functools.wraps(method)
    def wrapped(self: AzureNative, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except PartialFailureError as error:
            _abort_with_state(context, error)
        except ProviderError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))

    return cast("_Method", wrapped)


class AzureNative(provider_pb2_grpc.ResourceProviderServicer):
    """azure-native 3.29 for one provider resource, configured from an environment where its configuration is silent."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._configured: tuple[Cloud, ArmClient, crud.ResourceOperations] | None = None

    @override
    def Handshake(self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext):
        return provider_pb2.ProviderHandshakeResponse(supports_autonaming_configuration=True)

    @override
    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    @override
    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=VERSION)

    @override
    def GetSchema(self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext):
        """No more than name and version: programs use the published SDK, whose schema is the real plugin's."""
        return provider_pb2.GetSchemaResponse(schema=json.dumps({"name": PACKAGE, "version": VERSION}))

    @override
    def GetMapping(self, request: provider_pb2.GetMappingRequest, context: grpc.ServicerContext):
        return provider_pb2.GetMappingResponse()

    @override
    def CheckConfig(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext):
        return provider_pb2.CheckResponse(inputs=request.news)

    @override
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext):
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_UNKNOWN)

    @override
    @_reporting
    def Configure(self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext):
        if not (request.sends_old_inputs and request.sends_old_inputs_to_delete):
            raise ConfigurationError("Azure Native provider requires Pulumi CLI v3.74.0 or later")
        cloud = Cloud(Settings.of(_configuration(request), self._environment))
        arm = ArmClient(cloud)
        self._configured = (cloud, arm, crud.ResourceOperations(arm, cloud.settings.subscription_id))
        return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    @override
    @_reporting
    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext):
        cloud, arm, _ = self._ready()
        result = functions.invoke(request.tok, _plain(request.args), cloud, arm)
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(to_struct(result))  # the field's name is a keyword of Python
        return response

    @override
    @_reporting
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext):
        cloud, _, operations = self._ready()
        metadata = _metadata(request)
        question = check.Question(
            metadata=metadata,
            logical_name=request.name or request.urn.split("::", 3)[-1],
            old_inputs=_plain(request.olds),
            inputs=_plain(request.news),
            random_seed=request.randomSeed,
            naming=_engine_naming(request),
        )
        inputs = check.completed_inputs(question, cloud.settings.location, operations.group_location)
        return provider_pb2.CheckResponse(
            inputs=to_struct(inputs),
            failures=[provider_pb2.CheckFailure(reason=reason) for reason in check.failures(metadata, inputs)],
        )

    @override
    @_reporting
    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext):
        outputs = _plain(request.olds)
        old_inputs = _plain(request.old_inputs) if request.HasField("old_inputs") else outputs
        found = difference(_metadata(request), old_inputs, _plain(request.news), outputs)
        return diff_response(found)

    @override
    @_reporting
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext):
        metadata, inputs = _metadata(request), _plain(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=to_struct(crud.previewed_create(metadata, inputs)))
        _, _, operations = self._ready()
        resource_id, outputs = operations.create(metadata, inputs, request.timeout)
        return provider_pb2.CreateResponse(id=resource_id, properties=to_struct(outputs))

    @override
    @_reporting
    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext):
        metadata, inputs = _metadata(request), _plain(request.news)
        if request.preview:
            outputs = crud.previewed_update(metadata, inputs, _plain(request.olds))
            return provider_pb2.UpdateResponse(properties=to_struct(outputs))
        _, _, operations = self._ready()
        outputs = operations.update(metadata, request.id, inputs, request.timeout)
        return provider_pb2.UpdateResponse(properties=to_struct(outputs))

    @override
    @_reporting
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext):
        _, _, operations = self._ready()
        inputs = _plain(request.inputs) if request.HasField("inputs") else None
        result = operations.read(_metadata(request), request.id, _plain(request.properties), inputs)
        if result is None:
            return provider_pb2.ReadResponse(id="")
        return provider_pb2.ReadResponse(
            id=result.resource_id, properties=to_struct(result.outputs), inputs=to_struct(result.inputs)
        )

    @override
    @_reporting
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        _, _, operations = self._ready()
        operations.delete(_metadata(request), request.id, _plain(request.old_inputs), request.timeout)
        return empty_pb2.Empty()

    @override
    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """End what waits for Azure: the engine wants to stop, and writes down what is known."""
        if self._configured is not None:
            self._configured[0].connection.cancelled.set()
        return empty_pb2.Empty()

    def _ready(self) -> tuple[Cloud, ArmClient, crud.ResourceOperations]:
        if self._configured is None:
            raise ConfigurationError("the provider is not configured")
        return self._configured


def _abort_with_state(context: grpc.ServicerContext, error: PartialFailureError) -> NoReturn:
    """Fail, and tell the engine what it must put into its state: gRPC's error details carry it."""
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=error.resource_id,
            properties=to_struct(error.outputs),
            reasons=[str(error)],
            inputs=to_struct(error.inputs),
        )
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error), details=[detail])
    context.set_trailing_metadata(((_DETAILS, status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, str(error))


def _metadata(request: Any) -> ResourceMetadata:
    """The type of the resource that a request is about. Older engines do not send it beside the URN."""
    return resource_type(request.type or request.urn.split("::")[2].rsplit("$", 1)[-1])


def _plain(struct: struct_pb2.Struct) -> PropertyMap:
    """Properties without secrets and nulls. Secrets should not come at all (see the flags), but configuration's may."""
    return cast("PropertyMap", without_nulls(without_secrets(cast("PropertyValue", from_struct(struct)))))


def _configuration(request: provider_pb2.ConfigureRequest) -> dict[str, str]:
    """The provider's configuration by key. `variables` has it in plain text, `args` with secrets wrapped."""
    arguments = {key: value for key, value in _plain(request.args).items() if isinstance(value, str)}
    prefix = f"{PACKAGE}:config:"
    return {**arguments, **{key.removeprefix(prefix): value for key, value in request.variables.items()}}


def _engine_naming(request: provider_pb2.CheckRequest) -> check.EngineNaming | None:
    if not request.HasField("autonaming"):
        return None
    modes = {
        _Mode.PROPOSE: check.Naming.PROPOSE,
        _Mode.ENFORCE: check.Naming.ENFORCE,
        _Mode.DISABLE: check.Naming.DISABLE,
    }
    return check.EngineNaming(modes[request.autonaming.mode], request.autonaming.proposed_name)
