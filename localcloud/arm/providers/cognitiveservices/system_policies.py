"""The content filters that every account has from Azure: `Microsoft.DefaultV2` and `Microsoft.Default`."""

from __future__ import annotations

import uuid

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.resource_type import Write
from localcloud.arm.core.store import Resource

TYPE_NAME = "Microsoft.CognitiveServices/accounts/raiPolicies"
SYSTEM_POLICIES = ("Microsoft.Default", "Microsoft.DefaultV2")
NO_FILTER = "Microsoft.Nill"
"""Accepted on a deployment, though no policy of that name can be read."""


def default_filters() -> list[Json]:
    """Microsoft's default for text models (2026-10-08): four categories at Medium, jailbreak, protected material."""
    filters: list[Json] = [
        {"name": name, "source": source, "severityThreshold": "Medium", "blocking": True, "enabled": True}
        for name in ("Hate", "Sexual", "Violence", "Selfharm")
        for source in ("Prompt", "Completion")
    ]
    filters.append({"name": "Jailbreak", "source": "Prompt", "blocking": True, "enabled": True})
    filters += [
        {"name": name, "source": "Completion", "blocking": True, "enabled": True}
        for name in ("Protected Material Text", "Protected Material Code")
    ]
    return filters


def add_system_policies(cloud: Cloud, account: Write) -> None:
    """Put them below a new account."""
    if account.existing is not None:
        return
    for name in SYSTEM_POLICIES:
        identifier = f"{account.id}/raiPolicies/{name}"
        properties = {"mode": "Blocking", "contentFilters": default_filters(), "type": "SystemManaged"}
        cloud.store.put(
            Resource(
                key=identifier.lower(),
                id=identifier,
                type=TYPE_NAME.lower(),
                name=name,
                parent_key=account.key,
                subscription=account.subscription.lower(),
                resource_group=account.resource_group.lower(),
                location="",
                etag=str(uuid.uuid4()),
                body={"properties": properties},
                hidden={},
            )
        )
