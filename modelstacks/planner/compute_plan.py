"""What one stack builds of GPUs of our own, decided and named: all that `stacks/compute.py` hands to the components.

A *compute boundary* is the GPU side of a trust boundary (`modelstacks.boundary`): a resource group with what its pools
share (a cluster, a workspace, an environment; each only where a pool needs it) and the pools, one a placement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from modelstacks.lock import PoolShape, Role, State
from modelstacks.planner.stack_plan import (
    BudgetPlan,
    ConsumerEndpointPlan,
    DataClass,
    RoleAssignmentPlan,
    SubnetRole,
    Surface,
)
from modelstacks.request.compute import PoolKind


@dataclass(frozen=True)
class WeightsPlan:
    """Which weights are served, and where each service finds them. None: no source says, or it has none."""

    model: str
    """As the request names it: an id of the catalogue, or of an architecture."""
    served_name: str
    """What callers put into `model`, and what the server answers to."""
    repository: str
    """On the publishers' hub: `mistralai/Mistral-7B-Instruct-v0.3`."""
    revision: str | None
    gated: bool
    """Whether the hub asks for an accepted licence, and so for a token."""
    registry_asset: str | None
    """`azureml://registries/…/models/…/versions/N`, for Azure Machine Learning and Foundry managed compute."""
    preset: str | None
    """KAITO's name of it."""
    gib: float | None
    """Size of the weights as they are fetched: at the chosen precision, or wider where the server quantizes."""
    quantize: bool
    """Whether the server quantizes to the precision while it loads: the repository holds wider weights."""
    mirror: str | None
    """Where they are fetched instead of the hub: `https://…`."""


@dataclass(frozen=True)
class MachinePlan:
    """The machines of a pool. `vm_size` is an ARM name, or a workload profile type of Container Apps."""

    vm_size: str
    accelerator: str
    """Id of the catalogue."""
    manufacturer: str
    architecture: Literal["amd64", "arm64"]
    driver: Literal["cuda", "grid", "none"] | None
    zones: tuple[str, ...]
    """`1`, `2`, `3`; empty for regional."""
    spot: bool
    minimum: int
    """Machines that always run."""
    maximum: int
    vcpus: int
    """Of one machine."""
    memory_gib: int | None
    """RAM of one machine."""
    disk_gib: int | None
    """What its disk has to hold (AKS): images and weights; None for Azure's default."""
    image: str
    """The model server's, with tag and, where known, digest; empty where the service brings its own."""


@dataclass(frozen=True)
class PoolAlertPlan:
    """Names of a pool's alerts: `<prefix>-<what>`."""

    prefix: str
    group: str
    """Of the Prometheus rules (AKS)."""


@dataclass(frozen=True)
class PoolPlan:
    """One pool: a model on machines, with an endpoint. `name` is the lock's deployment name, `key` Pulumi's."""

    request: str
    role: Role
    state: State
    key: str
    name: str
    kind: PoolKind
    azure_name: str
    """Of the thing itself, within its type's limits: agent pool (12 characters), online endpoint, container app."""
    weights: WeightsPlan
    machine: MachinePlan
    shape: PoolShape
    replicas: int
    """The most; `shape.minimum` the fewest."""
    surface: Surface | None
    url: str | None
    """Where callers send requests, as far as it is known before it exists; None where Azure makes the name up."""
    identity: str
    """Name of the pool's user-assigned identity."""
    reservation: str | None
    """Name of the capacity reservation group; None without one."""
    label: str
    """Name of the Kubernetes objects, and of their namespace (AKS)."""
    autoscaled: bool
    """Whether replicas follow the load on Kubernetes (AKS)."""
    manifest: str
    """Kubernetes objects as YAML documents (AKS); empty elsewhere. No secrets, no values unknown before deployment."""
    role_assignments: tuple[RoleAssignmentPlan, ...]
    """Callers' roles on the pool, where the service has roles for that (online endpoints)."""
    groups: tuple[str, ...]
    """Callers' Entra groups, where tokens are checked by what stands in front (AKS, Container Apps)."""
    alerts: PoolAlertPlan
    budget: BudgetPlan
    diagnostic_setting: str
    tags: Mapping[str, str]
    """All of them; `request` is what the budget filters by."""


@dataclass(frozen=True)
class ClusterPlan:
    """The boundary's AKS cluster."""

    name: str
    dns_prefix: str
    node_resource_group: str
    identity: str
    """Control plane's user-assigned identity."""
    kubelet_identity: str
    ingress_identity: str
    """Reads the certificate."""
    system_vm_size: str
    zones: tuple[str, ...]
    administrators: tuple[str, ...]
    tenant: str
    kaito: bool
    """Whether a pool needs the KAITO add-on."""
    domain: str
    certificate: str
    """ARM id of the Key Vault secret."""
    ingress_address: str
    """Private IPv4 of the internal ingress, out of the compute subnet; the domain's wildcard record leads to it."""
    diagnostic_setting: str
    data_collection_rule: str


@dataclass(frozen=True)
class MachineLearningPlan:
    """The boundary's Azure Machine Learning workspace, with what such a workspace cannot be without."""

    name: str
    storage_account: str
    key_vault: str
    container_registry: str
    application_insights: str
    identity: str
    tenant: str
    """Of the vault."""
    private_endpoints: Mapping[str, str]
    """Name by what it leads to: workspace, blob, file, vault, registry."""
    consumer_endpoints: tuple[ConsumerEndpointPlan, ...]
    """To the workspace: through it a consumer elsewhere reaches the online endpoints."""
    outbound_fqdns: tuple[str, ...]
    """What the managed network may reach besides Azure's own."""
    diagnostic_setting: str


@dataclass(frozen=True)
class ContainerAppsPlan:
    """The boundary's Container Apps environment."""

    name: str
    infrastructure_resource_group: str
    profiles: Mapping[str, str]
    """Workload profile name to type, of the pools."""
    tenant: str
    audience: str
    client: str
    zone_redundant: bool
    diagnostic_setting: str


@dataclass(frozen=True)
class ComputeBoundaryPlan:
    """The GPU side of a trust boundary."""

    key: str
    """Pulumi's logical name; never changes while the boundary lives."""
    resource_group: str
    generation: int
    team: str
    data: DataClass
    tags: Mapping[str, str]
    pools: tuple[PoolPlan, ...]
    cluster: ClusterPlan | None
    workspace: MachineLearningPlan | None
    environment: ContainerAppsPlan | None


@dataclass(frozen=True)
class ManagedComputePlan:
    """A deployment on Foundry managed compute, in an account (preview)."""

    request: str
    role: Role
    state: State
    name: str
    model_asset: str
    accelerator_type: str
    """ARM's: `H100_80GB`."""
    capacity: int
    """Model instances."""
    surface: Surface | None
    url: str
    tags: Mapping[str, str]
    template: str | None = None
    """`azureml://registries/…/deploymenttemplates/…`: how the service runs it; None leaves it to the service."""


@dataclass(frozen=True)
class EgressPlan:
    """A NAT gateway with its public address. Nothing comes in through it, and it stands in no zone of ours."""

    nat_gateway: str
    public_ip_address: str
    roles: tuple[SubnetRole, ...]
    """Of the subnets that go out by it, to what their security groups let them reach."""
    internet: tuple[SubnetRole, ...]
    """Those of them that reach all of the internet; the others reach Azure's own services only."""


@dataclass(frozen=True)
class MetricsPlan:
    """Azure Monitor workspace (managed Prometheus) and data collection endpoint of a region."""

    monitor_workspace: str
    data_collection_endpoint: str
