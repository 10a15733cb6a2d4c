"""Planned maintenance: the windows in which AKS upgrades a cluster, its nodes, or itself (`default`)."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.resource_type import ResourceType, Write
from localcloud.arm.providers.containerservice import api_versions
from localcloud.arm.providers.containerservice.aks_errors import invalid_parameter, missing_parameter

_SCHEDULES = ("aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")
_SHORTEST, _LONGEST = 4, 24
"""Hours of a window (azure-aks-docs, planned maintenance)."""


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.name not in (*_SCHEDULES, "default"):
        raise invalid_parameter("configName", f"It is none of {', '.join((*_SCHEDULES, 'default'))}.")
    window = write.properties.get("maintenanceWindow")
    if window is None:
        if write.name in _SCHEDULES:
            raise missing_parameter("properties.maintenanceWindow")
        return
    for needed in ("schedule", "startTime", "durationHours"):
        if window.get(needed) is None:
            raise missing_parameter(f"properties.maintenanceWindow.{needed}")
    if not _SHORTEST <= window["durationHours"] <= _LONGEST:
        raise invalid_parameter("maintenanceWindow.durationHours", f"A window has {_SHORTEST} to {_LONGEST} hours.")


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.properties.get("maintenanceWindow"):
        write.properties["maintenanceWindow"].setdefault("utcOffset", "+00:00")


TYPE = ResourceType(
    name="Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    required=("properties",),
    shapes={
        "properties.maintenanceWindow": "object",
        "properties.maintenanceWindow.schedule": "object",
        "properties.maintenanceWindow.startTime": "text",
        "properties.maintenanceWindow.durationHours": "number",
    },
    patch=None,
    provisioning_state=False,
    validate=_validate,
    complete_body=_complete,
)
