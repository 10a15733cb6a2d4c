"""Microsoft.Resources: resource groups, and the generic resource for what no typed class covers."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:resources:ResourceGroup",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
        api_version="2024-03-01",
        shape=Shape(
            writable=names("location managedBy tags"),
            read_only=names("id name properties type"),
        ),
        required=names("location"),
        force_new=names("location"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:resources:Resource",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers"
        "/{resourceProviderNamespace}/{parentResourcePath}/{resourceType}/{resourceName}",
        api_version="2024-03-01",
        shape=Shape(
            writable=names("extendedLocation identity kind location managedBy plan properties sku tags"),
            read_only=names("id name type"),
            nested={"identity": IDENTITY},
        ),
        api_version_input="apiVersion",
    ),
)
