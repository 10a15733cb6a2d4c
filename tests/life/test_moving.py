"""A change of region is placed at the new place first and retired at the old one; neighbours stay untouched."""

from __future__ import annotations

import pytest

from tests.life.conftest import Life, changes

pytestmark = [pytest.mark.slow]


def test_a_request_moves_to_another_region(life: Life) -> None:
    life.run("up")
    life.project.edit("requests/support/ticket-replies.yaml", "residency: eu", "residency: us")
    life.plan()
    text = life.project.file("stacks/placements/support/ticket-replies.lock.yaml").read_text()
    assert "state: retiring" in text
    assert "state: placed" in text
    document = life.run("up")
    assert set(changes(document)) == {"create"}
    assert "ticket-replies" in life.deployments("eastus2")
    assert "ticket-replies" in life.deployments("swedencentral"), "the old one serves until the next plan"

    life.plan(live=True)
    assert "retiring" not in life.project.file("stacks/placements/support/ticket-replies.lock.yaml").read_text()
    document = life.run("up")
    assert set(changes(document)) == {"delete"}
    assert "ticket-replies" in life.deployments("eastus2")
    assert "ticket-replies" not in life.deployments("swedencentral")
    assert "contract-summaries" in life.deployments("swedencentral")
