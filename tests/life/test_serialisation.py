"""One write at a time on an account: counted in the local Azure's log of writes, with its busy windows on."""

from __future__ import annotations

import pytest

from tests.life.conftest import Life, changes, overlapping_writes, refused_as_busy

pytestmark = [pytest.mark.slow]

NAMES = [f"desk-{number}" for number in range(10)]

WITHOUT_DEPENDENCIES = '''\
import pulumi

def independent(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
    """Forget whom a deployment waits for."""
    if args.type_ == "azure-native:cognitiveservices:Deployment":
        args.opts.depends_on = None
    return pulumi.ResourceTransformationResult(args.props, args.opts)

# In the program, before the SDK waits for dependencies; a transform that the engine calls would come after that.
pulumi.runtime.register_stack_transformation(independent)

'''


def _ten_deployments(life: Life) -> None:
    """Ten requests of one team, all in one account, and no others."""
    for name in NAMES:
        life.request(
            "support",
            name,
            "support/ticket-replies",
            capacity={"tokens_per_minute": 10_000},
            fallbacks=None,
            workload=None,
        )
    for existing in ("legal/contract-summaries", "research/paper-digest", "support/ticket-replies"):
        life.project.file(f"requests/{existing}.yaml").unlink()
    life.plan()


def test_ten_deployments_come_and_go_without_one_conflict(life: Life) -> None:
    _ten_deployments(life)
    life.run("up", "swedencentral")
    assert set(life.deployments("swedencentral")) == set(NAMES)
    assert life.resources()["Microsoft.CognitiveServices/accounts"] == 1

    # Two that are not neighbours go; nothing connects them but what every write depends on.
    for name in ("desk-3", "desk-7"):
        life.project.file(f"requests/support/{name}.yaml").unlink()
    life.plan()
    document = life.run("up", "swedencentral")
    assert changes(document) == {"delete": 2, "update": 1}, "two deployments, and the budget of the boundary"
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
