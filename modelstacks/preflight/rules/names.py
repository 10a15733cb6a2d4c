"""Rules on names: each that a stack would give is one that Azure takes, and free as far as a snapshot says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from modelstacks import naming
from modelstacks.boundary import AccountKey, account_key, in_account
from modelstacks.codes import stacks
from modelstacks.compute_names import COMPUTE_PATTERNS, ComputeNames
from modelstacks.finding import Finding, Location
from modelstacks.lock import Placement
from modelstacks.naming import PATTERNS, BoundaryNames, Pattern, StackNames
from modelstacks.preflight.context import Context
from modelstacks.request import RiskClass
from modelstacks.settings import RegionSettings

_PATTERNS: Mapping[str, Pattern] = {**PATTERNS, **COMPUTE_PATTERNS}


@dataclass(frozen=True)
class _Name:
    """A name with its ARM type, and what makes it."""

    type: str
    name: str
    maker: str
    where: Location
    request: str | None = None


def names_are_valid(context: Context) -> Iterator[Finding]:
    """Every name that a stack would give is within Azure's length and characters for its type."""
    told: set[tuple[str, str]] = set()
    for one in (*_of_stacks(context), *_of_placements(context)):
        pattern = _PATTERNS[one.type]
        if not pattern.accepts(one.name) and (one.type, one.name) not in told:
            told.add((one.type, one.name))
            message = (
                f"{one.maker} would be named {one.name!r}; {one.type} takes {pattern.minimum}-{pattern.maximum} "
                f"characters of the form {pattern.expression}"
            )
            yield stacks.NAME_INVALID.finding(message, request=one.request, where=one.where)


def _of_stacks(context: Context) -> Iterator[_Name]:
    for stack, entry in sorted(context.project.stacks.items()):
        names, where = StackNames(context.policy.workload, stack), entry.where()
        yield _Name("Microsoft.Resources/resourceGroups", names.resource_group, f"the resource group of {stack}", where)
        settings = entry.form
        if not isinstance(settings, RegionSettings):
            yield _Name("Microsoft.Authorization/policyDefinitions", names.policy, f"the policy of {stack}", where)
            continue
        yield _Name("Microsoft.OperationalInsights/workspaces", names.workspace, f"the workspace of {stack}", where)
        yield _Name("Microsoft.Insights/actionGroups", names.action_group, f"the action group of {stack}", where)
        if settings.network.own is not None:
            network = f"the network of {stack}"
            yield _Name("Microsoft.Network/virtualNetworks", names.virtual_network, network, where)
            for role in settings.network.own.subnets.given():
                rules = names.network_security_group(role.replace("_", "-"))
                yield _Name("Microsoft.Network/networkSecurityGroups", rules, f"the rules of {role}", where)
        for index, consumer in enumerate(settings.consumers):
            peering, at = names.peering(consumer.name), entry.where("consumers", index, "name")
            kind = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
            yield _Name(kind, peering, f"the peering with {consumer.name}", at)


def _of_placements(context: Context) -> Iterator[_Name]:
    seen: set[tuple[AccountKey, int]] = set()
    for request, entry in sorted(context.project.locks.items()):
        for index, placement in enumerate(entry.form.placements):
            key, generation = account_key(request, placement), placement.account.generation
            names, settings = context.names(key), context.project.region(placement.stack)
            if names is None or settings is None or request not in context.project.named:
                continue
            where = entry.where("placements", index, "deployment")
            if placement.machine is not None:
                for kind, name in _of_pool(ComputeNames(names, generation), placement):
                    yield _Name(kind, name, f"{kind.rpartition('/')[2]} of {request}", where, request)
            if placement.machine is not None and placement.machine[0] != "managed-compute":
                continue
            kind = "Microsoft.CognitiveServices/accounts/deployments"
            yield _Name(kind, placement.deployment, f"the deployment of {request}", where, request)
            if (key, generation) not in seen:
                seen.add((key, generation))
                where = entry.where("placements", index, "account")
                for kind, name in _of_account(names, generation, settings):
                    yield _Name(kind, name, f"{kind.rpartition('/')[2]} of account {names.key}", where, request)
    for risk in get_args(RiskClass):
        name, kind = (
            naming.content_filter(context.policy.workload, risk),
            "Microsoft.CognitiveServices/accounts/raiPolicies",
        )
        if context.project.organization is not None:
            yield _Name(kind, name, "the content filter", context.project.organization.where("workload"))


def _of_account(names: BoundaryNames, generation: int, settings: RegionSettings) -> Iterator[tuple[str, str]]:
    yield "Microsoft.Resources/resourceGroups", names.resource_group
    yield "Microsoft.CognitiveServices/accounts", names.account(generation)
    yield "subdomain", names.account(generation)
    yield "Microsoft.Network/privateEndpoints", names.private_endpoint(generation)
    for consumer in settings.consumers:
        if consumer.private_endpoint is not None:
            yield "Microsoft.Network/privateEndpoints", names.consumer_endpoint(generation, consumer.name)
    yield "Microsoft.Insights/diagnosticSettings", names.diagnostic_setting
    yield "Microsoft.Insights/metricAlerts", names.alert_prefix
    yield "Microsoft.Consumption/budgets", names.budget


def _of_pool(names: ComputeNames, placement: Placement) -> Iterator[tuple[str, str]]:
    """The names of a pool, and of what its kind shares in the boundary."""
    pool, kind = names.pool(placement.deployment), placement.machine[0] if placement.machine is not None else "aks"
    yield "Microsoft.Resources/resourceGroups", names.resource_group
    yield "Microsoft.ManagedIdentity/userAssignedIdentities", pool.identity
    yield "Microsoft.Consumption/budgets", pool.budget
    yield "Microsoft.Insights/metricAlerts", pool.alert_prefix
    if kind == "aks":
        yield "Microsoft.ContainerService/managedClusters", names.cluster
        yield "Microsoft.ContainerService/managedClusters/agentPools", pool.azure_name(kind)
        yield "kubernetes", pool.label
        yield "Microsoft.Insights/dataCollectionRules", names.data_collection_rule
        if placement.pool is not None and placement.pool.reserved:
            yield "Microsoft.Compute/capacityReservationGroups", pool.reservation
    elif kind == "online-endpoint":
        yield "Microsoft.MachineLearningServices/workspaces", names.workspace
        yield "Microsoft.MachineLearningServices/workspaces/onlineEndpoints", pool.azure_name(kind)
        yield "Microsoft.KeyVault/vaults", names.key_vault
        yield "Microsoft.Storage/storageAccounts", names.storage_account
        yield "Microsoft.ContainerRegistry/registries", names.container_registry
        yield "Microsoft.Insights/components", names.application_insights
    elif kind == "container-apps":
        yield "Microsoft.App/managedEnvironments", names.environment
        yield "Microsoft.App/containerApps", pool.azure_name(kind)


def names_are_free(context: Context) -> Iterator[Finding]:
    """No account that the locks plan has a name that is soft-deleted or somebody else's."""
    if context.quota is None:
        return
    deleted = {name.lower() for one in context.quota.soft_deleted for name in (one.name, one.subdomain) if name}
    taken = {name.lower() for name in context.quota.taken_subdomains}
    told: set[str] = set()
    for request, entry in sorted(context.project.locks.items()):
        for index, placement in enumerate(entry.form.placements):
            names = context.names(account_key(request, placement))
            account = names.account(placement.account.generation) if names is not None else ""
            if not in_account(placement) or not account or account in told or request not in context.project.named:
                continue
            where = entry.where("placements", index, "account")
            if account in deleted:
                told.add(account)
                message = f"the account {account} of {placement.stack} is soft-deleted: its name is held for 48 hours"
                yield stacks.NAME_SOFT_DELETED.finding(message, request=request, where=where)
            elif account in taken:
                told.add(account)
                message = f"the subdomain {account} belongs to somebody else"
                yield stacks.NAME_TAKEN.finding(message, request=request, where=where)


def vaults_are_free(context: Context) -> Iterator[Finding]:
    """No workspace that the locks plan has a vault whose name a deleted one holds."""
    deleted = {name.lower() for name in (context.quota.deleted_vaults if context.quota is not None else None) or ()}
    told: set[str] = set()
    for request, entry in sorted(context.project.locks.items()):
        for index, placement in enumerate(entry.form.placements):
            names = context.names(account_key(request, placement))
            if names is None or placement.machine is None or placement.machine[0] != "online-endpoint":
                continue
            vault = ComputeNames(names, placement.account.generation).key_vault
            if vault.lower() in deleted and vault not in told:
                told.add(vault)
                message = f"the vault {vault} of {placement.stack} is soft-deleted: its name is held until it is purged"
                where = entry.where("placements", index, "account")
                yield stacks.NAME_SOFT_DELETED.finding(message, request=request, where=where)
