"""Azure's built-in roles and policies, as far as they are of use here: data beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Guid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class BuiltInRole(BaseModel):
    """A role definition of Azure's own."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Guid
    name: str
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = Field(default=(), alias="notActions")
    data_actions: tuple[str, ...] = Field(default=(), alias="dataActions")
    not_data_actions: tuple[str, ...] = Field(default=(), alias="notDataActions")


class BuiltInPolicy(BaseModel):
    """A policy definition of Azure's own."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Guid
    display_name: str = Field(alias="displayName")
    version: str
    mode: str = "Indexed"
    parameters: Mapping[str, Any] = Field(default_factory=dict)
    rule: Mapping[str, Any]


def _read(name: str) -> Any:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(Path(__file__).with_name(name).read_text(encoding="utf-8"), loader)  # noqa: S506 - a safe loader


@cache
def roles() -> Mapping[str, BuiltInRole]:
    """By GUID."""
    return {role.id: role for role in map(BuiltInRole.model_validate, _read("builtin_roles.yaml"))}


@cache
def policies() -> Mapping[str, BuiltInPolicy]:
    """By GUID."""
    return {policy.id: policy for policy in map(BuiltInPolicy.model_validate, _read("builtin_policies.yaml"))}
