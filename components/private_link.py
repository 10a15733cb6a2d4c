"""Private link facts as data: per Azure type the group id of its private endpoints and *all* the zones they need.

A zone that is missing is not noticed by Azure: the name then resolves to the public address, which refuses the call.
Source: Microsoft's list of private endpoint DNS zone values (azure-docs, private-endpoint-dns), public cloud, read
2026-11-23.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PrivateLinkService:
    """What a private endpoint to a resource type asks for."""

    group_id: str
    zones: tuple[str, ...]
    """Private DNS zone names, all attached by one zone group."""


PRIVATE_LINK: Final[Mapping[str, PrivateLinkService]] = {
    "Microsoft.CognitiveServices/accounts": PrivateLinkService(
        "account",
        (
            "privatelink.cognitiveservices.azure.com",
            "privatelink.openai.azure.com",
            "privatelink.services.ai.azure.com",
        ),
    ),
    "Microsoft.MachineLearningServices/workspaces": PrivateLinkService(
        "amlworkspace", ("privatelink.api.azureml.ms", "privatelink.notebooks.azure.net")
    ),
    "Microsoft.MachineLearningServices/registries": PrivateLinkService("amlregistry", ("privatelink.api.azureml.ms",)),
    "Microsoft.KeyVault/vaults": PrivateLinkService("vault", ("privatelink.vaultcore.azure.net",)),
    "Microsoft.ContainerRegistry/registries": PrivateLinkService("registry", ("privatelink.azurecr.io",)),
    # An account has an endpoint for each of its services.
    "Microsoft.Storage/storageAccounts/blobServices": PrivateLinkService(
        "blob", ("privatelink.blob.core.windows.net",)
    ),
    "Microsoft.Storage/storageAccounts/fileServices": PrivateLinkService(
        "file", ("privatelink.file.core.windows.net",)
    ),
    "Microsoft.ApiManagement/service": PrivateLinkService("Gateway", ("privatelink.azure-api.net",)),
    "Microsoft.Search/searchServices": PrivateLinkService("searchService", ("privatelink.search.windows.net",)),
    "Microsoft.Insights/privateLinkScopes": PrivateLinkService(
        "azuremonitor",
        (
            "privatelink.monitor.azure.com",
            "privatelink.oms.opinsights.azure.com",
            "privatelink.ods.opinsights.azure.com",
            "privatelink.agentsvc.azure-automation.net",
            "privatelink.blob.core.windows.net",
        ),
    ),
}
