"""Microsoft.Resources: resource groups, deployments of templates, the generic resource for what no class covers."""

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
        pulumi_type="azure-native:resources:Deployment",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers"
        "/Microsoft.Resources/deployments/{deploymentName}",
        api_version="2024-03-01",
        shape=Shape(
            writable=names("location properties tags"),
            read_only=names("id name type"),
            nested={
                "properties": Shape(
                    writable=names(
                        """debugSetting expressionEvaluationOptions mode onErrorDeployment parameters parametersLink
                        template templateLink"""
                    ),
                    read_only=names(
                        """correlationId dependencies duration error outputResources outputs providers
                        provisioningState templateHash timestamp validatedResources"""
                    ),
                    write_only=names("expressionEvaluationOptions template"),
                    nested={
                        "onErrorDeployment": Shape(
                            writable=names("deploymentName type"), read_only=names("provisioningState")
                        )
                    },
                )
            },
        ),
        required=names("properties"),
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
