"""What a team asks for: `requests/<team>/<name>.yaml`, `apiVersion: modelstacks/v1`.

A request says what is needed (model, residency, capacity, budget), never how it is built: no SKU, no region unless the
residency is that region, no Azure name. Those are decisions of the planner and stand in the lock.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from modelstacks.request.compute import Compute
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

Serving: TypeAlias = Literal["auto", "pay-as-you-go", "provisioned", "gpu", "batch", "developer"]
Objective: TypeAlias = Literal["cost", "carbon", "latency"]

RESIDENCIES = ("global", "eu", "us", "apac", "eu-members")
"""The residencies that are a word of their own; besides them `geography:<name>` and `region:<name>`."""

_RESIDENCY = re.compile(rf"{'|'.join(RESIDENCIES)}|(geography|region):[a-z0-9][a-z0-9 -]*")


def _residency(value: str) -> str:
    if not _RESIDENCY.fullmatch(value):
        accepted = f"{', '.join(RESIDENCIES)}, geography:<name> or region:<name>"
        raise PydanticCustomError(
            "residency", "{value} is no residency; accepted: {accepted}", {"value": repr(value), "accepted": accepted}
        )
    return value


def _share(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("share", "must be a number between 0 and 1")
    return value


Residency = Annotated[
    Text, Field(json_schema_extra={"pattern": f"^({_RESIDENCY.pattern})$"}), AfterValidator(_residency)
]
ModelId = Annotated[Text, Field(max_length=64)]
Groups = Annotated[tuple[Guid, ...], Field(min_length=1), AfterValidator(unique)]


class Capacity(Form):
    """The ceiling to reserve, as one of the five; the planner turns it into Azure's units."""

    tokens_per_minute: Whole | None = None
    requests_per_minute: Whole | None = None
    provisioned_units: Whole | None = Field(default=None, description="PTUs, for provisioned serving.")
    enqueued_tokens: Whole | None = Field(
        default=None, description="Tokens that may wait in batches at one time, for batch serving."
    )
    replicas: Whole | None = Field(default=None, description="Replicas, for serving on GPUs of our own.")

    @model_validator(mode="after")
    def one_of_them(self) -> Capacity:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            known = ", ".join(type(self).model_fields)
            raise PydanticCustomError("one-capacity", "exactly one of {known} must be given", {"known": known})
        return self


class Workload(Form):
    """What is expected, as a mean over the hours of use: the ground of cost, carbon and sizing."""

    requests_per_minute: Whole
    input_tokens: Whole = Field(description="Per request.")
    output_tokens: Whole = Field(description="Per request.")
    hours_per_month: Annotated[Whole, Field(le=744)] = 730


class Budget(Form):
    """USD a month; the expected cost above it is an error, the ceiling's a warning."""

    usd_per_month: Whole


class Access(Form):
    """The Entra groups that may call the endpoint, by object id."""

    groups: Groups


class Lifecycle(Form):
    """Which versions the request may run on, and what happens when one expires."""

    preview: Flag = Field(default=False, description="May it use models that are in preview?")
    version: Literal["pinned", "auto"] = Field(
        default="pinned",
        description="pinned: never upgraded by Azure, retirement is reported; auto: Azure upgrades to its default "
        "version, or, where `version` is named, only when that one expires.",
    )


class Experiment(Form):
    """A second model that gets a share of the traffic."""

    model: ModelId
    share: Annotated[float, BeforeValidator(_share), Field(gt=0, lt=1)]


class Request(FileForm):
    """A model endpoint that a team asks for."""

    name: Name = Field(description="Unique in the team; also the deployment's name.")
    team: Name = Field(description="The folder the request lies in.")
    purpose: Text = Field(description="One sentence for those who review the request.")
    model: ModelId = Field(description="An id of the catalogue.")
    version: Text | None = Field(
        default=None, description="The model's version; without it the catalogue's default one."
    )
    serving: Serving = Field(default="auto", description="batch and developer are used only when named.")
    residency: Residency = Field(
        description="Where prompts and answers may be processed: "
        f"{', '.join(RESIDENCIES)}, geography:<name> or region:<name>."
    )
    capacity: Capacity = Field(description="The ceiling to reserve, in one of five units.")
    compute: Compute | None = Field(default=None, description="For serving on GPUs of our own: on which, and how.")
    workload: Workload | None = Field(default=None, description="What is expected: the ground of cost and sizing.")
    availability: Literal["single-region", "multi-region"] = Field(
        default="single-region", description="multi-region: two regions, each with the whole capacity."
    )
    callers: Annotated[tuple[Text, ...], AfterValidator(unique)] = Field(
        default=(), description="Geographies that call it."
    )
    objective: Objective = Field(default="cost", description="What the placement prefers among what is possible.")
    risk: RiskClass = Field(description="Class of the EU AI Act.")
    oversight: Annotated[tuple[EmailAddress, ...], AfterValidator(unique)] = Field(
        default=(), description="Who oversees a high-risk use (EU AI Act, Article 26(2))."
    )
    data: DataClass = Field(description="Class of what is sent; confidential closes the account's way out.")
    budget: Budget = Field(description="What it may cost; alerts are sent before it is used up.")
    access: Access | None = Field(default=None, description="Instead of the team's default groups.")
    isolation: Literal["shared", "dedicated"] = Field(default="shared", description="dedicated: an account of its own.")
    lifecycle: Lifecycle = Field(default=Lifecycle(), description="Which versions it may run on.")
    fallbacks: Annotated[tuple[ModelId, ...], Field(max_length=8), AfterValidator(unique)] = Field(
        default=(), description="Models to try instead, in this order; they speak the same API."
    )
    experiment: Experiment | None = Field(default=None, description="A second model with a share of the traffic.")
    expires: Day | None = Field(default=None, description="From this day on the request is planned away.")

    @property
    def id(self) -> str:
        """`team/name`, the request's name in findings, locks and outputs."""
        return f"{self.team}/{self.name}"

    @property
    def on_gpus(self) -> bool:
        """Whether GPUs of our own are to serve it: it says so, or counts in replicas and leaves the choice open."""
        return self.serving == "gpu" or (self.serving == "auto" and self.capacity.replicas is not None)

    @model_validator(mode="after")
    def compute_is_for_gpus(self) -> Request:
        if self.compute is not None and not self.on_gpus:
            message = "compute is for GPUs of our own: say `serving: gpu` and give the capacity in replicas"
            raise PydanticCustomError("compute-unused", message)
        most = self.capacity.replicas
        if self.compute is not None and most is not None and self.compute.min_replicas > most:
            message = "compute.min_replicas ({least}) is more than capacity.replicas ({most})"
            raise PydanticCustomError("replicas-range", message, {"least": self.compute.min_replicas, "most": most})
        return self

    @model_validator(mode="after")
    def no_fallback_to_itself(self) -> Request:
        if self.model in self.fallbacks:
            raise PydanticCustomError("own-fallback", "{model} cannot be its own fallback", {"model": self.model})
        return self
