"""When a budget mails, and what of it stays as it was: the same for every budget, whatever it counts.

A budget never stops anything: Azure evaluates it once a day, on cost that is 8 to 24 hours old.

Azure lets a new budget begin in the current month or later, and keeps the first day of one that exists. So the start
date counts when the budget is made; afterwards it is left as it is, whatever the argument says.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from pulumi_azure_native import consumption

_Kind = consumption.ThresholdType

THRESHOLDS: Final = (
    (50, _Kind.ACTUAL),
    (80, _Kind.ACTUAL),
    (100, _Kind.ACTUAL),
    (100, _Kind.FORECASTED),
)
"""Percent of the amount, and whether of the cost so far or of the month's forecast. Azure takes at most five."""

LEFT_ALONE: Final = ["timePeriod.startDate"]


def notifications(contact_emails: Sequence[str]) -> Mapping[str, consumption.NotificationArgs]:
    """One for each threshold."""
    return {
        f"{kind.value.lower()}-{percent}": consumption.NotificationArgs(
            enabled=True,
            operator=consumption.OperatorType.GREATER_THAN_OR_EQUAL_TO,
            threshold=percent,
            threshold_type=kind,
            contact_emails=list(contact_emails),
        )
        for percent, kind in THRESHOLDS
    }
