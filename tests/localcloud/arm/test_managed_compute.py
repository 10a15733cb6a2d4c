"""Foundry managed compute: what it takes, what stays, its own quota."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm.arm import ACCOUNTS, OTHER_SUBSCRIPTION, SUBSCRIPTION, Arm, account

VERSION = "2026-05-15-preview"
MANAGED = f"{ACCOUNTS}/acct/managedComputeDeployments/mistral?api-version={VERSION}"
MODEL = "azureml://registries/azure-huggingface/models/mistralai--mistral-7b-instruct-v0.3/versions/4"
TEMPLATE = "azureml://registries/azure-huggingface/deploymenttemplates/mistral-7b-vllm/labels/latest"
H100 = "ManagedCompute.Global.FoundryH100"


def managed(capacity: Any = 1, sku: str = "GlobalManagedCompute", **properties: Any) -> dict[str, Any]:
    named = {"model": MODEL, "deploymentTemplate": TEMPLATE, "acceleratorType": "H100_80GB", **properties}
    return {"sku": {"name": sku, "capacity": capacity}, "properties": named}


def usages(arm: Arm, subscription: str = SUBSCRIPTION, location: str = "swedencentral") -> dict[str, tuple[int, int]]:
    place = f"/subscriptions/{subscription}/providers/Microsoft.CognitiveServices/locations/{location}"
    listed = arm.get(f"{place}/managedComputeUsages?api-version={VERSION}").body["value"]
    return {one["name"]["value"]: (one["currentValue"], one["limit"]) for one in listed}


@pytest.fixture
def foundry(arm: Arm) -> Arm:
    arm.make(f"{ACCOUNTS}/acct", account("contoso"))
    return arm


def test_deployment_draws_on_a_quota_over_all_regions(foundry: Arm) -> None:
    made = foundry.make(MANAGED, managed(3))
    assert made["properties"]["endpoint"] == "https://contoso.services.ai.azure.com/managed-deployments/mistral/"
    assert usages(foundry)[H100] == usages(foundry, location="eastus2")[H100] == (3, 16)
    assert usages(foundry, OTHER_SUBSCRIPTION)[H100] == (0, 16)
    foundry.make(MANAGED, managed(5))
    assert usages(foundry)[H100] == (5, 16)
    foundry.remove(MANAGED)
    assert usages(foundry)[H100] == (0, 16)


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "more than the quota": (managed(17), "InsufficientQuota", "require 17 new capacity"),
    "half an instance": (managed(0.5), "InvalidResourceProperties", "capacity '0.5'"),
    "a compute of one's own": (managed(sku="VmManagedCompute"), "InvalidResourceProperties", "VmManagedCompute"),
    "a model that is no asset": (managed(model="mistral-7b"), "InvalidResourceProperties", "'mistral-7b' is no model"),
    "a template that is no asset": (managed(deploymentTemplate="x"), "InvalidResourceProperties", "'x' is no"),
    "an accelerator that is none": (
        managed(acceleratorType="MAIA_200"),
        "InvalidResourceProperties",
        "none of A100_80GB, H100_80GB, MI_300_192GB",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_for(foundry: Arm, name: str) -> None:
    body, code, text = REFUSED[name]
    answer = foundry.put(MANAGED, body)
    assert answer.refusal == (400, code)
    assert text in answer.message


STAYS = {
    "model": managed(model=MODEL.replace("/4", "/5")),
    "template": managed(deploymentTemplate=TEMPLATE.replace("7b", "8b")),
    "accelerator": managed(acceleratorType="A100_80GB"),
}


@pytest.mark.parametrize("name", STAYS)
def test_another_is_refused(foundry: Arm, name: str) -> None:
    foundry.make(MANAGED, managed())
    assert foundry.put(MANAGED, STAYS[name]).refusal == (400, "InvalidResourceProperties")


def test_administration_changes_the_limit(foundry: Arm, administration: Administration) -> None:
    assert administration.quota(SUBSCRIPTION, "swedencentral", H100, 0)["limit"] == 0
    assert foundry.put(MANAGED, managed()).refusal == (400, "InsufficientQuota")


def test_stable_versions_do_not_have_it(foundry: Arm) -> None:
    path = MANAGED.replace(VERSION, "2025-06-01")
    assert foundry.put(path, managed()).refusal == (400, "NoRegisteredProviderFound")


def test_one_writer_on_the_account(foundry: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=3)
    assert foundry.put(MANAGED, managed()).status == 201
    second = MANAGED.replace("/mistral?", "/other?")
    assert foundry.put(second, managed()).refusal == (409, "RequestConflict")
