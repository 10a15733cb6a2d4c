"""The deployment: from what the program asks for and what the state remembers to steps, and the steps' execution.

Nothing here knows gRPC. Pure are `urn`, `goal`, `states`, `steps`, `aliases`, `diff`, `graph` and `planner`: values in,
decisions out. The work is done by `deployment` (one registration after the other), `inquiry` (asks providers),
`executor` (carries steps out), `refreshing` and `recovery` (look at what is really there), on `providers` and
`defaults` (processes), `ledger` (the state on disk) and `report` (what is told).
"""
