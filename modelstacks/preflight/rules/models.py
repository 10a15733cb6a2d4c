"""Rules on models and versions: known, on Azure, deployable, and for how long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from modelstacks.catalog import Verdict
from modelstacks.codes import compute, placing
from modelstacks.finding import Finding, Location
from modelstacks.preflight.context import Context, Resolved
from modelstacks.preflight.replacements import alternatives_hint, either, replacement_hint
from modelstacks.request import Request
from modelstacks.versions import upgrade_option

REVISION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,254}", re.ASCII)
"""What the version of open weights may be. Without slashes: `refs/pr/1` is what anybody proposed to the publisher."""
HORIZON: Final = timedelta(days=365)
"""How far ahead a retirement is told at all: a year, the usual rhythm of budgets."""


def models_are_known(context: Context) -> Iterator[Finding]:
    """The catalogue knows model and version, and Azure offers the model."""
    for request, entry, resolved in context.living():
        for one in resolved:
            target, model, where = one.target, one.model, entry.where(*one.target.path)
            if entry.form.on_gpus:
                yield from _on_gpus(context, request, one, where)
                if target.version is not None and not REVISION.fullmatch(target.version):
                    message = f"{target.version!r} is no revision of a repository of weights"
                    hint = "Give a commit, a tag or a branch of it: letters, digits, dots, underscores and hyphens."
                    at = entry.where("version")
                    yield placing.UNKNOWN_VERSION.finding(message, hint=hint, request=request, where=at)
            elif model is None:
                message, hint = _not_sold(context, target.model)
                yield placing.UNKNOWN_MODEL.finding(message, hint=hint, request=request, where=where)
            elif not model.offered:
                hint = alternatives_hint(context, entry.form, one)
                message = f"{model.id} is not offered on Azure"
                yield placing.MODEL_NOT_ON_AZURE.finding(message, hint=hint, request=request, where=where)
            elif one.version is None:
                known = ", ".join(f'"{version.version}"' for version in model.versions) or "none"
                wanted = f"no version {target.version!r}" if target.version else "no default version"
                at = entry.where("version") if target.version else where
                message = f"the catalogue knows {wanted} of {model.id}"
                yield placing.UNKNOWN_VERSION.finding(message, hint=f"Known: {known}.", request=request, where=at)


def _not_sold(context: Context, name: str) -> tuple[str, str]:
    """Of a model that Foundry does not sell: weights that the catalogue knows are served by GPUs, nothing else."""
    if context.catalog.physics.architecture(name) is not None:
        message = f"Azure does not sell {name} by the token: the catalogue knows its open weights"
        return message, "A request with `serving: gpu` and `capacity: {replicas: N}` serves it, and all that it names."
    near = context.catalog.nearest_models(name)
    return f"the catalogue knows no model {name!r}", f"Did you mean {either(near)}?" if near else ""


def _on_gpus(context: Context, request: str, one: Resolved, where: Location) -> Iterator[Finding]:
    """On GPUs of our own a model is known when its shape is: an open-weight one, by any of its names."""
    name = one.target.model
    if one.version is not None:
        return
    if one.model is not None:
        message = f"the shape of {name} is not in the catalogue: its weights are closed, or nobody noted it"
        yield compute.SHAPE_UNKNOWN.finding(message, request=request, where=where)
        return
    near = (*context.catalog.physics.nearest_architectures(name), *context.catalog.nearest_models(name))[:3]
    hint = f"Did you mean {either(near)}?" if near else ""
    message = f"the catalogue knows no open-weight model {name!r}"
    yield placing.UNKNOWN_MODEL.finding(message, hint=hint, request=request, where=where)


def versions_are_deployable(context: Context) -> Iterator[Finding]:
    """The version is not retired, and takes new deployments unless it is deployed already."""
    for request, entry, resolved in context.living():
        for one in resolved:
            model, version, where = one.model, one.version, entry.where(*one.target.path)
            if model is None or version is None or not model.offered:
                continue
            lifecycle, name = version.lifecycle, f"{model.id} {version.version}"
            gone = lifecycle.retired(context.as_of)
            if gone is Verdict.YES:
                since = f" since {lifecycle.retirement}" if lifecycle.retirement else ""
                hint = replacement_hint(context, entry.form, one)
                message = f"{name} is retired{since}"
                yield placing.MODEL_RETIRED.finding(message, hint=hint, request=request, where=where)
            elif lifecycle.accepts_new_deployments(context.as_of) is Verdict.NO and not context.exists(request, one):
                hint = replacement_hint(context, entry.form, one)
                message = f"{name} takes no new deployments"
                yield placing.MODEL_DEPRECATED.finding(message, hint=hint, request=request, where=where)
            elif gone is Verdict.UNVERIFIED:
                message = f"no official source says whether {name} can be deployed on {context.as_of}"
                yield placing.LIFECYCLE_UNVERIFIED.finding(message, request=request, where=where)


def retirement_is_far(context: Context) -> Iterator[Finding]:
    """The version is not retired within the notice (a warning) or a year (told), unless the request ends first."""
    notice = timedelta(days=context.policy.retirement_notice_days)
    for request, entry, resolved in context.living():
        for one in resolved:
            retirement = _retirement(one)
            if one.model is None or one.version is None or retirement is None or retirement <= context.as_of:
                continue
            if entry.form.expires is not None and entry.form.expires <= retirement:
                continue
            left = retirement - context.as_of
            if left > max(notice, HORIZON):
                continue
            code = placing.RETIREMENT_NEAR if left <= notice else placing.RETIREMENT_AHEAD
            name = f"{one.model.id} {one.version.version}"
            said = "" if _is_official(one, retirement) else " by an unofficial source"
            days = "1 day" if left.days == 1 else f"{left.days} days"
            message = f"{name} is retired on {retirement}{said}, in {days}: {_then(entry.form, one)}"
            hint, where = replacement_hint(context, entry.form, one), entry.where(*one.target.path)
            yield code.finding(message, hint=hint, request=request, where=where)


def provisioned_versions_are_pinned(context: Context) -> Iterator[Finding]:
    """Nobody counts on Azure to upgrade what Azure never upgrades."""
    for request, entry, resolved in context.living():
        if entry.form.lifecycle.version != "auto":
            continue
        served = [one.target.model for one in resolved if _is_provisioned(one)]
        if served:
            message = f"{', '.join(served)}: deployments of provisioned units stay on their version until it ends"
            where = entry.where("lifecycle", "version")
            yield placing.NEVER_UPGRADED.finding(message, request=request, where=where)


def _retirement(one: Resolved) -> date | None:
    """The day on which answers end: the version's, or an earlier one of the SKU that is taken."""
    days = (
        one.version.lifecycle.retirement if one.version is not None else None,
        one.taken.offer.retirement if one.taken is not None else None,
    )
    return min((day for day in days if day is not None), default=None)


def _is_official(one: Resolved, day: date) -> bool:
    """Whether Azure, Microsoft or the publisher states the day."""
    lifecycle = one.version.lifecycle if one.version is not None else None
    if lifecycle is not None and lifecycle.retirement == day:
        return lifecycle.provenance.official("retirement")
    return one.taken is not None and one.taken.offer.provenance.official("retirement")


def _then(request: Request, one: Resolved) -> str:
    """What happens on that day."""
    if _is_provisioned(one):
        return "traffic stops then, as Azure never upgrades provisioned deployments"
    option = upgrade_option(request, named=one.target.version is not None)
    if option == "NoAutoUpgrade":
        return "the version is pinned, so traffic stops then"
    if option == "OnceCurrentVersionExpired":
        return "Azure then moves the deployment to the default version"
    return "Azure moves the deployment to the next default version before"


def _is_provisioned(one: Resolved) -> bool:
    return one.taken is not None and one.taken.sku.serving == "provisioned"
