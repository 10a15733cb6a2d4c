"""The engine service: what a program and its providers say to the user."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
from typing_extensions import override

from localcloud.engine.deploy.report import Reporter
from localcloud.engine.events import Severity
from localcloud.engine.monitor.features import WHAT_TO_DO

_SEVERITIES: Final[dict[int, Severity]] = {0: "debug", 1: "info", 2: "warning", 3: "error"}

_MONITOR_GONE: Final = "Resource monitor has terminated"
"""What SDKs say when the engine stops answering: news only as long as nobody knows why."""

_CLI_LACKS: Final = "The Pulumi CLI does not support"
"""How SDKs refuse a feature that the engine did not offer; the CLI would, so the reader must know who is meant."""


class EngineService(engine_pb2_grpc.EngineServicer):
    """Messages, and the root resource's URN.

    Args:
        stopping: whether the deployment has failed already.
    """

    def __init__(self, reporter: Reporter, stopping: Callable[[], bool]) -> None:
        self._reporter = reporter
        self._stopping = stopping
        self._lock = threading.Lock()
        self._root = ""

    @override
    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """One message. Progress notes (`ephemeral`) and debugging are not shown."""
        severity = _SEVERITIES.get(request.severity, "info")
        message = request.message
        if severity == "debug" or request.ephemeral or (_MONITOR_GONE in message and self._stopping()):
            return empty_pb2.Empty()
        if _CLI_LACKS in message:
            message = f"{message.rstrip()}\n{WHAT_TO_DO}"
        self._reporter.diagnose(severity, message, request.urn, decides=False)
        return empty_pb2.Empty()

    @override
    def GetRootResource(
        self, request: engine_pb2.GetRootResourceRequest, context: grpc.ServicerContext
    ) -> engine_pb2.GetRootResourceResponse:
        """The stack's URN, for SDKs that ask."""
        with self._lock:
            return engine_pb2.GetRootResourceResponse(urn=self._root)

    @override
    def SetRootResource(
        self, request: engine_pb2.SetRootResourceRequest, context: grpc.ServicerContext
    ) -> engine_pb2.SetRootResourceResponse:
        """The stack's URN, from SDKs that tell."""
        with self._lock:
            self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    @override
    def StartDebugging(
        self, request: engine_pb2.StartDebuggingRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Attaching a debugger: refused."""
        context.abort(grpc.StatusCode.UNIMPLEMENTED, f"attaching a debugger is not supported. {WHAT_TO_DO}")
        return empty_pb2.Empty()

    @override
    def RequirePulumiVersion(
        self, request: engine_pb2.RequirePulumiVersionRequest, context: grpc.ServicerContext
    ) -> engine_pb2.RequirePulumiVersionResponse:
        """A program that asks for a version of the CLI does not get another engine instead: refused."""
        wanted = request.pulumi_version_range
        context.abort(
            grpc.StatusCode.FAILED_PRECONDITION, f"the program requires the Pulumi CLI {wanted}. {WHAT_TO_DO}"
        )
        return engine_pb2.RequirePulumiVersionResponse()
