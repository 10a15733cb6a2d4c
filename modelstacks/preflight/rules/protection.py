"""Rules on protection: what the risk class asks of filters, logs and people, and the data class of places.

They judge the option that each target takes. What the stacks do for every class (filters by risk, the way out closed
where data is confidential, retention raised to what a class needs) needs no finding; these are about what they cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from modelstacks.codes import protection as codes
from modelstacks.codes import stacks as stack_codes
from modelstacks.codes.code import Code
from modelstacks.finding import Finding
from modelstacks.preflight.context import Context, Resolved
from modelstacks.settings import ExistingWorkspace, Handling

FILTERED: Final = frozenset({"limited", "high"})
"""Risk classes for which the absence of Azure's filters is told."""
_WIDTHS: Final[Mapping[str, str]] = {
    "geography": "inside its geography",
    "data-zone": "anywhere in its data zone",
    "global": "in any region",
}


def filters_act(context: Context) -> Iterator[Finding]:
    """Azure's content filters act on every model of a use with a risk."""
    required = context.policy.content_filter_required
    for request, entry, resolved in context.living():
        risk = entry.form.risk
        if risk not in FILTERED and risk not in required:
            continue
        for one in resolved:
            if one.model is None or one.model.content_filter is True or not one.model.offered:
                continue
            where = entry.where(*one.target.path)
            if one.model.content_filter is None:
                message = f"no source says whether Azure's content filters act on {one.model.id}; the risk is {risk}"
                yield codes.FILTER_UNVERIFIED.finding(message, request=request, where=where)
                continue
            message = f"Azure's content filters do not act on {one.model.id}, and the risk is {risk}"
            code = codes.FILTER_REQUIRED if risk in required else codes.FILTER_ABSENT
            yield code.finding(message, request=request, where=where)


def high_risk_is_overseen(context: Context) -> Iterator[Finding]:
    """A high-risk use names who oversees it."""
    for request, entry, _ in context.living():
        if entry.form.risk == "high" and not entry.form.oversight:
            message = "the risk is high, and the request names nobody in `oversight`"
            yield codes.OVERSIGHT_MISSING.finding(message, request=request, where=entry.where("risk"))


def existing_workspaces_keep_logs(context: Context) -> Iterator[Finding]:
    """An existing workspace, which is not ours to change, keeps logs as long as the stack's requests need."""
    for stack, settings in context.project.regions():
        if not isinstance(settings.workspace, ExistingWorkspace):
            continue
        where, kept = context.project.stacks[stack].where("workspace"), settings.workspace.retention_days
        needed = [
            (context.policy.log_retention_days[entry.form.risk], request)
            for request, entry, resolved in context.requests()
            if any(stack in _stacks(one) for one in resolved)
        ]
        if kept is None:
            days = max(needed)[0] if needed else max(context.policy.log_retention_days.values())
            message = f"{stack} logs to a workspace that is not its own; policy asks for up to {days} days"
            yield stack_codes.RETENTION_UNVERIFIED.finding(message, where=where)
        elif needed and kept < max(needed)[0]:
            days, request = max(needed)
            message = f"the workspace of {stack} keeps logs for {kept} days; {request} needs {days}"
            yield codes.RETENTION_TOO_SHORT.finding(message, where=where)


def data_classes_are_kept(context: Context) -> Iterator[Finding]:
    """Width of processing, way of serving and host are what policy allows for the class of data."""
    for request, entry, resolved in context.living():
        handling = context.policy.data_classes[entry.form.data]
        for one in resolved:
            for code, message in _mishandled(one, handling):
                where, hint = entry.where(*one.target.path), _narrower(one, handling, code)
                yield code.finding(f"{message}; the data is {entry.form.data}", hint=hint, request=request, where=where)


def _mishandled(one: Resolved, handling: Handling) -> Iterator[tuple[Code, str]]:
    if one.model is None or one.version is None or one.taken is None:
        return
    name, sku = f"{one.model.id} {one.version.version}", one.taken.sku
    if handling.servings is not None and sku.serving not in handling.servings:
        yield codes.DATA_SERVING, f"{name} under {sku.name} is served {sku.serving}"
    # One region is narrower than all that a policy can name.
    if sku.processing != "region" and sku.processing not in handling.processing:
        message = f"{name} under {sku.name} is processed {_WIDTHS[sku.processing]}"
        yield codes.DATA_PROCESSING, message
    if handling.hosted_by_azure and one.version.hosted_by is None:
        yield codes.DATA_HOST_UNVERIFIED, f"no source says who hosts {name}"
    elif handling.hosted_by_azure and one.version.hosted_by != "azure":
        yield codes.DATA_HOSTED_ELSEWHERE, f"{name} runs on {one.version.hosted_by}'s own infrastructure"


def _narrower(one: Resolved, handling: Handling, code: Code) -> str:
    """An option that is processed as the class allows, where the residency alone has let a wider one win."""
    options = one.considered.options if one.considered is not None and code is codes.DATA_PROCESSING else ()
    fitting = next((option for option in options if option.sku.processing in handling.processing), None)
    if fitting is None:
        return ""
    return f"{fitting.sku.name} in {fitting.place.stack} would do: name a residency that only such SKUs keep."


def _stacks(one: Resolved) -> set[str]:
    standing = {placement.stack for placement in one.standing}
    return standing or ({one.taken.place.stack} if one.taken is not None else set())
