"""Foundry projects of an account."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PATCH, LONG_PUT, NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.cognitiveservices import api_versions
from localcloud.arm.providers.cognitiveservices.account_lock import PROJECT_LOCK


def _validate(cloud: Cloud, write: Write) -> None:
    account = cloud.store.get(write.parent_key)
    if account is not None and not account.properties.get("allowProjectManagement"):
        # The rule is azurerm's, the text was not seen.
        raise bad_request("BadRequest", f"The account '{account.name}' does not allow project management.")


def _complete(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    account = cloud.store.get(write.parent_key)
    subdomain = account.properties.get("customSubDomainName") if account else None
    if subdomain:
        write.properties["endpoints"] = {
            "AI Foundry API": f"https://{subdomain}.services.ai.azure.com/api/projects/{write.name}"
        }


def _render(cloud: Cloud, project: Resource, body: dict[str, object]) -> None:
    siblings = cloud.store.children(project.parent_key, project.type)
    properties = project.properties
    body["properties"] = {**properties, "isDefault": siblings[0].key == project.key}


TYPE = ResourceType(
    name="Microsoft.CognitiveServices/accounts/projects",
    api_versions=api_versions.ALL,
    scope="parent",
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*", 2, 64),
    read_only=("properties.endpoints", "properties.isDefault"),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    etag=True,
    lock=PROJECT_LOCK,
    seconds=20,
    validate=_validate,
    complete_body=_complete,
    render=_render,
)
