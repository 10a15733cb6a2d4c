"""Create, read, update and delete of objects that are kept with a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.lifecycle import LocalAzure, environment
from localcloud.wire import PropertyMap
from tests.localcloud.kubernetes.client import (
    CLUSTER,
    CONFIG_MAP,
    NAMESPACE,
    WORKSPACE,
    KubernetesClient,
    kubernetes,
    make_cluster,
)
from tests.localcloud.kubernetes.conftest import MadeCluster
from tests.localcloud.provider.client import ProviderClient, ProviderFailureError

_VERSION = "2025-09-01"


def _namespace(name: str) -> PropertyMap:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def _config_map(name: str, namespace: str = "default", **data: str) -> PropertyMap:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace},
        "data": {**data},
    }


def _workspace(vm_size: str) -> PropertyMap:
    return {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "Workspace",
        "metadata": {"name": "mistral", "namespace": "default"},
        "resource": {"count": 1, "instanceType": vm_size, "labelSelector": {"matchLabels": {"pool": "gpu"}}},
        "inference": {"preset": {"name": "mistral-7b-instruct"}},
    }


def _kept(azure: LocalAzure, cluster: MadeCluster) -> dict[str, Any]:
    """The cluster's objects by key, as the local Azure shows them."""
    url = f"{cluster.id}/kubernetesObjects?api-version={_VERSION}"
    status, body, _ = azure.connect().request("GET", url)
    assert status == 200
    return {entry["name"]: entry["properties"] for entry in body["value"]}


def test_an_object_is_kept_as_it_was_applied(client: KubernetesClient, azure: LocalAzure, cluster: MadeCluster) -> None:
    wanted = _config_map("settings", answer="42")
    assert client.create(CONFIG_MAP, wanted) == ("default/settings", wanted)
    kept = _kept(azure, cluster)
    assert kept["core~v1~ConfigMap~default~settings"]["object"] == wanted
    assert kept["core~v1~ConfigMap~default~settings"]["appliedBy"].endswith("::main")


def test_a_kind_without_namespaces_has_its_name_for_id(client: KubernetesClient) -> None:
    assert client.create(NAMESPACE, _namespace("models"))[0] == "models"
    assert client.read(NAMESPACE, "models", {}, None) == ("models", _namespace("models"), _namespace("models"))


def test_a_preview_keeps_nothing(client: KubernetesClient, azure: LocalAzure, cluster: MadeCluster) -> None:
    wanted = _config_map("settings")
    assert client.create(CONFIG_MAP, wanted, preview=True) == ("", wanted)
    assert client.update(CONFIG_MAP, "default/settings", wanted, wanted, preview=True) == wanted
    assert _kept(azure, cluster) == {}


def test_update_replaces_what_is_kept(client: KubernetesClient, azure: LocalAzure, cluster: MadeCluster) -> None:
    id_, outputs = client.create(CONFIG_MAP, _config_map("settings", a="1", b="2"))
    now = _config_map("settings", a="3")
    assert client.update(CONFIG_MAP, id_, outputs, now) == now
    assert _kept(azure, cluster)["core~v1~ConfigMap~default~settings"]["object"] == now


def test_refresh_sees_what_others_changed(client: KubernetesClient, azure: LocalAzure, cluster: MadeCluster) -> None:
    wanted = _config_map("settings", a="1")
    id_, outputs = client.create(CONFIG_MAP, wanted)
    assert client.read(CONFIG_MAP, id_, outputs, wanted) == (id_, wanted, wanted)
    changed = _config_map("settings", a="2")
    url = f"{cluster.id}/kubernetesObjects/core~v1~ConfigMap~default~settings?api-version={_VERSION}"
    status, _, _ = azure.connect().request("PUT", url, {"properties": {"object": changed}})
    assert status == 200
    assert client.read(CONFIG_MAP, id_, outputs, wanted) == (id_, changed, changed)


def test_a_create_that_was_cut_off_is_found_by_its_inputs(client: KubernetesClient) -> None:
    """The embedded engine asks so: it has inputs, and no id yet."""
    wanted = _config_map("settings", a="1")
    assert client.read(CONFIG_MAP, "", {}, wanted)[0] == ""
    client.create(CONFIG_MAP, wanted)
    assert client.read(CONFIG_MAP, "", {}, wanted)[0] == "default/settings"


def test_delete_is_idempotent(client: KubernetesClient, azure: LocalAzure, cluster: MadeCluster) -> None:
    id_, outputs = client.create(CONFIG_MAP, _config_map("settings"))
    client.delete(CONFIG_MAP, id_)
    assert _kept(azure, cluster) == {}
    assert client.read(CONFIG_MAP, id_, outputs, outputs)[0] == ""
    client.delete(CONFIG_MAP, id_)


def test_what_lies_in_a_namespace_goes_with_it(client: KubernetesClient) -> None:
    namespace, _ = client.create(NAMESPACE, _namespace("models"))
    inside, outputs = client.create(CONFIG_MAP, _config_map("settings", "models"))
    client.delete(NAMESPACE, namespace)
    assert client.read(CONFIG_MAP, inside, outputs, outputs)[0] == ""


def test_with_the_cluster_everything_is_gone(
    client: KubernetesClient, azure_native: ProviderClient, cluster: MadeCluster
) -> None:
    id_, outputs = client.create(CONFIG_MAP, _config_map("settings"))
    azure_native.delete(CLUSTER, cluster.id)
    assert client.read(CONFIG_MAP, id_, outputs, outputs)[0] == ""
    client.delete(CONFIG_MAP, id_)
    with pytest.raises(ProviderFailureError, match=r"^configured Kubernetes cluster is unreachable: aks: "):
        client.create(CONFIG_MAP, outputs)


def test_a_namespace_must_be_there(client: KubernetesClient) -> None:
    with pytest.raises(ProviderFailureError, match=r'^namespaces "models" not found: '):
        client.create(CONFIG_MAP, _config_map("settings", "models"))
    client.create(NAMESPACE, _namespace("models"))
    assert client.create(CONFIG_MAP, _config_map("settings", "models"))[0] == "models/settings"


@pytest.mark.parametrize("namespace", ["default", "kube-system", "aks-istio-ingress", "aks-istio-system"])
def test_namespaces_that_aks_brings(client: KubernetesClient, namespace: str) -> None:
    client.create(CONFIG_MAP, _config_map("settings", namespace))


_KINDS: list[tuple[str, str, PropertyMap]] = [
    ("kaito.sh/v1beta1", "Workspace", _workspace("Standard_X")),
    ("keda.sh/v1alpha1", "ScaledObject", {"spec": {"scaleTargetRef": {"name": "a"}, "triggers": []}}),
    ("networking.istio.io/v1", "Gateway", {"spec": {}}),
    ("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", {"spec": {"provider": "azure"}}),
    ("azmonitoring.coreos.com/v1", "PodMonitor", {"spec": {"selector": {}, "podMetricsEndpoints": []}}),
]


@pytest.mark.parametrize(("api_version", "kind", "rest"), _KINDS, ids=[case[1] for case in _KINDS])
def test_a_custom_kind_needs_its_add_on(
    azure: LocalAzure, azure_native: ProviderClient, api_version: str, kind: str, rest: PropertyMap
) -> None:
    _, kubeconfig = make_cluster(azure_native, "plain")
    token = f"kubernetes:{api_version}:{kind}"
    wanted: PropertyMap = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, **rest}
    with kubernetes(environment(azure)) as client:
        client.configure(args={"kubeconfig": kubeconfig})
        checked = client.check(token, wanted)  # a preview may come before the add-on does
        with pytest.raises(ProviderFailureError, match=f'^no matches for kind "{kind}" in version "{api_version}"'):
            client.create(token, checked)


def test_what_the_webhook_keeps_is_not_changed(client: KubernetesClient) -> None:
    """pulumi-kubernetes knows nothing of it and tries."""
    id_, outputs = client.create(WORKSPACE, _workspace("Standard_A"))
    assert client.diff(WORKSPACE, outputs, _workspace("Standard_B")).replaces == ()
    with pytest.raises(ProviderFailureError, match=r"immutable: resource\.instanceType\. .* replace_on_changes"):
        client.update(WORKSPACE, id_, outputs, _workspace("Standard_B"))
    client.delete(WORKSPACE, id_)
    client.create(WORKSPACE, _workspace("Standard_B"))


def test_one_object_has_one_owner(client: KubernetesClient, azure: LocalAzure, cluster: MadeCluster) -> None:
    url = f"{cluster.id}/kubernetesObjects/core~v1~ConfigMap~default~settings?api-version={_VERSION}"
    theirs = {"object": _config_map("settings", a="theirs"), "appliedBy": "urn:another"}
    azure.connect().request("PUT", url, {"properties": theirs})
    with pytest.raises(ProviderFailureError, match=r"^Apply failed with 1 conflict: .* applied by urn:another"):
        client.create(CONFIG_MAP, _config_map("settings", a="mine"))
    client.create(CONFIG_MAP, _config_map("settings", a="theirs"))


def test_a_patch_sets_fields_of_an_object_that_an_add_on_makes(client: KubernetesClient) -> None:
    patch: PropertyMap = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "gateway", "namespace": "aks-istio-ingress", "annotations": {"a.example/b": "c"}},
    }
    checked = client.check("kubernetes:core/v1:ServicePatch", patch)
    id_, _ = client.create("kubernetes:core/v1:ServicePatch", checked)
    assert id_ == "aks-istio-ingress/gateway"
    client.delete("kubernetes:core/v1:ServicePatch", id_)
