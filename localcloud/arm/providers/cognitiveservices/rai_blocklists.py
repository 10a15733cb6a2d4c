"""Blocklists of an account and their items, which content filters name."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.resource_type import Delete, NameRule, Progress, ResourceType
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.cognitiveservices import api_versions
from localcloud.arm.providers.cognitiveservices.account_lock import ACCOUNT_LOCK
from localcloud.arm.providers.cognitiveservices.system_policies import TYPE_NAME as RAI_POLICIES

NAME = "Microsoft.CognitiveServices/accounts/raiBlocklists"
_NAME_RULE = NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*", 1, 64)


def _removable(cloud: Cloud, blocklist: Resource) -> None:
    for policy in cloud.store.children(blocklist.parent_key, RAI_POLICIES.lower()):
        named = [str(one.get("blocklistName")).lower() for one in policy.properties.get("customBlocklists") or ()]
        if blocklist.name.lower() in named:
            # The rule is inferred, the text was not seen.
            raise ArmError(
                409, "Conflict", f"The blocklist '{blocklist.name}' is in use by the rai policy '{policy.name}'."
            )


BLOCKLIST = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    name_rule=_NAME_RULE,
    patch=None,
    delete=Delete(done=202, progress=Progress.LOCATION),
    provisioning_state=False,
    etag=True,
    lock=ACCOUNT_LOCK,
    removable=_removable,
)

ITEM = ResourceType(
    name=f"{NAME}/raiBlocklistItems",
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    name_rule=_NAME_RULE,
    required=("properties.pattern",),
    patch=None,
    delete=Delete(done=202, progress=Progress.LOCATION),
    provisioning_state=False,
    etag=True,
    lock=ACCOUNT_LOCK,
)
