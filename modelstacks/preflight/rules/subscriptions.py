"""Rules on subscriptions: rights, registrations, and who the marketplace sells to. They judge what a snapshot holds.

What the rights are is loaded where there is a snapshot: a `check` without one, on every commit, has nothing to judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Final

from modelstacks.catalog import Model, SubscriptionKind, Verdict
from modelstacks.codes import subscriptions as codes
from modelstacks.codes.code import Code
from modelstacks.finding import Finding, Location
from modelstacks.lock import machine_of
from modelstacks.preflight.context import Context, Resolved
from modelstacks.request.compute import PoolKind
from modelstacks.settings import SharedSettings

if TYPE_CHECKING:
    from modelstacks.rights import Need
    from modelstacks.snapshot import Permission

SHOWN_ACTIONS: Final = 3
"""How many actions a finding names: the first ones say which service it is about."""

REGISTERING: Final = "Registering"
"""ARM's state while a registration goes on: it may be done by the time it is needed, as what nobody knows may be."""

KINDS: Final[Mapping[str, SubscriptionKind]] = {
    "EnterpriseAgreement_2014-09-01": "enterprise",
    "PayAsYouGo_2014-09-01": "pay-as-you-go",
    "MSDNDevTest_2014-09-01": "pay-as-you-go",
    "CSP_2015-05-01": "csp",
    "CSPDEVTEST_2018-05-01": "csp",
    "AzureForStudents_2018-01-01": "student",
    "DreamSpark_2015-02-01": "student",
    "FreeTrial_2014-09-01": "trial",
    "LightweightTrial_2016-09-01": "trial",
    "AzurePass_2014-09-01": "credit",
    "AzureInOpen_2014-09-01": "credit",
    "BizSpark_2014-09-01": "credit",
    "MPN_2014-09-01": "credit",
    "MSDN_2014-09-01": "credit",
}
"""ARM's `quotaId` to the kind (Microsoft Learn, "Understand Cost Management data", and the quota page of Azure OpenAI,
2026). Those of sponsorships are left out: some have a card on file, some only credit."""


def identities_have_rights(context: Context) -> Iterator[Finding]:
    """The identity that took the snapshot may do all that each stack's program does.

    One that may not write a single thing of ours is somebody who only looks: of the deploying identity it says nothing.
    """
    if context.quota is None:
        return
    from modelstacks.rights import allows

    held, needs = _by_subscription(context.quota.permissions), _needs(context)
    writing = {
        need.subscription
        for need in chain.from_iterable(needs.values())
        if need.action.endswith("/write") and allows(held.get(need.subscription, ()), need.action)
    }
    untold: dict[str, Location] = {}
    for stack, needed in needs.items():
        where = context.project.stacks[stack].where("subscription")
        for need in needed:
            if need.scope == "subscription" and need.subscription not in writing:
                untold.setdefault(need.subscription, where)
        missing = [
            need
            for need in needed
            if need.subscription in held
            and (need.subscription in writing or need.scope == "resource")
            and not allows(held[need.subscription], need.action)
        ]
        yield from _missing_rights(stack, missing, where)
    for subscription, where in sorted(untold.items(), key=lambda one: one[0]):
        why = "is of an identity that may only read" if subscription in held else "holds no permissions of"
        message = f"the snapshot {why} the subscription {subscription}"
        yield codes.RIGHTS_UNVERIFIED.finding(message, where=where)


def _missing_rights(stack: str, missing: list[Need], where: Location) -> Iterator[Finding]:
    """One finding per role that would help: a person asks for roles, not for actions."""
    from modelstacks.rights import role_for

    helped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for need in missing:
        helped[need.subscription, role_for(need.action).name, need.scope].append(need.action)
    for (subscription, role, scope), actions in sorted(helped.items()):
        more = f" and {len(actions) - SHOWN_ACTIONS} more" if len(actions) > SHOWN_ACTIONS else ""
        shown = f"{', '.join(sorted(actions)[:SHOWN_ACTIONS])}{more}"
        if scope == "subscription":
            message = f"{stack} needs {shown} in the subscription {subscription}; the identity may not"
            hint = (
                f"{role} has it: `az role assignment create --role '{role}' --scope /subscriptions/{subscription} "
                "--assignee IDENTITY`, then take the snapshot anew."
            )
            yield codes.RIGHTS_MISSING.finding(message, hint=hint, where=where)
        else:
            message = f"{stack} needs {shown} on a resource that exists in the subscription {subscription}"
            hint = f"The identity may not do it on the whole subscription; {role} on that resource would do."
            yield codes.RIGHTS_UNVERIFIED.finding(message, hint=hint, where=where)


def providers_are_registered(context: Context) -> Iterator[Finding]:
    """Each stack's subscription is registered for the providers of what it makes."""
    if context.quota is None:
        return
    states: dict[str, dict[str, str]] = defaultdict(dict)
    for one in context.quota.providers or ():
        states[one.subscription.lower()][one.namespace.lower()] = one.state
    untold: dict[str, set[str]] = defaultdict(set)
    wheres: dict[str, Location] = {}
    for stack, needs in _needs(context).items():
        where, missing = context.project.stacks[stack].where("subscription"), dict[tuple[str, str], str]()
        for need in needs:
            state = states[need.subscription].get(need.namespace.lower(), REGISTERING)
            if need.registered and state == REGISTERING:
                untold[need.subscription].add(need.namespace)
                wheres.setdefault(need.subscription, where)
            elif need.registered and state != "Registered":
                missing[need.subscription, need.namespace] = state
        for (subscription, name), state in sorted(missing.items()):
            message = f"{stack}: the subscription {subscription} is not registered for {name} ({state})"
            hint = f"Run `az provider register --namespace {name} --subscription {subscription}`."
            yield codes.PROVIDER_NOT_REGISTERED.finding(message, hint=hint, where=where)
    for subscription, names in sorted(untold.items()):
        message = f"whether the subscription {subscription} is registered is not known of {', '.join(sorted(names))}"
        yield codes.PROVIDER_UNVERIFIED.finding(message, where=wheres[subscription])


def subscriptions_are_enabled(context: Context) -> Iterator[Finding]:
    """No stack is in a subscription that ARM says is disabled."""
    states = {one.subscription.lower(): one.state for one in (context.quota.offers if context.quota else None) or ()}
    for stack, entry in sorted(context.project.stacks.items()):
        state = states.get(entry.form.subscription, "Enabled")
        if state in {"Disabled", "Deleted", "Expired"}:
            message = f"the subscription {entry.form.subscription} of {stack} is {state.lower()}"
            yield codes.SUBSCRIPTION_DISABLED.finding(message, where=entry.where("subscription"))


def marketplaces_are_open(context: Context) -> Iterator[Finding]:
    """No model of the marketplace is placed in a subscription that its publisher refuses."""
    for request, entry, resolved in context.living():
        for one in resolved:
            if one.model is None or not one.model.marketplace:
                continue
            for subscription in _subscriptions(context, one):
                found = _refused(context, one.model, subscription)
                if found is not None:
                    code, message, hint = found
                    where = entry.where(*one.target.path)
                    yield code.finding(message, hint=hint, request=request, where=where)


def _refused(context: Context, model: Model, subscription: str) -> tuple[Code, str, str] | None:
    publisher = context.catalog.publishers[model.publisher]
    if publisher.refuses is None:
        message = f"no source says to which subscriptions {publisher.name} does not sell {model.id}"
        return codes.MARKETPLACE_UNVERIFIED, message, "Ask for the offer in the portal before the first deployment."
    told = context.policy.subscriptions.get(subscription)
    kind, country = (told.kind if told else None) or _kind(context, subscription), told.country if told else None
    verdicts = {refusal: refusal.applies(kind, country) for refusal in publisher.refuses}
    refusal = next((one for one, verdict in verdicts.items() if verdict is Verdict.YES), None)
    if refusal is not None:
        message = f"{publisher.name} does not sell {model.id} to {refusal}; {subscription} is one"
        return codes.MARKETPLACE_REFUSED, message, ""
    if Verdict.UNVERIFIED in verdicts.values():
        unknown = " and ".join(name for name, value in (("kind", kind), ("country", country)) if value is None)
        message = f"the {unknown} of the subscription {subscription} is not known; {publisher.name} refuses some"
        hint = f"Add subscriptions.{subscription} with country and kind to stacks/organization.yaml."
        return codes.MARKETPLACE_UNVERIFIED, message, hint
    return None


def _kind(context: Context, subscription: str) -> SubscriptionKind | None:
    offers = (context.quota.offers if context.quota is not None else None) or ()
    identifiers = (one.quota_id for one in offers if one.subscription.lower() == subscription)
    return next((KINDS[identifier] for identifier in identifiers if identifier in KINDS), None)


def _subscriptions(context: Context, one: Resolved) -> list[str]:
    """Where a target stands or would be placed."""
    stacks = {placement.stack for placement in one.standing}
    found = {settings.subscription for name, settings in context.project.regions() if name in stacks}
    if not found and one.taken is not None:
        found = {one.taken.place.subscription}
    return sorted(found)


def _needs(context: Context) -> Mapping[str, list[Need]]:
    """By stack, what its program needs; each action once."""
    from modelstacks.rights import needs_of_pools, needs_of_region, needs_of_shared, needs_of_terms

    placed: dict[str, list[Model]] = defaultdict(list)
    pools: dict[str, set[PoolKind]] = defaultdict(set)
    reserving: set[str] = set()
    for _, entry, resolved in context.requests():
        for one in resolved:
            skus = {(placement.stack, placement.sku) for placement in one.standing}
            if not skus and one.taken is not None and not context.expired(entry.form):
                skus = {one.taken.key}
            for stack, sku in skus if one.model is not None else ():
                machine = machine_of(sku)
                if machine is not None:
                    pools[stack].add(machine[0])
                    reserving |= {stack} if entry.form.compute is not None and entry.form.compute.reserved else set()
                if machine is None or machine[0] == "managed-compute":
                    placed[stack] += [one.model] if one.model is not None else []
    needs: dict[str, list[Need]] = {}
    for stack, entry in sorted(context.project.stacks.items()):
        if isinstance(entry.form, SharedSettings):
            found = list(needs_of_shared(entry.form, context.policy))
        else:
            shared = context.project.shared(entry.form.shared)
            kinds = pools[stack]
            endpoints = "online-endpoint" in kinds
            found = list(needs_of_region(entry.form, shared, accounts=stack in placed, endpoints=endpoints))
            egress = entry.form.network.own is not None
            found += needs_of_pools(entry.form, kinds, egress=egress, reserved=stack in reserving)
            if any(model.marketplace for model in placed[stack]):
                found += needs_of_terms(entry.form.subscription)
        needs[stack] = list(dict.fromkeys(found))
    return needs


def _by_subscription(permissions: tuple[Permission, ...] | None) -> Mapping[str, list[Permission]]:
    held: dict[str, list[Permission]] = defaultdict(list)
    for one in permissions or ():
        held[one.subscription.lower()].append(one)
    return held
