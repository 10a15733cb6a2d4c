"""The JSON Schemas: committed copies are current, they accept what the forms accept, and editors find them."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

import jsonschema
import pytest

import modelstacks
from modelstacks.project import read_document
from modelstacks.schemas import FORMS, schema, schema_text
from tests.modelstacks.project_files import ORGANIZATION, REGION, REQUEST, SHARED, TEAM

PACKAGE = Path(modelstacks.__file__).parent
PROJECT = PACKAGE.parent
NAMED = {**REQUEST, "team": "team-a", "name": "first"}
NETWORK = {"own": {"address_space": ["10.0.0.0/22"], "subnets": {"private_endpoints": "10.0.0.0/25"}}}

VALID = [
    ("request", NAMED),
    ("request", {**NAMED, "version": "1", "fallbacks": ["b"], "experiment": {"model": "c", "share": 0.5}}),
    ("request", {**NAMED, "residency": "geography:united states"}),
    ("team", {**TEAM, "team": "team-a"}),
    ("organization", ORGANIZATION),
    ("shared", SHARED),
    ("shared", {**SHARED, "dns": "policy"}),
    ("region", {**REGION, "region": "northland", "network": NETWORK}),
]
INVALID = [
    ("request", {**NAMED, "residencey": "eu"}),
    ("request", {**NAMED, "version": 1}),
    ("request", {**NAMED, "name": "Upper"}),
    ("request", {**NAMED, "risk": "none"}),
    ("request", {**NAMED, "residency": "europe"}),
    ("request", {**NAMED, "capacity": {"tokens_per_minute": "many"}}),
    ("team", TEAM),
    ("shared", {**SHARED, "dns": "none"}),
    ("region", {**REGION, "region": "northland", "network": NETWORK, "retention_days": 10}),
]


@pytest.mark.parametrize("name", FORMS)
def test_the_committed_copy_is_current(name: str) -> None:
    assert (PACKAGE / FORMS[name][0]).read_text("utf-8") == schema_text(name), "run: python -m modelstacks.schemas"


@pytest.mark.parametrize("name", FORMS)
def test_it_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize(("name", "content"), VALID)
def test_it_accepts_what_the_form_accepts(name: str, content: dict[str, Any]) -> None:
    FORMS[name][1].model_validate(content)
    jsonschema.validate(content, schema(name))


@pytest.mark.parametrize(("name", "content"), INVALID)
def test_it_refuses_what_the_form_refuses(name: str, content: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        FORMS[name][1].model_validate(content)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema(name))


SHIPPED = sorted([*PROJECT.glob("requests/*/*.yaml"), *PROJECT.glob("stacks/[!P]*.yaml")])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.relative_to(PROJECT)))
def test_a_shipped_file_names_the_schema_that_it_fits(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, first
    path = (file.parent / named.group(1)).resolve()
    name = next(name for name, (copy, _) in FORMS.items() if PACKAGE / copy == path)
    content = read_document(PROJECT, PurePosixPath(file.relative_to(PROJECT).as_posix())).data
    jsonschema.validate(content, schema(name))
    FORMS[name][1].model_validate(content)
