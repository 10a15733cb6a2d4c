"""Whatever is written into a field comes out as that text, and nothing else of the manifest changes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.render.manifests import KeyVaultSecret, ManifestValues
from modelstacks.render.templates import yaml_flow, yaml_string
from tests.modelstacks.render.manifest_cases import CASES, objects

FIELDS = (
    *("revision", "served_name", "preset", "vm_size", "audience", "client", "group", "weights_mirror"),
    *("certificate_vault", "certificate_name", "token_vault", "token_name"),
)
TRICKS = (
    *("a\n---\nkind: Secret", "x: y", "'", '"', "{{ 7 * 7 }}", "{% raw %}", "- a", "#", "!!python/object:os.system"),
    *("&a", "*a", "null", "true", "1e3", "\u2028", "\x85", "\ufeff", "😀", "\x7f", "\\", "\t", "a\r\nb", "$(x)", "%s"),
)
text = st.lists(st.sampled_from(TRICKS) | st.text(min_size=1, max_size=8), min_size=1, max_size=3).map("".join)
hostile = st.fixed_dictionaries({field: text.filter(lambda value: "${" not in value) for field in FIELDS})


def with_texts(values: ManifestValues, texts: dict[str, str]) -> ManifestValues:
    return replace(
        values,
        revision=texts["revision"],
        served_name=texts["served_name"],
        preset=texts["preset"],
        vm_size=texts["vm_size"],
        audience=texts["audience"],
        client=texts["client"],
        groups=(texts["group"],),
        weights_mirror=texts["weights_mirror"],
        certificate=KeyVaultSecret(texts["certificate_vault"], texts["certificate_name"]),
        token=KeyVaultSecret(texts["token_vault"], texts["token_name"]),
    )


def read(node: Any) -> Any:
    """The manifest with the parameters that are documents in strings read as well."""
    match node:
        case dict():
            return {key: read(item) for key, item in node.items()}
        case list():
            return [read(item) for item in node]
        case str() if node.startswith('{"array"'):
            return [json.loads(item) for item in json.loads(node)["array"]]
        case _:
            return node


def replaced(node: Any, texts: dict[str, str]) -> Any:
    """The manifest of plain texts with each of them replaced."""
    match node:
        case dict():
            return {key: replaced(item, texts) for key, item in node.items()}
        case list():
            return [replaced(item, texts) for item in node]
        case str():
            for field, written in texts.items():
                node = node.replace(f"plain-{field}", written) if f"plain-{field}" in node else node
            return node
        case _:
            return node


@pytest.mark.parametrize("case", ["to-zero", "kaito-gated"])
@settings(max_examples=40, deadline=None)
@given(texts=hostile)
def test_hostile_fields_stay_texts(case: str, texts: dict[str, str]) -> None:
    distinct = {**texts, "audience": texts["audience"] + "-of-audience"}
    plain = objects(with_texts(CASES[case], {field: f"plain-{field}" for field in FIELDS}))
    assert read(objects(with_texts(CASES[case], distinct))) == replaced(read(plain), distinct)


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.text() | st.integers() | st.booleans() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_flow_reads_back(value: object) -> None:
    assert yaml.safe_load(str(yaml_flow(value))) == value


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_strings_read_back_by_both_parsers(value: str) -> None:
    written = str(yaml_string(value))
    assert written.isascii()
    assert yaml.load(written, Loader=yaml.SafeLoader) == yaml.load(written, Loader=yaml.CSafeLoader) == value
