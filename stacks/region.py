"""A region: its network, where its telemetry goes, and a boundary for each account of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_azure_native as azure_native
from pulumi_azure_native import resources

from components.network_rules import SubnetRole
from components.observability import Observability, ObservabilityArgs
from components.private_dns_links import PrivateDnsLinks, PrivateDnsLinksArgs
from components.region_network import PeeringArgs, RegionNetwork, RegionNetworkArgs, SubnetArgs
from modelstacks.planner.stack_plan import RegionStackPlan
from stacks.boundary import Surroundings, account_outputs, build_boundary, endpoint_outputs
from stacks.shared import ZONES_OUTPUT


def build(plan: RegionStackPlan) -> Mapping[str, pulumi.Input[object]]:
    """Registers the resources of the plan; returns the stack's outputs."""
    group = resources.ResourceGroup(
        "region", resource_group_name=plan.resource_group, location=plan.location, tags=plan.tags
    )
    observability = _observability(plan, group.name)
    network = _network(plan, group.name, observability.workspace_id)
    zone_ids = _zone_ids(plan)
    _link(plan, zone_ids, network.virtual_network_id)
    surroundings = Surroundings(
        location=plan.location,
        subscription=plan.subscription,
        subnet_id=network.private_endpoint_subnet_id,
        network_writes=network.writes,
        zone_ids=None if plan.dns.mode == "policy" else zone_ids,
        workspace_id=observability.workspace_id,
        action_group_id=observability.action_group_id,
    )
    boundaries = {account.key: build_boundary(account, surroundings) for account in plan.accounts}
    return {
        "endpoints": endpoint_outputs(plan.accounts),
        "accounts": {account.key: account_outputs(account, boundaries[account.key]) for account in plan.accounts},
        "workspaceId": observability.workspace_id,
        "virtualNetworkId": network.virtual_network_id,
    }


@dataclass(frozen=True)
class _Network:
    """The network that private endpoints enter, made here or existing."""

    virtual_network_id: pulumi.Output[str]
    private_endpoint_subnet_id: pulumi.Output[str]
    writes: Sequence[pulumi.Resource]
    """What has to be done with the network before an endpoint enters it."""


def _observability(plan: RegionStackPlan, resource_group_name: pulumi.Input[str]) -> Observability:
    args = ObservabilityArgs(
        resource_group_name=resource_group_name,
        location=plan.location,
        action_group_name=plan.observability.action_group,
        action_group_short_name=plan.observability.action_group_short_name,
        emails=plan.observability.emails,
        retention_days=plan.observability.retention_days,
        tags=plan.tags,
        # People read the logs from where they work, with their Entra tokens. Closing this path takes an Azure Monitor
        # Private Link Scope, which is an estate-wide decision: it changes name resolution for every workspace.
        public_query_access=True,
    )
    if plan.observability.existing_workspace_id:
        args["existing_workspace_id"] = plan.observability.existing_workspace_id
    else:
        args["workspace_name"] = plan.observability.workspace
    return Observability("observability", args)


def _network(
    plan: RegionStackPlan, resource_group_name: pulumi.Input[str], workspace_id: pulumi.Input[str]
) -> _Network:
    existing = plan.network.existing_virtual_network_id
    subnet = plan.network.existing_private_endpoint_subnet_id
    if existing and subnet:
        return _Network(pulumi.Output.from_input(existing), pulumi.Output.from_input(subnet), writes=())
    network = RegionNetwork(
        "network",
        RegionNetworkArgs(
            resource_group_name=resource_group_name,
            location=plan.location,
            virtual_network_name=plan.network.virtual_network,
            address_space=plan.network.address_space,
            subnets=[
                SubnetArgs(
                    role=SubnetRole(subnet.role),
                    name=subnet.name,
                    address_prefix=subnet.address_prefix,
                    network_security_group_name=subnet.network_security_group,
                )
                for subnet in plan.network.subnets
            ],
            peerings=[
                PeeringArgs(name=peering.name, remote_virtual_network_id=peering.remote_virtual_network_id)
                for peering in plan.network.peerings
            ],
            workspace_id=workspace_id,
            tags=plan.tags,
        ),
    )
    endpoint_subnet = network.subnet_ids.apply(lambda ids: ids[SubnetRole.PRIVATE_ENDPOINTS])
    return _Network(network.virtual_network_id, endpoint_subnet, network.writes)


def _zone_ids(plan: RegionStackPlan) -> Mapping[str, pulumi.Input[str]]:
    """Zone name to ARM id: from the settings, or from the outputs of the shared stack."""
    if plan.dns.mode == "policy":
        return {}
    if plan.dns.mode == "existing":
        return plan.dns.existing
    name = f"{pulumi.get_organization()}/{pulumi.get_project()}/{plan.shared_stack}"
    made = pulumi.StackReference(name).get_output(ZONES_OUTPUT)
    return {
        zone: made.apply(lambda ids, zone=zone: _made_zone(ids, zone, plan.shared_stack)) for zone in plan.dns.zones
    }


def _made_zone(ids: Mapping[str, str] | None, zone: str, shared_stack: str) -> str:
    if not ids or zone not in ids:
        raise pulumi.RunError(
            f"stack {shared_stack} has no private DNS zone {zone}: it makes the zones that this stack links. "
            f"Bring {shared_stack} up first."
        )
    return ids[zone]


def _link(
    plan: RegionStackPlan, zone_ids: Mapping[str, pulumi.Input[str]], virtual_network_id: pulumi.Input[str]
) -> None:
    """Links the network to the zones, each in the subscription where it lives."""
    if plan.dns.mode == "existing" and plan.network.existing_virtual_network_id:
        # Both were there before: whoever owns them has linked them, and Azure refuses a second link.
        return
    by_subscription: dict[str, dict[str, pulumi.Input[str]]] = {}
    for zone, zone_id in zone_ids.items():
        existing = plan.dns.existing.get(zone)
        subscription = subscription_of(existing) if existing else plan.shared_subscription
        by_subscription.setdefault(subscription, {})[zone] = zone_id
    for subscription, ids in by_subscription.items():
        name, opts = "private-dns", pulumi.ResourceOptions()
        if subscription != plan.subscription:
            name = f"private-dns-{subscription}"
            opts.provider = azure_native.Provider(name, subscription_id=subscription, location=plan.location)
        PrivateDnsLinks(
            name,
            PrivateDnsLinksArgs(
                virtual_network_id=virtual_network_id, zone_ids=ids, link_name=plan.stack, tags=plan.tags
            ),
            opts,
        )


def subscription_of(resource_id: str) -> str:
    """The subscription in an ARM id."""
    return resource_id.split("/")[2]
