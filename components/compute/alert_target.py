"""Where a pool's metric alerts apply: a resource and what is watched of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.compute.metric_alert_specs import MetricAlertSpec


@dataclass(frozen=True)
class AlertTarget:
    """A resource with metrics, and the alerts on them."""

    key: str
    """Stands between prefix and suffix in the names of the alerts; empty where the pool has one target only."""
    scope: pulumi.Output[str]
    """ARM id."""
    namespace: str
    """The resource's type, which is the namespace of its metrics."""
    specs: Sequence[MetricAlertSpec]
