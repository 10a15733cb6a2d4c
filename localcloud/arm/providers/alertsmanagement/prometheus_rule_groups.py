"""Groups of Prometheus rules on an Azure Monitor workspace: each records a metric or raises an alert.

PromQL is not parsed here; that brackets and braces close is all that is looked at.
"""

from __future__ import annotations

import re

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import parse_path
from localcloud.arm.core.resource_type import NameRule, Reference, ResourceType, Write

_ACCOUNT = "microsoft.monitor/accounts"
_MOST_RULES = 20
_SEVERITIES = range(5)
_INTERVAL = re.compile(r"PT([1-9]|1[0-5])M")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')


def _refused(write: Write, why: str) -> ArmError:
    """The rules are documented; the text is ours."""
    return bad_request("BadRequest", f"Prometheus rule group '{write.name}' is invalid: {why}.")


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    scopes: list[str] = write.properties["scopes"]
    paths = [parse_path(scope) for scope in scopes]
    if not any(path is not None and path.full_type.lower() == _ACCOUNT for path in paths):
        raise _refused(write, "its scopes have no Azure Monitor workspace")
    interval = write.properties.get("interval", "PT1M")
    if not _INTERVAL.fullmatch(str(interval)):
        raise _refused(write, f"its interval must be from PT1M to PT15M, not '{interval}'")
    rules: list[Json] = write.properties["rules"]
    if not 1 <= len(rules) <= _MOST_RULES:
        raise _refused(write, f"it must have 1 to {_MOST_RULES} rules, not {len(rules)}")
    for rule in rules:
        _check_rule(write, rule)


def _check_rule(write: Write, rule: Json) -> None:
    alert, record, expression = rule.get("alert"), rule.get("record"), rule.get("expression")
    if bool(alert) == bool(record):
        raise _refused(write, "every rule is either an alert or a record")
    name = alert or record
    if not expression or not _is_balanced(str(expression)):
        raise _refused(write, f"the expression of '{name}' is missing, or its brackets do not close")
    if rule.get("severity", 3) not in _SEVERITIES:
        raise _refused(write, f"the severity of '{name}' must be between 0 and 4, not {rule['severity']}")


def _is_balanced(expression: str) -> bool:
    open_ones: list[str] = []
    for character in _QUOTED.sub("", expression):
        if character in "([{":
            open_ones.append(character)
        elif character in _PAIRS and (not open_ones or open_ones.pop() != _PAIRS[character]):
            return False
    return not open_ones


TYPE = ResourceType(
    name="Microsoft.AlertsManagement/prometheusRuleGroups",
    api_versions=("2021-07-22-preview", "2023-03-01"),
    name_rule=NameRule(r"[^:@/#{}%&+*<>?\\]+", 1, 260),
    required=("properties.scopes", "properties.rules"),
    shapes={
        "properties.scopes": "list",
        "properties.scopes[*]": "text",
        "properties.rules": "list",
        "properties.rules[*]": "object",
        "properties.rules[*].labels": "object",
        "properties.rules[*].annotations": "object",
        "properties.enabled": "flag",
        "properties.interval": "text",
        "properties.clusterName": "text",
    },
    defaults={"properties.enabled": True, "properties.interval": "PT1M"},
    references=(
        Reference("properties.scopes[*]"),
        Reference("properties.rules[*].actions[*].actionGroupId", "Microsoft.Insights/actionGroups"),
    ),
    provisioning_state=False,
    validate=_validate,
)
