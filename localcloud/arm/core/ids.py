"""The grammar of ARM's URLs and resource ids.

Keywords, namespaces, types and names compare without case: `key_of` is the form under which everything is stored and
found. For an extension resource the *last* `/providers/` decides the namespace; what stands before it is the scope.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SUBSCRIPTIONS = "Microsoft.Resources/subscriptions"
RESOURCE_GROUPS = "Microsoft.Resources/resourceGroups"


@dataclass(frozen=True)
class ArmPath:
    """A parsed URL path or resource id.

    `types` has one more entry than `names` for a collection (or the action of a POST). Subscriptions and resource
    groups read as types of Microsoft.Resources; a path with an empty namespace is the tenant.
    """

    scope: str
    """What stands before the last `/providers/`, as written and without a trailing slash; empty for the tenant."""
    subscription: str
    resource_group: str
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def is_collection(self) -> bool:
        return len(self.types) > len(self.names)

    @property
    def type_path(self) -> str:
        return "/".join(self.types)

    @property
    def full_type(self) -> str:
        return f"{self.namespace}/{self.type_path}"

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""

    @property
    def name_path(self) -> str:
        """The names from the top parent down, as ARM's texts show them."""
        return "/".join(self.names)

    def without_last_type(self) -> ArmPath:
        """The resource on which a collection or action stands."""
        return ArmPath(self.scope, self.subscription, self.resource_group, self.namespace, self.types[:-1], self.names)


def key_of(identifier: str) -> str:
    """The comparable form of an id."""
    return identifier.rstrip("/").lower()


def parse_path(path: str) -> ArmPath | None:
    """Read a path (already percent-decoded); None when it follows no rule of ARM."""
    segments = [segment for segment in path.strip("/").split("/") if segment]
    subscription, resource_group, rest = "", "", segments
    if rest and rest[0].lower() == "subscriptions":
        if len(rest) == 1:
            return ArmPath("", "", "", "Microsoft.Resources", ("subscriptions",), ())
        subscription, rest = rest[1], rest[2:]
        if rest and rest[0].lower() == "resourcegroups":
            if len(rest) == 1:
                return ArmPath(
                    f"/subscriptions/{subscription}", subscription, "", "Microsoft.Resources", ("resourceGroups",), ()
                )
            resource_group, rest = rest[1], rest[2:]
    if not rest:
        return _container(subscription, resource_group)
    last = max((index for index, segment in enumerate(rest) if segment.lower() == "providers"), default=-1)
    if last < 0 or last + 1 >= len(rest):
        # `/subscriptions/{s}/locations`, `/providers`, `/subscriptions/{s}/operationresults/{o}`: ARM's own.
        scope = "/" + "/".join(segments[: len(segments) - len(rest)]) if len(segments) > len(rest) else ""
        own = ArmPath(scope, subscription, resource_group, "Microsoft.Resources", (rest[0],), tuple(rest[1:]))
        return own if len(rest) <= 2 else None
    if last > 0 and rest[0].lower() != "providers":
        return None
    before = segments[: len(segments) - len(rest) + last]
    scope = "/" + "/".join(before) if before else ""
    namespace, tail = rest[last + 1], rest[last + 2 :]
    return ArmPath(scope, subscription, resource_group, namespace, tuple(tail[::2]), tuple(tail[1::2]))


def _container(subscription: str, resource_group: str) -> ArmPath:
    if resource_group:
        return ArmPath(
            f"/subscriptions/{subscription}",
            subscription,
            resource_group,
            "Microsoft.Resources",
            ("resourceGroups",),
            (resource_group,),
        )
    if subscription:
        return ArmPath("", subscription, "", "Microsoft.Resources", ("subscriptions",), (subscription,))
    return ArmPath("", "", "", "", (), ())


def build_id(path: ArmPath, canonical_type: str) -> str:
    """The id of the resource that `path` names: keywords and types in their canonical case, names as written."""
    scope = canonical_scope(path.scope)
    if canonical_type == RESOURCE_GROUPS:
        return f"{scope}/resourceGroups/{path.name}"
    namespace, *types = canonical_type.split("/")
    tail = "/".join(f"{kind}/{name}" for kind, name in zip(types, path.names, strict=True))
    return f"{scope}/providers/{namespace}/{tail}"


def canonical_scope(scope: str) -> str:
    """`/subscriptions/…/resourceGroups/…` with these two keywords in their canonical case."""
    scope = re.sub(r"^/subscriptions/", "/subscriptions/", scope, flags=re.IGNORECASE)
    return re.sub(r"^(/subscriptions/[^/]+)/resourcegroups/", r"\1/resourceGroups/", scope, flags=re.IGNORECASE)


def parent_id(identifier: str) -> str:
    """What a resource hangs on: its parent, or for a top-level or extension resource its scope."""
    head, marker, tail = identifier.rpartition("/providers/")
    if not marker:
        return identifier.rsplit("/", 2)[0]
    return head if tail.count("/") <= 2 else identifier.rsplit("/", 2)[0]


def ancestors(identifier: str) -> list[str]:
    """Keys of an id and of everything above it, nearest first, down to the subscription."""
    found: list[str] = []
    key = key_of(identifier)
    while key and key != "/subscriptions":
        found.append(key)
        key = parent_id(key)
    return found


def top_level(identifier: str) -> str:
    """The key of the top-level resource of a child's id (`…/accounts/a/deployments/d` → `…/accounts/a`)."""
    head, marker, tail = key_of(identifier).rpartition("/providers/")
    return head + marker + "/".join(tail.split("/")[:3])


def normalised_location(location: str) -> str:
    """`East US` and `eastus` are one place."""
    return location.replace(" ", "").lower()
