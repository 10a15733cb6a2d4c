"""An online endpoint: who may call, what is written when, and that it can be taken away again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.compute.endpoint_deployment import environment_version
from components.compute.managed_online_endpoint import callers_address
from components.compute.online_traffic import literal, shares
from components.role_assignments import ACR_PULL, STORAGE_BLOB_DATA_READER
from tests.components import samples
from tests.components.compute.serving_samples import CALLERS, IMAGE, deployment, endpoint, machine, model
from tests.components.recording import SUBSCRIPTION, Recording, Registration, pairs
from tests.components.test_depends_on import all_before

DEPLOYMENT = "machinelearningservices:OnlineDeployment"
ENDPOINT = "machinelearningservices:OnlineEndpoint"
TRAFFIC = "resources:Deployment"
IDENTITIES = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/azure-native/managedidentity/UserAssignedIdentity"
)


@pytest.fixture(scope="module")
def two() -> Recording:
    return endpoint(deployment("green", traffic=10), deployment("blue", traffic=90), deployment("canary", mirror=20))


def written_by_template(recording: Recording) -> dict[str, Any]:
    (resource,) = recording.one(TRAFFIC).inputs["properties"]["template"]["resources"]
    return resource


def test_callers_bring_entra_tokens_over_a_private_path(two: Recording) -> None:
    closed = {"authMode": "AADToken", "publicNetworkAccess": "Disabled"}
    assert two.one(ENDPOINT).inputs["properties"] == closed
    assert closed.items() <= written_by_template(two)["properties"].items()
    # What leaves is the managed network's to decide: with it, Azure refuses the older isolation per deployment.
    assert {found.inputs["properties"]["egressPublicNetworkAccess"] for found in two.of(DEPLOYMENT)} == {"Enabled"}


def test_callers_have_a_role_on_the_endpoint_and_it_has_two_on_what_it_reads(two: Recording) -> None:
    roles = {
        (
            found.inputs["principalType"],
            found.inputs["scope"].rpartition("/")[2],
            found.inputs["roleDefinitionId"].rpartition("/")[2],
        )
        for found in two.of("authorization:RoleAssignment")
    }
    assert roles == {
        ("Group", "pool", "role"),
        ("ServicePrincipal", "crlegal", ACR_PULL),
        ("ServicePrincipal", "stlegal", STORAGE_BLOB_DATA_READER),
    }
    (caller,) = [found for found in two.of("authorization:RoleAssignment") if found.inputs["principalType"] == "Group"]
    assert caller.inputs["principalId"] == CALLERS


def test_endpoint_deployments_and_traffic_are_written_one_after_another(two: Recording) -> None:
    written = two.of(ENDPOINT, DEPLOYMENT, TRAFFIC)
    assert [found.azure_name for found in written] == ["pool", "blue", "canary", "green", "pool-traffic"]
    assert all(earlier.urn in later.dependencies for earlier, later in pairs(written))


def test_traffic_is_written_when_the_deployments_are_there(two: Recording) -> None:
    assert "traffic" not in two.one(ENDPOINT).inputs["properties"]
    assert written_by_template(two) == {
        "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
        "apiVersion": "2025-12-01",
        "name": "mlw-legal/pool",
        "location": "swedencentral",
        "kind": "Managed",
        "tags": samples.TAGS,
        "identity": {
            "type": "UserAssigned",
            "userAssignedIdentities": {f"{IDENTITIES}/id-pool": {}},
        },
        "properties": {
            "authMode": "AADToken",
            "publicNetworkAccess": "Disabled",
            "traffic": {"blue": 90, "green": 10},
            "mirrorTraffic": {"canary": 20},
        },
    }


def test_a_write_of_the_endpoint_alone_never_takes_its_traffic_away(two: Recording) -> None:
    assert set(two.one(ENDPOINT).ignore_changes) == {"properties", "identity", "tags"}


def test_deployments_go_with_their_endpoint_for_one_with_traffic_would_not_go_alone(two: Recording) -> None:
    assert {found.deleted_with for found in two.of(DEPLOYMENT)} == {two.one(ENDPOINT).urn}
    assert two.one(TRAFFIC).deleted_with == ""


def test_the_only_deployment_has_all_the_traffic() -> None:
    assert written_by_template(endpoint(deployment()))["properties"]["traffic"] == {"blue": 100}


SHARES: list[tuple[str, list[dict[str, Any]], str]] = [
    ("too little", [{"traffic": 60}, {"traffic": 30}], "add up to 100"),
    ("too much", [{"traffic": 60}, {"traffic": 50}], "add up to 100"),
    ("two deployments, no shares", [{}, {}], "add up to 100"),
    ("no percentage", [{"traffic": 120}, {"traffic": -20}], "are percentages"),
    ("more than half mirrored", [{"traffic": 100}, {"mirror": 51}], "mirrors at most 50 %"),
    ("two mirrors", [{"traffic": 100}, {"mirror": 10}, {"mirror": 10}], "to one deployment"),
    ("a mirror with traffic", [{"traffic": 90}, {"traffic": 10, "mirror": 10}], "has traffic of its own"),
]


@pytest.mark.parametrize(("name", "given", "refusal"), SHARES, ids=[row[0] for row in SHARES])
def test_shares_that_azure_would_refuse(name: str, given: list[dict[str, Any]], refusal: str) -> None:
    with pytest.raises(ValueError, match=refusal):
        shares([deployment(f"d{n}", **more) for n, more in enumerate(given)])


TRAFFIC_SHARES = st.sampled_from([-50, 0, 50, 100])
MIRROR_SHARES = st.sampled_from([0, 0, 10, 50, 51])
"""Around every bound, and often whole."""


@given(st.lists(st.tuples(TRAFFIC_SHARES, MIRROR_SHARES), min_size=1, max_size=3))
def test_shares_are_refused_or_whole(parts: list[tuple[int, int]]) -> None:
    deployments = [deployment(f"d{n}", traffic=traffic, mirror=mirror) for n, (traffic, mirror) in enumerate(parts)]
    try:
        traffic, mirrored = shares(deployments)
    except ValueError:
        return
    assert sum(traffic.values()) == 100
    assert all(0 < share <= 50 for share in mirrored.values())
    assert len(mirrored) <= 1
    assert not traffic.keys() & mirrored.keys()


def test_texts_of_a_template_are_no_expressions() -> None:
    texts = {"purpose": "[draft]", "list": ["[x", "x["], "share": 10}
    assert literal(texts) == {"purpose": "[[draft]", "list": ["[[x", "x["], "share": 10}
    tags = written_by_template(endpoint(deployment(), tags={**samples.TAGS, "purpose": "[draft]"}))["tags"]
    assert tags["purpose"] == "[[draft]"


def test_a_model_of_a_registry_serves_itself(two: Recording) -> None:
    properties = two.of(DEPLOYMENT)[0].inputs["properties"]
    assert properties["model"] == "azureml://registries/azureml/models/mistral/versions/3"
    assert not {"environmentId", "environmentVariables"} & properties.keys()
    assert two.of("machinelearningservices:EnvironmentVersion") == []


def test_any_other_is_served_by_an_image_that_reads_its_arguments() -> None:
    recording = endpoint(deployment(model=model(), weights="https://weights.contoso.example"))
    version = recording.one("machinelearningservices:EnvironmentVersion").inputs
    assert (version["name"], version["version"]) == ("pool-blue", environment_version(IMAGE))
    assert version["properties"]["image"] == IMAGE
    assert version["properties"]["inferenceConfig"]["livenessRoute"] == {"path": "/health", "port": 8000}
    properties = recording.one(DEPLOYMENT).inputs["properties"]
    assert properties["environmentId"].endswith(f"/{environment_version(IMAGE)}")
    assert "model" not in properties
    assert "--served-model-name mistral-7b" in properties["environmentVariables"]["VLLM_ARGS"]
    assert properties["environmentVariables"]["HF_ENDPOINT"] == "https://weights.contoso.example"


def test_another_image_is_another_version() -> None:
    images = (IMAGE, "registry.example/vllm:v0.9.0", "mirror.example/vllm:v0.9.0")
    assert len({environment_version(image) for image in images}) == len(images)
    assert re.fullmatch("[0-9a-f]{12}", environment_version(IMAGE))


def test_an_image_goes_when_nothing_runs_it_any_more() -> None:
    recording = endpoint(deployment(model=model()))
    image = recording.one("machinelearningservices:EnvironmentVersion").urn
    assert image in recording.one(ENDPOINT).dependencies


def one_deployment(**more: Any) -> Registration:
    return endpoint(deployment(**more)).one(DEPLOYMENT)


INSTANCES = [
    ("a machine a replica", {"minimum": 2, "maximum": 2}, 1, 2, ()),
    ("two replicas a machine", {"minimum": 3, "maximum": 3}, 2, 2, ()),
    ("scaled", {"minimum": 1, "maximum": 3}, 1, 1, ("sku.capacity",)),
    ("room on one machine", {"minimum": 1, "maximum": 2}, 2, 1, ()),
]


@pytest.mark.parametrize(
    ("name", "replicas", "each", "capacity", "ignored"), INSTANCES, ids=[row[0] for row in INSTANCES]
)
def test_instances_are_machines_and_their_number_is_autoscales(
    name: str, replicas: dict[str, int], each: int, capacity: int, ignored: tuple[str, ...]
) -> None:
    found = one_deployment(machine=machine(replicas_per_machine=each), **replicas)
    assert found.inputs["sku"] == {"name": "Default", "capacity": capacity}
    assert found.inputs["properties"]["requestSettings"]["maxConcurrentRequestsPerInstance"] == 16 * each
    assert found.ignore_changes == ignored


def test_it_cannot_scale_to_zero() -> None:
    with pytest.raises(ValueError, match="min_replicas 0 needs a pool that scales to zero"):
        endpoint(deployment(minimum=0))


def test_autoscale_goes_by_the_connections_of_a_machine_and_a_deployments_share() -> None:
    recording = endpoint(deployment("blue", traffic=50, maximum=4), deployment("green", traffic=50))
    setting = recording.one("monitor:AutoscaleSetting").inputs
    (profile,) = setting["profiles"]
    assert profile["capacity"] == {"minimum": "1", "maximum": "4", "default": "1"}
    rules = {
        rule["scaleAction"]["direction"]: (rule["metricTrigger"]["operator"], rule["metricTrigger"]["threshold"])
        for rule in profile["rules"]
    }
    # 16 requests a machine and half of the traffic: 80 % of them is 25.6 connections of the whole endpoint.
    assert rules == {"Increase": ("GreaterThan", 25.6), "Decrease": ("LessThan", 9.6)}
    for rule in profile["rules"]:
        assert rule["metricTrigger"]["metricName"] == "ConnectionsActive"
        assert rule["metricTrigger"]["metricResourceUri"].endswith("/pool")
        assert rule["metricTrigger"]["dividePerInstance"] is True
    assert setting["targetResourceUri"].endswith("/blue")


def test_a_mirror_is_not_scaled(two: Recording) -> None:
    recording = endpoint(deployment("blue", traffic=100), deployment("canary", mirror=20, maximum=3))
    assert recording.of("monitor:AutoscaleSetting") == []
    assert two.of("monitor:AutoscaleSetting") == []


def test_endpoint_and_deployments_are_watched(two: Recording) -> None:
    settings = {found.name: found.inputs for found in two.of("monitor:DiagnosticSetting")}
    assert set(settings) == {"e-endpoint", "e-blue", "e-canary", "e-green"}
    assert settings["e-endpoint"]["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]
    assert [metric["category"] for metric in settings["e-blue"]["metrics"]] == ["AllMetrics"]


@pytest.mark.parametrize(
    ("surface", "want"),
    [
        ("openai-v1", "https://pool.swedencentral.inference.ml.azure.com/v1"),
        ("score", "https://pool.swedencentral.inference.ml.azure.com/score"),
    ],
)
def test_where_callers_send_requests(surface: str, want: str) -> None:
    assert callers_address("https://pool.swedencentral.inference.ml.azure.com/score", surface) == want
    assert endpoint(deployment(), surface=surface).outputs["endpoint"] == want


def test_traffic_of_a_deployment_that_leaves_is_written_before_it_is_deleted() -> None:
    """The template depends on what is there; the engine deletes what is gone after all writes."""
    before = endpoint(deployment("blue", traffic=0), deployment("green", traffic=100))
    after = endpoint(deployment("green", traffic=100))
    assert written_by_template(after)["properties"]["traffic"] == {"green": 100}
    assert before.one(TRAFFIC).urn == after.one(TRAFFIC).urn
    assert after.one(DEPLOYMENT).urn in all_before(after, after.one(TRAFFIC).urn)
