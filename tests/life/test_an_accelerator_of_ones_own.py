"""A request for an accelerator that nobody can rent, and what an organisation does that is let into its preview.

The very same request: refused, with what comes nearest; and once the organisation's reviewed file has the size,
planned, fitted, priced, and brought up on a local Azure that sells it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcloud.arm.seed.loader import DEFAULT_SEED
from tests.conftest import copy_project, stop_azure
from tests.life.conftest import SUBSCRIPTION, Life, changes

pytestmark = [pytest.mark.slow]

REQUEST = "requests/legal/clause-extraction.yaml"
SIZE = "Standard_ND96_M200_v1"
SOLD = f"""\
vmSizes:
  - name: {SIZE}
    family: standardNDM200v1Family
    places: [{{locations: [swedencentral]}}]
    capabilities: {{vCPUs: "96", MemoryGB: "900", GPUs: "4", MaxResourceVolumeMB: "1048576", CpuArchitectureType: x64,
        EphemeralOSDiskSupported: "True", EncryptionAtHostSupported: "True", HyperVGenerations: V2, PremiumIO: "True"}}
computeQuotas:
  - {{name: standardNDM200v1Family, localizedValue: Standard NDM200v1 Family vCPUs, limits: {{swedencentral: 384}}}}
"""
OWN = f"""\
apiVersion: modelstacks/v1
vm_sizes:
  - name: {SIZE}
    accelerator: maia-200
    devices: 4
    vcpus: 96
    memory_gb: 900
    quota_family: standardNDM200v1Family
    driver: none
    hosts: {{aks: true}}
    regions: [swedencentral]
    usd_per_hour: {{swedencentral: "8"}}
    source: {{title: Mail of the enrolment, dated: 2026-11-20}}
images:
  - manufacturer: Microsoft
    name: registry.contoso.example/maia/server
    tag: "0.1"
    digest: sha256:{"0" * 64}
    device_resource: microsoft.com/maia
    source: {{title: Mail of the enrolment, dated: 2026-11-20}}
"""


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """A project whose one request asks for the chip, and a local Azure that has it."""
    copy = copy_project(tmp_path_factory.mktemp("enrolled"), requests=["legal/clause-extraction"])
    copy.edit(REQUEST, "accelerator: a100-pcie-80", "accelerator: maia-200\n  precision: fp8")
    copy.file("stacks/placements/legal/clause-extraction.lock.yaml").unlink()
    seed = tmp_path_factory.mktemp("seed") / "default"
    shutil.copytree(DEFAULT_SEED, seed)
    Path(seed, "preview.yaml").write_text(SOLD, "utf-8")
    started = copy.modelstacks("local", "start", "--seed", str(seed))
    assert started.code == 0, started.said
    yield Life(copy)
    stop_azure(copy)


def test_without_the_file_the_request_is_a_finding(enrolled: Life) -> None:
    checked = enrolled.project.modelstacks("check", "--format", "json")
    assert checked.code == 1
    findings = {one["code"]: one for one in json.loads(checked.stdout)["findings"] if one["severity"] == "error"}
    refused = findings["accelerator-not-offered"]
    assert "no VM size that a customer can ask for, as of 2026-" in refused["message"]
    assert "USD" in refused["hint"]
    assert "kWh" in refused["hint"]
    assert "stacks/catalog/compute.yaml" in refused["hint"]


def test_with_the_file_it_plans_fits_and_has_a_price(enrolled: Life) -> None:
    file = enrolled.project.file("stacks/catalog/compute.yaml")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(OWN, "utf-8")
    fit = enrolled.project.modelstacks("fit", "mistral-small-24b", "--precision", "fp8", "--vm-size", SIZE, "--json")
    assert fit.code == 0, fit.said
    told = json.loads(fit.stdout)
    assert (told["fits"], told["usd_per_hour"]) == (True, 8.0)
    assert told["kwh_per_million_tokens"] > 0
    enrolled.plan()
    assert f'"aks/{SIZE}"' in enrolled.project.file("stacks/placements/legal/clause-extraction.lock.yaml").read_text()
    cost = enrolled.project.modelstacks("cost", "--json")
    assert cost.code == 0, cost.said
    assert '"usd"' in cost.stdout


def test_and_it_comes_up(enrolled: Life) -> None:
    assert set(changes(enrolled.run("up"))) == {"create"}
    clusters = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.ContainerService/managedClusters"
    (cluster,) = enrolled.arm("GET", f"{clusters}?api-version=2025-09-01")["value"]
    pools = enrolled.arm("GET", f"{cluster['id']}/agentPools?api-version=2025-09-01")["value"]
    assert SIZE in {one["properties"]["vmSize"] for one in pools}
    kept = enrolled.arm("GET", f"{cluster['id']}/kubernetesObjects?api-version=2025-09-01")["value"]
    containers = [
        container
        for one in kept
        if one["properties"]["object"]["kind"] == "Deployment"
        for container in one["properties"]["object"]["spec"]["template"]["spec"]["containers"]
    ]
    limits = [
        container["resources"]["limits"] for container in containers if "limits" in container.get("resources", {})
    ]
    assert any("microsoft.com/maia" in one for one in limits)
    assert changes(enrolled.run("up")) == {}
    assert set(changes(enrolled.run("destroy"))) == {"delete"}
    assert enrolled.resources() == {}
