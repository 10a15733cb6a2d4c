"""The schemas of custom kinds, and quantities."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from localcloud.kubernetes.custom_kinds import custom_kinds
from localcloud.kubernetes.quantity import parse_quantity
from localcloud.kubernetes.schema import is_known

_FILES = [
    file
    for file in (resources.files("localcloud.kubernetes") / "schemas").iterdir()
    if file.name.endswith(".yaml") and not file.name.startswith("_")
]


@pytest.mark.parametrize("file", _FILES, ids=[file.name for file in _FILES])
def test_a_file_says_what_it_describes_and_by_which_source(file: Any) -> None:
    document = yaml.safe_load(file.read_text())
    group = document["apiVersions"][0].split("/")[0]
    assert file.name == f"{document['kind'].lower()}.{group}.yaml"
    assert document["source"].startswith("https://")
    assert isinstance(document["checked"], datetime.date)
    assert set(document) <= {"apiVersions", "kind", "source", "checked", "needs", "immutable", "schema"}
    assert set(document["needs"]) == {"profile", "is", "called"}


@pytest.mark.parametrize(("kind", "custom"), custom_kinds().items(), ids=str)
def test_a_schema_is_one_and_admits_only_what_it_names(kind: Any, custom: Any) -> None:
    Draft202012Validator.check_schema(custom.schema)
    assert is_known(kind, None)
    assert [path for path, schema in _objects(custom.schema, "") if "additionalProperties" not in schema] == []


def _objects(schema: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every schema with properties of its own, at any depth."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            yield path, schema
        for key, value in schema.items():
            yield from _objects(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from _objects(item, f"{path}[{index}]")


_QUANTITIES = [
    ("4", Decimal(4)),
    (4, Decimal(4)),
    (0.5, Decimal("0.5")),
    ("500m", Decimal("0.5")),
    ("80Gi", Decimal(80 * 2**30)),
    ("1.5Gi", Decimal("1.5") * 2**30),
    ("1k", Decimal(1000)),
    ("2E", Decimal(2) * 10**18),
    ("2Ei", Decimal(2) * 2**60),
    ("1e3", Decimal(1000)),
    ("12E2", Decimal(1200)),
    ("-1", Decimal(-1)),
    (".5", Decimal("0.5")),
    ("", None),
    ("80 Gi", None),
    ("80GB", None),
    ("80gi", None),
    ("one", None),
    (True, None),
    (None, None),
]


@pytest.mark.parametrize(("text", "number"), _QUANTITIES, ids=[repr(case[0]) for case in _QUANTITIES])
def test_quantity(text: object, number: Decimal | None) -> None:
    assert parse_quantity(text) == number


@given(number=st.integers(0, 10**6), suffix=st.sampled_from(["Ki", "Mi", "Gi", "Ti"]))
def test_a_larger_suffix_is_a_larger_quantity(number: int, suffix: str) -> None:
    larger = {"Ki": "Mi", "Mi": "Gi", "Gi": "Ti", "Ti": "Pi"}[suffix]
    small, large = parse_quantity(f"{number}{suffix}"), parse_quantity(f"{number}{larger}")
    assert small is not None
    assert large == small * 1024
