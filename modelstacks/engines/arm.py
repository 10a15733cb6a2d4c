"""Requests to Azure Resource Manager, of either target: for quota, deleted accounts, and nothing that Pulumi manages.

The local Azure brings its own connection; the real one is reached with azure-identity's default chain (environment,
workload identity, Azure CLI). Answers are (status, body, headers) with lower-case header names; no status raises.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import urllib3

from modelstacks.engines.session import Session
from modelstacks.errors import CannotRunError

PUBLIC_ENDPOINT = "https://management.azure.com"

_RETRIES = urllib3.Retry(total=4, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504), raise_on_status=False)
_TIMEOUT = urllib3.Timeout(connect=10, read=60)


class Arm(Protocol):
    """A signed-in connection. `path` is an ARM path with its query, or an absolute URL of the same host."""

    def request(self, method: str, path: str, body: Any = None) -> tuple[int, Any, dict[str, str]]: ...


def connect(session: Session) -> Arm:
    """The connection to the session's target. Raises CannotRunError when there is none."""
    if session.target == "azure":
        return PublicArm()
    if session.azure is None:
        raise CannotRunError("The local Azure is not running.", "Start it: `modelstacks local start`.")
    return session.azure.connect()


def pages(arm: Arm, path: str) -> Iterator[dict[str, Any]]:
    """The items of a collection, over all its pages. Raises CannotRunError when Azure refuses to list it."""
    following: str | None = path
    while following:
        status, body, _ = arm.request("GET", following)
        if status != 200:
            raise CannotRunError(f"{path.partition('?')[0]} cannot be listed: {refusal(status, body)}.")
        yield from body.get("value", [])
        following = body.get("nextLink")


def refusal(status: int, body: Any) -> str:
    """ARM's own code and text of an answer that is no success."""
    error = cast("dict[str, Any]", body).get("error", {}) if isinstance(body, dict) else {}
    return f"{error.get('code', status)}: {error.get('message', 'no further word')}"


class PublicArm:
    """The real Azure's public cloud."""

    def __init__(self) -> None:
        self._http = urllib3.PoolManager(retries=_RETRIES, timeout=_TIMEOUT)
        self._token = _default_token()

    def request(self, method: str, path: str, body: Any = None) -> tuple[int, Any, dict[str, str]]:
        url = path if path.startswith("https://") else PUBLIC_ENDPOINT + path
        if urlsplit(url).netloc != urlsplit(PUBLIC_ENDPOINT).netloc:
            # The token must not follow a link to another host.
            raise CannotRunError(f"Azure's answer leads to another host, {urlsplit(url).netloc}.")
        headers = {"Authorization": f"Bearer {self._token()}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        try:
            response = self._http.request(method, url, body=content, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise CannotRunError(f"Azure does not answer: {error}.") from error
        try:
            parsed = json.loads(response.data) if response.data else None
        except ValueError:
            parsed = None
        return response.status, parsed, {name.lower(): value for name, value in response.headers.items()}


def _default_token() -> Callable[[], str]:
    try:
        from azure.core.exceptions import ClientAuthenticationError
        from azure.identity import DefaultAzureCredential
    except ImportError as error:
        raise CannotRunError(
            "Asking the real Azure needs azure-identity.", "Install it: pip install 'modelstacks[azure]'."
        ) from error
    credential = DefaultAzureCredential()

    def token() -> str:
        try:
            # azure-identity keeps the token and renews it when it is about to end.
            return credential.get_token(f"{PUBLIC_ENDPOINT}/.default").token
        except ClientAuthenticationError as error:
            raise CannotRunError(f"No token for Azure: {str(error).splitlines()[0]}", "Sign in: `az login`.") from error

    return token
