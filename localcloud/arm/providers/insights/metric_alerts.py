"""Metric alerts: what they watch and whom they tell must exist, and the metric must be one that the type has."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import key_of, parse_path
from localcloud.arm.core.resource_type import NameRule, Put, Reference, ResourceType, Write
from localcloud.arm.providers.insights.metric_names import METRICS

_CRITERIA = (
    "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
    "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
    "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
    "Microsoft.Azure.Monitor.PromQLCriteria",
)
_HIGHEST_SEVERITY = 4


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    severity = properties["severity"]
    if isinstance(severity, bool) or not isinstance(severity, int | float) or not 0 <= severity <= _HIGHEST_SEVERITY:
        raise bad_request("BadRequest", f"The severity '{severity}' must be between 0 and {_HIGHEST_SEVERITY}.")
    criteria = properties["criteria"]
    if criteria.get("odata.type") not in _CRITERIA:
        raise bad_request(
            "BadRequest", f"The criteria's odata.type '{criteria.get('odata.type')}' is none of {', '.join(_CRITERIA)}."
        )
    if not properties["scopes"]:
        raise bad_request("BadRequest", "The alert needs at least one scope.")
    for scope in properties["scopes"]:
        _check_scope(cloud, scope)
    known = METRICS.get(_watched_type(write))
    for criterion in criteria.get("allOf") or ():
        name = criterion.get("metricName")
        if known is not None and name not in known and not criterion.get("skipMetricValidation"):
            raise bad_request("BadRequest", f"Couldn't find a metric named {name}. Make sure the name is correct.")


def _check_scope(cloud: Cloud, scope: str) -> None:
    """Scopes are resources, or groups and subscriptions for alerts over several resources."""
    path = parse_path(scope)
    if path is not None and path.names and (cloud.resource(scope) is not None or cloud.registry.find(path) is None):
        return
    raise ArmError(404, "ResourceNotFound", f"The scope '{scope}' of the alert was not found.")


def _watched_type(write: Write) -> str:
    named = write.properties.get("targetResourceType")
    path = parse_path(key_of(write.properties["scopes"][0]))
    return str(named).lower() if named else path.full_type if path else ""


TYPE = ResourceType(
    name="Microsoft.Insights/metricAlerts",
    api_versions=("2018-03-01", "2024-03-01-preview", "2026-01-01"),
    location="global",
    name_rule=NameRule(r"[^*#&+:<>?@%{}\\/]+", 1, 260),
    required=(
        "properties.severity",
        "properties.enabled",
        "properties.scopes",
        "properties.evaluationFrequency",
        "properties.windowSize",
        "properties.criteria",
    ),
    shapes={
        "properties.severity": "number",
        "properties.enabled": "flag",
        "properties.scopes[*]": "text",
        "properties.targetResourceType": "text",
        "properties.criteria": "object",
        "properties.criteria.allOf[*].metricName": "text",
    },
    closed={
        "properties.evaluationFrequency": ("PT1M", "PT5M", "PT15M", "PT30M", "PT1H"),
        "properties.windowSize": ("PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"),
    },
    defaults={"properties.autoMitigate": True, "properties.actions": []},
    read_only=("properties.lastUpdatedTime", "properties.isMigrated"),
    references=(Reference("properties.actions[*].actionGroupId", "Microsoft.Insights/actionGroups"),),
    put=Put(created=200),
    provisioning_state=False,
    validate=_validate,
)
