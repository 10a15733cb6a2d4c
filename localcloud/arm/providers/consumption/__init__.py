"""Microsoft.Consumption: budgets."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.consumption import budgets

PROVIDER = Provider(namespace="Microsoft.Consumption", types=(budgets.TYPE,))
