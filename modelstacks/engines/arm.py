"""Azure Resource Manager of either target, signed in: for quota and deleted accounts, nothing that Pulumi manages."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from modelstacks.errors import CannotRunError
from modelstacks.local.azure import azure_variables
from modelstacks.snapshot import SnapshotError
from modelstacks.snapshot.arm import ArmReader
from modelstacks.snapshot.credentials import arm_from_environment, arm_of_azure

if TYPE_CHECKING:
    from modelstacks.engines.session import Session


def connect(session: Session) -> ArmReader:
    """The connection to the session's target. Raises CannotRunError when there is none."""
    with translated():
        if session.target == "azure":
            return arm_of_azure()
        if session.azure is None:
            raise CannotRunError("The local Azure is not running.", "Start it: `modelstacks local start`.")
        # ARM's tokens are of the tenant; which subscription is asked stands in each path.
        return arm_from_environment(azure_variables(session.azure, session.azure.subscriptions[0]))


@contextmanager
def translated() -> Generator[None]:
    """Turn a refusal of ARM into the error of a command that cannot run."""
    try:
        yield
    except SnapshotError as error:
        raise CannotRunError(error.message, error.hint) from error
