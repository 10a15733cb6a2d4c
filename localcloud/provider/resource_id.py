"""ARM ids from inputs, and inputs from ARM ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from localcloud.provider.errors import ProviderError
from localcloud.provider.metadata import is_subpath

if TYPE_CHECKING:
    from localcloud.provider.metadata import ResourceMetadata
    from localcloud.wire import PropertyValue

_PARAMETER = re.compile(r"\{(\w+)\}")


def resource_path(url: str, subscription: str, values: Mapping[str, PropertyValue]) -> str:
    """The id that a URL template and its parameters give.

    Raises:
        ProviderError: a parameter is missing, or is no text.
    """

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value = subscription if name == "subscriptionId" else values.get(name)
        if not isinstance(value, str):
            raise ProviderError(f"expected string value for path parameter '{name}', got {type(value).__name__}")
        return value if is_subpath(name) else quote(value, safe="~!$&'()*+,;=:@")

    # Scopes bring slashes of their own, and the generic resource's parent path may be empty.
    return re.sub("//+", "/", _PARAMETER.sub(fill, url))


def path_values(metadata: ResourceMetadata, resource_id: str) -> dict[str, str]:
    """The path parameters of a resource's id. ARM compares ids without regard to case.

    Raises:
        ProviderError: the id is not one of this type.
    """
    pattern = "".join(
        _pattern(part) if index % 2 else re.escape(part) for index, part in enumerate(_PARAMETER.split(metadata.url))
    )
    # The generic resource's parent path may be empty; its slash is then missing too.
    pattern = pattern.replace("/(?P<parentResourcePath>.*?)", "(?:/(?P<parentResourcePath>.*?))?")
    match = re.fullmatch(pattern, resource_id, re.IGNORECASE)
    if match is None:
        raise ProviderError(f"'{resource_id}' is no id of {metadata.pulumi_type}, which looks like {metadata.url}")
    return {name: _value(name, match[name] or "") for name in metadata.path_parameters}


def _pattern(parameter: str) -> str:
    many = is_subpath(parameter) and parameter != "resourceType"
    return f"(?P<{parameter}>{'.*?' if many else '[^/]+'})"


def _value(parameter: str, text: str) -> str:
    if parameter in ("scope", "resourceUri"):
        return text if text.startswith("/") else "/" + text
    return text if is_subpath(parameter) else unquote(text)
