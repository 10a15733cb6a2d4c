"""What GPU pools need of the organisation: the block `compute` of a region's settings.

A model server knows no Entra. So whatever stands in front of it (the ingress of a cluster, the authentication of a
container app) checks callers' tokens, and for that it needs the tenant and an application that these tokens are for.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from modelstacks.request.types import Form, Guid, Text
from modelstacks.settings.addresses import Cidr

_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_CERTIFICATE = re.compile(
    r"/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/]+/providers/Microsoft\.KeyVault/vaults/[a-zA-Z0-9-]{3,24}"
    r"/(secrets|certificates)/[a-zA-Z0-9-]{1,127}",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}@sha256:[0-9a-f]{64}")


def _domain(value: str) -> str:
    if len(value) > 200 or not _DOMAIN.fullmatch(value):
        raise PydanticCustomError("domain", "{value} is no DNS name in lower case", {"value": repr(value)})
    return value


def _certificate(value: str) -> str:
    if not _CERTIFICATE.fullmatch(value):
        form = "/subscriptions/<guid>/resourceGroups/<group>/providers/Microsoft.KeyVault/vaults/<name>/secrets/<name>"
        raise PydanticCustomError(
            "arm-id", "{value} is not an id of the form {form}", {"value": repr(value), "form": form}
        )
    return value


def _audience(value: str) -> str:
    if not re.fullmatch(r"(api://[\w./-]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})", value, re.ASCII):
        message = "{value} is neither an application id nor an application id URI (api://…)"
        raise PydanticCustomError("audience", message, {"value": repr(value)})
    return value


def _image(value: str) -> str:
    if not _IMAGE.fullmatch(value):
        message = "{value} is no image with registry, tag and digest (registry/name:tag@sha256:…)"
        raise PydanticCustomError("image", message, {"value": repr(value)})
    return value


def _https(value: str) -> str:
    if not re.fullmatch(r"https://[a-z0-9.-]+(/[\w./~-]*)?", value, re.ASCII):
        raise PydanticCustomError("address", "{value} is no https:// address", {"value": repr(value)})
    return value


class ComputeSettings(Form):
    """The block `compute` of a region stack."""

    tenant: Guid = Field(description="The Entra tenant whose tokens callers bring.")
    audience: Annotated[Text, AfterValidator(_audience)] = Field(
        description="The application that the tokens are for: its id or application id URI. The application has to "
        "put the callers' groups into its tokens."
    )
    client: Guid = Field(description="The application's (client) id.")
    domain: Annotated[Text, AfterValidator(_domain)] = Field(
        description="The DNS name under which clusters answer: <pool>.<domain>. A private DNS zone of it is made."
    )
    certificate: Annotated[Text, AfterValidator(_certificate)] = Field(
        description="The TLS certificate for *.<domain>, as a secret of a Key Vault."
    )
    administrators: Annotated[tuple[Guid, ...], Field(min_length=1)] = Field(
        description="Entra groups that administer the clusters, by object id."
    )
    ingress_range: Cidr | None = Field(
        default=None,
        description="Addresses of the compute subnet that clusters' internal ingresses take, one each. Without it, the "
        "last 32 of a subnet of the stack's own; a network that exists has to say them.",
    )
    image: Annotated[Text, AfterValidator(_image)] | None = Field(
        default=None, description="The model server's image from a registry of the organisation, instead of vLLM's."
    )
    weights: Annotated[Text, AfterValidator(_https)] | None = Field(
        default=None,
        description="Where the weights are fetched, if not from the hub of their publishers: a mirror with its API.",
    )
