"""Key vaults: a name that is unique in the world and outlives the vault, soft delete always on."""

from __future__ import annotations

from typing import Any

from localcloud.arm.core import names
from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.private_connections import connection_type, show_connections
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import (
    LONG_PUT,
    Delete,
    NameRule,
    Patch,
    PrivateLink,
    PrivateLinkMember,
    Reference,
    ResourceType,
    Write,
    WriteLock,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.keyvault import soft_delete
from localcloud.arm.providers.keyvault.api_versions import API_VERSIONS

NAME = "Microsoft.KeyVault/vaults"
_NAMES = "vaults"
_RULE = NameRule(r"[a-zA-Z](-?[a-zA-Z0-9])+", 3, 24, "VaultNameNotValid")
_RETENTION_DAYS = range(7, 91)


def _stays(write: Write, path: str, value: Any) -> ArmError:  # noqa: ARG001 - a refusal
    return bad_request("BadRequest", f"The property '{path.rpartition('.')[2]}' of vault '{write.name}' cannot change.")


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    _check_name(cloud, write)
    before = write.existing.properties if write.existing else {}
    if properties.get("enablePurgeProtection") is False:
        # Also on a new vault, where it may be left out only (azure-rest-api-specs#18106).
        raise bad_request(
            "BadRequest",
            'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is '
            "an irreversible action.",
        )
    if properties.get("enableSoftDelete") is False:
        raise bad_request(
            "BadRequest", 'The property "enableSoftDelete" cannot be set to false: soft delete is always on.'
        )
    days = properties.get("softDeleteRetentionInDays", before.get("softDeleteRetentionInDays", 90))
    if days not in _RETENTION_DAYS:
        raise bad_request("BadRequest", f"softDeleteRetentionInDays must be between 7 and 90, not {days}.")
    if before and days != before["softDeleteRetentionInDays"]:
        raise _stays(write, "properties.softDeleteRetentionInDays", days)
    has_access = properties.get("enableRbacAuthorization") or properties.get("accessPolicies") is not None
    if not (has_access or before or properties.get("createMode") == "recover"):
        raise bad_request("BadRequest", "A vault needs accessPolicies, or enableRbacAuthorization.")


def _check_name(cloud: Cloud, write: Write) -> None:
    holder = names.holder(cloud, _NAMES, write.name)
    deleted = soft_delete.find(cloud, holder)
    recover = write.properties.get("createMode") == "recover"
    if deleted is not None:
        mine = soft_delete.was(deleted).key == write.key
        if mine and recover:
            return
        if mine or deleted.subscription == write.subscription.lower():
            raise ArmError(
                409,
                "ConflictError",
                "A vault with the same name already exists in deleted state. You need to either recover or purge "
                "existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more "
                "information on soft delete.",
            )
    if names.is_taken(cloud, _NAMES, write):
        raise _taken(write.name)
    if recover and write.existing is None:
        raise bad_request("BadRequest", f"There is no deleted vault '{write.name}' to recover.")


def _taken(name: str) -> ArmError:
    return ArmError(
        409,
        "VaultAlreadyExists",
        f"The vault name '{name}' is already in use. Vault names are globaly unique so it is possible that the name is "
        "already taken. If you are sure that the vault name was not taken then it is possible that a vault with the "
        "same name was recently deleted but not purged after being placed in a recoverable state.",
    )


def _complete(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    deleted = soft_delete.find(cloud, names.holder(cloud, _NAMES, write.name))
    if properties.pop("createMode", None) == "recover" and deleted is not None:
        # What the request says besides is ignored.
        before = soft_delete.was(deleted)
        write.body.clear()
        write.body.update(before.body)
        properties = write.properties
        cloud.store.remove(deleted.key)
    kept = write.existing.properties if write.existing else {}
    for name in ("softDeleteRetentionInDays", "enablePurgeProtection", "accessPolicies"):
        if name in kept and properties.get(name) is None:
            properties[name] = kept[name]
    properties.setdefault("softDeleteRetentionInDays", 90)
    properties.setdefault("accessPolicies", [])
    properties["enableSoftDelete"] = True
    properties["vaultUri"] = f"https://{write.name.lower()}.vault.azure.net/"


def _saved(cloud: Cloud, write: Write, vault: Resource) -> None:  # noqa: ARG001 - a hook
    names.take(cloud, _NAMES, write)


def check_name(cloud: Cloud, request: ArmRequest) -> Answer:
    """Whether a vault could have the name; a deleted vault has it still."""
    name = str(request.body().get("name", ""))
    try:
        _RULE.check(name, NAME)
    except ArmError as error:
        return Answer(200, {"nameAvailable": False, "reason": "AccountNameInvalid", "message": error.message})
    holder = names.holder(cloud, _NAMES, name)
    if holder is None or (cloud.store.get(holder) is None and soft_delete.find(cloud, holder) is None):
        return Answer(200, {"nameAvailable": True})
    return Answer(200, {"nameAvailable": False, "reason": "AlreadyExists", "message": _taken(name).message})


def _members(vault: Resource) -> tuple[PrivateLinkMember, ...]:
    return (PrivateLinkMember("default", f"{vault.name.lower()}.vault.azure.net"),)


def _busy(cloud: Cloud, operation: Operation) -> ArmError:  # noqa: ARG001 - as `PrivateLink.busy`
    vault = operation.resource_id.rpartition("/")[2]
    return ArmError(
        409,
        "ConflictError",
        "A conflict occurred that prevented the operation from completing. The operation failed because the Key Vault "
        f"'{vault}' changed from the point the operation began. This can happen if parallel operations are being "
        "performed on the Key Vault. To prevent this error, serialize the operations so that only one operation is "
        "performed on the Key Vault at a time.",
        blocked_by=operation.id,
    )


def _lock_keys(cloud: Cloud, identifier: str, body: Json) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a lock
    return (identifier.lower(),)


def _refusal(cloud: Cloud, key: str, operation: Operation, request: ArmRequest) -> ArmError:  # noqa: ARG001 - a refusal
    return _busy(cloud, operation)


_LOCK = WriteLock(_lock_keys, _refusal)

TYPE = ResourceType(
    name=NAME,
    api_versions=API_VERSIONS,
    name_rule=_RULE,
    required=("properties.tenantId", "properties.sku.name"),
    shapes={
        "properties.tenantId": "text",
        "properties.accessPolicies": "list",
        "properties.accessPolicies[*]": "object",
        "properties.enableRbacAuthorization": "flag",
        "properties.enableSoftDelete": "flag",
        "properties.enablePurgeProtection": "flag",
        "properties.softDeleteRetentionInDays": "number",
        "properties.createMode": "text",
    },
    closed={
        "properties.sku.name": ("standard", "premium"),
        "properties.createMode": ("default", "recover"),
        "properties.publicNetworkAccess": ("Enabled", "Disabled"),
        "properties.networkAcls.defaultAction": ("Allow", "Deny"),
        "properties.networkAcls.bypass": ("AzureServices", "None"),
    },
    create_only={"properties.tenantId": _stays},
    defaults={
        "properties.enabledForDeployment": False,
        "properties.publicNetworkAccess": "Enabled",
        "properties.sku.family": "A",
    },
    read_only=("properties.vaultUri", "properties.privateEndpointConnections", "properties.hsmPoolResourceId"),
    references=(
        Reference("properties.networkAcls.virtualNetworkRules[*].id", "Microsoft.Network/virtualNetworks/subnets"),
    ),
    put=LONG_PUT,
    patch=Patch(),
    delete=Delete(),
    creating="RegisteringDns",
    lock=_LOCK,
    seconds=30,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    removing=soft_delete.keep,
    private_link=PrivateLink(
        groups={"vault": _members}, connection_type=f"{NAME}/privateEndpointConnections", busy=_busy
    ),
    render=show_connections,
)

CONNECTION = connection_type(NAME, API_VERSIONS, _LOCK)
