"""Requests: what is sent again and what is not, and how errors read."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.provider.azure.http import Answer, Connection
from localcloud.provider.errors import ConfigurationError, ProviderError
from tests.localcloud.provider.scripted_server import scripted

_SOON = {"x-ms-retry-after-ms": "1"}


def _error(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": "m"}}


RETRIED: list[tuple[int, str]] = [
    (408, "RequestTimeout"),
    (429, "TooManyRequests"),
    (500, "InternalServerError"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (409, "AnotherOperationInProgress"),
    (409, "TransientError"),
    (409, "ConflictingConcurrentWriteNotAllowed"),
]
NOT_RETRIED: list[tuple[int, str]] = [
    (409, "RequestConflict"),
    (409, "Conflict"),
    (400, "BadRequest"),
    (403, "AuthorizationFailed"),
    (404, "ResourceNotFound"),
    (412, "PreconditionFailed"),
    (501, "NotImplemented"),
]


@pytest.mark.parametrize(("status", "code"), RETRIED)
def test_a_busy_azure_is_asked_again(status: int, code: str) -> None:
    with scripted([(status, _SOON, _error(code)), (200, {}, {"id": "/x"})]) as server:
        answer = Connection(None).send("PUT", f"{server.url}/x", body={"a": 1})
    assert answer.status == 200
    assert server.requests == [("PUT", "/x", b'{"a": 1}')] * 2


@pytest.mark.parametrize(("status", "code"), NOT_RETRIED)
def test_a_refusal_is_final(status: int, code: str) -> None:
    with scripted([(status, _SOON, _error(code)), (200, {}, {})]) as server:
        answer = Connection(None).send("PUT", f"{server.url}/x", body={})
    assert answer.status == status
    assert len(server.requests) == 1


def test_no_request_leaves_this_machine() -> None:
    """What is put behind an endpoint must not turn it into another host."""
    with pytest.raises(ConfigurationError, match=r"the address of a request is .* not a loopback address"):
        Connection(None).send("GET", "https://127.0.0.1:8443" + "@management.azure.com/x")


class _Patient(Connection):
    """A connection that writes down how long it would wait."""

    def __init__(self) -> None:
        super().__init__(None)
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


def test_waits_as_long_as_azure_asks() -> None:
    connection = _Patient()
    with scripted([(429, {"Retry-After": "7"}, {}), (503, {}, {}), (200, {}, {})]) as server:
        connection.send("GET", f"{server.url}/x")
    assert connection.waits == [7.0, 0.3]


def test_the_fourth_answer_is_the_last() -> None:
    with scripted([(503, _SOON, _error("Busy"))] * 5) as server:
        answer = Connection(None).send("GET", f"{server.url}/x")
    assert answer.status == 503
    assert len(server.requests) == 4


def test_a_broken_connection_is_tried_again() -> None:
    with scripted([(0, {}, None), (200, {}, {"ok": True})]) as server:
        assert Connection(None).send("GET", f"{server.url}/x").body == {"ok": True}


def test_an_azure_that_is_not_there_is_one_clear_line() -> None:
    with scripted([]) as server:
        url = server.url
    with pytest.raises(ProviderError, match=r"the local Azure does not answer at .*Is it running\?"):
        Connection(None).send("GET", f"{url}/x")


def test_cancelling_ends_the_wait() -> None:
    connection = Connection(None)
    connection.cancelled.set()
    with (
        scripted([(429, {"Retry-After": "3600"}, _error("TooManyRequests"))]) as server,
        pytest.raises(ProviderError, match="cancelled"),
    ):
        connection.send("GET", f"{server.url}/x")


def test_a_ca_file_that_is_not_there() -> None:
    with pytest.raises(ConfigurationError, match=r"/nowhere/ca\.pem"):
        Connection("/nowhere/ca.pem")


WAITS: list[tuple[str, dict[str, str], float | None]] = [
    ("milliseconds before seconds", {"x-ms-retry-after-ms": "20", "retry-after": "7"}, 0.02),
    ("seconds", {"retry-after": "7"}, 7.0),
    ("none", {}, None),
    ("a date is none", {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
    ("never negative", {"retry-after": "-1"}, 0.0),
]


@pytest.mark.parametrize(("name", "headers", "want"), WAITS, ids=[case[0] for case in WAITS])
def test_time_to_wait(name: str, headers: dict[str, str], want: float | None) -> None:
    assert Answer(202, headers, None).retry_after() == want


ERRORS: list[tuple[str, int, Any, str]] = [
    (
        "ARM's envelope",
        409,
        {"error": {"code": "RequestConflict", "message": "busy"}},
        'Status=409 Code="RequestConflict" Message="busy"',
    ),
    ("no envelope", 409, {"code": "Conflict", "message": "sink"}, 'Status=409 Code="Conflict" Message="sink"'),
    (
        "details",
        400,
        {"error": {"code": "BadRequest", "message": "invalid", "details": [{"code": "VmSize", "message": "no"}]}},
        'Status=400 Code="BadRequest" Message="invalid" Details=[{"code": "VmSize", "message": "no"}]',
    ),
    ("no code", 400, {"error": {"message": "bad"}}, 'Status=400 Message="bad"'),
    ("no JSON", 502, "<html>", 'Status=502 Message="<html>"'),
    ("error as text", 401, {"error": "invalid_client"}, 'Status=401 Message="invalid_client"'),
]


@pytest.mark.parametrize(("name", "status", "body", "want"), ERRORS, ids=[case[0] for case in ERRORS])
def test_text_of_an_error(name: str, status: int, body: Any, want: str) -> None:
    assert str(Answer(status, {}, body).error()) == want
