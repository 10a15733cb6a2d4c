"""A model on machines, whatever serves it: one set of arguments, one set of attributes.

Exactly one of `aks`, `online_endpoint` and `container_apps` says where the pool is placed.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from components.compute.aks_args import AksHostArgs, WorkloadArgs
from components.compute.pool_args import MachineArgs, PoolBudgetArgs, ReplicasArgs, ServedModelArgs


class PoolAlertNamesArgs(TypedDict):
    """Names of a pool's alerts."""

    prefix: str
    """Metric alerts are `<prefix>-<what>`."""
    group: str
    """Of the Prometheus rules (AKS)."""


class CapacityReservationNamesArgs(TypedDict):
    """A capacity reservation that is made for the pool's machines."""

    group_name: str
    reservation_name: str


class AksPlacementArgs(TypedDict):
    """A pool on an AKS cluster."""

    host: AksHostArgs
    agent_pool_name: str
    workload: WorkloadArgs
    reservation: NotRequired[CapacityReservationNamesArgs]
    """Made with the pool, for as many machines as it may have; none by default."""
    secret_ids: NotRequired[Sequence[str]]
    """ARM ids of Key Vault secrets that the pool's identity reads (the hub's token of gated weights)."""


class ComputePoolArgs(TypedDict):
    """Arguments of `ComputePool`."""

    location: str
    subscription_id: str
    resource_group_name: pulumi.Input[str]
    model: ServedModelArgs
    machine: MachineArgs
    replicas: ReplicasArgs
    identity_name: str
    workspace_id: pulumi.Input[str]
    """Log Analytics."""
    diagnostic_setting_name: str
    action_group_id: pulumi.Input[str]
    alerts: PoolAlertNamesArgs
    budget: PoolBudgetArgs
    tags: Mapping[str, str]
    """`request` among them: the budget counts what carries it."""
    endpoint: NotRequired[str]
    """Where callers send their requests, as far as it is known before it exists (AKS)."""
    aks: NotRequired[AksPlacementArgs]
