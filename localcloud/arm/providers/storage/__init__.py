"""Microsoft.Storage: storage accounts as far as other services need them. There is no data in them."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.storage import api_versions, name_availability, storage_accounts, storage_services

PROVIDER = Provider(
    namespace="Microsoft.Storage",
    types=(
        storage_accounts.TYPE,
        *storage_services.TYPES,
        storage_services.CONTAINER,
        storage_accounts.CONNECTION,
    ),
    endpoints=(
        Endpoint("POST", "checkNameAvailability", name_availability.check, api_versions.API_VERSIONS, asks=True),
    ),
)
