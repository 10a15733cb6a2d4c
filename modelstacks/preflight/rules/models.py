"""Rules on models and versions: known, on Azure, deployable, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from modelstacks.catalog import Model, Verdict
from modelstacks.codes import placing
from modelstacks.finding import Finding
from modelstacks.preflight.context import Context

NOTICE = timedelta(days=90)
"""How long before a retirement the warning begins: a quarter, the usual rhythm of releases."""


def models_are_known(context: Context) -> Iterator[Finding]:
    """The catalogue knows model and version, and Azure offers the model."""
    for request, entry, resolved in context.requests():
        for one in resolved:
            target, model, where = one.target, one.model, entry.where(*one.target.path)
            if model is None:
                near = context.catalog.nearest_models(target.model)
                hint = f"Did you mean {_either(near)}?" if near else ""
                message = f"the catalogue knows no model {target.model!r}"
                yield placing.UNKNOWN_MODEL.finding(message, hint=hint, request=request, where=where)
            elif not model.offered:
                hint = f"Take {_either(model.alternatives)}." if model.alternatives else ""
                message = f"{model.id} is not offered on Azure"
                yield placing.MODEL_NOT_ON_AZURE.finding(message, hint=hint, request=request, where=where)
            elif one.version is None:
                known = ", ".join(f'"{version.version}"' for version in model.versions) or "none"
                wanted = f"no version {target.version!r}" if target.version else "no default version"
                at = entry.where("version") if target.version else where
                message = f"the catalogue knows {wanted} of {model.id}"
                yield placing.UNKNOWN_VERSION.finding(message, hint=f"Known: {known}.", request=request, where=at)


def versions_are_deployable(context: Context) -> Iterator[Finding]:
    """The version is not retired, and takes new deployments unless it is deployed already."""
    for request, entry, resolved in context.requests():
        for one in resolved:
            model, version, where = one.model, one.version, entry.where(*one.target.path)
            if model is None or version is None or not model.offered:
                continue
            lifecycle, name = version.lifecycle, f"{model.id} {version.version}"
            gone = lifecycle.retired(context.as_of)
            if gone is Verdict.YES:
                since = f" since {lifecycle.retirement}" if lifecycle.retirement else ""
                hint = _replacement(model)
                message = f"{name} is retired{since}"
                yield placing.MODEL_RETIRED.finding(message, hint=hint, request=request, where=where)
            elif lifecycle.accepts_new_deployments(context.as_of) is Verdict.NO and not one.stands:
                hint = _replacement(model)
                message = f"{name} takes no new deployments"
                yield placing.MODEL_DEPRECATED.finding(message, hint=hint, request=request, where=where)
            elif gone is Verdict.UNVERIFIED:
                message = f"no official source says whether {name} can be deployed on {context.as_of}"
                yield placing.LIFECYCLE_UNVERIFIED.finding(message, request=request, where=where)


def retirement_is_far(context: Context) -> Iterator[Finding]:
    """The version is not retired within the notice."""
    for request, entry, resolved in context.requests():
        for one in resolved:
            retirement = one.version.lifecycle.retirement if one.version is not None else None
            if one.model is None or one.version is None or retirement is None:
                continue
            if context.as_of < retirement <= context.as_of + NOTICE:
                days = (retirement - context.as_of).days
                message = f"{one.model.id} {one.version.version} is retired on {retirement}, in {days} days"
                where = entry.where(*one.target.path)
                hint = _replacement(one.model)
                yield placing.RETIREMENT_NEAR.finding(message, hint=hint, request=request, where=where)


def _replacement(model: Model) -> str:
    return f"Its named replacement is {model.replacement}." if model.replacement else ""


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"
