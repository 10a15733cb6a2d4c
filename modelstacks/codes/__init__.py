"""Every finding code, with its documentation: `ALL` maps the slug to its `Code`; docs/findings.md is made from it.

The codes stand beside the rules that use them in concern, not in one long list: reading files, requests, placing,
stacks. They import nothing of the toolkit, so every part of it can use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from modelstacks.codes import (
    compute,
    compute_pools,
    deploying,
    limits,
    locks,
    overlay,
    placing,
    policy,
    protection,
    reading,
    stacks,
    subscriptions,
)
from modelstacks.codes.code import Code

CONCERNS: Mapping[str, ModuleType] = MappingProxyType(
    {
        "Reading files": reading,
        "Policy and requests": policy,
        "Risk and data classes": protection,
        "Models, regions, SKUs and quota": placing,
        "GPUs of our own": compute,
        "GPU pools that have a place": compute_pools,
        "Limits and stock": limits,
        "The overlay of Azure's own facts": overlay,
        "Locks": locks,
        "Stacks and names": stacks,
        "Subscriptions": subscriptions,
        "Failures of a deployment": deploying,
    }
)
"""The chapters of the documentation, in their order."""


def codes_of(concern: ModuleType) -> tuple[Code, ...]:
    """The codes of one module, in the order in which it defines them."""
    return tuple(value for value in vars(concern).values() if isinstance(value, Code))


ALL: Mapping[str, Code] = MappingProxyType(
    {code.slug: code for concern in CONCERNS.values() for code in codes_of(concern)}
)

__all__ = ["ALL", "CONCERNS", "Code", "codes_of"]
