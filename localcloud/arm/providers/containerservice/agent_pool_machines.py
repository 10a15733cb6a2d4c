"""The machines of agent pools: cores of the quotas, addresses of the subnet, what a reservation covers, the stock.

Cores and addresses are asked for when a pool is written, with the nodes that an upgrade would add; whether the region
has the machines shows at the end of the operation only.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.authorization.grants import may, user_assigned_principals
from localcloud.arm.providers.compute import capacity_reservations
from localcloud.arm.providers.compute.core_quota import CorePool, claim_cores, pools_of
from localcloud.arm.providers.compute.vm_stock import allocate
from localcloud.arm.providers.containerservice.agent_pool_rules import is_spot, surge_nodes, zones_of
from localcloud.arm.providers.containerservice.aks_errors import AksError, invalid_parameter
from localcloud.arm.providers.network.address_space import address_pool, prefixes_of
from localcloud.arm.seed import VmSize
from localcloud.arm.seed.virtual_machines import REGIONAL_CORES

_DEPLOY = "Microsoft.Compute/capacityReservationGroups/deploy/action"
_RESERVED_ADDRESSES = 5
"""Azure's own in every subnet."""


@dataclass(frozen=True)
class WantedMachines:
    """What one pool, as it is to be written, asks for."""

    key: str
    subscription: str
    location: str
    size: VmSize
    properties: Json

    @property
    def nodes(self) -> int:
        return int(self.properties["count"])

    @property
    def zones(self) -> list[str]:
        return zones_of(self.properties)


def check_quota(cloud: Cloud, wanted: Sequence[WantedMachines]) -> None:
    """AKS' refusal when a quota has too little left for all of these pools with their surge."""
    asked: dict[str, int] = {}
    for one in wanted:
        covered = _covered(cloud, one)
        running = max(0, one.nodes - covered) * one.size.vcpus
        cores = running + surge_nodes(one.properties) * one.size.vcpus
        spot = is_spot(one.properties)
        for pool in pools_of(cloud, one.subscription, one.location, one.size, spot=spot):
            has = cloud.store.claimed(pool.key) - cloud.store.claimed(pool.key, without=one.key)
            if running <= has:
                # Not more nodes than there are: nothing is asked for.
                continue
            requested = asked.get(pool.key, 0) + cores - has
            asked[pool.key] = requested
            if requested > pool.left(cloud):
                raise _insufficient(pool, requested, max(0, pool.left(cloud)))


def _insufficient(pool: CorePool, requested: int, remaining: int) -> AksError:
    if pool.quota.name == REGIONAL_CORES:
        text = (
            f"Insufficient regional vcpu quota left for location {pool.location}. left regional vcpu quota "
            f"{remaining}, requested quota {requested}. Surge nodes would also consume vcpu quota."
        )
    else:
        text = (
            f"Insufficient vcpu quota requested {requested}, remaining {remaining} for family {pool.quota.name} for "
            f"region {pool.location}. Surge nodes would also consume vcpu quota."
        )
    return AksError(400, "ErrCode_InsufficientVCPUQuota", text)


def claim_machines(cloud: Cloud, wanted: WantedMachines, *, ephemeral: bool) -> Json | None:
    """Take cores and machines for a pool in place of what it had; returns the region's shortage, if there is one."""
    cloud.store.release(wanted.key)
    outside = max(0, wanted.nodes - _covered(cloud, wanted))
    quotas = pools_of(cloud, wanted.subscription, wanted.location, wanted.size, spot=is_spot(wanted.properties))
    claim_cores(cloud, quotas, wanted.key, outside * wanted.size.vcpus)
    short = allocate(cloud, wanted.key, wanted.size.name, wanted.location, wanted.zones, outside, ephemeral=ephemeral)
    return short.inner() if short else None


def _covered(cloud: Cloud, wanted: WantedMachines) -> int:
    """Nodes that run in reserved machines: those of the group, less what other pools have of them."""
    group = wanted.properties.get("capacityReservationGroupID")
    if not group:
        return 0
    reserved = sum(int(reservation.body["sku"]["capacity"]) for reservation in _reservations(cloud, str(group), wanted))
    taken = sum(
        int(user.properties.get("count", 0))
        for source, _ in cloud.store.users(key_of(str(group)))
        if source != wanted.key
        and (user := cloud.store.get(source)) is not None
        and str(user.properties.get("vmSize", "")).lower() == wanted.size.name.lower()
    )
    return max(0, reserved - taken)


def _reservations(cloud: Cloud, group: str, wanted: WantedMachines) -> list[Resource]:
    return [
        row
        for row in capacity_reservations.in_group(cloud, key_of(group))
        if str(row.body["sku"]["name"]).lower() == wanted.size.name.lower()
    ]


def check_reservation(cloud: Cloud, cluster: Json, wanted: WantedMachines) -> None:
    """A reservation needs an identity that the organisation gave the cluster, and machines of the pool's size."""
    group = wanted.properties.get("capacityReservationGroupID")
    if not group:
        return
    parameter = "agentPoolProfile.capacityReservationGroupID"
    if "UserAssigned" not in str((cluster.get("identity") or {}).get("type", "")):
        raise invalid_parameter(parameter, "The cluster must have a user-assigned identity.")
    if not any(may(cloud, principal, _DEPLOY, str(group)) for principal in user_assigned_principals(cloud, cluster)):
        raise invalid_parameter(parameter, "The cluster's identity must be Contributor of the group's resource group.")
    if is_spot(wanted.properties):
        raise invalid_parameter(parameter, "Spot machines can't be reserved.")
    found = _reservations(cloud, str(group), wanted)
    if not found:
        raise invalid_parameter(parameter, f"The group has no reservation of {wanted.size.name}.")
    offered = {str(zone) for row in found for zone in row.body.get("zones") or ()}
    if bool(wanted.zones) != bool(offered) or not set(wanted.zones) <= offered:
        raise invalid_parameter(parameter, f"The group has no reservation of {wanted.size.name} in each of the zones.")


def check_addresses(cloud: Cloud, wanted: Sequence[WantedMachines], per_node: int) -> None:
    """AKS' refusal when a subnet has too few addresses for all pools in it at their largest, with surge."""
    for identifier in {str(one.properties["vnetSubnetID"]) for one in wanted if one.properties.get("vnetSubnetID")}:
        subnet = cloud.resource(identifier)
        if subnet is None:
            continue
        written = [one for one in wanted if key_of(str(one.properties.get("vnetSubnetID", ""))) == subnet.key]
        others = [
            pool
            for source, _ in cloud.store.users(subnet.key)
            if source not in {one.key for one in written} and (pool := cloud.store.get(source)) is not None
        ]
        nodes = sum(_most(one.properties) for one in written) + sum(
            _most(pool.properties) for pool in others if "vmSize" in pool.properties
        )
        prefix = prefixes_of(subnet.properties)[0]
        available = (
            ipaddress.ip_network(prefix).num_addresses
            - _RESERVED_ADDRESSES
            - len(cloud.store.items(address_pool(subnet.key)))
        )
        if nodes * per_node > available:
            raise AksError(
                400,
                "InsufficientSubnetSize",
                f"Pre-allocated IPs {nodes * per_node} exceeds IPs available {available} in Subnet Cidr {prefix}, "
                f"Subnet Name {subnet.name}. If Autoscaler is enabled, the max-count from each nodepool is counted "
                "towards this total (which means that pre-allocated IPs count represents a theoretical max value, not "
                "the actual number of IPs requested). http://aka.ms/aks/insufficientsubnetsize",
            )


def _most(properties: Json) -> int:
    count = properties.get("maxCount") if properties.get("enableAutoScaling") else properties.get("count")
    largest = int(count or 0)
    return largest + surge_nodes({**properties, "count": largest})
