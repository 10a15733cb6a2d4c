"""What every cluster is set to, as azure-native's profiles: the network, the add-ons, the system pool, the windows."""

from collections.abc import Mapping
from typing import Final

import pulumi
from pulumi_azure_native import containerservice as aks

from components.compute.aks_args import MaintenanceWindowArgs, SystemPoolArgs
from components.network_rules import POD_CIDR

SERVICE_CIDR: Final = "100.65.0.0/16"
DNS_SERVICE_IP: Final = "100.65.0.10"
"""Out of RFC 6598, as the pods' (`network_rules`). Azure's default for services, 10.0.0.0/16, would hide a network with
these addresses from the cluster.
"""

SYSTEM_POOL: Final = "system"
MAX_SURGE: Final = "1"
"""Machines that an upgrade may have beside those of the pool. Azure's default is a share of the pool; a number says
what quota it takes, whatever the pool's size.
"""

UPGRADES_OF_CLUSTER: Final = "aksManagedAutoUpgradeSchedule"
UPGRADES_OF_NODES: Final = "aksManagedNodeOSUpgradeSchedule"
"""Names of maintenance configurations that Azure knows; any other is for the weekly releases of AKS itself."""

SUNDAY_NIGHT: Final = MaintenanceWindowArgs(day="Sunday", start_time="02:00", utc_offset="+00:00", duration_hours=4)

ADDONS: Final[Mapping[str, aks.ManagedClusterAddonProfileArgs]] = {
    "azureKeyvaultSecretsProvider": aks.ManagedClusterAddonProfileArgs(
        enabled=True, config={"enableSecretRotation": "true", "rotationPollInterval": "2m"}
    ),
    "azurepolicy": aks.ManagedClusterAddonProfileArgs(enabled=True, config={"version": "v2"}),
}


def network_profile(egress: bool) -> aks.ContainerServiceNetworkProfileArgs:
    """Overlay network with Cilium; the way out is the subnet's NAT gateway, or there is none."""
    outbound = aks.OutboundType.USER_ASSIGNED_NAT_GATEWAY if egress else aks.OutboundType.NONE
    return aks.ContainerServiceNetworkProfileArgs(
        network_plugin=aks.NetworkPlugin.AZURE,
        network_plugin_mode=aks.NetworkPluginMode.OVERLAY,
        network_dataplane=aks.NetworkDataplane.CILIUM,
        network_policy=aks.NetworkPolicy.CILIUM,
        load_balancer_sku=aks.LoadBalancerSku.STANDARD,
        outbound_type=outbound,
        pod_cidr=POD_CIDR,
        service_cidr=SERVICE_CIDR,
        dns_service_ip=DNS_SERVICE_IP,
    )


def bootstrap_profile(egress: bool) -> aks.ManagedClusterBootstrapProfileArgs:
    """Where nodes get Azure's own images: without a way out from a registry cache that AKS makes and reaches
    privately.
    """
    return aks.ManagedClusterBootstrapProfileArgs(
        artifact_source=aks.ArtifactSource.DIRECT if egress else aks.ArtifactSource.CACHE
    )


def api_server_access() -> aks.ManagedClusterAPIServerAccessProfileArgs:
    """A private endpoint and nothing else: no public name, and no commands through Azure's control plane."""
    return aks.ManagedClusterAPIServerAccessProfileArgs(
        enable_private_cluster=True,
        enable_private_cluster_public_fqdn=False,
        private_dns_zone="system",
        disable_run_command=True,
    )


def service_mesh() -> aks.ServiceMeshProfileArgs:
    """Istio, with an ingress gateway that has a private address."""
    gateway = aks.IstioIngressGatewayArgs(enabled=True, mode=aks.IstioIngressGatewayMode.INTERNAL)
    return aks.ServiceMeshProfileArgs(
        mode=aks.ServiceMeshMode.ISTIO,
        istio=aks.IstioServiceMeshArgs(components=aks.IstioComponentsArgs(ingress_gateways=[gateway])),
    )


def system_pool(
    pool: SystemPoolArgs, subnet_id: pulumi.Input[str], tags: Mapping[str, str]
) -> aks.ManagedClusterAgentPoolProfileArgs:
    """The one pool that is inline, as a cluster cannot be made without: nothing but AKS' own pods tolerate it."""
    minimum = pool.get("minimum", 2)
    return aks.ManagedClusterAgentPoolProfileArgs(
        name=SYSTEM_POOL,
        mode=aks.AgentPoolMode.SYSTEM,
        type=aks.AgentPoolType.VIRTUAL_MACHINE_SCALE_SETS,
        vm_size=pool["vm_size"],
        availability_zones=list(pool["zones"]),
        count=minimum,
        min_count=minimum,
        max_count=pool.get("maximum", 4),
        enable_auto_scaling=True,
        node_taints=["CriticalAddonsOnly=true:NoSchedule"],
        os_type=aks.OSType.LINUX,
        os_sku=aks.OSSKU.AZURE_LINUX,
        os_disk_type=aks.OSDiskType.EPHEMERAL,
        enable_node_public_ip=False,
        security_profile=aks.AgentPoolSecurityProfileArgs(ssh_access=aks.AgentPoolSSHAccess.DISABLED),
        upgrade_settings=aks.AgentPoolUpgradeSettingsArgs(max_surge=MAX_SURGE),
        vnet_subnet_id=subnet_id,
        tags=tags,
    )


def maintenance_window(window: MaintenanceWindowArgs) -> aks.MaintenanceWindowArgs:
    """Weekly."""
    return aks.MaintenanceWindowArgs(
        duration_hours=window["duration_hours"],
        schedule=aks.ScheduleArgs(
            weekly=aks.WeeklyScheduleArgs(day_of_week=aks.WeekDay(window["day"]), interval_weeks=1)
        ),
        start_time=window["start_time"],
        utc_offset=window["utc_offset"],
    )
