"""Requests and teams: their forms, and the digest that ties a lock to a request."""

from modelstacks.request.compute import POOL_KINDS, Compute, PoolKind
from modelstacks.request.digest import digest
from modelstacks.request.request import (
    RESIDENCIES,
    Access,
    Budget,
    Capacity,
    Experiment,
    Lifecycle,
    Request,
    Serving,
    Workload,
)
from modelstacks.request.team import Team
from modelstacks.request.types import API_VERSION, DataClass, RiskClass

__all__ = [
    "API_VERSION",
    "POOL_KINDS",
    "RESIDENCIES",
    "Access",
    "Budget",
    "Capacity",
    "Compute",
    "DataClass",
    "Experiment",
    "Lifecycle",
    "PoolKind",
    "Request",
    "RiskClass",
    "Serving",
    "Team",
    "Workload",
    "digest",
]
