"""Microsoft.App: Container Apps environments, apps and their authentication. No container runs."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.app import (
    api_versions,
    auth_configs,
    container_apps,
    gpu_quota,
    managed_environments,
    workload_profiles,
)

PROVIDER = Provider(
    namespace="Microsoft.App",
    types=(managed_environments.TYPE, container_apps.TYPE, auth_configs.TYPE),
    endpoints=(
        Endpoint(
            "GET",
            "locations/availableManagedEnvironmentsWorkloadProfileTypes",
            workload_profiles.list_types,
            api_versions.ALL,
        ),
        Endpoint("GET", "locations/usages", gpu_quota.list_usages, api_versions.ALL),
    ),
    set_limit=gpu_quota.set_limit,
)
