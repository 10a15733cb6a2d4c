"""`depends_on` given to a component holds for what is in it, as components/__init__.py promises for every component."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypedDict

import pulumi
import pytest
from pulumi_azure_native import resources

from components.__main__ import COMPONENTS
from components.deployment_sku_policy import DeploymentSkuPolicy, DeploymentSkuPolicyArgs
from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.egress import Egress, EgressArgs
from components.foundry_account import FoundryAccount, FoundryAccountArgs
from components.model_alerts import ModelAlerts, ModelAlertsArgs
from components.model_boundary import ModelBoundary
from components.model_deployments import ModelDeployments, ModelDeploymentsArgs
from components.network_peerings import NetworkPeerings, NetworkPeeringsArgs, PeeringArgs
from components.network_rules import SubnetRole
from components.observability import Observability, ObservabilityArgs
from components.private_dns_links import PrivateDnsLinks, PrivateDnsLinksArgs
from components.private_dns_zones import PrivateDnsZones, PrivateDnsZonesArgs
from components.private_endpoint import PrivateEndpoint, PrivateEndpointArgs
from components.private_names import PrivateNames, PrivateNamesArgs
from components.region_network import RegionNetwork, RegionNetworkArgs, SubnetArgs
from components.resource_group_budget import ResourceGroupBudget, ResourceGroupBudgetArgs
from tests.components import samples
from tests.components.compute import aks_samples, compute_pool_samples, serving_samples
from tests.components.recording import Recording, record


class Placed(TypedDict):
    """What most arguments have in common."""

    resource_group_name: str
    location: str
    tags: Mapping[str, str]


PLACED = Placed(resource_group_name="rg", location="swedencentral", tags=samples.TAGS)

SAMPLES: dict[type[pulumi.ComponentResource], Callable[[pulumi.ResourceOptions], pulumi.ComponentResource]] = {
    DeploymentSkuPolicy: lambda opts: DeploymentSkuPolicy(
        "p",
        DeploymentSkuPolicyArgs(scope="/subscriptions/s", definition_name="d", assignment_name="a", denied_skus=["X"]),
        opts,
    ),
    DiagnosticSettings: lambda opts: DiagnosticSettings(
        "d",
        DiagnosticSettingsArgs(
            workspace_id="/w",
            targets=[
                DiagnosticTargetArgs(key="k", resource_id="/r", resource_type="Microsoft.Network/virtualNetworks")
            ],
        ),
        opts,
    ),
    Egress: lambda opts: Egress(
        "e",
        EgressArgs(**PLACED, nat_gateway_name="ng", public_ip_address_name="pip", workspace_id="/w"),
        opts,
    ),
    FoundryAccount: lambda opts: FoundryAccount(
        "a",
        FoundryAccountArgs(
            **PLACED,
            account_name="ais",
            subdomain="ais",
            content_filters=samples.boundary()["content_filters"],
            role_assignments=samples.boundary()["role_assignments"],
        ),
        opts,
    ),
    ModelAlerts: lambda opts: ModelAlerts(
        "m", ModelAlertsArgs(**PLACED, account_id="/ais", action_group_id="/ag", name_prefix="alert"), opts
    ),
    ModelDeployments: lambda opts: ModelDeployments(
        "m",
        ModelDeploymentsArgs(
            resource_group_name="rg",
            account_name="ais",
            deployments=[samples.deployment("summaries"), samples.deployment_with_provider_data("digest")],
        ),
        opts,
    ),
    NetworkPeerings: lambda opts: NetworkPeerings(
        "n",
        NetworkPeeringsArgs(
            virtual_network_id=samples.NETWORK_ID,
            peerings=[PeeringArgs(name="peer", remote_virtual_network_id="/hub")],
        ),
        opts,
    ),
    Observability: lambda opts: Observability(
        "o",
        ObservabilityArgs(
            **PLACED,
            action_group_name="ag",
            action_group_short_name="models",
            emails=[],
            retention_days=90,
            workspace_name="log",
        ),
        opts,
    ),
    PrivateDnsLinks: lambda opts: PrivateDnsLinks(
        "l",
        PrivateDnsLinksArgs(virtual_network_id="/v", zone_ids=samples.ZONE_IDS, link_name="l", tags=samples.TAGS),
        opts,
    ),
    PrivateDnsZones: lambda opts: PrivateDnsZones(
        "z", PrivateDnsZonesArgs(resource_group_name="rg", zones=list(samples.ZONE_IDS), tags=samples.TAGS), opts
    ),
    PrivateEndpoint: lambda opts: PrivateEndpoint(
        "e",
        PrivateEndpointArgs(
            **PLACED,
            endpoint_name="pep",
            target_id="/ais",
            group_id="account",
            subnet_id=samples.SUBNET_ID,
            zone_ids=samples.ZONE_IDS,
        ),
        opts,
    ),
    PrivateNames: lambda opts: PrivateNames(
        "n",
        PrivateNamesArgs(
            resource_group_name="rg",
            domain="models.contoso.example",
            virtual_network_id="/v",
            link_name="l",
            addresses={"*": "10.1.0.9"},
            tags=samples.TAGS,
        ),
        opts,
    ),
    RegionNetwork: lambda opts: RegionNetwork(
        "n",
        RegionNetworkArgs(
            **PLACED,
            virtual_network_name="vnet",
            address_space=["10.1.0.0/16"],
            subnets=[
                SubnetArgs(
                    role=SubnetRole.COMPUTE,
                    name="snet",
                    address_prefix="10.1.0.0/24",
                    network_security_group_name="nsg",
                )
            ],
            workspace_id="/w",
        ),
        opts,
    ),
    ResourceGroupBudget: lambda opts: ResourceGroupBudget(
        "b",
        ResourceGroupBudgetArgs(
            resource_group_id="/rg",
            budget_name="b",
            amount=1,
            start_date="2026-11-01T00:00:00Z",
            contact_emails=["a@contoso.example"],
        ),
        opts,
    ),
    **serving_samples.SAMPLES,
    **aks_samples.AKS_SAMPLES,
    **compute_pool_samples.SAMPLES,
}


def after_a_resource(build: Callable[[pulumi.ResourceOptions], pulumi.ComponentResource]) -> Recording:
    def program() -> None:
        first = resources.ResourceGroup("first", resource_group_name="first")
        build(pulumi.ResourceOptions(depends_on=[first]))

    return record(program)


def all_before(recording: Recording, urn: str) -> set[str]:
    """Everything that has to be done before a resource, directly or through others."""
    dependencies = {found.urn: found.dependencies for found in recording.registrations}
    before: set[str] = set()
    pending = [urn]
    while pending:
        for dependency in dependencies[pending.pop()] - before:
            before.add(dependency)
            pending.append(dependency)
    return before


def test_every_component_has_a_sample() -> None:
    assert set(SAMPLES) == set(COMPONENTS) - {ModelBoundary}


@pytest.mark.parametrize("component", SAMPLES, ids=lambda component: component.__name__)
def test_everything_in_a_component_comes_after_what_it_was_told_to(component: type[pulumi.ComponentResource]) -> None:
    recording = after_a_resource(SAMPLES[component])
    first, *rest = [found for found in recording.registrations if not found.type.startswith("modelstacks:")]
    assert first.name == "first"
    assert rest
    assert [found.name for found in rest if first.urn not in all_before(recording, found.urn)] == []


def test_in_a_boundary_it_holds_for_the_endpoints() -> None:
    recording = after_a_resource(lambda opts: ModelBoundary("legal", samples.boundary(consumers=["hub"]), opts))
    (first,) = [found for found in recording.resources if found.name == "first"]
    waiting = {found.short_type for found in recording.resources if first.urn in all_before(recording, found.urn)}
    assert waiting == {"network:PrivateEndpoint", "network:PrivateDnsZoneGroup"}
