"""Quota: pools per subscription, scope (region, data zone, all regions) and usage name, drawn on by deployments.

A deployment claims its capacity when it is accepted and gives it back when it is gone, so the sum of the claims *is*
the usage and cannot drift. Deployments of a soft-deleted account keep their share until the account is purged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.store import Resource
from localcloud.arm.core.terms import terms_of
from localcloud.arm.providers.cognitiveservices.model_catalogue import known_location
from localcloud.arm.seed import AccountKind, Model, ModelSku

ACCOUNT_SKU = "S0"
UNLIMITED = 1_000_000
"""Limit of a pool for which the seed has none: more than a test or a rehearsal makes."""


@dataclass(frozen=True)
class Pool:
    """One quota of one subscription."""

    subscription: str
    scope_type: str
    scope_id: str
    name: str
    label: str
    """What the portal and the refusal call it."""
    seed_limit: int

    @property
    def key(self) -> str:
        return f"quota/{self.subscription}/{self.scope_type}/{self.scope_id}/{self.name}".lower()


def pool_of(cloud: Cloud, subscription: str, location: str, model: Model, sku: ModelSku) -> Pool:
    """The pool that a deployment of this model and SKU in this region draws on."""
    scope_type, scope_id = cloud.seed.quota_scope(sku, location)
    limit = _seed_limit(sku, terms_of(cloud, subscription).quota_id)
    return Pool(subscription, scope_type, scope_id, sku.usage_name, _label(model, sku), limit)


def _seed_limit(sku: ModelSku, quota_id: str) -> int:
    for pattern, limit in sku.quota_id_limits.items():
        if fnmatchcase(quota_id.lower(), pattern.lower()):
            return limit
    return sku.limit


def account_pool(subscription: str, location: str, kind: AccountKind) -> Pool:
    """The pool of a region's accounts of a kind. Its name is common knowledge; no public answer was at hand."""
    limit = UNLIMITED if kind.limit is None else kind.limit
    name = f"{kind.name}.{ACCOUNT_SKU}.AccountCount"
    return Pool(subscription, "Regional", location, name, f"{kind.name} {ACCOUNT_SKU} Account Count", limit)


def _label(model: Model, sku: ModelSku) -> str:
    if sku.is_provisioned:
        return f"Provisioned Throughput Units - {sku.name}"
    if sku.name.endswith("Batch"):
        return f"Enqueued Tokens (thousands) - {model.name} - {sku.name}"
    tokens = any(limit.key == "token" for limit in sku.rate_limits)
    return f"{'Tokens Per Minute (thousands)' if tokens else 'Requests Per Minute'} - {model.name} - {sku.name}"


def limit_of(cloud: Cloud, pool: Pool) -> int:
    """The limit that the administration set, else the seed's."""
    changed = cloud.store.setting(f"limit/{pool.key}")
    return pool.seed_limit if changed is None else int(changed)


def check_quota(cloud: Cloud, pool: Pool, deployment_key: str, capacity: int) -> None:
    """Azure's synchronous refusal when a deployment needs more than is free. Its own present share does not count."""
    limit = limit_of(cloud, pool)
    others = cloud.store.claimed(pool.key, without=deployment_key)
    if others + capacity <= limit:
        return
    usage = cloud.store.claimed(pool.key)
    needed = others + capacity - usage
    raise bad_request(
        "InsufficientQuota",
        f"This operation require {needed} new capacity in quota {pool.label}, which is bigger than the current "
        f"available capacity {max(0, limit - usage)}. The current quota usage is {usage} and the quota limit is "
        f"{limit} for quota {pool.label}.",
    )


def pools_in(cloud: Cloud, subscription: str, location: str) -> Iterator[Pool]:
    """Every pool on which an account or a deployment in a region can draw, once each."""
    for kind in cloud.seed.kinds:
        if kind.limit is not None and cloud.seed.offers_kind(kind, location):
            yield account_pool(subscription, location, kind)
    seen: set[str] = set()
    for model, skus in cloud.seed.sold_in(location):
        for sku in skus:
            pool = pool_of(cloud, subscription, location, model, sku)
            if pool.key not in seen:
                seen.add(pool.key)
                yield pool


def _usage(cloud: Cloud, pool: Pool) -> Json:
    return {
        "name": {"value": pool.name, "localizedValue": pool.label},
        "currentValue": cloud.store.claimed(pool.key),
        "limit": limit_of(cloud, pool),
        "unit": "Count",
        "status": "Included",
        "scopeType": pool.scope_type,
        "scopeId": pool.scope_id,
    }


def list_usages(cloud: Cloud, request: ArmRequest) -> Answer:
    """Every quota of the subscription in a region: of SKUs, and of accounts by their kind."""
    location = known_location(cloud, request.path.names[0])
    pools = pools_in(cloud, request.path.subscription, location)
    return Answer(200, {"value": [_usage(cloud, pool) for pool in pools]})


def account_usages(cloud: Cloud, request: ArmRequest, account: Resource) -> Answer:  # noqa: ARG001 - a view
    """The quotas of the account's region."""
    pools = pools_in(cloud, account.subscription, account.location)
    return Answer(200, {"value": [_usage(cloud, pool) for pool in pools]})


def set_limit(cloud: Cloud, subscription: str, location: str, name: str, limit: int) -> Json | None:
    """The administration's change of a limit; returns the usage as ARM shows it, None when it has no such pool."""
    for pool in pools_in(cloud, subscription, known_location(cloud, location)):
        if pool.name.lower() == name.lower():
            cloud.store.set_setting(f"limit/{pool.key}", limit)
            return _usage(cloud, pool)
    return None
