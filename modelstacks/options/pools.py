"""Which kind of pool, on machines of which size, in which place could serve a target on GPUs of our own.

The counterpart of `options.consider` for requests on GPUs, with the same outcome: options in order of preference, and
the hurdle at which each other one fell. A size is judged once, as the fit is the same everywhere.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from modelstacks.catalog import (
    CapacityRange,
    Catalog,
    Model,
    Offer,
    Price,
    Quota,
    Sku,
    UnitOfCapacity,
    Verdict,
    Version,
)
from modelstacks.catalog.compute import Accelerator, VmPrice, VmSize
from modelstacks.codes import compute as codes
from modelstacks.codes import placing
from modelstacks.codes.code import Code
from modelstacks.estimate.pools import pool_ceiling, pool_expected
from modelstacks.fit.asking import DEFAULT_CONTEXT, not_offered
from modelstacks.fit.judging import Fit, Question, judge
from modelstacks.lock import PoolShape
from modelstacks.options.capacity import Units
from modelstacks.options.hosted_machines import machines_of
from modelstacks.options.machines import PoolMachine
from modelstacks.options.options import Considered, Doubt, Option, Place, Problem, Rejection, preference
from modelstacks.options.pool_kinds import TITLES, forbidden, kinds_of, refused, takes, unloadable
from modelstacks.options.residency import keeps_residency
from modelstacks.request import Compute, Request
from modelstacks.request.compute import POOL_KINDS, PoolKind
from modelstacks.settings import Organization

if TYPE_CHECKING:
    from modelstacks.options.targets import Target

UNCOUNTED: Final = CapacityRange(1, None, 1, None)
REPLICAS: Final = UnitOfCapacity("replicas", None, None)


@dataclass(frozen=True)
class _Candidate:
    """A kind of pool on machines of a size, before a place is chosen."""

    kind: PoolKind
    size: VmSize
    fit: Fit


def consider_pools(
    request: Request,
    target: Target,
    model: Model,
    version: Version,
    catalog: Catalog,
    policy: Organization,
    places: Iterable[Place],
) -> Considered:
    """Every kind of pool on every size that the request allows, in every place."""
    sited = tuple(places)
    asked = request.compute or Compute()
    question = question_for(catalog, target.model, asked)
    if isinstance(question, Problem):
        return Considered(target, model, version, (), (), question)
    kinds = kinds_of(asked)
    machines: dict[tuple[PoolKind, str], VmSize] = {}
    for kind in kinds:
        for size in machines_of(kind, catalog.physics):
            if _asked_for(asked, size):
                machines.setdefault((kind, size.name), size)
    if not machines:
        problem = _no_machine(catalog, asked, question, kinds, {place.region.name for place in sited})
        return Considered(target, model, version, (), (), problem)
    chips = catalog.physics.compute.accelerators
    fits = {size.name: judge(question, size, chips[size.accelerator]) for size in machines.values()}
    candidates = [_candidate(kind, fits[size.name], chips) for (kind, _), size in machines.items()]
    judged = [_judge(request, target, version, catalog, policy, place, one) for place in sited for one in candidates]
    options = sorted((one for one in judged if isinstance(one, Option)), key=lambda one: preference(request, one))
    rejections = tuple(one for one in judged if isinstance(one, Rejection))
    return Considered(target, model, version, tuple(options), rejections)


def _candidate(kind: PoolKind, fit: Fit, chips: Mapping[str, Accelerator]) -> _Candidate:
    """A machine of managed compute is as many accelerators as a replica takes, not a server of them."""
    size = fit.size
    if kind == "managed-compute" and fit.fits and fit.placed is not None:
        size = replace(size, devices=fit.placed.devices)
        fit = judge(fit.question, size, chips[size.accelerator])
    return _Candidate(kind, size, fit)


def question_for(catalog: Catalog, model: str, asked: Compute) -> Question | Problem:
    """What a replica has to hold, with the defaults: as published, 8192 tokens or the model's most."""
    shape = catalog.physics.architecture(model)
    if shape is None:
        message = f"the shape of {model} is not in the catalogue: its weights are closed, or nobody noted it"
        return Problem(codes.SHAPE_UNKNOWN, message, "", ("model",))
    if asked.context is not None and asked.context > shape.max_context:
        message = f"{shape.names[0]} takes {shape.max_context:,} tokens of context, not {asked.context:,}"
        hint = f"Ask for `context: {shape.max_context}` or less."
        return Problem(codes.CONTEXT_TOO_LONG, message, hint, ("compute", "context"))
    context = asked.context or min(DEFAULT_CONTEXT, shape.max_context)
    return Question(shape, asked.precision or shape.native, context, asked.concurrency)


def _asked_for(asked: Compute, size: VmSize) -> bool:
    """Whether a request leaves the machine open, or names it or its accelerator; names compare without case."""
    if asked.vm_size is not None:
        return asked.vm_size.casefold() in {name.casefold() for name in (size.name, *size.aliases)}
    return asked.accelerator is None or asked.accelerator.casefold() == size.accelerator


def _no_machine(
    catalog: Catalog, asked: Compute, question: Question, kinds: Iterable[PoolKind], regions: Iterable[str]
) -> Problem:
    """Why no machine is what the request names."""
    every = {size.name: size for kind in POOL_KINDS for size in machines_of(kind, catalog.physics)}
    here = {size.name: size for kind in kinds for size in machines_of(kind, catalog.physics)}
    if asked.vm_size is not None:
        path = ("compute", "vm_size")
        if any(_asked_for(asked, size) for size in every.values()):
            message = f"{asked.vm_size} is no machine of {TITLES[next(iter(kinds))]}"
            return Problem(codes.UNKNOWN_VM_SIZE, message, f"It has {', '.join(here)}.", path)
        hint = _near(asked.vm_size, here)
        return Problem(codes.UNKNOWN_VM_SIZE, f"the catalogue has no VM size {asked.vm_size!r}", hint, path)
    path, accelerators = ("compute", "accelerator"), catalog.physics.compute.accelerators
    chip = accelerators.get((asked.accelerator or "").casefold())
    if chip is None:
        message = f"the catalogue has no accelerator {asked.accelerator!r}"
        return Problem(codes.UNKNOWN_ACCELERATOR, message, _near(asked.accelerator or "", accelerators), path)
    if any(size.accelerator == chip.id for size in every.values()):
        message = f"{chip.name} is in no machine of {TITLES[next(iter(kinds))]}"
        having = ", ".join(sorted({size.accelerator for size in here.values()}))
        return Problem(codes.UNKNOWN_ACCELERATOR, message, f"It has {having}.", path)
    message, hint = not_offered(catalog, chip, question, frozenset(regions))
    return Problem(codes.ACCELERATOR_NOT_OFFERED, message, f"{hint} {codes.ACCELERATOR_NOT_OFFERED.remedy}", path)


def _near(name: str, known: Iterable[str]) -> str:
    """Names that have all of what was written in them, else those spelled like it."""
    asked, spelled = name.casefold(), {one.casefold(): one for one in known}
    within = [one for one in spelled if asked and asked in one]
    near = [spelled[one] for one in within[:3] or difflib.get_close_matches(asked, spelled, n=3, cutoff=0.4)]
    return f"Did you mean {' or '.join(near)}?" if near else ""


def _judge(
    request: Request,
    target: Target,
    version: Version,
    catalog: Catalog,
    policy: Organization,
    place: Place,
    one: _Candidate,
) -> Option | Rejection:
    asked, kind, size = request.compute or Compute(), one.kind, one.size
    units = _units(target)
    machine = _machine(asked, target, catalog, one)
    sku, offer = _sku(machine, size), _offer(machine, size, place)
    doubts: list[Doubt] = []

    def no(code: Code, reason: str) -> Rejection:
        return Rejection(place, sku.name, code, reason, offer, units, machine)

    if units.problem is not None:
        return no(units.problem, units.reason)
    if reason := refused(kind, asked, machine.replicas, preview=request.lifecycle.preview, residency=request.residency):
        return no(codes.POOL_KIND, reason)
    if one.fit.fits is None:
        return no(codes.FIT_UNKNOWN, one.fit.why)
    if not one.fit.fits:
        return no(codes.MODEL_DOES_NOT_FIT, one.fit.why)
    if reason := _unloadable(asked, target, catalog, place, machine):
        return no(codes.WEIGHTS_UNKNOWN, reason)
    verdict, reason = takes(kind, asked, size)
    if verdict is Verdict.NO:
        return no(codes.MACHINE_NOT_TAKEN, reason)
    if verdict is Verdict.UNVERIFIED:
        doubts.append(Doubt(codes.MACHINE_UNVERIFIED, reason))
    kept, reason = keeps_residency(request.residency, catalog, version, sku, place.region)
    if kept is Verdict.NO:
        return no(placing.RESIDENCY_NOT_MET, reason)
    if kept is Verdict.UNVERIFIED:
        doubts.append(Doubt(placing.RESIDENCY_UNVERIFIED, reason))
    if kind in place.lacking:
        return no(codes.POOL_NOT_PREPARED, f"{place.stack} lacks {place.lacking[kind]}")
    if reason := _withheld(kind, size, place):
        return no(codes.VM_SIZE_WITHHELD, reason)
    if size.sold_in(place.region.name) is Verdict.NO:
        having = ", ".join(sorted(size.regions or ()))
        return no(placing.NOT_OFFERED, f"{place.region.name} has no {size.name}: {having} has it")
    if reason := forbidden(policy, kind, size):
        return no(codes.POOL_NOT_ALLOWED, f"{sku.name} would do, but {reason}")
    hourly = catalog.vm_price(size.name, place.region.name)
    if reason := _unseen(catalog, kind, size, place):
        doubts.append(Doubt(codes.SIZE_UNVERIFIED, reason))
    price = _price(sku, place, hourly, spot=asked.spot)
    expected = pool_expected(machine, price, request.workload).usd
    ceiling = pool_ceiling(machine, price).usd
    return Option(place, sku, offer, units, price, expected, ceiling, tuple(doubts), machine)


def _withheld(kind: PoolKind, size: VmSize, place: Place) -> str:
    """Why the subscription cannot have a size, as far as a snapshot says; other services have machines of their own."""
    if kind != "aks" or place.sizes is None:
        return ""
    return place.sizes.get(size.name.casefold(), f"{place.region.name} does not sell {size.name}")


def _unseen(catalog: Catalog, kind: PoolKind, size: VmSize, place: Place) -> str:
    """Why it is open whether a region has a machine; empty where a source shows it, and where no region is chosen."""
    region = place.region.name
    if kind == "managed-compute" or (kind == "aks" and place.sizes is not None):
        return ""
    profile = catalog.physics.runtimes.workload_profiles.get(size.name)
    if profile is not None:
        if profile.offered_in(region) is Verdict.YES:
            return ""
        return f"no source seen says that {region} has the profile {size.name}"
    if catalog.vm_price(size.name, region) is not None:
        return ""
    return f"no list price of {size.name} in {region} was seen, so whether the region has it is open"


def _unloadable(asked: Compute, target: Target, catalog: Catalog, place: Place, machine: PoolMachine) -> str:
    serving = catalog.physics.serving(target.model)
    if serving is None:
        return ""
    maker, precision = machine.chip.manufacturer, machine.shape.precision
    image = catalog.physics.runtimes.image(maker, machine.size.architecture)
    return unloadable(machine.kind, asked, serving, precision, image, maker, own_image=place.own_image)


def _units(target: Target) -> Units:
    replicas = target.capacity.replicas
    if replicas is not None:
        return Units(replicas, wanted=replicas)
    given = next(iter(target.capacity.model_dump(exclude_none=True)))
    reason = f"a pool counts replicas, so `{given}` says nothing about it: give `replicas`"
    return Units(0, problem=placing.CAPACITY_FORM, reason=reason)


def _machine(asked: Compute, target: Target, catalog: Catalog, one: _Candidate) -> PoolMachine:
    """The machine; of what does not fit only its name and kind mean something."""
    placed, question = one.fit.placed, one.fit.question
    replicas = target.capacity.replicas or 1
    fits = one.fit.fits is True and placed is not None
    alone = asked.runtime == "kaito" or one.kind in {"container-apps", "managed-compute"}
    shape = PoolShape(
        minimum=min(asked.min_replicas, replicas),
        devices=placed.tensor_parallel if fits and placed is not None else 1,
        # A workspace of KAITO, and an instance of a service that counts otherwise, has its machine to itself.
        replicas_per_machine=placed.copies if fits and placed is not None and not alone else 1,
        precision=question.precision,
        context=question.context,
        concurrency=question.concurrency,
        runtime=("vllm" if asked.runtime == "auto" else asked.runtime) if one.kind == "aks" else None,
        reserved=asked.reserved,
    )
    chip = catalog.physics.compute.accelerators[one.size.accelerator]
    return PoolMachine(one.kind, one.size, chip, asked.spot, one.fit, shape, replicas)


def _sku(machine: PoolMachine, size: VmSize) -> Sku:
    processing = "global" if machine.kind == "managed-compute" else "region"
    return Sku(machine.sku, processing, "gpu", size.provenance)


def _offer(machine: PoolMachine, size: VmSize, place: Place) -> Offer:
    quota = Quota(size.quota_family, "Regional", {}, size.provenance)
    regions = frozenset({place.region.name})
    return Offer(machine.sku, regions, Verdict.NO, REPLICAS, UNCOUNTED, None, quota, size.provenance)


def _price(sku: Sku, place: Place, hourly: VmPrice | None, *, spot: bool) -> Price | None:
    usd = None if hourly is None else hourly.spot_usd_per_hour if spot else hourly.usd_per_hour
    if hourly is None or usd is None:
        return None
    return Price(
        model=None,
        sku=sku.name,
        zones=frozenset(),
        tokens=None,
        long_context=None,
        long_context_above=None,
        unit="machine-hour",
        per_unit=usd,
        assumed=False,
        provenance=hourly.provenance,
        regions=frozenset({place.region.name}),
    )
