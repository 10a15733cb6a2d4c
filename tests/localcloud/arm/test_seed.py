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
