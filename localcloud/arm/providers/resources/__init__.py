"""Microsoft.Resources: subscriptions, providers, resource groups, templates, the status of long-running operations."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.resources import (
    deployments,
    operation_status,
    resource_groups,
    resource_providers,
    subscriptions,
)

PROVIDER = Provider(
    namespace="Microsoft.Resources",
    types=(resource_groups.TYPE, deployments.TYPE),
    endpoints=(
        Endpoint("GET", "subscriptions", subscriptions.list_subscriptions),
        Endpoint("GET", "subscriptions", subscriptions.get_subscription, names=1),
        Endpoint("GET", "tenants", subscriptions.list_tenants),
        Endpoint("GET", "locations", subscriptions.list_locations),
        Endpoint("GET", "resources", subscriptions.list_resources),
        Endpoint("GET", "providers", resource_providers.list_providers),
        Endpoint("GET", "operationresults", operation_status.result, names=1),
        Endpoint("GET", "operationstatuses", operation_status.status, names=1),
    ),
    common_endpoints=(
        Endpoint("GET", "", resource_providers.get_provider, names=0),
        Endpoint("POST", "register", resource_providers.register, names=0),
        Endpoint("POST", "unregister", resource_providers.unregister, names=0),
        Endpoint("GET", "locations/operations", operation_status.status, names=2),
        Endpoint("GET", "locations/operationStatuses", operation_status.status, names=2),
        Endpoint("GET", "locations/operationResults", operation_status.result, names=2),
    ),
)
