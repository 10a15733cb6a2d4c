"""Deployments of a managed online endpoint: instances of a VM size that run a model.

Quota is refused at once; that the region has no such machines is found out at the end of the operation.
"""

from __future__ import annotations

import re
from typing import Any

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of, parent_id, parse_path
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PATCH,
    LONG_PUT,
    NameRule,
    ResourceType,
    Write,
    WriteLock,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.machinelearningservices import api_versions, instance_types, quota
from localcloud.arm.providers.machinelearningservices.online_endpoints import DEPLOYMENTS, refusal
from localcloud.arm.providers.machinelearningservices.validation import invalid_deployment
from localcloud.arm.seed import InstanceType

NAME = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments"
_REGISTRY_ASSET = re.compile(
    r"azureml://registries/[\w.-]+/(?P<kind>models|environments)/[\w.-]+/(versions/[\w.-]+|labels/[\w.-]+)"
)
_DURATION = re.compile(r"PT(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_LONGEST_REQUEST_SECONDS = 180


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    endpoint = _endpoint(cloud, write)
    if cloud.state_of(endpoint) != "Succeeded":
        raise invalid_deployment(
            "",
            "This endpoint has not been created successfully or is in deleting provisioning state. Please recreate "
            "endpoint and then try again to create deployment.",
        )
    if properties["endpointComputeType"] != "Managed":
        raise invalid_deployment("EndpointComputeType", "Only managed online deployments exist here.")
    if not properties.get("instanceType"):
        raise invalid_deployment("VmSize", "A managed online deployment needs an instanceType.")
    size = instance_types.find(cloud, write.location, str(properties["instanceType"]))
    before = write.existing.properties["instanceType"] if write.existing else size.name
    if str(before).lower() != size.name.lower():
        raise invalid_deployment("VmSize", f"The instanceType of deployment {write.name} cannot be changed.")
    properties["instanceType"] = size.name
    _check_assets(properties)
    _check_requests(properties)
    _check_egress(cloud, write)
    vcpus = quota.vcpus_of(size, _instances(write))
    quota.check(cloud, _quota(write, size), size, write.key, vcpus)


def _endpoint(cloud: Cloud, write: Write) -> Resource:
    endpoint = cloud.store.get(write.parent_key)
    if endpoint is None:
        raise AssertionError("the gate has checked the parent")
    return endpoint


def _quota(write: Write, size: InstanceType) -> quota.FamilyQuota:
    return quota.FamilyQuota(write.subscription, write.location, size.family)


def _instances(write: Write) -> int:
    sku = write.body.setdefault("sku", {"name": "Default", "capacity": 1})
    capacity = sku.setdefault("capacity", 1)
    if isinstance(capacity, bool) or not isinstance(capacity, int) or capacity < 1:
        raise invalid_deployment("InstanceCount", f"The number of instances must be at least 1, not {capacity}.")
    return capacity


def _check_assets(properties: Json) -> None:
    """A model, or an environment that has one in its image; each in one of the forms of an asset's id."""
    model, environment = properties.get("model"), properties.get("environmentId")
    if not model and not environment:
        raise invalid_deployment("Model", "A deployment needs a model, or an environment that brings its own.")
    for field, value, kind in (("Model", model, "models"), ("EnvironmentId", environment, "environments")):
        if value and not _is_asset(str(value), kind):
            raise invalid_deployment(
                field,
                f"'{value}' is no id of an asset: azureml://registries/<registry>/{kind}/<name>/versions/<version>, or "
                f"the ARM id of one in the workspace.",
            )


def _is_asset(value: str, kind: str) -> bool:
    registry = _REGISTRY_ASSET.fullmatch(value)
    if registry is not None:
        return registry["kind"] == kind
    path = parse_path(value.removeprefix("azureml:"))
    return (
        path is not None and path.full_type.lower() == f"microsoft.machinelearningservices/workspaces/{kind}/versions"
    )


def _check_requests(properties: Json) -> None:
    timeout = get_path(properties, "requestSettings.requestTimeout")
    if timeout is not None and not 0 < _seconds(str(timeout)) <= _LONGEST_REQUEST_SECONDS:
        raise invalid_deployment(
            "RequestTimeout", f"The requestTimeout must be a duration of at most PT3M, not '{timeout}'."
        )
    concurrent: Any = get_path(properties, "requestSettings.maxConcurrentRequestsPerInstance")
    if concurrent is not None and (isinstance(concurrent, bool) or not isinstance(concurrent, int) or concurrent < 1):
        raise invalid_deployment("MaxConcurrentRequestsPerInstance", f"It must be at least 1, not {concurrent}.")
    if get_path(properties, "scaleSettings.scaleType") not in (None, "Default"):
        raise invalid_deployment(
            "ScaleSettings", "Managed deployments scale by autoscale settings of Azure Monitor: scaleType Default."
        )


def _seconds(duration: str) -> float:
    found = _DURATION.fullmatch(duration)
    return 60 * int(found[1] or 0) + float(found[2] or 0) if found else 0


def _check_egress(cloud: Cloud, write: Write) -> None:
    """A managed network of the workspace takes the place of the older isolation per deployment (documented)."""
    workspace = cloud.store.get(parent_id(write.parent_key))
    mode = get_path(workspace.body, "properties.managedNetwork.isolationMode") if workspace else None
    if mode not in (None, "Disabled") and write.properties.get("egressPublicNetworkAccess") == "Disabled":
        raise invalid_deployment(
            "EgressPublicNetworkAccess",
            f"The workspace has a managed network ({mode}), which decides on egress: leave egressPublicNetworkAccess "
            "at Enabled.",
        )


def _saved(cloud: Cloud, write: Write, deployment: Resource) -> None:
    """Draw on quota and on the region's machines; what it has not got shows at the end of the operation."""
    size = instance_types.find(cloud, write.location, str(write.properties["instanceType"]))
    instances = _instances(write)
    cloud.store.release(write.key)
    cloud.store.claim(_quota(write, size).key, write.key, write.key, quota.vcpus_of(size, instances))
    shelf = f"aml-stock/{write.location}/{size.name}".lower()
    available = size.stock.get(write.location)
    short = available is not None and cloud.store.claimed(shelf) + instances > available
    if not short:
        cloud.store.claim(shelf, write.key, write.key, instances)
    deployment.hidden["shortage"] = f"{size.name} in {write.location}" if short else ""
    cloud.store.put(deployment)


def _finished(cloud: Cloud, deployment: Resource) -> None:  # noqa: ARG001 - a hook
    if deployment.hidden.get("shortage"):
        raise ArmError(
            409,
            "OutOfCapacity",
            f"There is not enough capacity of {deployment.hidden['shortage']} at the moment. Please try another VM "
            "size or region, or try again later. See https://aka.ms/oe-tsg#error-outofcapacity",
        )


def _removable(cloud: Cloud, deployment: Resource) -> None:
    """One that has traffic stays (documented; the sentence is ours). With its endpoint it goes all the same."""
    endpoint = cloud.store.get(deployment.parent_key)
    for field in ("traffic", "mirrorTraffic"):
        shares = endpoint.properties.get(field) or {} if endpoint else {}
        share = next((share for name, share in shares.items() if name.lower() == deployment.name.lower()), 0)
        if share:
            raise invalid_deployment(
                "", f"Deployment {deployment.name} has {share} % {field}: set it to 0 before you delete it."
            )


def _lock_keys(cloud: Cloud, identifier: str, body: Json) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a lock
    return (key_of(identifier), key_of(parent_id(identifier)))


def _shares(key: str, operation: Operation) -> bool:
    """Two deployments of one endpoint may be on their way at a time, the endpoint itself not (inferred)."""
    return operation.type.lower() == DEPLOYMENTS and operation.resource_key != key


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ENDPOINTS,
    scope="parent",
    name_rule=NameRule(r"[a-zA-Z](-?[a-zA-Z0-9])+", 3, 32),
    required=("properties.endpointComputeType",),
    shapes={
        "properties.instanceType": "text",
        "properties.model": "text",
        "properties.environmentId": "text",
        "properties.environmentVariables": "object",
        "properties.requestSettings": "object",
        "properties.scaleSettings": "object",
        "properties.appInsightsEnabled": "flag",
        "sku.capacity": "number",
    },
    closed={
        "properties.endpointComputeType": ("Managed", "Kubernetes", "AzureMLCompute"),
        "properties.egressPublicNetworkAccess": ("Enabled", "Disabled"),
    },
    defaults={
        "properties.egressPublicNetworkAccess": "Enabled",
        "properties.scaleSettings": {"scaleType": "Default"},
        "properties.requestSettings": {
            "maxConcurrentRequestsPerInstance": 1,
            "requestTimeout": "PT5S",
            "maxQueueWait": "PT0.5S",
        },
        "properties.environmentVariables": {},
        "properties.appInsightsEnabled": False,
    },
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    lock=WriteLock(_lock_keys, refusal, _shares),
    seconds=600,
    validate=_validate,
    saved=_saved,
    finished=_finished,
    removable=_removable,
)
