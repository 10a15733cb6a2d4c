"""Quota of serverless GPUs: so many of a type in a region of a subscription.

Azure takes an app whose most replicas are beyond the quota, and does not start them; what it does with an app for which
there is no quota at all was not seen. Here an app counts with the replicas that must always run, at least one, and is
refused when these are not free: code and text are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.providers.app.workload_profiles import offered
from localcloud.arm.providers.cognitiveservices.model_catalogue import known_location
from localcloud.arm.seed import WorkloadProfileType


@dataclass(frozen=True)
class GpuQuota:
    """The GPUs of one workload profile type that a subscription may have in a region."""

    subscription: str
    location: str
    kind: WorkloadProfileType

    @property
    def key(self) -> str:
        """The pool of the store's claims."""
        return f"gpu-quota/{self.subscription}/{self.location}/{self.kind.name}".lower()

    @property
    def name(self) -> str:
        return self.kind.usage_name or self.kind.name


def limit_of(cloud: Cloud, quota: GpuQuota) -> int | None:
    """The limit that the administration set, else the seed's; None where nothing is counted."""
    changed = cloud.store.setting(f"limit/{quota.key}")
    return quota.kind.limit if changed is None else int(changed)


def check(cloud: Cloud, quota: GpuQuota, app_key: str, replicas: int) -> None:
    """Refuse an app for whose replicas there are not enough GPUs; what it has already does not count."""
    limit = limit_of(cloud, quota)
    if limit is None:
        return
    used = cloud.store.claimed(quota.key, without=app_key)
    if used + replicas * quota.kind.gpus > limit:
        raise bad_request(
            "WorkloadProfileGpuQuotaExceeded",
            f"The app needs {replicas * quota.kind.gpus} GPUs of workload profile type '{quota.kind.name}' in "
            f"{quota.location}; of the subscription's {limit}, {max(0, limit - used)} are free. Quota comes by a "
            "support request: https://aka.ms/aca-gpu-quota",
        )


def draw(cloud: Cloud, quota: GpuQuota, app_key: str, replicas: int) -> None:
    """Let an app count against this quota, and no more against another one of the region."""
    for other in _quotas(cloud, quota.subscription, quota.location):
        cloud.store.release(app_key, other.key)
    if quota.kind.gpus:
        cloud.store.claim(quota.key, app_key, app_key, replicas * quota.kind.gpus)


def _quotas(cloud: Cloud, subscription: str, location: str) -> Iterator[GpuQuota]:
    for kind in offered(cloud, location):
        if kind.gpus and kind.limit is not None:
            yield GpuQuota(subscription, location, kind)


def _usage(cloud: Cloud, quota: GpuQuota) -> Json:
    return {
        "name": {"value": quota.name, "localizedValue": quota.name},
        "currentValue": cloud.store.claimed(quota.key),
        "limit": limit_of(cloud, quota),
        "unit": "Count",
    }


def list_usages(cloud: Cloud, request: ArmRequest) -> Answer:
    """GPUs of serverless profiles in a region: limit, and what apps count with."""
    location = known_location(cloud, request.path.names[0])
    return Answer(200, {"value": [_usage(cloud, one) for one in _quotas(cloud, request.path.subscription, location)]})


def set_limit(cloud: Cloud, subscription: str, location: str, name: str, limit: int) -> Json | None:
    """The administration's change of a limit; the usage as it then reads, None for a name of none."""
    for quota in _quotas(cloud, subscription, known_location(cloud, location)):
        if name.lower() in (quota.name.lower(), quota.kind.name.lower()):
            cloud.store.set_setting(f"limit/{quota.key}", limit)
            return _usage(cloud, quota)
    return None
