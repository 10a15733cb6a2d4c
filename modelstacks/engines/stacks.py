"""Which stacks an operation works on, and in which order: shared, then the regions, then the gateway.

Later layers read the outputs of earlier ones, so `up` goes up the layers and `destroy` comes down.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from modelstacks.errors import CannotRunError
from modelstacks.project import Project
from modelstacks.settings import LAYERS

_LAYER_ORDER = {layer: rank for rank, layer in enumerate(LAYERS)}


def select_stacks(project: Project, names: Sequence[str]) -> list[str]:
    """The named stacks, all of the project when none is named, in the order of their layers.

    Raises CannotRunError for a name that is no stack of the project.
    """
    if not project.stacks:
        raise CannotRunError(
            "The project has no stack whose settings can be used.",
            "A stack is a settings file `stacks/<stack>.yaml`; `modelstacks check` says what is wrong with them.",
        )
    for name in names:
        if name not in project.stacks:
            raise CannotRunError(f"There is no stack {name}.", _what_there_is(project, name))
    return sorted(
        set(names or project.stacks), key=lambda stack: (_LAYER_ORDER[project.stacks[stack].form.layer], stack)
    )


def layers_below(project: Project, stacks: Sequence[str]) -> list[str]:
    """The stacks whose outputs `stacks` read and that are not among them."""
    needed = {region.shared for stack in stacks if (region := project.region(stack))}
    return sorted(name for name in needed - set(stacks) if name in project.stacks)


def _what_there_is(project: Project, name: str) -> str:
    if name in project.pulumi_stacks:
        return f"Pulumi.{name}.yaml is there, usable settings are not: `modelstacks check` says what it needs."
    if near := get_close_matches(name, project.stacks, n=1):
        return f"Did you mean {near[0]}?"
    return f"The stacks are {', '.join(sorted(project.stacks))}."
