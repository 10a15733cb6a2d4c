"""The order rules of a snapshot: what a resource refers to stands before it, and a URN lives once."""

from __future__ import annotations

from collections.abc import Iterable

from localcloud.engine.errors import EngineError
from localcloud.engine.state.resource import ResourceState


def broken_rule(resources: Iterable[ResourceState]) -> str:
    """The first rule that the order breaks, naming the URNs; empty when it breaks none.

    The rules are the CLI's: parents, dependencies, property dependencies and `deletedWith` stand before their users, so
    do providers (of which the id counts too), unless the user waits for its replacement; of several resources with one
    URN all but one wait for their deletion.
    """
    resources = list(resources)
    seen: set[str] = set()
    providers: set[str] = set()
    live: set[str] = set()
    for position, state in enumerate(resources):
        if state.is_provider:
            providers.add(state.provider_reference)
        for kind, urn in state.references():
            if kind == "provider":
                if state.provider not in providers and not state.pending_replacement:
                    return f"{state.urn} refers to the provider {state.provider}, which does not stand before it"
            elif urn not in seen:
                later = any(other.urn == urn for other in resources[position + 1 :])
                return f"{state.urn} has the {kind} {urn}, which " + ("comes after it" if later else "is missing")
        if not state.delete:
            if state.urn in live:
                return f"{state.urn} is there twice, and neither waits for its deletion"
            live.add(state.urn)
        seen.add(state.urn)
    return ""


def require_integrity(resources: Iterable[ResourceState], source: object) -> None:
    """Raise EngineError, naming the URNs, when the order of a state that was read is broken."""
    if rule := broken_rule(resources):
        raise EngineError(
            f"{source}: the state is inconsistent, so it is not used: {rule}",
            "Nothing was changed. `pulumi state repair` mends the order; the .bak file has the save before.",
        )
