"""Action groups: who hears of an alert."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.resource_type import NameRule, ResourceType, Write

_RECEIVERS = (
    "emailReceivers",
    "smsReceivers",
    "webhookReceivers",
    "itsmReceivers",
    "azureAppPushReceivers",
    "automationRunbookReceivers",
    "voiceReceivers",
    "logicAppReceivers",
    "azureFunctionReceivers",
    "armRoleReceivers",
    "eventHubReceivers",
)
_SHORT_NAME_LENGTH = 12


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    short_name = str(write.properties["groupShortName"])
    if not 1 <= len(short_name) <= _SHORT_NAME_LENGTH:
        raise bad_request(
            "InvalidGroupShortName",
            f"The groupShortName '{short_name}' must have 1 to {_SHORT_NAME_LENGTH} characters.",
        )


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    for name in _RECEIVERS:
        write.properties[name] = write.properties.get(name) or []
    for receiver in write.properties["emailReceivers"]:
        receiver["status"] = "Enabled"


TYPE = ResourceType(
    name="Microsoft.Insights/actionGroups",
    api_versions=(
        "2018-03-01",
        "2019-06-01",
        "2021-09-01",
        "2022-06-01",
        "2023-01-01",
        "2023-09-01-preview",
        "2024-10-01-preview",
    ),
    location="optional",
    name_rule=NameRule(r"[^/&%\\?]+", 1, 260),
    required=("location", "properties.groupShortName", "properties.enabled"),
    shapes={
        "properties.groupShortName": "text",
        "properties.enabled": "flag",
        **{f"properties.{name}[*]": "object" for name in _RECEIVERS},
    },
    read_only=("properties.emailReceivers[*].status",),
    provisioning_state=False,
    validate=_validate,
    complete_body=_complete,
)
