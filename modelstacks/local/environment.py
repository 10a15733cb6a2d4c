"""The environment in which the Pulumi CLI works on the local Azure, and nothing else.

The variables are the ones that the CLI and azure-native read anyway, so the very same program runs:
PULUMI_BACKEND_URL and PULUMI_HOME keep state and settings in `.modelstacks/`; PULUMI_OPTION_CONFIG_FILE is the flag
`--config-file` of every command that has one (the CLI declares each flag as PULUMI_OPTION_<FLAG>); PULUMI_STACK selects
the stack without touching a workspace file (PULUMI_OPTION_STACK would collide with commands that take the stack as an
argument); PATH puts the providers' wrappers before any other plugin.

Secrets travel in files where a tool can read them: the passphrase by PULUMI_CONFIG_PASSPHRASE_FILE. azure-native reads
the client secret from a variable only, so the printed line reads it from its file when the shell evaluates it.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from modelstacks.local.azure import azure_variables
from modelstacks.local.directory import LocalDirectory

if TYPE_CHECKING:
    from localcloud.arm.lifecycle import LocalAzure

SECRET_VARIABLES = frozenset({"ARM_CLIENT_SECRET"})
"""Variables whose value must not be printed."""


def cli_environment(
    directory: LocalDirectory, stack: str, config_file: Path, azure: LocalAzure | None, subscription: str
) -> dict[str, str]:
    """The variables that lead the Pulumi CLI to the local Azure, the client secret among them; PATH is complete.

    Without `azure` (it does not run) only the local state can be reached, which is enough for outputs and export.
    """
    return {
        **(azure_variables(azure, subscription) if azure else {}),
        "PULUMI_BACKEND_URL": directory.backend_url,
        "PULUMI_HOME": str(directory.pulumi_home),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(directory.passphrase_file),
        "PULUMI_OPTION_CONFIG_FILE": str(config_file),
        "PULUMI_STACK": stack,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # The plugins that are needed are on PATH. Without this the CLI asks the network for its version on every run.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PATH": os.pathsep.join([str(directory.executables), os.environ.get("PATH", os.defpath)]),
    }


def shell_exports(variables: Mapping[str, str], *, secret_files: Mapping[str, Path], provider_directory: Path) -> str:
    """POSIX shell lines that export `variables`, for `eval`.

    A secret is not printed: its line reads it from `secret_files`. PATH is extended, not replaced,
    so that evaluating the lines later, or elsewhere, keeps what the shell has there.
    """
    lines: list[str] = []
    for name, value in sorted(variables.items()):
        if name == "PATH":
            lines.append(f'export PATH={shlex.quote(str(provider_directory))}:"$PATH"')
        elif name in SECRET_VARIABLES:
            lines.append(f'export {name}="$(cat {shlex.quote(str(secret_files[name]))})"')
        else:
            lines.append(f"export {name}={shlex.quote(value)}")
    # A passphrase in the variable would win over the file, and be the wrong one.
    lines.append("unset PULUMI_CONFIG_PASSPHRASE")
    return "\n".join(lines) + "\n"
