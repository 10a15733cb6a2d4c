"""Microsoft.CognitiveServices: accounts, what hangs on them, models, quota, and accounts that are not quite deleted."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.cognitiveservices import (
    account_kinds,
    accounts,
    api_versions,
    capacity_estimate,
    connections,
    deployments,
    domain_availability,
    limits,
    managed_compute,
    model_listing,
    private_endpoint_connections,
    projects,
    quota,
    rai_blocklists,
    rai_policies,
    soft_delete,
    stock,
)

PROVIDER = Provider(
    namespace="Microsoft.CognitiveServices",
    types=(
        accounts.TYPE,
        deployments.TYPE,
        managed_compute.TYPE,
        rai_policies.TYPE,
        rai_blocklists.BLOCKLIST,
        rai_blocklists.ITEM,
        projects.TYPE,
        connections.TYPE,
        private_endpoint_connections.TYPE,
        soft_delete.TYPE,
    ),
    endpoints=(
        Endpoint("GET", "locations/models", model_listing.list_models, api_versions.ALL),
        Endpoint("GET", "locations/usages", quota.list_usages, api_versions.ALL),
        Endpoint("GET", "locations/managedComputeUsages", managed_compute.list_usages, managed_compute.API_VERSIONS),
        Endpoint("GET", "locations/modelCapacities", stock.list_in_location, api_versions.ALL),
        Endpoint("GET", "modelCapacities", stock.list_everywhere, api_versions.ALL),
        Endpoint("POST", "calculateModelCapacity", capacity_estimate.calculate, api_versions.ALL, asks=True),
        Endpoint("GET", "skus", account_kinds.list_skus, api_versions.ALL),
        Endpoint("POST", "checkDomainAvailability", domain_availability.check, api_versions.ALL, asks=True),
        Endpoint("GET", "deletedAccounts", soft_delete.list_deleted, api_versions.ALL),
    ),
    set_limit=limits.set_limit,
)
