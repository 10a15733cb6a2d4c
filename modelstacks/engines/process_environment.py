"""The environment of a process that must only ever reach the local Azure."""

from __future__ import annotations

import os
from collections.abc import Mapping

_OF_THE_REAL_AZURE = ("ARM_", "AZURE_", "PULUMI_", "MSI_", "IDENTITY_")
"""Prefixes of the variables by which a shell, a CI job or a virtual machine says how to reach Azure or Pulumi Cloud."""


def local_process_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without anything that leads to a real cloud, and `variables` on top."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_REAL_AZURE)}
    return {**inherited, **variables}
