"""Stock: machines that a region or a zone has left of a size, whoever asks. Momentary, and no matter of quota.

Nothing of ARM shows it. A write for which it does not suffice is accepted and fails at the end of its operation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import normalised_location
from localcloud.arm.providers.compute.vm_sizes import find_size

_WHOLE_REGION = ""
_CONSTRAINTS = (
    "Availability Zone",
    "Differencing (Ephemeral) Disks",
    "Networking Constraints (such as Accelerated Networking or IPv6)",
    "VM Size",
)


def _key(size: str, location: str, zone: str) -> str:
    return f"vm-stock/{size}/{location}/{zone}".lower()


def _delivered(cloud: Cloud, size: str, location: str, zone: str) -> int | None:
    """Machines that there ever were; None for plenty."""
    changed = cloud.store.setting(f"delivered/{_key(size, location, zone)}")
    if changed is not None:
        return int(changed)
    for entry in cloud.seed.vm_stock:
        same = (entry.vm_size.lower(), entry.zone) == (size.lower(), zone)
        if same and location in cloud.seed.places((entry.location,)):
            return entry.available
    return None


def _left(cloud: Cloud, size: str, location: str, zone: str) -> int | None:
    delivered = _delivered(cloud, size, location, zone)
    return None if delivered is None else max(0, delivered - cloud.store.claimed(_key(size, location, zone)))


def spread(machines: int, zones: Sequence[str]) -> Counter[str]:
    """Machines by zone, as evenly as it goes and the first zones first."""
    if not zones:
        return Counter()
    return Counter(zones[index % len(zones)] for index in range(machines))


def allocate(
    cloud: Cloud, owner: str, size: str, location: str, zones: Sequence[str], machines: int, *, ephemeral: bool = False
) -> ArmError | None:
    """Take machines off the shelves for `owner`; what it had is back already. The refusal, and nothing taken, if short.

    Azure names the constraints where dropping one of them could help: in a zone that has none while another has.
    """
    whole = _left(cloud, size, location, _WHOLE_REGION)
    if whole is not None and machines > whole:
        return ArmError(409, "AllocationFailed", _too_little("region"))
    by_zone = spread(machines, zones)
    for zone, wanted in by_zone.items():
        left = _left(cloud, size, location, zone)
        if left is not None and wanted > left:
            elsewhere = any(_has_some(cloud, size, location, other) for other in _zones_of(cloud, size, location))
            if not elsewhere:
                return ArmError(409, "ZonalAllocationFailed", _too_little("zone"))
            return _overconstrained(ephemeral)
    cloud.store.claim(_key(size, location, _WHOLE_REGION), owner, owner, machines)
    for zone, wanted in by_zone.items():
        cloud.store.claim(_key(size, location, zone), owner, owner, wanted)
    return None


def _zones_of(cloud: Cloud, size: str, location: str) -> tuple[str, ...]:
    known = find_size(cloud, size, location)
    return (cloud.seed.zones_of(known, location) or ()) if known else ()


def _has_some(cloud: Cloud, size: str, location: str, zone: str) -> bool:
    return _left(cloud, size, location, zone) != 0


def _too_little(where: str) -> str:
    return (
        f"Allocation failed. We do not have sufficient capacity for the requested VM size in this {where}. Read more "
        "about improving likelihood of allocation success at http://aka.ms/allocation-guidance."
    )


def _overconstrained(ephemeral: bool) -> ArmError:
    named = [one for one in _CONSTRAINTS if ephemeral or "Ephemeral" not in one]
    return ArmError(
        409,
        "OverconstrainedZonalAllocationRequest",
        "Allocation failed. VM(s) with the following constraints cannot be allocated, because the condition is too "
        "restrictive. Please remove some constraints and try again. Constraints applied are:\n"
        + "".join(f"  - {one}\n" for one in named),
    )


def set_vm_stock(cloud: Cloud, size: str, location: str, zone: str, available: int) -> Json:
    """The administration's word on what is left from now on, in a zone or (empty) in all of a region together."""
    place = normalised_location(location)
    known = find_size(cloud, size, place)
    if known is None or (zone and zone not in _zones_of(cloud, size, place)):
        where = f"zone {zone} of '{location}'" if zone else f"'{location}'"
        raise ArmError(404, "StockNotFound", f"'{size}' is not sold in {where}.")
    key = _key(size, place, zone)
    cloud.store.set_setting(f"delivered/{key}", cloud.store.claimed(key) + available)
    return {"vmSize": known.name, "location": place, "zone": zone, "available": available}
