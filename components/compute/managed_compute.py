"""Foundry managed compute (preview): an open-weight model on accelerators of Azure's, as a deployment of the account.

No typed class of azure-native 3.29 knows these deployments, so they are written as its generic resource. They are
writes to the account like its model deployments and wait for every earlier one (`ordering`); give the account's
earlier writes as `depends_on`, and what comes later waits for `writes`.

What serves is Azure's template for the model and accelerator. Azure cannot change model, template or accelerator, so
these replace; the old one goes first because it has the name. Its scope is global: which region computes is Azure's
choice, and what residency allows is decided before this.

Source: Microsoft's overview of managed compute in Foundry (azure-ai-docs, 2026-06-01) and its API of
2026-03-15-preview, which is the oldest that has it; later previews kept these properties (read 2026-11-23).
"""

from collections.abc import Mapping, Sequence
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import resources

from components.ordering import child

API_VERSION: Final = "2026-03-15-preview"
SKU: Final = "GlobalManagedCompute"
"""The only scope on offer."""

_REPLACED: Final = ["properties.model", "properties.deploymentTemplate", "properties.acceleratorType", "sku.name"]


class ManagedComputeDeploymentArgs(TypedDict):
    """A deployment on managed compute."""

    name: str
    model_asset: str
    """`azureml://registries/…/models/…/versions/N`."""
    accelerator_type: str
    """ARM's: `H100_80GB`."""
    capacity: int
    """Copies of the model; billed per accelerator and hour, in use or not."""
    tags: Mapping[str, str]
    template: NotRequired[str]
    """`azureml://registries/…/deploymenttemplates/…/labels/…`; Azure's choice for the model by default."""


class ManagedComputeDeploymentsArgs(TypedDict):
    """Arguments of `ManagedComputeDeployments`."""

    resource_group_name: pulumi.Input[str]
    account_name: pulumi.Input[str]
    deployments: Sequence[ManagedComputeDeploymentArgs]


class ManagedComputeDeployments(pulumi.ComponentResource):
    """The managed compute deployments of one account; give the account's earlier writes as `depends_on`."""

    deployment_ids: pulumi.Output[Mapping[str, str]]
    """Deployment name to ARM id."""

    def __init__(
        self, name: str, args: ManagedComputeDeploymentsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:index:ManagedComputeDeployments", name, {}, opts)
        self.writes: list[pulumi.CustomResource] = []
        ids: dict[str, pulumi.Output[str]] = {}
        for deployment in sorted(args["deployments"], key=lambda deployment: deployment["name"]):
            written = resources.Resource(
                f"{name}-{deployment['name']}",
                api_version=API_VERSION,
                resource_group_name=args["resource_group_name"],
                resource_provider_namespace="Microsoft.CognitiveServices",
                parent_resource_path=pulumi.Output.concat("accounts/", args["account_name"]),
                resource_type="managedComputeDeployments",
                resource_name_=deployment["name"],
                sku=resources.SkuArgs(name=SKU, capacity=deployment["capacity"]),
                properties=_properties(deployment),
                tags=deployment["tags"],
                opts=pulumi.ResourceOptions.merge(
                    child(self, opts, after=self.writes),
                    pulumi.ResourceOptions(replace_on_changes=_REPLACED, delete_before_replace=True),
                ),
            )
            self.writes.append(written)
            ids[deployment["name"]] = written.id
        self.deployment_ids = pulumi.Output.all(**ids)
        self.register_outputs({"deploymentIds": self.deployment_ids})


def _properties(deployment: ManagedComputeDeploymentArgs) -> dict[str, str]:
    properties = {
        "model": deployment["model_asset"],
        "acceleratorType": deployment["accelerator_type"],
        # A new version of the model is another deployment, reviewed as such.
        "versionUpgradeOption": "NoAutoUpgrade",
    }
    if "template" in deployment:
        properties["deploymentTemplate"] = deployment["template"]
    return properties
