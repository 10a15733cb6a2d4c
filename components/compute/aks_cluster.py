"""A private AKS cluster for model servers; its GPU pools are resources of their own (`aks_gpu_pool`).

Nothing of it is public: the API server has a private endpoint, the mesh an internal gateway only, nodes no address and
no SSH. People and programs come with Entra tokens; there are no local accounts, and the kubeconfig says where the API
server is and how to get a token (`kubelogin`), no more. Whoever runs the program therefore needs `kubelogin` on PATH
(`AAD_LOGIN_METHOD` says how it logs in), a way into the network, and to be of the groups that administer the cluster.

What the program leaves alone after it has said it once (`LEFT_ALONE`), because Azure itself moves it:

- the list of agent pools: an autoscaler changes the system pool's count, and Azure lists the GPU pools there too.
  So another size of the system pool is another pool beside it, not an update of this cluster;
- the version of Kubernetes and the mesh's revision, which upgrade channel and maintenance windows move;
- the profile of Windows machines, which Azure fills in although there are none.

The log `kube-audit` is not taken: it is `kube-audit-admin` and every read besides, most of what a cluster's logs cost.
Source of what is set: azure-aks-docs (private clusters, Azure CNI overlay, network isolated clusters, planned
maintenance, Istio add-on), read 2026-11-23.
"""

import base64
from collections.abc import Sequence
from typing import Final

import pulumi
from pulumi_azure_native import containerservice as aks
from pulumi_azure_native import managedidentity

from components.arm_ids import name_of, resource_group_of
from components.compute import aks_profiles as profiles
from components.compute.aks_args import AksClusterArgs, AksHostArgs
from components.compute.cluster_ingress import ClusterIngress, IngressArgs
from components.compute.cluster_metrics import MetricsCollection, MetricsCollectionArgs
from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.ordering import child
from components.role_assignments import MANAGED_IDENTITY_OPERATOR, NETWORK_CONTRIBUTOR, Grant, grant

CLUSTER_TYPE: Final = "Microsoft.ContainerService/managedClusters"
LEFT_ALONE: Final = ["agentPoolProfiles", "kubernetesVersion", "serviceMeshProfile.istio.revisions", "windowsProfile"]


class AksCluster(pulumi.ComponentResource):
    """A cluster with its identities, its ingress, its logs and its metrics."""

    cluster_id: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    kubeconfig: pulumi.Output[str]
    oidc_issuer: pulumi.Output[str]
    kubelet_identity_id: pulumi.Output[str]
    control_plane_principal_id: pulumi.Output[str]

    def __init__(self, name: str, args: AksClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:AksCluster", name, {}, opts)
        control_plane = self._identity(name, "control-plane", args["control_plane_identity_name"], args, opts)
        kubelet = self._identity(name, "kubelet", args["kubelet_identity_name"], args, opts)
        roles = self._roles(name, args, control_plane, kubelet)
        cluster = self._cluster(name, args, control_plane, kubelet, [*roles])
        self.writes: list[pulumi.Resource] = [cluster]
        for window in (profiles.UPGRADES_OF_CLUSTER, profiles.UPGRADES_OF_NODES):
            self.writes.append(self._maintenance(name, window, args, cluster))
        # From the id, not from other outputs: during the preview of an update they are unknown and the id is not.
        self.cluster_id = cluster.id
        self.cluster_name = cluster.id.apply(name_of)
        self.kubeconfig = self._kubeconfig()
        self.oidc_issuer = cluster.oidc_issuer_profile.apply(lambda profile: profile.issuer_url if profile else "")
        self.kubelet_identity_id = kubelet.id
        self.control_plane_principal_id = control_plane.principal_id
        ingress = ClusterIngress(
            name,
            IngressArgs(
                location=args["location"],
                resource_group_name=args["resource_group_name"],
                cluster_id=self.cluster_id,
                kubeconfig=self.kubeconfig,
                oidc_issuer=self.oidc_issuer,
                node_resource_group_name=args["node_resource_group_name"],
                subscription_id=args["subscription_id"],
                ingress=args["ingress"],
                tags=args["tags"],
            ),
            child(self, after=self.writes),
        )
        self._observe(name, args, opts)
        self.host = AksHostArgs(
            cluster_id=self.cluster_id,
            resource_group_name=cluster.id.apply(resource_group_of),
            kubeconfig=self.kubeconfig,
            oidc_issuer=self.oidc_issuer,
            control_plane_principal_id=self.control_plane_principal_id,
            ingress_client_id=ingress.client_id,
            mesh_revision=cluster.service_mesh_profile.apply(_first_revision),
            monitor_workspace_id=args["metrics"]["monitor_workspace_id"],
            prometheus_query_endpoint=args["metrics"]["prometheus_query_endpoint"],
            subnet_id=args["subnet_id"],
        )
        self.register_outputs(
            {
                "clusterId": self.cluster_id,
                "clusterName": self.cluster_name,
                "kubeconfig": self.kubeconfig,
                "oidcIssuer": self.oidc_issuer,
                "kubeletIdentityId": self.kubelet_identity_id,
                "controlPlanePrincipalId": self.control_plane_principal_id,
            }
        )

    def _identity(
        self, name: str, key: str, identity_name: str, args: AksClusterArgs, opts: pulumi.ResourceOptions | None
    ) -> managedidentity.UserAssignedIdentity:
        return managedidentity.UserAssignedIdentity(
            f"{name}-{key}",
            resource_name_=identity_name,
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            tags=args["tags"],
            opts=child(self, opts),
        )

    def _roles(
        self,
        name: str,
        args: AksClusterArgs,
        control_plane: managedidentity.UserAssignedIdentity,
        kubelet: managedidentity.UserAssignedIdentity,
    ) -> Sequence[pulumi.Resource]:
        """Before the cluster: Azure checks at its creation that the control plane may join nodes to the subnet and
        hand them the kubelet's identity.
        """
        unique = f"{args['subscription_id']}/{args['node_resource_group_name']}"
        grants = [
            Grant("subnet", NETWORK_CONTRIBUTOR, args["subnet_id"], unique),
            Grant("kubelet", MANAGED_IDENTITY_OPERATOR, kubelet.id, unique),
        ]
        return grant(name, control_plane.principal_id, grants, child(self))

    def _cluster(
        self,
        name: str,
        args: AksClusterArgs,
        control_plane: managedidentity.UserAssignedIdentity,
        kubelet: managedidentity.UserAssignedIdentity,
        roles: Sequence[pulumi.Resource],
    ) -> aks.ManagedCluster:
        egress = args.get("egress", False)
        return aks.ManagedCluster(
            name,
            resource_name_=args["cluster_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            sku=aks.ManagedClusterSKUArgs(name=aks.ManagedClusterSKUName.BASE, tier=aks.ManagedClusterSKUTier.STANDARD),
            dns_prefix=args["dns_prefix"],
            node_resource_group=args["node_resource_group_name"],
            node_resource_group_profile=aks.ManagedClusterNodeResourceGroupProfileArgs(
                restriction_level=aks.RestrictionLevel.READ_ONLY
            ),
            identity=aks.ManagedClusterIdentityArgs(
                type=aks.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[control_plane.id]
            ),
            identity_profile={
                "kubeletidentity": aks.UserAssignedIdentityArgs(
                    resource_id=kubelet.id, client_id=kubelet.client_id, object_id=kubelet.principal_id
                )
            },
            disable_local_accounts=True,
            enable_rbac=True,
            aad_profile=aks.ManagedClusterAADProfileArgs(
                managed=True,
                enable_azure_rbac=True,
                admin_group_object_ids=list(args["administrator_group_ids"]),
                tenant_id=args["tenant_id"],
            ),
            api_server_access_profile=profiles.api_server_access(),
            network_profile=profiles.network_profile(egress),
            bootstrap_profile=profiles.bootstrap_profile(egress),
            agent_pool_profiles=[profiles.system_pool(args["system_pool"], args["subnet_id"], args["tags"])],
            auto_upgrade_profile=aks.ManagedClusterAutoUpgradeProfileArgs(
                upgrade_channel=aks.UpgradeChannel.PATCH, node_os_upgrade_channel=aks.NodeOSUpgradeChannel.NODE_IMAGE
            ),
            oidc_issuer_profile=aks.ManagedClusterOIDCIssuerProfileArgs(enabled=True),
            security_profile=aks.ManagedClusterSecurityProfileArgs(
                workload_identity=aks.ManagedClusterSecurityProfileWorkloadIdentityArgs(enabled=True),
                image_cleaner=aks.ManagedClusterSecurityProfileImageCleanerArgs(enabled=True, interval_hours=168),
            ),
            addon_profiles=profiles.ADDONS,
            ai_toolchain_operator_profile=aks.ManagedClusterAIToolchainOperatorProfileArgs(
                enabled=args.get("kaito", False)
            ),
            workload_auto_scaler_profile=aks.ManagedClusterWorkloadAutoScalerProfileArgs(
                keda=aks.ManagedClusterWorkloadAutoScalerProfileKedaArgs(enabled=True)
            ),
            service_mesh_profile=profiles.service_mesh(),
            azure_monitor_profile=aks.ManagedClusterAzureMonitorProfileArgs(
                metrics=aks.ManagedClusterAzureMonitorProfileMetricsArgs(enabled=True)
            ),
            tags=args["tags"],
            opts=pulumi.ResourceOptions.merge(
                child(self, after=roles), pulumi.ResourceOptions(ignore_changes=LEFT_ALONE)
            ),
        )

    def _maintenance(
        self, name: str, window: str, args: AksClusterArgs, cluster: aks.ManagedCluster
    ) -> aks.MaintenanceConfiguration:
        return aks.MaintenanceConfiguration(
            f"{name}-{window}",
            config_name=window,
            resource_name_=cluster.name,
            resource_group_name=args["resource_group_name"],
            maintenance_window=profiles.maintenance_window(args.get("maintenance", profiles.SUNDAY_NIGHT)),
            opts=child(self, after=self.writes),
        )

    def _kubeconfig(self) -> pulumi.Output[str]:
        listed = aks.list_managed_cluster_user_credentials_output(
            format="exec",
            resource_group_name=self.cluster_id.apply(resource_group_of),
            resource_name=self.cluster_name,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        return pulumi.Output.secret(
            listed.kubeconfigs.apply(lambda configs: base64.b64decode(configs[0].value).decode("utf-8"))
        )

    def _observe(self, name: str, args: AksClusterArgs, opts: pulumi.ResourceOptions | None) -> None:
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["workspace_id"],
                setting_name=args["diagnostic_setting_name"],
                targets=[DiagnosticTargetArgs(key="cluster", resource_id=self.cluster_id, resource_type=CLUSTER_TYPE)],
            ),
            child(self, opts),
        )
        MetricsCollection(
            name,
            MetricsCollectionArgs(
                resource_group_name=args["resource_group_name"],
                location=args["location"],
                cluster_id=self.cluster_id,
                monitor_workspace_id=args["metrics"]["monitor_workspace_id"],
                data_collection_endpoint_id=args["metrics"]["data_collection_endpoint_id"],
                data_collection_rule_name=args["metrics"]["data_collection_rule_name"],
                tags=args["tags"],
            ),
            child(self, opts),
        )


def _first_revision(mesh: aks.outputs.ServiceMeshProfileResponse | None) -> str:
    revisions = mesh.istio.revisions if mesh and mesh.istio else None
    return revisions[0] if revisions else ""
