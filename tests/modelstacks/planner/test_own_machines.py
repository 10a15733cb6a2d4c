"""A chip that nobody can rent, and the same request once the organisation's reviewed file says that it may."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml

from modelstacks.catalog import load_catalog
from modelstacks.catalog.own_compute import OWN_COMPUTE
from modelstacks.planner import plan, stack_plan_of, write_locks
from modelstacks.planner.stack_plan import RegionStackPlan
from modelstacks.preflight import check
from modelstacks.preflight.context import Context
from tests.modelstacks.project_files import COMPUTE, DAY, GPU_NETWORK, Files

REGION = "westus3"
OWN = f"""\
apiVersion: modelstacks/v1
vm_sizes:
  - name: Standard_ND96_M200_v1
    accelerator: maia-200
    devices: 4
    vcpus: 96
    memory_gb: 900
    quota_family: standardNDM200v1Family
    driver: none
    hosts: {{aks: true}}
    regions: [{REGION}]
    usd_per_hour: {{{REGION}: "40"}}
    source: {{title: Mail of the enrolment, dated: 2026-11-20}}
images:
  - manufacturer: Microsoft
    name: registry.contoso.example/maia/server
    tag: "0.1"
    digest: sha256:{"0" * 64}
    device_resource: microsoft.com/maia
    source: {{title: Mail of the enrolment, dated: 2026-11-20}}
"""


@pytest.fixture
def files(files: Files) -> Files:
    """A stack where the chip is, and a request for it; facts are the shipped ones."""
    files.shared(region=REGION)
    files.stack("north", REGION, 64, network=GPU_NETWORK, compute=COMPUTE)
    files.remove("stacks/west.yaml")
    files.remove("stacks/Pulumi.west.yaml")
    files.request(
        model="mistralai/Mistral-Small-24B-Instruct-2501",
        serving="gpu",
        residency=f"region:{REGION}",
        capacity={"replicas": 2},
        compute={"accelerator": "maia-200", "precision": "fp8"},
        risk="minimal",
        budget={"usd_per_month": 100_000},
    )
    return files


def test_without_the_file_it_is_refused_with_what_comes_nearest(files: Files) -> None:
    errors = [one for one in check(files.load(), as_of=DAY) if one.severity == "error"]
    assert [one.code for one in errors] == ["accelerator-not-offered", "missing-lock"]
    shipped = load_catalog()
    chip = shipped.accelerators["maia-200"]
    assert f"as of {chip.provenance.checked}" in errors[0].message
    assert chip.provenance.sources("availability")[0].title in errors[0].message
    assert "Nearest in memory and bandwidth" in errors[0].hint
    assert str(OWN_COMPUTE) in errors[0].hint


def test_with_the_file_the_very_same_request_is_planned(files: Files) -> None:
    path = files.root / OWN_COMPUTE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(OWN, "utf-8")
    made = plan(files.load(), as_of=DAY)
    assert [one for one in made.findings if one.severity == "error"] == []
    write_locks(files.root, made)
    project = files.load()
    (placed,) = project.locks["team-a/first"].form.placements
    assert placed.sku == "aks/Standard_ND96_M200_v1"
    assert placed.pool is not None
    assert placed.pool.devices * placed.pool.replicas_per_machine <= 4

    assert project.policy is not None
    option = Context.of(project, project.catalog, project.policy, DAY, None).resolved["team-a/first"][0].taken
    assert option is not None
    assert option.price is not None
    assert option.price.per_unit == Decimal(40)
    assert [draw.pool.label for draw in option.draws] == ["standardNDM200v1Family", "cores"]

    stack = stack_plan_of(project, "north")
    assert isinstance(stack, RegionStackPlan)
    (pool,) = stack.compute[0].pools
    assert (pool.machine.manufacturer, pool.machine.driver) == ("Microsoft", "none")
    assert pool.machine.image == f"registry.contoso.example/maia/server:0.1@sha256:{'0' * 64}"
    servers = [
        container
        for one in yaml.safe_load_all(pool.manifest)
        if one["kind"] == "Deployment" and one["metadata"]["name"] == pool.label
        for container in one["spec"]["template"]["spec"]["containers"]
    ]
    assert servers[0]["resources"]["limits"] == {"microsoft.com/maia": placed.pool.devices}
