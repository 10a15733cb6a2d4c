"""A project to run, and the smallest engine that a program can talk to."""

# ruff: noqa: N802, ARG002 - the methods are the protocol's

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc

from localcloud.engine.program.launcher import Program, ProgramRun
from localcloud.engine.state.config import StackConfig, read_project
from localcloud.engine.state.secrets import PassphraseProvider


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Says yes to everything and remembers the stack's outputs."""

    def __init__(self) -> None:
        self.outputs: dict[str, Any] = {}

    def SupportsFeature(self, request: Any, context: Any) -> Any:
        return resource_pb2.SupportsFeatureResponse(hasSupport=False)

    def GetDeploymentInfo(self, request: Any, context: Any) -> Any:
        context.abort(grpc.StatusCode.UNIMPLEMENTED, "asked of newer engines")

    def RegisterResource(self, request: Any, context: Any) -> Any:
        return resource_pb2.RegisterResourceResponse(urn=f"urn:pulumi:s::p::{request.type}::{request.name}")

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:
        self.outputs.update(request.outputs)
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()


class Engine(engine_pb2_grpc.EngineServicer):
    """Remembers the errors that were logged."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def Log(self, request: Any, context: Any) -> Any:
        if request.severity == engine_pb2.ERROR:
            self.errors.append(request.message)
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any) -> Any:
        return engine_pb2.GetRootResourceResponse()

    def SetRootResource(self, request: Any, context: Any) -> Any:
        return engine_pb2.SetRootResourceResponse()


@dataclass
class Started:
    """A program that runs, and what it said."""

    program: Program
    monitor: Monitor
    engine: Engine
    output: list[tuple[str, str]] = field(default_factory=list)


StartProgram = Callable[..., Started]


@dataclass
class Services:
    """A monitor and an engine behind one address."""

    address: str
    monitor: Monitor
    engine: Engine


@pytest.fixture
def serve() -> Iterator[Callable[[], Services]]:
    """Starts a monitor and an engine."""
    servers: list[grpc.Server] = []

    def start() -> Services:
        server = grpc.server(ThreadPoolExecutor(8))
        monitor, engine = Monitor(), Engine()
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
        engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        servers.append(server)
        return Services(f"127.0.0.1:{port}", monitor, engine)

    yield start
    for server in servers:
        server.stop(None)


@pytest.fixture
def start_program(tmp_path: Path, secrets: PassphraseProvider, serve: Callable[[], Services]) -> Iterator[StartProgram]:
    """Writes a program into a project and starts it."""
    programs: list[Program] = []

    def start(source: str, *, file: str = "__main__.py", project: str = "", **run: Any) -> Started:
        (tmp_path / "Pulumi.yaml").write_text(f"name: proj\nruntime: python\n{project}")
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
        services = serve()
        output: list[tuple[str, str]] = []

        def remember(stream: str, line: str) -> None:
            output.append((stream, line))

        defaults: dict[str, Any] = {
            "project": read_project(tmp_path),
            "stack": "dev",
            "config": StackConfig(tmp_path / "x", {}, frozenset(), secrets),
            "monitor_address": services.address,
            "engine_address": services.address,
            "dry_run": False,
            "on_output": remember,
        }
        program = Program.start(ProgramRun(**(defaults | run)))
        programs.append(program)
        return Started(program, services.monitor, services.engine, output)

    yield start
    for program in programs:
        program.kill()
