"""Microsoft.Compute, as far as pools of machines need it: sizes, quotas of cores, reservations. It has no machines."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.compute import api_versions, capacity_reservations, core_quota, vm_sizes

PROVIDER = Provider(
    namespace="Microsoft.Compute",
    types=(capacity_reservations.GROUP, capacity_reservations.TYPE),
    endpoints=(
        Endpoint("GET", "skus", vm_sizes.list_skus, api_versions.SKUS),
        Endpoint("GET", "locations/usages", core_quota.list_usages, api_versions.ALL),
    ),
    set_limit=core_quota.set_limit,
)
