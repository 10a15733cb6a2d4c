"""User-assigned identities and their federated credentials."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.managed_identity import PRINCIPALS
from localcloud.arm.core.resource_type import NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource

_API_VERSIONS = (
    "2018-11-30",
    "2022-01-31-preview",
    "2023-01-31",
    "2023-07-31-preview",
    "2024-11-30",
    "2025-01-31-preview",
    "2025-05-31-preview",
)
_MAXIMUM_CREDENTIALS = 20


def _complete(cloud: Cloud, write: Write) -> None:
    write.properties.update(
        tenantId=cloud.identity.tenant_id,
        principalId=stable_guid("principal", write.key),
        clientId=stable_guid("client", write.key),
    )


def _saved(cloud: Cloud, write: Write, identity: Resource) -> None:  # noqa: ARG001 - a hook
    cloud.store.claim(PRINCIPALS, str(identity.properties["principalId"]), identity.key)


def _validate_credential(cloud: Cloud, write: Write) -> None:
    others = [row for row in cloud.store.children(write.parent_key, FEDERATED_CREDENTIAL.key) if row.key != write.key]
    mine = (write.properties["issuer"], write.properties["subject"])
    if any((row.properties["issuer"], row.properties["subject"]) == mine for row in others):
        raise ArmError(409, "Conflict", "Issuer and subject combination already exists for this Managed Identity.")
    if len(others) >= _MAXIMUM_CREDENTIALS:
        raise ArmError(
            409, "Conflict", f"Too many Federated Identity Credentials: an identity can have {_MAXIMUM_CREDENTIALS}."
        )


TYPE = ResourceType(
    name="Microsoft.ManagedIdentity/userAssignedIdentities",
    api_versions=_API_VERSIONS,
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_-]*", 3, 128),
    read_only=("properties.tenantId", "properties.principalId", "properties.clientId"),
    provisioning_state=False,
    complete_body=_complete,
    saved=_saved,
)

FEDERATED_CREDENTIAL = ResourceType(
    name="Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    api_versions=_API_VERSIONS,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_-]*", 3, 120),
    shapes={"properties.issuer": "text", "properties.subject": "text", "properties.audiences[*]": "text"},
    required=("properties.issuer", "properties.subject", "properties.audiences"),
    patch=None,
    provisioning_state=False,
    validate=_validate_credential,
)
