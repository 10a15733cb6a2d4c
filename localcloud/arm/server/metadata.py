"""`/metadata/endpoints`: where a cloud's services are; azure-native and the Azure SDKs read it first."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json


def metadata_endpoints(base_url: str, tenant_id: str) -> Json:
    """The document of api-version 2022-09-01: one cloud, whose every endpoint is this server."""
    return {
        "name": "LocalAzure",
        "portal": base_url,
        "authentication": {
            "loginEndpoint": base_url,
            "audiences": ["https://management.azure.com/", "https://management.core.windows.net/"],
            "tenant": tenant_id,
            "identityProvider": "AAD",
        },
        "resourceManager": base_url,
        "graph": base_url,
        "graphAudience": base_url,
        "microsoftGraphResourceId": base_url,
        "media": base_url,
        "batch": base_url,
        "suffixes": {
            "storage": "core.windows.net",
            "keyVaultDns": "vault.azure.net",
            "sqlServerHostname": "database.windows.net",
            "acrLoginServer": "azurecr.io",
        },
    }
