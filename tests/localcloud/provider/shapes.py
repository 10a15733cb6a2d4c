"""Objects of the table's shapes, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from localcloud.provider.metadata import Shape
from localcloud.wire import PropertyMap

_IDS = st.lists(st.sampled_from(["/a", "/b", "/c/d"]), unique=True).map(sorted)
_SCALARS = st.one_of(st.booleans(), st.integers(-9, 9), st.sampled_from(["", "x", "Standard"]))
_PLAIN: st.SearchStrategy[Any] = st.one_of(
    _SCALARS,
    st.lists(_SCALARS, max_size=2),
    st.dictionaries(st.sampled_from(["id", "name", "a.b"]), _SCALARS, max_size=2),
)


@st.composite
def inputs_of(draw: st.DrawFn, shape: Shape, depth: int = 3) -> PropertyMap:
    """Some of the shape's writable properties that come back as outputs."""
    return _some(draw, shape, sorted(shape.writable - shape.write_only - shape.shadowed), depth, as_input=True)


@st.composite
def outputs_of(draw: st.DrawFn, shape: Shape, depth: int = 2) -> PropertyMap:
    """Some of the shape's outputs."""
    return _some(draw, shape, sorted(shape.outputs), depth, as_input=False)


def _some(draw: st.DrawFn, shape: Shape, names: list[str], depth: int, *, as_input: bool) -> PropertyMap:
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=5)) if names else []
    return {name: draw(_value(shape, name, depth, as_input=as_input)) for name in chosen}


def _value(shape: Shape, name: str, depth: int, *, as_input: bool) -> st.SearchStrategy[Any]:
    if name in shape.string_sets:
        return _IDS if as_input else _IDS.map(lambda ids: {key: {"clientId": "c"} for key in ids})
    if name not in shape.nested:
        return _PLAIN
    if depth == 0:
        return st.just({})
    inner = shape.nested[name]
    one = inputs_of(inner, depth - 1) if as_input else outputs_of(inner, depth - 1)
    return st.one_of(one, st.lists(one, max_size=2))
