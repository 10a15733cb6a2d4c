"""The shell lines of `modelstacks local env`, evaluated by a shell."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from modelstacks.local import shell_exports

AWKWARD = [
    "plain",
    "two words",
    "it's",
    'say "hi"',
    "$HOME",
    "`id`",
    "a;b&c|d",
    "back\\slash",
    "line\nbreak",
    "ümläut",
    "",
]


def _evaluated(lines: str, name: str) -> str:
    script = f'set -eu\n{lines}\nprintf %s "${name}"'
    return subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("value", AWKWARD)
def test_a_value_arrives_as_it_was(value: str, tmp_path: Path) -> None:
    lines = shell_exports({"NAME": value}, secret_files={}, provider_directory=tmp_path)
    assert _evaluated(lines, "NAME") == value


def test_a_secret_is_read_from_its_file_and_not_printed(tmp_path: Path) -> None:
    file = tmp_path / "a secret's file"
    file.write_text("s3cret$value")
    lines = shell_exports(
        {"ARM_CLIENT_SECRET": "s3cret$value"},
        secret_files={"ARM_CLIENT_SECRET": file},
        provider_directory=tmp_path,
    )
    assert "s3cret" not in lines
    assert _evaluated(lines, "ARM_CLIENT_SECRET") == "s3cret$value"


def test_path_is_extended_at_its_front(tmp_path: Path) -> None:
    directory = tmp_path / "bin of ours"
    lines = shell_exports({"PATH": "whatever"}, secret_files={}, provider_directory=directory)
    assert _evaluated(f"PATH=/usr/bin:/bin\n{lines}", "PATH") == f"{directory}:/usr/bin:/bin"


def test_a_passphrase_of_the_shell_does_not_win_over_the_file(tmp_path: Path) -> None:
    lines = shell_exports({}, secret_files={}, provider_directory=tmp_path)
    assert (
        _evaluated(
            f"export PULUMI_CONFIG_PASSPHRASE=other\n{lines}\n: ${{PULUMI_CONFIG_PASSPHRASE:=unset}}",
            "PULUMI_CONFIG_PASSPHRASE",
        )
        == "unset"
    )
