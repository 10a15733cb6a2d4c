"""The options of a request: where it could run, under which SKU, with how many units, and why not elsewhere.

Pure judgements on request, policy, stacks and catalogue. The preflight makes findings of them, the planner chooses.
"""

from modelstacks.options.capacity import Units, units_of
from modelstacks.options.cost import ceiling_cost, expected_cost
from modelstacks.options.options import Considered, Option, Place, Rejection, consider, possible_places
from modelstacks.options.quota import Ledger, Pool, pool_of
from modelstacks.options.residency import keeps_residency
from modelstacks.options.targets import Target, targets_of

__all__ = [
    "Considered",
    "Ledger",
    "Option",
    "Place",
    "Pool",
    "Rejection",
    "Target",
    "Units",
    "ceiling_cost",
    "consider",
    "expected_cost",
    "keeps_residency",
    "pool_of",
    "possible_places",
    "targets_of",
    "units_of",
]
