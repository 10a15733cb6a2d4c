"""The gRPC server of one plugin process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

_THREADS: Final = 32
MAX_MESSAGE: Final = 400 * 1024 * 1024
"""Bytes; Pulumi's own limit on both sides."""


def serve_provider(provider: provider_pb2_grpc.ResourceProviderServicer) -> tuple[grpc.Server, int]:
    """Start serving a provider on a free loopback port; the server and its port."""
    server = grpc.server(
        ThreadPoolExecutor(_THREADS, thread_name_prefix="provider"),
        options=[
            ("grpc.max_receive_message_length", MAX_MESSAGE),
            ("grpc.max_send_message_length", MAX_MESSAGE),
            ("grpc.so_reuseport", 0),
        ],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    bound = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, bound
