"""What failed, in the words of the requests it hits: quota, names, models, rights."""

from __future__ import annotations

from modelstacks.engines.interface import StackRun
from modelstacks.engines.session import Session
from modelstacks.failures import explain_failure
from modelstacks.finding import Finding
from modelstacks.planner import stack_plan_of


def explain(session: Session, run: StackRun) -> list[Finding]:
    """One finding for each error of the run that Azure's codes explain; the others speak for themselves."""
    plan = stack_plan_of(session.project, run.stack)
    explained = (explain_failure(plan, complaint.urn, complaint.message) for complaint in run.complaints)
    return [finding for finding in dict.fromkeys(explained) if finding is not None]
