"""Managed online endpoints: a name of the region, an authentication for life, traffic shared out among deployments.

Traffic names deployments that exist, so a new endpoint has none: it is set once the deployments are there. Where only
the rule is documented, the sentence is ours.
"""

from __future__ import annotations

import secrets
from typing import Any

from localcloud.arm.core import names
from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.own_lock import busy_target
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PATCH,
    LONG_PUT,
    NameRule,
    ResourceType,
    Write,
    WriteLock,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.machinelearningservices import api_versions
from localcloud.arm.providers.machinelearningservices.validation import invalid_call

NAME = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
DEPLOYMENTS = f"{NAME}/deployments".lower()
_MIRROR_LIMIT = 50
_ALL = 100


def _pool(location: str) -> str:
    return f"online-endpoints/{location}"


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    if names.is_taken(cloud, _pool(write.location), write):
        raise invalid_call("There is already an endpoint with this name. Please choose another name.")
    before = write.existing
    if before is not None and before.properties["authMode"] != properties["authMode"]:
        raise invalid_call(f"The authMode of endpoint {write.name} cannot be changed.")
    deployments = {row.name.lower(): row for row in cloud.store.children(write.key, DEPLOYMENTS)}
    traffic = _shares(properties, "traffic")
    mirror = _shares(properties, "mirrorTraffic")
    for name in (*traffic, *mirror):
        deployment = deployments.get(name.lower())
        if deployment is None:
            raise invalid_call(f"Traffic names the deployment {name}, which endpoint {write.name} does not have.")
        if cloud.state_of(deployment) != "Succeeded":
            raise invalid_call(
                f"Traffic names the deployment {name}, which is in provisioning state {cloud.state_of(deployment)}."
            )
    if sum(traffic.values()) not in (0, _ALL):
        raise invalid_call(f"The sum of traffic values must be 0 or 100, not {sum(traffic.values())}.")
    _check_mirror(traffic, mirror)


def _check_mirror(traffic: dict[str, int], mirror: dict[str, int]) -> None:
    mirrored = {name: share for name, share in mirror.items() if share}
    if len(mirrored) > 1:
        raise invalid_call("Traffic can be mirrored to one deployment only.")
    for name, share in mirrored.items():
        if share > _MIRROR_LIMIT:
            raise invalid_call(f"At most {_MIRROR_LIMIT} % of traffic can be mirrored, not {share} %.")
        if traffic.get(name):
            raise invalid_call(f"Deployment {name} has live traffic, so none can be mirrored to it.")


def _shares(properties: Json, field: str) -> dict[str, int]:
    shares: dict[str, Any] = properties.get(field) or {}
    for name, share in shares.items():
        if isinstance(share, bool) or not isinstance(share, int) or not 0 <= share <= _ALL:
            raise invalid_call(f"The {field} of {name} must be a whole number from 0 to 100, not {share}.")
    return shares


def _complete(cloud: Cloud, write: Write) -> None:
    write.body.setdefault("identity", {"type": "SystemAssigned"})
    complete_identity(cloud, write)
    host = f"https://{write.name.lower()}.{write.location}.inference.ml.azure.com"
    write.properties.update(scoringUri=f"{host}/score", swaggerUri=f"{host}/swagger.json")
    for field in ("traffic", "mirrorTraffic"):
        write.properties[field] = write.properties.get(field) or {}


def _saved(cloud: Cloud, write: Write, endpoint: Resource) -> None:
    names.take(cloud, _pool(write.location), write)
    if not endpoint.hidden.get("keys"):
        endpoint.hidden["keys"] = [secrets.token_hex(32), secrets.token_hex(32)]
        cloud.store.put(endpoint)


def _list_keys(cloud: Cloud, request: ArmRequest, endpoint: Resource) -> Answer:  # noqa: ARG001 - an action
    """Both keys; refused where callers bring tokens."""
    mode = endpoint.properties["authMode"]
    if mode != "Key":
        raise invalid_call(f"Keys of endpoint {endpoint.name} cannot be listed: its authMode is {mode}.")
    first, second = endpoint.hidden["keys"]
    return Answer(200, {"primaryKey": first, "secondaryKey": second})


def _lock_keys(cloud: Cloud, identifier: str, body: Json) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a lock
    return (key_of(identifier),)


def refusal(cloud: Cloud, key: str, operation: Operation, request: ArmRequest) -> ArmError:  # noqa: ARG001 - a refusal
    """Any operation on an endpoint while another goes on is a 409 (documented; the sentence is ours)."""
    return busy_target(cloud, operation)


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ENDPOINTS,
    scope="parent",
    name_rule=NameRule(r"[a-zA-Z](-?[a-zA-Z0-9])+", 3, 32),
    required=("properties.authMode",),
    shapes={
        "properties.traffic": "object",
        "properties.mirrorTraffic": "object",
        "properties.description": "text",
    },
    closed={
        "properties.authMode": ("Key", "AMLToken", "AADToken"),
        "properties.publicNetworkAccess": ("Enabled", "Disabled"),
    },
    defaults={"properties.publicNetworkAccess": "Enabled", "kind": "Managed"},
    read_only=("properties.scoringUri", "properties.swaggerUri"),
    write_only=("properties.keys",),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    lock=WriteLock(_lock_keys, refusal),
    seconds=90,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    actions={"listkeys": _list_keys},
)
