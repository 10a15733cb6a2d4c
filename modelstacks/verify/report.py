"""What a verification found, and the exit code that follows from it."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

RESULTS_OPTION = "--modelstacks-results"
"""The option by which the suite's process is told where to write its results."""


class Outcome(enum.StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    """Azure says something else than was declared."""
    SKIPPED = "skipped"
    ERROR = "error"
    """It could not be found out: no token, no permission, no answer."""


@dataclass(frozen=True)
class CheckResult:
    """One check of one subject."""

    subject: str
    check: str
    outcome: Outcome
    message: str = ""


@dataclass(frozen=True)
class VerificationReport:
    """All checks of a stack, in the order of the suite; `trouble` says why the suite itself could not run."""

    stack: str
    results: tuple[CheckResult, ...]
    trouble: str = ""

    @property
    def exit_code(self) -> int:
        """0 when all is as declared, 1 when something is not, 2 when that could not be found out."""
        outcomes = {result.outcome for result in self.results}
        if Outcome.FAILED in outcomes:
            return 1
        if self.trouble or Outcome.ERROR in outcomes or Outcome.PASSED not in outcomes:
            return 2
        return 0

    def count(self, outcome: Outcome) -> int:
        """How many checks ended so."""
        return Counter(result.outcome for result in self.results)[outcome]

    def as_json(self) -> dict[str, Any]:
        """The document of `--json`."""
        return {
            "stack": self.stack,
            "passed": self.exit_code == 0,
            "counts": {outcome.value: self.count(outcome) for outcome in Outcome},
            "trouble": self.trouble or None,
            "results": [asdict(result) for result in self.results],
        }
