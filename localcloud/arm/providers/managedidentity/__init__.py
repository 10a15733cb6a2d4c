"""Microsoft.ManagedIdentity: user-assigned identities."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.managedidentity import user_assigned_identities

PROVIDER = Provider(
    namespace="Microsoft.ManagedIdentity",
    types=(user_assigned_identities.TYPE, user_assigned_identities.FEDERATED_CREDENTIAL),
)
