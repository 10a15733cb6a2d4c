"""Which part of a plan a failed resource belongs to, by the logical name that Pulumi prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.planner.stack_plan import AccountPlan, DeploymentPlan, RegionStackPlan, StackPlan

if TYPE_CHECKING:
    from modelstacks.planner.compute_plan import ComputeBoundaryPlan, PoolPlan


@dataclass(frozen=True)
class Subject:
    """What failed: an account or one of its deployments, a pool, or what a boundary's pools stand on."""

    account: AccountPlan | None = None
    deployment: DeploymentPlan | None = None
    boundary: ComputeBoundaryPlan | None = None
    pool: PoolPlan | None = None

    def __str__(self) -> str:
        if self.pool is not None:
            machine = self.pool.machine
            return f"the pool {self.pool.name} ({self.pool.kind}, up to {machine.maximum} of {machine.vm_size})"
        if self.boundary is not None:
            hosts = (self.boundary.cluster, self.boundary.workspace, self.boundary.environment)
            named = " or ".join(host.name for host in hosts if host is not None)
            return f"{named} of the team {self.boundary.team}"
        if self.account is not None and self.deployment is not None:
            return f"the deployment {self.deployment.name} of account {self.account.name}"
        return f"the account {self.account.name}" if self.account is not None else "a resource"

    @property
    def request(self) -> str | None:
        """The request that it is for, where there is one."""
        if self.pool is not None:
            return self.pool.request
        return self.deployment.request if self.deployment is not None else None


def subject_of(plan: StackPlan, urn: str, message: str) -> Subject:
    """The subject of a resource, by its logical name or the names in the message."""
    if not isinstance(plan, RegionStackPlan):
        return Subject()
    name = urn.rpartition("::")[2]
    return _of_compute(plan, name) or _of_accounts(plan, name, message)


def _of_compute(plan: RegionStackPlan, name: str) -> Subject | None:
    """Pools before hosts, and the longest key first: `legal-1-terms` also begins `legal-1-terms--2`."""
    pools = [(boundary, pool) for boundary in plan.compute for pool in boundary.pools]
    for boundary, pool in sorted(pools, key=lambda one: -len(one[1].key)):
        if _is_of(name, pool.key):
            return Subject(boundary=boundary, pool=pool)
    return next((Subject(boundary=one) for one in plan.compute if _is_of(name, one.key)), None)


def _of_accounts(plan: RegionStackPlan, name: str, message: str) -> Subject:
    for account in plan.accounts:
        for deployment in account.deployments:
            if name == f"{account.key}-{deployment.name}":
                return Subject(account, deployment)
    # The longest key first: `legal-1` is also the beginning of `legal-10`.
    for account in sorted(plan.accounts, key=lambda one: -len(one.key)):
        if _is_of(name, account.key) or account.name in message:
            return Subject(account)
    return Subject()


def _is_of(name: str, key: str) -> bool:
    return name == key or name.startswith(f"{key}-")
