"""The local copy of a stack's configuration: committed values, a salt of its own, no secrets provider of Azure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from modelstacks.errors import CannotRunError
from modelstacks.local import LocalDirectory, prepare_configuration

SALT = "v1:AAAAAAAAAAA=:v1:BBBBBBBBBBBBBBBB:CCCC"
"""Any text: these tests never decrypt."""


@pytest.fixture
def directory(tmp_path: Path) -> LocalDirectory:
    directory = LocalDirectory(tmp_path)
    directory.prepare()
    return directory


def _committed(directory: LocalDirectory, content: dict[str, Any]) -> Path:
    path = directory.root / "Pulumi.dev.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


def _local(directory: LocalDirectory, content: dict[str, Any]) -> None:
    directory.config_file("dev").write_text(yaml.safe_dump(content))


CASES = {
    "values are taken over": (
        {"config": {"azure-native:location": "northeurope"}},
        {"encryptionsalt": SALT},
        {"config": {"azure-native:location": "northeurope"}, "encryptionsalt": SALT},
    ),
    "the real secrets provider stays behind": (
        {"secretsprovider": "azurekeyvault://x", "encryptedkey": "k", "encryptionsalt": "v1:real"},
        {"encryptionsalt": SALT},
        {"encryptionsalt": SALT},
    ),
    "a removed value goes": (
        {"config": {"a:kept": "1"}},
        {"config": {"a:kept": "0", "a:gone": "2"}, "encryptionsalt": SALT},
        {"config": {"a:kept": "1"}, "encryptionsalt": SALT},
    ),
    "an encrypted value is the local one": (
        {"config": {"a:token": {"secure": "v1:real"}}},
        {"config": {"a:token": {"secure": "v1:local"}}, "encryptionsalt": SALT},
        {"config": {"a:token": {"secure": "v1:local"}}, "encryptionsalt": SALT},
    ),
    "objects pass": (
        {"config": {"a:object": {"key": "value", "list": [1, 2]}}},
        {"encryptionsalt": SALT},
        {"config": {"a:object": {"key": "value", "list": [1, 2]}}, "encryptionsalt": SALT},
    ),
}


@pytest.mark.parametrize(("committed", "local", "want"), CASES.values(), ids=CASES.keys())
def test_the_copy_holds(
    directory: LocalDirectory, committed: dict[str, Any], local: dict[str, Any], want: dict[str, Any]
) -> None:
    path = _committed(directory, committed)
    before = path.read_bytes()
    _local(directory, local)
    copy = prepare_configuration(directory, "dev", path)
    assert yaml.safe_load(copy.read_text()) == want
    assert path.read_bytes() == before


def test_an_unchanged_copy_is_not_written_again(directory: LocalDirectory) -> None:
    path = _committed(directory, {"config": {"a:b": "c"}})
    _local(directory, {"encryptionsalt": SALT})
    copy = prepare_configuration(directory, "dev", path)
    written = copy.stat().st_mtime_ns
    assert prepare_configuration(directory, "dev", path).stat().st_mtime_ns == written


def test_the_first_copy_gets_a_salt_of_the_local_passphrase(directory: LocalDirectory) -> None:
    copy = prepare_configuration(directory, "dev", _committed(directory, {}))
    salt = yaml.safe_load(copy.read_text())["encryptionsalt"]
    assert salt.startswith("v1:")
    assert prepare_configuration(directory, "dev", _committed(directory, {})).read_text().count(salt) == 1


def test_an_exchanged_passphrase_is_noticed(directory: LocalDirectory) -> None:
    path = _committed(directory, {})
    prepare_configuration(directory, "dev", path)
    right = directory.passphrase_file.read_text()
    directory.passphrase_file.write_text("another\n")
    for _ in range(2):
        with pytest.raises(CannotRunError, match="is not the one that the stack dev was made with"):
            prepare_configuration(directory, "dev", path)
    directory.passphrase_file.write_text(right)
    prepare_configuration(directory, "dev", path)


BAD = {
    "encrypted for Azure only": (
        {"config": {"a:token": {"secure": "v1:real"}}},
        "a:token of the stack dev is encrypted",
    ),
    "no mapping": (["a", "list"], "is not a mapping"),
    "no YAML": ("config: [", r"Pulumi.dev.yaml cannot be read: .*line 1"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_used_is_said(directory: LocalDirectory, content: Any, said: str) -> None:
    path = directory.root / "Pulumi.dev.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    _local(directory, {"encryptionsalt": SALT})
    with pytest.raises(CannotRunError, match=said) as raised:
        prepare_configuration(directory, "dev", path)
    assert raised.value.hint
