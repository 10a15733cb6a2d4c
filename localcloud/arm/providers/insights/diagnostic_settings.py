"""Diagnostic settings: an extension of whatever has logs or metrics. Their errors have no `error` wrapper."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of, parse_path
from localcloud.arm.core.resource_type import NameRule, Put, Reference, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.insights.log_categories import CATEGORIES, Categories

MAXIMUM_PER_RESOURCE = 5
_SINKS = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId")


def _refusal(status: int, code: str, message: str) -> ArmError:
    return ArmError(status, code, message, wrapped=False)


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    path = parse_path(write.parent_key)
    known = CATEGORIES.get(path.full_type) if path else None
    if known is None:
        raise _refusal(
            400, "ResourceTypeNotSupported", f"The resource '{write.parent_key}' takes no diagnostic settings."
        )
    if not any(properties.get(sink) for sink in _SINKS):
        raise _refusal(400, "BadRequest", "At least one data sink needs to be specified.")
    if not (properties.get("logs") or properties.get("metrics")):
        raise _refusal(400, "BadRequest", "At least one log or metric category needs to be specified.")
    _check_categories(properties, known)
    workspace = properties.get("workspaceId")
    if workspace and cloud.resource(str(workspace)) is None:
        raise _refusal(404, "ResourceNotFound", f"The workspace '{workspace}' was not found.")
    others = [row for row in cloud.store.children(write.parent_key, TYPE.key) if row.key != write.key]
    _check_sinks(properties, others)
    if write.existing is None and len(others) >= MAXIMUM_PER_RESOURCE:
        raise _refusal(
            409,
            "Conflict",
            f"A resource can have {MAXIMUM_PER_RESOURCE} diagnostic settings; '{write.name}' would be more.",
        )


def _check_categories(properties: Json, known: Categories) -> None:
    logs = properties.get("logs") or []
    if any(one.get("category") for one in logs) and any(one.get("categoryGroup") for one in logs):
        raise _refusal(
            400, "BadRequest", "Category and CategoryGroup cannot be used together in one diagnostic setting."
        )
    allowed, groups = {name.lower() for name in known.logs}, {name.lower() for name in known.groups}
    for one in logs:
        category, group = one.get("category"), one.get("categoryGroup")
        if category and str(category).lower() not in allowed:
            raise _refusal(400, "BadRequest", f"Category '{category}' is not supported.")
        if group and str(group).lower() not in groups:
            raise _refusal(400, "BadRequest", f"Category group '{group}' is not supported.")
    for one in properties.get("metrics") or ():
        if str(one.get("category")).lower() != "allmetrics" or not known.metrics:
            supported = "'AllMetrics'" if known.metrics else "none"
            raise _refusal(
                400,
                "BadRequest",
                f"Metric category '{one.get('category')}' is not supported, supported categories are: {supported}",
            )


def _enabled(properties: Json) -> set[str]:
    names = {
        str(one.get("category") or one.get("categoryGroup"))
        for kind in ("logs", "metrics")
        for one in properties.get(kind) or ()
        if one.get("enabled")
    }
    return {name.lower() for name in names}


def _check_sinks(properties: Json, others: list[Resource]) -> None:
    """No category may reach one sink by two settings."""
    for sink in _SINKS:
        target = properties.get(sink)
        for other in others if target else ():
            if key_of(str(other.properties.get(sink) or "")) != key_of(str(target)):
                continue
            for category in sorted(_enabled(properties) & _enabled(other.properties)):
                shown = {"allmetrics": "AllMetrics", "alllogs": "allLogs"}.get(category, category)
                raise _refusal(
                    409,
                    "Conflict",
                    f"Data sink '{target}' is already used in diagnostic setting '{other.name}' for category "
                    f"'{shown}'. Data sinks can't be reused in different settings on the same category for the same "
                    "resource.",
                )


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    """Azure shows every entry with a retention policy and with both kinds of category."""
    retention: Json = {"enabled": False, "days": 0}
    write.properties["logs"] = [
        {"category": None, "categoryGroup": None, **one, "retentionPolicy": one.get("retentionPolicy") or retention}
        for one in write.properties.get("logs") or ()
    ]
    write.properties["metrics"] = [
        {**one, "retentionPolicy": one.get("retentionPolicy") or retention}
        for one in write.properties.get("metrics") or ()
    ]


TYPE = ResourceType(
    name="Microsoft.Insights/diagnosticSettings",
    api_versions=("2021-05-01-preview", "2017-05-01-preview"),
    scope="any",
    location="none",
    name_rule=NameRule(r"[^*<>%:&#?+\\/]+", 1, 260),
    shapes={
        "properties.workspaceId": "text",
        "properties.logs[*].category": "text",
        "properties.logs[*].categoryGroup": "text",
        "properties.metrics[*].category": "text",
    },
    references=(Reference("properties.workspaceId", "Microsoft.OperationalInsights/workspaces", must_exist=False),),
    put=Put(created=200),
    patch=None,
    provisioning_state=False,
    validate=_validate,
    complete_body=_complete,
)
