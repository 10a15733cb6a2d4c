"""Long-running operations: every form in which Azure says that something is still going on."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.provider.azure.http import Answer
from localcloud.provider.azure.operations import wait_for_end
from localcloud.provider.errors import ArmError, ConfigurationError, ProviderError

_URL = "https://127.0.0.1:8443/subscriptions/s/x"
_STATUS = "https://127.0.0.1:8443/status?api-version=1"
_LOCATION = "https://127.0.0.1:8443/result?t=1&c=2"


class Recording:
    """Answers in turn; the URLs that were read and the seconds that were waited."""

    def __init__(self, answers: list[Answer]) -> None:
        self.answers = answers
        self.urls: list[str] = []
        self.waits: list[float] = []

    def get(self, url: str) -> Answer:
        self.urls.append(url)
        return self.answers.pop(0)

    def end(self, first: Answer, deadline: float = float("inf")) -> Answer | None:
        return wait_for_end(first, _URL, "2025-06-01", self.get, self.waits.append, deadline)


def _answer(status: int, body: Any = None, **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def _state(state: str, status: int = 200, **headers: str) -> Answer:
    return _answer(status, {"id": "/x", "properties": {"provisioningState": state}}, **headers)


_OWN = f"{_URL}?api-version=2025-06-01"

ENDS: list[tuple[str, Answer, list[Answer], list[str]]] = [
    ("at once", _state("Succeeded"), [], []),
    ("no state at all", _answer(200, {"id": "/x"}), [], []),
    ("no body", _answer(204), [], []),
    (
        "Azure-AsyncOperation",
        _state("Creating", 201, azure_asyncoperation=_STATUS),
        [_answer(200, {"status": "InProgress"}), _answer(200, {"status": "Succeeded"})],
        [_STATUS, _STATUS],
    ),
    (
        "Azure-AsyncOperation before Location",
        _answer(202, None, azure_asyncoperation=_STATUS, location=_LOCATION),
        [_answer(200, {"status": "Succeeded"})],
        [_STATUS],
    ),
    (
        "Location, its query kept and its api-version added",
        _answer(202, None, location=_LOCATION),
        [_answer(202), _answer(200, {"id": "/x"})],
        [f"{_LOCATION}&api-version=2025-06-01"] * 2,
    ),
    (
        "a relative Location",
        _answer(202, None, location="/result"),
        [_answer(204)],
        ["https://127.0.0.1:8443/result?api-version=2025-06-01"],
    ),
    ("provisioningState only", _state("Creating", 201), [_state("Creating"), _state("Succeeded")], [_OWN, _OWN]),
]


@pytest.mark.parametrize(("name", "first", "answers", "urls"), ENDS, ids=[case[0] for case in ENDS])
def test_end(name: str, first: Answer, answers: list[Answer], urls: list[str]) -> None:
    recording = Recording(answers)
    recording.end(first)
    assert recording.urls == urls
    assert recording.answers == []


FAILURES: list[tuple[str, Answer, list[Answer], str]] = [
    (
        "Azure-AsyncOperation",
        _state("Creating", 201, azure_asyncoperation=_STATUS),
        [_answer(200, {"status": "Failed", "error": {"code": "InsufficientQuota", "message": "no"}})],
        'Status=200 Code="InsufficientQuota" Message="no"',
    ),
    (
        "without an error",
        _state("Creating", 201, azure_asyncoperation=_STATUS),
        [_answer(200, {"status": "Canceled"})],
        'Status=200 Code="Canceled" Message="The operation ended in the state Canceled."',
    ),
    (
        "provisioningState",
        _state("Creating", 201),
        [_state("Failed")],
        'Status=200 Code="Failed" Message="The operation ended in the state Failed."',
    ),
    (
        "polling refused",
        _answer(202, None, location=_LOCATION),
        [_answer(404, {"error": {"code": "NotFound", "message": "gone"}})],
        'Status=404 Code="NotFound" Message="gone"',
    ),
]


@pytest.mark.parametrize(("name", "first", "answers", "want"), FAILURES, ids=[case[0] for case in FAILURES])
def test_failure(name: str, first: Answer, answers: list[Answer], want: str) -> None:
    with pytest.raises(ArmError) as caught:
        Recording(answers).end(first)
    assert str(caught.value) == want


def test_waits_as_long_as_the_last_answer_asks() -> None:
    recording = Recording([_answer(200, {"status": "Running"}, retry_after="3"), _answer(200, {"status": "Succeeded"})])
    recording.end(_answer(202, None, azure_asyncoperation=_STATUS, x_ms_retry_after_ms="20"))
    assert recording.waits == [0.02, 3.0]


def test_gives_up_at_the_deadline() -> None:
    recording = Recording([])
    with pytest.raises(ProviderError, match="did not end within the time"):
        recording.end(_answer(202, None, location=_LOCATION), deadline=0.0)


@pytest.mark.parametrize("header", ["azure_asyncoperation", "location"])
def test_no_token_leaves_this_machine(header: str) -> None:
    """An answer that names an address elsewhere is refused before anything is sent there."""
    recording = Recording([])
    with pytest.raises(ConfigurationError, match="not a loopback address"):
        recording.end(_answer(202, None, **{header: "https://management.azure.com/status"}))
    assert recording.urls == []
