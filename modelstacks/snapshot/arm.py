"""Reading Azure Resource Manager: a few GETs with a bearer token. Nothing here writes to Azure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3

from modelstacks.snapshot.model import SnapshotError

PAGES: Final = 1000
"""Of one collection; a list that never ends is broken, and must not be read for ever."""
TIMEOUT = urllib3.Timeout(connect=10, read=60)
_RETRIES = urllib3.Retry(
    total=None,
    # Throttling passes; a host that is not there, or a certificate of nobody known, is told at once.
    status=4,
    connect=0,
    read=1,
    other=0,
    backoff_factor=0.5,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=("GET", "POST"),
    respect_retry_after_header=True,
    raise_on_status=False,
    # ARM redirects nobody; a redirect would carry the token elsewhere.
    redirect=False,
)


class ArmReader:
    """GETs on one ARM endpoint. `token` gives a bearer token that is good now; it is asked before each request.

    `token` and `pool` are public for the one write that the toolkit makes, a purge (`modelstacks.engines`).
    """

    def __init__(self, endpoint: str, token: Callable[[], str], ca_file: Path | None = None) -> None:
        self.endpoint = endpoint.rstrip("/")
        self.token = token
        self.pool = pool_manager(ca_file)

    def get(self, path: str, api_version: str) -> Any:
        """The body of one resource. Raises SnapshotError when ARM refuses or cannot be reached."""
        return self._request("GET", f"{self.endpoint}{path}?{urlencode({'api-version': api_version})}")

    def pages(self, path: str, api_version: str, **query: str) -> Iterator[dict[str, Any]]:
        """The items of a collection, through all its pages; `query` are options of OData, without their dollar sign.

        Raises SnapshotError, also for a body of another form.
        """
        options = {f"${name}": value for name, value in query.items()}
        url: str | None = f"{self.endpoint}{path}?{urlencode({'api-version': api_version, **options}, safe='$')}"
        for _ in range(PAGES):
            if not url:
                return
            body = self._request("GET", url)
            items = (body.get("value") or []) if isinstance(body, dict) else None
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise SnapshotError(f"GET {path}: the answer is no list in a form that is known")
            yield from items
            url = body.get("nextLink")
            if url and urlsplit(url)[:2] != urlsplit(self.endpoint)[:2]:
                raise SnapshotError(
                    f"the next page of {path} is on another host ({urlsplit(url).netloc}); not followed"
                )
        raise SnapshotError(f"GET {path}: the list has no end after {PAGES} pages")

    def post(self, path: str, api_version: str, body: Any) -> Any:
        """The answer of an action that changes nothing."""
        url = f"{self.endpoint}{path}?{urlencode({'api-version': api_version})}"
        return self._request("POST", url, json.dumps(body))

    def _request(self, method: str, url: str, body: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token()}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        answer = send(self.pool, method, url, headers, body)
        if answer.status != 200:
            raise SnapshotError(f"{method} {urlsplit(url).path}: {refusal(answer)}")
        return parsed(answer)


def pool_manager(ca_file: Path | None) -> urllib3.PoolManager:
    """Connections that check certificates, against a CA of their own where one is given."""
    return urllib3.PoolManager(ca_certs=str(ca_file) if ca_file is not None else None, timeout=TIMEOUT)


def send(
    pool: urllib3.PoolManager, method: str, url: str, headers: dict[str, str], body: str | None = None
) -> urllib3.BaseHTTPResponse:
    """One request with retries on throttling. Raises SnapshotError when there is no answer."""
    try:
        return pool.request(method, url, headers=headers, body=body, retries=_RETRIES)
    except urllib3.exceptions.HTTPError as problem:
        host = urlsplit(url).netloc
        message = f"{host} does not answer: {type(problem).__name__}"
        raise SnapshotError(
            message, "Is the network up, or the local Azure running (`modelstacks local start`)?"
        ) from None


def parsed(answer: urllib3.BaseHTTPResponse) -> Any:
    """The JSON of an answer. Raises SnapshotError when it is none."""
    try:
        return json.loads(answer.data)
    except ValueError:
        raise SnapshotError(f"an answer of {answer.url or 'the server'} is no JSON") from None


def refusal(answer: urllib3.BaseHTTPResponse) -> str:
    """Status, code and message of an error answer, in ARM's or OAuth's form; never the request, which holds secrets."""
    try:
        body = json.loads(answer.data)
    except ValueError:
        return f"status {answer.status}"
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        return f"{answer.status} {error.get('code', '')}: {error.get('message', '')}".strip()
    described = body.get("error_description", "") if isinstance(body, dict) else ""
    return f"{answer.status} {error or ''}: {described}".strip(" :")
