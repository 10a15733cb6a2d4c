"""The organisation's policy: `stacks/organization.yaml`. What is left out is not restricted.

Consents to marketplace terms are a record of what a person did. They are written by hand; nothing here writes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from modelstacks.catalog import SubscriptionKind
from modelstacks.request.compute import PoolKind
from modelstacks.request.request import Residency
from modelstacks.request.types import (
    DataClass,
    Day,
    EmailAddress,
    FileForm,
    Flag,
    Form,
    Guid,
    Name,
    RiskClass,
    Text,
    Whole,
    unique,
)

ACT_RETENTION_DAYS = 183
"""Article 26(6) of Regulation (EU) 2024/1689: a deployer keeps a high-risk system's logs at least six months."""

Names = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(unique)]


class Allowed(Form):
    """What may be used at all; a key that is left out allows everything."""

    publishers: Names | None = Field(default=None, description="Publisher ids of the catalogue.")
    skus: Names | None = Field(
        default=None,
        description="Deployment SKUs; in the shared stack's subscription a policy denies the catalogue's others.",
    )
    stacks: Names | None = Field(default=None, description="Stacks that requests may be placed in.")
    pools: Annotated[tuple[PoolKind, ...], Field(min_length=1), AfterValidator(unique)] | None = Field(
        default=None, description="Kinds of GPU pools."
    )
    accelerators: Names | None = Field(default=None, description="Accelerators of GPU pools, ids of the catalogue.")
    vm_sizes: Names | None = Field(
        default=None, description="VM sizes of GPU pools by their ARM names; workload profiles of container apps too."
    )
    residencies: Annotated[tuple[Residency, ...], Field(min_length=1), AfterValidator(unique)] | None = None


class Preview(Form):
    """Whether requests may use models in preview; each request says in `lifecycle.preview` that it wants to."""

    allowed: Flag = False
    teams: Annotated[tuple[Name, ...], AfterValidator(unique)] = Field(default=(), description="Teams that may anyway.")

    def permits(self, team: str) -> bool:
        """Whether a team may."""
        return self.allowed or team in self.teams


class TeamCaps(Form):
    """Upper limits of one team, in place of those for all."""

    requests: Whole | None = Field(default=None, description="How many requests the team may have.")
    usd_per_month: Whole | None = Field(default=None, description="The highest sum of the team's budgets.")


class Caps(Form):
    """Upper limits, however good the reason for more: raising one is a reviewed change of this file."""

    usd_per_month: Whole | None = Field(default=None, description="The highest budget of one request.")
    tokens_per_minute: Whole | None = Field(default=None, description="The highest capacity of one request.")
    provisioned_units: Whole | None = Field(default=None, description="The most PTUs of one request.")
    enqueued_tokens: Whole | None = Field(default=None, description="The most enqueued tokens of one batch request.")
    replicas: Whole | None = Field(default=None, description="The most replicas of one request on GPUs of our own.")
    machines: Whole | None = Field(default=None, description="The most GPU machines that one request may come to.")
    requests_per_team: Whole | None = None
    usd_per_month_per_team: Whole | None = Field(default=None, description="The highest sum of one team's budgets.")
    usd_per_month_in_all: Whole | None = Field(default=None, description="The highest sum of all budgets.")
    teams: dict[Name, TeamCaps] = Field(default={}, description="Other limits for single teams.")

    def requests_of(self, team: str) -> int | None:
        """How many requests a team may have."""
        own = self.teams.get(team)
        return own.requests if own is not None and own.requests is not None else self.requests_per_team

    def usd_of(self, team: str) -> int | None:
        """The highest sum of a team's budgets."""
        own = self.teams.get(team)
        return own.usd_per_month if own is not None and own.usd_per_month is not None else self.usd_per_month_per_team


class Limits(Form):
    """What Azure takes of a kind of resource. Support raises some of them: then the new figure belongs here.

    Defaults: Microsoft Foundry quotas and limits, files of 2026-02.
    """

    accounts_per_region: Whole = Field(
        default=100, description="Foundry accounts of one subscription in one region, those of others included."
    )


class ProviderData(Form):
    """What a publisher asks of the organisation (`properties.modelProviderData` of a deployment)."""

    organization_name: Text
    industry: Text
    country_code: Annotated[Text, Field(min_length=2, max_length=2, description="ISO 3166-1 alpha-2.")]


class Consent(Form):
    """A person's acceptance of a publisher's marketplace terms."""

    publisher: Text = Field(description="Publisher id of the catalogue.")
    terms: Text = Field(description="Which terms: their address or title, and their version.")
    accepted_by: EmailAddress
    date: Day


def _country(value: str) -> str:
    if not (len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()):
        raise PydanticCustomError("country", "must be a country as ISO 3166-1 alpha-2 has it (SE)")
    return value


class Subscription(Form):
    """What ARM does not tell of a subscription, and publishers ask for."""

    country: Annotated[Text, AfterValidator(_country)] | None = Field(
        default=None, description="Country of the billing account, ISO 3166-1 alpha-2."
    )
    kind: SubscriptionKind | None = Field(
        default=None, description="How it was bought; without it, what a snapshot's offer says."
    )


Processing: TypeAlias = Literal["geography", "data-zone", "global"]
AllowedServing: TypeAlias = Literal["pay-as-you-go", "provisioned", "gpu", "batch", "developer"]


class Handling(Form):
    """Where and how the data of a class may be processed."""

    processing: Annotated[tuple[Processing, ...], Field(min_length=1), AfterValidator(unique)] = Field(
        default=("geography", "data-zone", "global"), description="How wide the SKUs may process."
    )
    servings: Annotated[tuple[AllowedServing, ...], Field(min_length=1), AfterValidator(unique)] | None = Field(
        default=None, description="Ways of serving that are allowed. Batch keeps prompts and answers in files."
    )
    hosted_by_azure: Flag = Field(default=False, description="Refuse versions that run outside Azure.")


OPEN: Handling = Handling()
CONFIDENTIAL: Handling = Handling(
    processing=("geography", "data-zone"),
    servings=("pay-as-you-go", "provisioned", "gpu"),
    hosted_by_azure=True,
)
"""Unless the policy says otherwise: inside a data zone, on Azure, nothing kept in files."""
DATA_CLASSES: Mapping[DataClass, Handling] = {"public": OPEN, "internal": OPEN, "confidential": CONFIDENTIAL}


def _handlings(value: Mapping[str, object]) -> Mapping[str, object]:
    """A class that is left out keeps its default: to loosen one takes naming it."""
    return {**DATA_CLASSES, **value} if isinstance(value, dict) else value


def _long_enough(value: dict[RiskClass, int]) -> dict[RiskClass, int]:
    if value["high"] < ACT_RETENTION_DAYS:
        message = "logs of the risk class high are kept at least {days} days (EU AI Act, Article 26(6))"
        raise PydanticCustomError("act-retention", message, {"days": ACT_RETENTION_DAYS})
    return value


class Organization(FileForm):
    """Policy, the data that publishers ask for, and recorded consents."""

    workload: Annotated[Name, Field(max_length=12)] = Field(
        description="The workload part of Azure names (rg-<workload>-…)."
    )
    allowed: Allowed = Allowed()
    preview: Preview = Preview()
    caps: Caps = Caps()
    limits: Limits = Limits()
    retirement_notice_days: Whole = Field(
        default=90, description="From how many days before a model version's retirement on there is a warning."
    )
    data_classes: Annotated[dict[DataClass, Handling], BeforeValidator(_handlings)] = Field(
        default=dict(DATA_CLASSES),
        description="Where each class of data may be processed; a class that is left out keeps its default.",
    )
    content_filter_required: Annotated[tuple[RiskClass, ...], AfterValidator(unique)] = Field(
        default=("high",),
        description="Risk classes that take no model on which Azure's content filters do not act.",
    )
    subscriptions: dict[Guid, Subscription] = Field(
        default={}, description="What ARM does not tell of the stacks' subscriptions."
    )
    provider_data: dict[str, ProviderData] = Field(default={}, description="By publisher id.")
    marketplace_consents: tuple[Consent, ...] = ()
    log_retention_days: Annotated[
        dict[RiskClass, Annotated[int, Field(ge=30, le=730)]], Field(min_length=3), AfterValidator(_long_enough)
    ] = Field(
        default={"minimal": 30, "limited": 90, "high": ACT_RETENTION_DAYS},
        description="How long diagnostic logs of a risk class are kept, at least.",
    )

    def consent(self, publisher: str) -> Consent | None:
        """The first of the recorded consents to a publisher's terms: a later one of new terms takes nothing back."""
        given = (consent for consent in self.marketplace_consents if consent.publisher == publisher)
        return min(given, key=lambda consent: consent.date, default=None)
