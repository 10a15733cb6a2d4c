"""Alerts on log queries. A query is not run here, so what its tables lack is not found out."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.resource_type import NameRule, Reference, ResourceType, Write

_SEVERITIES = range(5)


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    properties = write.properties
    if properties.get("severity") not in _SEVERITIES:
        raise bad_request("BadRequest", f"The severity must be between 0 and 4, not {properties.get('severity')}.")
    criteria: list[Json] = properties["criteria"].get("allOf") or []
    if not criteria:
        raise bad_request("BadRequest", "The rule needs a criterion.")
    for criterion in criteria:
        for name in ("query", "timeAggregation", "operator", "threshold"):
            if criterion.get(name) is None:
                raise bad_request("BadRequest", f"Every criterion needs '{name}'.")


def _complete(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)


TYPE = ResourceType(
    name="Microsoft.Insights/scheduledQueryRules",
    api_versions=("2021-08-01", "2022-06-15", "2023-12-01", "2025-01-01-preview", "2026-03-01"),
    name_rule=NameRule(r"[^#<>%&:\\?/{}*]+", 1, 260),
    required=("properties.scopes", "properties.criteria", "properties.evaluationFrequency", "properties.windowSize"),
    shapes={
        "properties.scopes": "list",
        "properties.scopes[*]": "text",
        "properties.criteria": "object",
        "properties.criteria.allOf[*].query": "text",
        "properties.criteria.allOf[*].threshold": "number",
        "properties.severity": "number",
        "properties.evaluationFrequency": "text",
        "properties.windowSize": "text",
    },
    defaults={"kind": "LogAlert", "properties.enabled": True, "properties.autoMitigate": True},
    references=(
        Reference("properties.scopes[*]"),
        Reference("properties.actions.actionGroups[*]", "Microsoft.Insights/actionGroups"),
    ),
    etag=True,
    provisioning_state=False,
    validate=_validate,
    complete_body=_complete,
)
