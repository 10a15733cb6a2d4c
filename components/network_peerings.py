"""Peerings from a virtual network to those of its consumers, one after another: Azure takes one write at a time per
network.

A peering is half of a connection; the consumer makes the other half, and Azure connects when both exist. The network
may be one that exists: its name and resource group are read from its id, and a peering is made in the subscription of
its *provider*.
"""

from collections.abc import Sequence
from typing import TypedDict

import pulumi
from pulumi_azure_native import network

from components.arm_ids import name_of, resource_group_of
from components.ordering import child


class PeeringArgs(TypedDict):
    """A peering to a consumer's network."""

    name: str
    remote_virtual_network_id: pulumi.Input[str]


class NetworkPeeringsArgs(TypedDict):
    """Arguments of `NetworkPeerings`."""

    virtual_network_id: pulumi.Input[str]
    """The network on this side."""
    peerings: Sequence[PeeringArgs]


class NetworkPeerings(pulumi.ComponentResource):
    """Peerings that let traffic in from the peer itself: none that it forwards, and no transit through gateways."""

    def __init__(self, name: str, args: NetworkPeeringsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:NetworkPeerings", name, {}, opts)
        virtual_network_id = pulumi.Output.from_input(args["virtual_network_id"])
        self.writes: list[pulumi.Resource] = []
        for peering in sorted(args["peerings"], key=lambda peering: peering["name"]):
            self.writes.append(
                network.VirtualNetworkPeering(
                    f"{name}-{peering['name']}",
                    virtual_network_peering_name=peering["name"],
                    virtual_network_name=virtual_network_id.apply(name_of),
                    resource_group_name=virtual_network_id.apply(resource_group_of),
                    remote_virtual_network=network.SubResourceArgs(id=peering["remote_virtual_network_id"]),
                    allow_virtual_network_access=True,
                    allow_forwarded_traffic=False,
                    allow_gateway_transit=False,
                    use_remote_gateways=False,
                    opts=child(self, opts, after=self.writes),
                )
            )
        self.register_outputs({})
