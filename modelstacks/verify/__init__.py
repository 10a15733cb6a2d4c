"""`modelstacks verify`: is what runs in Azure what was declared? Asked of Azure itself, not of Pulumi's state."""

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
