"""A region's virtual network, with a way out where it needs one.

Subnets are inline in the network, never resources of their own: with both, each write of the network would undo the
other's. Every subnet has a network security group that denies what is not listed (`network_rules`), private endpoints
are subject to it too, and none has Azure's implicit way out to the internet. The way out is a NAT gateway (`egress`),
for the subnets that are named with it: to public addresses of Azure's services, or to all of the internet.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import network

from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.egress import Egress, EgressArgs
from components.network_rules import DELEGATIONS, DENY_PRIORITY, Allow, SubnetRole, security_rules
from components.ordering import child


class SubnetArgs(TypedDict):
    """A subnet of the network."""

    role: SubnetRole
    name: str
    address_prefix: str
    network_security_group_name: str


class NetworkEgressArgs(TypedDict):
    """The way out of some subnets."""

    nat_gateway_name: str
    public_ip_address_name: str
    roles: Sequence[SubnetRole]
    """Of the subnets that go out through it, to the services of Azure that their security groups name."""
    internet: NotRequired[Sequence[SubnetRole]]
    """Those of them that reach all of the internet, on port 443; none by default."""
    zone: NotRequired[str]
    """`1`, `2` or `3`. Azure chooses one by default."""


class RegionNetworkArgs(TypedDict):
    """Arguments of `RegionNetwork`."""

    resource_group_name: pulumi.Input[str]
    location: str
    virtual_network_name: str
    address_space: Sequence[str]
    subnets: Sequence[SubnetArgs]
    """At most one a role."""
    workspace_id: pulumi.Input[str]
    """Where the logs of the network and of its security groups go."""
    tags: Mapping[str, str]
    egress: NotRequired[NetworkEgressArgs]
    """No subnet reaches the internet by default."""


class RegionNetwork(pulumi.ComponentResource):
    """A virtual network with its subnets and their security groups."""

    virtual_network_id: pulumi.Output[str]
    subnet_ids: pulumi.Output[Mapping[str, str]]
    """Subnet role to ARM id."""

    def __init__(self, name: str, args: RegionNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:RegionNetwork", name, {}, opts)
        groups = {subnet["role"]: self._security_group(name, args, subnet, opts) for subnet in args["subnets"]}
        way_out = self._egress(name, args, args["egress"], opts) if "egress" in args else None
        virtual_network = network.VirtualNetwork(
            name,
            virtual_network_name=args["virtual_network_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            address_space=network.AddressSpaceArgs(address_prefixes=list(args["address_space"])),
            subnets=[
                _inline_subnet(subnet, groups[subnet["role"]], way_out if _has_egress(args, subnet) else None)
                for subnet in args["subnets"]
            ],
            tags=args["tags"],
            opts=child(self, opts),
        )
        self.writes: list[pulumi.Resource] = [virtual_network]
        self.virtual_network_id = virtual_network.id
        # From the network's id, not from its outputs: during the preview of an update outputs are unknown, the id is
        # not, and an unknown subnet would show every private endpoint as replaced.
        self.subnet_ids = virtual_network.id.apply(
            lambda id_: {str(subnet["role"]): f"{id_}/subnets/{subnet['name']}" for subnet in args["subnets"]}
        )
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["workspace_id"],
                targets=[
                    DiagnosticTargetArgs(
                        key="network",
                        resource_id=virtual_network.id,
                        resource_type="Microsoft.Network/virtualNetworks",
                    ),
                    *(
                        DiagnosticTargetArgs(
                            key=str(role),
                            resource_id=group.id,
                            resource_type="Microsoft.Network/networkSecurityGroups",
                        )
                        for role, group in groups.items()
                    ),
                ],
            ),
            child(self),
        )
        self.register_outputs({"virtualNetworkId": self.virtual_network_id, "subnetIds": self.subnet_ids})

    def _security_group(
        self, name: str, args: RegionNetworkArgs, subnet: SubnetArgs, opts: pulumi.ResourceOptions | None
    ) -> network.NetworkSecurityGroup:
        return network.NetworkSecurityGroup(
            f"{name}-{subnet['role']}",
            network_security_group_name=subnet["network_security_group_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            security_rules=_security_rules(
                security_rules(subnet["role"], subnet["address_prefix"], egress=_reaches_internet(args, subnet))
            ),
            tags=args["tags"],
            opts=child(self, opts),
        )

    def _egress(
        self, name: str, args: RegionNetworkArgs, egress: NetworkEgressArgs, opts: pulumi.ResourceOptions | None
    ) -> Egress:
        way_out = EgressArgs(
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            nat_gateway_name=egress["nat_gateway_name"],
            public_ip_address_name=egress["public_ip_address_name"],
            workspace_id=args["workspace_id"],
            tags=args["tags"],
        )
        if "zone" in egress:
            way_out["zone"] = egress["zone"]
        return Egress(name, way_out, child(self, opts))


def _has_egress(args: RegionNetworkArgs, subnet: SubnetArgs) -> bool:
    return "egress" in args and subnet["role"] in args["egress"]["roles"]


def _reaches_internet(args: RegionNetworkArgs, subnet: SubnetArgs) -> bool:
    return "egress" in args and subnet["role"] in args["egress"].get("internet", ())


def _inline_subnet(
    subnet: SubnetArgs, group: network.NetworkSecurityGroup, way_out: Egress | None
) -> network.SubnetArgs:
    service = DELEGATIONS.get(subnet["role"])
    return network.SubnetArgs(
        name=subnet["name"],
        address_prefix=subnet["address_prefix"],
        network_security_group=network.NetworkSecurityGroupArgs(id=group.id),
        nat_gateway=network.SubResourceArgs(id=way_out.nat_gateway_id) if way_out else None,
        delegations=[network.DelegationArgs(name=service.replace("/", "."), service_name=service)] if service else None,
        default_outbound_access=False,
        # Azure's default exempts private endpoints from the subnet's rules and routes.
        private_endpoint_network_policies=network.VirtualNetworkPrivateEndpointNetworkPolicies.ENABLED,
    )


def _security_rules(allowed: Sequence[Allow]) -> list[network.SecurityRuleArgs]:
    rules = [
        network.SecurityRuleArgs(
            name=rule.name,
            priority=100 + 10 * position,
            direction=rule.direction,
            access=network.SecurityRuleAccess.ALLOW,
            protocol=rule.protocol,
            source_address_prefix=rule.source,
            source_port_range="*",
            destination_address_prefix=rule.destination,
            destination_port_ranges=list(rule.ports),
        )
        for position, rule in enumerate(allowed)
    ]
    return rules + [
        network.SecurityRuleArgs(
            name=f"deny-{direction.value.lower()}",
            priority=DENY_PRIORITY,
            direction=direction,
            access=network.SecurityRuleAccess.DENY,
            protocol=network.SecurityRuleProtocol.ASTERISK,
            source_address_prefix="*",
            source_port_range="*",
            destination_address_prefix="*",
            destination_port_range="*",
        )
        for direction in (network.SecurityRuleDirection.INBOUND, network.SecurityRuleDirection.OUTBOUND)
    ]
