"""A way out to the internet: a NAT gateway with one public address, through which nothing comes in.

Where the packets come from is one known address, which others can let in. A gateway is of one zone, and its address of
the same: machines in other zones use it too, and lose the way out when its zone fails.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import network

from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.ordering import child


class EgressArgs(TypedDict):
    """Arguments of `Egress`."""

    resource_group_name: pulumi.Input[str]
    location: str
    nat_gateway_name: str
    public_ip_address_name: str
    workspace_id: pulumi.Input[str]
    """Where the logs of the address go (attacks on it)."""
    tags: Mapping[str, str]
    zone: NotRequired[str]
    """`1`, `2` or `3`. Azure chooses one by default."""


class Egress(pulumi.ComponentResource):
    """A NAT gateway and its address. Subnets that use it name its id."""

    nat_gateway_id: pulumi.Output[str]

    def __init__(self, name: str, args: EgressArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:Egress", name, {}, opts)
        zones = [args["zone"]] if "zone" in args else None
        address = network.PublicIPAddress(
            name,
            public_ip_address_name=args["public_ip_address_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            sku=network.PublicIPAddressSkuArgs(name=network.PublicIPAddressSkuName.STANDARD),
            public_ip_allocation_method=network.IPAllocationMethod.STATIC,
            public_ip_address_version=network.IPVersion.I_PV4,
            zones=zones,
            tags=args["tags"],
            opts=child(self, opts),
        )
        gateway = network.NatGateway(
            name,
            nat_gateway_name=args["nat_gateway_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            sku=network.NatGatewaySkuArgs(name=network.NatGatewaySkuName.STANDARD),
            public_ip_addresses=[network.SubResourceArgs(id=address.id)],
            zones=zones,
            tags=args["tags"],
            opts=child(self, opts),
        )
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["workspace_id"],
                targets=[
                    DiagnosticTargetArgs(
                        key="egress",
                        resource_id=address.id,
                        resource_type="Microsoft.Network/publicIPAddresses",
                    )
                ],
            ),
            child(self),
        )
        self.nat_gateway_id = gateway.id
        self.register_outputs({"natGatewayId": self.nat_gateway_id})
