"""The services of a storage account (`blobServices/default` …): where its diagnostic settings go; and containers."""

from __future__ import annotations

import uuid

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.resource_type import NameRule, Put, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.storage.api_versions import API_VERSIONS

_PARENT = "Microsoft.Storage/storageAccounts"
SERVICES = ("blobServices", "fileServices", "queueServices", "tableServices")
_DEFAULT = "default"


def add_services(cloud: Cloud, account: Resource) -> None:
    """Every account has them from the start; a client only sets their properties."""
    for service in SERVICES:
        identifier = f"{account.id}/{service}/{_DEFAULT}"
        properties: Json = {"cors": {"corsRules": []}}
        if service == "blobServices":
            properties["deleteRetentionPolicy"] = {"enabled": False}
        body: Json = {"sku": account.body["sku"], "properties": properties}
        cloud.store.put(
            Resource(
                key=identifier.lower(),
                id=identifier,
                type=f"{_PARENT}/{service}".lower(),
                name=_DEFAULT,
                parent_key=account.key,
                subscription=account.subscription,
                resource_group=account.resource_group,
                location="",
                etag=str(uuid.uuid4()),
                body=body,
                hidden={},
            )
        )


def _check_default(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.existing is None:
        raise bad_request("InvalidRequestFormat", f"The name '{write.name}' of the service must be '{_DEFAULT}'.")


def _complete_container(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties.update(leaseStatus="Unlocked", leaseState="Available", hasLegalHold=False)


def _service(name: str) -> ResourceType:
    return ResourceType(
        name=f"{_PARENT}/{name}",
        api_versions=API_VERSIONS,
        scope="parent",
        location="none",
        put=Put(created=200),
        patch=None,
        delete=None,
        provisioning_state=False,
        validate=_check_default,
    )


TYPES = tuple(_service(name) for name in SERVICES)

CONTAINER = ResourceType(
    name=f"{_PARENT}/blobServices/containers",
    api_versions=API_VERSIONS,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-z0-9$](-?[a-z0-9])*", 3, 63),
    closed={"properties.publicAccess": ("None", "Blob", "Container")},
    defaults={"properties.publicAccess": "None"},
    patch=None,
    provisioning_state=False,
    complete_body=_complete_container,
)
