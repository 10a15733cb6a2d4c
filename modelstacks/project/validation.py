"""From a document to a validated form, and from pydantic's errors to findings that name file, line and column."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from modelstacks.codes import reading
from modelstacks.finding import Finding
from modelstacks.project.document import Document, Path

FormT = TypeVar("FormT", bound=BaseModel)


def validate(
    document: Document, form: type[FormT], *, request: str | None = None
) -> tuple[FormT | None, list[Finding]]:
    """The document's data as `form`, or None with a finding per error."""
    if not isinstance(document.data, dict):
        message = f"{document.file} must hold a mapping of keys to values"
        return None, [reading.INVALID_VALUE.finding(message, request=request, where=document.where())]
    try:
        return form.model_validate(document.data), []
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        return None, [_finding(document, form, dict(error), request) for error in errors]


def _finding(document: Document, form: type[BaseModel], error: Mapping[str, Any], request: str | None) -> Finding:
    location: Path = error["loc"]
    path = _path(document.data, location)
    shown = _shown(path)
    match error["type"]:
        case "missing":
            key = str(location[-1])
            where = f" in `{shown}`" if shown else ""
            message = f"`{key}` is missing{where}"
            return reading.MISSING_KEY.finding(message, request=request, where=document.where_key(*path))
        case "extra_forbidden":
            key = str(location[-1])
            known = [
                name for name in _known_keys(form, location[:-1]) if name not in _mapping(document.data, path[:-1])
            ]
            return reading.UNKNOWN_KEY.finding(
                f"unknown key `{shown}`", hint=_nearest(key, known), request=request, where=document.where_key(*path)
            )
        case _:
            subject = f"`{shown}`: " if shown else ""
            return reading.INVALID_VALUE.finding(
                subject + _message(error), hint=_remedy(error), request=request, where=document.where(*path)
            )


def _path(data: Any, location: Path) -> Path:
    """The part of pydantic's location that exists in the data; pydantic adds the tags of unions to it."""
    path: list[str | int] = []
    for part in location:
        if _has(data, part):
            data = data[part]
            path.append(part)
    return tuple(path)


def _has(data: Any, part: str | int) -> bool:
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _mapping(data: Any, path: Path) -> Mapping[str, Any]:
    """The mapping at a path that exists."""
    for part in path:
        data = data[part]
    return data if isinstance(data, dict) else {}


def _shown(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _nearest(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key.lower().replace("-", "_"), known, n=1, cutoff=0.5)
    if near:
        return f"Did you mean `{near[0]}`?"
    return f"Known keys here: {', '.join(known)}." if known else "Nothing is known here; remove the key."


def _message(error: Mapping[str, Any]) -> str:
    """Pydantic's message in the words of somebody who writes YAML."""
    given = error.get("input")
    match error["type"]:
        case "literal_error":
            return f"{given!r} is not one of {error['ctx']['expected']}"
        case "string_type":
            return "must be text"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must be a mapping of keys to values"
        case "tuple_type" | "list_type":
            return "must be a list"
        case "too_long":
            return f"has {error['ctx']['actual_length']} entries; at most {error['ctx']['max_length']} are taken"
        case "too_short":
            return f"needs at least {error['ctx']['min_length']}"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            message = str(error["msg"])
            return message[0].lower() + message[1:] if message.startswith(("Input ", "String ")) else message


def _remedy(error: Mapping[str, Any]) -> str:
    given = error.get("input")
    if error["type"] == "literal_error" and isinstance(given, str):
        known = [word.strip("' ") for word in error["ctx"]["expected"].replace(" or ", ",").split(",")]
        near = difflib.get_close_matches(given.lower(), known, n=1, cutoff=0.5)
        return f"Did you mean `{near[0]}`?" if near else ""
    return ""


def _known_keys(form: type[BaseModel], location: Path) -> list[str]:
    """The keys of the form that `location` leads to; the first one met when unions leave several."""
    forms = [form]
    for part in location:
        found = [inner for outer in forms for inner in _inner_forms(outer, part)]
        forms = found or forms
    return [field.alias or name for name, field in forms[0].model_fields.items()]


def _inner_forms(form: type[BaseModel], key: str | int) -> Iterator[type[BaseModel]]:
    for name, field in form.model_fields.items():
        if key in (name, field.alias):
            yield from _forms_in(field.annotation)


def _forms_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not typing.get_args(annotation):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for argument in typing.get_args(annotation):
        yield from _forms_in(argument)
