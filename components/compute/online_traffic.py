"""How an online endpoint gets its traffic: one more declared resource, written after the deployments.

Traffic is a property of the endpoint, yet it may name only deployments that exist, and those need the endpoint first.
A Pulumi program writes a resource once an update, and azure-native refuses a second resource with the id of the first
("cannot create already existing resource"). Azure's own answer to "the same resource again, later" is a nested
deployment (Microsoft.Resources/deployments, what Bicep's modules become): its template writes the endpoint with its
traffic. So:

- up from nothing: endpoint without traffic, deployments, then the template;
- a new deployment, or other shares: deployments first, then the template, which changed;
- a deployment that leaves the program: the template without it is an update, and updates run before deletes, so
  nothing is deleted that carries traffic (Azure refuses that);
- destroy: the template's record goes, and traffic stays. Deployments would be refused one by one, so they are
  `deleted_with` the endpoint: Azure deletes them with it, whatever traffic they have.

A write of the endpoint that says nothing of traffic would take it away until the template is written again. Therefore
the endpoint's own resource creates and deletes, and ignores changes of what it is; the template is what writes those.
What a template has written, a refresh does not see: traffic that somebody moved by hand stays until the shares here
change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pulumi
from pulumi_azure_native import resources

from components.compute.endpoint_deployment import EndpointDeploymentArgs

API_VERSION: Final = "2025-12-01"
"""Of Microsoft.MachineLearningServices; the one that azure-native 3.29 writes endpoints with."""
WRITTEN_BY_TEMPLATE: Final = ["properties", "identity", "tags"]
"""Of the endpoint: what its own resource leaves alone once it exists."""


def shares(deployments: Sequence[EndpointDeploymentArgs]) -> tuple[dict[str, int], dict[str, int]]:
    """Traffic and mirrored traffic by deployment, in percent; who has none of it is not named.

    Raises:
        ValueError: Azure would refuse them: shares that are no percentages or do not add up to 100, more than one
            mirror, more than half of the traffic mirrored, or a mirror with traffic of its own.
    """
    alone = 100 if len(deployments) == 1 else 0
    traffic = {found["name"]: share for found in deployments if (share := found.get("traffic", alone))}
    mirrored = {found["name"]: share for found in deployments if (share := found.get("mirror", 0))}
    if any(share < 0 or share > 100 for share in (*traffic.values(), *mirrored.values())):
        raise ValueError(f"shares of traffic are percentages; given were {traffic}, mirrored {mirrored}")
    if sum(traffic.values()) != 100:
        raise ValueError(f"the shares of an endpoint's traffic add up to 100; these do not: {traffic}")
    if len(mirrored) > 1 or any(share > 50 for share in mirrored.values()):
        raise ValueError(f"an endpoint mirrors at most 50 % of its traffic, to one deployment; given was {mirrored}")
    if both := traffic.keys() & mirrored.keys():
        raise ValueError(f"{min(both)} has traffic of its own; only a deployment without any can have a mirror's")
    return traffic, mirrored


def traffic_write(
    name: str,
    *,
    deployment_name: str,
    resource_group_name: pulumi.Input[str],
    workspace_name: pulumi.Input[str],
    endpoint_name: str,
    location: str,
    endpoint: Mapping[str, Any],
    opts: pulumi.ResourceOptions,
) -> resources.Deployment:
    """The nested deployment. `endpoint` is the endpoint's body as ARM has it: identity, properties, tags, kind."""
    return resources.Deployment(
        name,
        deployment_name=deployment_name,
        resource_group_name=resource_group_name,
        properties=resources.DeploymentPropertiesArgs(
            # Incremental leaves alone what the template does not name; Complete would delete it.
            mode=resources.DeploymentMode.INCREMENTAL,
            template={
                "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0",
                "resources": [
                    {
                        "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
                        "apiVersion": API_VERSION,
                        "name": pulumi.Output.concat(workspace_name, "/", endpoint_name),
                        "location": location,
                        **literal(endpoint),
                    }
                ],
            },
        ),
        opts=opts,
    )


def literal(value: Any) -> Any:
    """The value as a template has to write it: a text that begins with `[` is an expression there, unless doubled."""
    if isinstance(value, str):
        return f"[{value}" if value.startswith("[") else value
    if isinstance(value, Mapping):
        return {key: literal(found) for key, found in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [literal(found) for found in value]  # pyright: ignore[reportUnknownVariableType]
    return value
