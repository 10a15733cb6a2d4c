"""What a finding code is: the slug that scripts rely on, and the text that its documentation is made of."""

from __future__ import annotations

from dataclasses import dataclass

from modelstacks.finding import Finding, Location, Severity


@dataclass(frozen=True)
class Code:
    """One kind of finding. The slug is a contract: it is never renamed, and never reused for something else."""

    slug: str
    severity: Severity
    title: str
    meaning: str
    """What was seen, and why it matters."""
    remedy: str
    """What to do about it in general; a finding's own hint is more exact where it can be."""
    prevents: str = ""
    """The error of Azure Resource Manager that would come otherwise, by its code; empty where there is none."""

    def finding(
        self, message: str, *, hint: str = "", request: str | None = None, where: Location | None = None
    ) -> Finding:
        """A finding of this code; the general remedy is its hint when none is given."""
        return Finding(self.severity, self.slug, message, hint or self.remedy, request, where)


def error(slug: str, title: str, meaning: str, remedy: str, prevents: str = "") -> Code:
    """A code whose findings stop `plan` and `up`."""
    return Code(slug, Severity.ERROR, title, meaning, remedy, prevents)


def warning(slug: str, title: str, meaning: str, remedy: str, prevents: str = "") -> Code:
    """A code whose findings are worth a look, or say that something could not be verified."""
    return Code(slug, Severity.WARNING, title, meaning, remedy, prevents)


def information(slug: str, title: str, meaning: str, remedy: str, prevents: str = "") -> Code:
    """A code whose findings only tell."""
    return Code(slug, Severity.INFORMATION, title, meaning, remedy, prevents)
