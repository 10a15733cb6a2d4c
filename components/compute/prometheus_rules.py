"""What is watched of a pool on AKS, as data: rules on the cluster's metrics in managed Prometheus.

- GPUs: the counters of NVIDIA's exporter, by the names of its counter files (DCGM_FI_DEV_FB_USED is MiB; the names on
  the AKS page, DCGM_FI_DEV_SM_UTIL and others, exist nowhere). `instance` is the node, whose name begins with the agent
  pool's. Accelerators of other makers have no such counters and get no such rules.
- Nodes: conditions that AKS' node problem detector sets, through kube-state-metrics.
- Pods: the pool's namespace.

Thresholds are ours where no source has any: Microsoft's recommended Prometheus alerts (2026) have no rule on GPUs. A
GPU machine takes ten minutes and more to come, a model as long to load, so nothing fires in its first quarter of an
hour but what is broken. Sources: dcgm-exporter's default counters; azure-monitor-docs on the DCGM target (2026-03-05);
azure-aks-docs on GPU health conditions; read 2026-11-23.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

NVIDIA: Final = "NVIDIA"

GPU_CONDITIONS: Final = (
    "GPUClockThrottling",
    "GPUMissing",
    "GPUXIDErrors",
    "UnhealthyNvidiaDCGMServices",
    "UnhealthyNvidiaDevicePlugin",
)


@dataclass(frozen=True)
class Watched:
    """A pool, as its metrics name it."""

    agent_pool: str
    namespace: str
    deployment: str
    """Begins the names of the Deployments or StatefulSets that serve."""
    minimum: int
    """Replicas that always run."""
    manufacturer: str


@dataclass(frozen=True)
class Rule:
    """An alert on a PromQL expression."""

    suffix: str
    """Ends the alert's name."""
    description: str
    severity: Literal[1, 2, 3, 4]
    expression: str
    lasts: str
    """ISO 8601: how long the expression holds before the alert fires."""


def rules(watched: Watched) -> Sequence[Rule]:
    """All rules of a pool; at most the 20 that a rule group takes."""
    return (
        *(_gpu_rules(f'instance=~"aks-{watched.agent_pool}-.+"') if watched.manufacturer == NVIDIA else ()),
        *_node_rules(f'node=~"aks-{watched.agent_pool}-.+"'),
        *_pod_rules(watched),
    )


def _gpu_rules(of_pool: str) -> Sequence[Rule]:
    used, free = f"DCGM_FI_DEV_FB_USED{{{of_pool}}}", f"DCGM_FI_DEV_FB_FREE{{{of_pool}}}"
    return (
        Rule(
            "gpu-utilization",
            "The GPUs have been fully used for an hour: requests are likely to wait.",
            3,
            f"avg(DCGM_FI_DEV_GPU_UTIL{{{of_pool}}}) > 95",
            "PT1H",
        ),
        Rule(
            "gpu-memory",
            "A GPU's memory is nearly full: longer contexts or more requests will be refused or fail.",
            2,
            f"max by (instance, gpu) ({used} / ({used} + {free})) > 0.97",
            "PT30M",
        ),
        Rule(
            "gpu-xid",
            "The driver reports an error of a GPU (XID): results may be wrong, or the GPU gone.",
            1,
            f"max by (instance, gpu) (DCGM_FI_DEV_XID_ERRORS{{{of_pool}}}) > 0",
            "PT1M",
        ),
        Rule(
            "gpu-row-remap",
            "A GPU can no longer replace bad rows of its memory: the machine has to be replaced.",
            1,
            f"max by (instance, gpu) (DCGM_FI_DEV_ROW_REMAP_FAILURE{{{of_pool}}}) > 0",
            "PT1M",
        ),
    )


def _node_rules(of_pool: str) -> Sequence[Rule]:
    return (
        Rule(
            "node-not-ready",
            "A machine of the pool is not ready.",
            2,
            f'max by (node) (kube_node_status_condition{{{of_pool}, condition="Ready", status="true"}}) == 0',
            "PT15M",
        ),
        Rule(
            "node-gpu-health",
            "AKS finds a GPU, its driver or its device plugin unhealthy.",
            2,
            "max by (node, condition) (kube_node_status_condition"
            f'{{{of_pool}, condition=~"{"|".join(GPU_CONDITIONS)}", status="true"}}) > 0',
            "PT5M",
        ),
    )


def _pod_rules(watched: Watched) -> Sequence[Rule]:
    in_namespace = f'namespace="{watched.namespace}"'
    pending = Rule(
        "pods-pending",
        "Replicas wait for a machine: quota, capacity in the zone, or the pool's maximum is used up.",
        2,
        f'sum(kube_pod_status_phase{{{in_namespace}, phase="Pending"}}) > 0',
        "PT30M",
    )
    if not watched.minimum:
        # Scales to zero: no replica is missed.
        return (pending,)
    ready = " or ".join(
        f'sum(kube_{kind}_status_replicas_ready{{{in_namespace}, {kind}=~"{watched.deployment}.*"}})'
        for kind in ("deployment", "statefulset")
    )
    return (
        pending,
        Rule(
            "replica-down",
            "Fewer replicas are ready than the pool keeps.",
            1,
            f"({ready} or vector(0)) < {watched.minimum}",
            "PT15M",
        ),
    )
