"""A private endpoint with the records of all the DNS zones that its service needs.

The target has to be at rest when the endpoint is made: an account with a write under way, or just behind it, refuses
with AccountProvisioningStateInvalid, which azure-native does not retry. Give every write to the target, other
endpoints to it included, as `depends_on`; the endpoint is then the last to come and the first to go. Azure may lag
behind its own answer even so (azurerm#31712): the update then fails at the endpoint alone, and the next one makes it.

A zone group is for one endpoint of a target only: a second one attached to the same zone takes the first one's record
away. Endpoints of consumers elsewhere therefore come without zones, and the consumer resolves the name its own way.
"""

from collections.abc import Mapping
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import network

from components.ordering import child

_REPLACED: Final = [
    f"privateLinkServiceConnections[*].{field}" for field in ("name", "privateLinkServiceId", "groupIds")
]
"""Azure cannot point an endpoint at another target; azure-native knows that of the subnet only. The paths are exact
because the connection's state is Azure's to change: a refresh that sees it must not cost the endpoint.
"""


class PrivateEndpointArgs(TypedDict):
    """Arguments of `PrivateEndpoint`."""

    resource_group_name: pulumi.Input[str]
    location: str
    """The region of the subnet, which need not be that of the target."""
    endpoint_name: str
    target_id: pulumi.Input[str]
    group_id: str
    """Sub-resource of the target (`components.private_link`)."""
    subnet_id: pulumi.Input[str]
    tags: Mapping[str, str]
    zone_ids: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Zone name to ARM id, all zones of the service. Left out where a policy writes the records, or another endpoint
    has them.
    """


class PrivateEndpoint(pulumi.ComponentResource):
    """A private endpoint and, where zones are given, its zone group."""

    endpoint_id: pulumi.Output[str]

    def __init__(self, name: str, args: PrivateEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:PrivateEndpoint", name, {}, opts)
        endpoint = network.PrivateEndpoint(
            name,
            private_endpoint_name=args["endpoint_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            subnet=network.SubnetArgs(id=args["subnet_id"]),
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name=args["endpoint_name"],
                    private_link_service_id=args["target_id"],
                    group_ids=[args["group_id"]],
                )
            ],
            tags=args["tags"],
            opts=pulumi.ResourceOptions.merge(
                child(self, opts),
                pulumi.ResourceOptions(replace_on_changes=_REPLACED, delete_before_replace=True),
            ),
        )
        self.writes: list[pulumi.Resource] = [endpoint]
        zone_ids = args.get("zone_ids")
        if zone_ids:
            self.writes.append(
                network.PrivateDnsZoneGroup(
                    name,
                    private_dns_zone_group_name="default",
                    private_endpoint_name=endpoint.name,
                    resource_group_name=args["resource_group_name"],
                    private_dns_zone_configs=[
                        network.PrivateDnsZoneConfigArgs(name=zone.replace(".", "-"), private_dns_zone_id=zone_id)
                        for zone, zone_id in zone_ids.items()
                    ],
                    opts=child(self),
                )
            )
        self.endpoint_id = endpoint.id
        self.register_outputs({"endpointId": self.endpoint_id})
