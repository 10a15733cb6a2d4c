"""A manifest becomes resources: of which type, in which order, with which values; or an error that says why not."""

from __future__ import annotations

from typing import Any

import pytest

from components.compute.kubernetes_objects import KubernetesObjects, KubernetesObjectsArgs, documents
from tests.components.compute.aks_samples import CLUSTER_ID, MANIFEST
from tests.components.recording import Recording, Registration, record

VALUES = {"workloadIdentityClientId": "client", "meshRevision": "asm-1-30"}


def applied(manifest: str, values: dict[str, str] | None = None) -> Recording:
    args = KubernetesObjectsArgs(cluster_id=CLUSTER_ID, kubeconfig="kubeconfig", manifest=manifest)
    if values is not None:
        args["values"] = values
    return record(lambda: KubernetesObjects("p", args) and None)


def objects(recording: Recording) -> dict[str, Registration]:
    return {found.name: found for found in recording.registrations if found.type.startswith("kubernetes:")}


def test_types_are_those_that_the_provider_reads_from_them() -> None:
    found = {name: resource.type for name, resource in objects(applied(MANIFEST, VALUES)).items()}
    assert found == {
        "p-namespace-summaries": "kubernetes:core/v1:Namespace",
        "p-serviceaccount-summaries": "kubernetes:core/v1:ServiceAccount",
        "p-authorizationpolicy-summaries": "kubernetes:security.istio.io/v1:AuthorizationPolicy",
        "p-deployment-summaries": "kubernetes:apps/v1:Deployment",
        "p-virtualservice-summaries": "kubernetes:networking.istio.io/v1:VirtualService",
    }


ORDER = ["namespace", "serviceaccount", "deployment", "virtualservice"]


@pytest.mark.parametrize("policy", ["authorizationpolicy", "serviceaccount"])
def test_each_comes_after_all_that_it_needs(policy: str) -> None:
    found = objects(applied(MANIFEST, VALUES))
    order = [name.replace("serviceaccount", policy) for name in ORDER]
    chain = [found[f"p-{kind}-summaries"] for kind in order]
    for position, later in enumerate(chain):
        assert {earlier.urn for earlier in chain[:position]} <= later.dependencies
        assert not {last.urn for last in chain[position:]} & later.dependencies


def test_values_are_put_into_what_was_parsed() -> None:
    found = objects(applied(MANIFEST, VALUES))
    assert found["p-namespace-summaries"].inputs["metadata"]["labels"] == {"istio.io/rev": "asm-1-30"}
    annotations = found["p-serviceaccount-summaries"].inputs["metadata"]["annotations"]
    assert annotations == {"azure.workload.identity/client-id": "client"}


def test_a_value_is_never_read_as_yaml() -> None:
    hostile = 'x"}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: mine}'
    found = objects(applied(MANIFEST, {**VALUES, "meshRevision": hostile}))
    assert len(found) == 5
    assert found["p-namespace-summaries"].inputs["metadata"]["labels"]["istio.io/rev"] == hostile


PARTS = """
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: summaries}
spec: {triggers: [{type: prometheus, metadata: {serverAddress: "${a}/query?of=${b}", threshold: "5"}}], max: 3}
"""


def test_parts_of_strings_are_replaced_wherever_they_are_and_other_values_stay() -> None:
    (found,) = objects(applied(PARTS, {"a": "https://metrics.example", "b": "summaries"})).values()
    trigger = found.inputs["spec"]["triggers"][0]
    assert trigger["metadata"] == {"serverAddress": "https://metrics.example/query?of=summaries", "threshold": "5"}
    assert found.inputs["spec"]["max"] == 3


def test_a_manifest_without_objects_registers_none() -> None:
    assert objects(applied("---\n# nothing\n---\n")) == {}


LOADING = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: summaries, namespace: summaries}
spec: {progressDeadlineSeconds: %d}
"""


@pytest.mark.parametrize(
    ("deadline", "want"), [(0, "60m"), (600, "60m"), (7201, "136m")], ids=["unsaid", "short", "a model of many files"]
)
def test_a_model_has_time_to_load(deadline: int, want: str) -> None:
    (found,) = objects(applied(LOADING % deadline)).values()
    assert found.create_timeout == want


def test_what_does_not_run_is_not_waited_for_longer_than_the_provider_does() -> None:
    assert objects(applied(MANIFEST, VALUES))["p-namespace-summaries"].create_timeout == ""


WRONG: list[tuple[str, str, str]] = [
    ("no YAML", "a: [", "the manifest is not YAML"),
    ("a list", "- a", "document 1 of the manifest is no Kubernetes object"),
    ("no metadata", "{apiVersion: v1, kind: Pod}", "document 1 of the manifest is no Kubernetes object"),
    ("no kind", "{apiVersion: v1, metadata: {name: a}}", "document 1 of the manifest has no kind"),
    ("no version", "{kind: Pod, metadata: {name: a}}", "document 1 of the manifest has no apiVersion"),
    ("a name that is a number", "{apiVersion: v1, kind: Pod, metadata: {name: 1}}", "document 1 .* has no name"),
    (
        "twice",
        "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: a}}",
        "more than one object of kind, namespace and name pod-a",
    ),
    ("code", "!!python/object/apply:os.system [true]", "the manifest is not YAML"),
]


@pytest.mark.parametrize(("name", "manifest", "message"), WRONG, ids=[name for name, _, _ in WRONG])
def test_what_is_no_manifest_is_an_error(name: str, manifest: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        documents(manifest)


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="the manifest asks for meshRevision, which is given no value"):
        applied(MANIFEST, {"workloadIdentityClientId": "client"})


def test_the_provider_is_the_clusters_and_its_way_there_is_secret() -> None:
    recording = applied(MANIFEST, VALUES)
    (provider,) = [found for found in recording.registrations if found.type == "pulumi:providers:kubernetes"]
    assert provider.secrets == {"kubeconfig"}
    settings: dict[str, Any] = {key: str(value).lower() for key, value in provider.inputs.items()}
    assert settings["enableServerSideApply"] == "true"
    assert settings["clusterIdentifier"] == CLUSTER_ID.lower()
    assert {found.provider.partition("::p::")[0] for found in objects(recording).values()} == {
        provider.urn.removesuffix("::p")
    }
