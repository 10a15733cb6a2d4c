"""Purging what Azure keeps of deleted AI accounts: name, subdomain and quota, for 48 hours.

azure-native deletes an account and does not purge it, and no provider of ours purges behind anyone's back. So it is a
step of its own, visible, and only for accounts that carry all the tags of the stack.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from modelstacks.engines.arm import Arm, connect, pages, refusal
from modelstacks.engines.session import Session, subscription_of
from modelstacks.errors import CannotRunError
from modelstacks.planner import stack_plan_of
from modelstacks.planner.stack_plan import RegionStackPlan

_API_VERSION = "2025-06-01"
_POLL_LIMIT = 600
"""How often a purge is asked about before it is given up; Azure takes about ten seconds."""
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class Purged:
    """An account that is gone for good."""

    stack: str
    account: str
    id: str

    def as_json(self) -> dict[str, str]:
        return {"stack": self.stack, "account": self.account, "id": self.id}


def purge_stacks(session: Session, stacks: Sequence[str], console: Console) -> list[Purged]:
    """Purge the soft-deleted accounts of the stacks, one after the other, and say so.

    Raises CannotRunError when Azure refuses to list or to purge; what was purged before that stays purged.
    """
    regions = [stack for stack in stacks if session.project.region(stack)]
    if not regions:
        return []
    arm = connect(session)
    purged: list[Purged] = []
    for stack in regions:
        for account in _deleted_accounts(session, stack, arm):
            _purge(arm, account["id"])
            purged.append(Purged(stack, account["name"], account["id"]))
            console.print(f"purged {account['name']} ({stack}): its name and quota are free again", markup=False)
    if not purged:
        console.print(f"nothing to purge: no soft-deleted account of {', '.join(regions)}")
    return purged


def _deleted_accounts(session: Session, stack: str, arm: Arm) -> Iterator[dict[str, Any]]:
    plan = stack_plan_of(session.project, stack)
    if not isinstance(plan, RegionStackPlan):
        return
    subscription = subscription_of(session.project, stack)
    collection = f"/subscriptions/{subscription}/providers/Microsoft.CognitiveServices/deletedAccounts"
    for account in list(pages(arm, f"{collection}?api-version={_API_VERSION}")):
        tags = account.get("tags") or {}
        if all(tags.get(name) == value for name, value in plan.tags.items()):
            yield account


def _purge(arm: Arm, identifier: str) -> None:
    status, body, headers = arm.request("DELETE", f"{identifier}?api-version={_API_VERSION}")
    if status not in {200, 202, 204}:
        raise CannotRunError(
            f"{identifier} was not purged: {refusal(status, body)}",
            "It takes Cognitive Services Contributor on the subscription; then `modelstacks purge STACK`.",
        )
    following = headers.get("azure-asyncoperation") or headers.get("location")
    if status != 202 or not following:
        return
    for _ in range(_POLL_LIMIT):
        status, body, headers = arm.request("GET", following)
        state = (body or {}).get("status", "Succeeded" if status in {200, 204} else "InProgress")
        if state == "Succeeded":
            return
        if state in {"Failed", "Canceled"} or status >= 400:
            raise CannotRunError(f"{identifier} was not purged: {refusal(status, body)}")
        time.sleep(_pause(headers))
    raise CannotRunError(f"The purge of {identifier} did not end.", "Run `modelstacks purge STACK` again later.")


def _pause(headers: dict[str, str]) -> float:
    """Seconds until the next question: what ARM asks for, in milliseconds where it says so."""
    if milliseconds := headers.get("x-ms-retry-after-ms"):
        return int(milliseconds) / 1000
    return min(float(headers.get("retry-after", 5)), _LONGEST_PAUSE)
