"""Links from a virtual network to private DNS zones: what runs in it resolves private endpoints to their addresses.

The zones live elsewhere (the shared stack's resource group, or a landing zone's), so resource group and zone name are
read from their ids. A link is made in the subscription of its *provider*: for zones of another subscription, give a
provider in `opts`.
"""

from collections.abc import Mapping
from typing import TypedDict

import pulumi
from pulumi_azure_native import privatedns

from components.arm_ids import resource_group_of
from components.ordering import child


class PrivateDnsLinksArgs(TypedDict):
    """Arguments of `PrivateDnsLinks`."""

    virtual_network_id: pulumi.Input[str]
    zone_ids: Mapping[str, pulumi.Input[str]]
    """Zone name to ARM id, of the zones to link. Azure refuses a second zone of the same name on one network."""
    link_name: str
    """Name of the link in every zone; unique among the networks that are linked to it."""
    tags: Mapping[str, str]


class PrivateDnsLinks(pulumi.ComponentResource):
    """One link per zone, without registration of the network's own machines."""

    def __init__(self, name: str, args: PrivateDnsLinksArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:PrivateDnsLinks", name, {}, opts)
        for zone, zone_id in args["zone_ids"].items():
            privatedns.VirtualNetworkLink(
                f"{name}-{zone}",
                virtual_network_link_name=args["link_name"],
                private_zone_name=zone,
                resource_group_name=pulumi.Output.from_input(zone_id).apply(resource_group_of),
                location="global",
                # Registration would write the name of every machine of the network into a zone that belongs to a
                # service.
                registration_enabled=False,
                virtual_network=privatedns.SubResourceArgs(id=args["virtual_network_id"]),
                tags=args["tags"],
                opts=child(self, opts),
            )
        self.register_outputs({})
