"""Content filters of an account (`raiPolicies`)."""

from __future__ import annotations

from localcloud.arm.core.bodies import get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.resource_type import Delete, NameRule, Progress, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.cognitiveservices import api_versions
from localcloud.arm.providers.cognitiveservices.account_lock import ACCOUNT_LOCK
from localcloud.arm.providers.cognitiveservices.system_policies import SYSTEM_POLICIES, TYPE_NAME

_WITHOUT_SEVERITY = ("jailbreak", "indirect attack", "protected material text", "protected material code")


def _validate(cloud: Cloud, write: Write) -> None:
    if write.name in SYSTEM_POLICIES:
        raise bad_request("InvalidResourceProperties", f"The rai policy '{write.name}' is managed by the system.")
    base = get_path(write.body, "properties.basePolicyName")
    if base is not None and base not in SYSTEM_POLICIES:
        raise bad_request(
            "InvalidResourceProperties", f"The base policy '{base}' is none of {', '.join(SYSTEM_POLICIES)}."
        )
    before = get_path(write.existing.body, "properties.basePolicyName") if write.existing else None
    if before is not None and base is not None and before != base:
        raise bad_request("InvalidResourceProperties", "The base policy of a rai policy cannot be changed.")
    for content_filter in write.properties.get("contentFilters") or ():
        if content_filter.get("severityThreshold") and str(content_filter.get("name")).lower() in _WITHOUT_SEVERITY:
            raise bad_request(
                "InvalidResourceProperties", f"The filter '{content_filter['name']}' takes no severityThreshold."
            )
    for blocklist in write.properties.get("customBlocklists") or ():
        name = str(blocklist.get("blocklistName"))
        if not cloud.store.exists(f"{write.parent_key}/raiblocklists/{name.lower()}"):
            raise bad_request("InvalidResourceProperties", f"The blocklist '{name}' does not exist on this account.")


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties["type"] = "UserManaged"
    write.properties.setdefault("basePolicyName", "Microsoft.DefaultV2")


def _removable(cloud: Cloud, policy: Resource) -> None:
    if policy.name in SYSTEM_POLICIES:
        raise bad_request("InvalidResourceProperties", f"The rai policy '{policy.name}' is managed by the system.")
    deployments = cloud.store.children(policy.parent_key, "microsoft.cognitiveservices/accounts/deployments")
    users = [row.name for row in deployments if str(row.properties.get("raiPolicyName")).lower() == policy.name.lower()]
    if users:
        # That a filter in use stays is documented; the text of the refusal was not seen.
        raise ArmError(
            409, "Conflict", f"The rai policy '{policy.name}' is in use by the deployments {', '.join(users)}."
        )


TYPE = ResourceType(
    name=TYPE_NAME,
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*", 1, 64),
    shapes={
        "properties.basePolicyName": "text",
        "properties.contentFilters[*]": "object",
        "properties.customBlocklists[*]": "object",
    },
    closed={
        "properties.mode": ("Default", "Deferred", "Blocking", "Asynchronous_filter"),
        "properties.contentFilters[*].severityThreshold": ("Low", "Medium", "High"),
        "properties.contentFilters[*].source": (
            "Prompt",
            "Completion",
            "PreToolCall",
            "PostToolCall",
            "PreRun",
            "PostRun",
        ),
    },
    defaults={"properties.mode": "Blocking"},
    read_only=("properties.type",),
    patch=None,
    delete=Delete(done=202, progress=Progress.LOCATION),
    provisioning_state=False,
    etag=True,
    lock=ACCOUNT_LOCK,
    seconds=2,
    validate=_validate,
    complete_body=_complete,
    removable=_removable,
)
