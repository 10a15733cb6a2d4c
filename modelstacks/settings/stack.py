"""What a stack is: `stacks/<stack>.yaml`. The file's name is the stack's name; everything else about it is said inside.

DNS is a setting of the shared layer: region stacks read the zones of the shared stack that they name, so that two
regions never make two zones of one name.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from modelstacks.request.types import EmailAddress, FileForm, Form, Guid, Name, Region, Text, unique
from modelstacks.settings.addresses import Cidr, check_subnets
from modelstacks.settings.compute import ComputeSettings

Environment: TypeAlias = Literal["dev", "test", "prod"]

_STACK_TAGS = ("managed-by", "stack", "environment")
_ACCOUNT_TAGS = ("team", "owner", "cost-centre", "data")
_DEPLOYMENT_TAGS = ("request", "purpose", "risk", "role")
TAGS_SET = (*_STACK_TAGS, *_ACCOUNT_TAGS, *_DEPLOYMENT_TAGS)
"""The tags that modelstacks sets itself."""


def _arm_id(*types: str) -> AfterValidator:
    """An ARM id whose resource types are these; compared without case, as ARM does."""
    form = "/subscriptions/<guid>/resourceGroups/<group>/providers/" + "/".join(f"{part}/<name>" for part in types)
    expression = r"/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/]+/providers/" + "/".join(
        f"{re.escape(part)}/[^/]+" for part in types
    )
    compiled = re.compile(expression, re.IGNORECASE)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise PydanticCustomError(
                "arm-id", "{value} is not an id of the form {form}", {"value": repr(value), "form": form}
            )
        return value

    return AfterValidator(check)


VirtualNetworkId = Annotated[Text, _arm_id("Microsoft.Network/virtualNetworks")]
SubnetId = Annotated[Text, _arm_id("Microsoft.Network/virtualNetworks", "subnets")]
ZoneId = Annotated[Text, _arm_id("Microsoft.Network/privateDnsZones")]
WorkspaceId = Annotated[Text, _arm_id("Microsoft.OperationalInsights/workspaces")]


class ExistingZones(Form):
    """Private DNS zones that exist: zone name to ARM id."""

    existing: Annotated[dict[str, ZoneId], Field(min_length=1)]


class ExistingWorkspace(Form):
    """A Log Analytics workspace that exists."""

    existing: WorkspaceId
    retention_days: Annotated[int, Field(ge=30, le=730)] | None = Field(
        default=None, description="How long it keeps logs, as its owner says; without it, that is not verified."
    )


def _word_or_existing(value: Any) -> str:
    return "existing" if isinstance(value, dict | Form) else "word"


# The discriminator keeps a mistake from being reported once per member of the union.
Dns = Annotated[
    Annotated[Literal["create", "policy"], Tag("word")] | Annotated[ExistingZones, Tag("existing")],
    Discriminator(_word_or_existing),
]
Workspace = Annotated[
    Annotated[Literal["create"], Tag("word")] | Annotated[ExistingWorkspace, Tag("existing")],
    Discriminator(_word_or_existing),
]


class Subnets(Form):
    """Address ranges of the network's subnets; those left out are not made."""

    private_endpoints: Cidr
    compute: Cidr | None = Field(default=None, description="Nodes of Kubernetes clusters, and their internal ingress.")
    gateway: Cidr | None = None
    container_apps: Cidr | None = Field(
        default=None, description="Delegated to Azure Container Apps; /27 or larger, one environment."
    )

    def given(self) -> dict[str, IPv4Network]:
        """The subnets that are made, by role, in the order of the fields."""
        return {name: value for name in type(self).model_fields if (value := getattr(self, name)) is not None}


class OwnNetwork(Form):
    """A virtual network of the stack's own."""

    address_space: Annotated[tuple[Cidr, ...], Field(min_length=1), AfterValidator(unique)]
    subnets: Subnets

    @model_validator(mode="after")
    def subnets_fit(self) -> OwnNetwork:
        check_subnets(self.address_space, self.subnets.given())
        return self


class ExistingNetwork(Form):
    """A virtual network that others own, with the subnet for the private endpoints."""

    virtual_network: VirtualNetworkId
    private_endpoint_subnet: SubnetId
    compute_subnet: SubnetId | None = Field(
        default=None, description="For nodes of Kubernetes clusters; its way out of the network is its owner's."
    )
    container_apps_subnet: SubnetId | None = Field(
        default=None, description="Delegated to Azure Container Apps (Microsoft.App/environments)."
    )
    address_space: Annotated[tuple[Cidr, ...], Field(min_length=1), AfterValidator(unique)] | None = Field(
        default=None, description="Of the network; without it, that its addresses are apart is not verified."
    )

    @model_validator(mode="after")
    def subnet_is_inside(self) -> ExistingNetwork:
        for name in ("private_endpoint_subnet", "compute_subnet", "container_apps_subnet"):
            subnet: str | None = getattr(self, name)
            if subnet is not None and not subnet.lower().startswith(f"{self.virtual_network.lower()}/subnets/"):
                message = "{name} is not a subnet of virtual_network"
                raise PydanticCustomError("subnet-elsewhere", message, {"name": name})
        return self


class Network(Form):
    """The region's network: one of our own, or one that exists."""

    own: OwnNetwork | None = None
    existing: ExistingNetwork | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> Network:
        if (self.own is None) == (self.existing is None):
            raise PydanticCustomError("one-network", "exactly one of own, existing must be given")
        return self


class ConsumerEndpoint(Form):
    """A subnet elsewhere that gets a private endpoint of its own to the accounts."""

    subnet: SubnetId
    region: Region = Field(description="The region of that subnet's network; the endpoint is made there.")


class Consumer(Form):
    """Who may reach the endpoints from outside the stack's network."""

    name: Name
    virtual_network: VirtualNetworkId | None = Field(default=None, description="A network to peer with.")
    address_space: Annotated[tuple[Cidr, ...], Field(min_length=1), AfterValidator(unique)] | None = Field(
        default=None, description="Of that network; without it, that its addresses are apart is not verified."
    )
    private_endpoint: ConsumerEndpoint | None = None
    teams: Annotated[tuple[Name, ...], AfterValidator(unique)] = Field(
        default=(), description="Whose accounts the private endpoint is for; all of the stack's when empty."
    )

    @model_validator(mode="after")
    def one_of_them(self) -> Consumer:
        if (self.virtual_network is None) == (self.private_endpoint is None):
            raise PydanticCustomError("one-way-in", "exactly one of virtual_network, private_endpoint must be given")
        if self.address_space is not None and self.virtual_network is None:
            raise PydanticCustomError("addresses-of-nothing", "address_space is that of virtual_network")
        return self


def _tags(value: dict[str, str]) -> dict[str, str]:
    spelled = {name: name for name in TAGS_SET}
    for name in value:
        other = spelled.setdefault(name.lower(), name)
        if other != name:
            message = "{name} and {other} are one tag to Azure, which compares their names without case"
            raise PydanticCustomError("tag-twice", message, {"name": repr(name), "other": repr(other)})
        if not name or len(name) > 128 or set(name) & set("<>%&\\?/"):
            raise PydanticCustomError(
                "tag", "{name} is no tag name: 1-128 characters, none of <>%&\\?/", {"name": repr(name)}
            )
    return value


Tags = Annotated[dict[str, Annotated[Text, Field(max_length=256)]], Field(max_length=30), AfterValidator(_tags)]


class StackSettings(FileForm):
    """What every layer says."""

    region: Region
    subscription: Guid
    environment: Environment
    tags: Tags = Field(default={}, description="Besides the tags that modelstacks sets itself.")


class SharedSettings(StackSettings):
    """The layer that an environment's regions share: private DNS zones, policy assignments."""

    layer: Literal["shared"]
    dns: Dns = Field(default="create", description="create | policy (a landing zone's own) | existing: {zone: id}.")


class RegionSettings(StackSettings):
    """One region's stack: network, observability, accounts."""

    layer: Literal["region"]
    shared: Name = Field(description="The stack of the shared layer.")
    network: Network
    workspace: Workspace = "create"
    retention_days: Annotated[int, Field(ge=30, le=730)] = Field(
        default=90, description="Of the workspace; raised to what the risk classes of the stack's requests need."
    )
    zones: Annotated[tuple[Annotated[int, Field(ge=1, le=3)], ...], AfterValidator(unique)] = Field(
        default=(),
        description="Availability zones of GPU pools, where the VM size has them; regional when left out.",
    )
    alert_contacts: Annotated[tuple[EmailAddress, ...], Field(min_length=1, max_length=50), AfterValidator(unique)]
    consumers: tuple[Consumer, ...] = ()
    compute: ComputeSettings | None = Field(
        default=None, description="What GPU pools need of the organisation: who checks callers, names, certificates."
    )

    @model_validator(mode="after")
    def consumers_are_told_apart(self) -> RegionSettings:
        unique(tuple(consumer.name for consumer in self.consumers))
        peers = [one.virtual_network.lower() for one in self.consumers if one.virtual_network is not None]
        unique(tuple(peers))
        own = self.network.existing.virtual_network.lower() if self.network.existing is not None else None
        if own in peers:
            raise PydanticCustomError("own-peer", "a consumer's virtual_network is the stack's own network")
        return self


Settings: TypeAlias = SharedSettings | RegionSettings
LAYERS: dict[str, type[SharedSettings] | type[RegionSettings]] = {"shared": SharedSettings, "region": RegionSettings}
"""The form of a settings file, by its `layer`. Order is the order in which layers are brought up."""
