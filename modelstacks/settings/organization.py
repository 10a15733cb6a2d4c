"""The organisation's policy: `stacks/organization.yaml`. What is left out is not restricted.

Consents to marketplace terms are a record of what a person did. They are written by hand; nothing here writes one.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from modelstacks.request.request import Residency
from modelstacks.request.types import Day, EmailAddress, FileForm, Flag, Form, Name, RiskClass, Text, Whole, unique

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
    residencies: Annotated[tuple[Residency, ...], Field(min_length=1), AfterValidator(unique)] | None = None


class Preview(Form):
    """Whether requests may use models in preview; each request says in `lifecycle.preview` that it wants to."""

    allowed: Flag = False
    teams: Annotated[tuple[Name, ...], AfterValidator(unique)] = Field(default=(), description="Teams that may anyway.")

    def permits(self, team: str) -> bool:
        """Whether a team may."""
        return self.allowed or team in self.teams


class Caps(Form):
    """Upper limits, however good the reason for more: raising one is a reviewed change of this file."""

    usd_per_month: Whole | None = Field(default=None, description="The highest budget of one request.")
    tokens_per_minute: Whole | None = Field(default=None, description="The highest capacity of one request.")
    requests_per_team: Whole | None = None


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
    provider_data: dict[str, ProviderData] = Field(default={}, description="By publisher id.")
    marketplace_consents: tuple[Consent, ...] = ()
    log_retention_days: Annotated[
        dict[RiskClass, Annotated[int, Field(ge=30, le=730)]], Field(min_length=3), AfterValidator(_long_enough)
    ] = Field(
        default={"minimal": 30, "limited": 90, "high": ACT_RETENTION_DAYS},
        description="How long diagnostic logs of a risk class are kept, at least.",
    )

    def consent(self, publisher: str) -> Consent | None:
        """The recorded consent to a publisher's terms."""
        return next((consent for consent in self.marketplace_consents if consent.publisher == publisher), None)
