"""Where clients ask how a long-running operation is getting on. Asking moves it on."""

from __future__ import annotations

from localcloud.arm.core.answers import RETRY, status_document
from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.completion import read_operation
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.requests import Answer, ArmRequest


def status(cloud: Cloud, request: ArmRequest) -> Answer:
    """The document behind `Azure-AsyncOperation`: always 200, its `status` says the rest."""
    operation = _find(cloud, request)
    headers = dict(RETRY) if operation.is_running else {}
    return Answer(200, status_document(request.raw_path, operation), headers)


def result(cloud: Cloud, request: ArmRequest) -> Answer:
    """The URL behind `Location`: 202 until the end, then what the write would have answered at once."""
    operation = _find(cloud, request)
    if operation.is_running:
        return Answer(202, None, {"Location": f"{request.base_url}{request.raw_path}?{_query(request)}", **RETRY})
    if operation.error is not None:
        raise _as_error(operation.error)
    resource = cloud.store.get(operation.resource_key)
    if operation.kind == "delete" or resource is None:
        return Answer(204 if operation.type.startswith("Microsoft.Network/") else 200)
    return Answer(200, cloud.show(resource))


def _query(request: ArmRequest) -> str:
    return "&".join(f"{key}={value}" for key, value in request.query.items())


def _as_error(error: Json) -> ArmError:
    return ArmError(409, str(error["code"]), str(error["message"]), details=error.get("details", ()))


def _find(cloud: Cloud, request: ArmRequest) -> Operation:
    name = request.path.name
    operation = cloud.operations.get(name)
    if operation is None:
        raise ArmError(404, "OperationNotFound", f"The operation '{name}' could not be found.")
    return read_operation(cloud, operation)
