"""From the protocol's requests to goals: the only place that knows both."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from google.protobuf import struct_pb2
from pulumi.runtime.proto import alias_pb2, resource_pb2, source_pb2

from localcloud.engine.deploy.goal import AliasSpec, CustomTimeouts, Goal, ReadGoal
from localcloud.engine.deploy.urn import is_provider_type
from localcloud.wire import UNKNOWN, UNKNOWN_SENTINEL, from_struct, from_value
from localcloud.wire.values import OUTPUT_SIGNATURE, SIGNATURE_KEY

_DURATION_PART: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")
_SECONDS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Dependencies:
    """What a resource depends on: as a whole, and by property."""

    all: tuple[str, ...]
    by_property: Mapping[str, tuple[str, ...]]


def options_of(request: resource_pb2.RegisterResourceRequest, provider: str) -> resource_pb2.TransformResourceOptions:
    """The options as transforms see and change them. `provider` is the explicit one, or the inherited one."""
    import_id: dict[str, Any] = {"import": request.importId}  # a keyword of Python's
    options = resource_pb2.TransformResourceOptions(
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=[*(alias_pb2.Alias(urn=urn) for urn in request.aliasURNs), *request.aliases],
        provider=provider,
        custom_timeouts=request.customTimeouts,
        plugin_download_url=request.pluginDownloadURL,
        deleted_with=request.deletedWith,
        additional_secret_outputs=request.additionalSecretOutputs,
        providers=request.providers,
        plugin_checksums=request.pluginChecksums,
        hide_diff=request.hideDiffs,
        replace_with=request.replace_with,
        **import_id,
    )
    if request.HasField("protect"):
        options.protect = request.protect
    if request.HasField("retainOnDelete"):
        options.retain_on_delete = request.retainOnDelete
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        options.delete_before_replace = request.deleteBeforeReplace
    if request.HasField("replacement_trigger"):
        options.replacement_trigger.CopyFrom(request.replacement_trigger)
    return options


def dependencies_of(request: resource_pb2.RegisterResourceRequest) -> Dependencies:
    """What the program observed; without a list by property, every property depends on everything."""
    by_property = {key: tuple(entry.urns) for key, entry in request.propertyDependencies.items()}
    everything = tuple(request.dependencies)
    if not by_property:
        by_property = dict.fromkeys(request.object.fields, everything)
    return Dependencies(everything, by_property)


def transformed_dependencies(
    before: Dependencies, properties: struct_pb2.Struct, depends_on: Iterable[str]
) -> Dependencies:
    """The dependencies after transforms: what the options say now, and what new values bring with them."""
    by_property = {
        key: tuple(dict.fromkeys([*before.by_property.get(key, ()), *_output_dependencies(value)]))
        for key, value in properties.fields.items()
    }
    everything = dict.fromkeys(depends_on)
    for urns in by_property.values():
        everything.update(dict.fromkeys(urns))
    return Dependencies(tuple(everything), by_property)


def goal_of(
    request: resource_pb2.RegisterResourceRequest,
    properties: struct_pb2.Struct,
    options: resource_pb2.TransformResourceOptions,
    dependencies: Dependencies,
    provider: str,
    root: Path,
) -> Goal:
    """The goal of a registration, after transforms and with its provider resolved.

    Raises:
        ValueError: a custom timeout is not a duration.
    """
    inputs = from_struct(properties)
    if is_provider_type(request.type):
        if options.version:
            inputs["version"] = options.version
        if options.plugin_download_url:
            inputs["__internal"] = {"pluginDownloadURL": options.plugin_download_url}
    trigger = from_value(options.replacement_trigger) if options.HasField("replacement_trigger") else None
    return Goal(
        type=request.type,
        name=request.name,
        custom=request.custom,
        properties=inputs,
        parent=request.parent,
        provider=provider,
        dependencies=dependencies.all,
        property_dependencies=dependencies.by_property,
        protect=options.protect if options.HasField("protect") else None,
        retain_on_delete=options.retain_on_delete if options.HasField("retain_on_delete") else None,
        delete_before_replace=options.delete_before_replace if options.HasField("delete_before_replace") else None,
        ignore_changes=tuple(options.ignore_changes),
        replace_on_changes=tuple(options.replace_on_changes),
        additional_secret_outputs=tuple(options.additional_secret_outputs),
        aliases=tuple(_alias(alias) for alias in options.aliases),
        import_id=getattr(options, "import"),
        custom_timeouts=_timeouts(options.custom_timeouts),
        deleted_with=options.deleted_with,
        replace_with=tuple(options.replace_with),
        replacement_trigger=trigger,
        hide_diff=tuple(options.hide_diff),
        source_position=_position(request.sourcePosition, root),
    )


def read_goal_of(request: resource_pb2.ReadResourceRequest, provider: str, root: Path) -> ReadGoal:
    """The goal of a read."""
    return ReadGoal(
        type=request.type,
        name=request.name,
        id=UNKNOWN if request.id == UNKNOWN_SENTINEL else request.id,
        properties=from_struct(request.properties),
        parent=request.parent,
        provider=provider,
        dependencies=tuple(request.dependencies),
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        source_position=_position(request.sourcePosition, root),
    )


def seconds_of(duration: str) -> float:
    """Seconds of a Go duration such as `1h30m`.

    Raises:
        ValueError: it is not one.
    """
    if not duration:
        return 0
    parts = list(_DURATION_PART.finditer(duration))
    if "".join(part[0] for part in parts) != duration:
        raise ValueError(f"the custom timeout {duration!r} is not a duration such as '5m' or '1h30m'")
    return sum(float(part[1]) * _SECONDS[part[2]] for part in parts)


def _timeouts(timeouts: resource_pb2.RegisterResourceRequest.CustomTimeouts) -> CustomTimeouts:
    return CustomTimeouts(
        create=seconds_of(timeouts.create),
        update=seconds_of(timeouts.update),
        delete=seconds_of(timeouts.delete),
        read=seconds_of(getattr(timeouts, "read", "")),  # SDKs older than 3.250 do not have it
    )


def _alias(alias: alias_pb2.Alias) -> AliasSpec:
    if alias.urn:
        return AliasSpec(urn=alias.urn)
    spec = alias.spec
    return AliasSpec(
        name=spec.name,
        type=spec.type,
        stack=spec.stack,
        project=spec.project,
        parent=spec.parentUrn,
        no_parent=spec.noParent,
    )


def _output_dependencies(value: struct_pb2.Value) -> Iterator[str]:
    match value.WhichOneof("kind"):
        case "list_value":
            for item in value.list_value.values:
                yield from _output_dependencies(item)
        case "struct_value":
            fields = value.struct_value.fields
            if SIGNATURE_KEY in fields and fields[SIGNATURE_KEY].string_value == OUTPUT_SIGNATURE:
                yield from (item.string_value for item in fields["dependencies"].list_value.values)
            for item in fields.values():
                yield from _output_dependencies(item)
        case _:
            return


def _position(position: source_pb2.SourcePosition, root: Path) -> str:
    """Where in the program a resource is, as the state has it: `project:///<path from the project's root>#<line>`.

    The stack trace that comes with it is not kept: it doubles the state, names files of this machine, and nobody reads
    it.
    """
    path = urlsplit(position.uri).path
    if not path:
        return ""
    line = f"#{position.line}" if position.line else ""
    return f"project:///{os.path.relpath(unquote(path), root)}{line}"
