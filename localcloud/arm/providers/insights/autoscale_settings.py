"""Autoscale settings: one a resource, which it names for life; profiles with bounds and rules."""

from __future__ import annotations

import re
from typing import Any

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.resource_type import NameRule, Reference, ResourceType, Write

_MOST_PROFILES = 20
_MOST_RULES = 10
_WHOLE = re.compile(r"[0-9]{1,4}")


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    target = str(properties["targetResourceUri"])
    if write.existing is not None and key_of(str(write.existing.properties["targetResourceUri"])) != key_of(target):
        raise bad_request(
            "TargetResourceIdIsImmutable",
            f"The autoscale setting '{write.name}' under resource group '{write.resource_group}' is referencing target "
            f"resource '{write.existing.properties['targetResourceUri']}'. The target resource reference is immutable. "
            "If you want to change it, please create a new autoscale setting with a different name.",
        )
    for source, path in cloud.store.users(key_of(target)):
        other = cloud.store.get(source)
        if path == _TARGET and other is not None and other.type == TYPE.key and other.key != write.key:
            raise ArmError(
                409, "Conflict", f"The resource '{target}' has the autoscale setting '{other.name}' already."
            )
    profiles: list[Json] = properties["profiles"]
    if not 1 <= len(profiles) <= _MOST_PROFILES:
        raise bad_request("BadRequest", f"An autoscale setting has 1 to {_MOST_PROFILES} profiles.")
    for profile in profiles:
        _check_profile(profile)


def _check_profile(profile: Json) -> None:
    name = profile.get("name")
    capacity: Json = profile.get("capacity") or {}
    bounds = [_whole(name, field, capacity.get(field)) for field in ("minimum", "default", "maximum")]
    if sorted(bounds) != bounds:
        raise bad_request(
            "BadRequest", f"Profile '{name}': minimum, default and maximum must not fall; they are {bounds}."
        )
    rules: list[Json] = profile.get("rules") or []
    if len(rules) > _MOST_RULES:
        raise bad_request("BadRequest", f"Profile '{name}' has more than {_MOST_RULES} rules.")
    for rule in rules:
        if not (rule.get("metricTrigger") or {}).get("metricName") or not (rule.get("scaleAction") or {}).get(
            "direction"
        ):
            raise bad_request("BadRequest", f"Every rule of profile '{name}' needs a metricTrigger and a scaleAction.")


def _whole(profile: Any, field: str, value: Any) -> int:
    """Azure has the bounds as strings of digits."""
    if not isinstance(value, str) or not _WHOLE.fullmatch(value):
        raise bad_request("BadRequest", f"Profile '{profile}': the {field} must be a string of digits, not {value!r}.")
    return int(value)


_TARGET = "properties.targetResourceUri"

TYPE = ResourceType(
    name="Microsoft.Insights/autoscalesettings",
    api_versions=("2015-04-01", "2021-05-01-preview", "2022-10-01"),
    name_rule=NameRule(r"[^<>*%{}&:\\?/+]+", 1, 260),
    required=(_TARGET, "properties.profiles"),
    shapes={
        _TARGET: "text",
        "properties.enabled": "flag",
        "properties.profiles": "list",
        "properties.profiles[*].capacity": "object",
        "properties.profiles[*].rules[*].metricTrigger": "object",
        "properties.profiles[*].rules[*].scaleAction": "object",
    },
    defaults={"properties.enabled": True, "properties.notifications": []},
    references=(
        Reference(_TARGET),
        Reference("properties.profiles[*].rules[*].metricTrigger.metricResourceUri"),
    ),
    provisioning_state=False,
    validate=_validate,
)
