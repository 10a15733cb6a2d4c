"""Comparisons of inputs, ignored changes, promoted changes: tables and what always holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.engine.deploy.diff import (
    INIT_ERROR_KEY,
    Difference,
    PathChange,
    apply_replace_on_changes,
    compare_inputs,
    ignore_changes,
    invert,
    settle,
)
from localcloud.wire import UNKNOWN, Secret

LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
)
MAPS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@pytest.mark.parametrize(
    ("name", "old", "new", "want"),
    [
        ("the same", {"a": {"b": [1]}}, {"a": {"b": [1]}}, {}),
        ("changed", {"a": 1}, {"a": 2}, {"a": "update"}),
        ("deep", {"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, {"a.b[1]": "update"}),
        ("longer", {"a": [1]}, {"a": [1, 2]}, {"a[1]": "add"}),
        ("shorter", {"a": [1, 2]}, {"a": [1]}, {"a[1]": "delete"}),
        ("added and removed", {"a": 1}, {"b": 1}, {"a": "delete", "b": "add"}),
        ("another kind", {"a": {"b": 1}}, {"a": [1]}, {"a": "update"}),
        ("true is not one", {"a": 1}, {"a": True}, {"a": "update"}),
        ("became secret", {"a": 1}, {"a": Secret(1)}, {}),
        ("a secret changed", {"a": Secret({"b": 1})}, {"a": {"b": Secret(2)}}, {"a.b": "update"}),
        ("became unknown", {"a": 1}, {"a": UNKNOWN}, {"a": "update"}),
        ("a key with a dot", {"a": {"b.c": 1}}, {"a": {"b.c": 2}}, {'a["b.c"]': "update"}),
    ],
)
def test_our_own_comparison(name: str, old: Any, new: Any, want: dict[str, str]) -> None:
    difference = compare_inputs(old, new)
    assert {path: change.kind for path, change in difference.details.items()} == want
    assert difference.verdict == ("some" if want else "none")
    assert set(difference.changed_keys) == {path.replace("[", ".").split(".")[0] for path in want}


@given(MAPS, MAPS)
def test_a_comparison_seen_from_the_other_side_is_its_inverse(old: Any, new: Any) -> None:
    there, back = compare_inputs(old, new), compare_inputs(new, old)
    assert dict(invert(there).details) == dict(back.details)
    assert compare_inputs(old, old).verdict == "none"


@pytest.mark.parametrize(
    ("name", "old", "new", "path", "want"),
    [
        ("a value", {"a": 1}, {"a": 2}, "a", {"a": 1}),
        ("a deep value", {"a": {"b": 1, "c": 1}}, {"a": {"b": 2, "c": 2}}, "a.b", {"a": {"b": 1, "c": 2}}),
        ("what was not there", {}, {"a": 2}, "a", {}),
        ("what is not there any more", {"a": 1}, {}, "a", {"a": 1}),
        ("deep, what was not there", {"a": {}}, {"a": {"b": 1}}, "a.b", {"a": {}}),
        ("an element", {"a": [1, 2]}, {"a": [3, 4]}, "a[1]", {"a": [3, 2]}),
        ("nowhere", {"a": 1}, {"a": 2}, "b.c", {"a": 2}),
        ("everything", {"a": 1, "b": 1}, {"a": 2, "c": 3}, "*", {"a": 1, "b": 1}),
        ("all elements", {"a": [1, 2]}, {"a": [3, 4]}, "a[*]", {"a": [1, 2]}),
        (
            "one key of all elements",
            {"a": [{"b": 1, "c": 1}]},
            {"a": [{"b": 2, "c": 2}]},
            "a[*].b",
            {"a": [{"b": 1, "c": 2}]},
        ),
        ("a secret stays one", {"a": Secret({"b": 1})}, {"a": {"b": 2}}, "a.b", {"a": {"b": Secret(1)}}),
        ("inside a secret", {"a": {"b": 1}}, {"a": Secret({"b": 2})}, "a.b", {"a": Secret({"b": 1})}),
        ("a new element", {"a": [1]}, {"a": [1, 2]}, "a[1]", None),
        ("a removed element", {"a": [1, 2]}, {"a": [1]}, "a[1]", None),
        ("through what is not there any more", {"a": {"b": 1}}, {}, "a.b", None),
        ("lists of other lengths", {"a": [1]}, {"a": [1, 2]}, "a[*]", None),
    ],
)
def test_ignored_changes(name: str, old: Any, new: Any, path: str, want: Any) -> None:
    result, impossible = ignore_changes(new, old, [path])
    assert impossible == ([path] if want is None else [])
    assert result == (new if want is None else want)


@given(MAPS, MAPS)
def test_ignoring_everything_leaves_nothing_to_change(old: Any, new: Any) -> None:
    before = repr(new)
    result, impossible = ignore_changes(new, old, ["*"])
    assert (result, impossible) == (old, [])
    assert repr(new) == before, "the program's inputs are not touched"


SOME = Difference("some", changed_keys=("a", "b"), details={"a.x": PathChange("update"), "b": PathChange("add")})


@pytest.mark.parametrize(
    ("name", "difference", "paths", "init_errors", "want"),
    [
        ("no option", SOME, [], False, ()),
        ("a key", SOME, ["b"], False, ("b",)),
        ("a deep path", SOME, ["a.x"], False, ("a",)),
        ("everything", SOME, ["*"], False, ("a", "b")),
        ("something else", SOME, ["c"], False, ()),
        ("an unfinished creation", Difference("none"), [INIT_ERROR_KEY], True, (INIT_ERROR_KEY,)),
        ("an unfinished creation and everything", Difference("none"), ["*"], True, (INIT_ERROR_KEY,)),
        ("a finished one", Difference("none"), ["*"], False, ()),
    ],
)
def test_changes_that_are_promoted_to_replacements(
    name: str, difference: Difference, paths: list[str], init_errors: bool, want: tuple[str, ...]
) -> None:
    promoted = apply_replace_on_changes(difference, paths, has_init_errors=init_errors)
    assert promoted.replace_keys == want
    assert promoted.replaces is bool(want)


def test_an_answer_is_only_settled_by_us_when_the_provider_does_not_know() -> None:
    sure = Difference("none")
    assert settle(sure, {"a": 1}, {"a": 2}) is sure
    ours = settle(Difference("unknown", replace_keys=("a",), delete_before_replace=True), {"a": 1}, {"a": 2})
    assert (ours.verdict, ours.replaces, ours.delete_before_replace) == ("some", True, True)
    assert settle(Difference("unknown"), {"a": 1}, {"a": 1}).verdict == "none"
