"""A trust boundary: one Foundry account in a resource group of its own, with all that protects and watches it.

The order of what Azure does not take in parallel is made here: account, content filters, deployments, those on managed
compute, then the private endpoints, each after every one before it (`ordering`). The rest (roles, diagnostics, alerts,
budget) only needs its target.

`depends_on` given to a boundary holds for its private endpoints: they are what enters a network that others write to.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import resources

from components.compute.managed_compute import (
    ManagedComputeDeploymentArgs,
    ManagedComputeDeployments,
    ManagedComputeDeploymentsArgs,
)
from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.foundry_account import ContentFilterArgs, FoundryAccount, FoundryAccountArgs, RoleAssignmentArgs
from components.model_alerts import ModelAlerts, ModelAlertsArgs
from components.model_deployments import DeploymentArgs, ModelDeployments, ModelDeploymentsArgs
from components.ordering import child
from components.private_endpoint import PrivateEndpoint, PrivateEndpointArgs
from components.private_link import PRIVATE_LINK
from components.resource_group_budget import ResourceGroupBudget, ResourceGroupBudgetArgs

ACCOUNT_TYPE: Final = "Microsoft.CognitiveServices/accounts"


class ConsumerEndpointArgs(TypedDict):
    """A private endpoint in a consumer's subnet."""

    name: str
    location: str
    subnet_id: pulumi.Input[str]


class BudgetArgs(TypedDict):
    """The boundary's monthly budget."""

    name: str
    amount: int
    """Per month, in the billing currency of the subscription."""
    start_date: str
    """`yyyy-MM-01T00:00:00Z`."""
    emails: Sequence[str]


class AlertsArgs(TypedDict):
    """What is watched of the deployments; see `ModelAlertsArgs`."""

    prefix: str
    first_token: bool
    answer_time: Sequence[str]
    utilization: bool


class ModelBoundaryArgs(TypedDict):
    """Arguments of `ModelBoundary`."""

    location: str
    resource_group_name: str
    account_name: str
    subdomain: str
    content_filters: Sequence[ContentFilterArgs]
    deployments: Sequence[DeploymentArgs]
    role_assignments: Sequence[RoleAssignmentArgs]
    private_endpoint_name: str
    private_endpoint_subnet_id: pulumi.Input[str]
    consumer_endpoints: Sequence[ConsumerEndpointArgs]
    workspace_id: pulumi.Input[str]
    diagnostic_setting_name: str
    action_group_id: pulumi.Input[str]
    alerts: AlertsArgs
    budget: BudgetArgs
    tags: Mapping[str, str]
    zone_ids: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Zone name to ARM id, of all zones of the service. Left out where a landing zone's policy writes the records."""
    restrict_outbound: NotRequired[bool]
    """See `FoundryAccountArgs`; True by default."""
    allowed_fqdns: NotRequired[Sequence[str]]
    """See `FoundryAccountArgs`; none by default."""
    managed_compute: NotRequired[Sequence[ManagedComputeDeploymentArgs]]
    """Deployments on Foundry managed compute (preview); none by default."""


class ModelBoundary(pulumi.ComponentResource):
    """An account, its deployments and endpoints, and what guards them."""

    account_id: pulumi.Output[str]
    account_name: pulumi.Output[str]
    resource_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: ModelBoundaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:ModelBoundary", name, {}, opts)
        group = resources.ResourceGroup(
            name,
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            tags=args["tags"],
            opts=child(self),
        )
        account = FoundryAccount(
            name,
            FoundryAccountArgs(
                resource_group_name=group.name,
                location=args["location"],
                account_name=args["account_name"],
                subdomain=args["subdomain"],
                content_filters=args["content_filters"],
                role_assignments=args["role_assignments"],
                tags=args["tags"],
                restrict_outbound=args.get("restrict_outbound", True),
                allowed_fqdns=args.get("allowed_fqdns", ()),
            ),
            child(self),
        )
        deployments = ModelDeployments(
            name,
            ModelDeploymentsArgs(
                resource_group_name=group.name, account_name=account.account_name, deployments=args["deployments"]
            ),
            child(self, after=account.writes),
        )
        writes = [*account.writes, *deployments.writes]
        if managed := args.get("managed_compute"):
            writes += ManagedComputeDeployments(
                name,
                ManagedComputeDeploymentsArgs(
                    resource_group_name=group.name, account_name=account.account_name, deployments=managed
                ),
                child(self, after=writes),
            ).writes
        self._private_endpoints(name, args, group, account, writes, opts)
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["workspace_id"],
                setting_name=args["diagnostic_setting_name"],
                targets=[
                    DiagnosticTargetArgs(key="account", resource_id=account.account_id, resource_type=ACCOUNT_TYPE)
                ],
            ),
            child(self),
        )
        ModelAlerts(
            name,
            ModelAlertsArgs(
                resource_group_name=group.name,
                location=args["location"],
                account_id=account.account_id,
                action_group_id=args["action_group_id"],
                name_prefix=args["alerts"]["prefix"],
                first_token=args["alerts"]["first_token"],
                answer_time=args["alerts"]["answer_time"],
                utilization=args["alerts"]["utilization"],
                tags=args["tags"],
            ),
            child(self),
        )
        ResourceGroupBudget(
            name,
            ResourceGroupBudgetArgs(
                resource_group_id=group.id,
                budget_name=args["budget"]["name"],
                amount=args["budget"]["amount"],
                start_date=args["budget"]["start_date"],
                contact_emails=args["budget"]["emails"],
            ),
            child(self),
        )
        self.account_id = account.account_id
        self.account_name = account.account_name
        self.resource_group_name = group.name
        self.register_outputs(
            {
                "accountId": self.account_id,
                "accountName": self.account_name,
                "resourceGroupName": self.resource_group_name,
            }
        )

    def _private_endpoints(
        self,
        name: str,
        args: ModelBoundaryArgs,
        group: resources.ResourceGroup,
        account: FoundryAccount,
        earlier: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        service = PRIVATE_LINK[ACCOUNT_TYPE]
        own = PrivateEndpointArgs(
            resource_group_name=group.name,
            location=args["location"],
            endpoint_name=args["private_endpoint_name"],
            target_id=account.account_id,
            group_id=service.group_id,
            subnet_id=args["private_endpoint_subnet_id"],
            tags=args["tags"],
        )
        if "zone_ids" in args:
            own["zone_ids"] = {zone: args["zone_ids"][zone] for zone in service.zones}
        writes = list(earlier)
        writes += PrivateEndpoint(name, own, child(self, opts, after=writes)).writes
        for consumer in sorted(args["consumer_endpoints"], key=lambda consumer: consumer["name"]):
            endpoint = PrivateEndpointArgs(
                resource_group_name=group.name,
                location=consumer["location"],
                endpoint_name=consumer["name"],
                target_id=account.account_id,
                group_id=service.group_id,
                subnet_id=consumer["subnet_id"],
                tags=args["tags"],
            )
            options = child(self, opts, after=writes)
            writes += PrivateEndpoint(f"{name}-{consumer['name']}", endpoint, options).writes
