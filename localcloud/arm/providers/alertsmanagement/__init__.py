"""Microsoft.AlertsManagement: groups of Prometheus rules."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.alertsmanagement import prometheus_rule_groups

PROVIDER = Provider(namespace="Microsoft.AlertsManagement", types=(prometheus_rule_groups.TYPE,))
