"""The declarative description of a resource type: what a table can say, and hooks for what it cannot.

A new type is a small file that makes one `ResourceType`; the verbs in `reads`, `writes` and `deletes` do the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.shapes import Shape

if TYPE_CHECKING:
    from localcloud.arm.core.cloud import Cloud
    from localcloud.arm.core.operations import Operation
    from localcloud.arm.core.store import Resource

Scope: TypeAlias = Literal["resource group", "subscription", "parent", "any"]
LocationRule: TypeAlias = Literal["required", "optional", "global", "none"]


class Progress(Enum):
    """How a client follows a write to its end."""

    AT_ONCE = "the answer is final"
    ASYNC_OPERATION = "Azure-AsyncOperation names a status document"
    LOCATION = "202, and Location answers 202 until the end"


@dataclass(frozen=True)
class Put:
    """Status codes and progress of PUT. A long one always begins with a non-terminal `provisioningState`."""

    created: int = 201
    replaced: int = 200
    progress: Progress = Progress.AT_ONCE


@dataclass(frozen=True)
class Patch:
    """Status code and progress of PATCH. `only_tags` for types whose PATCH takes nothing else."""

    status: int = 200
    progress: Progress = Progress.AT_ONCE
    only_tags: bool = False


@dataclass(frozen=True)
class Delete:
    """Status codes and progress of DELETE: `done` when it ends at once, `absent` when there was nothing."""

    done: int = 200
    absent: int = 204
    progress: Progress = Progress.AT_ONCE


LONG_PUT = Put(progress=Progress.ASYNC_OPERATION)
LONG_PATCH = Patch(status=202, progress=Progress.LOCATION)
LONG_DELETE = Delete(progress=Progress.LOCATION)


@dataclass(frozen=True)
class NameRule:
    """The pattern of a name and how the provider refuses what breaks it."""

    pattern: str
    minimum: int = 1
    maximum: int = 80
    code: str = "InvalidResourceName"

    def check(self, name: str, full_type: str) -> None:
        """Raise the refusal when the name breaks the rule."""
        if self.minimum <= len(name) <= self.maximum and re.fullmatch(self.pattern, name):
            return
        raise ArmError(
            400,
            self.code,
            f"Resource name '{name}' of type '{full_type}' is invalid. It must match '{self.pattern}' and have "
            f"between {self.minimum} and {self.maximum} characters.",
            target="name",
        )


@dataclass(frozen=True)
class Reference:
    """A path in the body that holds another resource's id; remembered, so that the other end knows who uses it."""

    path: str
    type: str = ""
    """The full type that the id must have; empty for any."""
    must_exist: bool = True
    must_be_ready: bool = False
    """Refuse while the other resource's provisioningState is not Succeeded (network types)."""


@dataclass
class Write:
    """A PUT or PATCH on its way: hooks read and change `body`, which is what will be stored."""

    type: ResourceType
    request: ArmRequest
    id: str
    key: str
    name: str
    parent_key: str
    """Key of the parent resource, or of the scope for a top-level or extension resource."""
    subscription: str
    resource_group: str
    body: Json
    existing: Resource | None

    @property
    def location(self) -> str:
        return str(self.body.get("location", ""))

    @property
    def properties(self) -> Json:
        return self.body.setdefault("properties", {})


@dataclass(frozen=True)
class WriteLock:
    """What a write must have to itself, and the refusal when another operation holds it."""

    keys: Callable[[Cloud, str, Json], tuple[str, ...]]
    """(cloud, id, body) → keys of the resources that a write or delete of `id` holds while it runs."""
    refusal: Callable[[Cloud, str, Operation, ArmRequest], ArmError]
    """(cloud, the busy key, the operation that holds it, the request) → the error."""
    shares: Callable[[str, Operation], bool] | None = None
    """(the busy key, an operation that holds it) → whether this write may hold it too."""


@dataclass(frozen=True)
class PrivateLinkMember:
    """One name under which a private endpoint serves its target; each gets an address of its own."""

    name: str
    fqdn: str


@dataclass(frozen=True)
class PrivateLink:
    """How private endpoints connect to resources of a type."""

    groups: Mapping[str, Callable[[Resource], tuple[PrivateLinkMember, ...]]]
    """By group id: the names under which a resource is served there."""
    connection_type: str
    """The full type of the child that stands for the connection."""
    busy: Callable[[Cloud, Operation], ArmError]
    """The target is being written: (cloud, the operation that does) → the error."""
    check: Callable[[Cloud, Resource], None] | None = None
    """Raise when the target cannot take an endpoint now."""


WriteHook: TypeAlias = "Callable[[Cloud, Write], None]"
SavedHook: TypeAlias = "Callable[[Cloud, Write, Resource], None]"
ResourceHook: TypeAlias = "Callable[[Cloud, Resource], None]"
RequestHook: TypeAlias = "Callable[[Cloud, ArmRequest, Resource], None]"
MissingHook: TypeAlias = "Callable[[Cloud, ArmRequest, str], bool]"
RenderHook: TypeAlias = "Callable[[Cloud, Resource, Json], None]"
ResourceAction: TypeAlias = "Callable[[Cloud, ArmRequest, Resource], Answer]"


@dataclass(frozen=True)
class ResourceType:
    """One type of resource."""

    name: str
    """In full: `Microsoft.Network/virtualNetworks/subnets`."""
    api_versions: tuple[str, ...]
    own: str = ""
    """What it is for, where Azure has no such type."""
    scope: Scope = "resource group"
    location: LocationRule = "required"
    name_rule: NameRule | None = None
    required: tuple[str, ...] = ()
    """Paths that the body of a PUT must have."""
    shapes: Mapping[str, Shape] = field(default_factory=dict[str, "Shape"])
    """What kind of value stands at a path, where the other paths of this table don't already imply it."""
    closed: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Paths whose values the provider knows in full."""
    create_only: Mapping[str, Callable[[Write, str, Any], ArmError]] = field(
        default_factory=dict[str, "Callable[[Write, str, Any], ArmError]"]
    )
    """Paths that must not change once there is a resource, each with its refusal."""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the provider fills in when a PUT leaves it out."""
    read_only: tuple[str, ...] = ()
    """Paths that a client may send back but not set."""
    write_only: tuple[str, ...] = ()
    """Paths that no answer ever shows (and that are not stored)."""
    references: tuple[Reference, ...] = ()
    put: Put | None = field(default_factory=Put)
    patch: Patch | None = field(default_factory=Patch)
    delete: Delete | None = field(default_factory=Delete)
    provisioning_state: bool = True
    """Whether `properties.provisioningState` is shown."""
    creating: str = "Creating"
    updating: str = "Updating"
    etag: bool = False
    lock: WriteLock | None = None
    seconds: float = 2.0
    """How long a write takes on the real Azure, for the clock's mode `seconds`."""
    validate: WriteHook | None = None
    """Raise what a table cannot say; runs before the defaults."""
    complete_body: WriteHook | None = None
    """Fill in what the provider computes; runs after the defaults."""
    saved: SavedHook | None = None
    """Children, claims; the resource is stored."""
    finished: ResourceHook | None = None
    """The write reached its end successfully."""
    failed: ResourceHook | None = None
    """The write reached its end without success; the resource already shows Failed."""
    removable: ResourceHook | None = None
    """Raise when something forbids the deletion."""
    removing: ResourceHook | None = None
    """Just before the resource and what hangs on it go."""
    delete_requested: RequestHook | None = None
    """A DELETE was accepted; its query can be read here."""
    delete_missing: MissingHook | None = None
    """A DELETE found nothing: (cloud, request, key) → whether there was something to purge, and it is gone now."""
    private_link: PrivateLink | None = None
    address_in_subnet: Callable[[Cloud, Resource, str], str] | None = None
    """(cloud, resource, path that names a subnet) → the id of what has an address there and so keeps the subnet."""
    render: RenderHook | None = None
    """Fill in what is derived from other resources, for one answer."""
    actions: Mapping[str, ResourceAction] = field(default_factory=dict[str, "ResourceAction"])
    """POST on the resource, by the action's name in lower case."""
    views: Mapping[str, ResourceAction] = field(default_factory=dict[str, "ResourceAction"])
    """GET of something computed below the resource, by its name in lower case."""

    @property
    def named_paths(self) -> tuple[str, ...]:
        """Every path that this table names."""
        references = tuple(reference.path for reference in self.references)
        return (*self.required, *self.closed, *self.create_only, *self.defaults, *references)

    @property
    def namespace(self) -> str:
        return self.name.partition("/")[0]

    @property
    def type_path(self) -> str:
        return self.name.partition("/")[2]

    @property
    def key(self) -> str:
        return self.name.lower()
