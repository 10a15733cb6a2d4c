"""From a stack's plan to what its suite expects: plain data, one subject a file of the suite.

A subject is an account, a deployment, or what a region or an environment shares. Ids are computed from names, as Azure
composes them, and not read from Pulumi's state: a resource that Pulumi lost from sight is looked for all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from modelstacks.planner.stack_plan import (
    AccountPlan,
    DeploymentPlan,
    RegionStackPlan,
    SharedStackPlan,
    StackPlan,
)
from modelstacks.verify import standards
from modelstacks.verify.pool_subjects import pool_subjects

Kind: TypeAlias = Literal[
    "account",
    "deployment",
    "region",
    "shared",
    "cluster",
    "agent_pool",
    "ml_workspace",
    "online_endpoint",
    "container_apps",
    "container_app",
]


@dataclass(frozen=True)
class Subject:
    """What one file of the suite verifies: `expected` is plain data (JSON types only)."""

    kind: Kind
    name: str
    expected: Mapping[str, Any]

    @property
    def file_name(self) -> str:
        """A file name that pytest collects, whatever the subject is called."""
        return f"test_{self.kind}_{re.sub(r'[^a-z0-9]+', '_', self.name.lower()).strip('_')}.py"


def subjects_of(plan: StackPlan, shared: SharedStackPlan | None = None) -> tuple[Subject, ...]:
    """The subjects of a stack. `shared` is the plan of its shared stack, which holds the zones in DNS mode `create`.

    Raises ValueError when two subjects would share a file.
    """
    subjects = _shared(plan) if isinstance(plan, SharedStackPlan) else _region(plan, zone_ids(plan, shared))
    names = [subject.file_name for subject in subjects]
    if len(set(names)) != len(names):
        raise ValueError(f"two subjects of stack {plan.stack} have names that differ in punctuation only")
    return subjects


def zone_ids(plan: RegionStackPlan, shared: SharedStackPlan | None) -> dict[str, str]:
    """ARM id of every private DNS zone that holds the stack's records, by name; empty where a policy writes them."""
    if plan.dns.mode == "policy":
        return {}
    if plan.dns.mode == "existing":
        return {zone: plan.dns.existing[zone] for zone in plan.dns.zones}
    if shared is None:
        raise ValueError(f"stack {plan.stack} takes its zones from {plan.shared_stack}, whose plan is missing")
    if shared.dns.mode == "existing":
        return {zone: shared.dns.existing[zone] for zone in plan.dns.zones}
    return {zone: _zone_id(shared, zone) for zone in plan.dns.zones}


def _zone_id(shared: SharedStackPlan, zone: str) -> str:
    return f"{_group_id(shared.subscription, shared.resource_group)}/providers/Microsoft.Network/privateDnsZones/{zone}"


def _group_id(subscription: str, group: str) -> str:
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def _shared(plan: SharedStackPlan) -> tuple[Subject, ...]:
    zones = {zone: _zone_id(plan, zone) for zone in plan.dns.zones} if plan.dns.mode == "create" else {}
    scope = f"/subscriptions/{plan.subscription}"
    assignment = f"{scope}/providers/Microsoft.Authorization/policyAssignments/{plan.policy_assignment}"
    expected = {
        "zones": zones,
        "tags": dict(plan.tags),
        "policy_assignment": assignment if plan.denied_deployment_skus else None,
        "denied_skus": sorted(plan.denied_deployment_skus),
    }
    return (Subject("shared", plan.stack, expected),)


def _region(plan: RegionStackPlan, zones: Mapping[str, str]) -> tuple[Subject, ...]:
    accounts = [subject for account in plan.accounts for subject in _account_and_deployments(plan, account, zones)]
    pools = pool_subjects(plan, _group_id(plan.subscription, "{}"), _workspace_id(plan))
    return (Subject("region", plan.stack, _region_expected(plan, zones)), *accounts, *(Subject(*one) for one in pools))


def _region_expected(plan: RegionStackPlan, zones: Mapping[str, str]) -> dict[str, Any]:
    group = _group_id(plan.subscription, plan.resource_group)
    network = plan.network
    own_network = f"{group}/providers/Microsoft.Network/virtualNetworks/{network.virtual_network}"
    return {
        "virtual_network": network.existing_virtual_network_id or own_network,
        "own_network": network.existing_virtual_network_id is None,
        "address_space": list(network.address_space),
        "subnets": {
            subnet.name: {
                "address_prefix": subnet.address_prefix,
                "network_security_group": f"{group}/providers/Microsoft.Network/networkSecurityGroups/"
                f"{subnet.network_security_group}",
            }
            for subnet in network.subnets
        },
        "zones": dict(zones),
        "workspace": _workspace_id(plan),
        "own_workspace": plan.observability.existing_workspace_id is None,
        "retention_days": plan.observability.retention_days,
        "action_group": _action_group_id(plan),
        "emails": sorted(plan.observability.emails),
    }


def _workspace_id(plan: RegionStackPlan) -> str:
    observability = plan.observability
    group = _group_id(plan.subscription, plan.resource_group)
    own = f"{group}/providers/Microsoft.OperationalInsights/workspaces/{observability.workspace}"
    return observability.existing_workspace_id or own


def _action_group_id(plan: RegionStackPlan) -> str:
    group = _group_id(plan.subscription, plan.resource_group)
    return f"{group}/providers/Microsoft.Insights/actionGroups/{plan.observability.action_group}"


def _account_and_deployments(plan: RegionStackPlan, account: AccountPlan, zones: Mapping[str, str]) -> list[Subject]:
    group = _group_id(plan.subscription, account.resource_group)
    account_id = f"{group}/providers/Microsoft.CognitiveServices/accounts/{account.name}"
    deployments = [
        Subject("deployment", f"{account.name} {deployment.name}", _deployment_expected(account_id, deployment))
        for deployment in account.deployments
    ]
    return [Subject("account", account.name, _account_expected(plan, account, group, account_id, zones)), *deployments]


def _account_expected(
    plan: RegionStackPlan, account: AccountPlan, group: str, account_id: str, zones: Mapping[str, str]
) -> dict[str, Any]:
    endpoints = f"{group}/providers/Microsoft.Network/privateEndpoints"
    return {
        "id": account_id,
        "location": plan.location,
        "subdomain": account.subdomain,
        "tags": dict(account.tags),
        "restrict_outbound": account.restrict_outbound,
        "allowed_fqdns": sorted(account.allowed_fqdns),
        "deployments": sorted(deployment.name for deployment in account.deployments),
        "content_filters": {
            content_filter.name: _filters(content_filter.risk) for content_filter in account.content_filters
        },
        "base_policy": standards.BASE_POLICY,
        "private_endpoint": f"{endpoints}/{account.private_endpoint}",
        "private_endpoints": sorted(
            f"{endpoints}/{name}"
            for name in (account.private_endpoint, *(each.name for each in account.consumer_endpoints))
        ),
        "zones": {zone: zones[zone] for zone in zones if zone in standards.DOMAINS},
        "host_names": [f"{account.subdomain}.{standards.DOMAINS[zone]}" for zone in zones if zone in standards.DOMAINS],
        "diagnostic_setting": account.diagnostic_setting,
        "workspace": _workspace_id(plan),
        "log_groups": list(standards.LOG_GROUPS),
        "metrics": list(standards.METRICS),
        "alerts": {
            f"{account.alerts.prefix}-{alert.suffix}": _alert(alert) for alert in standards.alerts(account.alerts)
        },
        "alerts_parent": f"{group}/providers/Microsoft.Insights/metricAlerts",
        "action_group": _action_group_id(plan),
        "role_assignments": sorted([each.group.lower(), each.role_definition] for each in account.role_assignments),
        "budget": f"{group}/providers/Microsoft.Consumption/budgets/{account.budget.name}",
        "budget_amount": account.budget.amount,
        "budget_emails": sorted(account.budget.emails),
        "budget_alerts": [list(alert) for alert in sorted(standards.BUDGET_ALERTS)],
    }


def _filters(risk: Literal["minimal", "limited", "high"]) -> list[list[str | None]]:
    harms: list[list[str | None]] = [
        [harm, source, standards.THRESHOLDS[risk]] for harm in standards.HARMS for source in ("Completion", "Prompt")
    ]
    detectors: list[list[str | None]] = [[name, source, None] for name, source in standards.DETECTORS[risk]]
    return sorted(harms + detectors, key=lambda each: (each[0] or "", each[1] or ""))


def _alert(alert: standards.AlertStandard) -> dict[str, Any]:
    return {
        "metric": alert.metric,
        "dimensions": {name: list(values) for name, values in alert.dimensions.items()},
        "operator": alert.operator,
        "threshold": alert.threshold,
        "window": alert.window,
    }


def _deployment_expected(account_id: str, deployment: DeploymentPlan) -> dict[str, Any]:
    return {
        "id": f"{account_id}/deployments/{deployment.name}",
        "request": deployment.request,
        "format": deployment.model.format,
        "name": deployment.model.name,
        "version": deployment.model.version,
        "pinned": deployment.version_upgrade == "NoAutoUpgrade",
        "version_upgrade": deployment.version_upgrade,
        "sku": deployment.sku,
        "capacity": deployment.capacity,
        "content_filter": deployment.content_filter,
        "tags": dict(deployment.tags),
    }
