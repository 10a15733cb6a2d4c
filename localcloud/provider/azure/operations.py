"""Long-running operations: what an answer says is still going on, and how to wait for its end.

The order of preference is azcore's: `Azure-AsyncOperation`, then `Location`, then the resource's own
`properties.provisioningState`. An operation that Azure reports as failed does so with HTTP 200, and azure-native prints
exactly that (`Status=200 Code="…"`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from localcloud.provider.azure.http import Answer
from localcloud.provider.azure.loopback import require_loopback
from localcloud.provider.errors import ArmError, ProviderError

Get = Callable[[str], Answer]
Wait = Callable[[float], None]

_POLL_EVERY: Final = 1.0
"""Seconds between polls where an answer names none (azure-native: 10 for writes, 30 for deletes)."""
_SUCCEEDED: Final = "succeeded"
_ENDED_BADLY: Final = frozenset({"failed", "canceled", "cancelled"})


def wait_for_end(first: Answer, url: str, api_version: str, get: Get, wait: Wait, deadline: float) -> Answer | None:
    """Wait until the operation that an answer began has ended well.

    Args:
        first: the answer to the write.
        url: the resource's URL.
        api_version: added to a Location that has none.
        get: reads an absolute URL.
        wait: waits for some seconds.
        deadline: when to give up, on the monotonic clock, in seconds.

    Returns:
        The last answer that shows the resource itself, None where none did.

    Raises:
        ArmError: the operation failed or was cancelled, or polling was refused.
        ProviderError: it did not end in time.
    """
    status_url = _absolute(first.headers.get("azure-asyncoperation"), url, api_version)
    location = _absolute(first.headers.get("location"), url, api_version)
    if status_url:
        _poll(first, get, status_url, _status_ended, wait, deadline)
        return None
    if location and first.status in (201, 202):
        last = _poll(first, get, location, _location_ended, wait, deadline)
        return last if "id" in last.object() else None
    own_url = f"{url}?{urlencode({'api-version': api_version})}"
    return first if _state_ended(first) else _poll(first, get, own_url, _state_ended, wait, deadline)


def _poll(answer: Answer, get: Get, url: str, ended: Callable[[Answer], bool], wait: Wait, deadline: float) -> Answer:
    while True:
        asked = answer.retry_after()
        wait(_POLL_EVERY if asked is None else asked)
        if time.monotonic() > deadline:
            raise ProviderError("the operation did not end within the time that the resource's options give it")
        answer = get(url)
        if answer.status >= 400:
            raise answer.error()
        if ended(answer):
            return answer


def _status_ended(answer: Answer) -> bool:
    return _judge(str(answer.object().get("status", "")), answer)


def _location_ended(answer: Answer) -> bool:
    return answer.status != 202 and _state_ended(answer)


def _state_ended(answer: Answer) -> bool:
    return _judge(_provisioning_state(answer), answer)


def _judge(state: str, answer: Answer) -> bool:
    if state.lower() in _ENDED_BADLY:
        error = answer.error()
        if error.code:
            raise error
        raise ArmError(answer.status, state, f"The operation ended in the state {state}.")
    return state.lower() in ("", _SUCCEEDED)


def _provisioning_state(answer: Answer) -> str:
    properties = answer.object().get("properties")
    state = cast("dict[str, Any]", properties).get("provisioningState") if isinstance(properties, dict) else None
    return str(state or "")


def _absolute(header: str | None, url: str, api_version: str) -> str | None:
    """The URL of a header: relative ones are completed, and none may lead away from this machine."""
    if not header:
        return None
    target = require_loopback(urljoin(url, header), "an address that Azure's answer asks to poll")
    if "api-version" in parse_qs(urlsplit(target).query):
        return target
    return f"{target}{'&' if '?' in target else '?'}{urlencode({'api-version': api_version})}"
