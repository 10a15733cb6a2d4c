"""What a workspace's managed network may reach: rules inline in the workspace, or as resources below it."""

from __future__ import annotations

import uuid
from typing import Any

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.own_lock import OWN_LOCK
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.machinelearningservices import api_versions

_NAME = "Microsoft.MachineLearningServices/workspaces/outboundRules"
_KINDS = ("FQDN", "PrivateEndpoint", "ServiceTag")
_APPROVED_ONLY = "AllowOnlyApprovedOutbound"


def check_rule(name: str, rule: Any, mode: str) -> None:
    """Raise when a rule makes no sense under the network's isolation mode (documented; the texts are ours)."""
    kind = rule.get("type") if isinstance(rule, dict) else None
    if kind not in _KINDS:
        raise _refused(name, f"its type '{kind}' is none of {', '.join(_KINDS)}")
    if mode == "Disabled":
        raise _refused(name, "the workspace has no managed network (isolationMode Disabled)")
    destination = rule.get("destination")
    if kind == "FQDN":
        if mode != _APPROVED_ONLY:
            raise _refused(name, f"FQDN rules need the isolationMode {_APPROVED_ONLY}, not {mode}")
        if not isinstance(destination, str) or not destination:
            raise _refused(name, "an FQDN rule needs a host name as destination")
    elif not isinstance(destination, dict):
        raise _refused(name, f"a rule of type {kind} needs an object as destination")


def _refused(name: str, why: str) -> ArmError:
    return bad_request("BadRequest", f"Outbound rule '{name}' is not valid: {why}.")


def store_inline_rules(cloud: Cloud, workspace: Write, rules: Json) -> None:
    """Put the rules of a workspace's body below it; those that are not named stay."""
    for name, rule in rules.items():
        identifier = f"{workspace.id}/outboundRules/{name}"
        cloud.store.put(
            Resource(
                key=identifier.lower(),
                id=identifier,
                type=_NAME.lower(),
                name=name,
                parent_key=workspace.key,
                subscription=workspace.subscription.lower(),
                resource_group=workspace.resource_group.lower(),
                location="",
                etag=str(uuid.uuid4()),
                body={"properties": {"category": "UserDefined", **rule, "status": "Active"}},
                hidden={},
            )
        )


def show_rules(cloud: Cloud, workspace: Resource, body: Json) -> None:
    """Fill in `managedNetwork.outboundRules` of a workspace's answer."""
    rules = cloud.store.children(workspace.key, _NAME.lower())
    network = body["properties"]["managedNetwork"]
    body["properties"]["managedNetwork"] = {**network, "outboundRules": {rule.name: rule.properties for rule in rules}}


def _validate(cloud: Cloud, write: Write) -> None:
    workspace = cloud.store.get(write.parent_key)
    if workspace is None:
        raise AssertionError("the gate has checked the parent")
    mode = get_path(workspace.body, "properties.managedNetwork.isolationMode")
    check_rule(write.name, write.properties, str(mode))
    target = get_path(write.body, "properties.destination.serviceResourceId")
    if write.properties["type"] == "PrivateEndpoint" and (not isinstance(target, str) or not cloud.resource(target)):
        raise _refused(write.name, f"its target '{target}' does not exist")


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties.setdefault("category", "UserDefined")
    write.properties["status"] = "Active"


TYPE = ResourceType(
    name=_NAME,
    api_versions=api_versions.ENDPOINTS,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}", 3, 33),
    required=("properties.type",),
    shapes={"properties.type": "text"},
    read_only=("properties.status",),
    put=LONG_PUT,
    patch=None,
    delete=LONG_DELETE,
    provisioning_state=False,
    lock=OWN_LOCK,
    seconds=20,
    validate=_validate,
    complete_body=_complete,
)
