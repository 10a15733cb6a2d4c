"""Deleted accounts: for 48 hours name, subdomain and quota stay taken, unless they are purged or restored."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.reads import page, page_of
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import LONG_DELETE, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.cognitiveservices import api_versions

RETENTION = timedelta(hours=48)
_ACCOUNTS = "soft-deleted-accounts"
"""Pool: key of the account that was → the deleted account that holds its name."""
_NAME = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts"
_TIME = "%Y-%m-%dT%H:%M:%S"


def check_name_is_free(cloud: Cloud, write: Write) -> None:
    """A new account must not bear the id of a soft-deleted one, unless it asks to restore it."""
    wants_restore = write.properties.get("restore") is True
    deleted = _deleted(cloud, write)
    if deleted is not None and not wants_restore:
        raise ArmError(
            409,
            "FlagMustBeSetForRestore",
            f"An existing resource with ID '{write.id}' has been soft-deleted. To restore the resource, you must "
            "specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please "
            "purge it first.",
        )
    if wants_restore and (deleted is None or deleted.location != write.location):
        raise ArmError(
            400,
            "CanNotRestoreANonExistingResource",
            f"There is no soft-deleted resource with ID '{write.id}' to restore.",
        )


def is_being_restored(cloud: Cloud, write: Write, holder: str | None) -> bool:
    """Whether `holder` is the very deleted account that this write brings back."""
    deleted = _deleted(cloud, write)
    return deleted is not None and deleted.key == holder and write.properties.get("restore") is True


def _deleted(cloud: Cloud, write: Write) -> Resource | None:
    holder = cloud.store.claimant(_ACCOUNTS, write.key)
    deleted = cloud.store.get(holder) if holder else None
    if deleted is not None and _is_over(deleted):
        cloud.store.remove(deleted.key)
        return None
    return deleted


def _is_over(deleted: Resource) -> bool:
    ends = datetime.strptime(str(deleted.properties["scheduledPurgeDate"])[:19], _TIME).replace(tzinfo=UTC)
    return ends <= datetime.now(UTC)


def keep(cloud: Cloud, account: Resource) -> None:
    """Turn an account that is being removed into a deleted one, with all its claims and what restores it."""
    segments = account.id.split("/")
    identifier = (
        f"/subscriptions/{segments[2]}/providers/Microsoft.CognitiveServices/locations/{account.location}/"
        f"resourceGroups/{segments[4]}/deletedAccounts/{account.name}"
    )
    properties = {key: value for key, value in account.properties.items() if key != "provisioningState"}
    properties["deletionDate"] = timestamp()
    properties["scheduledPurgeDate"] = (datetime.now(UTC) + RETENTION).strftime(_TIME) + "Z"
    inner = list(cloud.store.below(account.key))
    deleted = Resource(
        key=key_of(identifier),
        id=identifier,
        type=_NAME.lower(),
        name=account.name,
        parent_key=key_of(identifier.rsplit("/", 2)[0]),
        subscription=account.subscription,
        resource_group="",
        location=account.location,
        etag=account.etag,
        body={**account.body, "properties": properties},
        hidden={"account": asdict(account), "children": [asdict(row) for row in reversed(inner)]},
    )
    cloud.store.put(deleted)
    for row in (*inner, account):
        cloud.store.hand_over_claims(row.key, deleted.key)
    cloud.store.claim(_ACCOUNTS, account.key, deleted.key)


def restore(cloud: Cloud, write: Write) -> Json:
    """Bring a deleted account back with its properties (which it returns) and its children.

    What the request says besides `restore` is ignored.
    """
    deleted = _deleted(cloud, write)
    if deleted is None:
        raise AssertionError("check_name_is_free has looked")
    before = Resource(**deleted.hidden["account"])
    write.body.clear()
    write.body.update(before.body)
    cloud.store.release(deleted.key, _ACCOUNTS)
    children = [Resource(**child) for child in deleted.hidden["children"]]
    owners = {child.key for child in children}
    for pool, item, amount in cloud.store.claims_of(deleted.key):
        cloud.store.claim(pool, item, item if item in owners else write.key, amount)
    cloud.store.remove(deleted.key)
    for child in children:
        cloud.store.put(child)
    return before.properties


def list_deleted(cloud: Cloud, request: ArmRequest) -> Answer:
    """All deleted accounts of a subscription."""
    after, limit = page_of(request)
    rows = cloud.store.of_type(_NAME.lower(), request.path.subscription.lower(), after, limit + 1)
    shown = [cloud.show(row) for row in rows[:limit] if not _is_over(row)]
    return page(request, shown, rows[limit - 1].key if len(rows) > limit else None)


TYPE = ResourceType(
    name=_NAME,
    api_versions=api_versions.ALL,
    scope="subscription",
    location="none",
    put=None,
    patch=None,
    delete=LONG_DELETE,
    provisioning_state=False,
    seconds=10,
)
