"""Pulumi's provider protocol: messages in, messages out. What the provider does is in the modules it calls.

As for the azure-native of the local Azure, the flags say that it takes no secrets: the engine strips them before it
calls and marks the results again, at the same places.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
from typing_extensions import override

from localcloud.kubernetes import PACKAGE, VERSION, check
from localcloud.kubernetes.cluster import Cluster
from localcloud.kubernetes.configuration import Configuration, cluster_change
from localcloud.kubernetes.group_version_kind import GroupVersionKind, kind_of
from localcloud.kubernetes.naming import Question, completed_inputs
from localcloud.kubernetes.notice import Notice
from localcloud.kubernetes.operations import ObjectOperations
from localcloud.kubernetes.replacement import difference
from localcloud.plugin.differences import diff_response
from localcloud.provider.azure.arm import ArmClient
from localcloud.provider.azure.cloud import Cloud, Settings
from localcloud.provider.body import without_nulls
from localcloud.provider.errors import ConfigurationError, ProviderError
from localcloud.wire import (
    PropertyMap,
    PropertyValue,
    contains_unknown,
    from_struct,
    to_struct,
    without_secrets,
)

_Method = TypeVar("_Method", bound=Callable[..., Any])
_Naming = provider_pb2.CheckRequest.AutonamingOptions


def _reporting(method: _Method) -> _Method:
    """Turn the provider's errors into what the engine shows."""

    @functools.wraps(method)
    def wrapped(self: Kubernetes, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except ProviderError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))

    return cast("_Method", wrapped)


class Kubernetes(provider_pb2_grpc.ResourceProviderServicer):
    """kubernetes 4.34 for one provider resource, whose kubeconfig leads to a cluster of the local Azure."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._configured: tuple[Configuration, ObjectOperations] | None = None
        self._cloud: Cloud | None = None
        self._notice = Notice()

    @override
    def Handshake(self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext):
        self._notice.engine = request.engine_address
        return provider_pb2.ProviderHandshakeResponse(supports_autonaming_configuration=True)

    @override
    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        self._notice.engine = request.address
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
        """Refuse a kubeconfig that leads elsewhere before anything is planned with it."""
        try:
            Configuration.of(_plain(request.news)).cluster_id()
        except ConfigurationError as error:
            return provider_pb2.CheckResponse(
                inputs=request.news, failures=[provider_pb2.CheckFailure(property="kubeconfig", reason=str(error))]
            )
        return provider_pb2.CheckResponse(inputs=request.news)

    @override
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext):
        old = request.old_inputs if request.HasField("old_inputs") else request.olds
        return diff_response(cluster_change(_plain(old), _plain(request.news)))

    @override
    @_reporting
    def Configure(self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext):
        configuration = Configuration.of(_configuration(request))
        found = configuration.cluster_id()
        if found is None:
            raise ConfigurationError("the provider is configured before its kubeconfig is known")
        cloud = Cloud(Settings.of({}, self._environment))
        cluster = Cluster(ArmClient(cloud), found)
        self._cloud = cloud
        self._configured = (configuration, ObjectOperations(cluster, configuration.namespace))
        return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    @override
    @_reporting
    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext):
        raise ProviderError(f"{request.tok}: the Kubernetes provider of the local Azure has no functions")

    @override
    @_reporting
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext):
        configuration, operations = self._ready()
        kind = _kind(request)
        naming = request.autonaming if request.HasField("autonaming") else None
        inputs = completed_inputs(
            Question(
                kind=kind,
                logical_name=request.name or request.urn.split("::", 3)[-1],
                old_inputs=_plain(request.olds),
                inputs=_plain(request.news),
                random_seed=request.randomSeed,
                default_namespace=configuration.namespace,
                proposed_name=naming.proposed_name if naming is not None else None,
                may_name=naming is None or naming.mode != _Naming.DISABLE,
            )
        )
        # As the plugin does: what is not all known yet is looked at when it is.
        reasons = [] if contains_unknown(inputs) else check.failures(kind, operations.kubernetes_version(), inputs)
        return provider_pb2.CheckResponse(
            inputs=to_struct(inputs), failures=[provider_pb2.CheckFailure(reason=reason) for reason in reasons]
        )

    @override
    @_reporting
    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext):
        old = _plain(request.old_inputs if request.HasField("old_inputs") else request.olds)
        return diff_response(difference(_kind(request), old, _plain(request.news)))

    @override
    @_reporting
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext):
        kind, inputs = _kind(request), _plain(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=to_struct(inputs))
        id_ = self._apply(kind, request.urn, inputs)
        return provider_pb2.CreateResponse(id=id_, properties=to_struct(inputs))

    @override
    @_reporting
    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext):
        kind, inputs = _kind(request), _plain(request.news)
        if not request.preview:
            self._apply(kind, request.urn, inputs)
        return provider_pb2.UpdateResponse(properties=to_struct(inputs))

    @override
    @_reporting
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext):
        _, operations = self._ready()
        inputs = _plain(request.inputs) if request.HasField("inputs") else None
        result = operations.read(_kind(request), request.id, _plain(request.properties), inputs)
        if result is None:
            return provider_pb2.ReadResponse(id="")
        return provider_pb2.ReadResponse(
            id=result.id, properties=to_struct(result.object), inputs=to_struct(result.inputs)
        )

    @override
    @_reporting
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        _, operations = self._ready()
        operations.delete(_kind(request), request.id)
        return empty_pb2.Empty()

    @override
    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """End what waits for the local Azure: the engine wants to stop, and writes down what is known."""
        if self._cloud is not None:
            self._cloud.connection.cancelled.set()
        return empty_pb2.Empty()

    def _apply(self, kind: GroupVersionKind, urn: str, inputs: PropertyMap) -> str:
        _, operations = self._ready()
        id_ = operations.apply(kind, urn, inputs)
        self._notice.give()
        return id_

    def _ready(self) -> tuple[Configuration, ObjectOperations]:
        if self._configured is None:
            raise ConfigurationError("the provider is not configured")
        return self._configured


def _kind(request: Any) -> GroupVersionKind:
    """The kind of the object that a request is about. Older engines do not send the type beside the URN."""
    return kind_of(request.type or request.urn.split("::")[2].rsplit("$", 1)[-1])


def _plain(struct: struct_pb2.Struct) -> PropertyMap:
    """Properties without secrets and nulls. Secrets should not come at all (see the flags), but configuration's may."""
    return cast("PropertyMap", without_nulls(without_secrets(cast("PropertyValue", from_struct(struct)))))


def _configuration(request: provider_pb2.ConfigureRequest) -> PropertyMap:
    """The provider's configuration by key. `variables` has it in plain text, `args` with secrets wrapped."""
    prefix = f"{PACKAGE}:config:"
    return {**_plain(request.args), **{key.removeprefix(prefix): value for key, value in request.variables.items()}}
