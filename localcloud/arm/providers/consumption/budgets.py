"""Budgets: an extension of subscriptions and resource groups, with rules about dates, filters and notifications.

The rules are documented; the codes and texts of the refusals were not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.resource_type import Delete, NameRule, ResourceType, Write

_MONTHS_PER_PERIOD = {
    "Monthly": 1,
    "BillingMonth": 1,
    "Quarterly": 3,
    "BillingQuarter": 3,
    "Annually": 12,
    "BillingAnnual": 12,
}
_MONTHS_AHEAD = 12
_EARLIEST = date(2017, 6, 1)
_MAXIMUM_NOTIFICATIONS = 5
_MAXIMUM_CONTACTS = 50
_MAXIMUM_THRESHOLD = 1000
_YEARS = 10
_COMPARISONS = ("dimensions", "tags")


def _refuse(message: str) -> ArmError:
    return bad_request("BadRequest", message)


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    amount = properties["amount"]
    if isinstance(amount, bool) or not isinstance(amount, int | float) or amount < 0:
        raise _refuse(f"The budget amount '{amount}' must be a number that is not negative.")
    _check_period(cloud, write)
    _check_filter(properties.get("filter") or {})
    notifications = properties.get("notifications") or {}
    if len(notifications) > _MAXIMUM_NOTIFICATIONS:
        raise _refuse(f"A budget can have {_MAXIMUM_NOTIFICATIONS} notifications, not {len(notifications)}.")
    for key, notification in notifications.items():
        _check_notification(key, notification)


def _day(value: object, name: str) -> date:
    try:
        return datetime.fromisoformat(str(value).replace("Z", "+00:00")).astimezone(UTC).date()
    except ValueError:
        raise _refuse(f"The {name} '{value}' of the budget's time period is no date.") from None


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _check_period(cloud: Cloud, write: Write) -> None:
    period: Json = write.properties["timePeriod"]
    start = _day(period.get("startDate"), "startDate")
    if start.day != 1 or start < _EARLIEST:
        raise _refuse(f"The start date {start} must be the first of a month, not before {_EARLIEST}.")
    if period.get("endDate") is not None and _day(period["endDate"], "endDate") <= start:
        raise _refuse("The end date must be after the start date.")
    before = write.existing.properties["timePeriod"]["startDate"] if write.existing else None
    if before is not None and _day(before, "startDate") == start:
        return
    today = cloud.seed.today
    months = _MONTHS_PER_PERIOD[write.properties["timeGrain"]]
    if _months(start) - _months(today) > _MONTHS_AHEAD:
        raise _refuse(f"The start date {start} must not be more than {_MONTHS_AHEAD} months in the future.")
    if _months(start) // months < _months(today) // months:
        raise _refuse(
            f"The start date {start} must lie in the current {write.properties['timeGrain']} period or later."
        )


def _check_filter(given: Mapping[str, object]) -> None:
    """Dimensions, tags, or an `and` of at least two of these; nothing else, and nothing nested."""
    unknown = set(given) - {*_COMPARISONS, "and"}
    if unknown:
        raise _refuse(f"The budget filter has no '{sorted(unknown)[0]}'; it has dimensions, tags and and.")
    if len(given) > 1:
        raise _refuse(f"The budget filter has {', '.join(sorted(given))}: put both into an 'and'.")
    for name in _COMPARISONS:
        _check_comparison(name, given.get(name))
    both = given.get("and")
    if both is None:
        return
    if not isinstance(both, list) or len(both) < 2:
        raise _refuse("The 'and' of a budget filter needs at least two items.")
    for one in both:
        if not isinstance(one, dict) or len(one) != 1 or set(one) - set(_COMPARISONS):
            raise _refuse("Every item of the 'and' of a budget filter is one of dimensions or tags.")
        for name in _COMPARISONS:
            _check_comparison(name, one.get(name))


def _check_comparison(kind: str, given: object) -> None:
    if given is None:
        return
    if not isinstance(given, dict) or not isinstance(given.get("name"), str) or not given["name"]:
        raise _refuse(f"The {kind} of a budget filter need a name.")
    if given.get("operator") != "In":
        raise _refuse(f"The operator '{given.get('operator')}' of a budget filter must be 'In'.")
    values = given.get("values")
    if not (isinstance(values, list) and values and all(isinstance(value, str) for value in values)):
        raise _refuse(f"The {kind} '{given['name']}' of a budget filter need values.")


def _check_notification(key: str, notification: Any) -> None:
    if not isinstance(notification, dict):
        raise _refuse(f"Notification '{key}' must be an object.")
    threshold = notification.get("threshold")
    if (
        isinstance(threshold, bool)
        or not isinstance(threshold, int | float)
        or not 0 <= threshold <= _MAXIMUM_THRESHOLD
    ):
        raise _refuse(f"The threshold of notification '{key}' must be between 0 and {_MAXIMUM_THRESHOLD} percent.")
    if notification.get("operator") not in ("EqualTo", "GreaterThan", "GreaterThanOrEqualTo"):
        raise _refuse(f"The operator '{notification.get('operator')}' of notification '{key}' is unknown.")
    emails, groups = notification.get("contactEmails"), notification.get("contactGroups", [])
    if not isinstance(emails, list) or not isinstance(groups, list):
        raise _refuse(f"Notification '{key}' needs contactEmails (the list may be empty when there are contactGroups).")
    if not (emails or groups):
        raise _refuse(f"Notification '{key}' needs at least one email or action group.")
    if max(len(emails), len(groups)) > _MAXIMUM_CONTACTS:
        raise _refuse(f"Notification '{key}' can have {_MAXIMUM_CONTACTS} contacts of a kind.")


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    period: Json = write.properties["timePeriod"]
    if not period.get("endDate"):
        start = _day(period["startDate"], "startDate")
        period["endDate"] = start.replace(year=start.year + _YEARS).strftime("%Y-%m-%dT00:00:00Z")
    for notification in (write.properties.get("notifications") or {}).values():
        notification.setdefault("thresholdType", "Actual")
    write.properties["currentSpend"] = {"amount": 0, "unit": "USD"}


TYPE = ResourceType(
    name="Microsoft.Consumption/budgets",
    api_versions=("2019-10-01", "2021-10-01", "2023-05-01", "2023-11-01", "2024-08-01", "2026-06-01"),
    scope="any",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9_-]+", 1, 63),
    required=("properties.category", "properties.amount", "properties.timeGrain", "properties.timePeriod"),
    shapes={
        "properties.amount": "number",
        "properties.timePeriod": "object",
        "properties.timePeriod.startDate": "text",
        "properties.timePeriod.endDate": "text",
        "properties.filter": "object",
        "properties.notifications": "object",
    },
    closed={"properties.category": ("Cost",), "properties.timeGrain": tuple(_MONTHS_PER_PERIOD)},
    read_only=("properties.currentSpend", "properties.forecastSpend", "eTag"),
    patch=None,
    delete=Delete(done=200, absent=200),
    provisioning_state=False,
    validate=_validate,
    complete_body=_complete,
)
