"""A monthly budget on what carries a tag, which mails when cost comes near it (`budget_notifications`).

A pool's cost is spread over resource groups (machines are in the one that AKS makes, disks and addresses too), so the
budget is the subscription's and counts what carries the pool's tag. Azure books cost by the tags that a resource has
itself, so the pool's resources all have them.
"""

from collections.abc import Sequence
from typing import TypedDict

import pulumi
from pulumi_azure_native import consumption

from components.budget_notifications import LEFT_ALONE, notifications
from components.ordering import child


class SubscriptionBudgetArgs(TypedDict):
    """Arguments of `SubscriptionBudget`."""

    subscription_id: str
    budget_name: str
    tag_name: str
    tag_value: str
    amount: int
    """Per month, in the billing currency of the subscription."""
    start_date: str
    """`yyyy-MM-01T00:00:00Z`: of the month in which the budget is made, or of one of the next twelve."""
    contact_emails: Sequence[str]
    """At least one; Azure asks for it."""


class SubscriptionBudget(pulumi.ComponentResource):
    """A budget of the subscription for what carries one tag, with a mail at each threshold."""

    def __init__(self, name: str, args: SubscriptionBudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:SubscriptionBudget", name, {}, opts)
        consumption.Budget(
            name,
            budget_name=args["budget_name"],
            scope=f"/subscriptions/{args['subscription_id']}",
            category=consumption.CategoryType.COST,
            amount=args["amount"],
            time_grain=consumption.TimeGrainType.MONTHLY,
            time_period=consumption.BudgetTimePeriodArgs(start_date=args["start_date"]),
            filter=consumption.BudgetFilterArgs(
                tags=consumption.BudgetComparisonExpressionArgs(
                    name=args["tag_name"],
                    operator=consumption.BudgetOperatorType.IN_,
                    values=[args["tag_value"]],
                )
            ),
            notifications=notifications(args["contact_emails"]),
            opts=pulumi.ResourceOptions.merge(child(self, opts), pulumi.ResourceOptions(ignore_changes=LEFT_ALONE)),
        )
        self.register_outputs({})
