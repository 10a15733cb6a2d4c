"""Seed documents: the shipped one, and what is said about broken ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from localcloud.arm.seed import SeedError, load_seed

REGIONS = "regions: [{name: mars, displayName: Mars}]\n"
MODEL = (
    "models: [{format: A, publisher: A, name: m, version: '1', "
    "skus: [{name: Standard, usageName: u, limit: 1, locations: [LOCATION]}]}]\n"
)

BROKEN = {
    "no YAML": ("regions: [", "is no YAML"),
    "no document": ("", "document: "),
    "no regions": ("regions: []", "regions: "),
    "an unknown key": (REGIONS + "colour: red", "colour: "),
    "a set of an unknown region": (REGIONS + "regionSets: {all: [venus]}", "regionSets.all names 'venus'"),
    "a model sold nowhere known": (REGIONS + MODEL.replace("LOCATION", "venus"), "m 1 Standard names 'venus'"),
    "a limit below nothing": (
        REGIONS + MODEL.replace("LOCATION", "mars").replace("limit: 1", "limit: -1"),
        "models.0.skus.0.limit",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_seed_is_refused_for(tmp_path: Path, name: str) -> None:
    text, expected = BROKEN[name]
    path = tmp_path / "seed.yaml"
    path.write_text(text)
    with pytest.raises(SeedError) as raised:
        load_seed(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert expected in str(raised.value)


def test_shipped_seed_has_what_the_requests_need() -> None:
    seed = load_seed()

    def sold(location: str) -> dict[tuple[str, str], set[str]]:
        return {(model.name, model.version): {sku.name for sku in skus} for model, skus in seed.sold_in(location)}

    sweden, east = sold("swedencentral"), sold("eastus2")
    assert "DataZoneStandard" in sweden["Mistral-Large-3", "1"]
    assert "DataZoneStandard" in sweden["gpt-5.4-mini", "2026-03-17"]
    assert "DataZoneStandard" not in sweden["claude-sonnet-5", "2"]
    assert "DataZoneStandard" in east["claude-sonnet-5", "2"]
    assert sold("northeurope") == {}


@pytest.mark.parametrize(("day", "retired"), [(date(2026, 11, 18), False), (date(2026, 11, 19), True)])
def test_model_is_retired_from_its_date_on(day: date, retired: bool) -> None:
    seed = load_seed()
    model = next(model for model in seed.models if model.name == "o4-mini")
    assert model.model_copy(update={"lifecycle_status": "GenerallyAvailable"}).is_retired(day) is retired


def test_files_of_a_directory_add_up(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "anchors: {everywhere: &everywhere [mars]}\n"
        "asOf: 2030-01-01\n" + REGIONS + "regionSets: {all: *everywhere}\n" + MODEL.replace("LOCATION", "all")
    )
    (tmp_path / "b.yaml").write_text(
        "regions: [{name: venus, displayName: Venus}]\nregionSets: {hot: [venus]}\n"
        + MODEL.replace("LOCATION", "hot").replace("name: m", "name: n")
    )
    (tmp_path / "notes.txt").write_text("no part of it")
    seed = load_seed(tmp_path)
    assert [region.name for region in seed.regions] == ["mars", "venus"]
    sold = {region.name: [model.name for model, _ in seed.sold_in(region.name)] for region in seed.regions}
    assert sold == {"mars": ["m"], "venus": ["n"]}
    assert seed.today == date(2030, 1, 1)


BROKEN_DIRECTORIES = {
    "no files": ({}, "{}: has no file *.yaml"),
    "two days": (
        {"a": "asOf: 2030-01-01", "b": "asOf: 2030-01-02"},
        "{}/b.yaml: asOf: another file of the seed has it",
    ),
    "a list": ({"a": REGIONS, "b": "[1]"}, "{}/b.yaml: document: Input should be a mapping"),
    "an unknown key": ({"a": REGIONS, "b": "colour: red"}, "{}: colour: "),
    "a price nowhere": (
        {
            "a": REGIONS,
            "b": "prices: [{productName: p, skuName: s, meterName: m, unitOfMeasure: 1K, retailPrice: 1, "
            "locations: [venus]}]",
        },
        "price m names 'venus'",
    ),
    "stock nowhere": (
        {"a": REGIONS, "b": "stock: [{model: m, sku: s, location: venus, available: 1}]"},
        "stock of m s names 'venus'",
    ),
    "an instance type nowhere": (
        {"a": REGIONS, "b": "instanceTypes: [{name: s, family: f, vCPUs: 1, locations: [venus]}]"},
        "instance type s names 'venus'",
    ),
    "machines of an instance type nowhere": (
        {"a": REGIONS, "b": "instanceTypes: [{name: s, family: f, vCPUs: 1, stock: {venus: 1}}]"},
        "instance type s names 'venus'",
    ),
    "a workload profile type nowhere": (
        {"a": REGIONS, "b": "workloadProfileTypes: [{name: p, cores: 1, memoryGiB: 1, locations: [venus]}]"},
        "workload profile type p names 'venus'",
    ),
    "a kind nowhere": ({"a": REGIONS, "b": "kinds: [{name: Face, locations: [venus]}]"}, "kind Face names 'venus'"),
}


@pytest.mark.parametrize("name", BROKEN_DIRECTORIES)
def test_directory_is_refused_for(tmp_path: Path, name: str) -> None:
    files, expected = BROKEN_DIRECTORIES[name]
    for file, text in files.items():
        (tmp_path / f"{file}.yaml").write_text(text)
    with pytest.raises(SeedError) as raised:
        load_seed(tmp_path)
    assert expected.format(tmp_path) in str(raised.value)


@pytest.mark.parametrize(
    ("format_", "given", "listed"),
    [
        ("OpenAI", "", ("AIServices", "OpenAI")),
        ("Cohere", "", ("AIServices", "MaaS")),
        ("Microsoft", "kinds: [MAI],", ("MAI",)),
    ],
)
def test_model_is_listed_as(tmp_path: Path, format_: str, given: str, listed: tuple[str, ...]) -> None:
    path = tmp_path / "seed.yaml"
    model = MODEL.replace("LOCATION", "mars").replace("{format: A,", f"{{format: {format_}, {given}")
    path.write_text(REGIONS + model)
    assert load_seed(path).models[0].listed_as == listed


def test_shipped_prices_and_models_of_all_publishers() -> None:
    seed = load_seed()
    assert len({model.format for model in seed.models}) == 11
    assert len({(model.format, model.name, model.version) for model in seed.models}) == len(seed.models) >= 68
    usages = {(sku.usage_name, sku.quota_scope): set[int]() for model in seed.models for sku in model.skus}
    for model in seed.models:
        for sku in model.skus:
            usages[sku.usage_name, sku.quota_scope].add(sku.limit)
    assert {name: limits for name, limits in usages.items() if len(limits) > 1} == {}
