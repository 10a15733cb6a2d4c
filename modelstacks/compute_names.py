"""Names of what GPUs of our own are made of: a trust boundary's cluster, workspace and environment, and their pools.

Decisions, besides those of `modelstacks.naming`
- What Azure keeps after a deletion, or gives to one customer only (the workspace, its vault, storage and registry),
  carries the boundary's generation: the plan raises it when such a name is held.
- A pool has one name everywhere (Kubernetes objects, host, endpoint, app): its deployment's, which the lock holds, and
  a digest of boundary and deployment. Two teams may give one name, and a stack has one domain for all of them.
- An agent pool takes twelve characters, so of the deployment's name only the beginning is left.

Lengths and characters: Azure's naming rules (Cloud Adoption Framework, 2024-05-07) and ARM's patterns; of online
endpoints no rule was found, 32 lower-case letters, digits and hyphens are what services of this kind take at least.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Final

from modelstacks.naming import DATA_COLLECTION_LIMIT, GUIDS, BoundaryNames, Pattern, canonical, digest_of, fitted
from modelstacks.request.compute import PoolKind

_LABEL: Final = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_LETTERS: Final = r"[a-zA-Z0-9]([a-zA-Z0-9_-]*[a-zA-Z0-9])?"
_NETWORK: Final = r"[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?"
COMPUTE_PATTERNS: Final = {
    "Microsoft.ContainerService/managedClusters": Pattern(1, 63, _LETTERS),
    "Microsoft.ContainerService/managedClusters/agentPools": Pattern(1, 12, r"[a-z][a-z0-9]*"),
    "Microsoft.MachineLearningServices/workspaces": Pattern(3, 33, r"[a-zA-Z0-9][a-zA-Z0-9_-]*"),
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": Pattern(3, 32, r"[a-z]([a-z0-9-]*[a-z0-9])?"),
    "Microsoft.App/managedEnvironments": Pattern(1, 60, r"[a-zA-Z0-9-]+"),
    "Microsoft.App/containerApps": Pattern(2, 32, r"[a-z]([a-z0-9-]*[a-z0-9])?"),
    "Microsoft.KeyVault/vaults": Pattern(3, 24, r"[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]"),
    "Microsoft.Storage/storageAccounts": Pattern(3, 24, r"[a-z0-9]+"),
    "Microsoft.ContainerRegistry/registries": Pattern(5, 50, r"[a-zA-Z0-9]+"),
    "Microsoft.Insights/components": Pattern(1, 260, r"[^%&\\?/]*[^%&\\?/. ]"),
    "Microsoft.Insights/dataCollectionRules": Pattern(3, 44, r"[a-zA-Z0-9-]+"),
    "Microsoft.Insights/dataCollectionEndpoints": Pattern(3, 44, r"[a-zA-Z0-9-]+"),
    "Microsoft.Monitor/accounts": Pattern(4, 63, r"[a-zA-Z0-9-]+"),
    "Microsoft.ManagedIdentity/userAssignedIdentities": Pattern(3, 128, r"[a-zA-Z0-9][a-zA-Z0-9_-]*"),
    "Microsoft.Compute/capacityReservationGroups": Pattern(1, 80, _LETTERS),
    "Microsoft.Network/natGateways": Pattern(1, 80, _NETWORK),
    "Microsoft.Network/publicIPAddresses": Pattern(1, 80, _NETWORK),
    "kubernetes": Pattern(1, 47, _LABEL),
}
"""By ARM type; `kubernetes` is the name of a pool's objects, which services append to."""

_DNS_PREFIX: Final = 54
_NODE_GROUP: Final = 80


@dataclass(frozen=True)
class ComputeNames:
    """Names of the GPU side of a trust boundary."""

    boundary: BoundaryNames
    generation: int = 1

    @property
    def key(self) -> str:
        """Pulumi's logical name; never that of an account's boundary, whose key ends in a number."""
        return f"{self.boundary.key}-compute"

    @property
    def resource_group(self) -> str:
        return self._named("rg", 90, self.boundary.workload, "compute")

    @property
    def cluster(self) -> str:
        """Also the cluster's DNS prefix, which is why it is shorter than a cluster's name may be."""
        return self._named("aks", _DNS_PREFIX)

    @property
    def node_resource_group(self) -> str:
        """Azure makes it, for the machines of the cluster."""
        return self._named("rg", _NODE_GROUP, self.boundary.workload, "nodes")

    def identity(self, of: str) -> str:
        """A user-assigned identity of the boundary: `cluster`, `kubelet`, `ingress`, `workspace`."""
        return self._named("id", 128, of)

    @property
    def data_collection_rule(self) -> str:
        return self._named("dcr", DATA_COLLECTION_LIMIT)

    @property
    def workspace(self) -> str:
        return self._generated("mlw", 33)

    @property
    def application_insights(self) -> str:
        return self._generated("appi", 100)

    @property
    def key_vault(self) -> str:
        return self._generated("kv", 24)

    @property
    def storage_account(self) -> str:
        return self._plain("st", 24)

    @property
    def container_registry(self) -> str:
        return self._plain("cr", 50)

    @property
    def held(self) -> tuple[str, ...]:
        """The names that a deleted resource, or another customer, may hold."""
        return self.workspace, self.key_vault, self.storage_account, self.container_registry

    def private_endpoint(self, to: str) -> str:
        """To a part of the workspace: `workspace`, `blob`, `file`, `vault`, `registry`."""
        return fitted("pep", (to, *self._parts), self._suffix, 64)

    def consumer_endpoint(self, consumer: str) -> str:
        """To the workspace, in a consumer's subnet."""
        return fitted("pep", (consumer, *self._parts), digest_of((self.workspace, consumer)), 64)

    @property
    def environment(self) -> str:
        """Of container apps."""
        return self._named("cae", 60)

    @property
    def environment_resource_group(self) -> str:
        """Azure makes it, for the environment's load balancer."""
        return self._named("rg", 90, self.boundary.workload, "apps")

    def pool(self, deployment: str) -> PoolNames:
        """The names of one pool."""
        return PoolNames(self.boundary, deployment)

    @property
    def _parts(self) -> tuple[str, ...]:
        return self.boundary.team, str(self.boundary.slot), self.boundary.stack

    @property
    def _suffix(self) -> str:
        return self.boundary.digest if self.generation == 1 else f"{self.boundary.digest}-g{self.generation}"

    def _named(self, abbreviation: str, limit: int, *what: str) -> str:
        return fitted(abbreviation, (*what, *self._parts), self.boundary.digest, limit)

    def _generated(self, abbreviation: str, limit: int) -> str:
        return fitted(abbreviation, self._parts, self._suffix, limit)

    def _plain(self, abbreviation: str, limit: int) -> str:
        """Letters and digits only."""
        suffix = self._suffix.replace("-", "")
        readable = re.sub(r"[^a-z0-9]", "", "".join(self._parts))
        return f"{abbreviation}{readable[: limit - len(abbreviation) - len(suffix)]}{suffix}"


@dataclass(frozen=True)
class PoolNames:
    """Names of one pool; `deployment` is what the lock calls it."""

    boundary: BoundaryNames
    deployment: str

    @property
    def key(self) -> str:
        """Pulumi's logical name."""
        return f"{self.boundary.key}-{self.deployment}"

    @property
    def label(self) -> str:
        """Of Kubernetes objects, and the host's first label: unique among all pools under one domain."""
        return self._cut(47)

    def azure_name(self, kind: PoolKind) -> str:
        """Of the agent pool, online endpoint or container app; for managed compute the deployment's own."""
        if kind == "aks":
            readable = re.sub(r"[^a-z0-9]", "", self.deployment.lower()).lstrip("0123456789")
            return f"{readable[:4] or 'gpu'}{self._digest}"
        return self.deployment if kind == "managed-compute" else self._cut(32)

    @property
    def identity(self) -> str:
        return fitted("id", (self.boundary.team, self.deployment, self.boundary.stack), self._digest, 128)

    @property
    def reservation(self) -> str:
        """Of the capacity reservation group."""
        return fitted("crg", (self.boundary.team, self.deployment), self._digest, 64)

    @property
    def budget(self) -> str:
        return fitted("budget", (self.boundary.team, self.deployment), self._digest, 63)

    @property
    def alert_prefix(self) -> str:
        return fitted("alert", (self.boundary.team, self.deployment, self.boundary.stack), self._digest, 120)

    @property
    def rule_group(self) -> str:
        """Of Prometheus rules."""
        return fitted("prg", (self.boundary.team, self.deployment, self.boundary.stack), self._digest, 120)

    def role_assignment(self, group: str, role_definition: str) -> str:
        """The GUID of a caller's role on the pool; principal and role cannot change in place, so both are in it."""
        parts = (self.boundary.subscription, self.key, self._digest, group.lower(), role_definition.lower())
        return str(uuid.uuid5(GUIDS, canonical(parts)))

    @property
    def _digest(self) -> str:
        return digest_of((self.boundary.digest, self.deployment))

    def _cut(self, limit: int) -> str:
        """Begins with a letter, as all of these services ask."""
        readable = self.deployment if self.deployment[:1].isalpha() else f"m-{self.deployment}"
        return f"{readable[: limit - len(self._digest) - 1].rstrip('-')}-{self._digest}"
