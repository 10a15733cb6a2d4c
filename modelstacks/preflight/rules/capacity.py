"""Rules on capacity: does Azure take it as it is locked, and does the expected workload fit it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from modelstacks.codes import placing, policy
from modelstacks.finding import Finding
from modelstacks.options import Option, Sized, asked_as, refused_capacity, replicas_for, sizes
from modelstacks.preflight.context import Context, Resolved
from modelstacks.request import Request, Workload


def workload_fits(context: Context) -> Iterator[Finding]:
    """The expected calls fit what each target reserves, counted as its model counts; told once for alike targets.

    A fallback takes over the whole traffic, an experiment its share. Without a place there is nothing to judge by.
    Where a unit is worth several things, the one that most is missing of is told: who gives that has the others too.
    """
    for request, entry, resolved in context.living():
        form, told = entry.form, set[tuple[str, int]]()
        if form.workload is None:
            continue
        where = entry.where("capacity", next(iter(form.capacity.model_dump(exclude_none=True))))
        for one in resolved:
            if one.taken is None:
                continue
            workload, machine = _share(form, form.workload, one), one.taken.machine
            sized = sizes(workload, one.taken.offer) if machine is None else replicas_for(machine, workload)
            if not sized:
                name = f"{one.target.model} under {one.taken.sku.name}"
                message = (
                    f"no source says how much one unit of {name} takes"
                    if machine is None
                    else f"how fast a replica of {name} answers is not known"
                )
                hint = "" if machine is None else "Measure it once the pool runs: `modelstacks fit` says what it lacks."
                yield placing.WORKLOAD_UNVERIFIED.finding(message, hint=hint, request=request, where=where)
            short = [need for need in sized if _shortage(one, one.taken, need)]
            need = max(short, key=lambda need: need.units, default=None)
            if need is not None and (need.of, need.needed) not in told:
                told.add((need.of, need.needed))
                message, hint = _shortage(one, one.taken, need), _enough(one, one.taken, need)
                yield policy.WORKLOAD_ABOVE_CAPACITY.finding(message, hint=hint, request=request, where=where)


def _share(request: Request, workload: Workload, one: Resolved) -> Workload:
    """The part of the workload that goes to a target."""
    if one.target.role != "experiment" or request.experiment is None:
        return workload
    calls = math.ceil(workload.requests_per_minute * request.experiment.share)
    return workload.model_copy(update={"requests_per_minute": calls})


def _shortage(one: Resolved, taken: Option, need: Sized) -> str:
    """What is missing; empty where it fits."""
    asked: dict[str, int] = one.target.capacity.model_dump(exclude_none=True)
    given = asked.get(need.of, taken.units.amount * need.worth)
    if need.needed <= given:
        return ""
    stepped = need.of == "provisioned_units" and need.units != need.needed
    step = f", that is {need.units:,} in Azure's steps" if stepped else ""
    average = "on average" if need.of.endswith("_per_minute") else "at least"
    name = f"{one.target.model} under {taken.sku.name}"
    return f"the workload needs {average} {need.needed:,} {need.of} of {name}{step}; {given:,} are reserved"


def _enough(one: Resolved, taken: Option, need: Sized) -> str:
    """The capacity that holds the workload; of an experiment, which has a share of the request's, nothing is named."""
    if one.target.role == "experiment":
        return ""
    return f"Raise the capacity to `{asked_as(need.units, taken.offer)}`, or correct the workload."


def locked_capacities_are_taken(context: Context) -> Iterator[Finding]:
    """Azure takes every placed capacity as it is: nothing rounds it on the way there."""
    for request, entry in context.project.locks.items():
        for index, placement in enumerate(entry.form.placements):
            option = context.option_of(request, placement) if placement.state == "placed" else None
            refused = refused_capacity(placement.capacity, option.offer.capacity) if option is not None else ""
            if option is not None and refused:
                message = f"{placement.role} {placement.model} at {placement.stack}/{placement.sku}: {refused}"
                asked = asked_as(option.units.amount, option.offer)
                hint = f"`modelstacks plan --write` makes it {option.units.amount:,} (`{asked}`)."
                where = entry.where("placements", index, "capacity")
                yield placing.CAPACITY_LOCKED.finding(message, hint=hint, request=request, where=where)
