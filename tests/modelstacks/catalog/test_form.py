"""The form takes what other models need: unknown limits, several versions, models that Azure does not sell."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelstacks.catalog import Catalog, Model, Stage, Verdict, load_catalog

PUBLISHERS = """
  - {id: google, name: Google, format: unknown, source: models-from-partners}
  - {id: meta, name: Meta, format: Meta, source: retirement-schedule}
"""

GEMINI = """
  - id: gemini-pro
    name: unknown
    offered: false
    task: chat
    input: [text]
    output: [text]
    alternatives: [llama-3.3-70b-instruct]
    source: models-sold-by-azure
"""

LLAMA = """
  - id: llama-3.3-70b-instruct
    name: Llama-3.3-70B-Instruct
    task: chat
    input: [text]
    output: [text]
    context: {input: 128000, output: 8192}
    registration: false
    source: models-sold-by-azure
    versions:
      - version: "9"
        default: true
        hosted_by: azure
        source: models-sold-by-azure
        lifecycle: {stage: unknown, retirement: 2027-01-31, source: litellm-1.109.1}
        offers:
          - sku: GlobalProvisionedManaged
            regions: [set/partners-global, norwayeast]
            unit: {meter: provisioned-units}
            capacity: {minimum: 100, step: 100}
            provisioned: {input_tokens_per_minute: 8450, output_weight: 4}
            source: ptu-sizing
            quota: {name: unknown, scope: unknown}
      - version: "1"
        default: false
        hosted_by: unknown
        source: models-sold-by-azure
        lifecycle: {stage: retired, source: retirement-schedule}
        offers:
          - {sku: GlobalStandard, regions: unknown, unit: unknown, quota: {name: unknown, scope: unknown}}
"""


@pytest.fixture
def catalog(data: Path) -> Catalog:
    with (data / "publishers.yaml").open("a", encoding="utf-8") as file:
        file.write(PUBLISHERS)
    for publisher, models in (("google", GEMINI), ("meta", LLAMA)):
        text = f"checked: 2026-11-23\npublisher: {publisher}\nmodels:\n{models}"
        (data / "models" / f"{publisher}.yaml").write_text(text, encoding="utf-8")
    return load_catalog(data)


def test_model_that_azure_does_not_sell(catalog: Catalog) -> None:
    gemini = catalog.models["gemini-pro"]
    assert (gemini.offered, gemini.format, gemini.name, gemini.versions) == (False, None, None, ())
    assert gemini.alternatives == ("llama-3.3-70b-instruct",)
    assert catalog.publishers["google"].format is None


def test_provisioned_only_version(catalog: Catalog) -> None:
    llama = _llama(catalog)
    offer = llama.versions[0].offers[0]
    assert offer.provisioned is not None
    assert (offer.capacity.minimum, offer.capacity.step, offer.capacity.maximum) == (100, 100, None)
    assert (offer.provisioned.input_tokens_per_minute, offer.provisioned.output_weight) == (8450, 4)
    assert len(offer.regions) == 31
    assert offer.offered_in("southeastasia") is Verdict.NO


def test_unknown_is_unverified_not_no(catalog: Catalog) -> None:
    old = _llama(catalog).versions[1]
    offer = old.offers[0]
    assert offer.offered_in("swedencentral") is Verdict.UNVERIFIED
    assert (offer.unit.meter, offer.unit.tokens_per_minute, offer.quota.name, offer.quota.scope) == (None,) * 4
    assert (old.hosted_by, old.lifecycle.stage) == (None, Stage.RETIRED)
    assert _llama(catalog).marketplace is None


def _llama(catalog: Catalog) -> Model:
    return catalog.models["llama-3.3-70b-instruct"]
