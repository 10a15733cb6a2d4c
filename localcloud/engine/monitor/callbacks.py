"""Transforms: functions of the program that change what it registers. They run in a server inside the program."""

from __future__ import annotations

import threading

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from localcloud.engine.monitor.options import CHANNEL_OPTIONS


class Callbacks:
    """Connections to the callback servers of the program, one an address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channels: dict[str, grpc.Channel] = {}

    def transform(
        self,
        callback: callback_pb2.Callback,
        request: resource_pb2.RegisterResourceRequest,
        properties: struct_pb2.Struct,
        options: resource_pb2.TransformResourceOptions,
    ) -> tuple[struct_pb2.Struct, resource_pb2.TransformResourceOptions]:
        """Properties and options of a resource as one transform leaves them."""
        asked = resource_pb2.TransformRequest(
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent,
            properties=properties,
            options=options,
        )
        answer = resource_pb2.TransformResponse.FromString(self._invoke(callback, asked.SerializeToString()))
        return (
            answer.properties if answer.HasField("properties") else properties,
            answer.options if answer.HasField("options") else options,
        )

    def transform_invoke(
        self,
        callback: callback_pb2.Callback,
        token: str,
        arguments: struct_pb2.Struct,
        options: resource_pb2.TransformInvokeOptions,
    ) -> tuple[struct_pb2.Struct, resource_pb2.TransformInvokeOptions]:
        """Arguments and options of a function call as one transform leaves them."""
        asked = resource_pb2.TransformInvokeRequest(token=token, args=arguments, options=options)
        answer = resource_pb2.TransformInvokeResponse.FromString(self._invoke(callback, asked.SerializeToString()))
        return (
            answer.args if answer.HasField("args") else arguments,
            answer.options if answer.HasField("options") else options,
        )

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            channels = list(self._channels.values())
            self._channels.clear()
        for channel in channels:
            channel.close()

    def _invoke(self, callback: callback_pb2.Callback, request: bytes) -> bytes:
        with self._lock:
            if callback.target not in self._channels:
                self._channels[callback.target] = grpc.insecure_channel(callback.target, options=CHANNEL_OPTIONS)
            channel = self._channels[callback.target]
        stub = callback_pb2_grpc.CallbacksStub(channel)
        return stub.Invoke(callback_pb2.CallbackInvokeRequest(token=callback.token, request=request)).response
