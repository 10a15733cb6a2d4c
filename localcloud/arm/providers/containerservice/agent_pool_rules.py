"""What AKS asks of an agent pool by itself: its name, counts, priority, size and zones; and what is for life."""

from __future__ import annotations

import math
import re
from typing import Final

from localcloud.arm.core.bodies import Json, get_path, set_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.providers.compute.vm_sizes import find_size, is_restricted, restricted_zones, sku_not_available
from localcloud.arm.providers.containerservice.aks_errors import (
    AksError,
    change_not_allowed,
    invalid_parameter,
    missing_parameter,
)
from localcloud.arm.seed import VmSize

MOST_NODES = 1000
DEFAULT_DISK_GB = 128
_NAME = re.compile(r"[a-z][a-z0-9]{0,11}")
_FOR_LIFE: Final = (
    "vmSize",
    "gpuInstanceProfile",
    "gpuProfile.driver",
    "osType",
    "osDiskType",
    "osDiskSizeGB",
    "kubeletDiskType",
    "type",
    "scaleSetPriority",
    "scaleSetEvictionPolicy",
    "spotMaxPrice",
    "availabilityZones",
    "vnetSubnetID",
    "podSubnetID",
    "maxPods",
    "enableNodePublicIP",
    "enableEncryptionAtHost",
    "capacityReservationGroupID",
    "proximityPlacementGroupID",
    "hostGroupID",
)


def check_name(name: str) -> None:
    """1 to 12 lower-case letters and digits, a letter first."""
    if not _NAME.fullmatch(name):
        raise invalid_parameter("agentPoolProfile.name")


def keep_what_is_for_life(before: Json, wanted: Json) -> None:
    """Refuse another value for what a pool was made with; what a PUT leaves out stays as it is."""
    for path in _FOR_LIFE:
        was, now = get_path(before, path), get_path(wanted, path)
        if now is None and was is not None:
            set_path(wanted, path, was)
        elif now is not None and not _same(was, now):
            if path == "vmSize":
                raise AksError(
                    400,
                    "PropertyChangeNotAllowed",
                    'Changing property "agentPoolProfile.vmSize" is not allowed in an api-version before '
                    '"2026-01-02-preview".',
                    target="agentPoolProfile.vmSize",
                )
            raise change_not_allowed(f"properties.{path}")


def _same(before: object, after: object) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return before.lower() == after.lower()
    if isinstance(before, list) and isinstance(after, list):
        return sorted(map(str, before)) == sorted(map(str, after))
    # What was never said is what it would be by default.
    return before == after or (before is None and after in (False, 0, ""))


def check_counts(properties: Json) -> None:
    """Count, and its range when the autoscaler has the pool; only User pools can be empty."""
    system = str(properties.get("mode", "User")).lower() == "system"
    fewest = 1 if system else 0
    count = properties.get("count")
    if count is None:
        raise missing_parameter("properties.count")
    least, most = properties.get("minCount"), properties.get("maxCount")
    if not properties.get("enableAutoScaling"):
        if least is not None or most is not None:
            raise invalid_parameter(
                "agentPoolProfile.enableAutoScaling", "minCount and maxCount are for pools with the autoscaler."
            )
        least, most = fewest, MOST_NODES
    elif least is None or most is None:
        raise missing_parameter(f"properties.{'minCount' if least is None else 'maxCount'}")
    if not fewest <= least <= most <= MOST_NODES:
        raise invalid_parameter(
            "agentPoolProfile.minCount",
            f"minCount was {least}, maxCount {most}: they must lie between {fewest} and {MOST_NODES} in this order.",
        )
    if not least <= count <= most or count != int(count):
        raise invalid_parameter(
            "agentPoolProfile.count",
            f"agentPoolProfile.count was {count}. It must be greater or equal to minCount:{least} and less than or "
            f"equal to maxCount:{most}.",
        )


def scale_into_range(properties: Json, nodes: int) -> None:
    """Nodes outside of a new range are no error: the autoscaler brings them in (azure-cli-extensions#1606)."""
    least, most = properties.get("minCount"), properties.get("maxCount")
    count = properties.get("count", nodes)
    if isinstance(least, int) and isinstance(most, int) and least <= most:
        properties["count"] = min(max(count, least), most)


def is_spot(properties: Json) -> bool:
    return str(properties.get("scaleSetPriority", "Regular")).lower() == "spot"


def check_priority(properties: Json) -> None:
    """Spot machines serve User pools only, and are never more than asked for, also in an upgrade."""
    upgrade = properties.get("upgradeSettings") or {}
    if not is_spot(properties):
        for path in ("scaleSetEvictionPolicy", "spotMaxPrice"):
            if properties.get(path) is not None:
                raise invalid_parameter(f"agentPoolProfile.{path}", "It is for spot pools only.")
        return
    if upgrade.get("maxSurge") is not None:
        raise invalid_parameter("agentPoolProfile.upgrade.maxSurge", "Spot pools can't set max surge.")
    if upgrade.get("maxUnavailable") is not None:
        raise invalid_parameter(
            "agentPoolProfile.upgradeSettings.maxUnavailable", "Spot pools can't set maxUnavailable."
        )
    if str(properties.get("mode", "User")).lower() == "system":
        raise invalid_parameter("agentPoolProfile.scaleSetPriority", "A system pool can't be a spot pool.")


def surge_nodes(properties: Json) -> int:
    """Nodes that an upgrade adds for a while: 10 % of them, rounded up, unless the pool says otherwise."""
    if is_spot(properties):
        return 0
    count = int(properties["count"])
    wanted = str((properties.get("upgradeSettings") or {}).get("maxSurge", "10%"))
    if wanted.endswith("%"):
        number = wanted.removesuffix("%")
        surge = math.ceil(count * int(number) / 100) if number.isdigit() else -1
    else:
        surge = int(wanted) if wanted.isdigit() else -1
    if surge < 0:
        raise invalid_parameter(
            "agentPoolProfile.upgradeSettings.maxSurge", f"'{wanted}' is no number and no percentage."
        )
    return min(surge, count)


def check_size(cloud: Cloud, location: str, properties: Json) -> VmSize:
    """The size is one that AKS, the region and the subscription take; returns it."""
    name = properties.get("vmSize")
    if name is None:
        raise missing_parameter("properties.vmSize")
    size = find_size(cloud, str(name), location)
    if size is None or not size.aks or is_restricted(cloud, size, location):
        raise AksError(
            400,
            "BadRequest",
            f"The VM size of {name} is not allowed in your subscription in location '{location}'. The available VM "
            f"sizes are '{','.join(_allowed(cloud, location))}' For more details, please visit "
            "https://aka.ms/aks/quotas-skus-regions",
        )
    _check_accelerator(size, properties)
    _check_disk(size, properties)
    return size


def _allowed(cloud: Cloud, location: str) -> list[str]:
    return sorted(
        size.name.lower()
        for size in cloud.seed.vm_sizes
        if size.aks and cloud.seed.zones_of(size, location) is not None and not is_restricted(cloud, size, location)
    )


def _check_accelerator(size: VmSize, properties: Json) -> None:
    for path in ("gpuInstanceProfile", "gpuProfile"):
        if properties.get(path) and "GPUs" not in size.capabilities:
            raise invalid_parameter(f"agentPoolProfile.{path}", f"The VM size {size.name} has no GPU.")


def disk_type(size: VmSize, properties: Json) -> str:
    """Ephemeral where it is wished, or where nothing is said and the machine's own disk is large enough."""
    wanted = properties.get("osDiskType")
    if wanted is not None:
        return str(wanted)
    fits = size.is_capable("EphemeralOSDiskSupported") and _needed_bytes(properties) <= _local_bytes(size)
    return "Ephemeral" if fits else "Managed"


def _needed_bytes(properties: Json) -> int:
    return int(properties.get("osDiskSizeGB") or DEFAULT_DISK_GB) * 2**30


def _local_bytes(size: VmSize) -> int:
    return int(size.capabilities.get("MaxResourceVolumeMB", "0")) * 2**20


def _check_disk(size: VmSize, properties: Json) -> None:
    if str(properties.get("osDiskType", "")).lower() != "ephemeral":
        return
    if not size.is_capable("EphemeralOSDiskSupported"):
        raise AksError(
            400,
            "VMSizeDoesNotSupportEphemeralOS",
            f"The Virtual Machine size {size.name} does not support Ephemeral OS disk.",
        )
    if _needed_bytes(properties) > _local_bytes(size):
        raise AksError(
            400,
            "VMCacheSizeTooSmall",
            f"The virtual machine size {size.name} has a cache size of {_local_bytes(size)} bytes, but the OS disk "
            f"requires {_needed_bytes(properties)} bytes. Use a VM size with larger cache or disable ephemeral OS.",
        )


def zones_of(properties: Json) -> list[str]:
    """Zones that a pool asks for, in order."""
    return sorted(str(zone) for zone in properties.get("availabilityZones") or ())


def check_zones(cloud: Cloud, location: str, name: str, size: VmSize, properties: Json) -> None:
    """The region sells the size in every zone, and to this subscription."""
    wanted = zones_of(properties)
    offered = cloud.seed.zones_of(size, location) or ()
    missing = [zone for zone in wanted if zone not in offered]
    if missing:
        raise AksError(
            400,
            "AvailabilityZoneNotSupported",
            f"The zone(s) '{','.join(missing)}' for resource '{name}' is not supported. The supported zones for "
            f"location '{location}' are '{','.join(offered)}'",
            target="agentPoolProfile.availabilityZone",
        )
    if set(wanted) & restricted_zones(cloud, size, location):
        raise sku_not_available(size.name, location)
