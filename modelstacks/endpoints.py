"""Where callers of an account send their requests, by API surface.

Source: Microsoft Foundry documentation, create-model-deployments, and the quickstarts of the publishers' models (2026).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from modelstacks.catalog.models import Surface

SURFACES: Final[dict[Surface, str]] = {
    "openai-v1": "https://{subdomain}.openai.azure.com/openai/v1",
    "anthropic-messages": "https://{subdomain}.services.ai.azure.com/anthropic/v1/messages",
    "openai-responses": "https://{subdomain}.openai.azure.com/openai/v1/responses",
    "models-inference": "https://{subdomain}.services.ai.azure.com/models",
    "provider-route": "https://{subdomain}.services.ai.azure.com/providers",
}
"""In order of preference: the first that a model speaks is the one its endpoint is given by."""

ZONES: Final = (
    "privatelink.cognitiveservices.azure.com",
    "privatelink.openai.azure.com",
    "privatelink.services.ai.azure.com",
)
"""Private DNS zones of a Foundry account: an endpoint without a record in each answers under some of its names only.

Source: Azure Private Endpoint private DNS zone values (Microsoft.CognitiveServices/accounts, group `account`).
"""


def surface_of(surfaces: Iterable[str]) -> Surface:
    """The preferred one of a model's surfaces; the plain OpenAI route when none is known."""
    known = set(surfaces)
    for surface in SURFACES:
        if surface in known:
            return surface
    return "openai-v1"


def url_of(surface: Surface, subdomain: str) -> str:
    """The address that callers use."""
    return SURFACES[surface].format(subdomain=subdomain)
