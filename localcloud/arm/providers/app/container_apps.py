"""Container apps: containers on a workload profile of an environment, an ingress, scaling from nought.

Secrets' values are kept apart and shown by `listSecrets` only.
"""

from __future__ import annotations

from typing import Any

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.own_lock import OWN_LOCK
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PATCH,
    LONG_PUT,
    NameRule,
    Reference,
    ResourceType,
    Write,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.app import api_versions, gpu_quota, managed_environments
from localcloud.arm.providers.app.app_template import check_resources, check_scale, check_secret_references, replicas
from localcloud.arm.providers.app.workload_profiles import CONSUMPTION, find
from localcloud.arm.seed import WorkloadProfileType

NAME = "Microsoft.App/containerApps"
_PORTS = range(1, 65536)


def _environment(cloud: Cloud, write: Write) -> Resource:
    properties = write.properties
    identifier = properties.get("managedEnvironmentId") or properties.get("environmentId")
    if not identifier:
        raise bad_request("InvalidRequestFormat", "A container app needs an environmentId.", target="environmentId")
    properties["managedEnvironmentId"] = properties["environmentId"] = identifier
    environment = cloud.resource(str(identifier))
    if environment is None or environment.type != managed_environments.NAME.lower():
        raise bad_request("ManagedEnvironmentNotFound", f"The environment '{identifier}' does not exist.")
    return environment


def _validate(cloud: Cloud, write: Write) -> None:
    environment = _environment(cloud, write)
    if cloud.state_of(environment) != "Succeeded":
        running = cloud.operations.running_on(environment.key)
        raise ArmError(
            409,
            "ManagedEnvironmentNotProvisioned",
            f"The environment '{environment.id}' has not been provisioned successfully.",
            blocked_by=running.id if running else None,
        )
    if write.existing is not None and write.existing.properties["managedEnvironmentId"].lower() != environment.key:
        raise bad_request("ContainerAppEnvironmentCannotChange", f"The environment of '{write.name}' cannot change.")
    if environment.location != write.location:
        raise bad_request(
            "ContainerAppLocationMismatch",
            f"The app is in {write.location}, its environment in {environment.location}: they must be in one region.",
        )
    kind = _profile(cloud, write, environment)
    check_resources(write.properties, kind)
    check_scale(write.properties)
    check_secret_references(write.properties)
    _check_ingress(write)
    if kind.gpus:
        quota = gpu_quota.GpuQuota(write.subscription, write.location, kind)
        gpu_quota.check(cloud, quota, write.key, replicas(write.properties))


def _profile(cloud: Cloud, write: Write, environment: Resource) -> WorkloadProfileType:
    """The type of the profile that the app names; Consumption when it names none."""
    profiles: list[Json] = environment.properties.get("workloadProfiles") or []
    wanted = str(write.properties.get("workloadProfileName") or CONSUMPTION)
    found = next((one for one in profiles if str(one["name"]).lower() == wanted.lower()), None)
    if found is None and not profiles and wanted == CONSUMPTION:
        found = {"name": CONSUMPTION, "workloadProfileType": CONSUMPTION}
    kind = find(cloud, environment.location, str(found["workloadProfileType"])) if found else None
    if found is None or kind is None:
        raise bad_request(
            "WorkloadProfileNotFound",
            f"The environment '{environment.name}' has no workload profile '{wanted}'; it has "
            f"{', '.join(str(one['name']) for one in profiles) or 'none'}.",
        )
    write.properties["workloadProfileName"] = found["name"]
    return kind


def _check_ingress(write: Write) -> None:
    ingress: Any = get_path(write.body, "properties.configuration.ingress")
    if not ingress:
        return
    port = ingress.get("targetPort")
    if port is not None and port not in _PORTS:
        raise bad_request("ContainerAppInvalidIngress", f"The targetPort {port} is no port.")
    weights = [one.get("weight") or 0 for one in ingress.get("traffic") or []]
    if weights and sum(weights) != 100:
        raise bad_request("ContainerAppInvalidIngress", f"The traffic weights must add up to 100, not {sum(weights)}.")


def _complete(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    properties = write.properties
    environment = _environment(cloud, write)
    kind = _profile(cloud, write, environment)
    domain = str(environment.properties["defaultDomain"])
    number = (
        int(get_path(write.existing.body, "properties.latestRevisionName").rpartition("--")[2])
        if (write.existing)
        else 0
    )
    revision = f"{write.name}--{number + 1:07d}"
    inside = "" if get_path(properties, "configuration.ingress.external") else "internal."
    if get_path(properties, "configuration.ingress") is not None:
        properties["configuration"]["ingress"]["fqdn"] = f"{write.name}.{inside}{domain}"
        properties["latestRevisionFqdn"] = f"{revision}.{inside}{domain}"
    properties.update(
        latestRevisionName=revision,
        latestReadyRevisionName=revision,
        customDomainVerificationId=stable_guid("domain verification", write.subscription).replace("-", "").upper() * 2,
        outboundIpAddresses=[environment.properties["staticIp"]],
        eventStreamEndpoint=f"{environment.properties['eventStreamEndpoint']}/containerApps/{write.name}",
    )
    gpu_quota.draw(cloud, gpu_quota.GpuQuota(write.subscription, write.location, kind), write.key, replicas(properties))


def _saved(cloud: Cloud, write: Write, app: Resource) -> None:  # noqa: ARG001 - a hook
    """Values of secrets leave the body before anybody can read it; one that is left out keeps its value."""
    secrets: list[Json] = get_path(app.body, "properties.configuration.secrets") or []
    known: Json = app.hidden.get("secrets") or {}
    app.hidden["secrets"] = {one["name"]: one.pop("value", known.get(one["name"], "")) for one in secrets}
    cloud.store.put(app)


def _list_secrets(cloud: Cloud, request: ArmRequest, app: Resource) -> Answer:  # noqa: ARG001 - an action
    """Names and values of the app's secrets."""
    shown = [{"name": name, "value": value} for name, value in app.hidden["secrets"].items()]
    return Answer(200, {"value": shown})


_CONFIGURATION = "properties.configuration"

TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    name_rule=NameRule(r"[a-z](-?[a-z0-9])*", 2, 32, "ContainerAppInvalidName"),
    shapes={
        "properties.managedEnvironmentId": "text",
        "properties.environmentId": "text",
        "properties.workloadProfileName": "text",
        f"{_CONFIGURATION}.ingress": "object",
        f"{_CONFIGURATION}.ingress.external": "flag",
        f"{_CONFIGURATION}.ingress.targetPort": "number",
        f"{_CONFIGURATION}.ingress.traffic[*].weight": "number",
        f"{_CONFIGURATION}.secrets[*].name": "text",
        f"{_CONFIGURATION}.registries[*]": "object",
        f"{_CONFIGURATION}.registries[*].passwordSecretRef": "text",
        "properties.template.containers[*].name": "text",
        "properties.template.containers[*].image": "text",
        "properties.template.containers[*].resources.cpu": "number",
        "properties.template.containers[*].resources.memory": "text",
        "properties.template.containers[*].env[*].secretRef": "text",
        "properties.template.scale": "object",
        "properties.template.scale.minReplicas": "number",
        "properties.template.scale.maxReplicas": "number",
    },
    closed={
        f"{_CONFIGURATION}.activeRevisionsMode": ("Single", "Multiple", "Labels"),
        f"{_CONFIGURATION}.ingress.transport": ("auto", "http", "http2", "tcp"),
    },
    defaults={f"{_CONFIGURATION}.activeRevisionsMode": "Single"},
    read_only=(
        f"{_CONFIGURATION}.ingress.fqdn",
        "properties.latestRevisionName",
        "properties.latestRevisionFqdn",
        "properties.latestReadyRevisionName",
        "properties.outboundIpAddresses",
        "properties.customDomainVerificationId",
        "properties.eventStreamEndpoint",
    ),
    references=(
        Reference("properties.managedEnvironmentId", managed_environments.NAME),
        Reference("properties.environmentId", managed_environments.NAME),
    ),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    creating="InProgress",
    updating="InProgress",
    lock=OWN_LOCK,
    seconds=600,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    actions={"listsecrets": _list_secrets},
)
