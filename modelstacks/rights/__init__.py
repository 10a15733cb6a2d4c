"""What the deploying identity must be allowed to do, and whether a snapshot of its permissions allows it."""

from modelstacks.rights.need import Need
from modelstacks.rights.needs import NAMESPACES, needs_of_region, needs_of_shared, needs_of_terms
from modelstacks.rights.permissions import allows
from modelstacks.rights.pools import POOL_NAMESPACES, needs_of_pools
from modelstacks.rights.roles import ROLES, Role, role_for

__all__ = [
    "NAMESPACES",
    "POOL_NAMESPACES",
    "ROLES",
    "Need",
    "Role",
    "allows",
    "needs_of_pools",
    "needs_of_region",
    "needs_of_shared",
    "needs_of_terms",
    "role_for",
]
