"""Deployments of templates: resources that ARM writes one after another, as one long-running operation.

This is what Bicep's modules become, and how a program writes a resource a second time. Here a template is a list of
resources with finished values: `[[` at the beginning of a text stands for `[`, any other expression is refused, for
nothing here evaluates them. Resources are written in the order of the list. ARM would write what does not depend on
each other at the same time; a template that relies on neither is the same on both.

A deployment is a record: GET shows what came of it and never the template, DELETE takes the record away and none of
the resources. Its resources are written in the name of the caller, with the caller's rights.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from localcloud.arm.core import writes
from localcloud.arm.core.bodies import Json
from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.completion import finish
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.gate import check_api_version
from localcloud.arm.core.ids import parse_path
from localcloud.arm.core.requests import ArmRequest, Caller
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, NameRule, ResourceType, Write
from localcloud.arm.core.rights import check_rights
from localcloud.arm.core.store import Resource

_OF_TEMPLATE: Final = frozenset({"type", "apiVersion", "name", "dependsOn", "condition", "comments"})
"""What a resource of a template says to ARM; everything else is the resource's body."""


def _validate(cloud: Cloud, write: Write) -> None:
    if write.properties.get("mode") != "Incremental":
        raise bad_request("InvalidDeployment", "This Azure deploys templates in mode 'Incremental' only.")
    running = cloud.operations.running_on(write.key)
    if running is not None:
        raise ArmError(
            409,
            "DeploymentActive",
            f"Unable to edit or replace deployment '{write.name}': previous deployment is still active. Please see "
            "https://aka.ms/arm-deploy for usage details.",
            from_gateway=True,
            blocked_by=running.id,
        )
    for resource in _resources(write.request):
        _request_of(cloud, resource, write.id.rpartition("/providers/")[0], write.request)


def _resources(request: ArmRequest) -> list[Json]:
    properties = request.body().get("properties")
    template = properties.get("template") if isinstance(properties, dict) else None
    if not isinstance(template, dict) or not isinstance(template.get("resources"), list):
        raise _invalid("the template has no list 'resources'")
    resources: list[Any] = template["resources"]
    for resource in resources:
        if not isinstance(resource, dict) or not all(
            isinstance(resource.get(field), str) for field in ("type", "apiVersion", "name")
        ):
            raise _invalid("every resource needs the texts 'type', 'apiVersion' and 'name'")
        if "resources" in resource or "copy" in resource or resource.get("condition", True) is not True:
            raise _invalid("nested resources, loops and conditions are not deployed by this Azure")
    return [_finished(resource) for resource in resources]


def _finished(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("["):
        if not value.startswith("[["):
            raise _invalid(f"the expression '{value}' is not evaluated by this Azure")
        return value[1:]
    if isinstance(value, dict):
        return {key: _finished(found) for key, found in value.items()}
    return [_finished(found) for found in value] if isinstance(value, list) else value


def _invalid(what: str) -> ArmError:
    return ArmError(
        400,
        "InvalidTemplate",
        f"Deployment template validation failed: '{what}'.",
        from_gateway=True,
    )


def _request_of(cloud: Cloud, resource: Json, scope: str, request: ArmRequest) -> ArmRequest:
    """The PUT of a resource of the template; refused where ARM refuses before anything is written."""
    namespace, *types = str(resource["type"]).split("/")
    names = str(resource["name"]).split("/")
    if not types or len(types) != len(names):
        raise _invalid(f"the name '{resource['name']}' has not as many parts as the type '{resource['type']}'")
    tail = "/".join(f"{kind}/{name}" for kind, name in zip(types, names, strict=True))
    raw_path = f"{scope}/providers/{namespace}/{tail}"
    path = parse_path(raw_path)
    if path is None:
        raise _invalid(f"'{raw_path}' is no id of a resource")
    body = {key: value for key, value in resource.items() if key not in _OF_TEMPLATE}
    inner = ArmRequest(
        method="PUT",
        path=path,
        raw_path=raw_path,
        query={"api-version": str(resource["apiVersion"])},
        headers={},
        content=json.dumps(body).encode(),
        base_url=request.base_url,
        caller=request.caller,
    )
    kind = cloud.registry.need(path, inner.api_version)
    check_api_version(cloud, inner, kind.api_versions, kind)
    check_rights(cloud, inner)
    return inner


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties.update(timestamp=timestamp(), outputResources=[])


def _saved(cloud: Cloud, write: Write, deployment: Resource) -> None:
    # Neither is ever shown: a deployment answers without its template.
    deployment.hidden.update(resources=_resources(write.request), caller=asdict(write.request.caller))
    cloud.store.put(deployment)


def _deploy(cloud: Cloud, deployment: Resource) -> None:
    scope = deployment.id.rpartition("/providers/")[0]
    caller = Caller(**deployment.hidden["caller"])
    path = parse_path(deployment.id)
    if path is None:
        raise AssertionError(f"{deployment.id} is no id")
    outer = ArmRequest("PUT", path, deployment.id, {}, {}, b"", "", caller)
    written: list[Json] = []
    for resource in deployment.hidden["resources"]:
        written.append({"id": _write(cloud, _request_of(cloud, resource, scope, outer))})
    deployment.properties["outputResources"] = written
    cloud.store.put(deployment)


def _write(cloud: Cloud, request: ArmRequest) -> str:
    """Write one resource to its end; returns its id."""
    try:
        answer = writes.put(cloud, request, cloud.registry.need(request.path, request.api_version))
    except ArmError as error:
        raise _failed(request.raw_path, error.inner()) from None
    operation = cloud.operations.get(answer.operation) if answer.operation else None
    if operation is not None and operation.is_running:
        finish(cloud, operation)
    if operation is not None and operation.error is not None:
        raise _failed(request.raw_path, operation.error)
    return request.raw_path


def _failed(resource: str, error: Json) -> ArmError:
    return ArmError(
        409,
        "DeploymentFailed",
        "At least one resource deployment operation failed. Please list deployment operations for details. Please see "
        "https://aka.ms/arm-deployment-operations for usage details.",
        target=resource,
        details=[error],
    )


TYPE = ResourceType(
    name="Microsoft.Resources/deployments",
    api_versions=(
        "2020-10-01",
        "2021-04-01",
        "2022-09-01",
        "2023-07-01",
        "2024-03-01",
        "2024-07-01",
        "2024-11-01",
        "2025-03-01",
        "2025-04-01",
    ),
    location="none",
    name_rule=NameRule(r"[-\w.()]+", 1, 64),
    required=("properties.mode",),
    shapes={"properties.mode": "text"},
    write_only=("properties.template", "properties.parameters"),
    put=LONG_PUT,
    patch=None,
    delete=LONG_DELETE,
    creating="Accepted",
    updating="Accepted",
    seconds=15,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    finished=_deploy,
)
