"""Long-running operations from begin to end: what becomes of a resource once its operation succeeded or failed."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.operations import Kind, Operation
from localcloud.arm.core.store import Resource


def begin_operation(cloud: Cloud, kind: Kind, method: str, resource: Resource, locks: tuple[str, ...]) -> Operation:
    """Begin the operation of a write or delete that was accepted; in mode `instant` it has ended on return."""
    planned = cloud.faults.matching(method, resource.id, "end")
    if planned is not None:
        cloud.faults.used(planned[0])
    clock = cloud.clock
    resource_type = cloud.registry.types[resource.type]
    operation = cloud.operations.begin(
        kind,
        resource.key,
        resource.id,
        resource_type.name,
        locks=locks,
        clock=clock,
        seconds=resource_type.seconds,
        planned_error=planned[1].error().inner() if planned else None,
    )
    if clock.mode == "instant":
        finish(cloud, operation)
    return operation


def read_operation(cloud: Cloud, operation: Operation) -> Operation:
    """Count a look at an operation, and carry out its end when it has come."""
    if cloud.operations.count_read(operation):
        finish(cloud, operation)
    return operation


def finish_due(cloud: Cloud) -> None:
    """Carry out the ends that the clock's mode `seconds` has made due."""
    for operation in cloud.operations.due():
        finish(cloud, operation)


def finish(cloud: Cloud, operation: Operation) -> None:
    """End an operation: the resource becomes Succeeded, goes away, or shows Failed."""
    resource = cloud.store.get(operation.resource_key)
    error: Json | None = operation.planned_error
    if resource is not None and error is None:
        error = _carry_out(cloud, operation, resource)
    if resource is not None and error is not None:
        _set_state(cloud, resource, "Failed")
        failed = cloud.registry.types[resource.type].failed
        if failed is not None and operation.kind != "delete":
            failed(cloud, resource)
    cloud.operations.end(operation, error, cloud.log.newest())


def _carry_out(cloud: Cloud, operation: Operation, resource: Resource) -> Json | None:
    kind = cloud.registry.types[resource.type]
    cloud.store.execute("SAVEPOINT ending")
    try:
        if operation.kind == "delete":
            remove(cloud, resource)
        else:
            _set_state(cloud, resource, "Succeeded")
            if kind.finished is not None:
                kind.finished(cloud, resource)
    except ArmError as error:
        cloud.store.execute("ROLLBACK TO ending")
        return error.inner()
    finally:
        cloud.store.execute("RELEASE ending")
    return None


def _set_state(cloud: Cloud, resource: Resource, state: str) -> None:
    if cloud.registry.types[resource.type].provisioning_state:
        resource.properties["provisioningState"] = state
        cloud.store.put(resource)


def remove(cloud: Cloud, resource: Resource) -> None:
    """Take away a resource and everything that hangs on it; raises when its type forbids it now."""
    kind = cloud.registry.types[resource.type]
    if kind.removable is not None:
        kind.removable(cloud, resource)
    if kind.removing is not None:
        kind.removing(cloud, resource)
    for inner in list(cloud.store.below(resource.key)):
        inner_kind = cloud.registry.types[inner.type]
        if inner_kind.removing is not None:
            inner_kind.removing(cloud, inner)
        _forget(cloud, inner)
    _forget(cloud, resource)


def _forget(cloud: Cloud, resource: Resource) -> None:
    cloud.store.remove(resource.key)
    running = cloud.operations.running_on(resource.key)
    if running is not None and running.kind != "delete":
        gone = ArmError(409, "OperationPreempted", f"'{resource.id}' was deleted while it was being written.")
        cloud.operations.end(running, gone.inner(), cloud.log.newest())
