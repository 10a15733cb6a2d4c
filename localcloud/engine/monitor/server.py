"""The server that both services run in, on loopback only."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from localcloud.engine.monitor.engine_service import EngineService
from localcloud.engine.monitor.monitor import ResourceMonitor
from localcloud.engine.monitor.options import CHANNEL_OPTIONS


def threads_for(parallel: int) -> int:
    """Server threads: an SDK calls from `parallel * 4` threads, each call waits here, and a few more must be free."""
    return parallel * 4 + 16


@contextmanager
def engine_server(service: EngineService, parallel: int) -> Generator[str, None, None]:
    """Serve the engine service; yields its address. Providers get it before there is a program."""
    server = grpc.server(ThreadPoolExecutor(max_workers=threads_for(parallel)), options=CHANNEL_OPTIONS)
    engine_pb2_grpc.add_EngineServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(grace=None).wait()


@contextmanager
def monitor_server(monitor: ResourceMonitor, parallel: int) -> Generator[str, None, None]:
    """Serve the resource monitor; yields its address."""
    server = grpc.server(ThreadPoolExecutor(max_workers=threads_for(parallel)), options=CHANNEL_OPTIONS)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        monitor.close()
        server.stop(grace=None).wait()
