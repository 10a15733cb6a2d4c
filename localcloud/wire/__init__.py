"""Pulumi's property values as they travel over gRPC, shared by the provider and the engine."""

from localcloud.wire.codec import from_struct, from_value, to_struct, to_value
from localcloud.wire.paths import PropertyPath, delete_at, format_path, get_at, parse_path, set_at
from localcloud.wire.values import (
    UNKNOWN,
    UNKNOWN_SENTINEL,
    Asset,
    PropertyMap,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
    contains_secret,
    contains_unknown,
    without_secrets,
)

__all__ = [
    "UNKNOWN",
    "UNKNOWN_SENTINEL",
    "Asset",
    "PropertyMap",
    "PropertyPath",
    "PropertyValue",
    "ResourceReference",
    "Secret",
    "Unknown",
    "contains_secret",
    "contains_unknown",
    "delete_at",
    "format_path",
    "from_struct",
    "from_value",
    "get_at",
    "parse_path",
    "set_at",
    "to_struct",
    "to_value",
    "without_secrets",
]
