"""What the difference of two objects asks for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.wire import PropertyMap
from tests.localcloud.kubernetes.client import CONFIG_MAP, DEPLOYMENT, NAMESPACE, SERVICE, KubernetesClient, kubernetes


@pytest.fixture(scope="module")
def unconfigured() -> Iterator[KubernetesClient]:
    """A provider that knows no cluster: enough for Diff."""
    with kubernetes({}) as client:
        yield client


def _named(name: str, namespace: str = "models", **annotations: str) -> PropertyMap:
    return {"name": name, "namespace": namespace, "annotations": {**annotations}}


def _deployment(app: str = "a", replicas: int = 1, **labels: str) -> PropertyMap:
    selector: PropertyMap = {"matchLabels": {"app": app, **labels}}
    return {"metadata": _named("server"), "spec": {"replicas": replicas, "selector": selector}}


_MADE_UP = {"pulumi.com/autonamed": "true"}
_CASES: list[tuple[str, str, PropertyMap, PropertyMap, dict[str, str], bool]] = [
    # name, type, old, new, kinds, does the old one go first
    ("nothing", DEPLOYMENT, _deployment(), _deployment(), {}, False),
    ("replicas", DEPLOYMENT, _deployment(), _deployment(replicas=2), {"spec.replicas": "UPDATE"}, False),
    (
        "a selector's value",
        DEPLOYMENT,
        _deployment("a"),
        _deployment("b"),
        {"spec.selector.matchLabels.app": "UPDATE_REPLACE"},
        True,
    ),
    (
        "one more label to select",
        DEPLOYMENT,
        _deployment(),
        _deployment(tier="b"),
        {"spec.selector.matchLabels.tier": "ADD_REPLACE"},
        True,
    ),
    (
        "the whole specification",
        DEPLOYMENT,
        _deployment(),
        {"metadata": _named("server")},
        {"spec": "DELETE_REPLACE"},
        True,
    ),
    (
        "a service's own address",
        SERVICE,
        {"metadata": _named("a"), "spec": {"clusterIP": "10.0.0.1"}},
        {"metadata": _named("a"), "spec": {"clusterIP": "10.0.0.2"}},
        {"spec.clusterIP": "UPDATE_REPLACE"},
        True,
    ),
    (
        "a service's port",
        SERVICE,
        {"metadata": _named("a"), "spec": {"ports": [{"port": 80}]}},
        {"metadata": _named("a"), "spec": {"ports": [{"port": 81}]}},
        {"spec.ports[0].port": "UPDATE"},
        False,
    ),
    (
        "data of a config map",
        CONFIG_MAP,
        {"metadata": _named("a"), "data": {"k": "1"}},
        {"metadata": _named("a"), "data": {"k": "2"}},
        {"data.k": "UPDATE_REPLACE"},
        True,
    ),
    (
        "data of a config map with a made-up name",
        CONFIG_MAP,
        {"metadata": _named("a", **_MADE_UP), "data": {"k": "1"}},
        {"metadata": _named("b", **_MADE_UP), "data": {"k": "2"}},
        {"data.k": "UPDATE_REPLACE", "metadata.name": "UPDATE_REPLACE"},
        False,
    ),
    (
        "another name",
        DEPLOYMENT,
        {"metadata": _named("a")},
        {"metadata": _named("b")},
        {"metadata.name": "UPDATE_REPLACE"},
        False,
    ),
    (
        "another namespace",
        DEPLOYMENT,
        {"metadata": _named("a", "one")},
        {"metadata": _named("a", "two")},
        {"metadata.namespace": "UPDATE_REPLACE"},
        False,
    ),
    (
        "an annotation",
        NAMESPACE,
        {"metadata": _named("a")},
        {"metadata": _named("a", note="b")},
        {"metadata.annotations.note": "ADD"},
        False,
    ),
]


@pytest.mark.parametrize(("name", "token", "old", "new", "kinds", "first"), _CASES, ids=[case[0] for case in _CASES])
def test_difference(
    unconfigured: KubernetesClient,
    name: str,
    token: str,
    old: PropertyMap,
    new: PropertyMap,
    kinds: dict[str, str],
    first: bool,
) -> None:
    found = unconfigured.diff(token, old, new)
    assert found.kinds == kinds
    assert found.replaces == tuple(path for path, kind in kinds.items() if kind.endswith("_REPLACE"))
    assert found.delete_before_replace is first
    assert found.changes == ("DIFF_SOME" if kinds else "DIFF_NONE")
