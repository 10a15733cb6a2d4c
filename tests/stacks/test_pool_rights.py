"""What the program registers for GPU pools is what the preflight asks rights for; the shipped estate has every kind."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import pytest

from localcloud.provider.resources import resource_type
from modelstacks.endpoints import zones_of
from modelstacks.lock import Lock
from modelstacks.planner import stack_plan_of
from modelstacks.planner.stack_plan import RegionStackPlan
from modelstacks.project import Project, load_project
from modelstacks.request.compute import PoolKind
from modelstacks.rights import Need, needs_of_pools, needs_of_region
from modelstacks.settings import RegionSettings
from stacks import region
from tests.components.recording import Recording, record
from tests.conftest import ROOT

DAY: Final = date(2026, 11, 23)
STACKS: Final = ("swedencentral", "eastus2")
GENERIC: Final = {"azure-native:resources:Resource"}
CONDITIONAL: Final = {
    "microsoft.machinelearningservices/workspaces/environments/versions",
    "microsoft.machinelearningservices/workspaces/outboundrules",
    "microsoft.network/natgateways",
    "microsoft.network/publicipaddresses",
}
"""Asked for where a pool may need it, and registered where one does: a way out, a server image of one's own."""
UNTOLD: Final = {
    "microsoft.cognitiveservices/accounts/managedcomputedeployments",
    "microsoft.network/privatednszones/a",
}
"""Types that are an input of what is registered: of a generic resource, of a record."""


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(ROOT)


def registered(recording: Recording) -> set[str]:
    """ARM types of what a program registers, by the provider's own table."""
    tokens = {one.type for one in recording.resources if one.type.startswith("azure-native:")}
    return {_arm_type(resource_type(token).url) for token in tokens - GENERIC}


def _arm_type(url: str) -> str:
    """`microsoft.a/b/c` of the path of a resource; the last provider's, as role assignments are on other resources."""
    if url.endswith("/resourceGroups/{resourceGroupName}"):
        return "microsoft.resources/subscriptions/resourcegroups"
    tail = url.rpartition("/providers/")[2]
    return re.sub(r"/\{[^}]*\}", "", tail).lower()


def needed(project: Project, stack: str) -> list[Need]:
    settings = project.region(stack)
    assert settings is not None
    kinds: set[PoolKind] = {
        machine[0] for lock in project.locks.values() if (machine := _machine(lock.form, stack)) is not None
    }
    shared = project.shared(settings.shared)
    found = needs_of_region(settings, shared, accounts=True, endpoints="online-endpoint" in kinds)
    return [*found, *needs_of_pools(settings, kinds, egress=_has_egress(settings), reserved=False)]


def _machine(lock: Lock, stack: str) -> tuple[PoolKind, str, bool] | None:
    here = (one.machine for one in lock.placements if one.stack == stack)
    return next((machine for machine in here if machine is not None), None)


def _has_egress(settings: RegionSettings) -> bool:
    return settings.network.own is not None


@pytest.mark.parametrize("stack", STACKS)
def test_of_a_stack_with_pools(project: Project, stack: str) -> None:
    plan = stack_plan_of(project, stack, project.catalog)
    assert isinstance(plan, RegionStackPlan)
    zones = {
        zone: f"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/{zone}"
        for zone in zones_of(endpoints=True)
    }
    outputs = {"organization/modelstacks/shared": {"privateDnsZones": zones}}
    built = registered(record(lambda: region.build(plan, DAY), stack=stack, stack_outputs=outputs))
    asked = {
        one.action.removesuffix("/write").lower() for one in needed(project, stack) if one.action.endswith("/write")
    }
    assert built - asked == set()
    assert asked - built - CONDITIONAL - UNTOLD == set()
