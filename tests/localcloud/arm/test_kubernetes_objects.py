"""Kubernetes objects kept with a cluster: this Azure's own, in ARM's manners."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm import aks
from tests.localcloud.arm.aks import CLUSTER, OBJECTS, cluster
from tests.localcloud.arm.arm import Arm


def manifest(api_version: str, kind: str, name: str, namespace: str = "") -> dict[str, Any]:
    placed = {"namespace": namespace} if namespace else {}
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **placed}}


NAMESPACE = manifest("v1", "Namespace", "models")
DEPLOYMENT = manifest("apps/v1", "Deployment", "mistral", "models")
ROLE = manifest("rbac.authorization.k8s.io/v1", "ClusterRole", "system:reader")


def kept(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"properties": {"object": body, **more}}


@pytest.fixture
def running(arm: Arm) -> Arm:
    """A cluster."""
    aks.prepare(arm)
    arm.make(CLUSTER, cluster())
    return arm


def test_an_object_is_kept_as_it_was_sent_with_what_its_sender_says(running: Arm) -> None:
    path = f"{OBJECTS}/apps~v1~Deployment~models~mistral"
    assert running.put(path, kept(DEPLOYMENT, validation={"schema": "1.34", "errors": []})).status == 201
    assert running.put(path, kept(DEPLOYMENT, labels={"pool": "gpu"})).status == 200
    read = running.get(path).body
    assert read["properties"] == {"object": DEPLOYMENT, "labels": {"pool": "gpu"}}
    assert read["type"] == "Microsoft.ContainerService/managedClusters/kubernetesObjects"
    running.remove(path)
    assert running.get(path).refusal == (404, "ResourceNotFound")
    assert running.delete(path).status == 204


def test_names_may_hold_what_kubernetes_lets_them(running: Arm) -> None:
    path = f"{OBJECTS}/{quote('rbac.authorization.k8s.io~v1~ClusterRole~~system:reader', safe='')}"
    assert running.put(path, kept(ROLE)).status == 201
    assert [one["properties"]["object"] for one in running.get(OBJECTS).body["value"]] == [ROLE]


REFUSED: dict[str, tuple[str, dict[str, Any], tuple[int, str]]] = {
    "a name of four parts": ("v1~Namespace~~models", kept(NAMESPACE), (400, "InvalidResourceName")),
    "a name of another kind": ("core~v1~Secret~~models", kept(NAMESPACE), (400, "InvalidRequestContent")),
    "a name in another namespace": (
        "apps~v1~Deployment~other~mistral",
        kept(DEPLOYMENT),
        (400, "InvalidRequestContent"),
    ),
    "no object": ("core~v1~Namespace~~models", {"properties": {}}, (400, "InvalidRequestFormat")),
    "an object that is none": (
        "core~v1~Namespace~~models",
        {"properties": {"object": "kind: Namespace"}},
        (400, "InvalidRequestContent"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_object_is_refused_for(running: Arm, name: str) -> None:
    path, body, refusal = REFUSED[name]
    assert running.put(f"{OBJECTS}/{path}", body).refusal == refusal


def test_without_a_cluster_there_is_no_place_for_it(arm: Arm, administration: Administration) -> None:
    path = f"{OBJECTS}/core~v1~Namespace~~models"
    assert arm.put(path, kept(NAMESPACE)).refusal == (404, "ParentResourceNotFound")
    aks.prepare(arm)
    administration.clock("polls", polls=1000)
    arm.put(CLUSTER, cluster())
    assert arm.put(path, kept(NAMESPACE)).refusal == (409, "KubernetesApiUnavailable")


def test_objects_are_taken_while_the_cluster_is_updated(running: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=1000)
    assert running.put(f"{aks.POOLS}/gpu", aks.gpu_pool()).state == "Creating"
    assert running.put(f"{OBJECTS}/core~v1~Namespace~~models", kept(NAMESPACE)).status == 201


def test_objects_are_taken_although_an_update_failed(running: Arm, administration: Administration) -> None:
    administration.add_fault(method="PUT", id="*/managedClusters/aks", at="end")
    running.put(CLUSTER, cluster())
    assert running.get(CLUSTER).state == "Failed"
    assert running.put(f"{OBJECTS}/core~v1~Namespace~~models", kept(NAMESPACE)).status == 201


def test_a_namespace_takes_along_what_is_in_it(running: Arm) -> None:
    running.make(f"{OBJECTS}/core~v1~Namespace~~models", kept(NAMESPACE))
    running.make(f"{OBJECTS}/apps~v1~Deployment~models~mistral", kept(DEPLOYMENT))
    other = manifest("v1", "Service", "models", "elsewhere")
    running.make(f"{OBJECTS}/core~v1~Service~elsewhere~models", kept(other))
    running.remove(f"{OBJECTS}/core~v1~Namespace~~models")
    assert [one["name"] for one in running.get(OBJECTS).body["value"]] == ["core~v1~Service~elsewhere~models"]


def test_an_object_can_be_written_on_condition(running: Arm) -> None:
    path = f"{OBJECTS}/core~v1~Namespace~~models"
    tag = running.make(path, kept(NAMESPACE))["etag"]
    assert running.put(path, kept(NAMESPACE), headers={"If-None-Match": "*"}).refusal == (412, "PreconditionFailed")
    assert running.put(path, kept(NAMESPACE), headers={"If-Match": tag}).status == 200
    assert running.put(path, kept(NAMESPACE), headers={"If-Match": tag}).refusal == (412, "PreconditionFailed")


def test_objects_go_with_the_cluster(running: Arm, administration: Administration) -> None:
    running.make(f"{OBJECTS}/core~v1~Namespace~~models", kept(NAMESPACE))
    running.remove(CLUSTER)
    assert "Microsoft.ContainerService/managedClusters/kubernetesObjects" not in administration.status()["resources"]
