"""The preflight: every rule over the whole project. Pure Python, no network, no Pulumi.

A rule is a function from the context to findings. Rules stand in modules by concern; the three tables below are all of
them, in the order in which their findings are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, TypeAlias

from modelstacks.catalog import Catalog
from modelstacks.catalog.overlay_file import OVERLAY, OWN_COMPUTE, AzureTarget
from modelstacks.codes import locks as locks_codes
from modelstacks.codes import reading
from modelstacks.finding import Finding, Location
from modelstacks.preflight.context import Context
from modelstacks.preflight.rules import (
    access,
    addresses,
    capacity,
    compute_catalog,
    compute_clusters,
    compute_pools,
    cost,
    limits,
    locks,
    models,
    names,
    overlay,
    placing,
    policy,
    protection,
    quota,
    regions,
    stacks,
    subscriptions,
)
from modelstacks.project import Project
from modelstacks.settings import RegionSettings

if TYPE_CHECKING:
    from modelstacks.snapshot import QuotaSnapshot

Rule: TypeAlias = Callable[[Context], Iterator[Finding]]

OF_REQUESTS: Final[tuple[Rule, ...]] = (
    overlay.overlay_is_of_the_target,
    overlay.overlay_is_recent,
    compute_catalog.own_sizes_refer_to_something,
    stacks.regions_are_known,
    regions.services_are_there,
    regions.regions_are_open,
    regions.geographies_are_known,
    stacks.shared_stacks_exist,
    addresses.stacks_are_apart,
    addresses.peers_are_apart,
    access.consumers_teams_are_known,
    stacks.networks_are_linked_once,
    stacks.existing_zones_are_complete,
    stacks.pulumi_configurations_agree,
    access.teams_are_described,
    access.somebody_may_call,
    models.models_are_known,
    models.versions_are_deployable,
    models.retirement_is_far,
    models.provisioned_versions_are_pinned,
    policy.policy_names_are_known,
    policy.publishers_are_allowed,
    policy.residencies_are_allowed,
    policy.previews_are_allowed,
    policy.publishers_terms_are_met,
    policy.unknown_terms_are_told,
    policy.caps_are_kept,
    policy.requests_live,
    protection.filters_act,
    protection.high_risk_is_overseen,
    protection.data_classes_are_kept,
    subscriptions.marketplaces_are_open,
    placing.there_is_a_place,
    placing.fallbacks_speak_the_same,
    capacity.workload_fits,
    placing.doubts_are_told,
    cost.budgets_hold,
    compute_pools.pauses_are_understood,
    compute_pools.spot_is_understood,
    compute_pools.weights_can_be_fetched,
    compute_pools.container_apps_have_a_subnet,
)
"""What a plan needs to know before it decides."""
OF_LOCKS: Final[tuple[Rule, ...]] = (
    locks.requests_have_locks,
    locks.locks_have_requests,
    locks.locks_are_current,
    locks.placements_are_possible,
    capacity.locked_capacities_are_taken,
    locks.accounts_keep_boundaries,
    compute_pools.container_apps_leave_the_subnet_first,
    locks.deployments_are_apart,
    names.names_are_valid,
    access.contacts_are_all_told,
    names.names_are_free,
    names.vaults_are_free,
    addresses.subnets_have_room,
    quota.quota_is_known,
    quota.quota_is_recent,
    quota.quota_suffices,
    compute_pools.zones_have_the_size,
    compute_clusters.system_pools_have_quota,
    limits.accounts_fit,
    limits.stock_suffices,
    protection.existing_workspaces_keep_logs,
)
"""What decided placements must meet; a plan puts these right."""
OF_SUBSCRIPTIONS: Final[tuple[Rule, ...]] = (
    subscriptions.subscriptions_are_enabled,
    subscriptions.identities_have_rights,
    subscriptions.providers_are_registered,
)
"""What the subscriptions must allow before anything is created; a plan decides without it."""


def check(
    project: Project,
    *,
    as_of: date,
    quota: QuotaSnapshot | None = None,
    stack: str | None = None,
    catalog: Catalog | None = None,
    target: AzureTarget | None = None,
) -> list[Finding]:
    """All findings about a project, those of reading its files among them; with `stack`, only those on that stack.

    `target` is the Azure that is about to be written to, None where nothing is. The catalogue is the project's own
    unless another is given.
    """
    context, findings = before_planning(project, catalog or project.catalog, as_of, quota, target, stack)
    if context is not None:
        findings += [finding for rule in (*OF_LOCKS, *OF_SUBSCRIPTIONS) for finding in rule(context)]
    return findings if stack is None else [finding for finding in findings if _concerns(finding, project, stack)]


def before_planning(
    project: Project,
    catalog: Catalog,
    as_of: date,
    quota: QuotaSnapshot | None,
    target: AzureTarget | None = None,
    stack: str | None = None,
) -> tuple[Context | None, list[Finding]]:
    """The context and the findings that do not depend on locks; no context without the organisation's policy."""
    findings = list(project.findings)
    if project.policy is None:
        organization = PurePosixPath("stacks/organization.yaml")
        if not any(finding.where is not None and finding.where.file == organization for finding in findings):
            message = f"{organization} is missing: without the organisation's policy nothing can be judged"
            findings.append(reading.MISSING_FILE.finding(message, where=Location(organization)))
        return None, findings
    context = Context.of(project, catalog, project.policy, as_of, quota, target, stack)
    findings += [finding for rule in OF_REQUESTS for finding in rule(context)]
    return context, findings


def _concerns(finding: Finding, project: Project, stack: str) -> bool:
    """Whether a finding is about what the stack builds: its settings, the policy, a request that is placed in it.

    A lock that cannot be read might be about any stack, so it is about each. One that is missing may have been lost,
    and what it placed would be deleted: it is about every stack that could have it.
    """
    if finding.request is not None:
        lock = project.locks.get(finding.request)
        if lock is None:
            lost = finding.code == locks_codes.MISSING_LOCK.slug and project.region(stack) is not None
            return lost or finding.request in project.named_locks
        return any(placement.stack == stack for placement in lock.form.placements)
    if finding.where is None:
        return True
    file = finding.where.file
    if file in {OVERLAY, OWN_COMPUTE}:
        return True
    settings = project.stacks[stack].form if stack in project.stacks else None
    related = {"organization", stack, f"Pulumi.{stack}"}
    if isinstance(settings, RegionSettings):
        related.add(settings.shared)
    if file.parent == PurePosixPath("stacks"):
        return file.name.removesuffix(".yaml") in related
    placed = {
        request.partition("/")[0]
        for request, lock in project.locks.items()
        if any(placement.stack == stack for placement in lock.form.placements)
    }
    return file.name == "team.yaml" and file.parent.name in placed
