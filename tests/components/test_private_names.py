"""Names of the organisation's own: a zone, a link without registration, one record a name."""

from __future__ import annotations

from components.private_names import PrivateNames, PrivateNamesArgs
from tests.components import samples
from tests.components.recording import record

ARGS = PrivateNamesArgs(
    resource_group_name="rg",
    domain="models.contoso.internal",
    virtual_network_id="/network",
    link_name="vnet-region",
    addresses={"summaries": "10.64.3.224", "clauses": "10.64.3.225"},
    tags=samples.TAGS,
)


def test_every_name_has_its_address() -> None:
    found = record(lambda: PrivateNames("models", ARGS) and None).resources
    records = [one for one in found if one.short_type == "privatedns:PrivateRecordSet"]
    assert {one.inputs["relativeRecordSetName"]: one.inputs["aRecords"] for one in records} == {
        "clauses": [{"ipv4Address": "10.64.3.225"}],
        "summaries": [{"ipv4Address": "10.64.3.224"}],
    }
    (zone,) = (one for one in found if one.short_type == "privatedns:PrivateZone")
    assert (zone.inputs["privateZoneName"], zone.inputs["location"]) == ("models.contoso.internal", "global")


def test_the_network_reads_and_does_not_register() -> None:
    found = record(lambda: PrivateNames("models", ARGS) and None).resources
    (link,) = (one for one in found if one.short_type == "privatedns:VirtualNetworkLink")
    assert link.inputs["registrationEnabled"] is False
    assert link.inputs["virtualNetwork"] == {"id": "/network"}
