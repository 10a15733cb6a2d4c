"""Environments of a workspace: which image serves, in versions that never change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.arm.arm import Arm
from tests.localcloud.arm.pool_bodies import ENDPOINT, WORKSPACE, furnish, online_deployment, online_endpoint

SERVER = f"{WORKSPACE}/environments/server"
IMAGE = "registry.example/vllm:v1"


def version(**properties: Any) -> dict[str, Any]:
    return {"properties": {"image": IMAGE, **properties}}


@pytest.fixture
def working(arm: Arm) -> Arm:
    furnish(arm)
    arm.make(SERVER, {"properties": {"description": "vLLM"}})
    return arm


def test_a_version_says_which_image_serves(working: Arm) -> None:
    assert working.make(f"{SERVER}/versions/1", version())["properties"]["image"] == IMAGE
    assert [found["name"] for found in working.get(f"{SERVER}/versions").body["value"]] == ["1"]


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a version without an image": ("2", {"properties": {}}, "needs an image, a build context or a conda file"),
    "another image": ("1", version(image="registry.example/vllm:v2"), "no version can be changed"),
    "other routes": ("1", version(inferenceConfig={}), "no version can be changed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(working: Arm, name: str) -> None:
    number, body, sentence = REFUSED[name]
    routes = {"livenessRoute": {"path": "/health", "port": 8000}}
    working.make(f"{SERVER}/versions/1", version(inferenceConfig=routes))
    refused = working.put(f"{SERVER}/versions/{number}", body)
    assert refused.refusal == (400, "BadRequest")
    assert sentence in str(refused.body)


def test_the_same_version_again_is_fine(working: Arm) -> None:
    working.make(f"{SERVER}/versions/1", version())
    assert working.put(f"{SERVER}/versions/1", version(description="again")).status == 200


def test_a_deployment_is_served_by_a_version(working: Arm) -> None:
    working.make(f"{SERVER}/versions/1", version())
    working.make(ENDPOINT, online_endpoint())
    body = online_deployment()
    body["properties"] = {**body["properties"], "model": None, "environmentId": f"{SERVER}/versions/1"}
    made = working.make(f"{ENDPOINT}/deployments/blue", body)
    assert made["properties"]["environmentId"] == f"{SERVER}/versions/1"
