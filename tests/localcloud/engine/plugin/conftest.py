"""A provider executable that answers from a script, and what it was asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from localcloud.engine.plugin.client import Plugin, PluginSource

PROVIDER = Path(__file__).with_name("scripted_provider.py")
PROVIDER_URN = "urn:pulumi:dev::proj::pulumi:providers:test::default"
URN = "urn:pulumi:dev::proj::my:index:Component$test:index:Thing::name::with colons"


@dataclass
class Scripted:
    """A running provider and its script."""

    plugin: Plugin
    requests_file: Path
    log: list[str] = field(default_factory=list)

    def requests(self, method: str) -> list[dict[str, Any]]:
        """What was asked by one method, as protobuf's JSON."""
        lines = self.requests_file.read_text().splitlines() if self.requests_file.exists() else []
        return [request for name, request in map(json.loads, lines) if name == method]

    def request(self, method: str) -> dict[str, Any]:
        """The only one."""
        (request,) = self.requests(method)
        return request


Start = Callable[..., Scripted]


def executable(directory: Path, script: dict[str, Any]) -> Path:
    """An executable for a script, as a plugin directory would have it."""
    (directory / "script.json").write_text(json.dumps(script))
    path = directory / "pulumi-resource-test"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} {PROVIDER} {directory}/script.json "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a provider with a script; `configured=False` leaves it unconfigured."""
    started: list[Scripted] = []

    def begin(*, configured: bool = True, **script: Any) -> Scripted:
        log: list[str] = []
        source = PluginSource(
            {"test": executable(tmp_path, script)},
            engine_address="127.0.0.1:4",
            on_log=lambda package, line: log.append(f"{package}: {line}"),
        )
        plugin = Plugin.start(source, "test")
        scripted = Scripted(plugin, tmp_path / "script.requests.jsonl", log)
        started.append(scripted)
        if configured:
            plugin.configure(PROVIDER_URN, "p-id", {})
        return scripted

    yield begin
    for scripted in started:
        scripted.plugin.close()
