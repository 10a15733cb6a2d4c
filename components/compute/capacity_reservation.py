"""Machines that Azure holds ready for a pool, paid from the day they are reserved, used or not.

A reservation is of one VM size in one zone, so a pool that uses it stands in that zone. AKS reaches it through the
group, as the cluster's user-assigned identity, which needs Contributor there (azure-aks-docs, capacity reservation
groups: it can take an hour until the role works). Azure changes neither zone nor size of a reservation.
"""

from collections.abc import Mapping
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import compute

from components.ordering import child
from components.role_assignments import CONTRIBUTOR, Grant, grant

_REPLACED: Final = ["sku.name", "zones"]


class CapacityReservationArgs(TypedDict):
    """Arguments of `CapacityReservation`."""

    location: str
    subscription_id: str
    resource_group_name: pulumi.Input[str]
    group_name: str
    reservation_name: str
    vm_size: str
    capacity: int
    """Machines."""
    contributor_principal_id: pulumi.Input[str]
    """The control plane's identity, which takes machines out of the group."""
    tags: Mapping[str, str]
    zone: NotRequired[str]
    """`1`, `2` or `3`; regional without one."""


class CapacityReservation(pulumi.ComponentResource):
    """A reservation group with one reservation, and the role of who uses it."""

    group_id: pulumi.Output[str]

    def __init__(self, name: str, args: CapacityReservationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:CapacityReservation", name, {}, opts)
        zones = [args["zone"]] if "zone" in args else None
        group = compute.CapacityReservationGroup(
            name,
            capacity_reservation_group_name=args["group_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            zones=zones,
            tags=args["tags"],
            opts=pulumi.ResourceOptions.merge(
                child(self, opts), pulumi.ResourceOptions(replace_on_changes=["zones"], delete_before_replace=True)
            ),
        )
        reservation = compute.CapacityReservation(
            name,
            capacity_reservation_name=args["reservation_name"],
            capacity_reservation_group_name=group.name,
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            sku=compute.SkuArgs(name=args["vm_size"], capacity=args["capacity"]),
            zones=zones,
            tags=args["tags"],
            opts=pulumi.ResourceOptions.merge(
                child(self, opts), pulumi.ResourceOptions(replace_on_changes=_REPLACED, delete_before_replace=True)
            ),
        )
        unique = f"{args['subscription_id']}/{args['group_name']}"
        roles = grant(
            name,
            args["contributor_principal_id"],
            [Grant("reservation", CONTRIBUTOR, group.id, unique)],
            child(self),
        )
        self.writes: list[pulumi.Resource] = [group, reservation, *roles]
        self.group_id = group.id
        self.register_outputs({"groupId": self.group_id})
