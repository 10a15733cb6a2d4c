"""Codes of GPU pools that have a place: what a request should know of it, and what its stack has to have for it."""

from __future__ import annotations

from modelstacks.codes.code import error, information, warning

VM_SIZE_ZONES = error(
    "vm-size-zones",
    "The VM size is not in all zones that the stack spreads its pools over",
    "Logical zones are a subscription's own, and a size is in some of them only: Azure refuses a pool that names one "
    "in which the subscription cannot have it.",
    "Write the zones that the finding names into the stack's `zones`, or ask for another size.",
    prevents="SkuNotAvailable",
)
VM_SIZES_UNREAD = warning(
    "vm-sizes-unread",
    "Whether the subscription can have the machines is not known",
    "The snapshot holds no list of VM sizes of the region: it was taken without GPU pools, by somebody who may not "
    "read it, or by an older version.",
    "Take the snapshot anew, with an identity that may read Microsoft.Compute/skus.",
    prevents="SkuNotAvailable",
)
SYSTEM_POOL_QUOTA = error(
    "system-pool-quota",
    "The quota does not hold the clusters' own machines",
    "A cluster has small machines for its services beside those with accelerators, of another family. Azure refuses "
    "the cluster when these do not fit, one more for upgrades included; a new subscription often has ten vCPUs of a "
    "family.",
    "Have the quota that the finding names raised: small machines are mostly granted at once.",
    prevents="InsufficientVCPUQuota",
)
SPOT_EVICTED = information(
    "spot-evictable",
    "Azure may take the machines away at any time",
    "Spot machines are sold while nobody pays more: they go with thirty seconds' notice, and come back when there are "
    "some, or not at all.",
    "Keep what may not fail on machines at the full price, for instance in a request of its own.",
)
SPOT_IN_PRODUCTION = warning(
    "spot-in-production",
    "Something that should always answer runs on spot machines",
    "The request keeps replicas running, in a stack for production or in several regions; Azure promises nothing of "
    "spot machines, and has no service level for them.",
    "Leave `compute.spot` out, or place the request in a stack for tests.",
)
COLD_START = information(
    "cold-start",
    "The first call after a pause waits for a machine",
    "With `min_replicas: 0` nothing runs while nobody calls. The first call starts a machine, which has to pull an "
    "image of several gigabytes and load the weights: minutes, in which callers wait or give up.",
    "Set `compute.min_replicas` to 1 where callers cannot wait.",
)
RESERVATION_IDLE = warning(
    "reservation-idle",
    "Machines are reserved, and paid for, that mostly do not run",
    "A capacity reservation is paid in all hours for the machines of all replicas, so fewer of them running saves "
    "nothing.",
    "Set `compute.min_replicas` to `capacity.replicas`, or reserve nothing.",
)
WEIGHTS_GATED = error(
    "weights-gated",
    "The weights are only given to accounts that accepted their licence",
    "The publishers' hub asks for a token for this model. Pools have none: a token would be a person's, in a cluster.",
    "Accept the licence, bring the weights to a mirror of the organisation's own and name it in `compute.weights` of "
    "the stack's settings; or take a model that is not gated.",
)
GATE_UNVERIFIED = warning(
    "weights-gate-unverified",
    "Whether the weights are given to everybody is not known",
    "No source says whether the publishers' hub asks for an accepted licence, and so for a token, for this model.",
    "Open the model's page on the hub; where it asks for a licence, name a mirror in `compute.weights`.",
)
WEIGHTS_FROM_OUTSIDE = warning(
    "weights-from-outside",
    "A pool for confidential data fetches its weights from the internet",
    "Without a mirror the pool needs a way out of the network to the publishers' hub, by which data could leave too.",
    "Name a mirror of the organisation's own in `compute.weights` of the stack's settings.",
)
CONTAINER_APPS_SUBNET_SHARED = error(
    "container-apps-subnet-shared",
    "Two environments of container apps would share one subnet",
    "Teams and data classes are kept apart in environments of their own, and a delegated subnet takes one of them.",
    "Ask for another `compute.pool` in all requests but those of one boundary, or place them in stacks of their own.",
    prevents="ManagedEnvironmentSubnetInUse",
)
CONTAINER_APPS_SUBNET_SMALL = error(
    "container-apps-subnet-small",
    "The subnet of container apps is too small",
    "An environment with workload profiles takes a subnet of at least /27.",
    "Give `network.own.subnets.container_apps` a range of /27 or larger.",
    prevents="ManagedEnvironmentInvalidNetworkConfiguration",
)
