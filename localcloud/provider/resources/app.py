"""Microsoft.App: Container Apps environments, apps, their built-in authentication. Only the first level is flattened.

What an environment's network cannot change in place sits below `vnetConfiguration`. azure-native replaces nothing for a
part of an object that the specification marks create-only: it sends the update, and Azure refuses.
"""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

_API_VERSION: Final = "2025-02-02-preview"
_NAMESPACE: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.App"
_RESOURCES: Final = Shape(writable=names("cpu gpu memory"), read_only=names("ephemeralStorage"))

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:app:ManagedEnvironment",
        url=_NAMESPACE + "/managedEnvironments/{environmentName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names(
                """appInsightsConfiguration appLogsConfiguration availabilityZones customDomainConfiguration
                daprAIConnectionString daprAIInstrumentationKey diskEncryptionConfiguration identity
                infrastructureResourceGroup ingressConfiguration kind location openTelemetryConfiguration
                peerAuthentication peerTrafficConfiguration publicNetworkAccess tags vnetConfiguration
                workloadProfiles zoneRedundant"""
            ),
            read_only=names(
                """daprConfiguration defaultDomain deploymentErrors eventStreamEndpoint id kedaConfiguration name
                privateEndpointConnections privateLinkDefaultDomain provisioningState staticIp systemData type"""
            ),
            beside=names("id identity kind location name systemData tags type"),
            nested={
                "appLogsConfiguration": Shape(
                    writable=names("destination logAnalyticsConfiguration"),
                    nested={
                        "logAnalyticsConfiguration": Shape(
                            writable=names("customerId dynamicJsonColumns sharedKey"), write_only=names("sharedKey")
                        )
                    },
                ),
                "customDomainConfiguration": Shape(
                    writable=names("certificateKeyVaultProperties certificatePassword certificateValue dnsSuffix"),
                    read_only=names("customDomainVerificationId expirationDate subjectName thumbprint"),
                ),
                "identity": IDENTITY,
            },
        ),
        force_new=names("infrastructureResourceGroup location zoneRedundant"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:app:ContainerApp",
        url=_NAMESPACE + "/containerApps/{containerAppName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names(
                """configuration environmentId extendedLocation identity kind location managedBy
                managedEnvironmentId patchingConfiguration tags template workloadProfileName"""
            ),
            read_only=names(
                """customDomainVerificationId deploymentErrors eventStreamEndpoint id latestReadyRevisionName
                latestRevisionFqdn latestRevisionName name outboundIpAddresses provisioningState runningStatus
                systemData type"""
            ),
            beside=names("extendedLocation id identity kind location managedBy name systemData tags type"),
            nested={
                "configuration": Shape(
                    writable=names(
                        """activeRevisionsMode dapr identitySettings ingress maxInactiveRevisions registries
                        revisionTransitionThreshold runtime secrets service targetLabel"""
                    ),
                    nested={
                        "ingress": Shape(
                            writable=names(
                                """additionalPortMappings allowInsecure clientCertificateMode corsPolicy
                                customDomains exposedPort external ipSecurityRestrictions stickySessions targetPort
                                targetPortHttpScheme traffic transport"""
                            ),
                            read_only=names("fqdn"),
                        ),
                        "secrets": Shape(writable=names("identity keyVaultUrl name value"), write_only=names("value")),
                    },
                ),
                "identity": IDENTITY,
                "template": Shape(
                    writable=names(
                        """containers initContainers revisionSuffix scale serviceBinds
                        terminationGracePeriodSeconds volumes"""
                    ),
                    nested={
                        "containers": Shape(
                            writable=names("args command env image imageType name probes resources volumeMounts"),
                            nested={"resources": _RESOURCES},
                        ),
                        "initContainers": Shape(
                            writable=names("args command env image imageType name resources volumeMounts"),
                            nested={"resources": _RESOURCES},
                        ),
                    },
                ),
            },
        ),
        force_new=names("environmentId kind location managedEnvironmentId"),
        actions={"listContainerAppSecrets": "listSecrets"},
    ),
    ResourceMetadata(
        pulumi_type="azure-native:app:ContainerAppsAuthConfig",
        url=_NAMESPACE + "/containerApps/{containerAppName}/authConfigs/{authConfigName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("encryptionSettings globalValidation httpSettings identityProviders login platform"),
            read_only=names("id name systemData type"),
            beside=names("id name systemData type"),
        ),
    ),
)
