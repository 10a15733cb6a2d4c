"""Pools as options: in which place, of which kind, on which machine, and which of them comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.catalog.compute import VmPrices
from modelstacks.options import Considered, Place, consider, targets_of
from modelstacks.options.open_weights import publisher_of, subject_of
from modelstacks.request import Request
from modelstacks.settings import Organization
from tests.modelstacks.invented_catalog import catalog
from tests.modelstacks.invented_physics import PHYSICS, SAID
from tests.modelstacks.project_files import GPU_REQUEST, ORGANIZATION, REQUEST, SUBSCRIPTION

FACTS = catalog()
POLICY = Organization.model_validate(ORGANIZATION)
EVERYWHERE = ("northland", "westland", "borderland", "farland", "nowhere")


def considered(*stacks: str, facts: Catalog = FACTS, **changes: Any) -> Considered:
    """A request on GPUs in stacks that are named after their regions."""
    content = {**REQUEST, **GPU_REQUEST, "name": "first", "team": "team-a", "residency": "global", **changes}
    request = Request.model_validate(content)
    target = targets_of(request)[0]
    subject = subject_of(facts, target.model, None, None)
    assert subject is not None
    places = [Place(stack, facts.regions[stack], SUBSCRIPTION) for stack in stacks or ("northland", "westland")]
    return consider(request, target, *subject, facts, POLICY, places)


def priced(**usd: dict[str, str]) -> Catalog:
    """The catalogue with other prices: by size, then by region."""
    prices = {
        name: VmPrices(name, {place: Decimal(one) for place, one in by_region.items()}, {}, SAID)
        for name, by_region in usd.items()
    }
    physics = replace(PHYSICS, compute=replace(PHYSICS.compute, vm_prices=prices))
    return replace(FACTS, read_physics=lambda: physics)


RESIDENCIES = {
    "region:northland": {"northland"},
    "region:farland": {"farland"},
    "geography:occidia": {"westland"},
    "eu-members": {"northland", "westland"},
    "us": {"farland"},
    "global": set(EVERYWHERE),
}


@pytest.mark.parametrize(("residency", "kept"), RESIDENCIES.items(), ids=RESIDENCIES)
def test_a_pool_answers_where_it_stands(residency: str, kept: set[str]) -> None:
    found = considered(*EVERYWHERE, residency=residency)
    assert {option.place.stack for option in found.options} == kept
    assert {option.sku.processing for option in found.options} == {"region"}


def test_a_zone_whose_texts_differ_is_a_doubt() -> None:
    found = considered("borderland", residency="eu", compute={"vm_size": "Standard_Large", "pool": "aks"})
    assert [one.code.slug for one in found.options[0].doubts] == ["residency-unverified", "vm-size-unverified"]


def test_managed_compute_answers_anywhere() -> None:
    asked: dict[str, Any] = {"lifecycle": {"preview": True}, "compute": {"pool": "managed-compute"}}
    assert {option.sku.processing for option in considered(**asked).options} == {"global"}
    for residency in RESIDENCIES:
        assert bool(considered(*EVERYWHERE, residency=residency, **asked).options) == (residency == "global")


@pytest.mark.parametrize("compute", [{}, {"accelerator": "chip-large"}, {"accelerator": "chip-small"}], ids=str)
def test_an_accelerator_type_may_be_several_chips(compute: dict[str, str]) -> None:
    found = considered("northland", lifecycle={"preview": True}, compute={"pool": "managed-compute", **compute})
    assert [option.sku.name for option in found.options] == ["managed-compute/LARGE_80"]
    assert found.options[0].machine is not None
    assert found.options[0].machine.chip.id == compute.get("accelerator", "chip-large")


def test_managed_compute_has_to_be_named() -> None:
    found = considered(lifecycle={"preview": True})
    kinds = {one.machine.kind for one in (*found.options, *found.rejections) if one.machine is not None}
    assert kinds == {"aks", "online-endpoint", "container-apps"}


def first(found: Considered) -> tuple[str, str]:
    return found.options[0].key


ORDERS: dict[str, tuple[Callable[[], Considered], tuple[str, str]]] = {
    "the cheaper region": (
        lambda: considered(facts=priced(Standard_Large={"northland": "5", "westland": "4"})),
        ("westland", "aks/Standard_Large"),
    ),
    "the cheaper machine": (
        lambda: considered(facts=priced(Standard_Large={"northland": "4"}, Standard_Eight={"northland": "0.5"})),
        ("northland", "aks/Standard_Eight"),
    ),
    "what is certain before what is cheaper": (
        lambda: considered(facts=priced(Standard_Large={"northland": "4"}, Standard_Shy={"northland": "0.1"})),
        ("northland", "aks/Standard_Large"),
    ),
    "a known price before an unknown one": (
        lambda: considered("northland", compute={"accelerator": "chip-large"}),
        ("northland", "aks/Standard_Large"),
    ),
    "the least hardware where no price is known": (
        lambda: considered("northland", compute={"spot": True}),
        ("northland", "aks-spot/Standard_Large"),
    ),
    "the cleaner grid": (
        lambda: considered(facts=priced(Standard_Large={"northland": "5", "westland": "4"}), objective="carbon"),
        ("northland", "aks/Standard_Large"),
    ),
    "a cluster before an endpoint at one price": (
        lambda: considered("northland", compute={"vm_size": "Standard_Large"}),
        ("northland", "aks/Standard_Large"),
    ),
}


@pytest.mark.parametrize(("ask", "want"), ORDERS.values(), ids=ORDERS)
def test_which_comes_first(ask: Callable[[], Considered], want: tuple[str, str]) -> None:
    assert first(ask()) == want


def test_nothing_is_both_an_option_and_ruled_out() -> None:
    found = considered(*EVERYWHERE)
    options = {option.key for option in found.options}
    ruled_out = {(one.place.stack, one.sku) for one in found.rejections}
    assert not options & ruled_out
    # Five sizes on two kinds, and a profile, in five places.
    assert len(options) + len(ruled_out) == 55


NAMES = ("tiny-7b", "bolt/Tiny-7B", "Tiny-7B", "TINY-7B-instruct", "chat-one")


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_a_model_leads_to_its_pools(name: str) -> None:
    found = considered(model=name)
    assert first(found) == ("northland", "aks/Standard_Large")
    assert (found.model.id, found.model.publisher, found.model.surfaces) == (name, "bolt", {"openai-v1"})


@pytest.mark.parametrize(
    ("name", "publisher"),
    [
        ("mistralai/Mistral-7B-Instruct-v0.3", "mistral-ai"),
        ("mistral-large-3", "mistral-ai"),
        ("openai/gpt-oss-20b", "openai"),
        ("deepseek-ai/DeepSeek-R1", "deepseek"),
    ],
)
def test_accounts_of_the_hub_are_publishers_of_the_catalogue(name: str, publisher: str) -> None:
    shipped = load_catalog()
    shape = shipped.physics.architecture(name)
    assert shape is not None
    assert publisher_of(shipped, shape) == publisher


def test_a_model_of_weights_has_no_terms_and_no_filter() -> None:
    found = considered(model="chat-one").model
    assert (found.marketplace, found.provider_data, found.registration) == (False, False, False)
    assert found.content_filter is False


def test_a_cluster_has_to_know_what_an_accelerator_is_called() -> None:
    chips = {**PHYSICS.compute.accelerators}
    chips["chip-large"] = replace(chips["chip-large"], manufacturer="Maker")
    made = replace(PHYSICS.runtimes.images[0], manufacturer="Maker")
    named = replace(made, device_resource="maker.example/chip")
    for image, first_kind in ((made, "online-endpoint"), (named, "aks")):
        physics = replace(
            PHYSICS,
            compute=replace(PHYSICS.compute, accelerators=chips),
            runtimes=replace(PHYSICS.runtimes, images=(image,)),
        )
        found = considered("northland", facts=replace(FACTS, read_physics=lambda one=physics: one))
        assert first(found) == ("northland", f"{first_kind}/Standard_Large")
