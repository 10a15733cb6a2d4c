"""Which kubeconfigs are taken, what another one means, and what a provider says of itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import Any

import grpc
import pytest
import yaml
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2_grpc
from typing_extensions import override

from localcloud.arm.lifecycle import LocalAzure, environment
from localcloud.wire import UNKNOWN, PropertyMap
from tests.localcloud.kubernetes.client import CONFIG_MAP, KubernetesClient, kubernetes, make_cluster
from tests.localcloud.kubernetes.conftest import MadeCluster
from tests.localcloud.provider.client import ProviderClient, ProviderFailureError

_LOCAL = "https://kubernetes.localcloud.invalid"
_ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks"
_SECRET = "a-token-that-nobody-may-see"


def _kubeconfig(server: Any, current: str = "one", **clusters: str) -> str:
    named = {"one": server, **clusters}
    return yaml.safe_dump(
        {
            "current-context": current,
            "clusters": [{"name": f"c-{name}", "cluster": {"server": url}} for name, url in named.items()],
            "contexts": [{"name": name, "context": {"cluster": f"c-{name}", "user": "u"}} for name in named],
            "users": [{"name": "u", "user": {"token": _SECRET}}],
        }
    )


@pytest.fixture(scope="module")
def unconfigured() -> Iterator[KubernetesClient]:
    with kubernetes({}) as client:
        yield client


_REFUSED: list[tuple[str, PropertyMap, str]] = [
    ("none", {}, "no kubeconfig"),
    ("empty", {"kubeconfig": ""}, "no kubeconfig"),
    (
        "a real cluster",
        {"kubeconfig": _kubeconfig("https://aks-1.hcp.westeurope.azmk8s.io:443")},
        "leads to 'aks-1.hcp.",
    ),
    ("this machine", {"kubeconfig": _kubeconfig("https://127.0.0.1:6443")}, "leads to '127.0.0.1'"),
    ("the mark before a real host", {"kubeconfig": _kubeconfig(f"{_LOCAL}.example.org{_ID}")}, "example.org'"),
    ("the mark as a user name", {"kubeconfig": _kubeconfig("https://kubernetes.localcloud.invalid@a.org/")}, "'a.org'"),
    ("the mark without TLS", {"kubeconfig": _kubeconfig(f"http://kubernetes.localcloud.invalid{_ID}")}, "leads to"),
    ("no URL", {"kubeconfig": _kubeconfig("https://[")}, "no URL"),
    ("no server", {"kubeconfig": _kubeconfig(None)}, "no host"),
    ("no YAML", {"kubeconfig": f"token: [{_SECRET}"}, "is no YAML"),
    ("no mapping", {"kubeconfig": "[1, 2]"}, "no context None"),
    ("no such context", {"kubeconfig": _kubeconfig(_LOCAL + _ID), "context": "two"}, "no context 'two'"),
    (
        "the context that leads away",
        {"kubeconfig": _kubeconfig(_LOCAL + _ID, two="https://example.org"), "context": "two"},
        "'example.org'",
    ),
    (
        "rendering",
        {"kubeconfig": _kubeconfig(_LOCAL + _ID), "renderYamlToDirectory": "out"},
        "renders no YAML",
    ),
]


@pytest.mark.parametrize(("name", "args", "said"), _REFUSED, ids=[case[0] for case in _REFUSED])
def test_a_kubeconfig_that_does_not_lead_to_the_local_azure_is_refused(
    unconfigured: KubernetesClient, name: str, args: PropertyMap, said: str
) -> None:
    """When it is checked, and when it is used; and nothing of it is shown."""
    (reason,) = unconfigured.check_config(args)
    assert said in reason
    with pytest.raises(ProviderFailureError) as caught:
        unconfigured.configure(args=args)
    assert said in str(caught.value)
    assert _SECRET not in reason + str(caught.value)


@pytest.mark.parametrize(
    "args",
    [
        {"kubeconfig": _kubeconfig(_LOCAL + _ID)},
        {"kubeconfig": _kubeconfig("https://example.org", "two", two=_LOCAL + _ID)},
        {"kubeconfig": _kubeconfig("https://example.org", two=_LOCAL + _ID), "context": "two"},
        {"kubeconfig": UNKNOWN},
    ],
    ids=["local", "its current context", "the context named", "not known yet"],
)
def test_a_kubeconfig_of_the_local_azure_is_taken(unconfigured: KubernetesClient, args: PropertyMap) -> None:
    assert unconfigured.check_config(args) == []


_ONE: PropertyMap = {"kubeconfig": _kubeconfig(_LOCAL + _ID)}
_RENEWED: PropertyMap = {"kubeconfig": _kubeconfig(_LOCAL + _ID, two="https://unused.example.org")}
_OTHER: PropertyMap = {"kubeconfig": _kubeconfig(f"{_LOCAL}{_ID}-2")}
_NAMED: PropertyMap = {"clusterIdentifier": "a"}
_CHANGES: list[tuple[str, PropertyMap, PropertyMap, tuple[str, ...], tuple[str, ...]]] = [
    ("nothing", _ONE, _ONE, (), ()),
    ("the same cluster", _ONE, _RENEWED, ("kubeconfig",), ()),
    ("another cluster", _ONE, _OTHER, ("kubeconfig",), ("kubeconfig",)),
    ("not known yet", _ONE, {"kubeconfig": UNKNOWN}, ("kubeconfig",), ("kubeconfig",)),
    ("not known, but named", {**_ONE, **_NAMED}, {"kubeconfig": UNKNOWN, **_NAMED}, ("kubeconfig",), ()),
    (
        "another name",
        {**_ONE, **_NAMED},
        {**_ONE, "clusterIdentifier": "b"},
        ("clusterIdentifier",),
        ("clusterIdentifier",),
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "changed", "replaces"), _CHANGES, ids=[case[0] for case in _CHANGES])
def test_another_cluster_is_another_provider(
    unconfigured: KubernetesClient,
    name: str,
    old: PropertyMap,
    new: PropertyMap,
    changed: tuple[str, ...],
    replaces: tuple[str, ...],
) -> None:
    found = unconfigured.diff_config(old, new)
    assert (found.diffs, found.replaces) == (changed, replaces)


def test_nothing_works_before_the_configuration(unconfigured: KubernetesClient) -> None:
    with pytest.raises(ProviderFailureError, match="not configured"):
        unconfigured.create(CONFIG_MAP, {})


def test_a_local_azure_is_needed(unconfigured: KubernetesClient) -> None:
    with pytest.raises(ProviderFailureError, match="a provider of the local Azure needs ARM_METADATA_HOSTNAME"):
        unconfigured.configure(args=_ONE)


class _Engine(engine_pb2_grpc.EngineServicer):
    """An engine that only listens."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []

    @override
    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        self.heard.append((request.severity, request.message))
        return empty_pb2.Empty()


def test_it_is_said_once_that_nothing_runs(azure: LocalAzure, cluster: MadeCluster) -> None:
    engine, server = _Engine(), grpc.server(ThreadPoolExecutor(1))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    wanted: PropertyMap = {"metadata": {"name": "a", "namespace": "default"}}
    with kubernetes(environment(azure)) as client, kubernetes(environment(azure)) as another:
        for one in (client, another):
            one.shake_hands(f"127.0.0.1:{port}")
            one.configure(args={"kubeconfig": cluster.kubeconfig})
        client.create(CONFIG_MAP, client.check(CONFIG_MAP, wanted), preview=True)
        assert engine.heard == []
        id_, outputs = client.create(CONFIG_MAP, client.check(CONFIG_MAP, wanted))
        client.update(CONFIG_MAP, id_, outputs, outputs)
        another.update(CONFIG_MAP, id_, outputs, outputs)
    server.stop(None).wait()
    ((severity, message),) = engine.heard
    assert severity == engine_pb2.INFO
    assert "validated" in message
    assert "nothing of them runs" in message


@pytest.mark.parametrize(("version", "known"), [("1.33", False), ("1.34", True)])
def test_objects_are_checked_against_the_clusters_version(
    azure: LocalAzure, azure_native: ProviderClient, version: str, known: bool
) -> None:
    """Device classes are stable since Kubernetes 1.34."""
    _, kubeconfig = make_cluster(azure_native, kubernetesVersion=version)
    token = "kubernetes:resource.k8s.io/v1:DeviceClass"
    wanted: PropertyMap = {"metadata": {"name": "gpu"}, "spec": {"selectors": [{"cel": {"expression": "true"}}]}}
    with kubernetes(environment(azure)) as client:
        client.configure(args={"kubeconfig": kubeconfig})
        if known:
            assert client.check(token, wanted)["spec"] == wanted["spec"]
        else:
            with pytest.raises(AssertionError, match=r"^no schema for resource\.k8s\.io/v1, Kind=DeviceClass"):
                client.check(token, wanted)


def test_the_default_namespace_is_configuration(azure: LocalAzure, cluster: MadeCluster) -> None:
    with kubernetes(environment(azure)) as client:
        client.configure(variables={"namespace": "kube-public"}, args={"kubeconfig": cluster.kubeconfig})
        checked: Any = client.check(CONFIG_MAP, {"metadata": {"name": "a"}})
        assert checked["metadata"]["namespace"] == "kube-public"
        assert client.create(CONFIG_MAP, checked)[0] == "kube-public/a"


_COMMAND = [sys.executable, "-m", "localcloud.kubernetes", "127.0.0.1:1"]
_PATIENCE = 30
"""Seconds after which a test that hangs fails."""


def _process_environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARM_", "LOCALCLOUD_"))}
    return {**kept, **changes}


def test_as_a_process_it_tells_its_port_and_the_version_that_the_sdk_asks_for() -> None:
    with subprocess.Popen(
        _COMMAND, env=_process_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            info = provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(empty_pb2.Empty(), timeout=_PATIENCE)
    assert info.version == _version_of_the_sdk()


def test_as_a_process_it_refuses_a_public_cloud() -> None:
    done = subprocess.run(
        _COMMAND,
        env=_process_environment(ARM_METADATA_HOSTNAME="management.azure.com"),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "not a loopback address" in done.stderr


def _version_of_the_sdk() -> str:
    plugin = resources.files("pulumi_kubernetes") / "pulumi-plugin.json"
    return str(json.loads(plugin.read_text())["version"])
