"""From a metadata host to a signed-in cloud: endpoints, token, subscription."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from localcloud.provider.azure.http import Connection
from localcloud.provider.azure.loopback import metadata_url, require_loopback
from localcloud.provider.errors import ConfigurationError, ProviderError

_METADATA_API_VERSION: Final = "2022-09-01"
_RENEW_BEFORE: Final = 300.0
"""Seconds before its end from which a token is renewed."""


@dataclass(frozen=True)
class Settings:
    """Who signs in, and where: the provider's configuration, and the environment for what it leaves out.

    The names are those of azure-native and of its environment variables.
    """

    metadata_host: str
    tenant_id: str
    client_id: str
    client_secret: str
    subscription_id: str
    location: str | None = None
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"Settings({self.metadata_host}, client {self.client_id}, subscription {self.subscription_id})"

    @classmethod
    def of(cls, configuration: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
        """Read the settings.

        Raises:
            ConfigurationError: something that nothing works without is missing.
        """

        def read(key: str, variable: str) -> str:
            return configuration.get(key) or environment.get(variable, "")

        settings = cls(
            metadata_host=read("metadataHost", "ARM_METADATA_HOSTNAME"),
            tenant_id=read("tenantId", "ARM_TENANT_ID"),
            client_id=read("clientId", "ARM_CLIENT_ID"),
            client_secret=read("clientSecret", "ARM_CLIENT_SECRET"),
            subscription_id=read("subscriptionId", "ARM_SUBSCRIPTION_ID"),
            location=configuration.get("location"),
            ca_file=environment.get("LOCALCLOUD_CA_FILE"),
        )
        required = {
            "ARM_METADATA_HOSTNAME": settings.metadata_host,
            "ARM_TENANT_ID": settings.tenant_id,
            "ARM_CLIENT_ID": settings.client_id,
            "ARM_CLIENT_SECRET": settings.client_secret,
            "ARM_SUBSCRIPTION_ID": settings.subscription_id,
        }
        missing = [variable for variable, value in required.items() if not value]
        if missing:
            raise ConfigurationError(
                f"a provider of the local Azure needs {', '.join(missing)}. Take the environment of a running local "
                "Azure, which has them all."
            )
        require_loopback(metadata_url(settings.metadata_host), "the metadata host (ARM_METADATA_HOSTNAME)")
        return settings


class Cloud:
    """The endpoints of one cloud, and a token for them."""

    def __init__(self, settings: Settings) -> None:
        """Ask the metadata host for the endpoints.

        Raises:
            ConfigurationError: an endpoint is not a loopback address, or the answer names none.
            ProviderError: the metadata host does not answer.
        """
        self.settings = settings
        self.connection = Connection(settings.ca_file)
        self._lock = threading.Lock()
        self._tokens: dict[str, tuple[str, float]] = {}
        host = metadata_url(settings.metadata_host)
        answer = self.connection.send("GET", f"{host}/metadata/endpoints", query={"api-version": _METADATA_API_VERSION})
        try:
            document = answer.object()
            authentication = cast("dict[str, Any]", document["authentication"])
            login, manager = str(authentication["loginEndpoint"]), str(document["resourceManager"])
            self.audience = str(authentication["audiences"][0])
        except (KeyError, IndexError, TypeError) as error:
            raise ConfigurationError(
                f"{host} answers as no Azure metadata host does (HTTP {answer.status}, no {error})"
            ) from error
        self.login_endpoint = require_loopback(login, f"the login endpoint named by {host}").rstrip("/")
        self.resource_manager = require_loopback(manager, f"the resource manager named by {host}").rstrip("/")

    def token(self, resource: str | None = None) -> str:
        """A token for a resource, by default the resource manager; a new one when the last is about to end.

        Raises:
            ProviderError: the login endpoint refused.
        """
        audience = resource or self.audience
        with self._lock:
            token, ends = self._tokens.get(audience, ("", 0.0))
            if time.monotonic() > ends - _RENEW_BEFORE:
                token, lifetime = self._sign_in(audience)
                self._tokens[audience] = (token, time.monotonic() + lifetime)
            return token

    def object_id(self) -> str:
        """The object id of who is signed in, as its token tells it; empty if it does not."""
        parts = self.token().split(".")
        if len(parts) != 3:
            return ""
        try:
            claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        except ValueError:
            return ""
        return str(cast("dict[str, Any]", claims).get("oid", "")) if isinstance(claims, dict) else ""

    def _sign_in(self, audience: str) -> tuple[str, float]:
        settings = self.settings
        answer = self.connection.send(
            "POST",
            f"{self.login_endpoint}/{settings.tenant_id}/oauth2/v2.0/token",
            form={
                "grant_type": "client_credentials",
                "client_id": settings.client_id,
                "client_secret": settings.client_secret,
                "scope": f"{audience.rstrip('/')}/.default",
            },
        )
        body = answer.object()
        if "access_token" not in body:
            reason = body.get("error_description") or body.get("error") or f"HTTP {answer.status}"
            raise ProviderError(f"signing in to the local Azure as {settings.client_id} failed: {reason}")
        return str(body["access_token"]), float(body.get("expires_in", 3600))
