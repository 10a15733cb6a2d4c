"""The whole local Azure in one object: what every verb and hook gets to see and change."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.clock import Clock, read_clock
from localcloud.arm.core.faults import Faults
from localcloud.arm.core.ids import ancestors, key_of
from localcloud.arm.core.operations import Operations
from localcloud.arm.core.registry import Registry
from localcloud.arm.core.store import Resource, Store
from localcloud.arm.core.write_log import WriteLog
from localcloud.arm.seed import Seed

_NAMESPACE = uuid.UUID("6f1c1d0e-6d0c-4f6e-9a59-0d5f8f1f2b6a")


@dataclass(frozen=True)
class Identity:
    """The tenant and the one application that may sign in."""

    tenant_id: str
    client_id: str
    object_id: str


class Cloud:
    """Store, registry, seed and the administration's knobs of one local Azure."""

    def __init__(self, store: Store, registry: Registry, seed: Seed, identity: Identity) -> None:
        self.store = store
        self.registry = registry
        self.seed = seed
        self.identity = identity
        self.operations = Operations(store)
        self.faults = Faults(store)
        self.log = WriteLog(store)

    @property
    def clock(self) -> Clock:
        return read_clock(self.store)

    @property
    def subscriptions(self) -> list[str]:
        """The ids of the subscriptions, as given."""
        return self.store.setting("subscriptions") or []

    def add_subscriptions(self, wanted: Iterable[str]) -> None:
        """Make sure that these subscriptions exist."""
        known = self.subscriptions
        missing = [one for one in dict.fromkeys(wanted) if one.lower() not in {name.lower() for name in known}]
        if missing:
            self.store.set_setting("subscriptions", [*known, *missing])

    def has_subscription(self, subscription: str) -> bool:
        return subscription.lower() in {known.lower() for known in self.subscriptions}

    def resource(self, identifier: str) -> Resource | None:
        """The stored resource of an id in any case."""
        return self.store.get(key_of(identifier))

    def show(self, resource: Resource) -> Json:
        """The body of a resource as an answer holds it: id, name and type first, derived parts filled in."""
        kind = self.registry.types[resource.type]
        body: Json = {"id": resource.id, "name": resource.name, "type": kind.name}
        if kind.etag:
            body["etag"] = f'"{resource.etag}"'
        body.update(resource.body)
        if kind.render is not None:
            body["properties"] = dict(resource.properties)
            kind.render(self, resource, body)
        return body

    def place_of(self, resource: Resource) -> str:
        """The location of a resource, or of what it hangs on when it has none of its own."""
        for key in ancestors(resource.key):
            above = self.store.get(key)
            if above is not None and above.location:
                return above.location
        return ""

    def state_of(self, resource: Resource) -> str:
        """Its provisioningState; resources without one are done."""
        return str(resource.properties.get("provisioningState", "Succeeded"))


def stable_guid(*parts: str) -> str:
    """A GUID that is the same for the same parts, in any case: principal ids, resource GUIDs."""
    return str(uuid.uuid5(_NAMESPACE, "|".join(parts).lower()))
