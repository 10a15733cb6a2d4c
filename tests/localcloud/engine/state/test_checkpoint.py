"""The checkpoint file: the CLI's bytes in and out, and what is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from localcloud.engine.errors import EngineError
from localcloud.engine.state.checkpoint import (
    Checkpoint,
    encode_checkpoint,
    encode_deployment,
    parse_checkpoint,
    required_features,
)
from localcloud.engine.state.secrets import PassphraseProvider
from localcloud.engine.state.values import StateSecrets
from localcloud.wire import Secret
from tests.localcloud.engine.state.conftest import GOLDEN

STATES = ["secrets", "components", "pending", "partial", "features", "never-updated"]


def _read(name: str) -> tuple[bytes, Checkpoint, StateSecrets]:
    path = GOLDEN / f"{name}.json"
    content = path.read_bytes()
    salt = json.loads(content)["checkpoint"]["latest"]["secrets_providers"]["state"]["salt"]
    secrets = StateSecrets(PassphraseProvider("golden", salt))
    return content, parse_checkpoint(content, path, secrets, secrets.provider.with_salt), secrets


@pytest.mark.parametrize("name", STATES)
def test_a_state_of_the_cli_is_written_back_byte_for_byte(name: str) -> None:
    content, checkpoint, secrets = _read(name)
    assert checkpoint.snapshot is not None

    features = required_features(checkpoint.snapshot)
    deployment = encode_deployment(checkpoint.snapshot, secrets)

    assert encode_checkpoint(checkpoint.stack, deployment, 4 if features else 3, features) == content


@pytest.mark.parametrize("name", STATES)
def test_a_state_keeps_keys_that_this_version_does_not_know(name: str) -> None:
    content, _, secrets = _read(name)
    document = json.loads(content)
    latest = document["checkpoint"]["latest"]
    latest["invented"] = {"b": 1, "a": [2]}
    for resource in latest.get("resources", []):
        resource["futureField"] = ["kept", 1.5]

    content = json.dumps(document).encode()
    snapshot = parse_checkpoint(content, Path("x.json"), secrets, secrets.provider.with_salt).snapshot

    assert snapshot is not None
    assert json.loads(encode_deployment(snapshot, secrets)) == latest


def test_what_the_cli_wrote_is_understood() -> None:
    _, checkpoint, _ = _read("pending")
    snapshot = checkpoint.snapshot
    assert snapshot is not None and snapshot.stack_resource is not None

    tuned = snapshot.find("urn:pulumi:components::golden::test:index:Thing::tuned::with colons")
    assert tuned is not None
    assert tuned.custom_timeouts == {"create": 600, "delete": 90}
    assert (tuned.ignore_changes, tuned.replace_on_changes) == (["a.b"], ["a"])
    assert tuned.deleted_with.endswith("::kept")
    assert tuned.created.endswith("Z")
    kept = snapshot.find(tuned.deleted_with)
    assert kept is not None
    assert (kept.protect, kept.retain_on_delete, kept.id) == (True, True, "new-id")
    pending = {operation.type: operation.resource.urn.rpartition("::")[2] for operation in snapshot.pending_operations}
    assert pending == {"creating": "added", "updating": "pair-first"}


def test_secrets_of_the_cli_are_read_wherever_they_are() -> None:
    _, checkpoint, _ = _read("secrets")
    snapshot = checkpoint.snapshot
    assert snapshot is not None and snapshot.stack_resource is not None

    assert snapshot.stack_resource.outputs["password"] == Secret("correct horse")
    assert snapshot.stack_resource.outputs["object"] == Secret({"a": [True, 1.5], "b": 1})
    nested = snapshot.find("urn:pulumi:secrets::golden::test:index:Thing::nested")
    assert nested is not None
    settings = nested.inputs["settings"]
    assert settings == {
        "list": Secret(["correct horse", "plain"]),
        "deep": {"password": Secret("correct horse"), "port": 5432},
    }


def _document(**changes: Any) -> dict[str, Any]:
    document = json.loads((GOLDEN / "features.json").read_bytes())
    for path, value in changes.items():
        target = document
        *steps, last = path.split("__")
        for step in steps:
            target = target[int(step)] if isinstance(target, list) else target[step]
        target[last] = value
    return document


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("no version", _document(version=None), "no `version`"),
    ("too old", _document(version=2), "version 2, older"),
    ("too new", _document(version=5), "version 5, newer"),
    ("unknown feature", _document(features=["replaceWith", "timeTravel"]), "does not know: timeTravel"),
    ("snippets", _document(features=["snippets-prototype"]), "snippets-prototype"),
    ("no checkpoint", _document(checkpoint=None), "no `checkpoint`"),
    ("latest is a list", _document(checkpoint__latest=[]), "`checkpoint.latest` is not an object"),
    (
        "a key vault",
        _document(checkpoint__latest__secrets_providers={"type": "azurekeyvault", "state": {}}),
        "'azurekeyvault'",
    ),
    ("resources are a text", _document(checkpoint__latest__resources="many"), "not lists of objects"),
    ("no urn", _document(checkpoint__latest__resources=[{"type": "a:b:C"}]), "no `urn`"),
    ("no type", _document(checkpoint__latest__resources=[{"urn": "urn:x"}]), "urn:x of the state has no `type`"),
    (
        "a component with an id",
        _document(checkpoint__latest__resources=[{"urn": "urn:x", "type": "a:b:C", "id": "y"}]),
        "urn:x of the state has an id",
    ),
    (
        "inputs are a list",
        _document(checkpoint__latest__resources=[{"urn": "urn:x", "type": "a:b:C", "inputs": []}]),
        "`inputs` of the resource urn:x is list",
    ),
    (
        "an unknown signature",
        _document(
            checkpoint__latest__resources=[
                {"urn": "urn:x", "type": "t", "inputs": {"a": {"4dabf18193072939515e22adb298388d": "who-knows"}}}
            ]
        ),
        "urn:x → inputs → a",
    ),
]


@pytest.mark.parametrize(("document", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_not_understood_is_refused_by_name(
    document: dict[str, Any], message: str, secrets: PassphraseProvider
) -> None:
    with pytest.raises(EngineError) as caught:
        parse_checkpoint(json.dumps(document).encode(), Path("dev.json"), StateSecrets(secrets), secrets.with_salt)

    assert message in caught.value.message
    assert "dev.json" in caught.value.message
    assert caught.value.hint


BROKEN = [
    (b'{"version": 3,\n  "checkpoint": {', "dev.json:2:18: the state cannot be read"),
    (b'{"version": 3,\n  "checkpoint" {}}', "dev.json:2:16: the state cannot be read"),
    (b'{"version": \xff}', "not UTF-8 text (byte 12)"),
    (b"[]", "not a JSON object"),
    (b"\x1f\x8b\x08\x00", "compressed (gzip)"),
    (b"\x28\xb5\x2f\xfd\x00", "compressed (zstd)"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN)
def test_a_damaged_file_is_said_with_its_position(content: bytes, message: str, secrets: PassphraseProvider) -> None:
    with pytest.raises(EngineError) as caught:
        parse_checkpoint(content, Path("dev.json"), StateSecrets(secrets), secrets.with_salt)

    assert message in caught.value.message
