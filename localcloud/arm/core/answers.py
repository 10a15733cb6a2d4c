"""Answers that carry a resource or a long-running operation."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import Progress

RETRY = {"Retry-After": "1", "x-ms-retry-after-ms": "20"}
"""`Retry-After: 0` makes azure-mgmt poll every 30 s; azcore reads whole seconds only; our provider reads the other."""

OPERATION_STATUS = "operationStatuses"
OPERATION_RESULT = "operationResults"
_STATUS_SEGMENTS = {
    "microsoft.network": "operations",
    "microsoft.compute": "operations",
    "microsoft.containerservice": "operations",
}
"""What these call the collection of their status documents."""


def operation_url(
    request: ArmRequest, subscription: str, namespace: str, location: str, operation: str, *, result: bool
) -> str:
    """Where to ask for an operation; absolute, with the api-version of the request."""
    segment = OPERATION_RESULT if result else _STATUS_SEGMENTS.get(namespace.lower(), OPERATION_STATUS)
    if namespace == "Microsoft.Resources":
        middle = "operationresults" if result else "operationstatuses"
        return f"{request.base_url}/subscriptions/{subscription}/{middle}/{operation}?api-version={request.api_version}"
    return (
        f"{request.base_url}/subscriptions/{subscription}/providers/{namespace}/locations/{location or 'global'}/"
        f"{segment}/{operation}?api-version={request.api_version}"
    )


def long_running(
    request: ArmRequest,
    status: int,
    body: Json | None,
    operation: Operation,
    progress: Progress,
    *,
    subscription: str,
    location: str,
) -> Answer:
    """The first answer of a write that goes on."""
    namespace = operation.type.partition("/")[0]
    result = progress is Progress.LOCATION
    header = "Location" if result else "Azure-AsyncOperation"
    url = operation_url(request, subscription, namespace, location, operation.id, result=result)
    return Answer(status, body, {header: url, **RETRY}, operation.id)


def status_document(identifier: str, operation: Operation) -> Json:
    """What the URL of `Azure-AsyncOperation` answers, always with HTTP 200."""
    document: Json = {
        "id": identifier,
        "name": operation.id,
        "status": operation.status,
        "startTime": operation.started,
        "percentComplete": operation.percent,
    }
    if operation.ended is not None:
        document["endTime"] = operation.ended
    if operation.error is not None:
        document["error"] = operation.error
    return document
