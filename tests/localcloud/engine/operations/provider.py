"""A provider for tests, package `test`: small, honest, and able to fail, to hang and to die when it is told to.

Its cloud is a directory: `things/<id>.json` is what exists, `calls.log` what was asked (one line a call), and a file
`faults/<operation>.<name>` says what goes wrong with a resource: its text is the error, except for

    hold      wait until the file is gone
    partial   do it, then say that the resource did not come up
    die       do it, then end the process without an answer

A thing whose file says `"leaving": n` is being deleted: it is gone after so many looks, and takes no write until then.
`zone` cannot be changed in place. A resource without a `name` gets one made of its logical name and the seed, and is
then replaced by creating first; one with a name of its own is deleted first, since two cannot have the same.
"""

# ruff: noqa: ARG002, N802 - the protocol's names and arguments

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import sys
import time
import types
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NoReturn

import grpc
from google.protobuf import any_pb2, empty_pb2, json_format

for _package in ("pulumi", "pulumi.runtime"):
    # The protocol's messages without the SDK around them, which takes longer to import than all the rest.
    _spec = importlib.util.find_spec(_package)
    assert _spec is not None
    _module = types.ModuleType(_package)
    _module.__path__ = list(_spec.submodule_search_locations or ())
    sys.modules[_package] = _module

from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2  # noqa: E402

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
REPLACES: Final = ("name", "zone")
OUTPUTS_OF_THE_CLOUD: Final = ("endpoint", "region", "generation")


class TestProvider(provider_pb2_grpc.ResourceProviderServicer):
    def __init__(self, cloud: Path) -> None:
        self.cloud = cloud
        self.region = "nowhere"
        for folder in ("things", "faults"):
            (cloud / folder).mkdir(parents=True, exist_ok=True)

    def Handshake(self, request: Any, context: Any) -> Any:
        return provider_pb2.ProviderHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version="1.0.0")

    def Attach(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def CheckConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        old, new = plain(request.old_inputs), plain(request.news)
        changes = provider_pb2.DiffResponse
        if old.get("region") != new.get("region"):
            return changes(changes=changes.DIFF_SOME, replaces=["region"])
        return changes(changes=changes.DIFF_NONE if old == new else changes.DIFF_SOME)

    def Configure(self, request: Any, context: Any) -> Any:
        self.region = plain(request.args).get("region", "nowhere")
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:
        olds, news = plain(request.olds), plain(request.news)
        failures = [provider_pb2.CheckFailure(property="value", reason="it must not be `bad`")]
        if "name" not in news:
            news["name"] = (
                olds["name"] if olds.get("autonamed") else f"{logical_name(request)}-{request.randomSeed[:4].hex()}"
            )
            news["autonamed"] = True
        response = provider_pb2.CheckResponse(failures=failures if news.get("value") == "bad" else [])
        response.inputs.update(news)
        return response

    def Diff(self, request: Any, context: Any) -> Any:
        old, new = plain(request.old_inputs), plain(request.news)
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        kinds = provider_pb2.PropertyDiff
        details = {}
        for key in changed:
            kind = "ADD" if key not in old else "DELETE" if key not in new else "UPDATE"
            details[key] = kinds(kind=kinds.Kind.Value(kind + ("_REPLACE" if key in REPLACES else "")), inputDiff=True)
        replaces = [key for key in changed if key in REPLACES]
        changes = provider_pb2.DiffResponse
        return changes(
            changes=changes.DIFF_SOME if changed else changes.DIFF_NONE,
            diffs=changed,
            replaces=replaces,
            deleteBeforeReplace=bool(replaces) and not old.get("autonamed"),
            detailedDiff=details,
            hasDetailedDiff=True,
        )

    def Create(self, request: Any, context: Any) -> Any:
        inputs = plain(request.properties)
        if request.preview:
            response = provider_pb2.CreateResponse()
            response.properties.update({**inputs, **dict.fromkeys(OUTPUTS_OF_THE_CLOUD, UNKNOWN)})
            return response
        name = inputs["name"]
        with self.call("create", name, context) as fault:
            path = self.path(name)
            if path.exists():
                context.abort(grpc.StatusCode.UNKNOWN, f"{name} exists already")
            outputs = self.write(name, inputs, generation=1)
            self.after(fault, name, outputs, inputs, context)
        response = provider_pb2.CreateResponse(id=name)
        response.properties.update(outputs)
        return response

    def Update(self, request: Any, context: Any) -> Any:
        inputs = plain(request.news)
        response = provider_pb2.UpdateResponse()
        if request.preview:
            response.properties.update({**plain(request.olds), **inputs, "generation": UNKNOWN})
            return response
        with self.call("update", request.id, context) as fault:
            generation = self.read_file(request.id)["generation"] + 1
            outputs = self.write(request.id, inputs, generation=generation)
            self.after(fault, request.id, outputs, inputs, context)
        response.properties.update(outputs)
        return response

    def Read(self, request: Any, context: Any) -> Any:
        inputs = plain(request.inputs) if request.HasField("inputs") else {}
        name = request.id or inputs.get("name", "")
        with self.call("read", name, context):
            if not self.path(name).exists() or self.has_left(name):
                return provider_pb2.ReadResponse(id="")
            outputs = self.read_file(name)
        response = provider_pb2.ReadResponse(id=name)
        response.properties.update(outputs)
        now = {key: value for key, value in outputs.items() if key not in OUTPUTS_OF_THE_CLOUD}
        response.inputs.update({**inputs, **now} if inputs else now)
        return response

    def Delete(self, request: Any, context: Any) -> Any:
        with self.call("delete", request.id, context) as fault:
            if self.path(request.id).exists() and "leaving" in self.read_file(request.id):
                context.abort(grpc.StatusCode.UNKNOWN, "another operation is in progress")
            self.path(request.id).unlink(missing_ok=True)
            self.after(fault, request.id, {}, {}, context)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        arguments = plain(request.args)
        with self.call("invoke", str(arguments.get("name", "")), context):
            if request.tok != "test:index:getThing":
                context.abort(grpc.StatusCode.UNKNOWN, f"there is no function {request.tok}")
            if not self.path(arguments["name"]).exists():
                context.abort(grpc.StatusCode.UNKNOWN, f"there is no {arguments['name']}")
            found = self.read_file(arguments["name"])
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").update(found)
        return response

    @contextlib.contextmanager
    def call(self, operation: str, name: str, context: Any) -> Any:
        fault = self.cloud / "faults" / f"{operation}.{name.split('-')[0]}"
        self.log(f"{operation} {name}")
        text = fault.read_text().strip() if fault.exists() else ""
        if text == "hold":
            (self.cloud / f"holding.{operation}.{name.split('-')[0]}").touch()
            while fault.exists():
                time.sleep(0.01)
            text = ""
        if text and text not in ("partial", "die"):
            context.abort(grpc.StatusCode.UNKNOWN, text)
        yield text
        self.log(f"{operation} {name} done")

    def after(self, fault: str, name: str, outputs: dict[str, Any], inputs: dict[str, Any], context: Any) -> None:
        if fault == "die":
            os._exit(9)
        if fault == "partial":
            abort_partially(name, outputs, inputs, context)

    def write(self, name: str, inputs: dict[str, Any], *, generation: int) -> dict[str, Any]:
        outputs = {**inputs, "endpoint": f"https://{name}.test", "region": self.region, "generation": generation}
        temporary = self.path(name).with_suffix(".tmp")
        temporary.write_text(json.dumps(outputs))
        temporary.replace(self.path(name))
        return outputs

    def read_file(self, name: str) -> dict[str, Any]:
        return json.loads(self.path(name).read_text())

    def has_left(self, name: str) -> bool:
        thing = self.read_file(name)
        if "leaving" not in thing:
            return False
        self.path(name).write_text(json.dumps({**thing, "leaving": thing["leaving"] - 1}))
        if thing["leaving"] > 0:
            return False
        self.path(name).unlink()
        return True

    def path(self, name: str) -> Path:
        return self.cloud / "things" / f"{name}.json"

    def log(self, line: str) -> None:
        with (self.cloud / "calls.log").open("a") as file:
            file.write(line + "\n")


def abort_partially(name: str, outputs: dict[str, Any], inputs: dict[str, Any], context: Any) -> NoReturn:
    failed = provider_pb2.ErrorResourceInitFailed(id=name, reasons=["it did not come up"])
    failed.properties.update(outputs)
    failed.inputs.update(inputs)
    detail = any_pb2.Any()
    detail.Pack(failed)
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message="it did not come up", details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, "it did not come up")
    raise AssertionError


def plain(struct: Any) -> dict[str, Any]:
    return {key: value for key, value in json_format.MessageToDict(struct).items() if value is not None}


def logical_name(request: Any) -> str:
    return request.name or request.urn.rpartition("::")[2]


def main() -> None:
    server = grpc.server(ThreadPoolExecutor(32))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(TestProvider(Path(os.environ["TEST_CLOUD"])), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
