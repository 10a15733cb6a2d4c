"""Deleted vaults: for 7 to 90 days the name stays taken, unless the vault is recovered or, where it may be, purged."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import ResourceType
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.keyvault.api_versions import API_VERSIONS

_NAME = "Microsoft.KeyVault/locations/deletedVaults"
_TIME = "%Y-%m-%dT%H:%M:%S"


def find(cloud: Cloud, key: str | None) -> Resource | None:
    """The deleted vault behind a key that holds a vault's name; None when it is none, or its days are over."""
    deleted = cloud.store.get(key) if key else None
    if deleted is None or deleted.type != _NAME.lower():
        return None
    ends = datetime.strptime(str(deleted.properties["scheduledPurgeDate"])[:19], _TIME).replace(tzinfo=UTC)
    if ends <= datetime.now(UTC):
        cloud.store.remove(deleted.key)
        return None
    return deleted


def was(deleted: Resource) -> Resource:
    """The vault that it was."""
    return Resource(**deleted.hidden["vault"])


def keep(cloud: Cloud, vault: Resource) -> None:
    """Turn a vault that is being removed into a deleted one, which has its name."""
    identifier = (
        f"/subscriptions/{vault.subscription}/providers/Microsoft.KeyVault/locations/{vault.location}/deletedVaults/"
        f"{vault.name}"
    )
    days = int(vault.properties["softDeleteRetentionInDays"])
    properties: Json = {
        "vaultId": vault.id,
        "location": vault.location,
        "tags": vault.body.get("tags", {}),
        "deletionDate": timestamp(),
        "scheduledPurgeDate": (datetime.now(UTC) + timedelta(days=days)).strftime(_TIME) + "Z",
        "purgeProtectionEnabled": bool(vault.properties.get("enablePurgeProtection")),
    }
    deleted = Resource(
        key=key_of(identifier),
        id=identifier,
        type=_NAME.lower(),
        name=vault.name,
        parent_key=key_of(identifier.rsplit("/", 2)[0]),
        subscription=vault.subscription,
        resource_group="",
        location=vault.location,
        etag=vault.etag,
        body={"properties": properties},
        hidden={"vault": asdict(vault)},
    )
    cloud.store.put(deleted)
    cloud.store.hand_over_claims(vault.key, deleted.key)


def list_deleted(cloud: Cloud, request: ArmRequest) -> Answer:
    """All deleted vaults of a subscription."""
    rows = cloud.store.of_type(_NAME.lower(), request.path.subscription.lower())
    return Answer(200, {"value": [cloud.show(row) for row in rows if find(cloud, row.key) is not None]})


def _purge(cloud: Cloud, request: ArmRequest, deleted: Resource) -> Answer:  # noqa: ARG001 - an action
    """Forget a deleted vault, and free its name; refused under purge protection."""
    if deleted.properties["purgeProtectionEnabled"]:
        raise ArmError(405, "MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed.")
    cloud.store.remove(deleted.key)
    return Answer(200)


TYPE = ResourceType(
    name=_NAME,
    api_versions=API_VERSIONS,
    scope="subscription",
    location="none",
    put=None,
    patch=None,
    delete=None,
    provisioning_state=False,
    actions={"purge": _purge},
)
