"""The digest is of the content: formatting changes nothing, anything that is asked for changes it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from modelstacks.project import read_document
from modelstacks.request import Request, digest
from tests.modelstacks.project_files import GROUP, OTHER_GROUP, REQUEST

FULL: dict[str, Any] = {
    **REQUEST,
    "team": "team-a",
    "name": "first",
    "version": "1",
    "callers": ["europe"],
    "access": {"groups": [GROUP, OTHER_GROUP]},
    "fallbacks": ["chat-two", "chat-west"],
    "experiment": {"model": "chat-units", "share": 0.1},
    "expires": "2027-03-31",
}

SAME = [
    ("key order", dict(reversed(FULL.items()))),
    ("defaults written out", {**FULL, "serving": "auto", "lifecycle": {"preview": False, "version": "pinned"}}),
    ("a default in part", {**FULL, "lifecycle": {"preview": False}}),
    ("the order of groups", {**FULL, "access": {"groups": [OTHER_GROUP, GROUP]}}),
    ("the case of groups", {**FULL, "access": {"groups": [GROUP.upper(), OTHER_GROUP]}}),
]
OTHER = [
    ("name", {**FULL, "name": "second"}),
    ("purpose", {**FULL, "purpose": "Another"}),
    ("model", {**FULL, "model": "chat-border"}),
    ("version", {**FULL, "version": "2"}),
    ("residency", {**FULL, "residency": "us"}),
    ("capacity", {**FULL, "capacity": {"tokens_per_minute": 20_001}}),
    ("unit of capacity", {**FULL, "capacity": {"requests_per_minute": 20_000}}),
    ("workload", {key: value for key, value in FULL.items() if key != "workload"}),
    ("budget", {**FULL, "budget": {"usd_per_month": 1}}),
    ("groups", {**FULL, "access": {"groups": [GROUP]}}),
    ("order of fallbacks", {**FULL, "fallbacks": ["chat-west", "chat-two"]}),
    ("share", {**FULL, "experiment": {"model": "chat-units", "share": 0.2}}),
    ("preview", {**FULL, "lifecycle": {"preview": True}}),
    ("isolation", {**FULL, "isolation": "dedicated"}),
    ("expires", {**FULL, "expires": "2027-04-01"}),
]


def of(content: dict[str, Any]) -> str:
    return digest(Request.model_validate(content))


@pytest.mark.parametrize(("name", "content"), SAME, ids=[name for name, _ in SAME])
def test_the_same_content_has_the_same_digest(name: str, content: dict[str, Any]) -> None:
    assert of(content) == of(FULL)


@pytest.mark.parametrize(("name", "content"), OTHER, ids=[name for name, _ in OTHER])
def test_other_content_has_another_digest(name: str, content: dict[str, Any]) -> None:
    assert of(content) != of(FULL)


def test_no_two_of_them_are_alike() -> None:
    assert len({of(content) for _, content in OTHER}) == len(OTHER)


def test_formatting_and_comments_change_nothing(tmp_path: Path) -> None:
    block = yaml.safe_dump(FULL)
    flow = "# a comment\n" + yaml.safe_dump(FULL, default_flow_style=True, width=60) + "# more\n"
    for name, text in (("block.yaml", block), ("flow.yaml", flow)):
        (tmp_path / name).write_text(text, "utf-8")
    digests = {of(read_document(tmp_path, PurePosixPath(name)).data) for name in ("block.yaml", "flow.yaml")}
    assert digests == {of(FULL)}


def test_the_digest_is_the_one_of_committed_locks() -> None:
    # Locks are committed with it: a change here makes every lock of every user stale.
    assert of(FULL) == "sha256:8c38781d17b5e326cd646c1bbefc0bd8cedebb5ce748849533b1e44dcc0c26d8"
