"""The components as a package: tokens and logical names are in every URN, arguments are read by Pulumi's component
host.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider

from components.__main__ import COMPONENTS, PACKAGE
from components.compute.aks_cluster import AksCluster
from components.compute.compute_pool import ComputePool
from components.model_boundary import ModelBoundary
from tests.components import samples
from tests.components.compute import aks_samples, compute_pool_samples
from tests.components.recording import Recording, record
from tests.conftest import ROOT, clean_environment

TOKENS = [
    "modelstacks:index:AksCluster",
    "modelstacks:index:AksGpuPool",
    "modelstacks:index:CapacityReservation",
    "modelstacks:index:ClusterIngress",
    "modelstacks:index:ClusterMetrics",
    "modelstacks:index:ComputePool",
    "modelstacks:index:ContainerAppsEnvironment",
    "modelstacks:index:DeploymentSkuPolicy",
    "modelstacks:index:DiagnosticSettings",
    "modelstacks:index:Egress",
    "modelstacks:index:FoundryAccount",
    "modelstacks:index:InstanceAutoscale",
    "modelstacks:index:KubernetesObjects",
    "modelstacks:index:MachineLearningWorkspace",
    "modelstacks:index:ManagedComputeDeployments",
    "modelstacks:index:ManagedOnlineEndpoint",
    "modelstacks:index:MetricsCollection",
    "modelstacks:index:ModelAlerts",
    "modelstacks:index:ModelBoundary",
    "modelstacks:index:ModelDeployments",
    "modelstacks:index:NetworkPeerings",
    "modelstacks:index:Observability",
    "modelstacks:index:PoolAlerts",
    "modelstacks:index:PrivateDnsLinks",
    "modelstacks:index:PrivateDnsZones",
    "modelstacks:index:PrivateEndpoint",
    "modelstacks:index:PrivateNames",
    "modelstacks:index:RegionNetwork",
    "modelstacks:index:ResourceGroupBudget",
    "modelstacks:index:ServerlessGpu",
    "modelstacks:index:SubscriptionBudget",
    "modelstacks:index:WorkloadIdentity",
    "modelstacks:index:WorkspaceDependencies",
]
"""Frozen: a token that changes replaces everything below it, in every stack that is up."""

BOUNDARY_URNS = [
    "ModelBoundary legal",
    "ModelBoundary$DiagnosticSettings legal",
    "ModelBoundary$DiagnosticSettings$monitor:DiagnosticSetting legal-account",
    "ModelBoundary$FoundryAccount legal",
    "ModelBoundary$FoundryAccount$authorization:RoleAssignment legal-11111111-0000-0000-0000-000000000001",
    "ModelBoundary$FoundryAccount$cognitiveservices:Account legal",
    "ModelBoundary$FoundryAccount$cognitiveservices:RaiPolicy legal-limited",
    "ModelBoundary$ModelAlerts legal",
    "ModelBoundary$ModelAlerts$monitor:MetricAlert legal-latency",
    "ModelBoundary$ModelAlerts$monitor:MetricAlert legal-server-errors",
    "ModelBoundary$ModelAlerts$monitor:MetricAlert legal-throttled",
    "ModelBoundary$ModelDeployments legal",
    "ModelBoundary$ModelDeployments$cognitiveservices:Deployment legal-summaries",
    "ModelBoundary$ModelDeployments$resources:Resource legal-digest",
    "ModelBoundary$PrivateEndpoint legal",
    "ModelBoundary$PrivateEndpoint legal-hub",
    "ModelBoundary$PrivateEndpoint$network:PrivateDnsZoneGroup legal",
    "ModelBoundary$PrivateEndpoint$network:PrivateEndpoint legal",
    "ModelBoundary$PrivateEndpoint$network:PrivateEndpoint legal-hub",
    "ModelBoundary$ResourceGroupBudget legal",
    "ModelBoundary$ResourceGroupBudget$consumption:Budget legal",
    "ModelBoundary$resources:ResourceGroup legal",
]
"""Frozen for the same reason. The mock monitor writes the parent's type only, so the chain is made from parents here.
"""


@pytest.fixture(scope="module")
def provider() -> ComponentProvider:
    return ComponentProvider(COMPONENTS, PACKAGE)


@pytest.fixture(scope="module")
def schema(provider: ComponentProvider) -> dict[str, Any]:
    assert provider.schema is not None
    return json.loads(provider.schema)


def sample() -> Recording:
    args = samples.boundary(
        [samples.deployment("summaries"), samples.deployment_with_provider_data("digest")], consumers=["hub"]
    )
    return record(lambda: ModelBoundary("legal", args) and None)


def test_tokens_are_frozen(schema: dict[str, Any]) -> None:
    assert sorted(schema["resources"]) == TOKENS


def test_logical_names_are_frozen() -> None:
    recording = sample()
    by_urn = {found.urn: found for found in recording.registrations}

    def chain(urn: str) -> str:
        found = by_urn[urn]
        above = f"{chain(found.parent)}$" if found.parent in by_urn else ""
        return above + found.type.removeprefix("azure-native:").removeprefix("modelstacks:index:")

    assert sorted(f"{chain(found.urn)} {found.name}" for found in recording.registrations) == BOUNDARY_URNS


def test_every_resource_has_a_component_as_parent_and_its_tags() -> None:
    recording = sample()
    components = {found.urn for found in recording.components}
    untagged = {
        "authorization:RoleAssignment",
        "consumption:Budget",
        "monitor:DiagnosticSetting",
        "network:PrivateDnsZoneGroup",
    }
    for found in recording.resources:
        assert found.parent in components, found.name
        if found.short_type not in untagged:
            assert found.inputs["tags"] == samples.TAGS, found.name


def test_no_name_is_left_to_chance() -> None:
    assert all(found.azure_name for found in sample().resources)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
def test_component_and_its_arguments_are_described(component: type[pulumi.ComponentResource]) -> None:
    assert component.__doc__
    assert component.__init__.__annotations__["args"].__doc__


def test_secure_arguments_are_optional(schema: dict[str, Any]) -> None:
    account = schema["resources"]["modelstacks:index:FoundryAccount"]
    assert set(account["inputProperties"]) - set(account["requiredInputs"]) == {"restrictOutbound", "allowedFqdns"}


def in_camel_case(value: Any) -> Any:
    """Keys as another language sends them. Only for arguments: keys that are data (tags, zones) have no underscore."""
    if isinstance(value, dict):
        return {camel(key): in_camel_case(found) for key, found in value.items()}
    return [in_camel_case(found) for found in value] if isinstance(value, list) else value


def camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(word.capitalize() for word in rest)


def registered(build: Callable[[], object]) -> list[tuple[str, str, object, frozenset[str]]]:
    def program() -> None:
        build()

    recording = record(program)
    return sorted((found.urn, found.parent, found.inputs, found.dependencies) for found in recording.registrations)


FOREIGN: list[tuple[type[pulumi.ComponentResource], Mapping[str, Any]]] = [
    (
        ModelBoundary,
        samples.boundary(
            [samples.deployment("summaries"), samples.deployment_with_provider_data("digest")], consumers=["hub"]
        ),
    ),
    (AksCluster, aks_samples.cluster()),
    (ComputePool, compute_pool_samples.arguments(aks=compute_pool_samples.AKS)),
    (ComputePool, compute_pool_samples.arguments(container_apps=compute_pool_samples.APP)),
]


@pytest.mark.parametrize(("component", "args"), FOREIGN, ids=["boundary", "cluster", "on AKS", "container app"])
def test_a_program_in_another_language_gets_the_same_resources(
    component: Callable[[str, Any], object], args: Mapping[str, Any], provider: ComponentProvider
) -> None:
    token = f"modelstacks:index:{component.__name__}"
    foreign = in_camel_case(json.loads(json.dumps(args)))
    assert registered(lambda: provider.construct("legal", token, foreign)) == registered(
        lambda: component("legal", args)
    )


@pytest.mark.pulumi_cli
def test_the_cli_reads_the_schema_from_the_plugin(tmp_path: Path) -> None:
    plugin = tmp_path / "pulumi-resource-modelstacks"
    plugin.write_text(f'#!/bin/sh\ncd "{ROOT}" && exec "{sys.executable}" -m components "$@"\n')
    plugin.chmod(0o755)
    environment = {**clean_environment(), "PULUMI_HOME": str(tmp_path / "home"), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    ran = subprocess.run(
        ["pulumi", "package", "get-schema", str(plugin)], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert sorted(json.loads(ran.stdout)["resources"]) == TOKENS
