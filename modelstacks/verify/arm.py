"""Reading Azure Resource Manager, and nothing but reading: the ground truth that a suite asks.

On the real Azure the token comes from azure-identity's default chain (environment, workload identity, Azure CLI). With
`ARM_METADATA_HOSTNAME` set (the local Azure) endpoints are taken from the metadata document, and the token from the
client credentials in the environment: the very variables that azure-native reads.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast
from urllib.parse import quote, urlencode, urlsplit

import urllib3

Json: TypeAlias = dict[str, Any]

_PUBLIC_ENDPOINT: Final = "https://management.azure.com"
_METADATA: Final = "/metadata/endpoints?api-version=2022-09-01"
_RETRIES: Final = urllib3.Retry(total=4, connect=1, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504))
_TIMEOUT: Final = urllib3.Timeout(connect=10, read=60)


class CannotVerifyError(Exception):
    """Azure did not answer, or not to us: nothing follows about the resource."""


class MissingResourceError(AssertionError):
    """Azure says that the resource is not there: the check has failed."""


class ArmReader:
    """GET on ARM ids. Not for concurrent use."""

    def __init__(self, http: urllib3.PoolManager, endpoint: str, token: Callable[[], str]) -> None:
        self._http = http
        self._endpoint = endpoint.rstrip("/")
        self._token = token

    def authenticate(self) -> None:
        """Get a token, to know now whether there will be one. Raises CannotVerifyError when there is none."""
        self._token()

    def get(self, resource_id: str, api_version: str) -> Json:
        """The resource. Raises MissingResourceError on 404, CannotVerifyError on any other refusal."""
        return self._get(self._url(resource_id, {"api-version": api_version}), resource_id)

    def list(self, collection_id: str, api_version: str, **query: str) -> list[Json]:
        """All items of a collection, over all its pages."""
        url: str | None = self._url(collection_id, {"api-version": api_version, **query})
        items: list[Json] = []
        while url:
            page = self._get(url, collection_id)
            items += cast("list[Json]", page.get("value", []))
            url = page.get("nextLink")
            if url and urlsplit(url)[:2] != urlsplit(self._endpoint)[:2]:
                # The token must not follow a link to another host.
                raise CannotVerifyError(f"{collection_id}: the next page is at another host, {urlsplit(url).netloc}")
        return items

    def _url(self, path: str, query: Mapping[str, str]) -> str:
        return f"{self._endpoint}{quote(path, safe='/()-._~')}?{urlencode(query)}"

    def _get(self, url: str, what: str) -> Json:
        headers = {"Authorization": f"Bearer {self._token()}", "Accept": "application/json"}
        status, body = _request(self._http, "GET", url, headers=headers)
        if status == 404:
            raise MissingResourceError(f"{what} is not there")
        if status != 200:
            raise CannotVerifyError(f"{what}: Azure answered {status} {_error_of(body)}")
        return body


def reader_from_environment(environment: Mapping[str, str] = os.environ) -> ArmReader:
    """The reader that the environment leads to. Raises CannotVerifyError when it leads nowhere."""
    host = environment.get("ARM_METADATA_HOSTNAME")
    http = urllib3.PoolManager(ca_certs=environment.get("LOCALCLOUD_CA_FILE"), retries=_RETRIES, timeout=_TIMEOUT)
    return _metadata_reader(http, host, environment) if host else _public_reader(http)


def _public_reader(http: urllib3.PoolManager) -> ArmReader:
    try:
        from azure.core.exceptions import ClientAuthenticationError
        from azure.identity import DefaultAzureCredential
    except ImportError as error:
        raise CannotVerifyError("a real Azure needs azure-identity: pip install 'modelstacks[azure]'") from error
    credential = DefaultAzureCredential()

    def token() -> str:
        try:
            # azure-identity caches the token and renews it when it is about to end.
            return credential.get_token(f"{_PUBLIC_ENDPOINT}/.default").token
        except ClientAuthenticationError as error:
            raise CannotVerifyError(f"no token for Azure: {str(error).splitlines()[0]}") from error

    return ArmReader(http, _PUBLIC_ENDPOINT, token)


def _metadata_reader(http: urllib3.PoolManager, host: str, environment: Mapping[str, str]) -> ArmReader:
    names = ("ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET")
    if missing := [name for name in names if not environment.get(name)]:
        raise CannotVerifyError(f"ARM_METADATA_HOSTNAME is set, but not {', '.join(missing)}")
    status, document = _request(http, "GET", f"https://{host}{_METADATA}")
    if status != 200:
        raise CannotVerifyError(f"{host} has no metadata document ({status})")
    resource_manager = str(document["resourceManager"])
    login = str(document["authentication"]["loginEndpoint"]).rstrip("/")
    audience = str(document["authentication"]["audiences"][0]).rstrip("/")
    form = {
        "grant_type": "client_credentials",
        "client_id": environment["ARM_CLIENT_ID"],
        "client_secret": environment["ARM_CLIENT_SECRET"],
        "scope": f"{audience}/.default",
    }
    url = f"{login}/{quote(environment['ARM_TENANT_ID'])}/oauth2/v2.0/token"
    status, answer = _request(http, "POST", url, fields=form)
    if status != 200:
        raise CannotVerifyError(f"no token from {urlsplit(login).netloc}: {status} {_error_of(answer)}")
    token = str(answer["access_token"])
    return ArmReader(http, resource_manager, lambda: token)


def _request(
    http: urllib3.PoolManager,
    method: str,
    url: str,
    headers: Mapping[str, str] | None = None,
    fields: dict[str, str] | None = None,
) -> tuple[int, Json]:
    try:
        if fields is None:
            response = http.request(method, url, headers=headers)
        else:
            response = http.request_encode_body(method, url, fields=fields, headers=headers, encode_multipart=False)
    except urllib3.exceptions.HTTPError as error:
        reason = str(getattr(error, "reason", error)).rpartition(": ")[2]
        raise CannotVerifyError(f"{urlsplit(url).netloc} does not answer: {reason}") from error
    try:
        body = json.loads(response.data) if response.data else {}
    except ValueError:
        body = {}
    return response.status, cast("Json", body) if isinstance(body, dict) else {}


def _error_of(body: Json) -> str:
    error = body.get("error")
    if isinstance(error, dict):
        details = cast("Json", error)
        return f"{details.get('code', '')}: {details.get('message', '')}".strip()
    return str(body.get("error_description") or error or "")
