"""What rules out every pool for a target on GPUs of our own, and which change of the request would help."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from modelstacks.codes import compute as codes
from modelstacks.codes import placing
from modelstacks.finding import Finding
from modelstacks.options import Considered, Option, Rejection, consider
from modelstacks.preflight.context import Context, Resolved
from modelstacks.project import Entry
from modelstacks.request import RESIDENCIES, Compute, Request

SHOWN_REASONS: Final = 3
"""How many sizes a message speaks of: those that come nearest."""
PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    placing.CAPACITY_FORM.slug: ("capacity",),
    placing.RESIDENCY_NOT_MET.slug: ("residency",),
    codes.POOL_KIND.slug: ("compute", "pool"),
    codes.FIT_UNKNOWN.slug: ("compute", "precision"),
    codes.MACHINE_NOT_TAKEN.slug: ("compute", "vm_size"),
    codes.VM_SIZE_WITHHELD.slug: ("compute",),
    codes.MODEL_DOES_NOT_FIT.slug: ("compute",),
    codes.POOL_NOT_ALLOWED.slug: ("compute",),
}


def pool_obstacle(
    context: Context, request: str, entry: Entry[Request], one: Resolved, considered: Considered
) -> Finding:
    """The finding of what rules out all pools."""
    problem = considered.problem
    if problem is not None:
        path = one.target.path if problem.path == ("model",) else problem.path
        return problem.code.finding(problem.message, hint=problem.hint, request=request, where=entry.where(*path))
    code = considered.obstacle
    fallen = considered.fallen_at(code)
    reasons = list(dict.fromkeys(rejection.reason for rejection in _nearest_first(fallen)))
    more = f"; and {len(reasons) - SHOWN_REASONS} more" if len(reasons) > SHOWN_REASONS else ""
    message = f"no pool for {one.target.role} {one.target.model}: {'; '.join(reasons[:SHOWN_REASONS])}{more}"
    hint = _HINTS[code.slug](context, entry.form, considered) if code.slug in _HINTS else ""
    return code.finding(message, hint=hint, request=request, where=entry.where(*PATHS.get(code.slug, ("serving",))))


def _nearest_first(fallen: Sequence[Rejection]) -> Sequence[Rejection]:
    """Those that miss least memory first; the order of the catalogue where memory is not what is missing."""

    def missing(one: Rejection) -> float:
        whole = one.machine.fit.whole if one.machine is not None else None
        return whole.needed - whole.usable if whole is not None else 0.0

    return sorted(fallen, key=missing)


def changed(request: Request, **changes: object) -> Request:
    """The request with another block `compute`."""
    asked = (request.compute or Compute()).model_copy(update=changes)
    return request.model_copy(update={"compute": asked})


def _options(context: Context, request: Request, considered: Considered) -> tuple[Option, ...]:
    model, version, target = considered.model, considered.version, considered.target
    found = consider(request, target, model, version, context.catalog, context.policy, context.places, context.as_of)
    return found.options


def _smaller(context: Context, request: Request, considered: Considered) -> str:
    """The smallest changes that pass: narrower weights, fewer sequences, less context, other machines."""
    passing = [
        said
        for said, changes in _changes(context, request, considered)
        if _options(context, changed(request, **changes), considered)
    ]
    first: dict[str, str] = {}
    for said in passing:
        first.setdefault(said.partition(":")[0], said)
    return f"It passes with {' or '.join(f'`{said}`' for said in first.values())}." if first else ""


def _other_machines(
    context: Context, request: Request, considered: Considered
) -> Iterator[tuple[str, dict[str, object]]]:
    """The preferred machine of all, where the request names another one."""
    open_to_all = changed(request, vm_size=None, accelerator=None)
    options = _options(context, open_to_all, considered)
    machine = options[0].machine if options else None
    if machine is not None and (request.compute or Compute()).vm_size is not None:
        yield f"vm_size: {machine.size.name}", {"vm_size": machine.size.name}
    elif machine is not None:
        yield f"accelerator: {machine.chip.id}", {"accelerator": machine.chip.id}


def _changes(context: Context, request: Request, considered: Considered) -> Iterator[tuple[str, dict[str, object]]]:
    asked = request.compute or Compute()
    fits = [one.machine.fit for one in considered.rejections if one.machine is not None]
    if not fits:
        return
    question = fits[0].question
    order = ("bf16", "fp8", "mxfp4", "int4")
    native = question.architecture.native
    narrower = order[order.index(question.precision) + 1 :]
    for precision in (*((native,) if native != question.precision else ()), *narrower):
        yield f"precision: {precision}", {"precision": precision}
    if asked.runtime == "kaito":
        yield "runtime: vllm", {"runtime": "vllm"}
    concurrency, tokens = question.concurrency, question.context
    while concurrency > 1:
        concurrency //= 2
        yield f"concurrency: {concurrency}", {"concurrency": concurrency}
    while tokens > 1024:
        tokens //= 2
        yield f"context: {tokens}", {"context": tokens}
    if asked.vm_size is not None or asked.accelerator is not None:
        yield from _other_machines(context, request, considered)
    if asked.pool != "auto":
        yield "pool: auto", {"pool": "auto"}


def _had(context: Context, request: Request, considered: Considered) -> str:
    """Machines that the subscription can have and that hold the model, the preferred ones first."""
    asked, model, version = changed(request, vm_size=None, accelerator=None), considered.model, considered.version
    target, catalog = considered.target, context.catalog
    found = consider(asked, target, model, version, catalog, context.policy, context.places, context.as_of)
    named = (f"{one.machine.size.name} ({one.place.stack})" for one in found.options if one.machine is not None)
    sizes = list(dict.fromkeys(named))[:SHOWN_REASONS]
    return f"Had and large enough: {', '.join(sizes)}." if sizes else ""


def _residency(context: Context, request: Request, considered: Considered) -> str:
    kept = [
        residency
        for residency in (*(f"region:{place.region.name}" for place in context.places), *RESIDENCIES)
        if (context.policy.allowed.residencies is None or residency in context.policy.allowed.residencies)
        and _options(context, request.model_copy(update={"residency": residency}), considered)
    ]
    named = ", ".join(dict.fromkeys(kept))
    return f"The stacks that there are could keep: {named}." if named else ""


_HINTS: Final[Mapping[str, Callable[[Context, Request, Considered], str]]] = {
    codes.MODEL_DOES_NOT_FIT.slug: _smaller,
    codes.FIT_UNKNOWN.slug: _smaller,
    codes.WEIGHTS_UNKNOWN.slug: _smaller,
    codes.MACHINE_NOT_TAKEN.slug: _smaller,
    codes.VM_SIZE_WITHHELD.slug: _had,
    placing.RESIDENCY_NOT_MET.slug: _residency,
}
