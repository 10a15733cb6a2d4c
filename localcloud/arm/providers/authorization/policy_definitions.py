"""Policy definitions: custom ones of a subscription, and Azure's built-in ones."""

from __future__ import annotations

from dataclasses import dataclass

from localcloud.arm.core import reads
from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import parse_path
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import NameRule, Put, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.authorization.builtin import BuiltInPolicy, policies
from localcloud.arm.providers.authorization.policy_rule import check_rule

API_VERSIONS = (
    "2020-09-01",
    "2021-06-01",
    "2023-04-01",
    "2024-05-01",
    "2025-01-01",
    "2025-03-01",
    "2025-11-01",
    "2025-12-01-preview",
    "2026-01-01-preview",
    "2026-06-01",
    "2026-07-01",
)
_TENANT_PREFIX = "/providers/Microsoft.Authorization/policyDefinitions/"


@dataclass(frozen=True)
class Definition:
    """A definition as an assignment needs it, whoever wrote it."""

    id: str
    name: str
    display_name: str
    parameters: Json
    rule: Json


def find_definition(cloud: Cloud, identifier: str) -> Definition | None:
    """The custom or built-in definition of an id."""
    path = parse_path(identifier)
    if path is None or not path.names:
        return None
    if not path.subscription:
        policy = policies().get(path.name.lower())
        return _built_in(policy) if policy else None
    row = cloud.resource(identifier)
    if row is None or row.type != TYPE.key:
        return None
    return Definition(
        row.id,
        row.name,
        str(row.properties.get("displayName") or row.name),
        row.properties.get("parameters") or {},
        row.properties["policyRule"],
    )


def _built_in(policy: BuiltInPolicy) -> Definition:
    return Definition(
        _TENANT_PREFIX + policy.id, policy.id, policy.display_name, dict(policy.parameters), dict(policy.rule)
    )


def _show_built_in(policy: BuiltInPolicy) -> Json:
    return {
        "id": _TENANT_PREFIX + policy.id,
        "name": policy.id,
        "type": TYPE.name,
        "properties": {
            "displayName": policy.display_name,
            "policyType": "BuiltIn",
            "mode": policy.mode,
            "metadata": {"version": policy.version},
            "parameters": dict(policy.parameters),
            "policyRule": dict(policy.rule),
        },
    }


def get_definition(cloud: Cloud, request: ArmRequest) -> Answer:
    """A built-in one at the tenant, any at a subscription."""
    policy = policies().get(request.path.name.lower())
    if policy is not None:
        return Answer(200, _show_built_in(policy))
    row = cloud.store.get(request.raw_path.rstrip("/").lower())
    if row is None:
        raise ArmError(
            404, "PolicyDefinitionNotFound", f"The policy definition '{request.path.name}' could not be found."
        )
    return Answer(200, cloud.show(row))


def list_definitions(cloud: Cloud, request: ArmRequest) -> Answer:
    """The custom ones of the scope, then (on the last page) the built-in ones."""
    answer = reads.list_resources(cloud, request, TYPE)
    if "nextLink" not in answer.body:
        answer.body["value"] += [_show_built_in(policy) for policy in policies().values()]
    return answer


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.name.lower() in policies():
        raise bad_request("PolicyDefinitionIsBuiltIn", f"The policy definition '{write.name}' is Azure's own.")
    for name, parameter in (write.properties.get("parameters") or {}).items():
        if not isinstance(parameter, dict):
            raise bad_request("InvalidPolicyParameter", f"The parameter '{name}' of a policy must be an object.")
    check_rule(write.properties["policyRule"])


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties["policyType"] = "Custom"


def _removable(cloud: Cloud, definition: Resource) -> None:
    users = [source for source, path in cloud.store.users(definition.key) if path == "properties.policyDefinitionId"]
    if users:
        raise ArmError(
            409,
            "PolicyDefinitionInUse",
            f"The policy definition '{definition.name}' cannot be deleted: it is used by the assignments "
            f"{', '.join(users)}.",
        )


TYPE = ResourceType(
    name="Microsoft.Authorization/policyDefinitions",
    api_versions=API_VERSIONS,
    scope="any",
    location="none",
    name_rule=NameRule(r"[^<>*%&:?+/\\ ][^<>*%&:?+/\\]*", 1, 128),
    required=("properties.policyRule",),
    shapes={
        "properties.displayName": "text",
        "properties.parameters": "object",
        "properties.policyRule.if": "object",
        "properties.policyRule.then": "object",
    },
    defaults={"properties.mode": "Indexed", "properties.metadata": {}, "properties.parameters": {}},
    read_only=("properties.policyType",),
    put=Put(replaced=201),
    patch=None,
    provisioning_state=False,
    validate=_validate,
    complete_body=_complete,
    removable=_removable,
)
