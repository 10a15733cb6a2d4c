"""A provider executable for tests: it records every request it gets and answers from a script.

    scripted_provider.py <script.json> <engine address>

The script is JSON, every key of it optional: `answers` (by method, protobuf's JSON), `errors` (by method: `code`,
`text`, `partial`, `then_die`, or `die`), `hang` and `unimplemented` (methods), `before_port` and `log` (lines to
print), `exit_at_start`. Requests are appended to `<script>.requests.jsonl`.
"""

# ruff: noqa: T201

from __future__ import annotations

import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import any_pb2, empty_pb2, json_format
from pulumi.runtime.proto import plugin_pb2, provider_pb2_grpc, status_pb2
from pulumi.runtime.proto import provider_pb2 as proto

ANSWERS: dict[str, Any] = {
    "Handshake": proto.ProviderHandshakeResponse,
    "CheckConfig": proto.CheckResponse,
    "DiffConfig": proto.DiffResponse,
    "Configure": proto.ConfigureResponse,
    "Check": proto.CheckResponse,
    "Diff": proto.DiffResponse,
    "Create": proto.CreateResponse,
    "Read": proto.ReadResponse,
    "Update": proto.UpdateResponse,
    "Delete": empty_pb2.Empty,
    "Invoke": proto.InvokeResponse,
    "Cancel": empty_pb2.Empty,
    "GetPluginInfo": plugin_pb2.PluginInfo,
}


class Scripted(provider_pb2_grpc.ResourceProviderServicer):
    """Answers from the script; what it says nothing about is echoed or empty."""


def _respond(script: dict[str, Any], requests: Path, lock: threading.Lock, method: str) -> Any:
    def handler(_self: Scripted, request: Any, context: grpc.ServicerContext) -> Any:
        with lock, requests.open("a") as file:
            file.write(json.dumps([method, json_format.MessageToDict(request)]) + "\n")
        if (error := script.get("errors", {}).get(method)) is not None:
            if error.get("die"):
                print("going down", file=sys.stderr, flush=True)
                os._exit(7)
            if error.get("then_die"):
                context.add_callback(lambda: os._exit(7))
            _fail(context, error)
        if method in script.get("hang", []):
            threading.Event().wait()
        answer = ANSWERS[method]()
        given = script.get("answers", {}).get(method)
        if given is None and hasattr(answer, "inputs") and hasattr(request, "news"):
            answer.inputs.CopyFrom(request.news)
        if given is None and method == "Create":
            given = {"id": "new-id"}
            answer.properties.CopyFrom(request.properties)
        if given is None and method == "Read":
            given = {"id": request.id}
            answer.properties.CopyFrom(request.properties)
        return json_format.ParseDict(given or {}, answer)

    return handler


def _end_with(engine: int) -> None:
    while os.getppid() == engine:
        time.sleep(0.02)
    os._exit(0)


def _fail(context: grpc.ServicerContext, error: dict[str, Any]) -> None:
    code = getattr(grpc.StatusCode, error["code"])
    if (partial := error.get("partial")) is not None:
        detail = any_pb2.Any()
        detail.Pack(json_format.ParseDict(partial, proto.ErrorResourceInitFailed()))
        status = status_pb2.Status(code=code.value[0], message=error["text"], details=[detail])
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, error["text"])


def main() -> None:
    path = Path(sys.argv[1])
    script = json.loads(path.read_text())
    for line in script.get("before_port", []):
        print(line, flush=True)
    if script.get("exit_at_start"):
        print("cannot find my configuration", file=sys.stderr, flush=True)
        sys.exit(3)
    if "hang" in script:
        # Who is told to hang would outlive an engine that doesn't see to its children.
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    lock = threading.Lock()
    for method in ANSWERS:
        if method not in script.get("unimplemented", []):
            setattr(Scripted, method, _respond(script, path.with_suffix(".requests.jsonl"), lock, method))
    limit = 400 * 1024 * 1024
    options = [("grpc.max_receive_message_length", limit), ("grpc.max_send_message_length", limit)]
    server = grpc.server(ThreadPoolExecutor(8), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Scripted(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    for line in script.get("log", []):
        print(line, file=sys.stderr, flush=True)
    server.wait_for_termination()


main()
