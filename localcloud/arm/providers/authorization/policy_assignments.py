"""Policy assignments, and their judgement of writes at and below their scope. Of the effects only deny acts here."""

from __future__ import annotations

import json

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import ancestors, key_of
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.resource_type import NameRule, Put, Reference, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.authorization.policy_definitions import API_VERSIONS, Definition, find_definition
from localcloud.arm.providers.authorization.policy_rule import evaluate, resolve

_UNJUDGED = "microsoft.authorization/"


def check_write(cloud: Cloud, write: Write) -> None:
    """Refuse what an assigned policy denies, naming assignment and definition."""
    if write.type.key.startswith(_UNJUDGED):
        return
    for scope in ancestors(write.key)[1:]:
        for assignment in cloud.store.children(scope, TYPE.key):
            _judge(cloud, write, assignment)


def _judge(cloud: Cloud, write: Write, assignment: Resource) -> None:
    if assignment.properties.get("enforcementMode") == "DoNotEnforce" or _is_excluded(write, assignment):
        return
    definition = find_definition(cloud, str(assignment.properties["policyDefinitionId"]))
    if definition is None:
        return
    parameters = _parameters(definition, assignment)
    effect = str(resolve(definition.rule["then"].get("effect"), parameters)).lower()
    if effect != "deny":
        return
    body = {"name": write.name, **write.body}
    if evaluate(definition.rule["if"], write.type.name, body, parameters):
        raise _denied(write, assignment, definition)


def _is_excluded(write: Write, assignment: Resource) -> bool:
    excluded = [key_of(str(scope)) for scope in assignment.properties.get("notScopes") or ()]
    return any(write.key == scope or write.key.startswith(f"{scope}/") for scope in excluded)


def _parameters(definition: Definition, assignment: Resource) -> Json:
    values: Json = {name.lower(): one.get("defaultValue") for name, one in definition.parameters.items()}
    given: Json = assignment.properties.get("parameters") or {}
    values.update({name.lower(): one.get("value") for name, one in given.items()})
    return values


def _denied(write: Write, assignment: Resource, definition: Definition) -> ArmError:
    title = str(assignment.properties.get("displayName") or assignment.name)
    identifiers = [
        {
            "policyAssignment": {"name": title, "id": assignment.id},
            "policyDefinition": {"name": definition.display_name, "id": definition.id},
        }
    ]
    reasons = [
        str(one.get("message"))
        for one in assignment.properties.get("nonComplianceMessages") or ()
        if one.get("message")
    ]
    text = (
        f"Reasons: '{' '.join(reasons)}'. See error details for policy resource IDs."
        if reasons
        else f"Policy identifiers: '{json.dumps(identifiers, separators=(',', ':'))}'."
    )
    return ArmError(
        403,
        "RequestDisallowedByPolicy",
        f"Resource '{write.name}' was disallowed by policy. {text}",
        target=write.name,
        additional_info=[
            {
                "type": "PolicyViolation",
                "info": {
                    "policyDefinitionDisplayName": definition.display_name,
                    "policyDefinitionId": definition.id,
                    "policyDefinitionName": definition.name,
                    "policyDefinitionEffect": "deny",
                    "policyAssignmentId": assignment.id,
                    "policyAssignmentName": assignment.name,
                    "policyAssignmentDisplayName": title,
                    "policyAssignmentScope": assignment.id.rpartition("/providers/")[0],
                },
            }
        ],
        from_gateway=True,
    )


def _validate(cloud: Cloud, write: Write) -> None:
    identifier = str(write.properties["policyDefinitionId"])
    definition = find_definition(cloud, identifier)
    if definition is None:
        raise ArmError(404, "PolicyDefinitionNotFound", f"The policy definition '{identifier}' could not be found.")
    given: Json = write.properties.get("parameters") or {}
    for name, parameter in given.items():
        if not isinstance(parameter, dict):
            raise bad_request("InvalidPolicyParameter", f"The parameter '{name}' of an assignment must be an object.")
    unknown = {name.lower() for name in given} - {name.lower() for name in definition.parameters}
    if unknown:
        raise bad_request(
            "UndefinedPolicyParameter",
            f"The policy assignment '{write.name}' defines the parameters {sorted(unknown)}, which the policy "
            f"definition '{definition.name}' does not have.",
        )
    missing = [
        name
        for name, one in definition.parameters.items()
        if "defaultValue" not in one and name.lower() not in {key.lower() for key in given}
    ]
    if missing:
        raise bad_request(
            "MissingPolicyParameter",
            f"The policy assignment '{write.name}' is missing the parameter(s) '{', '.join(missing)}' as defined in "
            f"the policy definition '{definition.name}'.",
        )


def _complete(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    write.properties["scope"] = write.id.rpartition("/providers/")[0]


TYPE = ResourceType(
    name="Microsoft.Authorization/policyAssignments",
    api_versions=(*API_VERSIONS, "2022-06-01", "2024-04-01"),
    scope="any",
    location="optional",
    name_rule=NameRule(r"[^<>%&:\\?/]*[^<>%&:\\?/ ]+", 1, 64),
    required=("properties.policyDefinitionId",),
    shapes={
        "properties.policyDefinitionId": "text",
        "properties.displayName": "text",
        "properties.parameters": "object",
        "properties.notScopes[*]": "text",
        "properties.nonComplianceMessages[*].message": "text",
    },
    closed={"properties.enforcementMode": ("Default", "DoNotEnforce", "Enroll")},
    defaults={"properties.enforcementMode": "Default", "properties.notScopes": [], "properties.metadata": {}},
    read_only=("properties.scope", "properties.instanceId"),
    references=(Reference("properties.policyDefinitionId", must_exist=False),),
    put=Put(replaced=201),
    provisioning_state=False,
    validate=_validate,
    complete_body=_complete,
)
