"""A snapshot of what a subscription holds and may hold: the JSON of `--quota FILE`.

`modelstacks catalog refresh` writes one of either Azure to `.modelstacks/quota-<target>.json`, `modelstacks local quota
--json` prints one of the local Azure, and `up` takes its own. Keys are those of ARM (camelCase); unknown ones are
passed over, so that a newer tool's snapshot can be read.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from modelstacks.errors import CannotRunError

SIZE_LIMIT = 64_000_000
"""Bytes. A subscription in all regions has a few thousand usages, about a megabyte."""


class SnapshotError(CannotRunError):
    """A snapshot that cannot be read or taken; the message says which and why."""


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore", defer_build=True
    )


class Usage(_Part):
    """One quota with its use. `scope_id` names the region or data zone where ARM gives it."""

    subscription: str
    provider: Literal["Microsoft.CognitiveServices", "Microsoft.Compute", "Microsoft.MachineLearningServices"]
    location: str
    scope_type: Literal["Regional", "DataZone", "Global"] = "Regional"
    scope_id: str = ""
    name: str
    current_value: float
    limit: float
    unit: str = "Count"


class ExistingDeployment(_Part):
    """A model deployment that exists. Only these are credited with the quota they hold."""

    subscription: str
    location: str
    resource_group: str
    account: str
    name: str
    format: str
    model: str
    version: str
    sku: str
    capacity: int


class SoftDeletedAccount(_Part):
    """A deleted account that still holds its name and subdomain, until it is purged or 48 hours have passed."""

    subscription: str
    location: str
    resource_group: str
    name: str
    subdomain: str | None = None


class ExistingAccount(_Part):
    """An AI account that exists: a subscription takes a limited number of them in a region."""

    subscription: str
    location: str
    resource_group: str
    name: str
    kind: str
    subdomain: str | None = None


class ModelStock(_Part):
    """What a region could still give of a model under a SKU when it was asked: ARM's `modelCapacities`.

    Momentary and no promise: too little is a warning, enough is not a guarantee.
    """

    subscription: str
    location: str
    format: str
    model: str
    version: str
    sku: str
    available: int


class OfferedVmSize(_Part):
    """A VM size as a region has it for a subscription: ARM's `Microsoft.Compute/skus`.

    A size that a region does not list, where it lists others, is not sold there.
    """

    subscription: str
    location: str
    name: str
    family: str | None = Field(default=None, description="The quota of vCPUs that it draws on.")
    vcpus: int | None = None
    zones: tuple[str, ...] = Field(default=(), description="Logical zones, which are a subscription's own.")
    restricted: str | None = Field(
        default=None, description="Why the subscription cannot have it in the region: NotAvailableForSubscription, …"
    )
    restricted_zones: tuple[str, ...] = Field(default=(), description="Zones in which it cannot have it.")

    @property
    def usable_zones(self) -> tuple[str, ...]:
        """Zones in which the subscription can have it."""
        return tuple(sorted(set(self.zones) - set(self.restricted_zones)))


class ExistingMachines(_Part):
    """Machines of a pool that exists: the vCPUs that they hold are in Azure's figures already.

    `name` is that of the agent pool, or of the online endpoint whose deployment they serve.
    """

    subscription: str
    location: str
    provider: Literal["Microsoft.Compute", "Microsoft.MachineLearningServices"]
    name: str
    vm_size: str
    count: int
    spot: bool = False
    parent: str = Field(default="", description="Name of the cluster, or of the workspace.")


class ProviderRegistration(_Part):
    """Whether a subscription is registered for a resource provider (`Registered`, `NotRegistered`, …)."""

    subscription: str
    namespace: str
    state: str


class Permission(_Part):
    """What the identity that took the snapshot may do on the whole subscription, with ARM's wildcards.

    Several of one subscription add up: an action is allowed when one of them has it in `actions` and not in
    `not_actions`.
    """

    subscription: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


class SubscriptionOffer(_Part):
    """What a subscription was bought as: ARM's `subscriptionPolicies.quotaId` (`EnterpriseAgreement_2014-09-01`)."""

    subscription: str
    quota_id: str
    state: str = "Enabled"


class QuotaSnapshot(_Part):
    """What the subscriptions hold and may hold at one time.

    A part that is None was not read (an older or handwritten snapshot): what depends on it is unverified. An empty one
    was read and is empty.
    """

    taken: datetime
    usages: tuple[Usage, ...] = ()
    deployments: tuple[ExistingDeployment, ...] = ()
    soft_deleted: tuple[SoftDeletedAccount, ...] = ()
    accounts: tuple[ExistingAccount, ...] | None = None
    stock: tuple[ModelStock, ...] | None = None
    vm_sizes: tuple[OfferedVmSize, ...] | None = Field(
        default=None, description="Sizes of the catalogue; read where requests or locks have GPU pools."
    )
    machines: tuple[ExistingMachines, ...] | None = Field(
        default=None, description="Of pools that exist; read where requests or locks have GPU pools."
    )
    deleted_vaults: tuple[str, ...] | None = Field(
        default=None,
        description="Names of Key Vaults that are deleted and not purged; read where requests or locks have GPU pools.",
    )
    providers: tuple[ProviderRegistration, ...] | None = None
    permissions: tuple[Permission, ...] | None = None
    offers: tuple[SubscriptionOffer, ...] | None = None
    taken_subdomains: tuple[str, ...] = Field(
        default=(), description="Subdomains that were asked for by name and belong to somebody else."
    )

    def as_json(self) -> str:
        """The document, as `--quota` reads it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def read_snapshot_file(path: Path) -> QuotaSnapshot:
    """The snapshot in a file. Raises SnapshotError when it is not one."""
    try:
        with path.open("rb") as stream:
            # A pipe or a device tells no size: what is read is bounded, not what is said.
            raw = stream.read(SIZE_LIMIT + 1)
        if len(raw) > SIZE_LIMIT:
            raise SnapshotError(f"{path} is larger than {SIZE_LIMIT // 1_000_000} MB: no quota snapshot is")
        text = raw.decode("utf-8")
    except OSError as problem:
        raise SnapshotError(f"{path} cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise SnapshotError(f"{path} is not UTF-8 text, so it is no quota snapshot") from None
    try:
        return QuotaSnapshot.model_validate_json(text)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        where = f" at {place}" if place else ""
        message = f"{path} is no quota snapshot: {first['msg']}{where}"
        raise SnapshotError(message, "`modelstacks catalog refresh --target azure` writes one.") from None
