"""The figures in Azure's texts about quota. Texts are no contract: a figure that is not found is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"[\d,]+"
_UNITS = (
    # The present form and that of 2024, as seen in public issues.
    re.compile(
        rf"require (?P<needed>{_NUMBER}) new capacity in quota (?P<quota>.+?), which is bigger than the current "
        rf"available capacity (?P<free>{_NUMBER}).*?quota limit is (?P<limit>{_NUMBER})",
        re.DOTALL,
    ),
    re.compile(
        rf"capacity '(?P<needed>{_NUMBER})' of account deployment is bigger than available capacity "
        rf"'(?P<free>{_NUMBER})' for UsageName '(?P<quota>[^']+)'",
        re.DOTALL,
    ),
)
_VCPUS = (
    # AKS, of a family and of the region; Azure Compute; Azure Machine Learning.
    re.compile(
        rf"vcpu quota requested (?P<needed>{_NUMBER}), remaining (?P<free>{_NUMBER}) for family (?P<quota>.+?) for"
    ),
    re.compile(
        rf"(?P<quota>regional vcpu quota) left for location \S+\. left regional vcpu quota (?P<free>{_NUMBER}), "
        rf"requested quota (?P<needed>{_NUMBER})"
    ),
    re.compile(
        rf"exceeding approved (?P<quota>.+?) (?:Cores )?quota.*?Current Limit: (?P<limit>{_NUMBER}), "
        rf"Current Usage: (?P<used>{_NUMBER}), Additional Required: (?P<needed>{_NUMBER})",
        re.DOTALL,
    ),
    re.compile(
        rf"Not enough quota available for (?P<quota>\S+) in .*?usage/limit: (?P<used>{_NUMBER})/(?P<limit>{_NUMBER})"
        rf"\. Additional needed: (?P<needed>{_NUMBER})",
        re.DOTALL,
    ),
)


@dataclass(frozen=True)
class Figures:
    """What was asked of which quota, and what is free of it, in Azure's unit."""

    quota: str
    needed: int
    free: int
    limit: int | None

    def __str__(self) -> str:
        limit = f" of {self.limit:,}" if self.limit is not None else ""
        return f"of the quota {self.quota!r}; free: {self.free:,}{limit}"

    @property
    def missing(self) -> int:
        """How much is wanting."""
        return max(0, self.needed - self.free)


def units(message: str) -> Figures | None:
    """Units of a model deployment's quota."""
    return _found(_UNITS, message)


def vcpus(message: str) -> Figures | None:
    """vCPUs of a machine's quota."""
    return _found(_VCPUS, message)


def _found(patterns: tuple[re.Pattern[str], ...], message: str) -> Figures | None:
    for pattern in patterns:
        found = pattern.search(message)
        if found is not None:
            given = {key: value for key, value in found.groupdict().items() if value is not None}
            numbers = {key: int(given[key].replace(",", "")) for key in given if key != "quota"}
            limit = numbers.get("limit")
            free = numbers["free"] if "free" in numbers else max(0, (limit or 0) - numbers["used"])
            return Figures(given["quota"], numbers["needed"], free, limit)
    return None
