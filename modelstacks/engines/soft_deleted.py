"""Purging what Azure keeps of what was deleted: AI accounts (name, subdomain, quota), Key Vaults and Azure Machine
Learning workspaces (the name).

azure-native deletes and does not purge, and no provider of ours purges behind anyone's back. So it is a step of its
own, visible, and only for what carries all the tags of the stack and lay in a resource group that this project names:
another project may have a stack of the same name in the same subscription.

Workspaces are different: Azure lists no deleted ones. So those of the stack's plan are asked for by name, and what
lives is left alone. A deleted one can only be purged through its resource group; where that is gone too, it is made for
the moment, which is what people do by hand (Azure/azure-powershell#12841, for Log Analytics).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rich.console import Console

from modelstacks.compute_names import ComputeNames
from modelstacks.engines.arm import connect, translated
from modelstacks.engines.arm_operations import ask, follow
from modelstacks.engines.session import Session
from modelstacks.errors import CannotRunError
from modelstacks.naming import BoundaryNames
from modelstacks.planner import stack_plan_of
from modelstacks.planner.stack_plan import RegionStackPlan
from modelstacks.snapshot.arm import ArmReader, refusal

_ACCOUNTS_API: Final = "2025-06-01"
_VAULTS_API: Final = "2024-11-01"
_WORKSPACES_API: Final = "2025-12-01"
_GROUPS_API: Final = "2024-03-01"
_SLOTS: Final = 1000
"""Trust boundaries of one team in one stack whose groups are known by name."""


@dataclass(frozen=True)
class Purged:
    """Something that is gone for good. `account` is its name, whatever it was."""

    stack: str
    account: str
    id: str

    def as_json(self) -> dict[str, str]:
        return {"stack": self.stack, "account": self.account, "id": self.id}


def purge_stacks(session: Session, stacks: Sequence[str], console: Console) -> list[Purged]:
    """Purge what is soft-deleted of the stacks, one after the other, and say so.

    Raises CannotRunError when Azure refuses to list or to purge; what was purged before that stays purged.
    """
    regions = [stack for stack in stacks if session.project.region(stack)]
    if not regions:
        return []
    arm = connect(session)
    purged: list[Purged] = []
    with translated():
        for stack in regions:
            for one in _purged(session, stack, arm):
                purged.append(one)
                console.print(f"purged {one.account} ({stack}): what Azure held of it is free again", markup=False)
    if not purged:
        console.print(f"nothing to purge: nothing is soft-deleted of {', '.join(regions)}")
    return purged


def _purged(session: Session, stack: str, arm: ArmReader) -> Iterator[Purged]:
    plan, policy = stack_plan_of(session.project, stack), session.project.policy
    if not isinstance(plan, RegionStackPlan) or policy is None:
        return

    @cache
    def groups(team: str) -> frozenset[str]:
        """Of the boundaries that a team had or may have here; the locks name only those of today."""
        boundaries = (
            BoundaryNames(plan.subscription, plan.location, policy.workload, stack, team, slot)
            for slot in range(1, _SLOTS)
        )
        named = ((each.resource_group, ComputeNames(each).resource_group) for each in boundaries)
        return frozenset(name.lower() for pair in named for name in pair)

    def is_ours(tags: Mapping[str, str], lay_in: str) -> bool:
        carries = all(tags.get(name) == value for name, value in plan.tags.items())
        return carries and _group_of(lay_in) in groups(tags.get("team", ""))

    # The whole list first: it changes while its entries are purged.
    for account in list(_deleted(arm, plan, "Microsoft.CognitiveServices/deletedAccounts", _ACCOUNTS_API)):
        if is_ours(account.get("tags") or {}, account["id"]):
            _purge(arm, "DELETE", account["id"], _ACCOUNTS_API, "Cognitive Services Contributor")
            yield Purged(stack, account["name"], account["id"])
    for vault in list(_deleted(arm, plan, "Microsoft.KeyVault/deletedVaults", _VAULTS_API)):
        kept = vault.get("properties") or {}
        if is_ours(kept.get("tags") or {}, str(kept.get("vaultId"))) and not kept.get("purgeProtectionEnabled"):
            _purge(arm, "POST", f"{vault['id']}/purge", _VAULTS_API, "Key Vault Contributor")
            yield Purged(stack, vault["name"], vault["id"])
    for boundary in plan.compute:
        if boundary.workspace is not None:
            group = f"/subscriptions/{plan.subscription}/resourceGroups/{boundary.resource_group}"
            workspace = f"{group}/providers/Microsoft.MachineLearningServices/workspaces/{boundary.workspace.name}"
            if _purge_workspace(arm, group, workspace, plan):
                yield Purged(stack, boundary.workspace.name, workspace)


def _deleted(arm: ArmReader, plan: RegionStackPlan, collection: str, api_version: str) -> Iterator[dict[str, Any]]:
    return arm.pages(f"/subscriptions/{plan.subscription}/providers/{collection}", api_version)


def _group_of(identifier: str) -> str:
    """The resource group that a deleted resource lay in, by an id that still has it."""
    return identifier.lower().partition("/resourcegroups/")[2].partition("/")[0]


def _purge_workspace(arm: ArmReader, group: str, workspace: str, plan: RegionStackPlan) -> bool:
    """Purge a workspace unless it lives; whether there was one that Azure kept."""
    if ask(arm, "GET", _url(arm, workspace, _WORKSPACES_API)).status != 404:
        return False
    made = ask(arm, "GET", _url(arm, group, _GROUPS_API)).status == 404
    if made:
        body = {"location": plan.location, "tags": dict(plan.tags)}
        answer = ask(arm, "PUT", _url(arm, group, _GROUPS_API), body)
        if answer.status >= 400:
            raise CannotRunError(f"{group}, through which its workspace is purged, was not made: {refusal(answer)}")
    try:
        url = f"{_url(arm, workspace, _WORKSPACES_API)}&forceToPurge=true"
        return _followed(arm, ask(arm, "DELETE", url), workspace, "AzureML Data Scientist and Contributor") != 204
    finally:
        if made:
            follow(arm, ask(arm, "DELETE", _url(arm, group, _GROUPS_API)), f"The deletion of {group}")


def _purge(arm: ArmReader, method: str, path: str, api_version: str, role: str) -> None:
    _followed(arm, ask(arm, method, _url(arm, path, api_version)), path, role)


def _followed(arm: ArmReader, answer: Any, path: str, role: str) -> int:
    if answer.status not in {200, 202, 204}:
        raise CannotRunError(
            f"{path} was not purged: {refusal(answer)}",
            f"It takes the role {role} on the subscription; then `modelstacks purge STACK`.",
        )
    follow(arm, answer, f"The purge of {path}")
    return int(answer.status)


def _url(arm: ArmReader, path: str, api_version: str) -> str:
    return f"{arm.endpoint}{path}?api-version={api_version}"
