"""Rules on stacks: settings against each other, against Azure's rules and against Pulumi's configuration."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from modelstacks.codes import stacks
from modelstacks.endpoints import zones_of
from modelstacks.finding import Finding
from modelstacks.preflight.context import Context
from modelstacks.settings import ExistingZones, RegionSettings, SharedSettings

SUBSCRIPTION: Final = "azure-native:subscriptionId"
CONFIGURED: Final = {"azure-native:location": "region", SUBSCRIPTION: "subscription"}
"""Keys of Pulumi's configuration that say the same as a setting."""


def regions_are_known(context: Context) -> Iterator[Finding]:
    """Every stack's region, and those of its consumers, are in the catalogue."""
    for _, entry in sorted(context.project.stacks.items()):
        regions = [(entry.form.region, entry.where("region"))]
        if isinstance(entry.form, RegionSettings):
            regions += [
                (consumer.private_endpoint.region, entry.where("consumers", index, "private_endpoint", "region"))
                for index, consumer in enumerate(entry.form.consumers)
                if consumer.private_endpoint is not None
            ]
        for region, where in regions:
            if region not in context.catalog.regions:
                near = difflib.get_close_matches(region, list(context.catalog.regions), n=1, cutoff=0.5)
                hint = f"Did you mean {near[0]}?" if near else ""
                yield stacks.UNKNOWN_REGION.finding(f"the catalogue knows no region {region!r}", hint=hint, where=where)


def shared_stacks_exist(context: Context) -> Iterator[Finding]:
    """Every region stack names a shared stack of its own environment."""
    for stack, settings in context.project.regions():
        where = context.project.stacks[stack].where("shared")
        shared = context.project.stacks.get(settings.shared)
        if shared is None or not isinstance(shared.form, SharedSettings):
            message = f"{settings.shared!r} is no stack of the layer `shared`"
            yield stacks.SHARED_STACK_MISSING.finding(message, where=where)
        elif shared.form.environment != settings.environment:
            message = f"{stack} is {settings.environment}, {settings.shared} is {shared.form.environment}"
            yield stacks.ENVIRONMENT_MIXED.finding(message, where=where)


def existing_zones_are_complete(context: Context) -> Iterator[Finding]:
    """Where zones exist already, each that an account needs is named, and by its own id."""
    for stack, entry in sorted(context.project.stacks.items()):
        if not isinstance(entry.form, SharedSettings) or not isinstance(entry.form.dns, ExistingZones):
            continue
        zones, where = entry.form.dns.existing, entry.where("dns", "existing")
        for zone in zones_of(endpoints=_has_endpoints(context, stack)):
            if zone not in zones:
                message = f"{stack}: the zone {zone} is not named"
                yield stacks.ZONE_MISSING.finding(message, where=where)
            elif not zones[zone].lower().endswith(f"/{zone}"):
                message = f"{stack}: the id given for {zone} is of another zone"
                yield stacks.ZONE_MISSING.finding(message, where=entry.where("dns", "existing", zone))


def _has_endpoints(context: Context, shared: str) -> bool:
    """Whether a lock places a managed online endpoint in a region of a shared stack."""
    regions = {stack for stack, settings in context.project.regions() if settings.shared == shared}
    placed = (one for lock in context.project.locks.values() for one in lock.form.placements if one.stack in regions)
    return any(one.machine is not None and one.machine[0] == "online-endpoint" for one in placed)


def pulumi_configurations_agree(context: Context) -> Iterator[Finding]:
    """Every stack has a Pulumi.<stack>.yaml that contradicts no setting, and none is without settings."""
    documents = context.project.pulumi_stacks
    for stack, entry in sorted(context.project.stacks.items()):
        if stack not in documents:
            message = f"there is no stacks/Pulumi.{stack}.yaml"
            yield stacks.PULUMI_CONFIGURATION_MISSING.finding(message, where=entry.where())
            continue
        document = documents[stack]
        configuration = (
            document.data.get("config") if document is not None and isinstance(document.data, dict) else None
        )
        for key, setting in CONFIGURED.items():
            value = configuration.get(key) if isinstance(configuration, dict) else None
            expected = str(getattr(entry.form, setting))
            if document is not None and isinstance(value, str) and value.lower() != expected:
                message = f"{key} is {value!r}; the stack's {setting} is {expected!r}"
                where = document.where("config", key)
                yield stacks.PULUMI_CONFIGURATION_DIFFERS.finding(message, where=where)
        if document is not None and not (isinstance(configuration, dict) and configuration.get(SUBSCRIPTION)):
            message = f"{SUBSCRIPTION} is not set; the settings say {entry.form.subscription}"
            yield stacks.SUBSCRIPTION_UNVERIFIED.finding(message, where=document.where("config"))
    broken = {finding.where.file for finding in context.project.findings if finding.where is not None}
    for stack, document in sorted(documents.items()):
        settings = f"stacks/{stack}.yaml"
        if (
            stack not in context.project.stacks
            and document is not None
            and settings not in {str(one) for one in broken}
        ):
            message = f"the stack {stack!r} has no {settings}"
            yield stacks.PULUMI_STACK_UNKNOWN.finding(message, where=document.where())


def networks_are_linked_once(context: Context) -> Iterator[Finding]:
    """No two stacks link one network to the zones of one shared stack."""
    linked: dict[tuple[str, str], str] = {}
    for stack, settings in context.regions():
        shared, existing = context.project.shared(settings.shared), settings.network.existing
        if existing is None or shared is None or shared.dns != "create":
            continue
        other = linked.setdefault((existing.virtual_network.lower(), settings.shared), stack)
        if other != stack:
            message = f"{other} links the network of {stack} to the private DNS zones of {settings.shared} already"
            where = context.project.stacks[stack].where("network", "existing", "virtual_network")
            yield stacks.NETWORK_LINKED_TWICE.finding(message, where=where)
