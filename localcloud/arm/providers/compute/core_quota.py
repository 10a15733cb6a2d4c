"""Quota of Microsoft.Compute: cores of a family and of a region, or of spot machines whatever their family.

Machines claim their cores while they exist, so the sum of the claims *is* the usage. A reservation claims what it
reserves; machines that run in it claim nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, no_registered_provider
from localcloud.arm.core.ids import normalised_location
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.providers.compute import api_versions
from localcloud.arm.seed import ComputeQuota, VmSize
from localcloud.arm.seed.virtual_machines import REGIONAL_CORES, SPOT_CORES

_QUOTA_PAGE = "https://aka.ms/ProdportalCRP"


@dataclass(frozen=True)
class CorePool:
    """One quota of a subscription in a region."""

    subscription: str
    location: str
    quota: ComputeQuota

    @property
    def key(self) -> str:
        """The pool of the store's claims."""
        return f"quota/{self.subscription}/microsoft.compute/{self.location}/{self.quota.name}".lower()

    def limit(self, cloud: Cloud) -> int:
        """What the administration set, else the seed's word for the region."""
        changed = cloud.store.setting(f"limit/{self.key}")
        if changed is not None:
            return int(changed)
        for named, limit in self.quota.limits.items():
            if self.location in cloud.seed.places((named,)):
                return limit
        return self.quota.limit

    def left(self, cloud: Cloud, *, without: str = "") -> int:
        """Cores that nobody has, those of one owner counted as free."""
        return self.limit(cloud) - cloud.store.claimed(self.key, without=without)


def pools_of(cloud: Cloud, subscription: str, location: str, size: VmSize, *, spot: bool = False) -> list[CorePool]:
    """What a machine of a size draws on, the narrowest quota first."""
    wanted = (SPOT_CORES,) if spot else (size.family, REGIONAL_CORES)
    by_name = {quota.name.lower(): quota for quota in cloud.seed.compute_quotas}
    found = (by_name.get(name.lower()) for name in wanted)
    return [CorePool(subscription, location, quota) for quota in found if quota is not None]


def claim_cores(cloud: Cloud, pools: Iterable[CorePool], owner: str, cores: int) -> None:
    """Let `owner` have so many cores of each pool, in place of what it had."""
    for pool in pools:
        cloud.store.claim(pool.key, owner, owner, cores)


def check_cores(cloud: Cloud, pools: Iterable[CorePool], owner: str, cores: int) -> None:
    """ARM's refusal when a quota has too little left."""
    for pool in pools:
        limit = pool.limit(cloud)
        usage = cloud.store.claimed(pool.key)
        needed = cloud.store.claimed(pool.key, without=owner) + cores
        if needed > limit:
            raise ArmError(
                409,
                "OperationNotAllowed",
                f"Operation could not be completed as it results in exceeding approved {_label(pool)} quota. "
                f"Additional details - Deployment Model: Resource Manager, Location: {pool.location}, Current Limit: "
                f"{limit}, Current Usage: {usage}, Additional Required: {needed - usage}, (Minimum) New Limit "
                f"Required: {needed}. Submit a request for Quota increase at {_QUOTA_PAGE} by specifying parameters "
                "listed in the 'Details' section for deployment to succeed.",
            )


def _label(pool: CorePool) -> str:
    if pool.quota.name == REGIONAL_CORES:
        return "Total Regional Cores"
    return "LowPriorityCores" if pool.quota.name == SPOT_CORES else f"{pool.quota.name} Cores"


def _pools_in(cloud: Cloud, subscription: str, location: str) -> Iterator[CorePool]:
    return (CorePool(subscription, location, quota) for quota in cloud.seed.compute_quotas)


def _usage(cloud: Cloud, pool: CorePool) -> Json:
    return {
        "unit": "Count",
        "currentValue": cloud.store.claimed(pool.key),
        "limit": pool.limit(cloud),
        "name": {"value": pool.quota.name, "localizedValue": pool.quota.localized_value},
    }


def list_usages(cloud: Cloud, request: ArmRequest) -> Answer:
    """Every quota of the subscription in a region: cores by family, of the region, of spot machines."""
    location = normalised_location(request.path.names[0])
    if location not in cloud.seed.region_by_name:
        known = sorted(cloud.seed.region_by_name)
        raise no_registered_provider(location, request.api_version, "locations/usages", api_versions.ALL, known)
    pools = _pools_in(cloud, request.path.subscription, location)
    return Answer(200, {"value": [_usage(cloud, pool) for pool in pools]})


def set_limit(cloud: Cloud, subscription: str, location: str, name: str, limit: int) -> Json | None:
    """The administration's change of a limit; returns the usage as ARM shows it, None when there is no such quota."""
    place = normalised_location(location)
    for pool in _pools_in(cloud, subscription, place) if place in cloud.seed.region_by_name else ():
        if pool.quota.name.lower() == name.lower():
            cloud.store.set_setting(f"limit/{pool.key}", limit)
            return _usage(cloud, pool)
    return None
