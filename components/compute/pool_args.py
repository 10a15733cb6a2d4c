"""The vocabulary of all pools: what goes into one and what comes out, whatever serves the model.

`ComputePool` takes these; each kind of pool (`AksGpuPool`, `ManagedOnlineEndpoint`, `ServerlessGpu`) takes what it
needs of them and has the attributes of `ServingPool`.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, Protocol, TypedDict

import pulumi


class ServedModelArgs(TypedDict):
    """An open-weight model and how it is loaded."""

    name: str
    """What callers put into `model`."""
    repository: str
    """On the publishers' hub: `mistralai/Mistral-7B-Instruct-v0.3`."""
    precision: str
    context: int
    """Tokens of one sequence."""
    concurrency: int
    """Sequences at a time, on each replica."""
    revision: NotRequired[str]
    quantize: NotRequired[bool]
    """Whether the server quantizes to the precision on load, because the repository holds wider weights."""
    dtype: NotRequired[str]
    """What the server computes in: auto (the weights' own), or half where the accelerator has no bf16."""
    registry_asset: NotRequired[str]
    """`azureml://registries/…`."""
    preset: NotRequired[str]
    """KAITO's name of it."""
    surface: NotRequired[str]
    """API that the endpoint speaks: openai-v1 …"""


class MachineArgs(TypedDict):
    """The machines under a pool."""

    vm_size: str
    """ARM name, or a workload profile type of Container Apps."""
    devices_per_replica: int
    replicas_per_machine: int
    accelerator: NotRequired[str]
    manufacturer: NotRequired[str]
    driver: NotRequired[str]
    """cuda, grid or none: the last where the node must get no driver from Azure."""
    zones: NotRequired[Sequence[str]]
    spot: NotRequired[bool]
    mig_profile: NotRequired[str]
    """MIG1g … MIG7g."""
    capacity_reservation_group_id: NotRequired[pulumi.Input[str]]
    image: NotRequired[str]
    """The model server's, with a tag or digest; never `latest`."""


class ReplicasArgs(TypedDict):
    """How many copies of the model run."""

    minimum: int
    """0 where the pool can scale to zero."""
    maximum: int


class PoolBudgetArgs(TypedDict):
    """A pool's budget: on the subscription, of what carries the pool's tag."""

    name: str
    amount: int
    """Per month, in the billing currency of the subscription."""
    start_date: str
    """`yyyy-MM-01T00:00:00Z`."""
    emails: Sequence[str]


class ServingPool(Protocol):
    """What every kind of pool has when it is registered."""

    endpoint: pulumi.Output[str]
    """Where callers send their requests."""
    surface: str
    identity: pulumi.Output[str]
    """Principal id of what the pool acts as."""
    metrics_scope: pulumi.Output[str]
    """ARM id whose metrics are the pool's."""
    resource_id: pulumi.Output[str]
    """ARM id of the pool itself."""
    writes: list[pulumi.Resource]


PoolTags = Mapping[str, str]
