"""Why a stack cannot be planned."""

from __future__ import annotations

from modelstacks.errors import CannotRunError
from modelstacks.finding import Finding


class StackPlanError(CannotRunError):
    """A stack that cannot be planned at all, with the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message, finding.hint)
        self.finding = finding
