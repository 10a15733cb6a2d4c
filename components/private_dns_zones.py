"""Private DNS zones of the estate.

They belong to the shared layer: a virtual network can be linked to one zone of a name only, and the record of an
account has to be found from every region. Region stacks link them (`private_dns_links`) and write records into them
through zone groups.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import pulumi
from pulumi_azure_native import privatedns

from components.ordering import child


class PrivateDnsZonesArgs(TypedDict):
    """Arguments of `PrivateDnsZones`."""

    resource_group_name: pulumi.Input[str]
    zones: Sequence[str]
    """Zone names; Azure fixes them per service (`components.private_link`)."""
    tags: Mapping[str, str]


class PrivateDnsZones(pulumi.ComponentResource):
    """One private DNS zone for each name."""

    zone_ids: pulumi.Output[Mapping[str, str]]
    """Zone name to ARM id."""

    def __init__(self, name: str, args: PrivateDnsZonesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:PrivateDnsZones", name, {}, opts)
        zones = {
            zone: privatedns.PrivateZone(
                f"{name}-{zone}",
                private_zone_name=zone,
                resource_group_name=args["resource_group_name"],
                location="global",
                tags=args["tags"],
                opts=child(self, opts),
            )
            for zone in args["zones"]
        }
        self.zone_ids = pulumi.Output.all(**{zone: resource.id for zone, resource in zones.items()})
        self.register_outputs({"zoneIds": self.zone_ids})
