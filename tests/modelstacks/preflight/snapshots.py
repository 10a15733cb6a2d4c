"""Quota snapshots of the small project."""

from __future__ import annotations

from datetime import UTC, datetime

from modelstacks.snapshot import ExistingDeployment, QuotaSnapshot, SoftDeletedAccount, Usage
from tests.modelstacks.project_files import SUBSCRIPTION

TAKEN = datetime(2026, 11, 23, 10, tzinfo=UTC)


def usage(name: str, limit: int, used: int = 0, location: str = "northland", scope: str = "Regional") -> Usage:
    """One pool of the provider of models."""
    return Usage.model_validate(
        {
            "subscription": SUBSCRIPTION.upper(),
            "provider": "Microsoft.CognitiveServices",
            "location": location,
            "scopeType": scope,
            "name": name,
            "currentValue": used,
            "limit": limit,
        }
    )


def snapshot(
    *usages: Usage,
    deployments: tuple[ExistingDeployment, ...] = (),
    deleted: tuple[str, ...] = (),
    taken: tuple[str, ...] = (),
) -> QuotaSnapshot:
    """A snapshot; `deleted` are names of soft-deleted accounts, `taken` subdomains of others."""
    gone = tuple(
        SoftDeletedAccount(subscription=SUBSCRIPTION, location="northland", resource_group="rg", name=name)
        for name in deleted
    )
    return QuotaSnapshot(taken=TAKEN, usages=usages, deployments=deployments, soft_deleted=gone, taken_subdomains=taken)


def existing(account: str, name: str, capacity: int, sku: str = "InGeography") -> ExistingDeployment:
    """A deployment that is there."""
    return ExistingDeployment(
        subscription=SUBSCRIPTION,
        location="northland",
        resource_group="rg",
        account=account,
        name=name,
        format="Bolt",
        model="Chat-One",
        version="1",
        sku=sku,
        capacity=capacity,
    )
