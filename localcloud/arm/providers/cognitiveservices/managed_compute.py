"""Foundry managed compute (preview): instances of an open-weight model on accelerators that the service owns.

Scope is global only. Model, template and accelerator are for life; quota is of its own, in accelerators, over all
regions. How many accelerators an instance takes stands in its template, which is not at hand: one is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PATCH, LONG_PUT, NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.cognitiveservices.account_lock import ACCOUNT_LOCK
from localcloud.arm.providers.cognitiveservices.model_catalogue import known_location
from localcloud.arm.providers.cognitiveservices.quota import Pool, check_quota, limit_of
from localcloud.arm.seed import ManagedComputeAccelerator

API_VERSIONS = ("2026-03-15-preview", "2026-05-15-preview", "2026-07-15-preview", "2026-09-15-preview")
"""No stable version has it."""
_GLOBAL = "GlobalManagedCompute"
_ASSET = re.compile(r"azureml://registries/[\w.-]+/models/[\w.-]+/(versions/[\w.-]+|labels/latest)", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"azureml://registries/[\w.-]+/deploymenttemplates/[\w.-]+/(versions/[\w.-]+|labels/latest)", re.IGNORECASE
)
_STAYS = ("model", "deploymentTemplate", "acceleratorType")


def _refused(why: str) -> ArmError:
    """Public texts of its refusals were not found."""
    return bad_request("InvalidResourceProperties", f"The managed compute deployment is not valid: {why}.")


def _validate(cloud: Cloud, write: Write) -> None:
    account = cloud.store.get(write.parent_key)
    if account is None or account.body.get("kind") != "AIServices":
        raise _refused("it needs an account of kind 'AIServices'")
    properties = write.properties
    before = write.existing.properties if write.existing else {}
    for name in _STAYS:
        if name in before and str(properties.get(name)).lower() != str(before[name]).lower():
            raise _refused(f"its {name} cannot be changed from '{before[name]}' to '{properties.get(name)}'")
    sku = str(write.body["sku"]["name"])
    if sku != _GLOBAL:
        raise _refused(f"the sku '{sku}' is not '{_GLOBAL}', the only one that needs no compute of one's own")
    if not _ASSET.fullmatch(str(properties["model"])):
        raise _refused(
            f"'{properties['model']}' is no model of a registry (azureml://registries/…/models/…/versions/…)"
        )
    template = properties.get("deploymentTemplate")
    if template and not _TEMPLATE.fullmatch(str(template)):
        raise _refused(f"'{template}' is no deployment template of a registry")
    accelerator = _accelerator(cloud, str(properties["acceleratorType"]))
    properties["acceleratorType"] = accelerator.name
    check_quota(cloud, _pool(write.subscription, accelerator), write.key, _capacity(write))


def _accelerator(cloud: Cloud, name: str) -> ManagedComputeAccelerator:
    known = cloud.seed.managed_compute_accelerators
    found = next((one for one in known if one.name.lower() == name.lower()), None)
    if found is None:
        names = ", ".join(one.name for one in known)
        raise _refused(
            f"the acceleratorType '{name}' is none of {names or 'those that this Azure has, which are none'}"
        )
    return found


def _capacity(write: Write) -> int:
    capacity = write.body["sku"].setdefault("capacity", 1)
    if isinstance(capacity, bool) or not isinstance(capacity, int) or capacity < 1:
        raise _refused(f"the capacity '{capacity}' is no number of model instances")
    return capacity


def _pool(subscription: str, accelerator: ManagedComputeAccelerator) -> Pool:
    label = f"Foundry {accelerator.name} Managed Compute Quota"
    return Pool(subscription, "Global", "global", accelerator.usage_name, label, accelerator.limit)


def _complete(cloud: Cloud, write: Write) -> None:
    accelerator = _accelerator(cloud, str(write.properties["acceleratorType"]))
    write.properties.setdefault("versionUpgradeOption", "NoAutoUpgrade")
    cloud.store.claim(_pool(write.subscription, accelerator).key, write.key, write.key, _capacity(write))


def _render(cloud: Cloud, deployment: Resource, body: Json) -> None:
    """Where callers send requests: below the account's endpoint."""
    account = cloud.store.get(deployment.parent_key)
    endpoints = account.properties.get("endpoints", {}) if account else {}
    base = str(endpoints.get("AI Foundry API", "")).rstrip("/")
    if base:
        body["properties"]["endpoint"] = f"{base}/managed-deployments/{deployment.name}/"


def _pools(cloud: Cloud, subscription: str) -> Iterator[Pool]:
    return (_pool(subscription, one) for one in cloud.seed.managed_compute_accelerators)


def _usage(cloud: Cloud, pool: Pool) -> Json:
    return {
        "id": pool.name,
        "name": {"value": pool.name, "localizedValue": pool.label},
        "type": "managed compute sku usage",
        "offerScope": pool.scope_type,
        "currentValue": cloud.store.claimed(pool.key),
        "limit": limit_of(cloud, pool),
        "unit": "AcceleratorCount",
    }


def list_usages(cloud: Cloud, request: ArmRequest) -> Answer:
    """Accelerators of managed compute: limit and use, one pool over all regions."""
    known_location(cloud, request.path.names[0])
    return Answer(200, {"value": [_usage(cloud, pool) for pool in _pools(cloud, request.path.subscription)]})


def set_limit(cloud: Cloud, subscription: str, name: str, limit: int) -> Json | None:
    """The administration's change of a limit; None for a name of no accelerator."""
    for pool in _pools(cloud, subscription):
        if pool.name.lower() == name.lower():
            cloud.store.set_setting(f"limit/{pool.key}", limit)
            return _usage(cloud, pool)
    return None


TYPE = ResourceType(
    name="Microsoft.CognitiveServices/accounts/managedComputeDeployments",
    api_versions=API_VERSIONS,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*", 2, 64),
    required=("sku.name", "properties.model", "properties.acceleratorType"),
    shapes={
        "properties.model": "text",
        "properties.deploymentTemplate": "text",
        "properties.acceleratorType": "text",
        "sku.capacity": "number",
    },
    closed={"sku.name": (_GLOBAL, "VmManagedCompute")},
    read_only=("properties.endpoint",),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    etag=True,
    lock=ACCOUNT_LOCK,
    seconds=600,
    validate=_validate,
    complete_body=_complete,
    render=_render,
)
