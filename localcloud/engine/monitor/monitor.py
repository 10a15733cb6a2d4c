"""The resource monitor: every resource, read and function call of a running program arrives here.

Thin: requests become goals, the deployment does the work, states become answers. What is kept here is what only the
protocol knows: transforms, the providers that components hand down, package references.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import callback_pb2, provider_pb2, resource_pb2, resource_pb2_grpc
from typing_extensions import override

from localcloud.engine.deploy.deployment import Deployment
from localcloud.engine.deploy.goal import Goal
from localcloud.engine.deploy.planner import inherited
from localcloud.engine.deploy.urn import is_provider_type, package_of, split_reference, type_of
from localcloud.engine.errors import EngineError
from localcloud.engine.monitor.answers import Answering, answered, failure_of
from localcloud.engine.monitor.callbacks import Callbacks
from localcloud.engine.monitor.features import FeatureRefused, refuse_unsupported, supported_features, supports
from localcloud.engine.monitor.requests import (
    dependencies_of,
    goal_of,
    options_of,
    read_goal_of,
    transformed_dependencies,
)
from localcloud.engine.plugin.client import ProviderError
from localcloud.wire import contains_unknown, from_struct


class ResourceMonitor(resource_pb2_grpc.ResourceMonitorServicer):
    """One program's monitor.

    Args:
        root: the project's directory, which positions in the program are told from.
        config: the stack's configuration by full key, as `GetDeploymentInfo` answers it.
        on_registered: called when the program has registered everything; its shutdown waits for `release`.
    """

    def __init__(
        self,
        deployment: Deployment,
        *,
        config: Mapping[str, str],
        secret_keys: Sequence[str],
        organization: str,
        root: Path,
        on_registered: Callable[[], None],
    ) -> None:
        self._deployment = deployment
        self._config = config
        self._secret_keys = secret_keys
        self._organization = organization
        self._root = root
        self._on_registered = on_registered
        self._callbacks = Callbacks()
        self._released = threading.Event()
        self._lock = threading.Lock()
        self._stack_transforms: list[callback_pb2.Callback] = []
        self._invoke_transforms: list[callback_pb2.Callback] = []
        self._transforms_of: dict[str, list[callback_pb2.Callback]] = {}
        self._component_providers: dict[str, dict[str, str]] = {}
        self._packages: dict[str, tuple[str, str, str]] = {}

    def release(self) -> None:
        """Let a program that waits for its shutdown end."""
        self._released.set()

    def close(self) -> None:
        """Close the connections to the program."""
        self.release()
        self._callbacks.close()

    # -- about the engine ------------------------------------------------------------------------------------------

    @override
    def SupportsFeature(
        self, request: resource_pb2.SupportsFeatureRequest, context: grpc.ServicerContext
    ) -> resource_pb2.SupportsFeatureResponse:
        """Asked by SDKs older than 3.251, feature by feature."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=supports(request.id))

    @override
    def GetDeploymentInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> resource_pb2.DeploymentInfo:
        """What is deployed, and what this engine can do."""
        identity = self._deployment.identity
        return resource_pb2.DeploymentInfo(
            project=identity.project,
            stack=identity.stack,
            organization=self._organization,
            config=self._config,
            configSecretKeys=self._secret_keys,
            dryRun=identity.preview,
            parallel=identity.parallel,
            supportedFeatures=supported_features(),  # pyright: ignore[reportArgumentType] - enum values
        )

    # -- resources -------------------------------------------------------------------------------------------------

    @override
    def RegisterResource(
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        """Create, update, replace or keep one resource."""
        with Answering(self._deployment, context, request.name):
            refuse_unsupported(request)
            goal = self._goal(request)
            state = self._deployment.register(goal)
            with self._lock:
                self._transforms_of[state.urn] = list(request.transforms)
            outputs = state.outputs if request.custom else {}
            if not request.supportsPartialValues:
                outputs = {key: value for key, value in outputs.items() if not contains_unknown(value)}
            return resource_pb2.RegisterResourceResponse(
                urn=state.urn,
                id=state.id,
                object=answered(outputs, secrets=request.acceptSecrets, references=request.acceptResources),
            )
        raise AssertionError

    @override
    def ReadResource(
        self, request: resource_pb2.ReadResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ReadResourceResponse:
        """Read one resource that stays somebody else's."""
        with Answering(self._deployment, context, request.name):
            package, version, url = self._package(
                package_of(request.type), request.version, request.pluginDownloadURL, request.packageRef
            )
            provider = request.provider or self._deployment.default_provider(package, version, url)
            state = self._deployment.read(read_goal_of(request, provider, self._root))
            return resource_pb2.ReadResourceResponse(
                urn=state.urn,
                properties=answered(state.outputs, secrets=request.acceptSecrets, references=request.acceptResources),
            )
        raise AssertionError

    @override
    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """The outputs of a component or of the stack."""
        with Answering(self._deployment, context, request.urn):
            self._deployment.register_outputs(request.urn, from_struct(request.outputs))
        return empty_pb2.Empty()

    # -- functions -------------------------------------------------------------------------------------------------

    @override
    def Invoke(
        self, request: resource_pb2.ResourceInvokeRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ResourceInvokeResponse:
        """Call a function of a provider. Its errors are the program's to handle: they do not end the deployment."""
        with Answering(self._deployment, context, request.tok):
            arguments, options = (
                request.args,
                resource_pb2.TransformInvokeOptions(
                    provider=request.provider or self._inherited_provider(getattr(request, "parent", ""), request.tok),
                    version=request.version,
                    plugin_download_url=request.pluginDownloadURL,
                ),
            )
            for callback in list(self._invoke_transforms):
                arguments, options = self._callbacks.transform_invoke(callback, request.tok, arguments, options)
            package, version, url = self._package(
                package_of(request.tok), options.version, options.plugin_download_url, request.packageRef
            )
            reference = options.provider or self._deployment.default_provider(package, version, url)
            try:
                answer = self._deployment.provider(reference).invoke(
                    request.tok, from_struct(arguments), preview=self._deployment.identity.preview
                )
            except ProviderError as error:
                context.abort(grpc.StatusCode.UNKNOWN, f"invocation of {request.tok} returned an error: {error.text}")
            keep = request.acceptResources or request.tok == "pulumi:pulumi:getResource"
            # `return` is a keyword of Python's.
            fields: dict[str, Any] = {"return": answered(answer.outputs, secrets=True, references=keep)}
            failures = [failure_of(failure) for failure in answer.failures]
            return resource_pb2.ResourceInvokeResponse(failures=failures, **fields)
        raise AssertionError

    @override
    def Call(
        self, request: resource_pb2.ResourceCallRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CallResponse:
        """Methods of remote components: refused."""
        with Answering(self._deployment, context, request.tok):
            raise FeatureRefused(f"a resource's method ({request.tok})")
        raise AssertionError

    # -- what a program registers about itself ---------------------------------------------------------------------

    @override
    def RegisterStackTransform(self, request: callback_pb2.Callback, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """A transform for every resource from now on."""
        with self._lock:
            self._stack_transforms.append(request)
        return empty_pb2.Empty()

    @override
    def RegisterStackInvokeTransform(
        self, request: callback_pb2.Callback, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """A transform for every function call from now on."""
        with self._lock:
            self._invoke_transforms.append(request)
        return empty_pb2.Empty()

    @override
    def RegisterPackage(
        self, request: resource_pb2.RegisterPackageRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterPackageResponse:
        """A package by reference; parameterized ones are refused."""
        with Answering(self._deployment, context, request.name):
            if any(field.name in ("parameterization", "extension") for field, _ in request.ListFields()):
                raise FeatureRefused(f"a parameterized package ({request.name})")
            reference = str(uuid.uuid4())
            with self._lock:
                self._packages[reference] = (request.name, request.version, request.download_url)
            return resource_pb2.RegisterPackageResponse(ref=reference)
        raise AssertionError

    @override
    def RegisterResourceHook(
        self, request: resource_pb2.RegisterResourceHookRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Refused."""
        with Answering(self._deployment, context, request.name):
            raise FeatureRefused(f"a resource hook ({request.name})")
        return empty_pb2.Empty()

    @override
    def RegisterErrorHook(
        self, request: resource_pb2.RegisterErrorHookRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Refused."""
        with Answering(self._deployment, context, request.name):
            raise FeatureRefused(f"an error hook ({request.name})")
        return empty_pb2.Empty()

    @override
    def SignalAndWaitForShutdown(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """The program has registered everything; it may end when the deletions are done."""
        self._on_registered()
        self._released.wait()
        return empty_pb2.Empty()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _goal(self, request: resource_pb2.RegisterResourceRequest) -> Goal:
        options = options_of(request, self._explicit_provider(request))
        properties = request.object
        dependencies = dependencies_of(request)
        transforms = self._transforms(request)
        for callback in transforms:
            properties, options = self._callbacks.transform(callback, request, properties, options)
        if transforms:
            dependencies = transformed_dependencies(dependencies, properties, options.depends_on)
        provider = ""
        if request.custom and not is_provider_type(request.type):
            package, version, url = self._package(
                package_of(request.type), options.version, options.plugin_download_url, request.packageRef
            )
            provider = options.provider or self._deployment.default_provider(package, version, url)
        elif not request.custom:
            self._remember_providers(request, options)
        goal = goal_of(request, properties, options, dependencies, provider, self._root)
        parent = self._deployment.goal_of(request.parent) if request.parent else None
        if parent is None:
            return goal
        return replace(
            goal,
            protect=inherited(goal.protect, parent.protect),
            retain_on_delete=inherited(goal.retain_on_delete, parent.retain_on_delete),
            deleted_with=goal.deleted_with or parent.deleted_with,
        )

    def _explicit_provider(self, request: resource_pb2.RegisterResourceRequest) -> str:
        """The provider that the resource names, or its map of providers, or its parents do; "" for the default one."""
        if not request.custom or is_provider_type(request.type):
            return request.provider
        package = package_of(request.type)
        named = request.provider or request.providers.get(package, "")
        if named:
            return named
        parent = self._deployment.goal_of(request.parent) if request.parent else None
        if parent is not None and parent.provider:
            parent_type = type_of(split_reference(parent.provider)[0])
            if parent_type.rpartition(":")[2] == package:
                return parent.provider
        return self._inherited_provider(request.parent, request.type)

    def _inherited_provider(self, parent: str, type_or_token: str) -> str:
        with self._lock:
            return self._component_providers.get(parent, {}).get(package_of(type_or_token), "")

    def _remember_providers(
        self, request: resource_pb2.RegisterResourceRequest, options: resource_pb2.TransformResourceOptions
    ) -> None:
        """A component's providers are its own, then its parent's; kept by the URN that it is about to get."""
        urn = self._deployment.urn_of(request.parent, request.type, request.name)
        with self._lock:
            self._component_providers[urn] = {
                **self._component_providers.get(request.parent, {}),
                **options.providers,
            }

    def _transforms(self, request: resource_pb2.RegisterResourceRequest) -> list[callback_pb2.Callback]:
        """The resource's own, then its ancestors', then the stack's."""
        with self._lock:
            transforms = list(request.transforms)
            parent = request.parent
            while parent:
                transforms += self._transforms_of.get(parent, [])
                goal = self._deployment.goal_of(parent)
                parent = goal.parent if goal else ""
            return transforms + self._stack_transforms

    def _package(self, package: str, version: str, url: str, reference: str) -> tuple[str, str, str]:
        if not reference:
            return package, version, url.rstrip("/")
        with self._lock:
            if reference not in self._packages:
                raise EngineError(f"the program refers to the package {reference!r}, which it did not register")
            return self._packages[reference]
