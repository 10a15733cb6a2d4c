"""Codes of locks: whether what was decided still fits what is asked for."""

from __future__ import annotations

from modelstacks.codes.code import error

MISSING_LOCK = error(
    "missing-lock",
    "A request has no lock",
    "Nothing is built before a plan has decided where; and were the lock lost, an update would delete what it placed.",
    "Run `modelstacks plan --write` and commit the lock. Bring back a lost one: a new plan may choose another place.",
)
STALE_LOCK = error(
    "stale-lock",
    "A lock was made for another version of the request",
    "The digest in the lock is not the request's: the request was changed after the plan.",
    "Run `modelstacks plan --write`, review and commit the lock.",
)
INFEASIBLE_LOCK = error(
    "infeasible-lock",
    "A placement in a lock is no longer possible",
    "Stack, policy or catalogue have changed since the plan: what the lock says could not be built.",
    "Run `modelstacks plan --write`: the deployment is placed anew, and the old place is retired.",
)
ORPHAN_LOCK = error(
    "orphan-lock",
    "A lock without a request",
    "The request was removed or renamed; the lock would keep its deployments alive.",
    "Run `modelstacks plan --write`, which removes the lock.",
)
MIXED_ACCOUNT = error(
    "mixed-account",
    "Requests of different trust boundaries share an account",
    "Who may call, what may leave and what it costs are settings of the whole account; these requests differ in them.",
    "Run `modelstacks plan --write`: the request is placed in another account, and the old deployment is retired.",
)
DEPLOYMENT_TWICE = error(
    "deployment-twice",
    "Two placements name one deployment",
    "A deployment's name is unique in its account; the second would overwrite the first.",
    "Delete one of the two locks and run `modelstacks plan --write`.",
)
ACCOUNT_FULL = error(
    "account-full",
    "More deployments than an account takes",
    "A Foundry account takes 32 deployments; retiring ones count while they exist.",
    "Run `modelstacks plan --write`: what is too much gets an account of its own.",
    prevents="QuotaExceeded",
)
