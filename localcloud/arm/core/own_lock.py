"""The write lock of a resource that only its own writes disturb."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.requests import ArmRequest
from localcloud.arm.core.resource_type import WriteLock


def _keys(cloud: Cloud, identifier: str, body: Json) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a lock
    return (key_of(identifier),)


def busy_target(cloud: Cloud, operation: Operation) -> ArmError:  # noqa: ARG001 - as `PrivateLink.busy`
    """The refusal of a write, or of a private endpoint, while another write of the resource goes on."""
    return ArmError(
        409,
        "Conflict",
        f"Another operation on resource '{operation.resource_id}' is in progress. Please try again later.",
        blocked_by=operation.id,
    )


def _refusal(cloud: Cloud, key: str, operation: Operation, request: ArmRequest) -> ArmError:  # noqa: ARG001 - a refusal
    return busy_target(cloud, operation)


OWN_LOCK = WriteLock(_keys, _refusal)
