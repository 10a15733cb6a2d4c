"""Which namespaces, types and computed endpoints this Azure has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.errors import invalid_resource_namespace, invalid_resource_type
from localcloud.arm.core.ids import ArmPath
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import ResourceType, Write
from localcloud.arm.core.store import Resource

if TYPE_CHECKING:
    from localcloud.arm.core.cloud import Cloud

Handler: TypeAlias = "Callable[[Cloud, ArmRequest], Answer]"
WriteGuard: TypeAlias = "Callable[[Cloud, Write], None]"
DeleteGuard: TypeAlias = "Callable[[Cloud, Resource], None]"
LimitSetter: TypeAlias = "Callable[[Cloud, str, str, str, int], Json | None]"

_ANY_NAMESPACE = "*"


@dataclass(frozen=True)
class Endpoint:
    """A computed answer that is no stored resource: `GET locations/models`, `POST register` …"""

    method: str
    type_path: str
    """The types of the URL after the namespace, joined by slashes, without the names between them."""
    handler: Handler
    api_versions: tuple[str, ...] = ()
    """Empty for any well-formed version."""
    names: int | None = None
    """How many names the URL has; one less than the types (a collection) when left out."""
    asks: bool = False
    """A POST that changes nothing, so that a disabled subscription answers it (inferred)."""


@dataclass(frozen=True)
class Provider:
    """A namespace: its types, its computed endpoints, and what it says about other providers' writes and deletes."""

    namespace: str
    types: tuple[ResourceType, ...]
    endpoints: tuple[Endpoint, ...] = ()
    common_endpoints: tuple[Endpoint, ...] = ()
    """Endpoints that exist in every namespace (register, status of operations)."""
    write_guards: tuple[WriteGuard, ...] = ()
    delete_guards: tuple[DeleteGuard, ...] = ()
    set_limit: LimitSetter | None = None
    """(cloud, subscription, location, name, limit) → the quota as `usages` shows it; None when it has no such quota."""


class Registry:
    """All providers, indexed for the router. Namespaces and types compare without case."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.providers: Mapping[str, Provider] = {provider.namespace.lower(): provider for provider in providers}
        self.types: dict[str, ResourceType] = {}
        self._endpoints: dict[tuple[str, str, str, int], Endpoint] = {}
        self.write_guards: list[WriteGuard] = []
        self.delete_guards: list[DeleteGuard] = []
        for provider in self.providers.values():
            self.types.update({kind.key: kind for kind in provider.types})
            for namespace, endpoints in (
                (provider.namespace.lower(), provider.endpoints),
                (_ANY_NAMESPACE, provider.common_endpoints),
            ):
                for endpoint in endpoints:
                    names = endpoint.type_path.count("/") if endpoint.names is None else endpoint.names
                    self._endpoints[endpoint.method, namespace, endpoint.type_path.lower(), names] = endpoint
            self.write_guards.extend(provider.write_guards)
            self.delete_guards.extend(provider.delete_guards)

    def find(self, path: ArmPath) -> ResourceType | None:
        """The type of a resource or collection, if it is one of ours."""
        return self.types.get(path.full_type.lower())

    def endpoint(self, method: str, path: ArmPath) -> Endpoint | None:
        """The computed endpoint of a path, if there is one."""
        tail = (path.type_path.lower(), len(path.names))
        found = self._endpoints.get((method, path.namespace.lower(), *tail))
        return found or self._endpoints.get((method, _ANY_NAMESPACE, *tail))

    def need(self, path: ArmPath, api_version: str) -> ResourceType:
        """The type of a path, or ARM's refusal."""
        found = self.find(path)
        if found is not None:
            return found
        provider = self.providers.get(path.namespace.lower())
        if provider is None:
            raise invalid_resource_namespace(path.namespace)
        raise invalid_resource_type(provider.namespace, path.type_path, api_version)
