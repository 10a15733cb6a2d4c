"""Microsoft.KeyVault: vaults, and vaults that are not quite deleted. There are no secrets in them."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.keyvault import soft_delete, vaults
from localcloud.arm.providers.keyvault.api_versions import API_VERSIONS

PROVIDER = Provider(
    namespace="Microsoft.KeyVault",
    types=(vaults.TYPE, vaults.CONNECTION, soft_delete.TYPE),
    endpoints=(
        Endpoint("GET", "deletedVaults", soft_delete.list_deleted, API_VERSIONS),
        Endpoint("POST", "checkNameAvailability", vaults.check_name, API_VERSIONS, asks=True),
    ),
)
