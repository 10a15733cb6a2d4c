"""The local Azure of a project: started with the subscriptions of its settings, found again, stopped.

A thin seam to `localcloud.arm.lifecycle`, which is imported late: `check` and `plan` never need it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from modelstacks.errors import CannotRunError
from modelstacks.local.directory import LocalDirectory
from modelstacks.local.landing_zone import furnish

if TYPE_CHECKING:
    from pathlib import Path

    from localcloud.arm.lifecycle import LocalAzure


def start_azure(
    directory: LocalDirectory, subscriptions: Sequence[str], *, port: int = 0, seed: Path | None = None
) -> LocalAzure:
    """Start the local Azure, or return the one that runs, with its own seed; what the landing zone has is there then.

    Raises CannotRunError (a port taken, no permission, a seed or a landing zone that cannot be used).
    """
    from localcloud.arm import lifecycle

    directory.prepare()
    with translated():
        azure = lifecycle.start(directory.azure, subscriptions=list(subscriptions), port=port, seed=seed)
    furnish(directory.root, azure)
    return azure


def running_azure(directory: LocalDirectory) -> LocalAzure | None:
    """The local Azure of this project, if it runs."""
    from localcloud.arm import lifecycle

    with translated():
        return lifecycle.running(directory.azure)


def require_azure(directory: LocalDirectory) -> LocalAzure:
    """The running local Azure. Raises CannotRunError when it does not run."""
    if azure := running_azure(directory):
        return azure
    raise CannotRunError("The local Azure is not running.", "Start it: `modelstacks local start`.")


def azure_variables(azure: LocalAzure, subscription: str) -> dict[str, str]:
    """The variables by which azure-native and Azure's clients find the local Azure; the client secret is among them."""
    from localcloud.arm import lifecycle

    return lifecycle.environment(azure, subscription)


def stop_azure(directory: LocalDirectory) -> bool:
    """Stop it; False when it did not run."""
    from localcloud.arm import lifecycle

    with translated():
        return lifecycle.stop(directory.azure)


@contextmanager
def translated() -> Generator[None]:
    """Turn the local Azure's own errors into ours, message and hint unchanged."""
    from localcloud.arm.lifecycle import LocalAzureError

    try:
        yield
    except LocalAzureError as error:
        raise CannotRunError(error.message, error.hint) from error
