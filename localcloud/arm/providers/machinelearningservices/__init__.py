"""Microsoft.MachineLearningServices: workspaces, managed online endpoints, and the quota that these draw on."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.machinelearningservices import (
    api_versions,
    environments,
    instance_types,
    online_deployments,
    online_endpoints,
    outbound_rules,
    quota,
    workspaces,
)

PROVIDER = Provider(
    namespace="Microsoft.MachineLearningServices",
    types=(
        workspaces.TYPE,
        workspaces.CONNECTION,
        outbound_rules.TYPE,
        environments.TYPE,
        environments.VERSION,
        online_endpoints.TYPE,
        online_deployments.TYPE,
    ),
    endpoints=(
        Endpoint("GET", "locations/usages", quota.list_usages, api_versions.ALL),
        Endpoint("GET", "locations/quotas", quota.list_quotas, api_versions.ALL),
        Endpoint("GET", "locations/vmSizes", instance_types.list_sizes, api_versions.ALL),
    ),
    set_limit=quota.set_limit,
)
