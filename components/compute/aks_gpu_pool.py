"""GPU machines of an AKS cluster, the identity of what runs on them, and the objects that serve a model there.

What ARM cannot change of an agent pool replaces it here (`REPLACED`): Azure says so of VM size and MIG profile in its
API's description, of the others only when it refuses. A replacement under one name would take the model down for as
long as machines take to come, so whoever changes one of them gives the pool another name and has both for a while.

The count of machines is the autoscaler's after the first write; raising the minimum above it is no error to Azure.
Spot pools have no surge during upgrades, which Azure refuses; the others have one machine, whatever their size.

Taint, tolerations and driver: `sku=gpu:NoSchedule` is what KAITO's own pods tolerate; AKS taints spot machines itself
and wants to hear so. Driver `none` is for accelerators whose driver comes another way (an operator, AMD).
"""

from collections.abc import Mapping
from typing import Final

import pulumi
from pulumi_azure_native import containerservice as aks

from components.arm_ids import name_of
from components.compute.aks_args import AksGpuPoolArgs
from components.compute.aks_profiles import MAX_SURGE
from components.compute.kubernetes_objects import KubernetesObjects, KubernetesObjectsArgs
from components.compute.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from components.ordering import child
from components.role_assignments import KEY_VAULT_SECRETS_USER, MONITORING_DATA_READER, Grant, grant

GPU_TAINT: Final = "sku=gpu:NoSchedule"
SPOT_TAINT: Final = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"
KEDA: Final = "kube-system:keda-operator"
"""The add-on's service account, which reads metrics as the identity of the pool that it scales."""

REPLACED: Final = [
    "availabilityZones",
    "capacityReservationGroupID",
    "gpuProfile.driver",
    "osDiskSizeGB",
    "osDiskType",
    "osType",
    "scaleSetEvictionPolicy",
    "scaleSetPriority",
    "spotMaxPrice",
    "vnetSubnetID",
]


class AksGpuPool(pulumi.ComponentResource):
    """An agent pool, an identity and Kubernetes objects; a `ServingPool`."""

    endpoint: pulumi.Output[str]
    identity: pulumi.Output[str]
    metrics_scope: pulumi.Output[str]
    resource_id: pulumi.Output[str]

    def __init__(self, name: str, args: AksGpuPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:AksGpuPool", name, {}, opts)
        if args["minimum"] > args["maximum"] or args["maximum"] < 1:
            raise ValueError(f"{name}: {args['minimum']} to {args['maximum']} machines is no range")
        host = args["host"]
        pool = self._agent_pool(name, args, opts)
        identity = self._workload_identity(name, args, opts)
        KubernetesObjects(
            name,
            KubernetesObjectsArgs(
                cluster_id=host["cluster_id"],
                kubeconfig=host["kubeconfig"],
                manifest=args["workload"]["manifest"],
                values={
                    "workloadIdentityClientId": identity.client_id,
                    "ingressIdentityClientId": host["ingress_client_id"],
                    "meshRevision": host["mesh_revision"],
                    "prometheusQueryEndpoint": host["prometheus_query_endpoint"],
                },
            ),
            child(self, opts, after=[pool, *identity.writes, *self._roles(name, args, identity)]),
        )
        self.endpoint = pulumi.Output.from_input(args["endpoint"])
        self.surface = args["surface"]
        self.identity = identity.principal_id
        self.metrics_scope = pulumi.Output.from_input(host["cluster_id"])
        self.resource_id = pool.id
        self.writes: list[pulumi.Resource] = [pool]
        """Of the cluster: pods and roles are no writes to it."""
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "identity": self.identity,
                "metricsScope": self.metrics_scope,
                "resourceId": self.resource_id,
            }
        )

    def _agent_pool(self, name: str, args: AksGpuPoolArgs, opts: pulumi.ResourceOptions | None) -> aks.AgentPool:
        host = args["host"]
        spot = args.get("spot", False)
        driver = aks.GPUDriver.NONE if args.get("driver", "cuda") == "none" else aks.GPUDriver.INSTALL
        return aks.AgentPool(
            name,
            agent_pool_name=args["agent_pool_name"],
            resource_name_=pulumi.Output.from_input(host["cluster_id"]).apply(name_of),
            resource_group_name=host["resource_group_name"],
            mode=aks.AgentPoolMode.USER,
            type=aks.AgentPoolType.VIRTUAL_MACHINE_SCALE_SETS,
            vm_size=args["vm_size"],
            availability_zones=list(args["zones"]),
            count=args["minimum"],
            min_count=args["minimum"],
            max_count=args["maximum"],
            enable_auto_scaling=True,
            scale_down_mode=aks.ScaleDownMode.DELETE,
            scale_set_priority=aks.ScaleSetPriority.SPOT if spot else aks.ScaleSetPriority.REGULAR,
            scale_set_eviction_policy=aks.ScaleSetEvictionPolicy.DELETE if spot else None,
            # No price of one's own: Azure takes a machine away when it needs it, and never bills more than on demand.
            spot_max_price=-1 if spot else None,
            upgrade_settings=None if spot else aks.AgentPoolUpgradeSettingsArgs(max_surge=MAX_SURGE),
            node_taints=[GPU_TAINT, SPOT_TAINT] if spot else [GPU_TAINT],
            node_labels=_labels(args, spot),
            gpu_profile=aks.GPUProfileArgs(driver=driver),
            gpu_instance_profile=args.get("mig_profile"),
            capacity_reservation_group_id=args.get("capacity_reservation_group_id"),
            os_type=aks.OSType.LINUX,
            os_sku=aks.OSSKU.UBUNTU,
            os_disk_type=aks.OSDiskType.EPHEMERAL,
            os_disk_size_gb=args.get("os_disk_gib"),
            enable_node_public_ip=False,
            security_profile=aks.AgentPoolSecurityProfileArgs(ssh_access=aks.AgentPoolSSHAccess.DISABLED),
            vnet_subnet_id=host["subnet_id"],
            tags=args["tags"],
            opts=pulumi.ResourceOptions.merge(
                child(self, opts),
                pulumi.ResourceOptions(
                    # AKS sets the version: the cluster's at creation, the upgrade channel's afterwards.
                    ignore_changes=["count", "orchestratorVersion"],
                    replace_on_changes=REPLACED,
                    delete_before_replace=True,
                ),
            ),
        )

    def _workload_identity(
        self, name: str, args: AksGpuPoolArgs, opts: pulumi.ResourceOptions | None
    ) -> WorkloadIdentity:
        workload = args["workload"]
        accounts = {"workload": f"{workload['namespace']}:{workload['service_account']}"}
        if workload.get("autoscaled", False):
            accounts["keda"] = KEDA
        return WorkloadIdentity(
            name,
            WorkloadIdentityArgs(
                resource_group_name=args["resource_group_name"],
                location=args["location"],
                identity_name=args["identity_name"],
                oidc_issuer=args["host"]["oidc_issuer"],
                service_accounts=accounts,
                tags=args["tags"],
            ),
            child(self, opts),
        )

    def _roles(self, name: str, args: AksGpuPoolArgs, identity: WorkloadIdentity) -> list[pulumi.Resource]:
        unique = f"{args['subscription_id']}/{args['identity_name']}"
        grants = [
            Grant(f"secret-{name_of(secret)}", KEY_VAULT_SECRETS_USER, secret, f"{unique}/{secret}")
            for secret in args.get("secret_ids", ())
        ]
        if args["workload"].get("autoscaled", False):
            grants.append(Grant("metrics", MONITORING_DATA_READER, args["host"]["monitor_workspace_id"], unique))
        return [*grant(name, identity.principal_id, grants, child(self))]


def _labels(args: AksGpuPoolArgs, spot: bool) -> Mapping[str, str]:
    # AKS labels spot machines itself, as it taints them, and refuses a pool of which it is told otherwise later.
    own = {"kubernetes.azure.com/scalesetpriority": "spot"} if spot else {}
    return {**args.get("labels", {}), **own}
