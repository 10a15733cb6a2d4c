"""Microsoft.Insights: components, alerts, autoscale, data collection and diagnostic settings."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.insights import (
    action_groups,
    autoscale_settings,
    components,
    data_collection,
    diagnostic_settings,
    metric_alerts,
    scheduled_query_rules,
)

PROVIDER = Provider(
    namespace="Microsoft.Insights",
    types=(
        action_groups.TYPE,
        metric_alerts.TYPE,
        scheduled_query_rules.TYPE,
        autoscale_settings.TYPE,
        components.TYPE,
        data_collection.ENDPOINT,
        data_collection.RULE,
        data_collection.ASSOCIATION,
        diagnostic_settings.TYPE,
    ),
)
