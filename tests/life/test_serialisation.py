"""One write at a time on an account: counted in the local Azure's log of writes, with its busy windows on."""

from __future__ import annotations

import pytest

from tests.life.conftest import Life, changes, overlapping_writes, refused_as_busy

pytestmark = [pytest.mark.slow]

NAMES = [f"desk-{number}" for number in range(10)]

WITHOUT_DEPENDENCIES = '''\
import pulumi

def independent(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
    """Forget whom a deployment waits for."""
    if args.type_ == "azure-native:cognitiveservices:Deployment":
        args.opts.depends_on = None
    return pulumi.ResourceTransformResult(args.props, args.opts)

pulumi.runtime.register_resource_transform(independent)

'''


def _ten_deployments(life: Life) -> None:
    """Ten requests of one team, all in one account."""
    for existing in ("legal/contract-summaries", "research/paper-digest", "support/ticket-replies"):
        life.project.file(f"requests/{existing}.yaml").unlink()
    for name in NAMES:
        # The shipped request is gone by now; its content is in git and in the fixture's source.
        _write(life, name)
    life.plan()


def _write(life: Life, name: str) -> None:
    life.project.file(f"requests/support/{name}.yaml").write_text(
        f"""\
apiVersion: modelstacks/v1
name: {name}
team: support
purpose: One of ten in an account
model: gpt-5.4-mini
residency: eu
capacity: {{tokens_per_minute: 10000}}
risk: limited
data: internal
budget: {{usd_per_month: 500}}
"""
    )


def test_ten_deployments_come_and_go_without_one_conflict(life: Life) -> None:
    _ten_deployments(life)
    life.run("up", "swedencentral")
    assert set(life.deployments("swedencentral")) == set(NAMES)
    assert life.resources()["Microsoft.CognitiveServices/accounts"] == 1

    # Two that are not neighbours go; nothing connects them but what every write depends on.
    for name in ("desk-3", "desk-7"):
        life.project.file(f"requests/support/{name}.yaml").unlink()
    life.plan()
    assert changes(life.run("up", "swedencentral")) == {"delete": 2}
    assert set(life.deployments("swedencentral")) == set(NAMES) - {"desk-3", "desk-7"}

    life.run("destroy")
    log = life.administration.requests()
    assert refused_as_busy(log) == []
    assert overlapping_writes(log, "/Microsoft.CognitiveServices/accounts/") == []
    assert life.resources() == {}


def test_without_the_dependencies_there_are_conflicts(life: Life) -> None:
    _ten_deployments(life)
    program = life.project.file("__main__.py")
    program.write_text(WITHOUT_DEPENDENCIES + program.read_text())
    life.attempt("up", "swedencentral")
    assert refused_as_busy(life.administration.requests())
