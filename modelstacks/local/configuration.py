"""The local copy of a stack's configuration: what is committed, with a salt of its own.

The committed file belongs to the real Azure: its secrets provider, its salt and its encrypted values stay there.
A value that is encrypted in it cannot be read locally, so the copy keeps the one that was set locally, if there is one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

import yaml

from modelstacks.errors import CannotRunError
from modelstacks.local.directory import LocalDirectory

_OF_THE_SECRETS_PROVIDER = ("encryptionsalt", "encryptedkey", "secretsprovider")


def prepare_configuration(directory: LocalDirectory, stack: str, committed: Path) -> Path:
    """Bring the local copy of `committed` (`stacks/Pulumi.<stack>.yaml`) up to date and return its path.

    Raises CannotRunError when either file is not a YAML mapping, or when an encrypted value has no local counterpart.
    """
    copy = directory.config_file(stack)
    content = _read(committed)
    previous = _read(copy)
    for key in _OF_THE_SECRETS_PROVIDER:
        content.pop(key, None)
    if values := content.get("config"):
        content["config"] = _with_local_secrets(values, previous.get("config") or {}, stack, committed, copy)
    if salt := previous.get("encryptionsalt"):
        _verify_passphrase(directory, stack, salt)
    content["encryptionsalt"] = salt or _new_salt(directory)
    if content != previous:
        _write(copy, content)
    return copy


def _with_local_secrets(
    values: dict[str, Any], local: dict[str, Any], stack: str, committed: Path, copy: Path
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in values.items():
        if not _is_encrypted(value):
            result[key] = value
        elif key in local:
            result[key] = local[key]
        else:
            raise CannotRunError(
                f"{key} of the stack {stack} is encrypted in {committed.name} for the real Azure.",
                f"Give the local Azure a value of its own: put `{key}: <value>` under `config:` in {copy}.",
            )
    return result


def _is_encrypted(value: object) -> bool:
    return isinstance(value, dict) and set(cast("dict[str, object]", value)) == {"secure"}


def _verify_passphrase(directory: LocalDirectory, stack: str, salt: str) -> None:
    """Raise CannotRunError when the passphrase was exchanged for another.

    Deriving the key takes 0.3 s, so it is done only when the passphrase's file changed after the copy was written.
    """
    copy = directory.config_file(stack)
    if directory.passphrase() and directory.passphrase_file.stat().st_ctime_ns < copy.stat().st_ctime_ns:
        return
    from localcloud.engine.errors import EngineError
    from localcloud.engine.state.secrets import PassphraseProvider

    try:
        PassphraseProvider(directory.passphrase(), salt).verify()
    except EngineError as error:
        raise CannotRunError(
            f"The local passphrase is not the one that the stack {stack} was made with: {directory.passphrase_file}.",
            "Put the file back; without it local secrets cannot be read. `modelstacks local reset` starts over.",
        ) from error
    copy.touch()


def _new_salt(directory: LocalDirectory) -> str:
    # Late: the engine's crypter needs `cryptography`, which `check` and `plan` never load.
    from localcloud.engine.state.secrets import PassphraseProvider

    return PassphraseProvider.create(directory.passphrase()).salt


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CannotRunError(
            f"{path} cannot be read: {_first_line(error)}.", "Mend the file, or put it back from git."
        ) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise CannotRunError(
            f"{path} is not a mapping.", "It is a Pulumi stack configuration: `config:` with keys below."
        )
    return cast("dict[str, Any]", content)


def _first_line(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"{error.problem} (line {error.problem_mark.line + 1}, column {error.problem_mark.column + 1})"
    return str(error).splitlines()[0]


def _write(path: Path, content: dict[str, Any]) -> None:
    text = "# Made by modelstacks from stacks/; `make up` keeps it current, git does not see it.\n"
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(text + yaml.safe_dump(content, sort_keys=True), encoding="utf-8")
    temporary.replace(path)
