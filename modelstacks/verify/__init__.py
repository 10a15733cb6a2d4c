"""`modelstacks verify`: is what runs in Azure what was declared? Asked of Azure itself, not of Pulumi's state.

The names below are loaded when they are asked for: a rendered suite imports `arm` and `checking` from this package, and
should not wait for planner and templates.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelstacks.verify.rendering import render_suite
    from modelstacks.verify.report import CheckResult, Outcome, VerificationReport
    from modelstacks.verify.running import run_suite, verify_stack
    from modelstacks.verify.subjects import subjects_of

__all__ = [
    "CheckResult",
    "Outcome",
    "VerificationReport",
    "render_suite",
    "run_suite",
    "subjects_of",
    "verify_stack",
]

_HOME = {
    "CheckResult": "report",
    "Outcome": "report",
    "VerificationReport": "report",
    "render_suite": "rendering",
    "run_suite": "running",
    "subjects_of": "subjects",
    "verify_stack": "running",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
