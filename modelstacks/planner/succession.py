"""What becomes of a request's old placements when new choices are made for it: they stay, retire or go.

- An old placement stays when a choice is its stack, SKU and model, and its account still admits the request.
- Where a choice is new, the old placements of the same target retire: they serve until the new one does.
- One that nobody follows goes at once, as does one that was retiring already; with a snapshot, the latter waits until
  the deployments that stay are seen in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from modelstacks.lock import AccountSlot, Placement
from modelstacks.options import Option
from modelstacks.preflight.context import Resolved


@dataclass(frozen=True)
class Choice:
    """An option chosen for a target of a request."""

    resolved: Resolved
    option: Option

    def is_at(self, placement: Placement) -> bool:
        """Whether a placement is this very target, stack and SKU, on machines that need not be made anew."""
        target, machine = self.resolved.target, self.option.machine
        same_target = (placement.role, placement.model) == (target.role, target.model)
        # Azure sets the reservation of a node pool when it makes the pool, and never again. Another runtime is other
        # objects, made before the old ones go: on the same machines they would wait for accelerators without end.
        old, new = placement.pool, machine.shape if machine is not None else None
        same_machines = old is None or new is None or (old.reserved, old.runtime) == (new.reserved, new.runtime)
        return same_target and same_machines and (placement.stack, placement.sku) == self.option.key

    def succeeds(self, placement: Placement) -> bool:
        """Whether it does the work of a placement. A request's first model may change; a fallback is its model."""
        target = self.resolved.target
        return placement.role == target.role and (target.role == "primary" or placement.model == target.model)

    def placement(self, slot: int, deployment: str) -> Placement:
        """The placement of the choice; its account's generation is set when all placements are known."""
        version = self.resolved.version
        return Placement(
            state="placed",
            role=self.resolved.target.role,
            stack=self.option.place.stack,
            model=self.resolved.target.model,
            version=version.version if version is not None else "",
            sku=self.option.sku.name,
            capacity=self.option.units.amount,
            account=AccountSlot(slot=slot, generation=1),
            deployment=deployment,
            pool=self.option.machine.shape if self.option.machine is not None else None,
        )


@dataclass
class Succession:
    """The outcome for one request: placements that remain, and choices that still need an account and a name."""

    remaining: list[Placement] = field(default_factory=list)
    fresh: list[Choice] = field(default_factory=list)


def succeed(
    old: Iterable[Placement],
    choices: Collection[Choice],
    admits: Callable[[Placement], bool],
    stacks: Collection[str],
    exists: Callable[[Placement], bool] | None,
) -> Succession:
    """Divide. `stacks` are those that have settings: elsewhere nothing can retire. `exists` says whether a snapshot
    shows a placement's deployment; None without a snapshot.
    """
    # A placement that stands comes before one that is retiring: moving back takes the retiring one up again.
    before = sorted((one for one in old if one.stack in stacks), key=lambda one: one.state == "retiring")
    outcome, stays = Succession(), list[Placement]()
    for choice in choices:
        standing = next((one for one in before if choice.is_at(one) and one not in stays and admits(one)), None)
        if standing is None:
            outcome.fresh.append(choice)
            continue
        stays.append(standing)
        outcome.remaining.append(choice.placement(standing.account.slot, standing.deployment))
    for placement in before:
        if placement in stays or not any(choice.succeeds(placement) for choice in choices):
            continue
        moved = any(choice.succeeds(placement) for choice in outcome.fresh)
        waiting = exists is not None and not all(exists(one) for one in stays)
        if (placement.state == "placed" and moved) or (placement.state == "retiring" and (moved or waiting)):
            outcome.remaining.append(placement.model_copy(update={"state": "retiring"}))
    return outcome
