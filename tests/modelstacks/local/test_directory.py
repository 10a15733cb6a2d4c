"""`.modelstacks/`: made once, private, and never in the way of git."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from modelstacks.errors import CannotRunError
from modelstacks.local import LocalDirectory


@pytest.fixture
def directory(tmp_path: Path) -> LocalDirectory:
    return LocalDirectory(tmp_path)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nothing_is_made_before_it_is_needed(directory: LocalDirectory) -> None:
    assert not directory.path.exists()


def test_the_passphrase_is_random_private_and_stays(directory: LocalDirectory, tmp_path: Path) -> None:
    directory.prepare()
    first = directory.passphrase()
    directory.prepare()
    other = LocalDirectory(tmp_path / "other")
    other.root.mkdir()
    other.prepare()
    assert directory.passphrase() == first != other.passphrase()
    assert len(first) >= 32
    assert _mode(directory.passphrase_file) == 0o600
    assert _mode(directory.path) == 0o700
    assert [path.name for path in directory.path.glob("passphrase*")] == ["passphrase"]


@pytest.mark.parametrize(("content", "said"), [(None, "cannot be read"), ("", "is empty"), ("\n", "is empty")])
def test_a_lost_passphrase_is_said(directory: LocalDirectory, content: str | None, said: str) -> None:
    directory.prepare()
    directory.passphrase_file.unlink()
    if content is not None:
        directory.passphrase_file.write_text(content)
    with pytest.raises(CannotRunError, match=said) as raised:
        directory.passphrase()
    assert str(directory.passphrase_file) in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize(
    ("package", "module"), [("azure-native", "localcloud.provider"), ("kubernetes", "localcloud.kubernetes")]
)
def test_a_wrapper_starts_the_provider_of_this_interpreter(
    directory: LocalDirectory, package: str, module: str
) -> None:
    directory.prepare()
    wrapper = directory.providers[package]
    lines = wrapper.read_text().splitlines()
    assert lines[0] == "#!/bin/sh"
    assert lines[1].endswith(f'-m {module} "$@"')
    assert _mode(wrapper) & 0o111
    assert wrapper.name == f"pulumi-resource-{package}"
    subprocess.run(["sh", "-n", wrapper], check=True)


def test_only_providers_are_put_on_path(directory: LocalDirectory) -> None:
    directory.prepare()
    assert sorted(directory.executables.iterdir()) == sorted(directory.providers.values())


def test_a_wrapper_follows_the_interpreter_when_it_moves(directory: LocalDirectory) -> None:
    directory.prepare()
    wrapper = directory.providers["azure-native"]
    current = wrapper.read_text()
    wrapper.write_text("#!/bin/sh\nexec /gone/python -m localcloud.provider\n")
    directory.prepare()
    assert wrapper.read_text() == current


def test_a_directory_that_cannot_be_made_is_said(directory: LocalDirectory) -> None:
    directory.path.write_text("a file where the directory should be")
    with pytest.raises(CannotRunError, match="cannot be prepared"):
        directory.prepare()


def test_state_lies_where_the_cli_looks_for_it(directory: LocalDirectory) -> None:
    assert directory.backend_url == f"file://{directory.backend}"
