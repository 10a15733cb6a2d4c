"""Microsoft.OperationalInsights: Log Analytics workspaces, which come back with their data for 14 days."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.operationalinsights import workspaces

PROVIDER = Provider(
    namespace="Microsoft.OperationalInsights",
    types=(workspaces.TYPE, workspaces.DELETED),
    endpoints=(Endpoint("GET", "deletedWorkspaces", workspaces.list_deleted, workspaces.TYPE.api_versions),),
)
