"""The life of a GPU pool through the command line, with each engine: more replicas, another VM size, its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import copy_project, stop_azure
from tests.life.conftest import SUBSCRIPTION, Life, changes

pytestmark = [pytest.mark.slow]

REQUEST = "requests/legal/clause-extraction.yaml"
LOCK = "stacks/placements/legal/clause-extraction.lock.yaml"
CLUSTERS = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.ContainerService/managedClusters"
API = "api-version=2025-09-01"


@pytest.fixture(scope="module", params=["embedded", pytest.param("pulumi", marks=pytest.mark.pulumi_cli)])
def pools(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    copy = copy_project(tmp_path_factory.mktemp("pools"), requests=["legal/clause-extraction"])
    yield Life(copy, request.param)
    stop_azure(copy)


def gpu_pools(life: Life) -> dict[str, tuple[int, int]]:
    """VM size → fewest and most machines of the cluster's GPU pools."""
    (cluster,) = life.arm("GET", f"{CLUSTERS}?{API}")["value"]
    found = life.arm("GET", f"{cluster['id']}/agentPools?{API}")["value"]
    bodies = [one["properties"] for one in found if one["properties"]["mode"] == "User"]
    return {
        body["vmSize"]: (body.get("minCount", body["count"]), body.get("maxCount", body["count"])) for body in bodies
    }


def server(life: Life) -> list[str]:
    """Names of the model servers that are kept with the cluster."""
    (cluster,) = life.arm("GET", f"{CLUSTERS}?{API}")["value"]
    objects = life.arm("GET", f"{cluster['id']}/kubernetesObjects?{API}")["value"]
    kept = [one["properties"]["object"] for one in objects]
    return sorted(
        one["metadata"]["name"]
        for one in kept
        if one["kind"] == "Deployment" and one["metadata"]["namespace"] == one["metadata"]["name"]
    )


def test_it_comes_up_and_stays(pools: Life) -> None:
    document = pools.run("up")
    assert set(changes(document)) == {"create"}
    assert gpu_pools(pools) == {"Standard_NC24ads_A100_v4": (1, 2)}
    (endpoint,) = document["endpoints"]
    assert endpoint["url"] == f"https://{server(pools)[0]}.swedencentral.models.contoso.internal/v1"
    assert changes(pools.run("up")) == {}


def test_what_azure_lists_with_the_cluster_is_taken_up_and_left_alone(pools: Life) -> None:
    """Azure shows every agent pool in the cluster too, and a refresh takes that for an input of the cluster."""
    writes = pools.writes()
    assert changes(pools.run("refresh")) == {"update": 1}
    assert changes(pools.run("up")) == {}
    assert pools.writes() == writes


def test_other_numbers_of_replicas_are_updates(pools: Life) -> None:
    pools.project.edit(REQUEST, "replicas: 2", "replicas: 3")
    pools.project.edit(REQUEST, "min_replicas: 1", "min_replicas: 2")
    pools.plan()
    assert set(changes(pools.run("up"))) == {"update"}
    assert gpu_pools(pools) == {"Standard_NC24ads_A100_v4": (2, 3)}


def test_another_vm_size_comes_up_before_the_old_one_goes(pools: Life) -> None:
    before = server(pools)
    pools.project.edit(REQUEST, "accelerator: a100-pcie-80", "vm_size: Standard_NC40ads_H100_v5")
    pools.project.edit(REQUEST, "min_replicas: 2", "min_replicas: 1")  # within its budget
    pools.plan()
    lock = pools.project.file(LOCK).read_text()
    assert ("state: placed" in lock, "state: retiring" in lock) == (True, True)
    made = changes(pools.run("up"))
    assert made.keys() <= {"create", "update"}, "nothing goes, and nothing is replaced"
    assert made["create"] > 0
    assert set(gpu_pools(pools)) == {"Standard_NC24ads_A100_v4", "Standard_NC40ads_H100_v5"}
    assert len(server(pools)) == 2

    pools.plan()
    assert "state: retiring" not in pools.project.file(LOCK).read_text()
    assert changes(pools.run("up")).keys() <= {"delete", "update"}
    assert set(gpu_pools(pools)) == {"Standard_NC40ads_H100_v5"}
    (after,) = server(pools)
    assert after not in before


def test_destroy_leaves_nothing(pools: Life) -> None:
    assert set(changes(pools.run("destroy"))) == {"delete"}
    assert pools.resources() == {}
