"""`modelstacks local`: the local Azure of this project, and the shell environment that leads to it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from modelstacks.cli import local_rehearsal
from modelstacks.cli.findings import as_json as document
from modelstacks.cli.invocation import console_for, invocation_of
from modelstacks.cli.options import AsJson, Stack, Yes
from modelstacks.errors import CannotRunError

if TYPE_CHECKING:
    from modelstacks.local import LocalDirectory

app = typer.Typer(no_args_is_help=True, help="The local Azure: start it, look into it, disturb it, stop it.")


@app.command("start")
def start(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: the last one if it is free, else any.")] = 0,
    clock: Annotated[
        Literal["polls", "instant", "seconds"] | None,
        typer.Option("--clock", help="When operations end: after some polls, at once, or after Azure's usual time."),
    ] = None,
    seed: Annotated[
        Path | None,
        typer.Option(
            "--seed",
            metavar="PATH",
            help="What it offers, instead of the seed that comes with it: a YAML file or a directory of them, in the "
            "shape of localcloud/arm/seed/default. For as long as it runs: the next start has its own.",
        ),
    ] = None,
) -> None:
    """Start the local Azure with the subscriptions of the settings; it stays until it is stopped."""
    from modelstacks.engines.session import subscriptions
    from modelstacks.local import LocalDirectory, running_azure, start_azure
    from modelstacks.local.azure import translated
    from modelstacks.project import load_project

    project = load_project(invocation_of(context).root)
    named = subscriptions(project)
    if not named:
        raise CannotRunError(
            "No usable stack settings, so no subscription that the local Azure could have.",
            "`modelstacks check` says what is wrong with stacks/*.yaml.",
        )
    directory = LocalDirectory(project.root)
    if seed is not None and running_azure(directory) is not None:
        raise CannotRunError(
            "The local Azure runs already, with the seed it was started with.",
            "Stop it first: `modelstacks local stop`; what it has stays.",
        )
    azure = start_azure(directory, named, port=port, seed=seed)
    if clock is not None:
        with translated():
            local_rehearsal.administration_of(context).clock(clock)
    typer.echo(f"local Azure at {azure.endpoint}, process {azure.pid}")


@app.command("stop")
def stop(context: typer.Context) -> None:
    """Stop it; what it has stays on disk for the next start."""
    from modelstacks.local import stop_azure

    stopped = stop_azure(_directory(context))
    typer.echo("The local Azure is stopped." if stopped else "The local Azure was not running.")


@app.command("status")
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say whether it runs, where, and what it has. Exit code 1 when it does not run."""
    from modelstacks.local import running_azure
    from modelstacks.local.azure import translated

    directory = _directory(context)
    azure = running_azure(directory)
    if azure is None:
        typer.echo(document({"running": False}) if as_json else "The local Azure is not running.")
        raise typer.Exit(1)
    with translated():
        known = local_rehearsal.administration_of(context).status()
    if as_json:
        typer.echo(document({"running": True, "endpoint": azure.endpoint, "pid": azure.pid, **known}))
        return
    typer.echo(f"local Azure at {azure.endpoint}, process {azure.pid}")
    typer.echo(f"subscriptions: {', '.join(azure.subscriptions)}")
    for kind, count in known["resources"].items():
        typer.echo(f"{count:>6} {kind}")


@app.command("reset")
def reset(context: typer.Context, yes: Yes = False) -> None:
    """Start over: forget the local Azure's resources, and with them the local stacks' state and passphrase."""
    from modelstacks.local import running_azure, stop_azure

    directory = _directory(context)
    if not yes:
        if not sys.stdin.isatty():
            raise CannotRunError(
                "`local reset` forgets everything local, and there is no terminal to ask on.", "Say `--yes`."
            )
        typer.confirm(f"Forget everything in {directory.path}?", abort=True)
    was_running = directory.azure.is_dir() and running_azure(directory) is not None
    if was_running:
        stop_azure(directory)
    if directory.path.is_dir():
        shutil.rmtree(directory.path)
    typer.echo("Everything local is forgotten; `modelstacks up` starts anew.")


@app.command("env")
def env(context: typer.Context, stack: Stack) -> None:
    """Print shell lines that lead the Pulumi CLI to the local Azure: eval "$(modelstacks local env STACK)"."""
    try:
        lines = _shell_lines(context, stack)
    except BaseException:
        # An `eval` of nothing succeeds, and the `pulumi up` after its `&&` would go to the real Azure.
        typer.echo("false")
        raise
    typer.echo(lines, nl=False)
    if sys.stdout.isatty():
        typer.echo(f'These lines are for a shell: eval "$(modelstacks local env {stack})"', err=True)


def _shell_lines(context: typer.Context, stack: str) -> str:
    from modelstacks.engines.handover import hand_over
    from modelstacks.engines.session import committed_configuration, subscription_of, subscriptions
    from modelstacks.engines.stacks import select_stacks
    from modelstacks.local import LocalDirectory, cli_environment, prepare_configuration, shell_exports, start_azure
    from modelstacks.project import load_project

    project = load_project(invocation_of(context).root)
    select_stacks(project, [stack])
    directory = LocalDirectory(project.root)
    azure = start_azure(directory, subscriptions(project))
    config_file = prepare_configuration(directory, stack, committed_configuration(project, stack))
    hand_over(directory, stack, config_file, lambda line: typer.echo(line, err=True), create=True)
    return shell_exports(
        cli_environment(directory, stack, config_file, azure, subscription_of(project, stack)),
        secret_files={"ARM_CLIENT_SECRET": azure.client_secret_file},
        provider_directory=directory.executables,
    )


@app.command("faults")
def faults(
    context: typer.Context,
    add: Annotated[bool, typer.Option("--add", help="Add a fault, described by the options below.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget all faults.")] = False,
    method: Annotated[str, typer.Option("--method", help="PUT, PATCH, GET, DELETE, POST, or * for any.")] = "*",
    resource_id: Annotated[
        str, typer.Option("--id", metavar="PATTERN", help="Which resources, as a shell pattern.")
    ] = "*",
    at: Annotated[
        Literal["request", "answer", "end"],
        typer.Option(
            "--at", help="request: nothing happens; answer: it is done, the answer lies; end: it fails at the end."
        ),
    ] = "request",
    http_status: Annotated[int, typer.Option("--status", min=400, max=599, help="The HTTP status.")] = 500,
    code: Annotated[str, typer.Option("--code", help="ARM's error code.")] = "InternalServerError",
    message: Annotated[str, typer.Option("--message", help="ARM's error text.")] = "Injected with `local faults`.",
    times: Annotated[int, typer.Option("--times", min=1, help="How often it strikes.")] = 1,
) -> None:
    """List, add or clear faults: writes and reads that the local Azure refuses on demand. Prints JSON."""
    from modelstacks.local.azure import translated

    administration = local_rehearsal.administration_of(context)
    with translated():
        if clear:
            administration.clear_faults()
        if add:
            administration.add_fault(
                method=method, id=resource_id, at=at, status=http_status, code=code, message=message, times=times
            )
        typer.echo(document({"faults": administration.faults()}))


@app.command("quota")
def quota(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A quota, as Azure names it.")] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=0, help="Set its limit (needs NAME and --location).")
    ] = None,
    location: Annotated[str | None, typer.Option("--location", help="The region.")] = None,
    subscription: Annotated[
        str | None, typer.Option("--subscription", help="The subscription, if the settings name several.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A snapshot of all of it, as `--quota` reads it.")] = False,
) -> None:
    """Show what is used and free, or set a limit. AIServices.S0.AccountCount is the number of Foundry accounts."""
    from modelstacks.engines.live_quota import snapshot_of
    from modelstacks.engines.session import subscriptions
    from modelstacks.local import LocalDirectory
    from modelstacks.local.azure import azure_variables, require_azure, translated
    from modelstacks.project import load_project
    from modelstacks.snapshot.credentials import arm_from_environment

    project = load_project(invocation_of(context).root)
    directory = LocalDirectory(project.root)
    azure = require_azure(directory)
    if limit is not None:
        chosen = [subscription] if subscription else subscriptions(project)
        if name is None or location is None or len(chosen) != 1:
            raise typer.BadParameter("--limit needs NAME, --location and, with several of them, --subscription.")
        with translated():
            local_rehearsal.administration_of(context).quota(chosen[0], location, name, limit)
    snapshot = snapshot_of(project, arm_from_environment(azure_variables(azure, azure.subscriptions[0])))
    if as_json:
        typer.echo(snapshot.as_json(), nl=False)
        return
    usages = [usage for usage in snapshot.usages if name in {None, usage.name} and location in {None, usage.location}]
    from rich import box
    from rich.table import Table

    table = Table("location", "quota", "used", "limit", "free", box=box.SIMPLE_HEAD, pad_edge=False)
    for usage in usages:
        # Without a name only what is in use is worth a line: a region has a hundred quotas.
        if name is not None or usage.current_value:
            numbers = (usage.current_value, usage.limit, usage.limit - usage.current_value)
            table.add_row(usage.location, usage.name, *(f"{number:,.0f}" for number in numbers))
    console_for(json_document=False).print(table)


app.command("subscription")(local_rehearsal.subscription)
app.command("stock")(local_rehearsal.stock)


def _directory(context: typer.Context) -> LocalDirectory:
    from modelstacks.local import LocalDirectory

    return LocalDirectory(invocation_of(context).root)
