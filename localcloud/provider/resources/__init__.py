"""The table of resource types: one file a module of azure-native, read when it is first asked for.

Every module has `RESOURCES`, a tuple of `ResourceMetadata`. A new type is one more entry there; the test of the table
says what is wrong with it.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from localcloud.provider.errors import UnknownTypeError
from localcloud.provider.metadata import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localcloud.provider.metadata import ResourceMetadata

MODULES: Final = (
    "alertsmanagement",
    "app",
    "applicationinsights",
    "authorization",
    "cognitiveservices",
    "compute",
    "consumption",
    "containerregistry",
    "containerservice",
    "keyvault",
    "machinelearningservices",
    "managedidentity",
    "monitor",
    "network",
    "operationalinsights",
    "privatedns",
    "resources",
    "storage",
)


def resource_type(token: str) -> ResourceMetadata:
    """The entry of a Pulumi type.

    A token with an API version (`azure-native:cognitiveservices/v20251201:Deployment`) gives the same entry with that
    version: the table holds one body per type, so what only the other version has is not sent.

    Raises:
        UnknownTypeError: the table does not hold the type.
    """
    module, api_version, name = _parts(token)
    metadata = _module(module).get(name)
    if metadata is None:
        raise UnknownTypeError(token)
    return replace(metadata, api_version=api_version) if api_version else metadata


def module_types(token: str) -> tuple[ResourceMetadata, ...]:
    """The entries of the module that a token (of a type or a function) belongs to.

    Raises:
        UnknownTypeError: it is no token of azure-native.
    """
    module, _, _ = _parts(token)
    return tuple(_module(module).values())


def resource_types() -> tuple[ResourceMetadata, ...]:
    """The whole table."""
    return tuple(metadata for module in MODULES for metadata in _module(module).values())


def _parts(token: str) -> tuple[str, str | None, str]:
    package, _, rest = token.partition(":")
    path, _, name = rest.rpartition(":")
    module, _, version = path.partition("/")
    if package != PACKAGE or not module or not name:
        raise UnknownTypeError(token)
    return module, _api_version(version), name


def _api_version(tag: str) -> str | None:
    """`v20230501` is 2023-05-01, `v20251015preview` is 2025-10-15-preview."""
    digits, label = tag[1:9], tag[9:]
    if not (tag.startswith("v") and len(digits) == len("YYYYMMDD") and digits.isdecimal()):
        return None
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" + (f"-{label}" if label else "")


@cache
def _module(name: str) -> Mapping[str, ResourceMetadata]:
    if name not in MODULES:
        return MappingProxyType({})
    table = importlib.import_module(f"{__name__}.{name}")
    return MappingProxyType({metadata.pulumi_type.rsplit(":", 1)[-1]: metadata for metadata in table.RESOURCES})
