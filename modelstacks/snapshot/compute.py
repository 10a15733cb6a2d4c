"""What a subscription has of machines: sizes by region and zone, quotas of vCPUs, pools that exist.

Read only where GPU pools are planned or placed. Each read may be refused, to somebody who may read models only or where
a provider is not registered yet: what is refused is left out, and what depends on it is unverified.
Calls of ARM: three a region, and one a subscription for clusters, one for deleted vaults, one for workspaces, and one
for each workspace's endpoints and each endpoint's deployments. Azure lists no deleted workspaces; their vaults, which
come and go with them, it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from modelstacks.snapshot.arm import ArmReader
from modelstacks.snapshot.model import ExistingMachines, OfferedVmSize, Usage
from modelstacks.snapshot.subscriptions import readable

Provider: TypeAlias = Literal["Microsoft.Compute", "Microsoft.MachineLearningServices"]

COMPUTE: Final = "Microsoft.Compute"
MACHINE_LEARNING: Final = "Microsoft.MachineLearningServices"
_SKUS: Final = "2021-07-01"
"""The list of SKUs has versions of its own; this one is its newest."""
_USAGES: Final[Mapping[Provider, str]] = {COMPUTE: "2024-07-01", MACHINE_LEARNING: "2024-10-01"}
_CLUSTERS: Final = "2025-05-01"
_ENDPOINTS: Final = "2024-10-01"
_VAULTS: Final = "2024-11-01"


@dataclass(frozen=True)
class ComputeRead:
    """What could be read; None for what was refused everywhere, or not asked."""

    usages: tuple[Usage, ...] = ()
    vm_sizes: tuple[OfferedVmSize, ...] | None = None
    machines: tuple[ExistingMachines, ...] | None = None
    deleted_vaults: tuple[str, ...] | None = None


NOTHING: Final = ComputeRead()


def read_compute(arm: ArmReader, locations: Mapping[str, Iterable[str]], sizes: frozenset[str]) -> ComputeRead:
    """What concerns machines of the named sizes. Names compare without case."""
    places = [(subscription, location) for subscription, those in locations.items() for location in those]
    wanted = frozenset(name.casefold() for name in sizes)
    usages = readable(
        (lambda one=one, provider=provider: list(_usages(arm, *one, provider)))
        for one in places
        for provider in _USAGES
    )
    offered = readable((lambda one=one: list(_sizes(arm, *one, wanted))) for one in places)
    pools = readable((lambda one=one: list(_agent_pools(arm, one))) for one in locations)
    served = readable((lambda one=one: list(_online_deployments(arm, one))) for one in locations)
    machines = None if pools is None and served is None else (*(pools or ()), *(served or ()))
    vaults = readable((lambda one=one: list(_deleted_vaults(arm, one))) for one in locations)
    return ComputeRead(usages or (), offered, machines, vaults)


def _usages(arm: ArmReader, subscription: str, location: str, provider: Provider) -> Iterator[Usage]:
    path = f"/subscriptions/{subscription}/providers/{provider}/locations/{location}/usages"
    for item in arm.pages(path, _USAGES[provider]):
        yield Usage(
            subscription=subscription,
            provider=provider,
            location=location,
            name=item["name"]["value"],
            current_value=item["currentValue"],
            limit=item["limit"],
            unit=item.get("unit") or "Count",
        )


def _sizes(arm: ArmReader, subscription: str, location: str, wanted: frozenset[str]) -> Iterator[OfferedVmSize]:
    path = f"/subscriptions/{subscription}/providers/{COMPUTE}/skus"
    for item in arm.pages(path, _SKUS, filter=f"location eq '{location}'"):
        here = location.casefold() in {str(one).casefold() for one in item.get("locations") or ()}
        if here and item.get("resourceType") == "virtualMachines" and str(item["name"]).casefold() in wanted:
            yield _size(item, subscription, location)


def _size(item: Mapping[str, Any], subscription: str, location: str) -> OfferedVmSize:
    restrictions = item.get("restrictions") or ()
    whole = next((str(one["reasonCode"]) for one in restrictions if one["type"] == "Location"), None)
    without = {
        zone
        for one in restrictions
        if one["type"] == "Zone"
        for zone in (one.get("restrictionInfo") or {}).get("zones") or ()
    }
    zones = {zone for one in item.get("locationInfo") or () for zone in one.get("zones") or ()}
    return OfferedVmSize(
        subscription=subscription,
        location=location,
        name=item["name"],
        family=item.get("family"),
        vcpus=_vcpus(item),
        zones=tuple(sorted(zones)),
        restricted=whole,
        restricted_zones=tuple(sorted(without)),
    )


def _vcpus(item: Mapping[str, Any]) -> int | None:
    stated = {one["name"]: str(one["value"]) for one in item.get("capabilities") or ()}
    return int(stated["vCPUs"]) if stated.get("vCPUs", "").isdigit() else None


def _agent_pools(arm: ArmReader, subscription: str) -> Iterator[ExistingMachines]:
    path = f"/subscriptions/{subscription}/providers/Microsoft.ContainerService/managedClusters"
    for cluster in arm.pages(path, _CLUSTERS):
        for pool in cluster["properties"].get("agentPoolProfiles") or ():
            yield ExistingMachines(
                subscription=subscription,
                location=cluster["location"],
                provider=COMPUTE,
                name=pool["name"],
                vm_size=pool["vmSize"],
                count=pool.get("count") or 0,
                spot=str(pool.get("scaleSetPriority")).casefold() == "spot",
                parent=cluster["name"],
            )


def _deleted_vaults(arm: ArmReader, subscription: str) -> Iterator[str]:
    for item in arm.pages(f"/subscriptions/{subscription}/providers/Microsoft.KeyVault/deletedVaults", _VAULTS):
        yield str(item["name"])


def _online_deployments(arm: ArmReader, subscription: str) -> Iterator[ExistingMachines]:
    path = f"/subscriptions/{subscription}/providers/{MACHINE_LEARNING}/workspaces"
    for workspace in arm.pages(path, _ENDPOINTS):
        for endpoint in arm.pages(f"{workspace['id']}/onlineEndpoints", _ENDPOINTS):
            for item in arm.pages(f"{endpoint['id']}/deployments", _ENDPOINTS):
                yield ExistingMachines(
                    subscription=subscription,
                    location=item["location"],
                    provider=MACHINE_LEARNING,
                    name=endpoint["name"],
                    vm_size=item["properties"]["instanceType"],
                    count=(item.get("sku") or {}).get("capacity") or 0,
                    parent=workspace["name"],
                )
