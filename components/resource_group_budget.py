"""A monthly budget on a resource group, which mails when cost comes near it (`budget_notifications`)."""

from collections.abc import Sequence
from typing import TypedDict

import pulumi
from pulumi_azure_native import consumption

from components.budget_notifications import LEFT_ALONE, notifications
from components.ordering import child


class ResourceGroupBudgetArgs(TypedDict):
    """Arguments of `ResourceGroupBudget`."""

    resource_group_id: pulumi.Input[str]
    budget_name: str
    amount: int
    """Per month, in the billing currency of the subscription."""
    start_date: str
    """`yyyy-MM-01T00:00:00Z`: of the month in which the budget is made, or of one of the next twelve."""
    contact_emails: Sequence[str]
    """At least one; Azure asks for it."""


class ResourceGroupBudget(pulumi.ComponentResource):
    """A budget with a mail at each threshold."""

    def __init__(self, name: str, args: ResourceGroupBudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:ResourceGroupBudget", name, {}, opts)
        consumption.Budget(
            name,
            budget_name=args["budget_name"],
            scope=args["resource_group_id"],
            category=consumption.CategoryType.COST,
            amount=args["amount"],
            time_grain=consumption.TimeGrainType.MONTHLY,
            time_period=consumption.BudgetTimePeriodArgs(start_date=args["start_date"]),
            notifications=notifications(args["contact_emails"]),
            opts=pulumi.ResourceOptions.merge(child(self, opts), pulumi.ResourceOptions(ignore_changes=LEFT_ALONE)),
        )
        self.register_outputs({})
