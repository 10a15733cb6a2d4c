"""Rules on what the organisation allows, and on what publishers ask of it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta

from modelstacks.catalog import Stage
from modelstacks.codes import policy as codes
from modelstacks.finding import Finding
from modelstacks.options import Option
from modelstacks.preflight.context import Context, Resolved
from modelstacks.project.document import Path
from modelstacks.request import Capacity

EXPIRY_NOTICE = timedelta(days=30)


def policy_names_are_known(context: Context) -> Iterator[Finding]:
    """Publishers, SKUs, stacks, teams and subscriptions that the policy names exist."""
    entry, policy = context.project.organization, context.policy
    publishers, allowed = context.catalog.publishers, policy.allowed
    consents = {
        ("marketplace_consents", index, "publisher"): one.publisher
        for index, one in enumerate(policy.marketplace_consents)
    }
    # A team whose file is broken is known all the same, and so is one that has none yet.
    teams = {name.partition("/")[0] for name in context.project.named} | set(context.project.teams)
    subscriptions = {one.form.subscription for one in context.project.stacks.values()}
    named: tuple[tuple[str, Mapping[Path, str], Collection[str]], ...] = (
        ("publisher", _listed("publishers", allowed.publishers), publishers),
        ("publisher", {("provider_data", name): name for name in policy.provider_data}, publishers),
        ("publisher", consents, publishers),
        ("SKU", _listed("skus", allowed.skus), context.catalog.skus),
        ("stack", _listed("stacks", allowed.stacks), context.project.stacks),
        ("accelerator", _listed("accelerators", allowed.accelerators), _accelerators(context)),
        ("VM size", _listed("vm_sizes", allowed.vm_sizes), _vm_sizes(context)),
        ("team", {("preview", "teams", index): name for index, name in enumerate(policy.preview.teams)}, teams),
        ("team", {("caps", "teams", name): name for name in policy.caps.teams}, teams),
        ("subscription", {("subscriptions", name): name for name in policy.subscriptions}, subscriptions),
    )
    for kind, names, known in named:
        for path, name in names.items():
            if name not in known and entry is not None:
                near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
                hint = f"Did you mean {near[0]}?" if near else ""
                message = f"there is no {kind} {name!r}"
                yield codes.POLICY_NAME_UNKNOWN.finding(message, hint=hint, where=entry.where(*path))


def _accelerators(context: Context) -> Collection[str]:
    """Physical facts are only read where the policy names some."""
    return context.catalog.accelerators if context.policy.allowed.accelerators is not None else ()


def _vm_sizes(context: Context) -> Collection[str]:
    """Every name of machines that a pool can have, and as the policy spells them where only the case differs."""
    named = context.policy.allowed.vm_sizes
    if named is None:
        return ()
    physics = context.catalog.physics
    names = {*physics.compute.vm_sizes, *physics.runtimes.workload_profiles, *physics.runtimes.accelerator_types}
    return names | {one for one in named if physics.compute.vm_size(one) is not None}


def _listed(key: str, names: tuple[str, ...] | None) -> dict[Path, str]:
    return {("allowed", key, index): name for index, name in enumerate(names or ())}


def publishers_are_allowed(context: Context) -> Iterator[Finding]:
    """Every model's publisher is allowed."""
    allowed = context.policy.allowed.publishers
    for request, entry, resolved in context.living():
        for one in resolved:
            if one.model is not None and allowed is not None and one.model.publisher not in allowed:
                message = f"{one.model.id} is of {one.model.publisher}; allowed are {', '.join(allowed)}"
                where = entry.where(*one.target.path)
                yield codes.PUBLISHER_NOT_ALLOWED.finding(message, request=request, where=where)


def residencies_are_allowed(context: Context) -> Iterator[Finding]:
    """Every request's residency is allowed."""
    allowed = context.policy.allowed.residencies
    for request, entry, _ in context.living():
        if allowed is not None and entry.form.residency not in allowed:
            message = f"the residency {entry.form.residency!r} is not allowed; allowed are {', '.join(allowed)}"
            yield codes.RESIDENCY_NOT_ALLOWED.finding(message, request=request, where=entry.where("residency"))


def previews_are_allowed(context: Context) -> Iterator[Finding]:
    """A model in preview is wanted by the request and allowed to the team."""
    for request, entry, resolved in context.living():
        for one in resolved:
            if _is_on_preview(one) and not context.policy.preview.permits(entry.form.team):
                message = f"Foundry managed compute is a preview, which policy does not allow to {entry.form.team!r}"
                where = entry.where("compute", "pool")
                yield codes.PREVIEW_NOT_ALLOWED.finding(message, request=request, where=where)
            if one.model is None or one.version is None or one.version.lifecycle.stage is not Stage.PREVIEW:
                continue
            name, where = f"{one.model.id} {one.version.version}", entry.where(*one.target.path)
            if not entry.form.lifecycle.preview:
                message = f"{name} is in preview, and the request does not accept preview models"
                yield codes.PREVIEW_NOT_WANTED.finding(message, request=request, where=where)
            if not context.policy.preview.permits(entry.form.team):
                message = f"{name} is in preview, which policy does not allow to the team {entry.form.team!r}"
                yield codes.PREVIEW_NOT_ALLOWED.finding(message, request=request, where=where)


def _is_on_preview(one: Resolved) -> bool:
    """Whether the service that runs it is a preview, whatever the model is; the request has accepted that by then."""
    return one.taken is not None and one.taken.machine is not None and one.taken.machine.kind == "managed-compute"


def publishers_terms_are_met(context: Context) -> Iterator[Finding]:
    """The publisher's data are given, and its marketplace terms accepted by a day that has come."""
    for request, entry, resolved in context.living():
        for one in resolved:
            if one.model is None or not one.model.offered:
                continue
            publisher, where = one.model.publisher, entry.where(*one.target.path)
            if one.model.provider_data and publisher not in context.policy.provider_data:
                message = f"deployments of {one.model.id} must say which organisation they are for"
                hint = f"Add provider_data.{publisher} to stacks/organization.yaml."
                yield codes.PROVIDER_DATA_MISSING.finding(message, hint=hint, request=request, where=where)
            consent = context.policy.consent(publisher)
            if one.model.marketplace and (consent is None or consent.date > context.as_of):
                state = f"dated {consent.date}, which has not come" if consent is not None else "not recorded"
                message = f"{one.model.id} is sold through the marketplace; consent to the terms is {state}"
                yield codes.CONSENT_MISSING.finding(message, request=request, where=where)


def unknown_terms_are_told(context: Context) -> Iterator[Finding]:
    """What no source says of a publisher's terms, and what Microsoft grants on application only."""
    for request, entry, resolved in context.living():
        for one in resolved:
            if one.model is None or not one.model.offered:
                continue
            where = entry.where(*one.target.path)
            if one.model.marketplace is None or one.model.provider_data is None:
                message = f"no source says which terms {one.model.id} is sold under"
                yield codes.TERMS_UNVERIFIED.finding(message, request=request, where=where)
            if one.model.registration:
                message = f"access to {one.model.id} has to be applied for; whether it was granted is not known"
                yield codes.REGISTRATION_UNVERIFIED.finding(message, request=request, where=where)


def caps_are_kept(context: Context) -> Iterator[Finding]:
    """Budgets, capacities and the number of requests are within the caps, of each request, each team and all."""
    for request, entry, resolved in context.living():
        form, caps = entry.form, context.policy.caps
        given = next(iter(form.capacity.model_dump(exclude_none=True)))
        budget, capacity = ("budget", "usd_per_month"), ("capacity", given)
        amounts = (
            ("usd_per_month", form.budget.usd_per_month, caps.usd_per_month, budget),
            ("tokens_per_minute", _tokens_reserved(form.capacity, resolved[0].taken), caps.tokens_per_minute, capacity),
            ("provisioned_units", form.capacity.provisioned_units, caps.provisioned_units, capacity),
            ("enqueued_tokens", form.capacity.enqueued_tokens, caps.enqueued_tokens, capacity),
            ("replicas", form.capacity.replicas, caps.replicas, capacity),
            ("machines", _machines(resolved), caps.machines, capacity),
        )
        for name, amount, cap, path in amounts:
            if amount is not None and cap is not None and amount > cap:
                message = f"{name} is {amount:,}; the cap is {cap:,}"
                yield codes.CAP_EXCEEDED.finding(message, request=request, where=entry.where(*path))
    yield from _sums(context)


def _sums(context: Context) -> Iterator[Finding]:
    """A sum over its cap is told once, at the first request that is over it; an expired request counts no more."""
    caps, counted, spent, total = context.policy.caps, Counter[str](), Counter[str](), 0
    for request, entry, _ in context.living():
        team, budget = entry.form.team, entry.form.budget.usd_per_month
        sums = (
            (f"the team {team!r} has more than {{cap}} requests", counted[team], 1, caps.requests_of(team), ()),
            (
                f"the budgets of the team {team!r} add up to {{sum}}; the cap is {{cap}}",
                spent[team],
                budget,
                caps.usd_of(team),
                ("budget",),
            ),
            ("all budgets add up to {sum}; the cap is {cap}", total, budget, caps.usd_per_month_in_all, ("budget",)),
        )
        for text, before, more, cap, path in sums:
            if cap is not None and before <= cap < before + more:
                message = text.format(sum=f"USD {before + more:,}", cap=f"{cap:,}")
                yield codes.CAP_EXCEEDED.finding(message, request=request, where=entry.where(*path))
        counted[team] += 1
        spent[team] += budget
        total += budget


def _machines(resolved: Iterable[Resolved]) -> int | None:
    """GPU machines of all pools at their largest; None without a pool."""
    pools = [
        one.taken.machine.maximum * one.target.copies
        for one in resolved
        if one.taken is not None and one.taken.machine is not None
    ]
    return sum(pools) if pools else None


def _tokens_reserved(capacity: Capacity, option: Option | None) -> int | None:
    """Tokens a minute, also where the capacity is given in requests; None for what is not counted in tokens."""
    if capacity.tokens_per_minute is not None:
        return capacity.tokens_per_minute
    if option is None or option.offer.unit.tokens_per_minute is None:
        return None
    return option.units.amount * option.offer.unit.tokens_per_minute


def requests_live(context: Context) -> Iterator[Finding]:
    """Requests that have expired, or soon will."""
    for request, entry, _ in context.requests():
        expires = entry.form.expires
        if expires is None:
            continue
        where = entry.where("expires")
        if expires <= context.as_of:
            yield codes.REQUEST_EXPIRED.finding(f"expired on {expires}", request=request, where=where)
        elif expires <= context.as_of + EXPIRY_NOTICE:
            days = (expires - context.as_of).days
            message = f"expires on {expires}, in {days} {'day' if days == 1 else 'days'}"
            yield codes.REQUEST_EXPIRES_SOON.finding(message, request=request, where=where)
