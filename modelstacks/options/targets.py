"""The deployments that one request needs: its model, each fallback, the experiment."""

from __future__ import annotations

import math
from dataclasses import dataclass

from modelstacks.lock import Role
from modelstacks.request import Capacity, Request


@dataclass(frozen=True)
class Target:
    """One model that a request wants deployed. `path` is where the request names it."""

    role: Role
    model: str
    version: str | None
    capacity: Capacity
    copies: int
    """In how many regions."""
    path: tuple[str | int, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What makes the target in its request: there is one primary, and one fallback a model."""
        return self.role, "" if self.role == "primary" else self.model


def targets_of(request: Request) -> tuple[Target, ...]:
    """The targets, primary first.

    A fallback takes over the whole traffic, so it reserves the whole capacity; an experiment reserves its share.
    """
    primary = Target(
        "primary",
        request.model,
        request.version,
        request.capacity,
        2 if request.availability == "multi-region" else 1,
        ("model",),
    )
    fallbacks = tuple(
        Target("fallback", model, None, request.capacity, 1, ("fallbacks", index))
        for index, model in enumerate(request.fallbacks)
    )
    if request.experiment is None:
        return (primary, *fallbacks)
    share = _share(request.capacity, request.experiment.share)
    experiment = Target("experiment", request.experiment.model, None, share, 1, ("experiment", "model"))
    return (primary, *fallbacks, experiment)


def _share(capacity: Capacity, share: float) -> Capacity:
    given = capacity.model_dump(exclude_none=True)
    return Capacity(**{unit: math.ceil(amount * share) for unit, amount in given.items()})
