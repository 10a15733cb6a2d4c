"""Everything local lives in `.modelstacks/` of the project and nowhere else, so that git never sees it.

The Pulumi CLI and the embedded engine find the same state, passphrase, configuration and provider there,
which is why a stack can be handed from one to the other.
"""

from modelstacks.local.azure import running_azure, start_azure, stop_azure
from modelstacks.local.configuration import prepare_configuration
from modelstacks.local.directory import LocalDirectory
from modelstacks.local.environment import cli_environment, shell_exports

__all__ = [
    "LocalDirectory",
    "cli_environment",
    "prepare_configuration",
    "running_azure",
    "shell_exports",
    "start_azure",
    "stop_azure",
]
