"""Rules on money: the expected cost against the budget, and the ceiling's."""

from __future__ import annotations

from collections.abc import Iterator

from modelstacks.codes import policy
from modelstacks.finding import Finding
from modelstacks.preflight.context import Context


def budgets_hold(context: Context) -> Iterator[Finding]:
    """The primary's expected cost is within the budget (error), and so is the ceiling's (warning).

    Fallbacks cost only what the primary then does not; an experiment's share is within the same traffic.
    """
    for request, entry, resolved in context.requests():
        option = resolved[0].taken
        if option is None or context.expired(entry.form):
            continue
        budget, where = entry.form.budget.usd_per_month, entry.where("budget", "usd_per_month")
        assumed = " (an assumed price)" if option.price is not None and option.price.assumed else ""
        if option.expected is not None and option.expected > budget:
            message = f"expected are USD {option.expected:,.0f} a month{assumed}; the budget is USD {budget:,}"
            yield policy.BUDGET_EXCEEDED.finding(message, request=request, where=where)
        elif option.ceiling is not None and option.ceiling > budget:
            cost = f"USD {option.ceiling:,.0f} a month{assumed}"
            message = f"the whole capacity would cost {cost}; the budget is USD {budget:,}"
            yield policy.BUDGET_BELOW_CEILING.finding(message, request=request, where=where)
        elif option.expected is None and option.ceiling is None:
            message = f"the catalogue has no price of {resolved[0].target.model} under {option.sku.name}"
            yield policy.COST_UNVERIFIED.finding(message, request=request, where=where)
