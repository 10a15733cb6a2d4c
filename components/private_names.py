"""A private DNS zone of the organisation's own, with the addresses of what answers under its names.

Only the given network resolves it. Consumers in other networks link theirs to the zone, or forward to this network's
resolver: whose names they may see is their owners' decision.
"""

from collections.abc import Mapping
from typing import TypedDict

import pulumi
from pulumi_azure_native import privatedns

from components.ordering import child

TTL_SECONDS = 300


class PrivateNamesArgs(TypedDict):
    """Arguments of `PrivateNames`."""

    resource_group_name: pulumi.Input[str]
    domain: pulumi.Input[str]
    """Name of the zone."""
    virtual_network_id: pulumi.Input[str]
    link_name: str
    addresses: Mapping[str, pulumi.Input[str]]
    """Name below the domain (`*` for all that have no record) to private IPv4 address."""
    tags: Mapping[str, str]


class PrivateNames(pulumi.ComponentResource):
    """The zone, its link and a record for each name."""

    zone_id: pulumi.Output[str]

    def __init__(self, name: str, args: PrivateNamesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:PrivateNames", name, {}, opts)
        zone = privatedns.PrivateZone(
            name,
            private_zone_name=args["domain"],
            resource_group_name=args["resource_group_name"],
            location="global",
            tags=args["tags"],
            opts=child(self, opts),
        )
        privatedns.VirtualNetworkLink(
            name,
            virtual_network_link_name=args["link_name"],
            private_zone_name=zone.name,
            resource_group_name=args["resource_group_name"],
            location="global",
            registration_enabled=False,
            virtual_network=privatedns.SubResourceArgs(id=args["virtual_network_id"]),
            tags=args["tags"],
            opts=child(self, opts),
        )
        for label, address in sorted(args["addresses"].items()):
            privatedns.PrivateRecordSet(
                f"{name}-{label}",
                private_zone_name=zone.name,
                resource_group_name=args["resource_group_name"],
                record_type="A",
                relative_record_set_name=label,
                ttl=TTL_SECONDS,
                a_records=[privatedns.ARecordArgs(ipv4_address=address)],
                opts=child(self, opts),
            )
        self.zone_id = zone.id
        self.register_outputs({"zoneId": self.zone_id})
