"""The options of a request: where it could run, under which SKU, with how many units, and why not elsewhere.

Pure judgements on request, policy, stacks and catalogue. The preflight makes findings of them, the planner chooses.
"""

from modelstacks.options.capacity import Units, asked_as, refused_capacity, units_of
from modelstacks.options.elsewhere import Possible, possible_places
from modelstacks.options.options import FOUNDRY, Considered, Option, Place, Problem, Rejection, consider
from modelstacks.options.quota import Draw, Ledger, Pool, pool_of
from modelstacks.options.residency import keeps_residency
from modelstacks.options.sizing import Sized, replicas_for, sizes
from modelstacks.options.targets import Target, targets_of

__all__ = [
    "FOUNDRY",
    "Considered",
    "Draw",
    "Ledger",
    "Option",
    "Place",
    "Pool",
    "Possible",
    "Problem",
    "Rejection",
    "Sized",
    "Target",
    "Units",
    "asked_as",
    "consider",
    "keeps_residency",
    "pool_of",
    "possible_places",
    "refused_capacity",
    "replicas_for",
    "sizes",
    "targets_of",
    "units_of",
]
