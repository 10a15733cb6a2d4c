"""Environments of a workspace and their versions: which container image serves, and where its routes are.

A version never changes: another image is another version (documented; the sentence is ours).
"""

from __future__ import annotations

from typing import Any

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.resource_type import NameRule, ResourceType, Write
from localcloud.arm.providers.machinelearningservices import api_versions
from localcloud.arm.providers.machinelearningservices.validation import invalid_call

_NAME = "Microsoft.MachineLearningServices/workspaces/environments"
_RULE = NameRule(r"[a-zA-Z0-9][\w.-]*", 1, 255)


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if not any(write.properties.get(field) for field in ("image", "build", "condaFile")):
        raise invalid_call(f"Version {write.name} of an environment needs an image, a build context or a conda file.")


def _stays(write: Write, path: str, wanted: Any) -> ArmError:  # noqa: ARG001 - a refusal
    return invalid_call(f"Version {write.name} of the environment exists, and no version can be changed.")


TYPE = ResourceType(
    name=_NAME,
    api_versions=api_versions.ENDPOINTS,
    scope="parent",
    location="none",
    name_rule=_RULE,
    shapes={"properties.description": "text", "properties.tags": "object"},
    patch=None,
)

VERSION = ResourceType(
    name=f"{_NAME}/versions",
    api_versions=api_versions.ENDPOINTS,
    scope="parent",
    location="none",
    name_rule=_RULE,
    shapes={"properties.image": "text", "properties.inferenceConfig": "object"},
    create_only={"properties.image": _stays, "properties.inferenceConfig": _stays},
    read_only=("properties.environmentType",),
    patch=None,
    validate=_validate,
)
