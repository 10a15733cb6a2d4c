"""The rule that keeps our providers away from every real cloud: they speak to loopback addresses only.

Checked wherever an address enters (the metadata host, the endpoints that it names, every URL that an answer asks to
poll), so that a refusal can say where it came from, and before each request, because ids from outside are put behind an
endpoint. Addresses are read by the parser of the library that connects: of `https://there\\@127.0.0.1/` the standard
library's says 127.0.0.1, while the connection would go to `there`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from localcloud.provider.errors import ConfigurationError


def require_loopback(url: str, what: str) -> str:
    """The URL, if its host is a loopback address or `localhost`.

    Raises:
        ConfigurationError: it is not.
    """
    host = _host(url)
    if host == "localhost" or _is_loopback_address(host):
        return url
    raise ConfigurationError(
        f"{what} is {url}, which is not a loopback address. This is a provider of the local Azure, and it speaks to "
        "nothing else: point ARM_METADATA_HOSTNAME at a local Azure, or take Pulumi's own plugins from its registry to "
        "deploy to Azure."
    )


def require_local_metadata_host(environment: Mapping[str, str]) -> None:
    """Make sure that the environment names no metadata host, or one on this machine.

    Raises:
        ConfigurationError: it names another.
    """
    if host := environment.get("ARM_METADATA_HOSTNAME"):
        require_loopback(metadata_url(host), "the metadata host (ARM_METADATA_HOSTNAME)")


def metadata_url(host: str) -> str:
    """The address of a metadata host, which azure-native takes with or without a scheme."""
    return (host if "://" in host else f"https://{host}").rstrip("/")


def _host(url: str) -> str:
    try:
        return (parse_url(url).host or "").strip("[]")
    except LocationParseError:
        return ""


def _is_loopback_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
