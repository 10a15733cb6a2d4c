"""Microsoft.Monitor: Azure Monitor workspaces, where managed Prometheus keeps its metrics."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.monitor import accounts

PROVIDER = Provider(namespace="Microsoft.Monitor", types=(accounts.TYPE, accounts.CONNECTION))
