"""The plugin as a process: its first line, its refusals, its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

_COMMAND = [sys.executable, "-m", "localcloud.provider", "127.0.0.1:1"]
_PATIENCE = 30
"""Seconds after which a test that hangs fails."""


def _environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARM_", "LOCALCLOUD_"))}
    return {**kept, **changes}


def test_prints_its_port_first_and_ends_with_the_engines_pipe() -> None:
    process = subprocess.Popen(
        _COMMAND, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    port = int(process.stdout.readline())
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        info = provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(empty_pb2.Empty(), timeout=_PATIENCE)
    assert info.version == "3.29.0"
    process.stdin.close()
    assert process.wait(_PATIENCE) == 0
    assert process.stdout.read() == ""
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_ends_when_its_parent_dies() -> None:
    """The end of the pipe that only the orphan holds is the end of the orphan."""
    parent = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen({_COMMAND!r}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", parent], env=_environment(), stderr=subprocess.PIPE, timeout=_PATIENCE, check=True
    )
    assert done.stderr == b""


@pytest.mark.parametrize("host", ["management.azure.com", "10.0.0.4:8443"])
def test_refuses_to_start_against_a_public_cloud(host: str) -> None:
    done = subprocess.run(
        _COMMAND,
        env=_environment(ARM_METADATA_HOSTNAME=host),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "not a loopback address" in done.stderr


def test_an_executable_wrapper_is_enough(tmp_path: Path) -> None:
    """What `pulumi-resource-azure-native` on PATH is: two lines."""
    wrapper = tmp_path / "pulumi-resource-azure-native"
    wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m localcloud.provider "$@"\n')
    wrapper.chmod(0o700)
    with subprocess.Popen(
        [wrapper, "127.0.0.1:1"], env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) > 0
