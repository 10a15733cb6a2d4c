"""What a stack has to have before a kind of pool can be in it, by its settings alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from modelstacks.request.compute import PoolKind
from modelstacks.settings import RegionSettings

Lacking: TypeAlias = Mapping[PoolKind, str]
"""What is missing, in words, by kind of pool; a kind that lacks nothing is left out."""

Sizes: TypeAlias = Mapping[str, str]
"""By VM size in lower case why the subscription cannot have it in a region; empty where it can. One that is not there
is not sold in the region.
"""

_BLOCK = "the block `compute` (tenant, audience, domain, certificate, administrators)"


def lacking(settings: RegionSettings) -> Lacking:
    """What the settings of a region stack lack for each kind of pool."""
    found: Mapping[PoolKind, list[str]] = {
        "aks": list(_for_clusters(settings)),
        "online-endpoint": [_BLOCK] if settings.compute is None else [],
        "container-apps": list(_for_container_apps(settings)),
    }
    return {kind: " and ".join(found[kind]) for kind in found if found[kind]}


def _for_clusters(settings: RegionSettings) -> Iterator[str]:
    own, existing = settings.network.own, settings.network.existing
    if settings.compute is None:
        yield _BLOCK
    if own is not None and own.subnets.compute is None:
        yield "the subnet `compute` of its network"
    if existing is not None and existing.compute_subnet is None:
        yield "`compute_subnet` of its existing network"
    if existing is not None and settings.compute is not None and settings.compute.ingress_range is None:
        yield "`compute.ingress_range`, as the network is not its own"


def _for_container_apps(settings: RegionSettings) -> Iterator[str]:
    own, existing = settings.network.own, settings.network.existing
    if settings.compute is None:
        yield _BLOCK
    if own is not None and own.subnets.container_apps is None:
        yield "the subnet `container_apps` of its network"
    if existing is not None and existing.container_apps_subnet is None:
        yield "`container_apps_subnet` of its existing network"
