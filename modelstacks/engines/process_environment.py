"""The environment of a process that must only ever reach the local Azure, and of one that must never."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from modelstacks.local.directory import EXECUTABLES

_OF_THE_REAL_AZURE = ("ARM_", "AZURE_", "PULUMI_", "MSI_", "IDENTITY_")
"""Prefixes of the variables by which a shell, a CI job or a virtual machine says how to reach Azure or Pulumi Cloud."""


def local_process_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without anything that leads to a real cloud, and `variables` on top."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_REAL_AZURE)}
    return {**inherited, **variables}


def real_process_environment() -> dict[str, str]:
    """This process's environment without the local Azure's providers on PATH, of whichever project.

    A shell that was set up for the local Azure is refused altogether; this is for one that kept its PATH only.
    """
    kept = [entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if not _is_ours(entry)]
    return {**os.environ, "PATH": os.pathsep.join(kept)}


def _is_ours(entry: str) -> bool:
    return Path(entry).parts[-len(EXECUTABLES) :] == EXECUTABLES
