"""The gRPC server of one azure-native process."""

from __future__ import annotations

from collections.abc import Mapping

import grpc

from localcloud.plugin.server import serve_provider
from localcloud.provider.servicer import AzureNative


def serve(environment: Mapping[str, str]) -> tuple[grpc.Server, int]:
    """Start serving on a free loopback port; the server and its port."""
    return serve_provider(AzureNative(environment))
