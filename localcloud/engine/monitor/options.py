"""How both ends of every connection on this machine are set up."""

from __future__ import annotations

from typing import Any, Final

_LARGEST_MESSAGE: Final = 400 * 1024 * 1024
"""Bytes, as in the CLI and the SDKs (pulumi: `rpcutil.GrpcChannelOptions`)."""

CHANNEL_OPTIONS: Final[list[tuple[str, Any]]] = [
    ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
    ("grpc.max_send_message_length", _LARGEST_MESSAGE),
]
