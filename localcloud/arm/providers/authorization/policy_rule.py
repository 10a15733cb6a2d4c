"""Azure Policy's rule language, as far as a body can answer it: fields, allOf, anyOf, not, parameters, concat."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from localcloud.arm.core.bodies import Json, every_value, get_path
from localcloud.arm.core.errors import ArmError

_Condition: TypeAlias = Callable[[Any, Any], bool]

_PARAMETER = re.compile(r"^\[parameters\('([^']+)'\)\]$", re.IGNORECASE)
_CONCAT = re.compile(r"^\[concat\((.*)\)\]$", re.IGNORECASE)
_PIECE = re.compile(r"'((?:[^']|'')*)'|parameters\('([^']+)'\)", re.IGNORECASE)
_TAG = re.compile(r"^tags(?:\.|\[['\"]?)(.+?)(?:['\"]?\])?$", re.IGNORECASE)


def _text(value: Any) -> str:
    return str(value).lower()


def _like(value: Any, pattern: Any) -> bool:
    return fnmatchcase(_text(value), _text(pattern))


def _contained(value: Any, choices: Any) -> bool:
    return isinstance(choices, list) and _text(value) in {_text(choice) for choice in choices}


_CONDITIONS: Mapping[str, _Condition] = {
    "equals": lambda value, wanted: value is not None and _text(value) == _text(wanted),
    "notequals": lambda value, wanted: value is None or _text(value) != _text(wanted),
    "in": lambda value, wanted: value is not None and _contained(value, wanted),
    "notin": lambda value, wanted: value is None or not _contained(value, wanted),
    "like": lambda value, wanted: value is not None and _like(value, wanted),
    "notlike": lambda value, wanted: value is None or not _like(value, wanted),
    "contains": lambda value, wanted: value is not None and _text(wanted) in _text(value),
    "notcontains": lambda value, wanted: value is None or _text(wanted) not in _text(value),
    "exists": lambda value, wanted: (value is not None) == (_text(wanted) == "true"),
    "greater": lambda value, wanted: _numbers(value, wanted) and float(value) > float(wanted),
    "greaterorequals": lambda value, wanted: _numbers(value, wanted) and float(value) >= float(wanted),
    "less": lambda value, wanted: _numbers(value, wanted) and float(value) < float(wanted),
    "lessorequals": lambda value, wanted: _numbers(value, wanted) and float(value) <= float(wanted),
}


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) for value in values)


def check_rule(rule: Any) -> None:
    """Refuse a rule that this Azure cannot judge, rather than pretend to enforce it."""
    if not isinstance(rule, dict) or not isinstance(rule.get("if"), dict) or not isinstance(rule.get("then"), dict):
        raise _invalid("a rule needs 'if' and 'then'")
    if not isinstance(rule["then"].get("effect"), str):
        raise _invalid("'then' needs an effect")
    _check_condition(rule["if"])


def _check_condition(node: Any) -> None:
    if not isinstance(node, dict):
        raise _invalid(f"'{node}' is no condition")
    keys = {key.lower(): value for key, value in node.items()}
    for name in ("allof", "anyof"):
        if name in keys:
            if not isinstance(keys[name], list):
                raise _invalid(f"'{name}' takes a list")
            for inner in keys[name]:
                _check_condition(inner)
            return
    if "not" in keys:
        _check_condition(keys["not"])
        return
    if "field" not in keys or not any(name in keys for name in _CONDITIONS):
        raise _invalid(
            f"the condition {sorted(node)} is not supported by this local Azure (no count, value or functions)"
        )


def _invalid(reason: str) -> ArmError:
    return ArmError(400, "InvalidPolicyRule", f"The policy rule is invalid: {reason}.")


def evaluate(node: Mapping[str, Any], type_name: str, body: Json, parameters: Mapping[str, Any]) -> bool:
    """Whether a condition holds for a resource of a type. `body` has its name."""
    keys = {key.lower(): value for key, value in node.items()}
    if "allof" in keys:
        return all(evaluate(inner, type_name, body, parameters) for inner in keys["allof"])
    if "anyof" in keys:
        return any(evaluate(inner, type_name, body, parameters) for inner in keys["anyof"])
    if "not" in keys:
        return not evaluate(keys["not"], type_name, body, parameters)
    name = next(one for one in _CONDITIONS if one in keys)
    wanted = resolve(keys[name], parameters)
    field = str(resolve(keys["field"], parameters))
    if "[*]" in field:
        return all(_CONDITIONS[name](value, wanted) for value in _field_values(field, type_name, body))
    return _CONDITIONS[name](_field(field, type_name, body), wanted)


def resolve(value: Any, parameters: Mapping[str, Any]) -> Any:
    """Replace `[parameters('x')]` and a concat of such and texts."""
    if not isinstance(value, str):
        return value
    found = _PARAMETER.match(value)
    if found:
        return parameters.get(found[1].lower())
    joined = _CONCAT.match(value)
    if joined:
        return "".join(
            str(parameters.get(piece[2].lower(), "")) if piece[2] else piece[1].replace("''", "'")
            for piece in _PIECE.finditer(joined[1])
        )
    return value


def _field(field: str, type_name: str, body: Json) -> Any:
    lowered = field.lower()
    if lowered == "type":
        return type_name
    tag = _TAG.match(field)
    if tag:
        tags = {key.lower(): value for key, value in (body.get("tags") or {}).items()}
        return tags.get(tag[1].lower())
    if "/" not in field:
        return get_path(body, field)
    inside = _alias(field, type_name)
    if inside is None:
        return None
    value = get_path(body, inside)
    return get_path(body, f"properties.{inside}") if value is None else value


def _field_values(field: str, type_name: str, body: Json) -> list[Any]:
    inside = _alias(field, type_name)
    if inside is None:
        return []
    return [value for _, value in every_value(body, f"properties.{inside}")]


def _alias(field: str, type_name: str) -> str | None:
    """`Microsoft.X/y/sku.name` on a resource of Microsoft.X/y is `sku.name`, at the root or in its properties."""
    prefix = f"{type_name}/".lower()
    return field[len(prefix) :] if field.lower().startswith(prefix) else None
