"""What AKS components take: a cluster, the pools on it, and the handle that leads from one to the other."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi


class SystemPoolArgs(TypedDict):
    """The cluster's own machines: cluster services run on them, nothing else does."""

    vm_size: str
    zones: Sequence[str]
    """`1`, `2`, `3`; empty for regional."""
    minimum: NotRequired[int]
    """Machines; 2 by default, which the ingress gateway's two replicas need to stand apart."""
    maximum: NotRequired[int]
    """Machines; 4 by default."""


class ClusterIngressArgs(TypedDict):
    """How callers reach the cluster: the mesh's internal gateway, on a private address, with a certificate."""

    identity_name: str
    """User-assigned identity that reads the certificate."""
    certificate_id: str
    """ARM id of the Key Vault secret (or of the certificate of the same name)."""
    address: str
    """Private IPv4 address in the cluster's subnet."""


class MetricsDestinationArgs(TypedDict):
    """Where the cluster's Prometheus metrics go; all but the name are outputs of `ClusterMetrics`."""

    monitor_workspace_id: pulumi.Input[str]
    data_collection_endpoint_id: pulumi.Input[str]
    prometheus_query_endpoint: pulumi.Input[str]
    data_collection_rule_name: str


class MaintenanceWindowArgs(TypedDict):
    """When Azure may upgrade cluster and nodes."""

    day: str
    """`Sunday`."""
    start_time: str
    """`02:00`."""
    utc_offset: str
    """`+00:00`."""
    duration_hours: int
    """4 to 24."""


class AksClusterArgs(TypedDict):
    """Arguments of `AksCluster`."""

    location: str
    subscription_id: str
    resource_group_name: pulumi.Input[str]
    cluster_name: str
    dns_prefix: str
    node_resource_group_name: str
    """Azure makes it for nodes, disks and load balancer."""
    control_plane_identity_name: str
    kubelet_identity_name: str
    subnet_id: pulumi.Input[str]
    """Nodes, the internal load balancer and the private endpoint of the API server enter it."""
    tenant_id: str
    administrator_group_ids: Sequence[str]
    """Entra groups, by object id."""
    system_pool: SystemPoolArgs
    ingress: ClusterIngressArgs
    metrics: MetricsDestinationArgs
    workspace_id: pulumi.Input[str]
    """Log Analytics."""
    diagnostic_setting_name: str
    tags: Mapping[str, str]
    kaito: NotRequired[bool]
    """Whether the KAITO add-on is installed. False by default."""
    egress: NotRequired[bool]
    """Whether nodes reach the internet, through the NAT gateway that the subnet then needs. False by default: nothing
    leaves, and Azure's own images come from a registry cache that AKS keeps.
    """
    maintenance: NotRequired[MaintenanceWindowArgs]
    """Sundays from 2 to 6 o'clock UTC by default."""


class AksHostArgs(TypedDict):
    """A cluster, for what is put on it. `AksCluster.host` gives it."""

    cluster_id: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]
    kubeconfig: pulumi.Input[str]
    """Secret by custom: it names the way to the cluster; there is no credential in it."""
    oidc_issuer: pulumi.Input[str]
    control_plane_principal_id: pulumi.Input[str]
    ingress_client_id: pulumi.Input[str]
    mesh_revision: pulumi.Input[str]
    """Of Istio: `asm-1-30`."""
    monitor_workspace_id: pulumi.Input[str]
    prometheus_query_endpoint: pulumi.Input[str]
    subnet_id: pulumi.Input[str]


class WorkloadArgs(TypedDict):
    """What runs on a pool's machines."""

    manifest: str
    """Kubernetes objects as YAML documents, with placeholders for what is known late (`kubernetes_objects`)."""
    namespace: str
    service_account: str
    deployment: str
    """Begins the names of all Deployments and StatefulSets that serve."""
    autoscaled: NotRequired[bool]
    """Whether KEDA scales it by Prometheus metrics, as the pool's identity. False by default."""


class AksGpuPoolArgs(TypedDict):
    """Arguments of `AksGpuPool`; sizes in machines, of which a pool scales what its replicas need."""

    location: str
    subscription_id: str
    resource_group_name: pulumi.Input[str]
    """Where the pool's identity lives."""
    host: AksHostArgs
    agent_pool_name: str
    """1 to 12 lower case letters and digits; another one for another VM size, priority or zone."""
    vm_size: str
    zones: Sequence[str]
    minimum: int
    """Machines; 0 where the pool can scale to zero."""
    maximum: int
    identity_name: str
    workload: WorkloadArgs
    endpoint: str
    """Where callers send their requests."""
    surface: str
    tags: Mapping[str, str]
    """On the machines too, which is what cost is booked on."""
    labels: NotRequired[Mapping[str, str]]
    """Of the nodes, besides those of AKS."""
    driver: NotRequired[str]
    """cuda or grid: AKS installs it; none: the node gets none. cuda by default."""
    os_disk_gib: NotRequired[int]
    """Of the machine's own (ephemeral) disk: images and the caches of weights lie on it. At most what the VM size's
    cache, temporary or NVMe disk has; by default what AKS takes of that.
    """
    mig_profile: NotRequired[str]
    """MIG1g … MIG7g."""
    spot: NotRequired[bool]
    """Whether Azure may take the machines away, for a lower price. False by default."""
    capacity_reservation_group_id: NotRequired[pulumi.Input[str]]
    secret_ids: NotRequired[Sequence[str]]
    """ARM ids of Key Vault secrets that the pool's identity reads; none by default."""
