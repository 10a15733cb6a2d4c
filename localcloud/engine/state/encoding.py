"""Resources and pending operations to the state's JSON and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias, cast

from localcloud.engine.errors import EngineError
from localcloud.engine.state.resource import OperationType, PendingOperation, ResourceState
from localcloud.engine.state.secrets import PassphraseProvider
from localcloud.engine.state.values import Place, StateSecrets, decode, decode_map, encode, encode_json
from localcloud.wire import PropertyMap, PropertyValue, Secret

_Kind: TypeAlias = Literal["text", "flag", "properties", "value", "list", "map"]

FIELDS: Final[tuple[tuple[str, str, _Kind], ...]] = (
    ("urn", "urn", "text"),
    ("custom", "custom", "flag"),
    ("delete", "delete", "flag"),
    ("id", "id", "text"),
    ("type", "type", "text"),
    ("inputs", "inputs", "properties"),
    ("outputs", "outputs", "properties"),
    ("parent", "parent", "text"),
    ("protect", "protect", "flag"),
    ("taint", "taint", "flag"),
    ("external", "external", "flag"),
    ("dependencies", "dependencies", "list"),
    ("init_errors", "initErrors", "list"),
    ("provider", "provider", "text"),
    ("property_dependencies", "propertyDependencies", "map"),
    ("pending_replacement", "pendingReplacement", "flag"),
    ("additional_secret_outputs", "additionalSecretOutputs", "list"),
    ("aliases", "aliases", "list"),
    ("custom_timeouts", "customTimeouts", "map"),
    ("import_id", "importID", "text"),
    ("retain_on_delete", "retainOnDelete", "flag"),
    ("deleted_with", "deletedWith", "text"),
    ("replace_with", "replaceWith", "list"),
    ("created", "created", "text"),
    ("modified", "modified", "text"),
    ("source_position", "sourcePosition", "text"),
    ("stack_trace", "stackTrace", "list"),
    ("ignore_changes", "ignoreChanges", "list"),
    ("hide_diff", "hideDiff", "list"),
    ("replace_on_changes", "replaceOnChanges", "list"),
    ("replacement_trigger", "replacementTrigger", "value"),
    ("refresh_before_update", "refreshBeforeUpdate", "flag"),
    ("view_of", "viewOf", "text"),
    ("resource_hooks", "resourceHooks", "map"),
    ("extension_ref", "extensionRef", "text"),
    ("snippet_id", "snippetID", "text"),
)
"""(field, key, kind) in the order in which the CLI writes the keys (pulumi: `apitype.ResourceV3`)."""

_ALWAYS: Final = frozenset({"urn", "custom", "type"})
_KEYS: Final = frozenset(key for _, key, _ in FIELDS)
_TIMEOUTS: Final = ("create", "update", "delete", "read")
_JSON_TYPE: Final[dict[_Kind, type]] = {"text": str, "flag": bool, "properties": dict, "list": list, "map": dict}


def encode_resource(state: ResourceState, secrets: StateSecrets) -> str:
    """The JSON text of a resource, keys without content left out."""
    parts: list[str] = []
    for name, key, kind in FIELDS:
        value = getattr(state, name)
        if not value and name not in _ALWAYS and (kind != "value" or value is None):
            continue
        match kind:
            case "properties" | "value":
                text = encode(value, secrets.seal, (state.urn, key))
            case "map":
                text = encode_json(_ordered(name, value))
            case _:
                text = encode_json(value)
        parts.append(f'"{key}":{text}')
    parts += [f"{encode_json(key)}:{encode_json(value)}" for key, value in state.unknown_fields.items()]
    return "{" + ",".join(parts) + "}"


def decode_resource(
    raw: dict[str, Any], secrets: StateSecrets, provider: PassphraseProvider | None = None
) -> ResourceState:
    """A resource from parsed JSON.

    Args:
        provider: what the secrets were encrypted with, when it is not what `secrets` writes with.

    Raises:
        EngineError: a key has a value of the wrong kind, or a value cannot be read; the URN is in the message.
    """
    urn, resource_type = raw.get("urn"), raw.get("type")
    if not isinstance(urn, str) or not urn:
        raise EngineError("a resource of the state has no `urn`", _RESTORE)
    if not isinstance(resource_type, str) or not resource_type:
        raise EngineError(f"the resource {urn} of the state has no `type`", _RESTORE)

    def unseal(ciphertext: str, place: Place) -> Secret:
        return secrets.open(ciphertext, place, provider)

    state = ResourceState(urn=urn, type=resource_type)
    for name, key, kind in FIELDS:
        if key not in raw or raw[key] is None:
            continue
        setattr(state, name, _decode_field(raw[key], urn, key, kind, unseal))
    if state.id and not state.custom:
        raise EngineError(f"the resource {urn} of the state has an id although it is a component", _RESTORE)
    state.unknown_fields = {key: value for key, value in raw.items() if key not in _KEYS}
    return state


def encode_operation(operation: PendingOperation, secrets: StateSecrets) -> str:
    """The JSON text of a pending operation."""
    return f'{{"resource":{encode_resource(operation.resource, secrets)},"type":{encode_json(operation.type)}}}'


def decode_operation(
    raw: dict[str, Any], secrets: StateSecrets, provider: PassphraseProvider | None = None
) -> PendingOperation:
    """A pending operation from parsed JSON (see `decode_resource`)."""
    resource, operation_type = raw.get("resource"), raw.get("type")
    if not isinstance(resource, dict) or not isinstance(operation_type, str):
        raise EngineError("a pending operation of the state has no `resource` or no `type`", _RESTORE)
    return PendingOperation(
        decode_resource(cast("dict[str, Any]", resource), secrets, provider), cast("OperationType", operation_type)
    )


_RESTORE: Final = "Restore the state from the .bak file next to it, or from an export."


def _decode_field(
    raw: Any, urn: str, key: str, kind: _Kind, unseal: Callable[[str, Place], Secret]
) -> PropertyValue | PropertyMap | Any:
    if kind == "value":
        return decode(raw, unseal, (urn, key))
    if not isinstance(raw, _JSON_TYPE[kind]):
        raise EngineError(f"`{key}` of the resource {urn} is {type(raw).__name__} in the state", _RESTORE)
    return decode_map(raw, unseal, (urn, key)) if kind == "properties" else raw


def _ordered(name: str, value: dict[str, Any]) -> dict[str, Any]:
    # Timeouts are a struct in the CLI, so they keep its order; other maps come out sorted.
    if name == "custom_timeouts":
        return {key: value[key] for key in _TIMEOUTS if value.get(key)}
    return {key: value[key] for key in sorted(value)}
