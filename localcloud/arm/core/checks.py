"""What a `ResourceType`'s table says about a body: places, required values, closed enums, what must stay as it is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from localcloud.arm.core.bodies import Json, delete_path, every_value, get_path, set_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request, invalid_request_content, precondition_failed
from localcloud.arm.core.ids import RESOURCE_GROUPS, key_of, normalised_location, parse_path
from localcloud.arm.core.requests import ArmRequest
from localcloud.arm.core.resource_type import Reference, ResourceType, Write
from localcloud.arm.core.store import Resource

_COMPUTED_ROOTS = ("id", "name", "type", "etag", "systemData")


def check_preconditions(request: ArmRequest, existing: Resource | None, identifier: str) -> None:
    """`If-Match` and `If-None-Match`; ARM answers 412 when they do not hold."""
    wanted = request.headers.get("if-match")
    if wanted is not None and (existing is None or wanted.strip('"') not in ("*", existing.etag)):
        raise precondition_failed(identifier)
    unwanted = request.headers.get("if-none-match")
    if unwanted is not None and existing is not None and unwanted.strip('"') in ("*", existing.etag):
        raise precondition_failed(identifier)


def check_identity(write: Write) -> None:
    """A name or id in the body must be the URL's."""
    name, identifier = write.body.get("name"), write.body.get("id")
    if isinstance(name, str) and name.lower() != write.name.lower():
        raise invalid_request_content(f"the name '{name}' of the body is not the name '{write.name}' of the URL")
    if isinstance(identifier, str) and key_of(identifier) != write.key:
        raise invalid_request_content(f"the id '{identifier}' of the body is not the id '{write.id}' of the URL")


def drop_computed(kind: ResourceType, body: Json) -> None:
    """Take away what a client may send back but never sets, and what is never stored."""
    for root in _COMPUTED_ROOTS:
        body.pop(root, None)
    for path in (*kind.read_only, *kind.write_only, "properties.provisioningState"):
        delete_path(body, path)


def check_location(cloud: Cloud, write: Write) -> None:
    """The location is there, is known, and is that of the resource that already exists."""
    rule = write.type.location
    if rule == "none":
        write.body.pop("location", None)
        return
    given = write.body.get("location")
    if given is None:
        if rule == "required":
            raise ArmError(
                400, "LocationRequired", "The location property is required for this definition.", from_gateway=True
            )
        given = "global" if rule == "global" else None
    if given is None:
        write.body.pop("location", None)
        return
    place = normalised_location(str(given))
    known = (
        {"global"} if rule == "global" else {*cloud.seed.region_by_name, *(("global",) if rule == "optional" else ())}
    )
    if place not in known:
        raise ArmError(
            400,
            "LocationNotAvailableForResourceType",
            f"The provided location '{given}' is not available for resource type '{write.type.name}'. "
            f"List of available regions for the resource type is '{','.join(sorted(known))}'.",
            from_gateway=True,
        )
    if write.existing is not None and write.existing.location and write.existing.location != place:
        raise _other_location(write, write.existing.location, place)
    write.body["location"] = place


def _other_location(write: Write, existing: str, wanted: str) -> ArmError:
    if write.type.name == RESOURCE_GROUPS:
        return ArmError(
            409,
            "InvalidResourceGroupLocation",
            f"Invalid resource group location '{wanted}'. The Resource group already exists in location '{existing}'.",
            from_gateway=True,
        )
    return ArmError(
        409,
        "InvalidResourceLocation",
        f"The resource '{write.name}' already exists in location '{existing}' in resource group "
        f"'{write.resource_group}'. A resource with the same name cannot be created in location '{wanted}'. "
        "Please select a new resource name.",
        from_gateway=True,
    )


def check_values(write: Write) -> None:
    """Required paths are there, closed values are known, tags are strings, create-only values are what they were."""
    for path in write.type.required:
        if get_path(write.body, path) is None:
            raise bad_request(
                "InvalidRequestFormat", f"The request is invalid: '{path}' is required.", target=path.rsplit(".", 1)[-1]
            )
    for path, allowed in write.type.closed.items():
        for at, value in every_value(write.body, path):
            _check_closed(write.body, path, at, value, allowed)
    tags = write.body.get("tags")
    if tags is not None and not (isinstance(tags, dict) and all(isinstance(value, str) for value in tags.values())):
        raise invalid_request_content("'tags' must be an object of strings")
    if write.existing is None:
        return
    for path, refusal in write.type.create_only.items():
        before, after = get_path(write.existing.body, path), get_path(write.body, path)
        if before is not None and not _same(before, after):
            raise refusal(write, path, after)


def _check_closed(body: Json, path: str, at: str, value: Any, allowed: tuple[str, ...]) -> None:
    known = {choice.lower(): choice for choice in allowed}
    canonical = known.get(str(value).lower())
    if canonical is None:
        raise bad_request(
            "InvalidRequestFormat",
            f"The value '{value}' of '{at}' is invalid. Possible values are '{', '.join(allowed)}'.",
            target=at.rsplit(".", 1)[-1],
        )
    if "[*]" not in path:
        set_path(body, path, canonical)


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return before.lower() == after.lower()
    return before == after


def apply_defaults(kind: ResourceType, body: Json) -> None:
    """Fill in what the provider assumes."""
    for path, value in kind.defaults.items():
        if get_path(body, path) is None:
            set_path(body, path, deepcopy(value))


def resolve_references(cloud: Cloud, write: Write) -> dict[str, str]:
    """Check the references of a body; returns concrete path → key, as the store links them."""
    found: dict[str, str] = {}
    for reference in write.type.references:
        for at, value in every_value(write.body, reference.path):
            found[at] = _resolve(cloud, write, reference, at, value)
    return found


def _resolve(cloud: Cloud, write: Write, reference: Reference, at: str, value: Any) -> str:
    path = parse_path(value) if isinstance(value, str) else None
    if path is None or not path.names or (reference.type and path.full_type.lower() != reference.type.lower()):
        raise bad_request(
            "LinkedInvalidPropertyId",
            f"Property id '{value}' at path '{at}' is invalid. Expect fully qualified resource Id that start with "
            "'/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.",
        )
    key = key_of(value)
    target = cloud.store.get(key)
    if target is None and reference.must_exist:
        raise bad_request(
            "InvalidResourceReference",
            f"Resource {value} referenced by resource {write.id} was not found. Please make sure that the referenced "
            "resource exists, and that both resources are in the same region.",
        )
    if target is not None and reference.must_be_ready and cloud.state_of(target) not in ("Succeeded", "Failed"):
        running = cloud.operations.running_on(key)
        raise ArmError(
            409,
            "ReferencedResourceNotProvisioned",
            f"Cannot proceed with operation because resource {target.id} used by resource {write.id} is not in "
            f"Succeeded state. Resource is in {cloud.state_of(target)} state.",
            blocked_by=running.id if running else None,
        )
    return key
