"""Container Apps environments: workload profiles, and a subnet that is delegated to them and nobody else's."""

from __future__ import annotations

from typing import Any

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.own_lock import OWN_LOCK
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
from localcloud.arm.providers.app import api_versions
from localcloud.arm.providers.app.workload_profiles import check_profiles
from localcloud.arm.providers.network.address_space import parse_prefix, prefixes_of, take_address

NAME = "Microsoft.App/managedEnvironments"
APPS = "Microsoft.App/containerApps".lower()
_DELEGATION = "microsoft.app/environments"
_SMALLEST_PREFIX = 27
"""With workload profiles."""
_SUBNET = "properties.vnetConfiguration.infrastructureSubnetId"
_STAYS = (_SUBNET, "properties.vnetConfiguration.internal", "properties.infrastructureResourceGroup")


def apps_in(cloud: Cloud, environment: Resource) -> list[Resource]:
    """The apps of an environment, wherever they lie."""
    users = (cloud.store.get(source) for source in dict(cloud.store.users(environment.key)))
    return [user for user in users if user is not None and user.type == APPS]


def _validate(cloud: Cloud, write: Write) -> None:
    _check_what_stays(write)
    check_profiles(cloud, write.location, write.properties.get("workloadProfiles") or [])
    _check_profiles_in_use(cloud, write)
    subnet_id = get_path(write.body, _SUBNET)
    if subnet_id is None:
        if get_path(write.body, "properties.vnetConfiguration.internal"):
            raise _network("An internal environment needs an infrastructureSubnetId.")
        return
    subnet = cloud.resource(str(subnet_id))
    if subnet is not None and write.existing is None:
        _check_subnet(cloud, write, subnet)


def _network(why: str) -> ArmError:
    return bad_request(
        "ManagedEnvironmentInvalidNetworkConfiguration", f"The environment network configuration is invalid: {why}"
    )


def _check_what_stays(write: Write) -> None:
    """Network and zone redundancy are for life (the SDKs replace the environment); the text was not seen."""
    if write.existing is None:
        return
    for path in (*_STAYS, "properties.zoneRedundant"):
        before, after = get_path(write.existing.body, path), get_path(write.body, path)
        if after is not None and before is not None and str(after).lower() != str(before).lower():
            raise bad_request(
                "ManagedEnvironmentPropertyCannotChange",
                f"The property '{path.rpartition('.')[2]}' of environment '{write.name}' cannot be changed.",
            )


def _check_profiles_in_use(cloud: Cloud, write: Write) -> None:
    if write.existing is None:
        return
    left = {str(one.get("name")).lower() for one in write.properties.get("workloadProfiles") or []}
    for app in apps_in(cloud, write.existing):
        profile = app.properties.get("workloadProfileName")
        if profile and str(profile).lower() not in left:
            raise ArmError(
                409, "WorkloadProfileInUse", f"Workload profile '{profile}' is in use by container app {app.id}."
            )


def _check_subnet(cloud: Cloud, write: Write, subnet: Resource) -> None:
    services = [
        str(get_path(one, "properties.serviceName")).lower() for one in subnet.properties.get("delegations") or []
    ]
    if _DELEGATION not in services:
        raise bad_request(
            "ManagedEnvironmentSubnetDelegationError",
            "The subnet of the environment must be delegated to the service 'Microsoft.App/environments'.",
        )
    for source, _ in cloud.store.users(subnet.key):
        user = cloud.store.get(source)
        if user is not None and user.key != write.key:
            raise bad_request(
                "ManagedEnvironmentSubnetInUse", f"The subnet {subnet.id} is already in use by {user.id}."
            )
    network = parse_prefix(prefixes_of(subnet.properties)[0], subnet.id)
    if network.prefixlen > _SMALLEST_PREFIX:
        raise _network(f"The subnet {subnet.name} ({network}) must have a size of at least /{_SMALLEST_PREFIX}.")


def _complete(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    properties = write.properties
    before = write.existing.properties if write.existing else {}
    for path in _STAYS:
        name = path.split(".")[1]
        if name in before and properties.get(name) is None:
            properties[name] = before[name]
    word = stable_guid("environment", write.key).replace("-", "")
    properties["defaultDomain"] = before.get("defaultDomain") or (
        f"{_WORDS[int(word[:4], 16) % len(_WORDS)]}-{word[:8]}.{write.location}.azurecontainerapps.io"
    )
    properties["staticIp"] = before.get("staticIp") or _address(cloud, write)
    properties.setdefault("zoneRedundant", False)
    properties.setdefault("peerTrafficConfiguration", {"encryption": {"enabled": False}})
    properties.setdefault("publicNetworkAccess", "Enabled" if not _is_internal(properties) else "Disabled")
    properties["eventStreamEndpoint"] = f"https://{write.location}.azurecontainerapps.dev{write.id}/eventstream"
    properties["kedaConfiguration"], properties["daprConfiguration"] = {"version": None}, {"version": None}


_WORDS = ("agreeablebay", "bluedune", "calmsea", "graysand", "happymoss", "kindwater", "politefield", "redhill")


def _is_internal(properties: Json) -> bool:
    return bool(get_path(properties, "vnetConfiguration.internal"))


def _address(cloud: Cloud, write: Write) -> str:
    """Of the subnet for an internal environment; else a public one, out of the range that is nobody's."""
    subnet = cloud.resource(str(get_path(write.body, _SUBNET) or ""))
    if subnet is None or not _is_internal(write.properties):
        return f"203.0.113.{int(stable_guid('address', write.key)[:2], 16) % 254 + 1}"
    return take_address(cloud, subnet.key, prefixes_of(subnet.properties)[0], write.key)


def _address_in_subnet(cloud: Cloud, environment: Resource, path: str) -> str:  # noqa: ARG001 - a hook
    """The load balancer that Azure puts into the subnet, so that it cannot go before the environment."""
    return f"{environment.id}/loadBalancer"


def _removable(cloud: Cloud, environment: Resource) -> None:
    apps = apps_in(cloud, environment)
    if apps:
        raise ArmError(
            409,
            "ManagedEnvironmentHasContainerApps",
            f"The specified environment {environment.name} cannot be deleted because it still contains {len(apps)} "
            "ContainerApps.",
        )


def _check_logs(write: Write) -> None:
    logs: Any = write.properties.get("appLogsConfiguration") or {}
    settings = logs.get("logAnalyticsConfiguration") or {}
    if logs.get("destination") == "log-analytics" and not settings.get("customerId"):
        raise bad_request("InvalidRequestFormat", "The destination log-analytics needs a customerId and a sharedKey.")


def _validate_all(cloud: Cloud, write: Write) -> None:
    _check_logs(write)
    _validate(cloud, write)


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    name_rule=NameRule(r"[a-zA-Z0-9](-?[a-zA-Z0-9])*", 2, 60),
    shapes={
        "properties.workloadProfiles[*]": "object",
        "properties.vnetConfiguration": "object",
        _SUBNET: "text",
        "properties.vnetConfiguration.internal": "flag",
        "properties.zoneRedundant": "flag",
        "properties.infrastructureResourceGroup": "text",
        "properties.appLogsConfiguration": "object",
        "properties.appLogsConfiguration.logAnalyticsConfiguration": "object",
    },
    closed={
        "properties.appLogsConfiguration.destination": ("log-analytics", "azure-monitor", "none"),
        "properties.publicNetworkAccess": ("Enabled", "Disabled"),
    },
    read_only=("properties.defaultDomain", "properties.staticIp", "properties.eventStreamEndpoint"),
    write_only=("properties.appLogsConfiguration.logAnalyticsConfiguration.sharedKey",),
    references=(Reference(_SUBNET, "Microsoft.Network/virtualNetworks/subnets"),),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    creating="Waiting",
    updating="InfrastructureSetupInProgress",
    lock=OWN_LOCK,
    seconds=110,
    validate=_validate_all,
    complete_body=_complete,
    removable=_removable,
    address_in_subnet=_address_in_subnet,
)
