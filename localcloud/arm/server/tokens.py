"""Microsoft Entra's part: OpenID configuration, client-credentials tokens, and the check of a bearer token.

A token is a JWT signed with a key of this directory, because clients look into it (`oid`, `tid`, `appid`); it outlives
a restart of the server, as it would in Azure.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Identity
from localcloud.arm.core.errors import authentication_failed
from localcloud.arm.core.requests import Caller

LIFETIME_SECONDS = 3600
AUDIENCE = "https://management.azure.com/"


class TokenError(Exception):
    """A refusal of the token endpoint, in OAuth's form."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description

    def body(self) -> Json:
        return {"error": self.error, "error_description": self.description}


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Tokens:
    """Issues and checks tokens for the one application of the tenant."""

    def __init__(self, identity: Identity, client_secret: str, key: str) -> None:
        self._identity = identity
        self._client_secret = client_secret
        self._key = key.encode()

    def openid_configuration(self, base_url: str, tenant: str) -> Json:
        """What MSAL reads first."""
        self._check_tenant(tenant)
        return {
            "token_endpoint": f"{base_url}/{tenant}/oauth2/v2.0/token",
            "authorization_endpoint": f"{base_url}/{tenant}/oauth2/v2.0/authorize",
            "issuer": f"{base_url}/{tenant}/v2.0",
            "jwks_uri": f"{base_url}/{tenant}/discovery/v2.0/keys",
            "tenant_region_scope": "WW",
        }

    def issue(self, tenant: str, form: Mapping[str, str], base_url: str) -> Json:
        """Answer a client-credentials request, or raise what Entra would say."""
        self._check_tenant(tenant)
        if form.get("grant_type") != "client_credentials":
            raise TokenError(
                400,
                "unsupported_grant_type",
                "AADSTS70003: The app requested an unsupported grant type "
                f"'{form.get('grant_type', '')}'. This local Azure knows client_credentials.",
            )
        if form.get("client_id", "").lower() != self._identity.client_id.lower():
            raise TokenError(
                400,
                "unauthorized_client",
                f"AADSTS700016: Application with identifier '{form.get('client_id', '')}' was not found in the "
                f"directory '{tenant}'.",
            )
        if not hmac.compare_digest(form.get("client_secret", "").encode(), self._client_secret.encode()):
            raise TokenError(
                401,
                "invalid_client",
                "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the "
                "client secret value, not the client secret ID, for a secret added to app "
                f"'{self._identity.client_id}'.",
            )
        now = int(time.time())
        claims = {
            "aud": AUDIENCE,
            "iss": f"{base_url}/{tenant}/",
            "iat": now,
            "nbf": now - 300,
            "exp": now + LIFETIME_SECONDS,
            "appid": self._identity.client_id,
            "idtyp": "app",
            "oid": self._identity.object_id,
            "sub": self._identity.object_id,
            "tid": self._identity.tenant_id,
            "ver": "1.0",
        }
        return {
            "token_type": "Bearer",
            "expires_in": LIFETIME_SECONDS,
            "ext_expires_in": LIFETIME_SECONDS,
            "access_token": self._sign(claims),
        }

    def caller(self, authorization: str | None) -> Caller:
        """Who a request's Authorization header speaks for; ArmError 401 when it speaks for nobody."""
        if not authorization:
            raise authentication_failed("Authentication failed. The 'Authorization' header is missing.")
        scheme, _, token = authorization.partition(" ")
        claims = self._verified(token.strip()) if scheme.lower() == "bearer" else None
        if claims is None:
            raise authentication_failed("The access token is invalid.")
        if claims["exp"] <= time.time():
            raise authentication_failed("The access token expiry has passed.")
        return Caller(object_id=claims["oid"], application_id=claims["appid"], tenant_id=claims["tid"])

    def _check_tenant(self, tenant: str) -> None:
        if tenant.lower() != self._identity.tenant_id.lower():
            raise TokenError(400, "invalid_tenant", f"AADSTS90002: Tenant '{tenant}' not found.")

    def _sign(self, claims: Json) -> str:
        head = _encode(json.dumps({"alg": "HS256", "typ": "JWT"}, separators=(",", ":")).encode())
        body = _encode(json.dumps(claims, separators=(",", ":")).encode())
        return f"{head}.{body}.{self._signature(f'{head}.{body}')}"

    def _signature(self, text: str) -> str:
        return _encode(hmac.new(self._key, text.encode(), hashlib.sha256).digest())

    def _verified(self, token: str) -> dict[str, Any] | None:
        signed, _, signature = token.rpartition(".")
        if not signed or not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            return None
        try:
            return json.loads(_decode(signed.partition(".")[2]))
        except (binascii.Error, ValueError):
            return None
