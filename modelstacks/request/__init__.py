"""Requests and teams: their forms, and the digest that ties a lock to a request."""

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
    "RESIDENCIES",
    "Access",
    "Budget",
    "Capacity",
    "DataClass",
    "Experiment",
    "Lifecycle",
    "Request",
    "RiskClass",
    "Serving",
    "Team",
    "Workload",
    "digest",
]
