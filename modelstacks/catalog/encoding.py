"""The catalogue as one JSON document and back, by the types of its dataclasses.

Pydantic checks the YAML once; what is compiled is trusted, so reading it is plain construction. Mappings are decoded
entry by entry when somebody asks: a check of three requests looks at three models of seventy, not at all they cite.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar, cast

from modelstacks.catalog.facts import Authority, Source

T = TypeVar("T")
Json: typing.TypeAlias = Any
Decoder: typing.TypeAlias = Callable[[Json, Mapping[str, Source]], Any]


class Late(Mapping[str, T]):
    """A mapping of what is in `raw`, each entry as `read` makes it of that, at the first look and once."""

    __slots__ = ("_made", "_raw", "_read")

    def __init__(self, raw: Mapping[str, Any], read: Callable[[Any], T]) -> None:
        self._raw, self._read = raw, read
        self._made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._made:
            self._made[key] = self._read(self._raw[key])
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __repr__(self) -> str:
        return repr(dict(self))


def encode(value: object) -> Json:
    """A value of the catalogue as JSON; a source is written as its key, the caller writes the table of sources."""
    match value:
        case Source():
            return value.key
        case enum.Enum():
            return value.value
        case Decimal() | date():
            return str(value)
        case Mapping():
            return {str(key): encode(item) for key, item in cast("Mapping[object, object]", value).items()}
        case frozenset():
            return sorted(encode(item) for item in cast("frozenset[object]", value))
        case tuple():
            return [encode(item) for item in cast("tuple[object, ...]", value)]
        case _ if dataclasses.is_dataclass(value):
            return {field.name: encode(getattr(value, field.name)) for field in facts_of(value)}
        case _:
            return value


def encode_source(source: Source) -> Json:
    """A source written out, for the table of sources."""
    return {**{field.name: encode(getattr(source, field.name)) for field in dataclasses.fields(source)}}


def facts_of(kind: Any) -> tuple[dataclasses.Field[Any], ...]:
    """The fields of a dataclass that hold facts: those that two catalogues are compared by."""
    return tuple(field for field in dataclasses.fields(kind) if field.compare)


def decode(kind: type[T], data: Json, sources: Mapping[str, Source]) -> T:
    """The inverse of `encode`, for a dataclass of the catalogue."""
    return cast("T", _decoder(kind)(data, sources))


def decode_source(data: Json) -> Source:
    """The inverse of `encode_source`. Written out: every start decodes the table of sources."""
    dated = data["dated"]
    return Source(
        data["key"],
        data["title"],
        data["address"],
        Authority(data["authority"]),
        None if dated is None else date.fromisoformat(dated),
        data["basis"],
    )


@functools.cache
def _decoder(kind: Any) -> Decoder:
    if kind is Source:
        return lambda data, sources: sources[data]
    if kind is date:
        return lambda data, _: date.fromisoformat(data)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        return lambda data, _: kind(data)
    if dataclasses.is_dataclass(kind):
        return _dataclass_decoder(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _union_decoder(arguments)
    if origin is tuple:
        item = _decoder(arguments[0])
        return lambda data, sources: tuple(item(element, sources) for element in data)
    if origin is frozenset:
        item = _decoder(arguments[0])
        return lambda data, sources: frozenset(item(element, sources) for element in data)
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        kind = arguments[1]
        return lambda data, sources: Late(data, lambda item: _decoder(kind)(item, sources))
    if kind in (str, int, bool) or origin is Literal:
        return lambda data, _: data
    if kind is float:
        return lambda data, _: float(data)
    raise TypeError(f"the catalogue's JSON does not carry {kind!r}")


def _union_decoder(arguments: tuple[Any, ...]) -> Decoder:
    kinds = [argument for argument in arguments if argument is not type(None)]
    if all(typing.get_origin(kind) is Literal for kind in kinds):
        return lambda data, _: data
    (kind,) = kinds
    item = _decoder(kind)
    return lambda data, sources: None if data is None else item(data, sources)


def _dataclass_decoder(kind: Any) -> Decoder:
    hints = typing.get_type_hints(kind)
    decoders = [(field.name, _decoder(hints[field.name])) for field in facts_of(kind)]

    def build(data: Json, sources: Mapping[str, Source]) -> object:
        return kind(**{name: item(data[name], sources) for name, item in decoders})

    return build
