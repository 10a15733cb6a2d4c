"""Requests over one connection pool, with azure-native's retries."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlencode

import urllib3

from localcloud.provider.azure.loopback import require_loopback
from localcloud.provider.errors import ArmError, ConfigurationError, ProviderError
from localcloud.provider.metadata import VERSION

_RETRIED: Final = frozenset({408, 429, 500, 502, 503, 504})
_RETRIED_CONFLICTS: Final = frozenset(
    {"AnotherOperationInProgress", "TransientError", "ConflictingConcurrentWriteNotAllowed"}
)
"""The only 409s that azure-native sends again; RequestConflict is none of them."""
_BACKOFF: Final = (0.1, 0.3, 1.0)
"""Seconds before the second, third and fourth try, where the answer names none. azure-native waits 20, 60 and 120: what
keeps the real Azure busy takes that long, a process on this machine does not get better by it."""
_TIMEOUT: Final = urllib3.Timeout(connect=5, read=120)
_MAX_CONNECTIONS: Final = 32


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers (names without regard to case) and the decoded body, None if there is none."""

    status: int
    headers: Mapping[str, str]
    body: Any

    def object(self) -> dict[str, Any]:
        """The body as an object, empty if it is none."""
        return cast("dict[str, Any]", self.body) if isinstance(self.body, dict) else {}

    def retry_after(self) -> float | None:
        """Seconds that the answer asks to wait; milliseconds count before seconds, as in azcore."""
        for header, unit in (("x-ms-retry-after-ms", 0.001), ("retry-after-ms", 0.001), ("retry-after", 1.0)):
            try:
                return max(float(self.headers[header]) * unit, 0.0)
            except (KeyError, ValueError):
                continue
        return None

    def error(self) -> ArmError:
        """The error that the answer tells of, whether ARM wrapped it in `error` or not."""
        body = self.object()
        inner = body.get("error", body)
        fields = cast("dict[str, Any]", inner) if isinstance(inner, dict) else {"message": inner}
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        details = fields.get("details")
        return ArmError(
            self.status,
            str(fields.get("code") or ""),
            str(fields.get("message") or text),
            details if isinstance(details, list) else (),
        )


class Connection:
    """One pool of connections to the local Azure. Safe to use from many threads."""

    def __init__(self, ca_file: str | None) -> None:
        """Trust the certificates of a file, or those of the machine if None.

        Raises:
            ConfigurationError: the file cannot be read.
        """
        try:
            context = ssl.create_default_context(cafile=ca_file)
        except OSError as error:
            raise ConfigurationError(f"the CA file {ca_file} (LOCALCLOUD_CA_FILE) cannot be used: {error}") from error
        self._pool = urllib3.PoolManager(
            maxsize=_MAX_CONNECTIONS,
            block=True,
            ssl_context=context,
            timeout=_TIMEOUT,
            retries=False,
            headers={"User-Agent": f"localcloud-azure-native/{VERSION}", "Accept": "application/json"},
        )
        self.cancelled = threading.Event()

    def send(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request, and again while the answer is one that azure-native retries.

        Raises:
            ConfigurationError: the URL leads away from this machine; nothing was sent.
            ProviderError: no answer came at all, or the deployment was cancelled meanwhile.
        """
        target = f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url
        require_loopback(target, "the address of a request")
        sent = dict(headers or {})
        payload: bytes | None = None
        if body is not None:
            payload, sent["Content-Type"] = json.dumps(body).encode(), "application/json; charset=utf-8"
        elif form is not None:
            payload, sent["Content-Type"] = urlencode(form).encode(), "application/x-www-form-urlencoded"
        delays = iter(_BACKOFF)
        while True:
            delay = next(delays, None)
            try:
                answer = self._once(method, target, payload, sent)
            except urllib3.exceptions.HTTPError as error:
                # Nothing listens: no use in trying again. Any other failure may be one broken connection.
                if delay is None or isinstance(error, urllib3.exceptions.NewConnectionError):
                    raise ProviderError(f"the local Azure does not answer at {url}: {error}. Is it running?") from error
                self.wait(delay)
                continue
            if delay is None or not _is_retried(answer):
                return answer
            asked = answer.retry_after()
            self.wait(delay if asked is None else asked)

    def wait(self, seconds: float) -> None:
        """Wait, unless the deployment is cancelled.

        Raises:
            ProviderError: it is.
        """
        if self.cancelled.wait(seconds):
            raise ProviderError("cancelled")

    def _once(self, method: str, url: str, payload: bytes | None, headers: dict[str, str]) -> Answer:
        merged = {**self._pool.headers, **headers}
        response = self._pool.request(method, url, body=payload, headers=merged, redirect=False)
        text = response.data.decode("utf-8", "replace")
        try:
            body = json.loads(text) if text else None
        except ValueError:
            body = text
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, body)


def _is_retried(answer: Answer) -> bool:
    return answer.status in _RETRIED or (answer.status == 409 and answer.error().code in _RETRIED_CONFLICTS)
