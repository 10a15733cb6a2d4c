"""What a real API server takes and what it refuses, as tables of objects."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.arm.lifecycle import LocalAzure, environment
from localcloud.wire import UNKNOWN, PropertyMap
from tests.localcloud.kubernetes.client import KubernetesClient, kubernetes, make_cluster
from tests.localcloud.provider.client import ProviderFailureError, provider

_POD: dict[str, Any] = {
    "containers": [
        {
            "name": "server",
            "image": "mcr.microsoft.com/server:1.2.3",
            "ports": [{"name": "http", "containerPort": 8000}],
            "readinessProbe": {"httpGet": {"path": "/health", "port": "http"}},
            "resources": {
                "requests": {"cpu": "500m", "memory": "8Gi", "nvidia.com/gpu": "1"},
                "limits": {"memory": "16Gi", "nvidia.com/gpu": 1},
            },
            "volumeMounts": [{"name": "cache", "mountPath": "/cache"}],
        }
    ],
    "volumes": [{"name": "cache", "emptyDir": {}}],
    "nodeSelector": {"kubernetes.azure.com/agentpool": "gpu"},
}
_DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "server", "namespace": "models", "labels": {"modelstacks.io/team": "legal"}},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "server"}},
        "template": {"metadata": {"labels": {"app": "server"}}, "spec": _POD},
    },
}
_SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "server", "namespace": "models"},
    "spec": {"selector": {"app": "server"}, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]},
}
_JOB: dict[str, Any] = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {"name": "load", "namespace": "models"},
    "spec": {"template": {"spec": {**_POD, "restartPolicy": "Never"}}},
}
_WORKSPACE: dict[str, Any] = {
    "apiVersion": "kaito.sh/v1beta1",
    "kind": "Workspace",
    "metadata": {"name": "mistral", "namespace": "models"},
    "resource": {"count": 1, "labelSelector": {"matchLabels": {"pool": "gpu"}}},
    "inference": {"preset": {"name": "mistral-7b-instruct"}, "config": "settings"},
}
_SCALED: dict[str, Any] = {
    "apiVersion": "keda.sh/v1alpha1",
    "kind": "ScaledObject",
    "metadata": {"name": "server", "namespace": "models"},
    "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "server"},
        "minReplicaCount": 0,
        "maxReplicaCount": 4,
        "triggers": [{"type": "prometheus", "metadata": {"query": "sum(a)", "threshold": "8"}}],
    },
}
_ROUTE: dict[str, Any] = {
    "apiVersion": "networking.istio.io/v1",
    "kind": "VirtualService",
    "metadata": {"name": "server", "namespace": "models"},
    "spec": {
        "hosts": ["models.example.org"],
        "http": [
            {
                "match": [{"uri": {"prefix": "/v1/"}}],
                "route": [{"destination": {"host": "server", "port": {"number": 80}}, "weight": 100}],
            }
        ],
    },
}
_TOKENS: dict[str, Any] = {
    "apiVersion": "security.istio.io/v1",
    "kind": "RequestAuthentication",
    "metadata": {"name": "server", "namespace": "models"},
    "spec": {"jwtRules": [{"issuer": "https://sts.example.org/", "audiences": ["api://a"], "jwksUri": "https://keys"}]},
}
_BUDGET: dict[str, Any] = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "server", "namespace": "models"},
    "spec": {"maxUnavailable": "50%", "selector": {"matchLabels": {"app": "server"}}},
}
_ROLE: dict[str, Any] = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "modelstacks:reader"},
    "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
}

_TAKEN = [_DEPLOYMENT, _SERVICE, _JOB, _WORKSPACE, _SCALED, _ROUTE, _TOKENS, _BUDGET, _ROLE]

_CONTAINER = "spec.template.spec.containers[0]"
_REFUSED: list[tuple[str, dict[str, Any], str, Any, str]] = [
    # name, object, path to set ("-" at its front: to take away), value, what is said
    ("an unknown field", _DEPLOYMENT, "spec.replica", 1, 'unknown field "spec.replica"'),
    (
        "an unknown field deep inside",
        _DEPLOYMENT,
        "spec.template.spec.containers.0.imagePullPolice",
        "Always",
        f'unknown field "{_CONTAINER}.imagePullPolice"',
    ),
    ("an unknown field of metadata", _SERVICE, "metadata.lables", {}, 'unknown field "metadata.lables"'),
    (
        "text for a number",
        _DEPLOYMENT,
        "spec.replicas",
        "two",
        'spec.replicas: Invalid value: "two": must be of type integer',
    ),
    (
        "a truth for a port",
        _SERVICE,
        "spec.ports.0.targetPort",
        True,
        "spec.ports[0].targetPort: Invalid value: true: must be of type string or integer",
    ),
    ("no selector", _DEPLOYMENT, "-spec.selector", None, "spec.selector: Required value"),
    (
        "a selector for other pods",
        _DEPLOYMENT,
        "spec.selector.matchLabels.app",
        "other",
        "spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`",
    ),
    (
        "a name in capitals",
        _DEPLOYMENT,
        "metadata.name",
        "Server",
        'metadata.name: Invalid value: "Server": must be a lowercase RFC 1123 subdomain',
    ),
    (
        "a service that begins with a digit",
        _SERVICE,
        "metadata.name",
        "7b",
        'metadata.name: Invalid value: "7b": must be a lowercase RFC 1035 label',
    ),
    (
        "a workspace with a dot",
        _WORKSPACE,
        "metadata.name",
        "mistral-7b-v0.3",
        'metadata.name: Invalid value: "mistral-7b-v0.3": must be a lowercase RFC 1123 label',
    ),
    (
        "a label with a blank",
        _DEPLOYMENT,
        "metadata.labels.team",
        "legal desk",
        'metadata.labels.team: Invalid value: "legal desk": must be at most 63 letters, digits, '
        "'-', '_' or '.', and begin and end with a letter or digit",
    ),
    (
        "a namespace where there is none",
        _ROLE,
        "metadata.namespace",
        "models",
        "metadata.namespace: Forbidden: a ClusterRole belongs to no namespace",
    ),
    (
        "a mount without its volume",
        _DEPLOYMENT,
        "spec.template.spec.containers.0.volumeMounts.0.name",
        "weights",
        f'{_CONTAINER}.volumeMounts[0].name: Not found: "weights"',
    ),
    (
        "no image",
        _DEPLOYMENT,
        "-spec.template.spec.containers.0.image",
        None,
        f"{_CONTAINER}.image: Required value",
    ),
    (
        "a probe in two ways",
        _DEPLOYMENT,
        "spec.template.spec.containers.0.readinessProbe.tcpSocket",
        {"port": 8000},
        f"{_CONTAINER}.readinessProbe: must specify exactly one of exec, grpc, httpGet, tcpSocket",
    ),
    (
        "more asked for than allowed",
        _DEPLOYMENT,
        "spec.template.spec.containers.0.resources.requests.memory",
        "17Gi",
        f'{_CONTAINER}.resources.requests.memory: Invalid value: "17Gi": must be less than or equal to memory limit '
        "of 16Gi",
    ),
    (
        "a GPU that is asked for and not limited",
        _DEPLOYMENT,
        "-spec.template.spec.containers.0.resources.limits.nvidia.com/gpu",
        None,
        f'{_CONTAINER}.resources.requests["nvidia.com/gpu"]: Invalid value: "1": must be equal to nvidia.com/gpu limit',
    ),
    (
        "half a GPU",
        _DEPLOYMENT,
        "spec.template.spec.containers.0.resources",
        {"limits": {"nvidia.com/gpu": "500m"}},
        f'{_CONTAINER}.resources.limits["nvidia.com/gpu"]: Invalid value: "500m": must be an integer',
    ),
    (
        "no quantity",
        _DEPLOYMENT,
        "spec.template.spec.containers.0.resources.limits.memory",
        "16 GB",
        f'{_CONTAINER}.resources.limits.memory: Invalid value: "16 GB": must be a quantity such as 500m, 4 or 80Gi',
    ),
    (
        "a job that restarts for ever",
        _JOB,
        "spec.template.spec.restartPolicy",
        "Always",
        'spec.template.spec.restartPolicy: Unsupported value: "Always": supported values: "OnFailure", "Never"',
    ),
    ("a service without ports", _SERVICE, "spec.ports", [], "spec.ports: Required value"),
    (
        "two ports without names",
        _SERVICE,
        "spec.ports",
        [{"port": 80}, {"port": 81, "name": "b"}],
        "spec.ports[0].name: Required value",
    ),
    (
        "a preset and a template",
        _WORKSPACE,
        "inference.template",
        {},
        "inference: Invalid value: exactly one of preset, template must be given",
    ),
    ("an unknown field of a custom kind", _WORKSPACE, "spec", {}, 'unknown field "spec"'),
    (
        "a number where the scaler wants text",
        _SCALED,
        "spec.triggers.0.metadata.threshold",
        8,
        "spec.triggers[0].metadata.threshold: Invalid value: 8: must be of type string",
    ),
    (
        "a least above the most",
        _SCALED,
        "spec.minReplicaCount",
        5,
        "spec.maxReplicaCount: Invalid value: 4: must be greater than or equal to minReplicaCount (5)",
    ),
    (
        "a route by two ways of matching",
        _ROUTE,
        "spec.http.0.match.0.uri.exact",
        "/v1/models",
        "spec.http[0].match[0].uri: Invalid value: exactly one of exact, prefix, regex must be given",
    ),
    ("a token of nobody", _TOKENS, "-spec.jwtRules.0.issuer", None, "spec.jwtRules[0].issuer: Required value"),
    (
        "another kind than the type's",
        _SERVICE,
        "kind",
        "Secret",
        "the object is a v1, Kind=Secret, its type token says v1, Kind=Service",
    ),
]


@pytest.fixture(scope="module")
def checker(azure: LocalAzure) -> Iterator[KubernetesClient]:
    """A provider of a cluster without anything: Check asks it for its version only."""
    with provider(environment(azure)) as azure_native, kubernetes(environment(azure)) as client:
        azure_native.configure()
        group: PropertyMap = {"resourceGroupName": "rg", "location": "swedencentral"}
        azure_native.create("azure-native:resources:ResourceGroup", group)
        client.configure(args={"kubeconfig": make_cluster(azure_native)[1]})
        yield client


@pytest.mark.parametrize("object_", _TAKEN, ids=[object_["kind"] for object_ in _TAKEN])
def test_taken(checker: KubernetesClient, object_: dict[str, Any]) -> None:
    assert checker.check(_token(object_), object_) == object_


@pytest.mark.parametrize(("name", "object_", "path", "value", "said"), _REFUSED, ids=[case[0] for case in _REFUSED])
def test_refused(
    checker: KubernetesClient, name: str, object_: dict[str, Any], path: str, value: Any, said: str
) -> None:
    with pytest.raises(AssertionError) as caught:
        checker.check(_token(object_), _changed(object_, path, value))
    assert str(caught.value) == said


def test_all_that_is_wrong_is_told_at_once(checker: KubernetesClient) -> None:
    wrong = _changed(_changed(_DEPLOYMENT, "spec.replicas", "two"), "-spec.selector", None)
    with pytest.raises(AssertionError, match=r"^spec\.selector: Required value; spec\.replicas: Invalid value"):
        checker.check(_token(_DEPLOYMENT), wrong)


def test_what_is_not_known_yet_is_not_judged(checker: KubernetesClient) -> None:
    """As with the real plugin; it is when it is known."""
    object_ = _changed(_changed(_DEPLOYMENT, "spec.replicas", UNKNOWN), "spec.unheard", 1)
    assert checker.check(_token(_DEPLOYMENT), object_) == object_


_NO_TOKENS = [
    ("kubernetes:v1:Service", "names no kind of Kubernetes object"),
    ("kubernetes:helm.sh/v3:Release", "stands for more than one object"),
    ("kubernetes:yaml/v2:ConfigFile", "stands for more than one object"),
    ("kubernetes:core/v1:ServiceList", "stands for more than one object"),
]


@pytest.mark.parametrize(("token", "said"), _NO_TOKENS, ids=[case[0] for case in _NO_TOKENS])
def test_types_that_are_no_kinds(checker: KubernetesClient, token: str, said: str) -> None:
    with pytest.raises(ProviderFailureError, match=said):
        checker.check(token, {})


@pytest.mark.parametrize("token", ["kubernetes:example.org/v1:Thing", "kubernetes:core/v1:ServiceSpec"])
def test_a_kind_without_a_schema(checker: KubernetesClient, token: str) -> None:
    with pytest.raises(AssertionError, match="localcloud/kubernetes/schemas describes none"):
        checker.check(token, {})


def test_a_name_is_made_up_and_kept(checker: KubernetesClient) -> None:
    unnamed: PropertyMap = {"data": {"a": "b"}}
    first: Any = checker.check("kubernetes:core/v1:ConfigMap", unnamed, name="settings")
    assert first["metadata"]["name"].startswith("settings-")
    assert first["metadata"]["annotations"] == {"pulumi.com/autonamed": "true"}
    assert first["metadata"]["namespace"] == "default"
    assert (first["apiVersion"], first["kind"]) == ("v1", "ConfigMap")
    again = checker.check("kubernetes:core/v1:ConfigMap", unnamed, name="settings", old=first, seed=b"other")
    assert again == first
    other = checker.check("kubernetes:core/v1:ConfigMap", unnamed, name="settings", seed=b"other")
    assert other["metadata"] != first["metadata"]


def _token(object_: dict[str, Any]) -> str:
    group_version = str(object_["apiVersion"])
    return f"kubernetes:{group_version if '/' in group_version else f'core/{group_version}'}:{object_['kind']}"


def _changed(object_: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of the object with the value at a path, or without what is there."""
    changed = copy.deepcopy(object_)
    head, slash, rest = path.removeprefix("-").partition("nvidia.com/gpu")
    steps = [*head.strip(".").split("."), *([slash + rest] if slash else [])]
    place: Any = changed
    for step in steps[:-1]:
        place = place[int(step) if step.isdigit() else step]
    if path.startswith("-"):
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return changed
