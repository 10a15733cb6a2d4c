"""Storage accounts: a name that is unique in the world, keys, private endpoints per service.

`listKeys` answers also where `allowSharedKeyAccess` is off: the keys exist, and it is the data plane (not here) that
rejects requests with them (Microsoft's page on preventing Shared Key; KeyBasedAuthenticationNotPermitted).
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from localcloud.arm.core import names
from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.own_lock import OWN_LOCK, busy_target
from localcloud.arm.core.private_connections import connection_type, show_connections
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import (
    Delete,
    NameRule,
    Patch,
    PrivateLink,
    PrivateLinkMember,
    Progress,
    Put,
    Reference,
    ResourceType,
    Write,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.storage.api_versions import API_VERSIONS
from localcloud.arm.providers.storage.storage_services import add_services

NAME = "Microsoft.Storage/storageAccounts"
NAMES = "storage-accounts"
_HOST = "core.windows.net"
_ENDPOINTS = ("blob", "file", "queue", "table", "dfs", "web")
_KINDS = ("StorageV2", "Storage", "BlobStorage", "BlockBlobStorage", "FileStorage")
_SKUS = (
    "Standard_LRS",
    "Standard_GRS",
    "Standard_RAGRS",
    "Standard_ZRS",
    "Standard_GZRS",
    "Standard_RAGZRS",
    "Premium_LRS",
    "Premium_ZRS",
)


@dataclass(frozen=True)
class AccountNameRule(NameRule):
    """Storage has a code and a sentence of its own for a name that it cannot take."""

    def check(self, name: str, full_type: str) -> None:
        """Raise the refusal when the name breaks the rule."""
        try:
            super().check(name, full_type)
        except ArmError:
            raise bad_request(
                "AccountNameInvalid",
                f"{name} is not a valid storage account name. Storage account name must be between 3 and 24 "
                "characters in length and use numbers and lower-case letters only.",
            ) from None


NAME_RULE = AccountNameRule(r"[a-z0-9]+", 3, 24, "AccountNameInvalid")


def name_taken(name: str) -> ArmError:
    """Somebody has the name, anywhere."""
    return ArmError(409, "StorageAccountAlreadyTaken", f"The storage account named {name} is already taken.")


def _stays(write: Write, path: str, value: Any) -> ArmError:
    """What azure-native and azurerm replace the account for; the code is common knowledge, the text ours."""
    return ArmError(
        409,
        "AccountPropertyCannotBeUpdated",
        f"The property '{path.rpartition('.')[2]}' of storage account '{write.name}' was specified as '{value}' in the "
        "input, but it cannot be updated.",
    )


def _validate(cloud: Cloud, write: Write) -> None:
    if names.is_taken(cloud, NAMES, write):
        raise name_taken(write.name)
    before = write.existing
    if before is None:
        return
    if _tier(before.body) != _tier(write.body):
        raise _stays(write, "sku.name", get_path(write.body, "sku.name"))
    wanted = write.properties.get("isHnsEnabled", before.properties["isHnsEnabled"])
    if wanted != before.properties["isHnsEnabled"]:
        raise _stays(write, "properties.isHnsEnabled", wanted)


def _tier(body: Json) -> str:
    return str(get_path(body, "sku.name")).partition("_")[0]


def _complete(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    properties = write.properties
    before = write.existing.properties if write.existing else {}
    write.body["sku"] = {**write.body["sku"], "tier": _tier(write.body)}
    properties["creationTime"] = before.get("creationTime") or timestamp()
    properties["primaryLocation"] = write.location
    properties["statusOfPrimary"] = "available"
    properties["primaryEndpoints"] = {
        service: f"https://{write.name}{'.z1' if service == 'web' else ''}.{service}.{_HOST}/" for service in _ENDPOINTS
    }
    properties["networkAcls"] = {
        "bypass": "AzureServices",
        "virtualNetworkRules": [],
        "ipRules": [],
        "defaultAction": "Allow",
        **(properties.get("networkAcls") or {}),
    }
    properties["encryption"] = properties.get("encryption") or {
        "keySource": "Microsoft.Storage",
        "services": {name: {"enabled": True, "keyType": "Account"} for name in ("blob", "file")},
    }


def _saved(cloud: Cloud, write: Write, account: Resource) -> None:
    names.take(cloud, NAMES, write)
    if not account.hidden.get("keys"):
        account.hidden["keys"] = [base64.b64encode(secrets.token_bytes(64)).decode() for _ in range(2)]
        cloud.store.put(account)
    if write.existing is None:
        add_services(cloud, account)


def _list_keys(cloud: Cloud, request: ArmRequest, account: Resource) -> Answer:  # noqa: ARG001 - an action
    """Both keys; also where shared key access is off (the data plane then refuses them)."""
    return Answer(
        200,
        {
            "keys": [
                {"keyName": f"key{number}", "value": key, "permissions": "FULL"}
                for number, key in enumerate(account.hidden["keys"], start=1)
            ]
        },
    )


def _members(service: str) -> Callable[[Resource], tuple[PrivateLinkMember, ...]]:
    def members(account: Resource) -> tuple[PrivateLinkMember, ...]:
        return (PrivateLinkMember(service, f"{account.name}.{service}.{_HOST}"),)

    return members


TYPE = ResourceType(
    name=NAME,
    api_versions=API_VERSIONS,
    name_rule=NAME_RULE,
    required=("sku.name", "kind"),
    shapes={
        "properties.allowSharedKeyAccess": "flag",
        "properties.allowBlobPublicAccess": "flag",
        "properties.supportsHttpsTrafficOnly": "flag",
        "properties.isHnsEnabled": "flag",
        "properties.networkAcls": "object",
        "properties.encryption": "object",
    },
    closed={
        "sku.name": _SKUS,
        "kind": _KINDS,
        "properties.accessTier": ("Hot", "Cool", "Cold", "Premium"),
        "properties.publicNetworkAccess": ("Enabled", "Disabled", "SecuredByPerimeter"),
        "properties.minimumTlsVersion": ("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"),
        "properties.networkAcls.defaultAction": ("Allow", "Deny"),
    },
    create_only={"kind": _stays},
    defaults={
        "properties.accessTier": "Hot",
        "properties.allowBlobPublicAccess": False,
        "properties.isHnsEnabled": False,
        "properties.minimumTlsVersion": "TLS1_2",
        "properties.publicNetworkAccess": "Enabled",
        "properties.supportsHttpsTrafficOnly": True,
    },
    read_only=(
        "properties.creationTime",
        "properties.primaryEndpoints",
        "properties.primaryLocation",
        "properties.privateEndpointConnections",
        "properties.statusOfPrimary",
    ),
    references=(
        Reference("properties.networkAcls.virtualNetworkRules[*].id", "Microsoft.Network/virtualNetworks/subnets"),
    ),
    put=Put(created=202, replaced=200, progress=Progress.LOCATION),
    patch=Patch(),
    delete=Delete(),
    lock=OWN_LOCK,
    seconds=20,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    private_link=PrivateLink(
        groups={service: _members(service) for service in _ENDPOINTS},
        connection_type=f"{NAME}/privateEndpointConnections",
        busy=busy_target,
    ),
    render=show_connections,
    actions={"listkeys": _list_keys},
)

CONNECTION = connection_type(NAME, API_VERSIONS, OWN_LOCK)
