"""The organisation's own VM sizes: mistakes with their place, and what the shipped catalogue becomes with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml

from modelstacks.catalog import Authority, Catalog, load_catalog
from modelstacks.catalog.own_compute import OWN_COMPUTE, OwnCompute, apply
from modelstacks.catalog.physics import Physics
from modelstacks.fit.asking import question_of
from modelstacks.fit.ranking import rank
from tests.modelstacks.invented_physics import PHYSICS
from tests.modelstacks.project_files import Files

FILE = """\
apiVersion: modelstacks/v1
accelerators:
  - id: chip-new
    name: New
    manufacturer: Acme
    memory_gb: 120
    tflops: {bf16: 500}
    source: {title: A page under agreement, dated: 2026-11-02}
vm_sizes:
  - name: Standard_New_v1
    accelerator: chip-new
    devices: 2
    vcpus: 48
    quota_family: standard New Family
    hosts: {aks: true}
    regions: [northland]
    usd_per_hour: {northland: "12.5"}
    source: {title: A mail, dated: 2026-11-03}
images:
  - manufacturer: Acme
    name: registry.example.com/acme
    tag: "1"
    device_resource: acme.com/chip
    source: {title: A mail, dated: 2026-11-03}
"""


def own(**changes: Any) -> OwnCompute:
    """The file, with changes of its one size."""
    document = yaml.safe_load(FILE)
    document["vm_sizes"][0] |= changes
    return OwnCompute.model_validate(document)


def write(files: Files, text: str) -> None:
    path = files.root / OWN_COMPUTE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


MISTAKES = [
    ("an unknown key", "vcpus: 48", "vcpu: 48", "unknown-key", "13:5", "Did you mean `vcpus`?"),
    ("a missing key", "    hosts: {aks: true}\n", "", "missing-key", "10:5", "`hosts` is missing"),
    ("a price as a number", '"12.5"', "12.5", "invalid-value", "17:31", "must be an amount in quotes"),
    ("a free machine", '"12.5"', '"0"', "invalid-value", "17:31", "greater than 0"),
    ("a name that ARM has not", "Standard_New_v1", "New v1", "invalid-value", "10:11", "should match pattern"),
    ("a service that nobody knows", "{aks: true}", "{batch: true}", "invalid-value", "15:20", "'batch'"),
    ("a price elsewhere", "{northland:", "{westland:", "invalid-value", "10:5", "`regions` does not name"),
    (
        "no source",
        "    source: {title: A mail, dated: 2026-11-03}\nimages",
        "images",
        "missing-key",
        "10:5",
        "`source`",
    ),
    ("an image that moves", 'tag: "1"', "tag: latest", "invalid-value", "22:10", "another image every month"),
    ("a precision twice", "tflops: {", "unsupported: [bf16]\n    tflops: {", "invalid-value", "3:5", "is unsupported"),
    ("a second apiVersion", "modelstacks/v1", "modelstacks/v2", "invalid-value", "1:13", "modelstacks/v1"),
]


@pytest.mark.parametrize(("name", "old", "new", "code", "place", "says"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_told_with_its_place(
    files: Files, name: str, old: str, new: str, code: str, place: str, says: str
) -> None:
    assert old in FILE, name
    write(files, FILE.replace(old, new, 1))
    project = files.load()
    assert project.own_compute is None
    (found,) = project.findings
    assert (found.code, str(found.where)) == (code, f"{OWN_COMPUTE}:{place}")
    assert says in f"{found.message} {found.hint}"


def test_a_size_brings_accelerator_price_quota_and_image() -> None:
    made = apply(PHYSICS, own())
    size = made.compute.vm_size("standard_new_V1")
    assert size is not None
    assert (size.accelerator, size.memory_gb_per_device, size.quota_family) == ("chip-new", 120, "standard New Family")
    assert size.draws_on("STANDARDNEWFAMILY")
    price = made.compute.vm_price("Standard_New_v1", "northland")
    assert price is not None
    assert price.usd_per_hour == Decimal("12.5")
    image = made.runtimes.image("acme", "amd64")
    assert image is not None
    assert (image.reference, image.device_resource) == ("registry.example.com/acme:1", "acme.com/chip")
    (source,) = size.provenance.sources("vcpus")
    assert (source.authority, str(source.dated)) == (Authority.MICROSOFT, "2026-11-03")


def test_everything_else_stays_as_it_is_shipped() -> None:
    made = apply(PHYSICS, own())
    assert {name: made.compute.vm_sizes[name] for name in PHYSICS.compute.vm_sizes} == PHYSICS.compute.vm_sizes
    assert {name: made.compute.accelerators[name] for name in PHYSICS.compute.accelerators} == (
        PHYSICS.compute.accelerators
    )


def test_applied_twice_is_applied_once() -> None:
    once = apply(PHYSICS, own())
    again = apply(once, own())
    assert (again.compute, again.runtimes.images[0]) == (once.compute, once.runtimes.images[0])


def test_an_accelerator_alone_is_only_described() -> None:
    made = apply(PHYSICS, own(accelerator="chip-kept"))
    chips = made.compute.accelerators
    assert (chips["chip-new"].availability, chips["chip-kept"].availability) == ("not-offered", "vm-size")
    assert str(chips["chip-kept"].provenance.checked) == "2026-11-03"


def test_a_size_of_a_shipped_name_replaces_it_and_keeps_its_price() -> None:
    made = apply(PHYSICS, own(name="Standard_Large", usd_per_hour={}))
    assert made.compute.vm_sizes["Standard_Large"].vcpus == 48
    assert made.compute.vm_prices["Standard_Large"] == PHYSICS.compute.vm_prices["Standard_Large"]
    assert len(made.compute.vm_sizes) == len(PHYSICS.compute.vm_sizes)


def test_a_size_of_no_accelerator_is_left_out() -> None:
    assert apply(PHYSICS, own(accelerator="chip-none")).compute.vm_sizes == PHYSICS.compute.vm_sizes


def shipped_with(files: Files, chip: str, region: str) -> Catalog:
    """The catalogue of a project with a size of a shipped accelerator that nobody can rent."""
    text = FILE.replace("accelerator: chip-new", f"accelerator: {chip}").replace("northland", region)
    write(files, text)
    project = files.load()
    assert project.findings == ()
    return project.catalog


def test_what_the_shipped_catalogue_has_without_a_size_fits_and_has_a_price(files: Files) -> None:
    shipped = load_catalog()
    chip = next(one for one in shipped.accelerators.values() if one.availability != "vm-size" and "fp8" in one.tflops)
    model = next(iter(shipped.physics.architectures.values())).names[0]
    region = sorted(shipped.regions)[0]
    facts = shipped_with(files, chip.id, region)
    assert facts.accelerators[chip.id].availability == "vm-size"
    ranking = rank(question_of(facts, model, "fp8", 1024, 1), facts.physics.compute, {region})
    assert "Standard_New_v1" in {option.fit.size.name for option in ranking.options}


def test_physical_facts_are_read_when_they_are_asked_for(files: Files) -> None:
    write(files, FILE)
    facts = files.load().catalog
    assert "physics" not in vars(facts)
    assert isinstance(facts.physics, Physics)
