"""DELETE: guards, then the end at once or by a long-running operation."""

from __future__ import annotations

from localcloud.arm.core.answers import long_running
from localcloud.arm.core.checks import check_preconditions
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.completion import begin_operation, remove
from localcloud.arm.core.errors import ArmError, method_not_allowed, resource_group_not_found
from localcloud.arm.core.gate import check_group, check_registration
from localcloud.arm.core.ids import RESOURCE_GROUPS, build_id, key_of
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import Progress, ResourceType
from localcloud.arm.core.store import Resource
from localcloud.arm.core.writes import claim_locks


def delete(cloud: Cloud, request: ArmRequest, kind: ResourceType) -> Answer:
    """Delete a resource; absent ones are answered with the type's code for it."""
    if kind.delete is None:
        raise method_not_allowed("DELETE")
    identifier = build_id(request.path, kind.name)
    check_registration(cloud, request.path, kind.namespace)
    check_group(cloud, request.path, for_write=True)
    resource = cloud.store.get(key_of(identifier))
    check_preconditions(request, resource, identifier)
    if resource is None:
        if kind.name == RESOURCE_GROUPS:
            raise resource_group_not_found(request.path.name)
        if kind.delete_missing is not None and kind.delete_missing(cloud, request, key_of(identifier)):
            return Answer(kind.delete.done)
        return Answer(kind.delete.absent)
    running = cloud.operations.running_on(resource.key)
    if running is not None and running.kind == "delete" and kind.lock is None:
        return _accepted(cloud, request, resource, kind, running)
    for guard in cloud.registry.delete_guards:
        guard(cloud, resource)
    locks = claim_locks(cloud, kind, resource.id, resource.body, request)
    if kind.removable is not None:
        kind.removable(cloud, resource)
    if kind.delete_requested is not None:
        kind.delete_requested(cloud, request, resource)
    progress = kind.delete.progress
    if progress is Progress.AT_ONCE:
        shown = cloud.show(resource)
        remove(cloud, resource)
        return Answer(kind.delete.done, shown if kind.scope == "any" and kind.delete.done == 200 else None)
    if kind.provisioning_state:
        resource.properties["provisioningState"] = "Deleting"
        cloud.store.put(resource)
    operation = begin_operation(cloud, "delete", "DELETE", resource, locks)
    if operation.error is not None:
        # Answered, not raised: that it failed is to be stored.
        return Answer(409, ArmError(409, operation.error["code"], operation.error["message"]).envelope())
    return _accepted(cloud, request, resource, kind, operation)


def _accepted(
    cloud: Cloud, request: ArmRequest, resource: Resource, kind: ResourceType, operation: Operation
) -> Answer:
    subscription, place = request.path.subscription, cloud.place_of(resource)
    progress = kind.delete.progress if kind.delete else Progress.LOCATION
    return long_running(request, 202, None, operation, progress, subscription=subscription, location=place)
