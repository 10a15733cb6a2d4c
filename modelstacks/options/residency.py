"""Whether a SKU in a region keeps a promised residency, in Microsoft's own terms.

Source: Microsoft Foundry documentation, deployment types, 2026-08-06. Global SKUs process anywhere, data zone SKUs
inside the zone, the others "within the customer-specified Azure geography", possibly in another region of it. GPUs of
our own are machines in one region, and answer there.
"""

from __future__ import annotations

from modelstacks.catalog import Catalog, Region, Sku, Verdict, Version


def keeps_residency(
    residency: str, catalog: Catalog, version: Version, sku: Sku, region: Region
) -> tuple[Verdict, str]:
    """The verdict, and the reason when it is not yes."""
    if residency == "global":
        return Verdict.YES, ""
    if version.hosted_by not in {None, "azure"}:
        return Verdict.NO, f"this version runs on {version.hosted_by}'s own infrastructure, outside Azure"
    if sku.serving == "developer":
        return Verdict.NO, f"{sku.name} promises no residency"
    if sku.processing == "region" and residency.startswith("region:"):
        kept = residency.removeprefix("region:").replace(" ", "").casefold() == region.name
        return Verdict.of(kept), "" if kept else f"{region.name} is not {residency.removeprefix('region:')}"
    if residency.startswith("region:"):
        return (
            Verdict.NO,
            "no publisher's SKU promises more than the geography; only GPUs of our own stay in one region",
        )
    if sku.processing == "global":
        return Verdict.NO, f"{sku.name} processes in any region"
    kept, reason = _kept_by_azure(residency, catalog, sku, region)
    if kept is not Verdict.NO and version.hosted_by is None:
        # Last, as nothing that is unknown of the host makes a SKU keep what it does not promise.
        return Verdict.UNVERIFIED, "no source says who hosts this version"
    return kept, reason


def _kept_by_azure(residency: str, catalog: Catalog, sku: Sku, region: Region) -> tuple[Verdict, str]:
    """The verdict on what Azure itself hosts, under a SKU that does not process everywhere."""
    if residency in catalog.zones:
        return _in_zone(residency, region)
    if sku.processing == "data-zone":
        return Verdict.NO, f"{sku.name} processes anywhere in its data zone"
    if residency == "eu-members":
        return (
            (Verdict.YES, "") if region.eu_member else (Verdict.NO, f"{region.name} is not in a member state of the EU")
        )
    geography = residency.removeprefix("geography:")
    if geography.casefold() == region.geography.casefold():
        return Verdict.YES, ""
    return Verdict.NO, f"{region.name} is in the geography {region.geography}"


def _in_zone(zone: str, region: Region) -> tuple[Verdict, str]:
    verdict = region.in_zone(zone)
    if verdict is Verdict.UNVERIFIED:
        return verdict, f"Microsoft's texts disagree on whether {region.name} is in the data zone {zone}"
    return verdict, "" if verdict is Verdict.YES else f"{region.name} is not in the data zone {zone}"
