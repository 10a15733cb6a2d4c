"""One write at a time on a cluster and its agent pools.

A second PUT of the cluster meets EtagMismatch (terraform-azurerm-aks#604), any other write OperationNotAllowed, which
names what is in the way. Neither has a Retry-After, and azure-native retries neither: writes go one after another.
"""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import top_level
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.requests import ArmRequest
from localcloud.arm.core.resource_type import WriteLock
from localcloud.arm.providers.containerservice.aks_errors import AksError

_DOING = {"create": "Creating", "update": "Updating", "delete": "Deleting", "settle": "Updating"}


def _keys(cloud: Cloud, identifier: str, body: Json) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a lock
    return (top_level(identifier),)


def _refusal(cloud: Cloud, key: str, operation: Operation, request: ArmRequest) -> ArmError:  # noqa: ARG001 - a refusal
    if request.method == "PUT" and len(request.path.names) == 1:
        return AksError(
            409,
            "EtagMismatch",
            "Operation is not allowed: Another operation is in progress",
            subcode="PutManagedClusterAndComponents_FailedPrecondition",
            details=[{"code": "Unspecified", "message": "rpc error: code = FailedPrecondition desc = Etag mismatched"}],
            blocked_by=operation.id,
        )
    holder = operation.resource_id.rsplit("/", 1)[-1]
    return AksError(
        409,
        "OperationNotAllowed",
        f"Operation is not allowed: Another operation ({holder} - {_DOING[operation.kind]}) is in progress, please "
        "wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more "
        "details",
        blocked_by=operation.id,
    )


CLUSTER_LOCK = WriteLock(_keys, _refusal)
