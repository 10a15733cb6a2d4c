"""Connections of an account (`connections`): where it may look for data and tools, and with which credentials.

The credentials go in and never come out; this Azure does not even keep them.
"""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.resource_type import NameRule, Patch, Put, ResourceType, Write
from localcloud.arm.providers.cognitiveservices import api_versions
from localcloud.arm.providers.cognitiveservices.account_lock import ACCOUNT_LOCK


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties["group"] = "AzureAI"


TYPE = ResourceType(
    name="Microsoft.CognitiveServices/accounts/connections",
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}", 3, 33),
    required=("properties.authType",),
    closed={
        "properties.authType": (
            "AAD",
            "AccessKey",
            "AccountKey",
            "ApiKey",
            "CustomKeys",
            "ManagedIdentity",
            "None",
            "OAuth2",
            "PAT",
            "SAS",
            "ServicePrincipal",
            "UsernamePassword",
        )
    },
    defaults={"properties.isSharedToAll": False},
    read_only=("properties.group", "properties.createdByWorkspaceArmId"),
    write_only=("properties.credentials",),
    put=Put(created=200),
    patch=Patch(),
    provisioning_state=False,
    lock=ACCOUNT_LOCK,
    complete_body=_complete,
)
