"""Rehearsing what an Azure may lack: a subscription's offer, rights and registrations; a region's stock.

Limits of quota, and of accounts in a region, are `local quota`'s; whatever else the local Azure should have or lack is
in a seed of one's own (`local start --seed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from modelstacks.cli.findings import as_json as document
from modelstacks.cli.invocation import invocation_of
from modelstacks.errors import CannotRunError

if TYPE_CHECKING:
    from localcloud.arm.administration import Administration

_TERMS = ("quotaId", "spendingLimit", "state", "actions", "notActions", "unregistered")


def subscription(
    context: typer.Context,
    identifier: Annotated[
        str | None, typer.Argument(metavar="ID", help="The subscription, if the settings name several.")
    ] = None,
    offer: Annotated[
        str | None,
        typer.Option("--offer", metavar="QUOTA_ID", help="What it was bought as, as ARM has it: CSP_2015-05-01, say."),
    ] = None,
    state: Annotated[
        Literal["Enabled", "Warned", "PastDue", "Disabled", "Deleted"] | None,
        typer.Option("--state", help="Disabled, Warned and Deleted take no change."),
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="ACTION", help="What the identity may do, instead of `*`; may be repeated."),
    ] = None,
    deny: Annotated[
        list[str] | None,
        typer.Option("--deny", metavar="ACTION", help="What it may not do nevertheless; may be repeated."),
    ] = None,
    unregister: Annotated[
        list[str] | None,
        typer.Option("--unregister", metavar="NAMESPACE", help="A resource provider not registered; may be repeated."),
    ] = None,
    as_seeded: Annotated[
        bool, typer.Option("--as-seeded", help="First take back what was changed with this command.")
    ] = False,
) -> None:
    """Show a subscription of the local Azure, or change its offer, state, rights and registrations. Prints JSON.

    Where an option is left out, things stay as they are: `modelstacks local subscription --offer CSP_2015-05-01`
    changes the offer only. Rights are those of the one identity of the local Azure, on the whole subscription.
    """
    from modelstacks.engines.session import subscriptions
    from modelstacks.local.azure import translated
    from modelstacks.project import load_project

    administration = administration_of(context)
    known = subscriptions(load_project(invocation_of(context).root))
    chosen = [identifier] if identifier else known
    if len(chosen) != 1:
        raise CannotRunError("The settings name several subscriptions, or none.", f"Name one: {', '.join(known)}.")
    given = {
        "quotaId": offer,
        "state": state,
        "actions": allow or None,
        "notActions": deny or None,
        "unregistered": unregister or None,
    }
    wanted: dict[str, Any] = dict.fromkeys(_TERMS) if as_seeded else {}
    wanted.update({key: value for key, value in given.items() if value is not None})
    with translated():
        shown = administration.terms(chosen[0], **wanted)
    typer.echo(document({"subscription": chosen[0], **shown}))


def stock(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model or a VM size, as Azure names it: gpt-5.4-mini.")],
    location: Annotated[str, typer.Option("--location", help="The region.")],
    available: Annotated[
        int, typer.Option("--available", min=0, help="Units of the model, or machines, that are left for new ones.")
    ],
    sku: Annotated[str | None, typer.Option("--sku", help="A SKU of the model: DataZoneStandard.")] = None,
    zone: Annotated[str | None, typer.Option("--zone", help="A zone, where machines of this one are meant.")] = None,
) -> None:
    """Say what a region has left of a model (with --sku) or of a VM size: what needs more fails at its end.

    Prints JSON. `modelstacks local stock Standard_NC24ads_A100_v4 --location swedencentral --zone 2 --available 0`
    leaves no such machine in zone 2.
    """
    from modelstacks.local.azure import translated

    if sku is not None and zone is not None:
        raise typer.BadParameter("--sku is for models, --zone for VM sizes.")
    administration = administration_of(context)
    with translated():
        left = (
            administration.vm_stock(name, location, available, zone=zone or "")
            if sku is None
            else administration.stock(name, sku, location, available)
        )
    typer.echo(document(left))


def administration_of(context: typer.Context) -> Administration:
    """The administration of the project's local Azure. Raises CannotRunError when it does not run."""
    from localcloud.arm.administration import Administration
    from modelstacks.local import LocalDirectory
    from modelstacks.local.azure import require_azure

    return Administration(require_azure(LocalDirectory(invocation_of(context).root)))
