"""One account of a region's plan, as a boundary, and what the stack says about it in its outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.compute.managed_compute import ManagedComputeDeploymentArgs
from components.content_filters import RiskClass
from components.foundry_account import ContentFilterArgs, RoleAssignmentArgs
from components.model_boundary import AlertsArgs, BudgetArgs, ConsumerEndpointArgs, ModelBoundary, ModelBoundaryArgs
from components.model_deployments import DeploymentArgs, ModelArgs, ProviderDataArgs
from modelstacks.planner.compute_plan import ManagedComputePlan
from modelstacks.planner.stack_plan import AccountPlan, DeploymentPlan, ModelVersion
from stacks.network import AttachedNetwork


@dataclass(frozen=True)
class Surroundings:
    """What all boundaries of a region share."""

    location: str
    subscription: str
    network: AttachedNetwork
    workspace_id: pulumi.Input[str]
    action_group_id: pulumi.Input[str]
    budget_start: str
    """First day of budgets that are new."""


def build_boundary(account: AccountPlan, around: Surroundings) -> ModelBoundary:
    """Registers the account and everything of its boundary.

    Deployments that are `retiring` stay declared: their successor is placed before they go, and they leave the plan
    when the lock drops them.
    """
    args = ModelBoundaryArgs(
        location=around.location,
        resource_group_name=account.resource_group,
        account_name=account.name,
        subdomain=account.subdomain,
        restrict_outbound=account.restrict_outbound,
        allowed_fqdns=account.allowed_fqdns,
        content_filters=[
            ContentFilterArgs(name=content_filter.name, risk=RiskClass(content_filter.risk))
            for content_filter in account.content_filters
        ],
        deployments=[_deployment(deployment, account.tags) for deployment in account.deployments],
        role_assignments=[
            RoleAssignmentArgs(
                name=assignment.name,
                group_object_id=assignment.group,
                role_definition_id=f"/subscriptions/{around.subscription}/providers/Microsoft.Authorization"
                f"/roleDefinitions/{assignment.role_definition}",
            )
            for assignment in account.role_assignments
        ],
        private_endpoint_name=account.private_endpoint,
        private_endpoint_subnet_id=around.network.private_endpoint_subnet_id,
        consumer_endpoints=[
            ConsumerEndpointArgs(name=endpoint.name, location=endpoint.location, subnet_id=endpoint.subnet_id)
            for endpoint in account.consumer_endpoints
        ],
        workspace_id=around.workspace_id,
        diagnostic_setting_name=account.diagnostic_setting,
        action_group_id=around.action_group_id,
        alerts=AlertsArgs(
            prefix=account.alerts.prefix,
            first_token=account.alerts.first_token,
            answer_time=account.alerts.answer_time,
            utilization=account.alerts.utilization,
        ),
        budget=BudgetArgs(
            name=account.budget.name,
            amount=account.budget.amount,
            start_date=around.budget_start,
            emails=account.budget.emails,
        ),
        tags=account.tags,
    )
    if account.managed_compute:
        args["managed_compute"] = [_managed_compute(one, account.tags) for one in account.managed_compute]
    if around.network.zone_ids is not None:
        args["zone_ids"] = around.network.zone_ids
    return ModelBoundary(account.key, args, pulumi.ResourceOptions(depends_on=list(around.network.writes)))


def account_outputs(account: AccountPlan, boundary: ModelBoundary) -> Mapping[str, pulumi.Input[str]]:
    """An entry of the output `accounts`."""
    return {
        "id": boundary.account_id,
        "name": boundary.account_name,
        "subdomain": account.subdomain,
        "resourceGroup": boundary.resource_group_name,
    }


def endpoint_outputs(accounts: Sequence[AccountPlan]) -> Mapping[str, Mapping[str, str]]:
    """The output `endpoints`: per request what its callers need.

    Only where the request is placed: what retires here is served elsewhere by then. Fallbacks and experiments are the
    gateway's to call.
    """
    return {
        deployment.request: {
            "url": deployment.url,
            "deployment": deployment.name,
            "account": account.name,
            "model": deployment.model.name if isinstance(deployment, DeploymentPlan) else deployment.name,
            "surface": deployment.surface or "unknown",
        }
        for account in accounts
        for deployment in (*account.deployments, *account.managed_compute)
        if deployment.role == "primary" and deployment.state == "placed"
    }


def _managed_compute(deployment: ManagedComputePlan, tags: Mapping[str, str]) -> ManagedComputeDeploymentArgs:
    args = ManagedComputeDeploymentArgs(
        name=deployment.name,
        model_asset=deployment.model_asset,
        accelerator_type=deployment.accelerator_type,
        capacity=deployment.capacity,
        tags={**tags, **deployment.tags},
    )
    if deployment.template is not None:
        args["template"] = deployment.template
    return args


def _model(model: ModelVersion) -> ModelArgs:
    args = ModelArgs(format=model.format, name=model.name)
    if model.version is not None:
        args["version"] = model.version
    return args


def _deployment(deployment: DeploymentPlan, tags: Mapping[str, str]) -> DeploymentArgs:
    args = DeploymentArgs(
        name=deployment.name,
        model=_model(deployment.model),
        sku=deployment.sku,
        capacity=deployment.capacity,
        version_upgrade_option=deployment.version_upgrade,
        tags={**tags, **deployment.tags},
    )
    if deployment.content_filter is not None:
        args["content_filter"] = deployment.content_filter
    if deployment.provider_data is not None:
        args["provider_data"] = ProviderDataArgs(
            organization_name=deployment.provider_data.organization_name,
            industry=deployment.provider_data.industry,
            country_code=deployment.provider_data.country_code,
        )
    return args
