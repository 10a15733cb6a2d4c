"""The provider's process: how it starts, what it prints, how it ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from localcloud.engine.errors import EngineError
from localcloud.engine.plugin.client import Plugin, PluginSource
from tests.localcloud.engine.plugin.conftest import Start, executable


def test_a_package_without_provider_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    source = PluginSource({"test": tmp_path / "x", "other": tmp_path / "y"})

    with pytest.raises(EngineError, match=r"no provider for the package 'aws' \(this engine was given: other, test\)"):
        Plugin.start(source, "aws")


def test_an_executable_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="not there, or not executable"):
        Plugin.start(PluginSource({"test": tmp_path / "pulumi-resource-test"}), "test")


STARTS: list[tuple[str, dict[str, Any], str]] = [
    ("ends at once", {"exit_at_start": True}, "ended before it printed its port:\n  cannot find my configuration"),
    ("talks first", {"before_port": ["welcome"]}, "printed something else than its port first:\n  welcome"),
]


@pytest.mark.parametrize(("script", "message"), [case[1:] for case in STARTS], ids=[case[0] for case in STARTS])
def test_a_provider_that_does_not_come_up_is_quoted(script: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        Plugin.start(PluginSource({"test": executable(tmp_path, script)}), "test")

    assert message in caught.value.message


def test_a_provider_that_dies_in_the_handshake_is_quoted(tmp_path: Path) -> None:
    path = executable(tmp_path, {"errors": {"Handshake": {"die": True}}})

    with pytest.raises(EngineError, match=r"did not shake hands: .*exit code 7") as caught:
        Plugin.start(PluginSource({"test": path}), "test")

    assert "going down" in caught.value.message


def test_what_a_provider_prints_is_handed_on(start: Start) -> None:
    provider = start(log=["first", "second"])
    provider.plugin.close()

    assert provider.log == ["test: first", "test: second"]


def test_a_provider_gets_the_environment_it_is_given(tmp_path: Path) -> None:
    path = executable(tmp_path, {})
    path.write_text(path.read_text().replace("exec", 'echo "$ARM_TENANT_ID $1" >&2\nexec'))
    lines: list[str] = []
    source = PluginSource(
        {"test": path}, {"ARM_TENANT_ID": "t"}, "127.0.0.1:9", on_log=lambda _, line: lines.append(line)
    )

    plugin = Plugin.start(source, "test")
    plugin.close()

    assert lines[0] == "t 127.0.0.1:9"


def test_a_closed_provider_is_gone(start: Start) -> None:
    provider = start()
    assert provider.plugin.process.is_running

    provider.plugin.close()

    assert not provider.plugin.process.is_running


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal on a parent's death is Linux's")
def test_a_provider_ends_with_an_engine_that_is_killed(tmp_path: Path) -> None:
    path = executable(tmp_path, {})
    program = textwrap.dedent(f"""
        import sys, threading
        from pathlib import Path
        from localcloud.engine.plugin.client import Plugin, PluginSource

        def run():
            global plugin
            plugin = Plugin.start(PluginSource({{"test": Path({str(path)!r})}}), "test")
            print(plugin.process.pid, flush=True)

        # The thread that asked for it ends at once: the provider must not end with that.
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        plugin.check_config("urn:pulumi:dev::proj::pulumi:providers:test::default", {{}}, {{}})
        print("started", flush=True)
        sys.stdin.read()
    """)
    engine = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert engine.stdout is not None
    pid = int(engine.stdout.readline())
    assert engine.stdout.readline() == "started\n"
    descriptor = os.pidfd_open(pid)
    assert not select.select([descriptor], [], [], 0)[0]

    engine.send_signal(signal.SIGKILL)
    engine.wait()

    assert _ended(descriptor)


def _ended(descriptor: int) -> bool:
    """Whether a process has ended or does so now: its descriptor becomes readable then."""
    readable, _, _ = select.select([descriptor], [], [], 20)
    os.close(descriptor)
    return bool(readable)
