"""What is watched of each kind of pool, as data: metric alerts on Azure Monitor's platform metrics.

Sources: supported metrics of workspaces/onlineEndpoints (azure-monitor-docs, 2026-07-13) and of their deployments
(2024-02-19, the newest list there is), of Microsoft.App/containerApps (2024-07-01; `GpuUtilizationPercentage` is in no
list of Microsoft's yet and known from third parties only, so its validation is skipped), and
azure-monitor-baseline-alerts (2025-02-21) for restarts and replicas. Thresholds without a source are ours and said so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal


@dataclass(frozen=True)
class MetricAlertSpec:
    """A metric alert without its scope."""

    suffix: str
    """Ends the rule's name."""
    description: str
    severity: Literal[0, 1, 2, 3]
    metric: str
    aggregation: Literal["Average", "Maximum", "Minimum", "Total"]
    operator: Literal["GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"]
    threshold: float | None
    """None: learnt from the metric's past (dynamic threshold)."""
    window: str = "PT15M"
    frequency: str = "PT5M"
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


ONLINE_ENDPOINT_NAMESPACE: Final = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
ONLINE_DEPLOYMENT_NAMESPACE: Final = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments"
CONTAINER_APP_NAMESPACE: Final = "Microsoft.App/containerApps"

ONLINE_ENDPOINT: Final[Sequence[MetricAlertSpec]] = (
    MetricAlertSpec(
        "server-errors",
        "The endpoint answers with server errors.",
        1,
        "RequestsPerMinute",
        "Average",
        "GreaterThan",
        1,
        dimensions={"statusCodeClass": ("5xx",)},
    ),
    MetricAlertSpec(
        "refused",
        "The endpoint refuses requests: its machines work on as many as they can.",
        2,
        "RequestsPerMinute",
        "Average",
        "GreaterThan",
        5,
        dimensions={"statusCode": ("429",)},
    ),
    MetricAlertSpec(
        "latency",
        "The endpoint takes longer to answer than it used to.",
        2,
        "RequestLatency_P95",
        "Average",
        "GreaterThan",
        None,
    ),
)
"""On the endpoint."""


def online_deployment(minimum: int) -> Sequence[MetricAlertSpec]:
    """On a deployment that keeps at least `minimum` machines."""
    return (
        MetricAlertSpec(
            "gpu-memory",
            "The GPU's memory is nearly full: longer contexts or more requests will be refused or fail.",
            2,
            "GpuMemoryUtilizationPercentage",
            "Average",
            "GreaterThan",
            97,
            window="PT30M",
        ),
        MetricAlertSpec(
            "gpu-utilization",
            "The GPU has been fully used for an hour: requests are likely to wait.",
            3,
            "GpuUtilizationPercentage",
            "Average",
            "GreaterThan",
            95,
            window="PT1H",
        ),
        MetricAlertSpec(
            "replica-down",
            "Fewer machines are there than the deployment keeps.",
            1,
            "DeploymentCapacity",
            "Maximum",
            "LessThan",
            minimum,
        ),
    )


def container_app(minimum: int) -> Sequence[MetricAlertSpec]:
    """On a container app that keeps at least `minimum` replicas; one that scales to zero has none to miss."""
    kept = (
        MetricAlertSpec(
            "replica-down",
            "Fewer replicas run than the app keeps.",
            1,
            "Replicas",
            "Maximum",
            "LessThan",
            minimum,
        ),
    )
    return (
        MetricAlertSpec(
            "server-errors",
            "The app answers with server errors.",
            1,
            "Requests",
            "Total",
            "GreaterThan",
            5,
            dimensions={"statusCodeCategory": ("5xx",)},
        ),
        MetricAlertSpec(
            "restarts",
            "The model server restarts again and again.",
            2,
            "RestartCount",
            "Maximum",
            "GreaterThan",
            3,
        ),
        MetricAlertSpec(
            "gpu-utilization",
            "The GPU has been fully used for an hour: requests are likely to wait.",
            3,
            "GpuUtilizationPercentage",
            "Average",
            "GreaterThan",
            95,
            window="PT1H",
        ),
        *(kept if minimum else ()),
    )
