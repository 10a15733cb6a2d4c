"""Names of Azure resources: a function of what they are for, so that the same lock always gives the same names.

Decisions
- Cloud Adoption Framework style: abbreviation, then what it is for. The stack's name stands for environment and region,
  as the platform engineer chose it; both are tags besides.
- Parts may hold hyphens, so a join alone is ambiguous (`a-b`,`c` and `a`,`b-c`). Names of a trust boundary therefore
  end in a digest of their exact parts. It holds subscription and region as well: neither can change in place, and an
  account's subdomain is unique in all of Azure.
- The generation is the last part of an account's name. The plan raises it when the name is held by a deleted account or
  belongs to somebody else. Whatever stands or falls with the account carries its name; resource group, budget and
  alerts outlive a generation and do not.
- Every name is the longest readable one that Azure's limit allows; only its middle is shortened, never the digest.

Abbreviations: CAF list of 2024-05-07. Lengths and characters: ARM's patterns of the types, and Azure's naming rules.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

GUIDS: Final = uuid.UUID("6a1c5c1e-3f53-5a0b-9d2f-2f6f0b1f7c55")
"""The namespace of role assignments' GUIDs. Never change it: the names of all role assignments would change."""

DIGEST_LENGTH: Final = 8
"""Base32 characters: 40 bits, so two of a thousand accounts collide with a chance of one in two million."""

ACCOUNT_LIMIT: Final = 60
"""An account takes 64 and a DNS label 63 characters; `pep-` before it must fit a private endpoint's 64."""


DATA_COLLECTION_LIMIT: Final = 44
"""Characters of data collection rules and endpoints."""


@dataclass(frozen=True)
class Pattern:
    """What Azure takes as the name of a type."""

    minimum: int
    maximum: int
    expression: str

    def accepts(self, name: str) -> bool:
        """Whether a name is within length and characters."""
        return self.minimum <= len(name) <= self.maximum and re.fullmatch(self.expression, name) is not None


_HYPHENS: Final = r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?"
_NETWORK: Final = r"[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?"
PATTERNS: Final = {
    "Microsoft.Resources/resourceGroups": Pattern(1, 90, r"[-\w._()]*[-\w_()]"),
    "Microsoft.CognitiveServices/accounts": Pattern(2, 64, _HYPHENS),
    "Microsoft.CognitiveServices/accounts/deployments": Pattern(2, 64, _HYPHENS),
    "Microsoft.CognitiveServices/accounts/raiPolicies": Pattern(2, 64, r"[a-zA-Z0-9][a-zA-Z0-9_.-]*"),
    "subdomain": Pattern(2, 63, r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"),
    "Microsoft.Network/virtualNetworks": Pattern(2, 64, _NETWORK),
    "Microsoft.Network/virtualNetworks/subnets": Pattern(1, 80, _NETWORK),
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": Pattern(1, 80, _NETWORK),
    "Microsoft.Network/networkSecurityGroups": Pattern(1, 80, _NETWORK),
    "Microsoft.Network/privateEndpoints": Pattern(2, 64, _NETWORK),
    "Microsoft.OperationalInsights/workspaces": Pattern(4, 63, _HYPHENS),
    "Microsoft.Insights/actionGroups": Pattern(1, 260, r"[^/&%\\?]+"),
    "Microsoft.Insights/metricAlerts": Pattern(1, 260, r"[^*#&+:<>?@%{}\\/]+"),
    "Microsoft.Insights/diagnosticSettings": Pattern(1, 260, r"[-\w._() ]+"),
    "Microsoft.Consumption/budgets": Pattern(1, 63, r"[a-zA-Z0-9_-]+"),
    "Microsoft.Authorization/policyAssignments": Pattern(1, 64, r"[a-zA-Z0-9-]+"),
    "Microsoft.Authorization/policyDefinitions": Pattern(1, 64, r"[a-zA-Z0-9-]+"),
}
"""By ARM type; `subdomain` is an account's customSubDomainName."""


@dataclass(frozen=True)
class StackNames:
    """Names of what a stack has once."""

    workload: str
    stack: str

    def _of(self, abbreviation: str) -> str:
        # Not ambiguous: a project has one workload. Within every limit: a workload has 12 characters, a stack 32.
        return f"{abbreviation}-{self.workload}-{self.stack}"

    @property
    def resource_group(self) -> str:
        return self._of("rg")

    @property
    def virtual_network(self) -> str:
        return self._of("vnet")

    def subnet(self, role: str) -> str:
        return f"snet-{role}"

    def network_security_group(self, role: str) -> str:
        return f"{self._of('nsg')}-{role}"

    def peering(self, consumer: str) -> str:
        return f"peer-{consumer}"

    @property
    def workspace(self) -> str:
        return self._of("log")

    @property
    def action_group(self) -> str:
        return self._of("ag")

    @property
    def action_group_short_name(self) -> str:
        """ARM takes at most 12 characters; a workload has no more."""
        return self.workload

    @property
    def nat_gateway(self) -> str:
        return self._of("ng")

    @property
    def egress_address(self) -> str:
        """The NAT gateway's public address."""
        return f"{self._of('pip')}-egress"

    @property
    def monitor_workspace(self) -> str:
        return self._of("amw")

    @property
    def data_collection_endpoint(self) -> str:
        parts = (self.workload, self.stack)
        return fitted("dce", parts, digest_of(parts), DATA_COLLECTION_LIMIT)

    @property
    def policy(self) -> str:
        """Of both the policy's definition and its assignment."""
        return self._of("deny-skus")


@dataclass(frozen=True)
class BoundaryNames:
    """Names of one trust boundary: the account of a team's slot in a stack, and all that belongs to it."""

    subscription: str
    region: str
    workload: str
    stack: str
    team: str
    slot: int

    @property
    def key(self) -> str:
        """Pulumi's logical name: the same through all generations; unique in the stack, as a slot has no hyphen."""
        return f"{self.team}-{self.slot}"

    @property
    def resource_group(self) -> str:
        return fitted("rg", (self.workload, self.team, str(self.slot), self.stack), self.digest, 90)

    def account(self, generation: int) -> str:
        """Name and subdomain of the account."""
        suffix = self.digest if generation == 1 else f"{self.digest}-g{generation}"
        return fitted("ais", (self.team, str(self.slot), self.stack), suffix, ACCOUNT_LIMIT)

    def private_endpoint(self, generation: int) -> str:
        return f"pep-{self.account(generation)}"

    def consumer_endpoint(self, generation: int, consumer: str) -> str:
        """The endpoint in a consumer's subnet; the digest is over account and consumer."""
        suffix = digest_of((self.account(generation), consumer))
        return fitted("pep", (consumer, self.team, str(self.slot), self.stack), suffix, 64)

    @property
    def diagnostic_setting(self) -> str:
        return f"diag-{self.workload}"

    @property
    def budget(self) -> str:
        return fitted("budget", (self.team, str(self.slot), self.stack), self.digest, 63)

    @property
    def alert_prefix(self) -> str:
        return fitted("alert", (self.team, str(self.slot), self.stack), self.digest, 120)

    def role_assignment(self, generation: int, group: str, role_definition: str) -> str:
        """The GUID of an assignment; ARM refuses to change principal or role of one that exists, so both are in it."""
        parts = (
            self.subscription,
            self.resource_group,
            self.account(generation),
            group.lower(),
            role_definition.lower(),
        )
        return str(uuid.uuid5(GUIDS, canonical(parts)))

    @property
    def digest(self) -> str:
        """Over the exact parts, subscription and region included."""
        return digest_of((self.subscription.lower(), self.region, self.workload, self.stack, self.team, str(self.slot)))


def content_filter(workload: str, risk: str) -> str:
    """The account's content filter (RAI policy) of a risk class."""
    return f"{workload}-{risk}"


def deployment(request: str, role: str, model: str, taken: Iterable[str] = ()) -> str:
    """The name of a deployment: the request's own, with the model appended for a fallback or experiment.

    Requests' names have no two hyphens in a row, so `a--b` is no other request's. `taken` are names that others hold in
    the account: a new SKU of the same request stands beside the retiring one for a while.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")
    mark = {"primary": "", "fallback": f"--{slug}", "experiment": f"--x-{slug}"}[role]
    base = f"{request}{mark}"[:58].rstrip("-")
    occupied = set(taken)
    candidates = (base if count == 1 else f"{base}--{count}" for count in range(1, len(occupied) + 2))
    return next(name for name in candidates if name not in occupied)


def fitted(abbreviation: str, parts: tuple[str, ...], suffix: str, limit: int) -> str:
    """The longest readable name within a limit: only its middle is shortened, never what tells it from others."""
    room = limit - len(abbreviation) - len(suffix) - 2
    return f"{abbreviation}-{'-'.join(parts)[:room].rstrip('-')}-{suffix}"


def digest_of(parts: tuple[str, ...]) -> str:
    """What tells names apart whose readable parts may be the same."""
    value = hashlib.sha256(canonical(parts).encode()).digest()
    return base64.b32encode(value).decode().lower()[:DIGEST_LENGTH]


def canonical(parts: tuple[str, ...]) -> str:
    """Parts as one text from which they can be told again."""
    return json.dumps(parts, separators=(",", ":"))
