"""Model deployments: model, SKU, region, lifecycle, provider data and quota must fit; checked before the 201."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PATCH, LONG_PUT, NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.cognitiveservices import api_versions
from localcloud.arm.providers.cognitiveservices.account_lock import ACCOUNT_LOCK
from localcloud.arm.providers.cognitiveservices.model_catalogue import check_lifecycle, find_model, find_sku
from localcloud.arm.providers.cognitiveservices.quota import check_quota, pool_of
from localcloud.arm.providers.cognitiveservices.system_policies import NO_FILTER, SYSTEM_POLICIES
from localcloud.arm.seed import Model, ModelSku


def _account(cloud: Cloud, write: Write) -> Resource:
    account = cloud.store.get(write.parent_key)
    if account is None:
        raise AssertionError("the gate has checked the parent")
    return account


def _validate(cloud: Cloud, write: Write) -> None:
    account = _account(cloud, write)
    if write.properties.get("scaleSettings"):
        raise bad_request(
            "InvalidResourceProperties",
            "The scale settings of account deployment is deprecated since API version '2023-05-01', please use 'sku' "
            "instead.",
        )
    wanted = write.properties.get("model")
    if not isinstance(wanted, dict):
        raise bad_request("InvalidResourceProperties", "The model of account deployment is required.")
    sku_name = str(get_path(write.body, "sku.name") or "")
    model = find_model(cloud, account.location, wanted)
    sku = find_sku(cloud, account.location, model, sku_name)
    if account.body.get("kind") == "OpenAI" and model.format != "OpenAI":
        raise bad_request(
            "DeploymentModelNotSupported",
            f"The model 'Format:{model.format},Name:{model.name},Version:{model.version}' of account deployment is not "
            "supported.",
        )
    _check_what_stays(write, model, sku)
    if write.existing is None or get_path(write.existing.body, "properties.model.version") != model.version:
        check_lifecycle(cloud, model)
    _check_provider_data(write, model)
    _check_content_filter(cloud, write)
    _complete_sku(write, sku)
    check_quota(
        cloud,
        pool_of(cloud, write.subscription, account.location, model, sku),
        write.key,
        int(write.body["sku"]["capacity"]),
    )


def _check_what_stays(write: Write, model: Model, sku: ModelSku) -> None:
    """Model and SKU are for life (azurerm replaces the deployment), version and capacity not. Text not seen."""
    if write.existing is None:
        return
    before = write.existing.properties["model"]
    if (before["format"], before["name"]) != (model.format, model.name):
        raise bad_request(
            "InvalidResourceProperties",
            f"The model of account deployment '{write.name}' cannot be changed from '{before['name']}' to "
            f"'{model.name}'.",
        )
    before_sku = write.existing.body["sku"]["name"]
    if before_sku != sku.name:
        raise bad_request(
            "InvalidResourceProperties",
            f"The sku of account deployment '{write.name}' cannot be changed from '{before_sku}' to '{sku.name}'.",
        )


def _check_provider_data(write: Write, model: Model) -> None:
    """Anthropic asks who the customer is; the code was seen, its text was not."""
    given = write.properties.get("modelProviderData")
    known: Json = given if isinstance(given, dict) else {}
    missing = [key for key in model.provider_data if not known.get(key)]
    if missing:
        raise bad_request(
            "InvalidModelProviderData",
            f"The modelProviderData of account deployment is invalid for the model 'Format:{model.format},"
            f"Name:{model.name},Version:{model.version}': {', '.join(missing)} required.",
        )


def _check_content_filter(cloud: Cloud, write: Write) -> None:
    name = write.properties.get("raiPolicyName")
    if not name or name in (*SYSTEM_POLICIES, NO_FILTER):
        return
    if not cloud.store.exists(f"{write.parent_key}/raipolicies/{str(name).lower()}"):
        raise bad_request("InvalidResourceProperties", f"The rai policy '{name}' of account deployment does not exist.")


def _complete_sku(write: Write, sku: ModelSku) -> None:
    given = write.body["sku"]
    capacity = given.get("capacity")
    limits = sku.capacity
    if capacity is None:
        capacity = limits.default
    if (
        isinstance(capacity, bool)
        or not isinstance(capacity, int | float)
        or capacity != int(capacity)
        or not limits.minimum <= capacity <= limits.maximum
        or (int(capacity) - limits.minimum) % limits.step
    ):
        raise bad_request(
            "InvalidResourceProperties",
            f"The capacity '{capacity}' of account deployment should be between {limits.minimum} and {limits.maximum} "
            f"in steps of {limits.step} for the sku '{sku.name}'.",
        )
    write.body["sku"] = {**given, "name": sku.name, "capacity": int(capacity)}


def _complete(cloud: Cloud, write: Write) -> None:
    account = _account(cloud, write)
    properties = write.properties
    model = find_model(cloud, account.location, properties["model"])
    sku = find_sku(cloud, account.location, model, write.body["sku"]["name"])
    capacity = write.body["sku"]["capacity"]
    given = properties["model"]
    properties["model"] = {**given, "format": model.format, "name": model.name, "version": model.version}
    if model.format == "OpenAI" or not model.provider_data:
        properties.setdefault("raiPolicyName", "Microsoft.DefaultV2")
    properties["currentCapacity"] = capacity
    properties["capabilities"] = dict(model.capabilities)
    properties["rateLimits"] = [
        {"key": limit.key, "renewalPeriod": limit.renewal_period, "count": limit.count * capacity}
        for limit in sku.rate_limits
    ]
    pool = pool_of(cloud, write.subscription, account.location, model, sku)
    cloud.store.claim(pool.key, write.key, write.key, capacity)


TYPE = ResourceType(
    name="Microsoft.CognitiveServices/accounts/deployments",
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*", 2, 64),
    required=("sku.name", "properties"),
    shapes={
        "properties.model": "object",
        "properties.model.format": "text",
        "properties.model.name": "text",
        "properties.model.version": "text",
        "properties.modelProviderData": "object",
        "properties.raiPolicyName": "text",
        "sku.capacity": "number",
    },
    closed={
        "properties.versionUpgradeOption": (
            "OnceNewDefaultVersionAvailable",
            "OnceCurrentVersionExpired",
            "NoAutoUpgrade",
        )
    },
    defaults={"properties.versionUpgradeOption": "OnceNewDefaultVersionAvailable"},
    read_only=(
        "properties.callRateLimit",
        "properties.rateLimits",
        "properties.capabilities",
        "properties.currentCapacity",
        "properties.dynamicThrottlingEnabled",
    ),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    creating="Creating",
    updating="Updating",
    etag=True,
    lock=ACCOUNT_LOCK,
    seconds=10,
    validate=_validate,
    complete_body=_complete,
)
