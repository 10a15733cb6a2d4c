"""Microsoft.Insights: action groups, metric alerts and diagnostic settings."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.insights import action_groups, diagnostic_settings, metric_alerts

PROVIDER = Provider(
    namespace="Microsoft.Insights",
    types=(action_groups.TYPE, metric_alerts.TYPE, diagnostic_settings.TYPE),
)
