"""Following a long-running operation of Azure Resource Manager to its end."""

from __future__ import annotations

import json
import time

from urllib3 import BaseHTTPResponse

from modelstacks.errors import CannotRunError
from modelstacks.snapshot.arm import ArmReader, parsed, refusal, send

_POLL_LIMIT = 600
"""How often an operation is asked about before it is given up."""
_LONGEST_PAUSE = 30.0


def ask(arm: ArmReader, method: str, url: str, body: object = None) -> BaseHTTPResponse:
    """One signed-in request."""
    headers = {"Authorization": f"Bearer {arm.token()}", "Accept": "application/json"}
    if body is None:
        return send(arm.pool, method, url, headers)
    return send(arm.pool, method, url, {**headers, "Content-Type": "application/json"}, json.dumps(body))


def follow(arm: ArmReader, answer: BaseHTTPResponse, what: str) -> None:
    """Wait until the operation that an answer began has ended; at once for an answer that is final.

    Raises CannotRunError when it fails, or does not end; `what` is how it is named there.
    """
    following = answer.headers.get("azure-asyncoperation") or answer.headers.get("location")
    if answer.status != 202 or not following:
        return
    if not following.startswith(f"{arm.endpoint}/"):
        raise CannotRunError(f"{what} leads to another host; not followed.")
    for _ in range(_POLL_LIMIT):
        answer = ask(arm, "GET", following)
        state = _state(answer)
        if state == "Succeeded":
            return
        if state in {"Failed", "Canceled"}:
            raise CannotRunError(f"{what} failed: {refusal(answer)}")
        time.sleep(_pause(answer))
    raise CannotRunError(f"{what} did not end.", "Run `modelstacks purge STACK` again later.")


def _state(answer: BaseHTTPResponse) -> str:
    """ARM's word for how a long-running operation stands."""
    if answer.status >= 400:
        return "Failed"
    if answer.status == 202:
        return "InProgress"
    return str(parsed(answer).get("status", "Succeeded")) if answer.data else "Succeeded"


def _pause(answer: BaseHTTPResponse) -> float:
    """Seconds until the next question: what ARM asks for, in milliseconds where it says so."""
    if milliseconds := answer.headers.get("x-ms-retry-after-ms"):
        return int(milliseconds) / 1000
    return min(float(answer.headers.get("retry-after", 5)), _LONGEST_PAUSE)
