"""Arguments of a pool of each kind; every one is what `stacks/` would hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pulumi

from components.compute.compute_pool import (
    AksPlacementArgs,
    ComputePool,
    ComputePoolArgs,
    ContainerAppsPlacementArgs,
    OnlineEndpointPlacementArgs,
    PoolAlertNamesArgs,
)
from components.compute.managed_online_endpoint import OnlineEndpointWorkspaceArgs
from components.compute.pool_args import MachineArgs, PoolBudgetArgs, ReplicasArgs, ServedModelArgs
from components.compute.serverless_gpu import TokenValidationArgs
from tests.components import samples
from tests.components.compute import aks_samples
from tests.components.compute.aks_samples import RESOURCES
from tests.components.recording import SUBSCRIPTION

AKS = AksPlacementArgs(
    host=aks_samples.host(),
    agent_pool_name="gsummaries1",
    workload=aks_samples.workload(),
    endpoint="https://summaries.models.example/v1",
)
ONLINE = OnlineEndpointPlacementArgs(
    workspace=OnlineEndpointWorkspaceArgs(
        name="mlw", storage_account_id=f"{RESOURCES}/st", container_registry_id=f"{RESOURCES}/cr"
    ),
    endpoint_name="summaries",
    deployment_name="blue",
    role_assignments=[],
)
APP = ContainerAppsPlacementArgs(
    environment_id="/cae",
    default_domain="calm-sea.swedencentral.azurecontainerapps.io",
    app_name="summaries",
    profile="gpu",
    vcpus=24,
    memory_gib=220,
    tokens=TokenValidationArgs(tenant_id="t", client_id="c", audience="api://models", groups=["g"]),
)


def arguments(**given: Any) -> ComputePoolArgs:
    args = ComputePoolArgs(
        location="swedencentral",
        subscription_id=SUBSCRIPTION,
        resource_group_name="rg-legal",
        model=ServedModelArgs(
            name="mistral-7b",
            repository="mistralai/Mistral-7B-Instruct-v0.3",
            precision="bf16",
            context=8192,
            concurrency=8,
            surface="openai-v1",
        ),
        machine=MachineArgs(
            vm_size="Standard_NC24ads_A100_v4",
            devices_per_replica=1,
            replicas_per_machine=1,
            accelerator="a100-pcie-80",
            manufacturer="NVIDIA",
            driver="cuda",
            zones=["1", "2"],
            image="registry.example/vllm:v1",
        ),
        replicas=ReplicasArgs(minimum=1, maximum=3),
        identity_name="id-summaries",
        workspace_id=samples.WORKSPACE_ID,
        diagnostic_setting_name="diag",
        action_group_id="/ag",
        alerts=PoolAlertNamesArgs(prefix="alert-summaries", group="prom-summaries"),
        budget=PoolBudgetArgs(
            name="budget-summaries", amount=9000, start_date="2026-11-01T00:00:00Z", emails=["legal@contoso.example"]
        ),
        tags=aks_samples.TAGS,
    )
    args.update(given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


SAMPLES: Final[
    Mapping[type[pulumi.ComponentResource], Callable[[pulumi.ResourceOptions], pulumi.ComponentResource]]
] = {ComputePool: lambda opts: ComputePool("p", arguments(aks=AKS), opts)}
