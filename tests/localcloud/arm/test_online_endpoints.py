"""Managed online endpoints: names of a region, traffic, deployments, Azure ML's quota and the region's machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from tests.localcloud.arm.arm import GROUP, SUBSCRIPTION, Arm, Reply, group
from tests.localcloud.arm.pool_bodies import (
    ENDPOINT,
    WORKSPACE,
    furnish,
    in_region,
    online_deployment,
    online_endpoint,
    workspace,
)

BLUE, GREEN = f"{ENDPOINT}/deployments/blue", f"{ENDPOINT}/deployments/green"
LOCATION = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.MachineLearningServices/locations/swedencentral"
VERSION = "api-version=2025-12-01"
H100_FAMILY = "standardNCADSH100v5Family"


def reason(reply: Reply) -> str:
    """What the inferencing service says inside ARM's `The request is invalid.`"""
    (detail,) = reply.body["error"]["details"]
    problem = json.loads(detail["message"].partition("error detail: ")[2] or detail["message"])
    (sentences,) = problem["errors"].values()
    return sentences[0]


@pytest.fixture
def endpoint(arm: Arm) -> Arm:
    furnish(arm)
    arm.make(ENDPOINT, online_endpoint())
    return arm


@pytest.fixture
def serving(endpoint: Arm) -> Arm:
    """An endpoint with two deployments and no traffic."""
    endpoint.make(BLUE, online_deployment())
    endpoint.make(GREEN, online_deployment())
    return endpoint


def test_endpoint_has_an_address_and_an_identity(endpoint: Arm) -> None:
    made = endpoint.get(ENDPOINT).body
    assert made["properties"]["scoringUri"] == ("https://contoso-mistral.swedencentral.inference.ml.azure.com/score")
    assert made["properties"]["traffic"] == {}
    assert made["identity"]["principalId"]


def test_traffic_is_set_when_the_deployments_are_there(serving: Arm) -> None:
    serving.make(ENDPOINT, online_endpoint(traffic={"blue": 90, "green": 10}))
    assert reason(serving.delete(GREEN)) == "Deployment green has 10 % traffic: set it to 0 before you delete it."
    serving.make(ENDPOINT, online_endpoint(traffic={"blue": 100}, mirrorTraffic={"green": 50}))
    assert "50 % mirrorTraffic" in reason(serving.delete(GREEN))
    serving.make(ENDPOINT, online_endpoint(traffic={"blue": 100}))
    serving.remove(GREEN)
    serving.remove(ENDPOINT)
    assert serving.get(BLUE).status == 404


TRAFFIC: dict[str, tuple[dict[str, Any], str]] = {
    "a deployment that is not there": ({"traffic": {"red": 100}}, "Traffic names the deployment red"),
    "90 per cent": ({"traffic": {"blue": 90}}, "must be 0 or 100, not 90"),
    "a share below nothing": ({"traffic": {"blue": 110, "green": -10}}, "from 0 to 100, not 110"),
    "half a per cent": ({"traffic": {"blue": 99.5, "green": 0.5}}, "whole number"),
    "two mirrors": ({"traffic": {}, "mirrorTraffic": {"blue": 10, "green": 10}}, "one deployment only"),
    "a mirror of more than half": ({"mirrorTraffic": {"green": 51}}, "At most 50 %"),
    "a mirror of what has traffic": (
        {"traffic": {"blue": 100}, "mirrorTraffic": {"blue": 10}},
        "Deployment blue has live traffic",
    ),
}


@pytest.mark.parametrize("name", TRAFFIC)
def test_traffic_is_refused_for(serving: Arm, name: str) -> None:
    properties, text = TRAFFIC[name]
    answer = serving.put(ENDPOINT, online_endpoint(**properties))
    assert (answer.refusal, answer.message) == ((400, "BadRequest"), "The request is invalid.")
    assert text in reason(answer)


def test_keys_are_listed_where_callers_bring_keys(endpoint: Arm) -> None:
    assert "its authMode is AADToken" in reason(endpoint.send("POST", f"{ENDPOINT}/listKeys?{VERSION}"))
    assert "authMode of endpoint contoso-mistral cannot" in reason(
        endpoint.put(ENDPOINT, online_endpoint(authMode="Key"))
    )
    keyed = f"{WORKSPACE}/onlineEndpoints/contoso-keyed"
    endpoint.make(keyed, online_endpoint(authMode="key"))
    keys = endpoint.send("POST", f"{keyed}/listKeys?{VERSION}").body
    assert set(keys) == {"primaryKey", "secondaryKey"}


def test_name_is_the_regions(endpoint: Arm) -> None:
    other = WORKSPACE.replace("/mlw", "/other")
    endpoint.make(other, workspace())
    taken = endpoint.put(f"{other}/onlineEndpoints/Contoso-Mistral", online_endpoint())
    assert "There is already an endpoint with this name" in reason(taken)
    elsewhere = {**online_endpoint(), "location": "eastus2"}
    assert endpoint.put(f"{other}/onlineEndpoints/contoso-mistral", elsewhere).status == 201
    for name in ("ab", "1st", "a--b", "ends-", "x" * 33):
        answer = endpoint.put(f"{other}/onlineEndpoints/{name}", online_endpoint())
        assert answer.refusal == (400, "InvalidResourceName"), name


MODEL_OF_A_HUB = "mistralai/Mistral-7B-Instruct-v0.3"
DEPLOYMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "a size that the service has not": (
        online_deployment("Standard_ND96isr_H200_v5"),
        "Instance type Standard_ND96isr_H200_v5 is not supported for managed online endpoints",
    ),
    "no size": (online_deployment(""), "needs an instanceType"),
    "no instance": (online_deployment(instances=0), "at least 1, not 0"),
    "no model and no image": (online_deployment(model=None), "needs a model, or an environment"),
    "a model that is no asset": (online_deployment(model=MODEL_OF_A_HUB), f"'{MODEL_OF_A_HUB}' is no id of an asset"),
    "an environment in place of a model": (
        online_deployment(model="azureml://registries/azureml/environments/vllm/versions/8"),
        "is no id of an asset: azureml://registries/<registry>/models/",
    ),
    "another kind of compute": (online_deployment(endpointComputeType="Kubernetes"), "Only managed"),
    "an answer after four minutes": (
        online_deployment(requestSettings={"requestTimeout": "PT4M"}),
        "at most PT3M, not 'PT4M'",
    ),
    "a scaling of its own": (
        online_deployment(scaleSettings={"scaleType": "TargetUtilization"}),
        "scale by autoscale settings",
    ),
    "isolation beside the managed network": (
        online_deployment(egressPublicNetworkAccess="Disabled"),
        "The workspace has a managed network (AllowOnlyApprovedOutbound)",
    ),
}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_deployment_is_refused_for(endpoint: Arm, name: str) -> None:
    body, text = DEPLOYMENTS[name]
    answer = endpoint.put(BLUE, body)
    assert answer.refusal == (400, "BadRequest")
    assert text in reason(answer)


TAKEN = {
    "a registry's label": online_deployment(model="azureml://registries/azureml/models/Mistral-7B/labels/latest"),
    "one of the workspace": online_deployment(model=f"{WORKSPACE}/models/mistral/versions/1"),
    "an image of its own": online_deployment(
        model=None, environmentId="azureml://registries/azureml/environments/vllm/versions/8"
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_deployment_takes(endpoint: Arm, name: str) -> None:
    assert endpoint.make(BLUE, TAKEN[name])["properties"]["provisioningState"] == "Succeeded"


def test_size_stays_and_instances_change(serving: Arm) -> None:
    refused = serving.put(BLUE, online_deployment("Standard_NC48ads_A100_v4"))
    assert "instanceType of deployment blue cannot be changed" in reason(refused)
    serving.follow(serving.send("PATCH", BLUE, {"sku": {"name": "Default", "capacity": 3}}))
    assert used(serving, "StandardNCADSA100v4Family") == (4 * 24, 192)


def used(arm: Arm, family: str) -> tuple[int, int]:
    listed = arm.get(f"{LOCATION}/usages?{VERSION}").body["value"]
    return next((one["currentValue"], one["limit"]) for one in listed if one["name"]["value"] == family)


DRAWS = {
    "A100, exempt": ("Standard_NC24ads_A100_v4", 2, "StandardNCADSA100v4Family", 48),
    "T4, one beside two": ("Standard_NC4as_T4_v3", 2, "Standard NCASv3_T4 Family", 12),
    "T4, two beside six": ("Standard_NC4as_T4_v3", 6, "Standard NCASv3_T4 Family", 32),
}


@pytest.mark.parametrize("name", DRAWS)
def test_deployment_draws_on_azure_mls_own_quota(endpoint: Arm, name: str) -> None:
    size, instances, family, vcpus = DRAWS[name]
    endpoint.make(BLUE, online_deployment(size, instances))
    assert used(endpoint, family)[0] == vcpus
    endpoint.remove(BLUE)
    assert used(endpoint, family)[0] == 0


def test_quota_is_refused_at_once_and_says_by_how_much(endpoint: Arm, administration: Administration) -> None:
    administration.quota(SUBSCRIPTION, "swedencentral", H100_FAMILY, 80, provider="Microsoft.MachineLearningServices")
    endpoint.make(BLUE, online_deployment("Standard_NC40ads_H100_v5"))
    answer = endpoint.put(GREEN, online_deployment("Standard_NC80adis_H100_v5"))
    assert reason(answer) == (
        f"Not enough quota available for Standard_NC80adis_H100_v5 in SubscriptionId {SUBSCRIPTION}. Current "
        "usage/limit: 40/80. Additional needed: 80 Please see troubleshooting guide, available here: "
        "https://aka.ms/oe-tsg#error-outofquota"
    )
    assert endpoint.get(GREEN).status == 404
    endpoint.make(BLUE, online_deployment("Standard_NC40ads_H100_v5", 2))


def test_one_operation_on_an_endpoint(endpoint: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=4)
    assert endpoint.put(BLUE, online_deployment()).status == 201
    assert endpoint.put(ENDPOINT, online_endpoint()).refusal == (409, "Conflict")
    assert endpoint.put(GREEN, online_deployment()).status == 201
    assert endpoint.put(BLUE, online_deployment()).refusal == (409, "Conflict")


def test_deployment_on_its_way_takes_no_traffic(endpoint: Arm, administration: Administration) -> None:
    administration.add_fault(method="PUT", at="end", code="OutOfCapacity", message="None left.")
    failed = endpoint.put(BLUE, online_deployment())
    assert failed.state == "Failed"
    refused = endpoint.put(ENDPOINT, online_endpoint(traffic={"blue": 100}))
    assert "blue, which is in provisioning state Failed" in reason(refused)


SEED = """
regions: [{name: swedencentral, displayName: Sweden Central}]
instanceTypeLimits: {previewFamily: 480}
instanceTypes:
  - {name: Standard_ND96_preview, family: previewFamily, vCPUs: 96, gpus: 8, extraQuota: 0, stock: {swedencentral: 2}}
"""


def test_machines_that_a_region_lacks_show_at_the_end(tmp_path: Path) -> None:
    """By a seed with a size that no other Azure has, and two machines of it."""
    (tmp_path / "seed.yaml").write_text(SEED)
    azure = lifecycle.start(tmp_path, subscriptions=[SUBSCRIPTION], seed=tmp_path / "seed.yaml")
    try:
        arm = Arm(azure.connect())
        arm.make(GROUP, group())
        furnish(arm)
        arm.make(ENDPOINT, online_endpoint())
        arm.make(BLUE, online_deployment("Standard_ND96_preview", 2))
        ended = arm.follow(arm.put(GREEN, online_deployment("Standard_ND96_preview")))
        assert ended.body["status"] == "Failed"
        assert ended.body["error"]["code"] == "OutOfCapacity"
        assert "Standard_ND96_preview in swedencentral" in ended.body["error"]["message"]
        assert arm.get(GREEN).state == "Failed"
        arm.remove(BLUE)
        arm.make(GREEN, online_deployment("Standard_ND96_preview"))
        assert arm.put(f"{ENDPOINT}/deployments/red", in_region(endpointComputeType="Managed")).status == 400
    finally:
        lifecycle.stop(tmp_path)
