"""The network of a region: made here or existing, peered with consumers, linked to the private DNS zones.

What a network needs may live in another subscription than the stack (zones of a shared stack or a landing zone, a
network that exists). azure-native writes in the subscription of its provider, so such resources get a provider of
that subscription.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_azure_native as azure_native

from components.arm_ids import subscription_of
from components.network_peerings import NetworkPeerings, NetworkPeeringsArgs, PeeringArgs
from components.network_rules import SubnetRole
from components.private_dns_links import PrivateDnsLinks, PrivateDnsLinksArgs
from components.region_network import NetworkEgressArgs, RegionNetwork, RegionNetworkArgs, SubnetArgs
from modelstacks.planner.stack_plan import RegionStackPlan
from stacks.shared import ZONES_OUTPUT


@dataclass(frozen=True)
class AttachedNetwork:
    """A network that private endpoints can enter."""

    virtual_network_id: pulumi.Output[str]
    private_endpoint_subnet_id: pulumi.Output[str]
    zone_ids: Mapping[str, pulumi.Input[str]] | None
    """Private DNS zone name to ARM id; None where a landing zone's policy writes the records."""
    writes: Sequence[pulumi.Resource]
    """What has to be done with the network before an endpoint enters it."""
    compute_subnet_id: pulumi.Input[str] | None
    container_apps_subnet_id: pulumi.Input[str] | None
    compute_egress: bool
    """Whether machines in the compute subnet reach the internet through a NAT gateway."""


def attach(
    plan: RegionStackPlan, resource_group_name: pulumi.Input[str], workspace_id: pulumi.Input[str]
) -> AttachedNetwork:
    """Registers the network of the plan, unless it exists, its peerings and its links."""
    subscriptions = _Subscriptions(plan)
    existing = plan.network.existing_virtual_network_id
    existing_subnet = plan.network.existing_private_endpoint_subnet_id
    writes: list[pulumi.Resource] = []
    subnets: Mapping[SubnetRole, pulumi.Input[str]]
    if existing and existing_subnet:
        options = subscriptions.options(subscription_of(existing))
        network_id, subnet_id = pulumi.Output.from_input(existing), pulumi.Output.from_input(existing_subnet)
        subnets = _existing_subnets(plan)
    else:
        options = pulumi.ResourceOptions()
        network = _network(plan, resource_group_name, workspace_id)
        network_id = network.virtual_network_id
        subnet_id = _subnet_id(network, SubnetRole.PRIVATE_ENDPOINTS)
        subnets = {SubnetRole(one.role): _subnet_id(network, SubnetRole(one.role)) for one in plan.network.subnets}
        writes += network.writes
    if plan.network.peerings:
        options.depends_on = list(writes)
        writes += _peerings(plan, network_id, options).writes
    zone_ids = _zone_ids(plan)
    _link(plan, zone_ids, network_id, subscriptions)
    return AttachedNetwork(
        virtual_network_id=network_id,
        private_endpoint_subnet_id=subnet_id,
        zone_ids=None if plan.dns.mode == "policy" else zone_ids,
        writes=writes,
        compute_subnet_id=subnets.get(SubnetRole.COMPUTE),
        container_apps_subnet_id=subnets.get(SubnetRole.CONTAINER_APPS),
        compute_egress=plan.egress is not None and "compute" in plan.egress.internet,
    )


def _subnet_id(network: RegionNetwork, role: SubnetRole) -> pulumi.Output[str]:
    return network.subnet_ids.apply(lambda ids: ids[role])


def _existing_subnets(plan: RegionStackPlan) -> Mapping[SubnetRole, pulumi.Input[str]]:
    named = {
        SubnetRole.COMPUTE: plan.network.existing_compute_subnet_id,
        SubnetRole.CONTAINER_APPS: plan.network.existing_container_apps_subnet_id,
    }
    return {role: subnet for role, subnet in named.items() if subnet is not None}


class _Subscriptions:
    """One provider for each subscription that is not the stack's."""

    def __init__(self, plan: RegionStackPlan) -> None:
        self._plan = plan
        self._providers: dict[str, azure_native.Provider] = {}

    def options(self, subscription: str) -> pulumi.ResourceOptions:
        """Options for what is written in the subscription; none of its own where it is the stack's."""
        if subscription == self._plan.subscription:
            return pulumi.ResourceOptions()
        if subscription not in self._providers:
            self._providers[subscription] = azure_native.Provider(
                f"subscription-{subscription}", subscription_id=subscription, location=self._plan.location
            )
        return pulumi.ResourceOptions(provider=self._providers[subscription])


def _network(
    plan: RegionStackPlan, resource_group_name: pulumi.Input[str], workspace_id: pulumi.Input[str]
) -> RegionNetwork:
    args = RegionNetworkArgs(
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
        workspace_id=workspace_id,
        tags=plan.tags,
    )
    if plan.egress is not None:
        args["egress"] = NetworkEgressArgs(
            nat_gateway_name=plan.egress.nat_gateway,
            public_ip_address_name=plan.egress.public_ip_address,
            roles=[SubnetRole(role) for role in plan.egress.roles],
            internet=[SubnetRole(role) for role in plan.egress.internet],
        )
    return RegionNetwork("network", args)


def _peerings(
    plan: RegionStackPlan, virtual_network_id: pulumi.Input[str], options: pulumi.ResourceOptions
) -> NetworkPeerings:
    return NetworkPeerings(
        "network",
        NetworkPeeringsArgs(
            virtual_network_id=virtual_network_id,
            peerings=[
                PeeringArgs(name=peering.name, remote_virtual_network_id=peering.remote_virtual_network_id)
                for peering in plan.network.peerings
            ],
        ),
        options,
    )


def _zone_ids(plan: RegionStackPlan) -> Mapping[str, pulumi.Input[str]]:
    """Zone name to ARM id: from the settings, or from the outputs of the shared stack."""
    if plan.dns.mode == "policy":
        return {}
    if plan.dns.mode == "existing":
        return {zone: plan.dns.existing[zone] for zone in plan.dns.zones}
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
    plan: RegionStackPlan,
    zone_ids: Mapping[str, pulumi.Input[str]],
    virtual_network_id: pulumi.Input[str],
    subscriptions: _Subscriptions,
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
        PrivateDnsLinks(
            "private-dns" if subscription == plan.subscription else f"private-dns-{subscription}",
            PrivateDnsLinksArgs(
                virtual_network_id=virtual_network_id, zone_ids=ids, link_name=plan.stack, tags=plan.tags
            ),
            subscriptions.options(subscription),
        )
