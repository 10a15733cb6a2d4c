"""Azure ML's own quota of vCPUs, by family, subscription and region: another one than that of Microsoft.Compute.

A deployment draws more than its instances where its size is not exempt: a fifth of them, at least one, for upgrades.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.providers.cognitiveservices.model_catalogue import known_location
from localcloud.arm.providers.machinelearningservices.instance_types import offered
from localcloud.arm.providers.machinelearningservices.validation import invalid_deployment
from localcloud.arm.seed import InstanceType

_NAMESPACE = "Microsoft.MachineLearningServices"


@dataclass(frozen=True)
class FamilyQuota:
    """The vCPUs of one family that a subscription may have in a region."""

    subscription: str
    location: str
    family: str

    @property
    def key(self) -> str:
        """The pool of the store's claims."""
        return f"aml-quota/{self.subscription}/{self.location}/{self.family}".lower()

    @property
    def label(self) -> str:
        return f"{self.family} Cluster Dedicated vCPUs"


def vcpus_of(size: InstanceType, instances: int) -> int:
    """What a deployment draws: vCPUs of its instances, and of those kept back for upgrades."""
    return (instances + math.ceil(instances * size.extra_quota)) * size.vcpus


def limit_of(cloud: Cloud, quota: FamilyQuota) -> int:
    """The limit that the administration set, else the seed's; none for a family that the seed does not name."""
    changed = cloud.store.setting(f"limit/{quota.key}")
    return cloud.seed.instance_type_limits.get(quota.family, 0) if changed is None else int(changed)


def check(cloud: Cloud, quota: FamilyQuota, size: InstanceType, deployment_key: str, vcpus: int) -> None:
    """The synchronous refusal of a deployment that needs more than is free; what it has already does not count."""
    limit, used = limit_of(cloud, quota), cloud.store.claimed(quota.key)
    needed = cloud.store.claimed(quota.key, without=deployment_key) + vcpus - used
    if needed <= limit - used or needed <= 0:
        return
    raise invalid_deployment(
        "VmSize",
        f"Not enough quota available for {size.name} in SubscriptionId {quota.subscription}. Current usage/limit: "
        f"{used}/{limit}. Additional needed: {needed} Please see troubleshooting guide, available here: "
        "https://aka.ms/oe-tsg#error-outofquota",
    )


def _quotas(cloud: Cloud, subscription: str, location: str) -> Iterator[FamilyQuota]:
    for family in dict.fromkeys(one.family for one in offered(cloud, location)):
        yield FamilyQuota(subscription, location, family)


def _show(cloud: Cloud, quota: FamilyQuota, kind: str) -> Json:
    place = f"/subscriptions/{quota.subscription}/providers/{_NAMESPACE}/locations/{quota.location}"
    return {
        "id": f"{place}/{kind}/{quota.family}",
        "type": f"{_NAMESPACE}/dedicatedCores/{kind}",
        "unit": "Count",
        "limit": limit_of(cloud, quota),
        "name": {"value": quota.family, "localizedValue": quota.label},
    }


def _usage(cloud: Cloud, quota: FamilyQuota) -> Json:
    return {**_show(cloud, quota, "usages"), "currentValue": cloud.store.claimed(quota.key)}


def list_usages(cloud: Cloud, request: ArmRequest) -> Answer:
    """vCPUs of Azure ML's families in a region: limit and what deployments draw."""
    location = known_location(cloud, request.path.names[0])
    quotas = _quotas(cloud, request.path.subscription, location)
    return Answer(200, {"value": [_usage(cloud, quota) for quota in quotas]})


def list_quotas(cloud: Cloud, request: ArmRequest) -> Answer:
    """Limits of Azure ML's families in a region."""
    location = known_location(cloud, request.path.names[0])
    quotas = _quotas(cloud, request.path.subscription, location)
    return Answer(200, {"value": [_show(cloud, quota, "quotas") for quota in quotas]})


def set_limit(cloud: Cloud, subscription: str, location: str, name: str, limit: int) -> Json | None:
    """The administration's change of a family's limit; the usage as it then reads, None for a name of no family."""
    for quota in _quotas(cloud, subscription, known_location(cloud, location)):
        if quota.family.lower() == name.lower():
            cloud.store.set_setting(f"limit/{quota.key}", limit)
            return _usage(cloud, quota)
    return None
