"""Foundry managed compute: what the generic resource says, and its place among the account's writes."""

from __future__ import annotations

import pytest

from components.model_boundary import ModelBoundary
from tests.components import samples
from tests.components.compute.serving_samples import managed_compute
from tests.components.recording import Recording, pairs, record
from tests.components.test_depends_on import all_before


@pytest.fixture(scope="module")
def boundary() -> Recording:
    args = samples.boundary([samples.deployment("summaries")], consumers=["hub"])
    args["managed_compute"] = [managed_compute("open-b"), managed_compute("open-a", template="azureml://t")]
    return record(lambda: ModelBoundary("legal", args) and None)


def test_what_azure_is_asked_for(boundary: Recording) -> None:
    first, second = boundary.of("resources:Resource")
    assert second.inputs == {
        "apiVersion": "2026-03-15-preview",
        "parentResourcePath": "accounts/ais-legal-001",
        "properties": {
            "model": "azureml://registries/invented/models/mistral/versions/3",
            "acceleratorType": "H100_80GB",
            "versionUpgradeOption": "NoAutoUpgrade",
        },
        "resourceGroupName": "rg-legal",
        "resourceName": "open-b",
        "resourceProviderNamespace": "Microsoft.CognitiveServices",
        "resourceType": "managedComputeDeployments",
        "sku": {"name": "GlobalManagedCompute", "capacity": 2},
        "tags": samples.TAGS,
    }
    assert (first.azure_name, first.inputs["properties"]["deploymentTemplate"]) == ("open-a", "azureml://t")


def test_they_are_writes_to_the_account_between_models_and_private_endpoints(boundary: Recording) -> None:
    written = boundary.of(
        "cognitiveservices:Account",
        "cognitiveservices:RaiPolicy",
        "cognitiveservices:Deployment",
        "resources:Resource",
        "network:PrivateEndpoint",
    )
    assert [found.azure_name for found in written][2:5] == ["summaries", "open-a", "open-b"]
    assert [later.name for earlier, later in pairs(written) if earlier.urn not in all_before(boundary, later.urn)] == []
    # Directly, for deletes go by direct dependencies only.
    assert all(earlier.urn in later.dependencies for earlier, later in pairs(written[:5]))


def test_what_azure_cannot_change_replaces_and_the_old_goes_first(boundary: Recording) -> None:
    found = boundary.of("resources:Resource")[0]
    assert set(found.replace_on_changes) == {
        "properties.model",
        "properties.deploymentTemplate",
        "properties.acceleratorType",
        "sku.name",
    }
    assert found.delete_before_replace


def test_without_any_a_boundary_is_as_it_was() -> None:
    args = samples.boundary([samples.deployment("summaries")])
    recording = record(lambda: ModelBoundary("legal", args) and None)
    assert "modelstacks:index:ManagedComputeDeployments" not in {found.type for found in recording.components}
