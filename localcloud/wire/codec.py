"""`google.protobuf.Struct` to Python values and back."""

from __future__ import annotations

from typing import Any, cast

from google.protobuf import struct_pb2

from localcloud.wire.values import (
    ARCHIVE_SIGNATURE,
    ASSET_SIGNATURE,
    OUTPUT_SIGNATURE,
    RESOURCE_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE_KEY,
    UNKNOWN,
    UNKNOWN_SENTINEL,
    Asset,
    PropertyMap,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
)


def from_struct(struct: struct_pb2.Struct | None) -> PropertyMap:
    """Decode a property bag; None is the empty one."""
    if struct is None:
        return {}
    return {key: from_value(value) for key, value in struct.fields.items()}


def from_value(value: struct_pb2.Value) -> PropertyValue:
    """Decode one value.

    Raises:
        ValueError: an object carries a signature that this version of the protocol does not have.
    """
    match value.WhichOneof("kind"):
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "string_value":
            text = value.string_value
            return UNKNOWN if text == UNKNOWN_SENTINEL else text
        case "list_value":
            return [from_value(item) for item in value.list_value.values]
        case "struct_value":
            return _from_object(value.struct_value)
        case _:
            return None


def to_struct(properties: PropertyMap) -> struct_pb2.Struct:
    """Encode a property bag."""
    struct = struct_pb2.Struct()
    for key, value in properties.items():
        _fill(struct.fields[key], value)
    return struct


def to_value(value: PropertyValue) -> struct_pb2.Value:
    """Encode one value."""
    encoded = struct_pb2.Value()
    _fill(encoded, value)
    return encoded


def _from_object(struct: struct_pb2.Struct) -> PropertyValue:
    fields = struct.fields
    if SIGNATURE_KEY not in fields:
        return {key: from_value(item) for key, item in fields.items()}
    signature = fields[SIGNATURE_KEY].string_value
    if signature == SECRET_SIGNATURE:
        return Secret(from_value(fields["value"]))
    if signature == RESOURCE_SIGNATURE:
        identity = from_value(fields["id"]) if "id" in fields else None
        version = fields["packageVersion"].string_value if "packageVersion" in fields else ""
        return ResourceReference(fields["urn"].string_value, cast("str | Unknown | None", identity), version)
    if signature == OUTPUT_SIGNATURE:
        inner = from_value(fields["value"]) if "value" in fields else UNKNOWN
        secret = "secret" in fields and fields["secret"].bool_value
        return Secret(inner) if secret else inner
    if signature in (ASSET_SIGNATURE, ARCHIVE_SIGNATURE):
        return Asset({key: _plain(item) for key, item in fields.items()})
    raise ValueError(f"a property value carries the signature {signature!r}, which this engine does not know")


def _plain(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            return {key: _plain(item) for key, item in value.struct_value.fields.items()}
        case "list_value":
            return [_plain(item) for item in value.list_value.values]
        case _:
            return from_value(value)


def _fill(target: struct_pb2.Value, value: PropertyValue | dict[str, Any]) -> None:
    match value:
        case None:
            target.null_value = struct_pb2.NULL_VALUE
        case bool():
            target.bool_value = value
        case int() | float():
            target.number_value = float(value)
        case str():
            target.string_value = value
        case list():
            target.list_value.SetInParent()
            for item in value:
                _fill(target.list_value.values.add(), item)
        case dict():
            target.struct_value.SetInParent()
            for key, item in value.items():
                _fill(target.struct_value.fields[key], item)
        case Unknown():
            target.string_value = UNKNOWN_SENTINEL
        case Secret(inner):
            _fill(target, {SIGNATURE_KEY: SECRET_SIGNATURE, "value": inner})
        case ResourceReference(urn, identity, version):
            fields: PropertyMap = {SIGNATURE_KEY: RESOURCE_SIGNATURE, "urn": urn}
            if identity is not None:
                fields["id"] = identity
            if version:
                fields["packageVersion"] = version
            _fill(target, fields)
        case Asset(raw):
            _fill(target, dict(raw))
