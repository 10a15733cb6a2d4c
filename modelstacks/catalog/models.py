"""Models as Azure offers them: publishers, versions, and per version the SKUs with regions, units, limits and quota.

Offers hang on versions because they do in ARM: the second version of a Claude model has another host, another quota and
other SKUs than the first. None means unknown throughout; what follows from an unknown is `Verdict.UNVERIFIED`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from modelstacks.catalog.facts import Authority, Provenance, Verdict
from modelstacks.catalog.refusals import Refusal

Task: TypeAlias = Literal[
    "chat", "embedding", "rerank", "document", "transcription", "speech", "realtime", "image", "video", "router"
]
Modality: TypeAlias = Literal["text", "image", "audio", "video", "document", "vector", "scores"]
Surface: TypeAlias = Literal[
    "openai-v1", "openai-responses", "anthropic-messages", "models-inference", "provider-route"
]
FoundryProcessing: TypeAlias = Literal["global", "data-zone", "geography"]
Processing: TypeAlias = FoundryProcessing | Literal["region"]
"""Where calls are answered; `region` is what only GPUs of our own promise."""
FoundryServing: TypeAlias = Literal["pay-as-you-go", "provisioned", "batch", "developer"]
Serving: TypeAlias = FoundryServing | Literal["gpu"]
FoundryMeter: TypeAlias = Literal["tokens", "requests", "provisioned-units", "enqueued-tokens"]
Meter: TypeAlias = FoundryMeter | Literal["replicas"]
QuotaScope: TypeAlias = Literal["Regional", "DataZone", "Global"]


@dataclass(frozen=True)
class Publisher:
    """Who made a model; `format` is ARM's `model.format`, exactly, None when no ARM answer with it was seen."""

    id: str
    name: str
    format: str | None
    provenance: Provenance
    refuses: tuple[Refusal, ...] | None = None
    """To whom it does not sell through the marketplace; None where no source says."""


@dataclass(frozen=True)
class Sku:
    """A deployment SKU: where it processes and how it is paid."""

    name: str
    processing: Processing
    serving: Serving
    provenance: Provenance


class Stage(enum.StrEnum):
    """Microsoft's lifecycle in the words of the retirement schedule.

    The ARM API says `Deprecating` for what the schedule calls deprecated, and `Deprecated` for what it calls retired.
    """

    PREVIEW = "preview"
    GENERALLY_AVAILABLE = "generally-available"
    LEGACY = "legacy"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


@dataclass(frozen=True)
class Lifecycle:
    """Stage and dates of a version, as known on the checked date."""

    stage: Stage | None
    deprecation: date | None
    """From this day no new deployments."""
    retirement: date | None
    """From this day no answers."""
    provenance: Provenance

    def retired(self, as_of: date) -> Verdict:
        """Whether the version is gone.

        A date that has passed proves nothing where only unofficial sources give it. Of a preview only ARM's own does:
        Microsoft's texts mean "not sooner than", and list previews on after their day.
        """
        if self.stage is Stage.RETIRED:
            return Verdict.YES if self.provenance.official("stage") else Verdict.UNVERIFIED
        if self.retirement is not None and self.retirement <= as_of:
            told = self.provenance.stated_by("retirement", Authority.AZURE_API)
            proven = told or (self.stage is not Stage.PREVIEW and self.provenance.official("retirement"))
            return Verdict.YES if proven else Verdict.UNVERIFIED
        return Verdict.UNVERIFIED if self.stage is None else Verdict.NO

    def accepts_new_deployments(self, as_of: date) -> Verdict:
        """Whether Azure takes a new deployment (ServiceModelDeprecating and ServiceModelDeprecated otherwise)."""
        retired = self.retired(as_of)
        if retired is not Verdict.NO:
            return Verdict.NO if retired is Verdict.YES else Verdict.UNVERIFIED
        if self.stage is Stage.DEPRECATED or (self.deprecation is not None and self.deprecation <= as_of):
            return Verdict.NO
        return Verdict.YES


@dataclass(frozen=True)
class Context:
    """Limits of one call, in tokens; `total` where the source gives only the sum."""

    input_tokens: int | None
    output_tokens: int | None
    total_tokens: int | None


@dataclass(frozen=True)
class UnitOfCapacity:
    """What one unit of `sku.capacity` is worth: ARM's `skus[].rateLimits`, per 60 seconds.

    `meter` says what the unit counts, None when that is unknown. Under meter `requests` there is no token limit, and
    `tokens_per_minute` is None for that reason.
    """

    meter: Meter | None
    tokens_per_minute: int | None
    requests_per_minute: int | None
    enqueued_tokens: int | None = None
    """Tokens that may wait in the batches of a deployment, under meter `enqueued-tokens`."""


@dataclass(frozen=True)
class CapacityRange:
    """What ARM takes as `sku.capacity`, in units."""

    minimum: int | None
    maximum: int | None
    step: int | None
    default: int | None


@dataclass(frozen=True)
class Provisioned:
    """Throughput of one provisioned unit (PTU)."""

    input_tokens_per_minute: int | None
    output_weight: int | None
    """Input tokens that one output token counts for."""
    normalised: bool
    """True where PTUs are sized over token classes weighted by price instead (from gpt-6 on)."""


@dataclass(frozen=True)
class Quota:
    """The quota a deployment draws on: `usages[].name.value`, and over what it is pooled."""

    name: str | None
    scope: QuotaScope | None
    default_limits: Mapping[str, int]
    """Units granted by kind of subscription (`pay-as-you-go`, `enterprise`, `free-trial`), where a source says."""
    provenance: Provenance


@dataclass(frozen=True)
class Offer:
    """A version under a SKU: where, in which units and limits."""

    sku: str
    regions: frozenset[str]
    elsewhere: Verdict
    """Of a region that is not listed: `no` when the source lists all, `unverified` when it shows only some."""
    unit: UnitOfCapacity
    capacity: CapacityRange
    provisioned: Provisioned | None
    quota: Quota
    provenance: Provenance
    absent: frozenset[str] = frozenset()
    """Regions where Azure was asked and does not offer it, whatever `elsewhere` says."""
    retirement: date | None = None
    """Where the SKU ends before its version does: from this day no answers (ARM's `skus[].deprecationDate`)."""

    def offered_in(self, region: str) -> Verdict:
        """Whether the SKU is offered in a region; yes only where a source was seen that says so."""
        if region in self.regions:
            return Verdict.YES if self.provenance.seen("regions") else Verdict.UNVERIFIED
        return Verdict.NO if region in self.absent else self.elsewhere


_NEAREST = (Verdict.YES, Verdict.UNVERIFIED, Verdict.NO)


@dataclass(frozen=True)
class Version:
    """A version of a model, with all that ARM ties to versions."""

    version: str
    default: bool
    hosted_by: str | None
    """`azure`, or the publisher's id where prompts leave Azure (Claude version 1)."""
    lifecycle: Lifecycle
    offers: tuple[Offer, ...]
    provenance: Provenance

    def offer(self, sku: str, region: str | None = None) -> Offer | None:
        """The offer under a SKU, None when the version has none.

        A version has several under one SKU where Azure answers differently by region. Of these it is the one that lists
        `region`, else one that does not exclude it; the first when no region is asked for.
        """
        under = [offer for offer in self.offers if offer.sku == sku]
        if region is None or len(under) < 2:
            return next(iter(under), None)
        return min(under, key=lambda offer: _NEAREST.index(offer.offered_in(region)))

    def offers_in(self, region: str) -> tuple[Offer, ...]:
        """One offer for each SKU, as `offer` chooses it."""
        chosen = (self.offer(sku, region) for sku in dict.fromkeys(offer.sku for offer in self.offers))
        return tuple(offer for offer in chosen if offer is not None)


@dataclass(frozen=True)
class Model:
    """A model under an id of ours. `format` and `name` are ARM's; compare names without case, versions exactly."""

    id: str
    publisher: str
    format: str | None
    name: str | None
    offered: bool
    """False for models that Azure does not sell, listed so that asking for one is answered with `alternatives`."""
    task: Task | None
    """None: unknown (a model that only Azure's API has told of so far)."""
    input: frozenset[Modality]
    output: frozenset[Modality]
    context: Context
    surfaces: frozenset[Surface]
    marketplace: bool | None
    """Whether a Marketplace agreement has to be accepted first (`isMarketplaceRequired`)."""
    provider_data: bool | None
    """Whether a deployment must carry `properties.modelProviderData`."""
    content_filter: bool | None
    """Whether Azure's content filters act on it."""
    registration: bool | None
    """Whether access has to be applied for."""
    replacement: str | None
    """Id of the model that Azure or the publisher names as its successor."""
    alternatives: tuple[str, ...]
    versions: tuple[Version, ...]
    provenance: Provenance

    @property
    def default_version(self) -> Version | None:
        """The version ARM marks `isDefaultVersion`; never the one with the highest string."""
        return next((version for version in self.versions if version.default), None)

    def version(self, version: str | None = None) -> Version | None:
        """The named version, exactly; the default one for None."""
        if version is None:
            return self.default_version
        return next((candidate for candidate in self.versions if candidate.version == version), None)
