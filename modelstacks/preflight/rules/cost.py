"""Rules on money: the expected cost against the budget, and the ceiling's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from modelstacks.codes import policy
from modelstacks.finding import Finding
from modelstacks.preflight.context import Context, Resolved


def budgets_hold(context: Context) -> Iterator[Finding]:
    """The expected cost is within the budget (error), and so is that of the whole capacity (warning).

    Calls are paid for once, wherever they go: a fallback or a second region costs only what the primary then does not,
    and an experiment's share is within the same traffic. Provisioned units are paid for in each place.
    """
    for request, entry, resolved in context.requests():
        option, copies = resolved[0].taken, resolved[0].target.copies
        if option is None or context.expired(entry.form):
            continue
        budget, where = entry.form.budget.usd_per_month, entry.where("budget", "usd_per_month")
        assumed = " (an assumed price)" if option.price is not None and option.price.assumed else ""
        others = sum((_provisioned(one) for one in resolved[1:]), Decimal(0))
        expected = _plus(_provisioned(resolved[0]) or option.expected, others)
        ceiling = _plus(option.ceiling, others, copies)
        if expected is not None and expected > budget:
            message = f"expected are USD {expected:,.0f} a month{assumed}; the budget is USD {budget:,}"
            yield policy.BUDGET_EXCEEDED.finding(message, request=request, where=where)
        elif ceiling is not None and ceiling > budget:
            cost = f"USD {ceiling:,.0f} a month{assumed}"
            regions = "" if copies == 1 else f" in {copies} regions"
            message = f"the whole capacity{regions} would cost {cost}; the budget is USD {budget:,}"
            yield policy.BUDGET_BELOW_CEILING.finding(message, request=request, where=where)
        elif option.expected is None and option.ceiling is None:
            message = f"the catalogue has no price of {resolved[0].target.model} under {option.sku.name}"
            yield policy.COST_UNVERIFIED.finding(message, request=request, where=where)


def _provisioned(one: Resolved) -> Decimal:
    """What a target's provisioned units cost a month in all its regions; nothing where calls are paid for."""
    option = one.taken
    if option is None or option.expected is None or option.price is None or option.price.unit != "ptu-hour":
        return Decimal(0)
    return option.expected * one.target.copies


def _plus(cost: Decimal | None, others: Decimal, copies: int = 1) -> Decimal | None:
    return None if cost is None else cost * copies + others
