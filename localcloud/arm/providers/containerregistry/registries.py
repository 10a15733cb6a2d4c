"""Container registries: a name that is unique in the world; what is private needs the SKU Premium."""

from __future__ import annotations

import secrets

from localcloud.arm.core import names
from localcloud.arm.core.bodies import get_path
from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.own_lock import OWN_LOCK, busy_target
from localcloud.arm.core.private_connections import connection_type, show_connections
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PATCH,
    LONG_PUT,
    NameRule,
    PrivateLink,
    PrivateLinkMember,
    ResourceType,
    Write,
)
from localcloud.arm.core.store import Resource

NAME = "Microsoft.ContainerRegistry/registries"
_NAMES = "registries"
_API_VERSIONS = (
    "2020-11-01-preview",
    "2021-09-01",
    "2022-12-01",
    "2023-01-01-preview",
    "2023-06-01-preview",
    "2023-07-01",
    "2023-11-01-preview",
    "2024-11-01-preview",
    "2025-04-01",
    "2025-11-01",
    "2026-03-01-preview",
)


def _validate(cloud: Cloud, write: Write) -> None:
    if names.is_taken(cloud, _NAMES, write):
        raise ArmError(409, "AlreadyInUse", f"The registry DNS name {write.name.lower()}.azurecr.io is already in use.")
    sku = str(get_path(write.body, "sku.name"))
    if sku != "Premium" and write.properties.get("publicNetworkAccess") == "Disabled":
        raise bad_request(
            "DisablingPublicNetworkAccessNotSupported",
            f"Disabling public network access is not supported for the SKU {sku}. For more information, please visit "
            "https://aka.ms/acr/private-link.",
        )
    if sku != "Premium" and cloud.store.children(write.key, f"{NAME}/privateEndpointConnections".lower()):
        raise _needs_premium(write.name, sku)


def _needs_premium(name: str, sku: str) -> ArmError:
    """The rule is documented; code and text were not seen."""
    return bad_request(
        "PrivateEndpointNotSupported", f"Registry '{name}' has the SKU {sku}; private endpoints need Premium."
    )


def _complete(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    before = write.existing.properties if write.existing else {}
    write.body["sku"]["tier"] = write.body["sku"]["name"]
    write.properties.update(
        loginServer=f"{write.name.lower()}.azurecr.io", creationDate=before.get("creationDate") or timestamp()
    )


def _saved(cloud: Cloud, write: Write, registry: Resource) -> None:
    names.take(cloud, _NAMES, write)
    if not registry.hidden.get("passwords"):
        registry.hidden["passwords"] = [secrets.token_hex(26), secrets.token_hex(26)]
        cloud.store.put(registry)


def _list_credentials(cloud: Cloud, request: ArmRequest, registry: Resource) -> Answer:  # noqa: ARG001 - an action
    """User name and passwords of the admin user; refused while it is off."""
    if not registry.properties["adminUserEnabled"]:
        raise bad_request(
            "UnAuthorizedForCredentialOperations",
            f"Cannot perform credential operations for {registry.id} as admin user is disabled. Kindly enable admin "
            "user as per docs: https://aka.ms/acr/admin-account",
        )
    passwords = zip(("password", "password2"), registry.hidden["passwords"], strict=True)
    return Answer(
        200,
        {"username": registry.name, "passwords": [{"name": name, "value": value} for name, value in passwords]},
    )


def _members(registry: Resource) -> tuple[PrivateLinkMember, ...]:
    """The registry, and the place in its region from which layers are fetched."""
    name = registry.name.lower()
    return (
        PrivateLinkMember(f"registry_data_{registry.location}", f"{name}.{registry.location}.data.azurecr.io"),
        PrivateLinkMember("registry", f"{name}.azurecr.io"),
    )


def _check_endpoint(cloud: Cloud, registry: Resource) -> None:  # noqa: ARG001 - as `PrivateLink.check`
    sku = str(registry.body["sku"]["name"])
    if sku != "Premium":
        raise _needs_premium(registry.name, sku)


TYPE = ResourceType(
    name=NAME,
    api_versions=_API_VERSIONS,
    name_rule=NameRule(r"[a-zA-Z0-9]+", 5, 50),
    required=("sku.name",),
    shapes={"properties.adminUserEnabled": "flag", "properties.dataEndpointEnabled": "flag"},
    closed={
        "sku.name": ("Basic", "Standard", "Premium"),
        "properties.publicNetworkAccess": ("Enabled", "Disabled"),
        "properties.networkRuleBypassOptions": ("AzureServices", "None"),
        "properties.zoneRedundancy": ("Enabled", "Disabled"),
    },
    defaults={
        "properties.adminUserEnabled": False,
        "properties.anonymousPullEnabled": False,
        "properties.dataEndpointEnabled": False,
        "properties.networkRuleBypassOptions": "AzureServices",
        "properties.publicNetworkAccess": "Enabled",
    },
    read_only=("properties.loginServer", "properties.creationDate", "properties.privateEndpointConnections"),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    lock=OWN_LOCK,
    seconds=20,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    private_link=PrivateLink(
        groups={"registry": _members},
        connection_type=f"{NAME}/privateEndpointConnections",
        busy=busy_target,
        check=_check_endpoint,
    ),
    render=show_connections,
    actions={"listcredentials": _list_credentials},
)

CONNECTION = connection_type(NAME, _API_VERSIONS, OWN_LOCK)
