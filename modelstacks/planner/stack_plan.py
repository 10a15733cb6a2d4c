"""What one stack has to build, decided and named: all that `stacks/` hands to the components.

Made by `modelstacks.planner.stack_plan_of` from requests, locks, settings, policy and catalogue: plain frozen data.
Every name is final and every number is in Azure's own unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from modelstacks.versions import UpgradeOption

if TYPE_CHECKING:
    from modelstacks.planner.compute_plan import ComputeBoundaryPlan, EgressPlan, ManagedComputePlan, MetricsPlan

RiskClass: TypeAlias = Literal["minimal", "limited", "high"]
DataClass: TypeAlias = Literal["public", "internal", "confidential"]
SubnetRole: TypeAlias = Literal["private-endpoints", "compute", "gateway", "container-apps"]
Surface: TypeAlias = Literal[
    "openai-v1", "openai-responses", "anthropic-messages", "models-inference", "provider-route"
]


@dataclass(frozen=True)
class ModelVersion:
    """A model as ARM names it: the publisher's `format`, the `name` and the `version`.

    A version of None is Azure's to choose: it takes the model's default one, at creation and at every later write.
    """

    format: str
    name: str
    version: str | None


@dataclass(frozen=True)
class ProviderData:
    """What Anthropic asks of an organisation (`properties.modelProviderData`)."""

    organization_name: str
    industry: str
    country_code: str


@dataclass(frozen=True)
class DeploymentPlan:
    """One model deployment (`Microsoft.CognitiveServices/accounts/deployments`)."""

    request: str
    """`team/name` of the request it serves."""
    role: Literal["primary", "fallback", "experiment"]
    name: str
    model: ModelVersion
    sku: str
    capacity: int
    """In the units of this model and SKU, as ARM takes them."""
    version_upgrade: UpgradeOption
    content_filter: str | None
    """The name of one of the account's content filters; None where Azure applies none (Claude)."""
    surface: Surface | None
    """The API surface that `url` speaks: one of the catalogue's for this model; None when no source says which."""
    url: str
    """Where callers send their requests: the account's host and the path of the surface, as far as it is known."""
    tags: Mapping[str, str]
    """Request, purpose, risk and role: they differ within an account, so they are no tags of the account."""
    provider_data: ProviderData | None = None
    state: Literal["placed", "retiring"] = "placed"


@dataclass(frozen=True)
class ContentFilterPlan:
    """One RAI policy of an account, for a risk class."""

    name: str
    risk: RiskClass


@dataclass(frozen=True)
class RoleAssignmentPlan:
    """A role on the account for one Entra group; `name` is the assignment's deterministic GUID."""

    name: str
    group: str
    role_definition: str
    """GUID of the built-in role."""


@dataclass(frozen=True)
class BudgetPlan:
    """A monthly budget with alerts. `amount` is the sum of the requests' budgets in USD; Azure reads it in the billing
    currency of the subscription."""

    name: str
    amount: int
    emails: tuple[str, ...]


@dataclass(frozen=True)
class AlertPlan:
    """The metric alerts of an account: `<prefix>-throttled` and `-server-errors` always, the others where they mean
    something, for not every model has every metric.
    """

    prefix: str
    first_token: bool
    """`-latency`, the time to the first token: some deployment answers token by token."""
    answer_time: tuple[str, ...]
    """`-answer-time`, the time to the last byte, of these deployments: their answers come whole."""
    utilization: bool
    """`-utilization` of provisioned units: some deployment has them."""


@dataclass(frozen=True)
class ConsumerEndpointPlan:
    """A private endpoint for a consumer elsewhere: a subnet that is not of this stack."""

    consumer: str
    name: str
    location: str
    subnet_id: str


@dataclass(frozen=True)
class AccountPlan:
    """A trust boundary: one Foundry account with all that protects and watches it."""

    key: str
    """Pulumi's logical name of the boundary; never changes while the boundary lives, generation or not."""
    resource_group: str
    name: str
    subdomain: str
    generation: int
    team: str
    data: DataClass
    tags: Mapping[str, str]
    restrict_outbound: bool
    allowed_fqdns: tuple[str, ...]
    content_filters: tuple[ContentFilterPlan, ...]
    deployments: tuple[DeploymentPlan, ...]
    role_assignments: tuple[RoleAssignmentPlan, ...]
    private_endpoint: str
    consumer_endpoints: tuple[ConsumerEndpointPlan, ...]
    diagnostic_setting: str
    budget: BudgetPlan
    alerts: AlertPlan
    managed_compute: tuple[ManagedComputePlan, ...] = ()
    """Deployments on Foundry managed compute (preview): they live in the account."""


@dataclass(frozen=True)
class SubnetPlan:
    """An inline subnet of the region's virtual network, with the network security group of its own."""

    role: SubnetRole
    name: str
    address_prefix: str
    network_security_group: str


@dataclass(frozen=True)
class PeeringPlan:
    """A peering from the region's virtual network to a consumer's."""

    consumer: str
    name: str
    remote_virtual_network_id: str


@dataclass(frozen=True)
class NetworkPlan:
    """The region's network: of our own, or one that exists (`existing_*` set, names and prefixes then empty)."""

    virtual_network: str
    address_space: tuple[str, ...]
    subnets: tuple[SubnetPlan, ...]
    peerings: tuple[PeeringPlan, ...]
    existing_virtual_network_id: str | None = None
    existing_private_endpoint_subnet_id: str | None = None
    existing_compute_subnet_id: str | None = None
    existing_container_apps_subnet_id: str | None = None


@dataclass(frozen=True)
class ObservabilityPlan:
    """Workspace and action group of a region."""

    workspace: str
    """Name of the workspace to make; empty when `existing_workspace_id` is set."""
    existing_workspace_id: str | None
    retention_days: int
    action_group: str
    action_group_short_name: str
    """At most 12 characters (ARM)."""
    emails: tuple[str, ...]


@dataclass(frozen=True)
class DnsPlan:
    """How private DNS is had. `zones` are zone names; `existing` maps a zone name to its ARM id.

    `policy`: a landing zone's own policy writes the records, so no zone group is made.
    """

    mode: Literal["create", "existing", "policy"]
    zones: tuple[str, ...]
    existing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SharedStackPlan:
    """The `shared` layer of one environment."""

    stack: str
    environment: str
    location: str
    resource_group: str
    tags: Mapping[str, str]
    dns: DnsPlan
    denied_deployment_skus: tuple[str, ...]
    """SKUs that no deployment in the subscription may have, enforced by a policy assignment; empty for none."""
    policy_assignment: str
    policy_definition: str
    subscription: str


@dataclass(frozen=True)
class RegionStackPlan:
    """One region's stack."""

    stack: str
    environment: str
    location: str
    subscription: str
    shared_stack: str
    shared_subscription: str
    """The subscription of the shared stack: zones that it made are linked there, not in this stack's own."""
    resource_group: str
    """Of what the whole region shares: network and observability."""
    tags: Mapping[str, str]
    dns: DnsPlan
    """In mode `create` the ids come from the shared stack's outputs, at run time."""
    network: NetworkPlan
    observability: ObservabilityPlan
    accounts: tuple[AccountPlan, ...]
    compute: tuple[ComputeBoundaryPlan, ...] = ()
    """GPUs of our own, by trust boundary."""
    egress: EgressPlan | None = None
    """The way out of the compute subnet; None where no pool needs one."""
    metrics: MetricsPlan | None = None
    """Where the metrics of Kubernetes clusters go; None where there is none."""


StackPlan: TypeAlias = SharedStackPlan | RegionStackPlan
