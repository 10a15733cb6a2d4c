"""One write at a time on an account and everything below it: deployments, content filters, projects, its endpoints.

Azure refuses the second one with RequestConflict, on creation and deletion alike (azurerm#22607, #22939), and sends no
Retry-After; azure-native does not retry it, so a program must put such writes one after another.
"""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of, top_level
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.requests import ArmRequest
from localcloud.arm.core.resource_type import WriteLock


def account_of(identifier: str) -> str:
    """The id of the account of a child's id, in the child's case."""
    return identifier[: len(top_level(identifier))]


def _keys(cloud: Cloud, identifier: str, body: Json) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a lock
    return (top_level(identifier),)


def _refusal(cloud: Cloud, key: str, operation: Operation, request: ArmRequest) -> ArmError:  # noqa: ARG001 - a refusal
    account = account_of(operation.resource_id) if key == top_level(operation.resource_id) else key
    if operation.resource_key == key and len(request.path.names) == 1:
        text = (
            f"Cannot modify resource with id {account} because the resource entity provisioning state is not terminal"
        )
    else:
        text = f"Another operation is being performed on the parent resource '{account}'. Please try again later."
    return ArmError(409, "RequestConflict", text, blocked_by=operation.id)


def _project_refusal(cloud: Cloud, key: str, operation: Operation, request: ArmRequest) -> ArmError:
    if operation.resource_key == key_of(key) and request.method == "PUT":
        return ArmError(
            400,
            "BadRequest",
            "Parent account does not provision correctly, please retry creating the account.",
            blocked_by=operation.id,
        )
    return _refusal(cloud, key, operation, request)


ACCOUNT_LOCK = WriteLock(_keys, _refusal)
PROJECT_LOCK = WriteLock(_keys, _project_refusal)
