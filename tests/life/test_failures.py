"""Failures in the middle of an update: the state stays true, the cause is named, and the next `up` converges."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.life.conftest import ENGINE, SUBSCRIPTION, Life, changes

pytestmark = [pytest.mark.slow]

QUOTA_REFUSAL = (
    "This operation require 200 new capacity in quota Tokens Per Minute (thousands) - gpt-5.4-mini - DataZoneStandard, "
    "which is bigger than the current available capacity 120. The current quota usage is 80 and the quota limit is 200 "
    "for quota Tokens Per Minute (thousands) - gpt-5.4-mini - DataZoneStandard."
)
"""The wording of public reports."""


def test_quota_refused_in_the_middle_of_an_update(life: Life) -> None:
    life.run("up", "shared")
    # The preflight sees the quota that Azure shows; somebody else takes it between the check and the deployment.
    life.administration.add_fault(
        method="PUT",
        id="*/deployments/ticket-replies",
        status=400,
        code="InsufficientQuota",
        message=QUOTA_REFUSAL,
        times=9,
    )
    document = life.run("up", "swedencentral", code=1)
    (finding,) = [finding for finding in document["findings"] if finding["severity"] == "error"]
    assert finding["code"] == "quota-refused"
    assert finding["request"] == "support/ticket-replies"
    for figure in ("gpt-5.4-mini", "200", "120"):
        assert figure in finding["message"]
    assert finding["hint"]

    assert life.missing("swedencentral") == []
    assert not any(one["id"].endswith("/deployments/ticket-replies") for one in life.state("swedencentral"))

    life.administration.clear_faults()
    again = life.run("up", "swedencentral")
    assert set(changes(again)) == {"create"}
    assert "ticket-replies" in life.deployments("swedencentral")
    assert changes(life.run("up", "swedencentral")) == {}
    life.run("destroy")
    assert life.resources() == {}


def test_quota_that_is_known_to_be_short_stops_before_anything_is_created(life: Life) -> None:
    life.run("up", "shared")
    life.administration.quota(SUBSCRIPTION, "swedencentral", "OpenAI.DataZoneStandard.gpt-5.4-mini", 100)
    before = life.resources()
    document = life.run("up", "swedencentral", code=1)
    assert [finding["code"] for finding in document["findings"] if finding["severity"] == "error"] == ["quota-exceeded"]
    assert document["stacks"] == []
    assert life.resources() == before


def test_kill_in_the_middle_of_an_update(life: Life) -> None:
    life.run("up", "shared")
    # With real durations the update takes long enough to be met in the middle of it.
    life.administration.clock("seconds", scale=0.05)
    with subprocess.Popen(
        [sys.executable, "-m", "modelstacks", "up", "swedencentral", *ENGINE, "--yes"],
        cwd=life.project.root,
        env=life.project.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "cognitiveservices:Account" in line:
                os.killpg(process.pid, signal.SIGKILL)
                break
        else:
            pytest.fail("the update ended before it could be killed")
        process.stdout.read()
    assert process.returncode == -signal.SIGKILL

    life.administration.clock("polls")
    life.run("up", "swedencentral")
    assert life.missing("swedencentral") == []
    assert changes(life.run("up", "swedencentral")) == {}
    life.run("destroy")
    assert life.resources() == {}
