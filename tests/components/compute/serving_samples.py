"""Arguments of the components that serve models without a cluster; every one is what `stacks/` would hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pulumi

from components.compute.container_apps_environment import ContainerAppsEnvironment, ContainerAppsEnvironmentArgs
from components.compute.endpoint_deployment import EndpointDeploymentArgs
from components.compute.instance_autoscale import InstanceAutoscale, InstanceAutoscaleArgs
from components.compute.machine_learning_workspace import (
    MachineLearningWorkspace,
    MachineLearningWorkspaceArgs,
    WorkspaceConsumerArgs,
    WorkspacePrivateEndpointsArgs,
)
from components.compute.managed_compute import (
    ManagedComputeDeploymentArgs,
    ManagedComputeDeployments,
    ManagedComputeDeploymentsArgs,
)
from components.compute.managed_online_endpoint import (
    ManagedOnlineEndpoint,
    ManagedOnlineEndpointArgs,
    OnlineEndpointWorkspaceArgs,
)
from components.compute.pool_args import MachineArgs, ReplicasArgs, ServedModelArgs
from components.compute.serverless_gpu import ServerlessGpu, ServerlessGpuArgs, TokenValidationArgs
from components.compute.workspace_dependencies import WorkspaceDependencies, WorkspaceDependenciesArgs
from components.foundry_account import RoleAssignmentArgs
from tests.components import samples
from tests.components.recording import SUBSCRIPTION, Recording, record

ZONES: Final = (
    "privatelink.api.azureml.ms",
    "privatelink.notebooks.azure.net",
    "privatelink.blob.core.windows.net",
    "privatelink.file.core.windows.net",
    "privatelink.vaultcore.azure.net",
    "privatelink.azurecr.io",
)
ZONE_IDS: Final = {zone: f"/dns/{zone}" for zone in ZONES}
GROUP_ID: Final = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
TENANT: Final = "77777777-0000-0000-0000-000000000001"
CALLERS: Final = "22222222-0000-0000-0000-000000000001"
IMAGE: Final = "registry.example/vllm:v0.9.0@sha256:" + "0123456789abcdef" * 4
PLACED: Final[Mapping[str, Any]] = {"resource_group_name": "rg", "location": "swedencentral", "tags": samples.TAGS}


def model(**more: Any) -> ServedModelArgs:
    args = ServedModelArgs(
        name="mistral-7b",
        repository="mistralai/Mistral-7B-Instruct-v0.3",
        precision="bf16",
        context=8192,
        concurrency=16,
    )
    args.update(more)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def machine(**more: Any) -> MachineArgs:
    args = MachineArgs(vm_size="Standard_Invented_v1", devices_per_replica=1, replicas_per_machine=1, image=IMAGE)
    args.update(more)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def registry_model(**more: Any) -> ServedModelArgs:
    return model(registry_asset="azureml://registries/azureml/models/mistral/versions/3", **more)


def deployment(name: str = "blue", *, minimum: int = 1, maximum: int = 1, **more: Any) -> EndpointDeploymentArgs:
    args = EndpointDeploymentArgs(
        name=name, model=registry_model(), machine=machine(), replicas=ReplicasArgs(minimum=minimum, maximum=maximum)
    )
    args.update(more)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def workspace_args(**more: Any) -> MachineLearningWorkspaceArgs:
    args = MachineLearningWorkspaceArgs(
        **PLACED,
        workspace_name="mlw-legal",
        storage_account_name="stlegal",
        key_vault_name="kv-legal",
        container_registry_name="crlegal",
        application_insights_name="appi-legal",
        identity_name="id-mlw-legal",
        tenant_id=TENANT,
        private_endpoints=WorkspacePrivateEndpointsArgs(
            workspace="pep-mlw", blob="pep-blob", file="pep-file", vault="pep-vault", registry="pep-registry"
        ),
        private_endpoint_subnet_id=samples.SUBNET_ID,
        consumer_endpoints=[
            WorkspaceConsumerArgs(name="pep-hub", location="westeurope", subnet_id=f"{samples.SUBNET_ID}-hub")
        ],
        log_workspace_id=samples.WORKSPACE_ID,
        diagnostic_setting_name="diag",
        zone_ids=ZONE_IDS,
        outbound_fqdns=["*.hub.example", "hub.example"],
    )
    args.update(more)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def endpoint_args(*deployments: EndpointDeploymentArgs, **more: Any) -> ManagedOnlineEndpointArgs:
    args = ManagedOnlineEndpointArgs(
        **PLACED,
        workspace=OnlineEndpointWorkspaceArgs(
            name="mlw-legal",
            storage_account_id=f"{GROUP_ID}/providers/Microsoft.Storage/storageAccounts/stlegal",
            container_registry_id=f"{GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/crlegal",
        ),
        endpoint_name="pool",
        identity_name="id-pool",
        deployments=deployments or [deployment(maximum=3)],
        role_assignments=[
            RoleAssignmentArgs(
                name="11111111-0000-0000-0000-000000000001", group_object_id=CALLERS, role_definition_id="/role"
            )
        ],
        log_workspace_id=samples.WORKSPACE_ID,
        diagnostic_setting_name="diag",
    )
    args.update(more)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def environment_args(**more: Any) -> ContainerAppsEnvironmentArgs:
    args = ContainerAppsEnvironmentArgs(
        **PLACED,
        environment_name="cae-legal",
        infrastructure_resource_group="rg-cae-legal",
        subnet_id=f"{samples.NETWORK_ID}/subnets/snet-container-apps",
        virtual_network_id=samples.NETWORK_ID,
        profiles={"gpu": "Consumption-GPU-Invented"},
        log_workspace_id=samples.WORKSPACE_ID,
        diagnostic_setting_name="diag",
    )
    args.update(more)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def app_args(**more: Any) -> ServerlessGpuArgs:
    args = ServerlessGpuArgs(
        **PLACED,
        environment_id="/cae",
        default_domain="calm-sea.swedencentral.azurecontainerapps.io",
        app_name="ca-pool",
        profile="gpu",
        vcpus=8,
        memory_gib=56,
        identity_name="id-pool",
        model=model(),
        machine=machine(),
        replicas=ReplicasArgs(minimum=0, maximum=2),
        tokens=TokenValidationArgs(
            tenant_id=TENANT, client_id="client", audience="api://models", groups=["group-b", "group-a"]
        ),
        log_workspace_id=samples.WORKSPACE_ID,
        diagnostic_setting_name="diag",
    )
    args.update(more)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def managed_compute(name: str, **more: Any) -> ManagedComputeDeploymentArgs:
    args = ManagedComputeDeploymentArgs(
        name=name,
        model_asset="azureml://registries/invented/models/mistral/versions/3",
        accelerator_type="H100_80GB",
        capacity=2,
        tags=samples.TAGS,
    )
    args.update(more)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def workspace(**more: Any) -> Recording:
    return record(lambda: MachineLearningWorkspace("w", workspace_args(**more)) and None)


def endpoint(*deployments: EndpointDeploymentArgs, **more: Any) -> Recording:
    def program() -> Mapping[str, Any]:
        made = ManagedOnlineEndpoint("e", endpoint_args(*deployments, **more))
        return {"endpoint": made.endpoint, "identity": made.identity, "scope": made.metrics_scope}

    return record(program)


def environment(**more: Any) -> Recording:
    return record(lambda: ContainerAppsEnvironment("c", environment_args(**more)) and None)


def container_app(**more: Any) -> Recording:
    def program() -> Mapping[str, Any]:
        made = ServerlessGpu("a", app_args(**more))
        return {"endpoint": made.endpoint, "identity": made.identity, "scope": made.metrics_scope}

    return record(program)


SAMPLES: Final[
    Mapping[type[pulumi.ComponentResource], Callable[[pulumi.ResourceOptions], pulumi.ComponentResource]]
] = {
    ContainerAppsEnvironment: lambda opts: ContainerAppsEnvironment("c", environment_args(), opts),
    InstanceAutoscale: lambda opts: InstanceAutoscale(
        "s",
        InstanceAutoscaleArgs(
            **PLACED,
            setting_name="pool-blue",
            deployment_id="/endpoint/deployments/blue",
            endpoint_id="/endpoint",
            minimum=1,
            maximum=3,
            requests_per_instance=16,
            traffic=100,
        ),
        opts,
    ),
    MachineLearningWorkspace: lambda opts: MachineLearningWorkspace("w", workspace_args(), opts),
    ManagedComputeDeployments: lambda opts: ManagedComputeDeployments(
        "m",
        ManagedComputeDeploymentsArgs(
            resource_group_name="rg", account_name="ais", deployments=[managed_compute("b"), managed_compute("a")]
        ),
        opts,
    ),
    ManagedOnlineEndpoint: lambda opts: ManagedOnlineEndpoint(
        "e", endpoint_args(deployment("blue", traffic=100, model=model()), deployment("green")), opts
    ),
    ServerlessGpu: lambda opts: ServerlessGpu("a", app_args(), opts),
    WorkspaceDependencies: lambda opts: WorkspaceDependencies(
        "d",
        WorkspaceDependenciesArgs(
            **PLACED,
            storage_account_name="stlegal",
            key_vault_name="kv-legal",
            container_registry_name="crlegal",
            application_insights_name="appi-legal",
            tenant_id=TENANT,
            log_workspace_id=samples.WORKSPACE_ID,
            diagnostic_setting_name="diag",
        ),
        opts,
    ),
}
"""A sample of each component, for what holds for all of them."""
