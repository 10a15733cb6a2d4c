"""VM sizes: what a region sells, what of it this subscription cannot have, and ARM's list of it all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import normalised_location
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.seed import VmSize

_LOCATION_FILTER = re.compile(r"\s*location\s+eq\s+'([^']*)'\s*", re.IGNORECASE)


def find_size(cloud: Cloud, name: str, location: str) -> VmSize | None:
    """A size by its name in any case; None when the region does not sell it."""
    size = cloud.seed.vm_size_by_name.get(name.lower())
    return size if size is not None and cloud.seed.zones_of(size, location) is not None else None


def restricted_zones(cloud: Cloud, size: VmSize, location: str) -> frozenset[str]:
    """Zones of a region in which this subscription cannot have a size."""
    return frozenset(
        zone
        for restriction in size.restrictions
        if restriction.type == "Zone" and location in cloud.seed.places(restriction.locations)
        for zone in restriction.zones
    )


def is_restricted(cloud: Cloud, size: VmSize, location: str) -> bool:
    """Whether this subscription cannot have a size anywhere in a region that sells it."""
    return any(
        restriction.type == "Location" and location in cloud.seed.places(restriction.locations)
        for restriction in size.restrictions
    )


def sku_not_available(size: str, location: str) -> ArmError:
    """ARM's refusal of a size that the region, or the zone, does not give to this subscription."""
    return ArmError(
        409,
        "SkuNotAvailable",
        f"The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: {size}' is "
        f"currently not available in location '{location}'. Please try another size or deploy to a different location "
        "or different zone. See https://aka.ms/azureskunotavailable for details.",
    )


def list_skus(cloud: Cloud, request: ArmRequest) -> Answer:
    """VM sizes of every region, or of the one that `$filter=location eq '…'` names, with zones and restrictions."""
    wanted = request.query.get("$filter", "")
    match = _LOCATION_FILTER.fullmatch(wanted)
    if wanted and match is None:
        raise bad_request("InvalidQueryParameter", f"The filter '{wanted}' is none of the form \"location eq 'name'\".")
    place = normalised_location(match[1]) if match else ""
    locations = [region.name for region in cloud.seed.regions if not place or region.name == place]
    return Answer(200, {"value": [sku for location in locations for sku in _skus_of(cloud, location)]})


def _skus_of(cloud: Cloud, location: str) -> Iterator[Json]:
    for size in cloud.seed.vm_sizes:
        zones = cloud.seed.zones_of(size, location)
        if zones is not None:
            yield _show(cloud, size, location, zones)


def _show(cloud: Cloud, size: VmSize, location: str, zones: tuple[str, ...]) -> Json:
    tier, _, short = size.name.partition("_")
    return {
        "resourceType": "virtualMachines",
        "name": size.name,
        "tier": tier,
        "size": short,
        "family": size.family,
        "locations": [location],
        "locationInfo": [{"location": location, "zones": list(zones), "zoneDetails": []}],
        "capabilities": [{"name": name, "value": value} for name, value in size.capabilities.items()],
        "restrictions": [
            {
                "type": restriction.type,
                "values": [location],
                "restrictionInfo": {
                    "locations": [location],
                    **({"zones": list(restriction.zones)} if restriction.type == "Zone" else {}),
                },
                "reasonCode": restriction.reason_code,
            }
            for restriction in size.restrictions
            if location in cloud.seed.places(restriction.locations)
        ],
    }
