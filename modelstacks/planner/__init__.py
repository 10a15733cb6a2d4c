"""The planner: from requests to locks, and from locks to what a stack builds."""

from modelstacks.planner.changes import Change, Plan
from modelstacks.planner.errors import StackPlanError
from modelstacks.planner.explanation import Explanation, Row
from modelstacks.planner.planning import plan
from modelstacks.planner.stack_plans import stack_plan_of
from modelstacks.planner.writing import write_locks

__all__ = ["Change", "Explanation", "Plan", "Row", "StackPlanError", "plan", "stack_plan_of", "write_locks"]
