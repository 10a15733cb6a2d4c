"""What a stack may have that this engine lacks, refused by name before anything runs.

Features that a *program* uses are refused when it asks for them (`monitor.features`); these are in the state or in the
configuration, where the Pulumi CLI put them or will look for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from localcloud.engine.errors import EngineError
from localcloud.engine.monitor.features import WHAT_TO_DO
from localcloud.engine.state.resource import ResourceState


def refuse_unsupported_state(resources: Iterable[ResourceState]) -> None:
    """Raises:
    EngineError: a resource has hooks, is a view, or comes from an extension or a snippet.
    """
    for state in resources:
        for feature, used in (
            ("resource hooks", state.resource_hooks),
            ("a view of another resource", state.view_of),
            ("an extension of its provider", state.extension_ref),
            ("a snippet", state.snippet_id),
        ):
            if used:
                raise EngineError(f"{state.urn!r} has or is {feature}: that is not supported", WHAT_TO_DO)


def refuse_unsupported_configuration(values: Mapping[str, str]) -> None:
    """Raises:
    EngineError: the configuration asks for autonaming by the engine.
    """
    if "pulumi:autonaming" in values:
        raise EngineError("the configuration `pulumi:autonaming` is not supported", WHAT_TO_DO)
