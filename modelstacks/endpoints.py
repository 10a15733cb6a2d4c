"""Where callers of an account send their requests, by API surface.

Source: Microsoft Foundry documentation, create-model-deployments, and the quickstarts of the publishers' models (2026).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from modelstacks.catalog.models import Surface

HOST: Final = "https://{subdomain}.services.ai.azure.com"
"""Where an account answers for publishers that have no route of OpenAI's kind."""

SURFACES: Final[dict[Surface, str]] = {
    "openai-v1": "https://{subdomain}.openai.azure.com/openai/v1",
    "anthropic-messages": f"{HOST}/anthropic/v1/messages",
    "openai-responses": "https://{subdomain}.openai.azure.com/openai/v1/responses",
    "models-inference": f"{HOST}/models",
    "provider-route": f"{HOST}/providers",
}
"""In order of preference: the first that a model speaks is the one its endpoint is given by.

A provider route goes on with a part of the publisher's own (`/blackforestlabs/v1/…`), which its documentation states.
"""

ZONES: Final = (
    "privatelink.cognitiveservices.azure.com",
    "privatelink.openai.azure.com",
    "privatelink.services.ai.azure.com",
)
"""Private DNS zones of a Foundry account: an endpoint without a record in each answers under some of its names only.

Source: Azure Private Endpoint private DNS zone values (Microsoft.CognitiveServices/accounts, group `account`).
"""

WORKSPACE_ZONES: Final = (
    "privatelink.api.azureml.ms",
    "privatelink.notebooks.azure.net",
    "privatelink.blob.core.windows.net",
    "privatelink.file.core.windows.net",
    "privatelink.vaultcore.azure.net",
    "privatelink.azurecr.io",
)
"""Those of an Azure Machine Learning workspace, under whose names online endpoints answer, and of what it stands on.

Source: as above (Microsoft.MachineLearningServices/workspaces, group `amlworkspace`; blob, file, vault, registry).
"""


def zones_of(*, endpoints: bool) -> tuple[str, ...]:
    """The zones of a stack; `endpoints` is whether it has, or may have, managed online endpoints."""
    return (*ZONES, *WORKSPACE_ZONES) if endpoints else ZONES


def surface_of(surfaces: Iterable[str]) -> Surface | None:
    """The preferred one of a model's surfaces; None when no source says what it speaks."""
    known = set(surfaces)
    return next((surface for surface in SURFACES if surface in known), None)


def url_of(surface: Surface | None, subdomain: str) -> str:
    """The address that callers use; of a surface that nobody states, the host alone."""
    return (SURFACES[surface] if surface is not None else HOST).format(subdomain=subdomain)
