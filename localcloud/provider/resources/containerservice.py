"""Microsoft.ContainerService: AKS clusters, agent pools, maintenance windows. Only the first level is flattened.

Where a change replaces the cluster is azure-native's own list (provider/pkg/gen/replacement.go): it goes by what
`az aks update` offers. The private API server, Entra RBAC and the zones of a pool are not in it: Azure refuses those.
"""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

_API_VERSION: Final = "2025-09-01"
_CLUSTER: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.ContainerService/managedClusters/{resourceName}"
)
_POOL_INPUTS: Final = names(
    """availabilityZones capacityReservationGroupID count creationData enableAutoScaling enableEncryptionAtHost
    enableFIPS enableNodePublicIP enableUltraSSD gatewayProfile gpuInstanceProfile gpuProfile hostGroupID
    kubeletConfig kubeletDiskType linuxOSConfig localDNSProfile maxCount maxPods messageOfTheDay minCount mode
    networkProfile nodeLabels nodePublicIPPrefixID nodeTaints orchestratorVersion osDiskSizeGB osDiskType osSKU
    osType podIPAllocationMode podSubnetID powerState proximityPlacementGroupID scaleDownMode
    scaleSetEvictionPolicy scaleSetPriority securityProfile spotMaxPrice tags type upgradeSettings
    virtualMachineNodesStatus virtualMachinesProfile vmSize vnetSubnetID windowsProfile workloadRuntime"""
)
_POOL_OUTPUTS: Final = names("currentOrchestratorVersion eTag nodeImageVersion provisioningState status")
_LOCAL_DNS: Final = Shape(writable=names("kubeDNSOverrides mode vnetDNSOverrides"), read_only=names("state"))

_IDENTITY: Final = Shape(
    writable=IDENTITY.writable | names("delegatedResources"),
    read_only=IDENTITY.read_only,
    string_sets=IDENTITY.string_sets,
)
_NETWORK_PROFILE: Final = Shape(
    writable=names(
        """advancedNetworking dnsServiceIP ipFamilies loadBalancerProfile loadBalancerSku natGatewayProfile
        networkDataplane networkMode networkPlugin networkPluginMode networkPolicy outboundType podCidr podCidrs
        serviceCidr serviceCidrs staticEgressGatewayProfile"""
    ),
    nested={
        "loadBalancerProfile": Shape(
            writable=names(
                """allocatedOutboundPorts backendPoolType enableMultipleStandardLoadBalancers idleTimeoutInMinutes
                managedOutboundIPs outboundIPPrefixes outboundIPs"""
            ),
            read_only=names("effectiveOutboundIPs"),
        ),
        "natGatewayProfile": Shape(
            writable=names("idleTimeoutInMinutes managedOutboundIPProfile"), read_only=names("effectiveOutboundIPs")
        ),
    },
)
_POD_IDENTITY_PROFILE: Final = Shape(
    writable=names("allowNetworkPluginKubenet enabled userAssignedIdentities userAssignedIdentityExceptions"),
    nested={
        "userAssignedIdentities": Shape(
            writable=names("bindingSelector identity name namespace"),
            read_only=names("provisioningInfo provisioningState"),
        )
    },
)

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:containerservice:ManagedCluster",
        url=_CLUSTER,
        api_version=_API_VERSION,
        shape=Shape(
            writable=names(
                """aadProfile addonProfiles agentPoolProfiles aiToolchainOperatorProfile apiServerAccessProfile
                autoScalerProfile autoUpgradeProfile azureMonitorProfile bootstrapProfile disableLocalAccounts
                diskEncryptionSetID dnsPrefix enableRBAC extendedLocation fqdnSubdomain httpProxyConfig identity
                identityProfile ingressProfile kind kubernetesVersion linuxProfile location metricsProfile
                networkProfile nodeProvisioningProfile nodeResourceGroup nodeResourceGroupProfile
                oidcIssuerProfile podIdentityProfile privateLinkResources publicNetworkAccess securityProfile
                serviceMeshProfile servicePrincipalProfile sku storageProfile supportPlan tags upgradeSettings
                windowsProfile workloadAutoScalerProfile"""
            ),
            read_only=names(
                """azurePortalFQDN currentKubernetesVersion eTag fqdn id maxAgentPools name powerState privateFQDN
                provisioningState resourceUID status systemData type"""
            ),
            beside=names("eTag extendedLocation id identity kind location name sku systemData tags type"),
            nested={
                "addonProfiles": Shape(writable=names("config enabled"), read_only=names("identity")),
                "agentPoolProfiles": Shape(
                    writable=_POOL_INPUTS | names("name"),
                    read_only=_POOL_OUTPUTS,
                    nested={"localDNSProfile": _LOCAL_DNS},
                ),
                "identity": _IDENTITY,
                "ingressProfile": Shape(
                    writable=names("webAppRouting"),
                    nested={
                        "webAppRouting": Shape(
                            writable=names("dnsZoneResourceIds enabled nginx"), read_only=names("identity")
                        )
                    },
                ),
                "networkProfile": _NETWORK_PROFILE,
                "oidcIssuerProfile": Shape(writable=names("enabled"), read_only=names("issuerURL")),
                "podIdentityProfile": _POD_IDENTITY_PROFILE,
                "privateLinkResources": Shape(
                    writable=names("groupId id name requiredMembers type"), read_only=names("privateLinkServiceID")
                ),
            },
            maps=names("addonProfiles"),
        ),
        force_new=names(
            """diskEncryptionSetID dnsPrefix fqdnSubdomain linuxProfile location nodeResourceGroup windowsProfile
            networkProfile.dnsServiceIP networkProfile.networkDataplane networkProfile.networkMode
            networkProfile.networkPlugin networkProfile.networkPluginMode networkProfile.networkPolicy
            networkProfile.outboundType networkProfile.podCidr networkProfile.serviceCidr
            networkProfile.serviceCidrs"""
        ),
        actions={
            "listManagedClusterAdminCredentials": "listClusterAdminCredential",
            "listManagedClusterUserCredentials": "listClusterUserCredential",
        },
    ),
    ResourceMetadata(
        pulumi_type="azure-native:containerservice:AgentPool",
        url=_CLUSTER + "/agentPools/{agentPoolName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=_POOL_INPUTS,
            read_only=_POOL_OUTPUTS | names("id name"),
            beside=names("id name"),
            # The input is the pool's ("VirtualMachineScaleSets"), the output the resource's.
            shadowed=names("type"),
            nested={"localDNSProfile": _LOCAL_DNS},
        ),
        force_new=names("gpuInstanceProfile vmSize networkProfile.nodePublicIPTags"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:containerservice:MaintenanceConfiguration",
        url=_CLUSTER + "/maintenanceConfigurations/{configName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("maintenanceWindow notAllowedTime timeInWeek"),
            read_only=names("id name systemData type"),
            beside=names("id name systemData type"),
        ),
    ),
)
