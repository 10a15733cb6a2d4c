"""The deployment: from what the program asks for and what the state remembers to steps, and the steps' execution.

Nothing here knows gRPC. `goal`, `aliases`, `diff`, `graph`, `dependents` and `planner` are pure; `deployment`,
`executor`, `providers` and `ledger` do the work.
"""
