"""States in one line each, for tables."""

from __future__ import annotations

from typing import Any

from localcloud.engine.deploy.urn import make_urn
from localcloud.engine.state.resource import ResourceState


def urn(name: str, type_: str = "test:index:Thing", parent: str = "") -> str:
    return make_urn("dev", "proj", parent, type_, name)


def state(name: str, *needs: ResourceState, **fields: Any) -> ResourceState:
    """A resource that depends on others. Custom unless it is said not to be."""
    type_ = fields.pop("type", "test:index:Thing")
    parent = fields.get("parent", "")
    return ResourceState(
        urn=urn(name, type_, parent),
        type=type_,
        custom=fields.pop("custom", True),
        id=fields.pop("id", name),
        dependencies=[need.urn for need in needs],
        **fields,
    )
