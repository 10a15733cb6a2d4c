"""Codes of subscriptions: a snapshot that shows what Azure would refuse, and one close by that does not."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.rights import NAMESPACES, POOL_NAMESPACES
from modelstacks.snapshot import Permission, ProviderRegistration, QuotaSnapshot, SubscriptionOffer
from tests.modelstacks.preflight.cases import Arrangement, Case
from tests.modelstacks.preflight.snapshots import TAKEN
from tests.modelstacks.project_files import SUBSCRIPTION, Files

OTHER = "00000000-0000-0000-0000-000000000002"
HUB = f"/subscriptions/{OTHER}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub"
EXISTING = {"existing": {"virtual_network": HUB, "private_endpoint_subnet": f"{HUB}/subnets/snet-pe"}}
GROUPS_ONLY = ("*/read", "Microsoft.Resources/*")
CONTRIBUTOR = ("Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write")


def taken(**parts: Any) -> QuotaSnapshot:
    """A snapshot in which all is well, but for its parts."""
    well: dict[str, Any] = {"permissions": allowed("*"), "providers": registered(), "offers": offered()}
    return QuotaSnapshot(taken=TAKEN, **{**well, **parts})


def allowed(*actions: str, without: tuple[str, ...] = (), subscription: str = SUBSCRIPTION) -> tuple[Permission, ...]:
    """Permissions; ARM writes subscriptions in either case."""
    return (Permission(subscription=subscription.upper(), actions=actions, not_actions=without),)


def registered(state: str = "Registered", *but: str, other: str = "NotRegistered") -> tuple[ProviderRegistration, ...]:
    """Every namespace in one state, but for some in another."""
    return tuple(
        ProviderRegistration(subscription=SUBSCRIPTION, namespace=name, state=other if name in but else state)
        for name in sorted({*NAMESPACES, *POOL_NAMESPACES})
    )


def offered(quota_id: str = "PayAsYouGo_2014-09-01", state: str = "Enabled") -> tuple[SubscriptionOffer, ...]:
    """What the subscription was bought as."""
    return (SubscriptionOffer(subscription=SUBSCRIPTION, quota_id=quota_id, state=state),)


def with_(snapshot: QuotaSnapshot, *, existing: bool = False, **request: Any) -> Arrangement:
    """A request in a project that is judged with a snapshot; perhaps in a network that others own."""

    def arrange(files: Files) -> QuotaSnapshot:
        if existing:
            files.stack("north", "northland", 64, network=EXISTING)
        files.request(**request)
        return snapshot

    return arrange


def told(snapshot: QuotaSnapshot | None = None, model: str = "partner-one", **subscription: str) -> Arrangement:
    """A model of the marketplace, with what the policy says of the subscription."""

    def arrange(files: Files) -> QuotaSnapshot | None:
        files.organization(subscriptions={SUBSCRIPTION: subscription} if subscription else {})
        files.request(model=model)
        return snapshot

    return arrange


def on_gpus(snapshot: QuotaSnapshot, pool: str = "aks", **compute: object) -> Arrangement:
    """A request for a GPU pool in a stack that is prepared for it."""

    def arrange(files: Files) -> QuotaSnapshot:
        files.on_gpus(compute={"pool": pool, **compute})
        return snapshot

    return arrange


ALL_WELL = with_(taken())
CLUSTERS = "Microsoft.ContainerService/*"
"""Nobody may make clusters."""

CASES = [
    Case(
        "rights-missing",
        with_(taken(permissions=allowed("*", without=CONTRIBUTOR))),
        ALL_WELL,
        "Microsoft.Authorization/roleAssignments/delete",
    ),
    Case(
        "rights-missing",
        with_(taken(permissions=allowed("*", without=CONTRIBUTOR))),
        with_(
            taken(
                permissions=(
                    *allowed("*", without=CONTRIBUTOR),
                    *allowed("Microsoft.Authorization/roleAssignments/*"),
                )
            )
        ),
        "Role Based Access Control Administrator has it",
    ),
    Case(
        "rights-missing",
        with_(taken(permissions=allowed(*GROUPS_ONLY))),
        with_(taken(permissions=allowed("microsoft.*", "*/read"))),
        "Cognitive Services Contributor has it",
    ),
    Case(
        "rights-missing", with_(taken(permissions=allowed(*GROUPS_ONLY)), model="chat-resold"), ALL_WELL, "Marketplace"
    ),
    Case(
        "rights-missing",
        on_gpus(taken(permissions=allowed("*", without=(CLUSTERS,)))),
        on_gpus(taken(permissions=allowed("*", without=(CLUSTERS,))), "online-endpoint"),
        "Microsoft.ContainerService/managedClusters/agentPools/",
    ),
    Case(
        "rights-missing",
        on_gpus(
            taken(permissions=allowed("*", without=("Microsoft.Compute/capacityReservationGroups/*",))), reserved=True
        ),
        on_gpus(taken(permissions=allowed("*", without=("Microsoft.Compute/capacityReservationGroups/*",)))),
        "capacityReservationGroups",
    ),
    Case("rights-unverified", with_(taken(permissions=None)), ALL_WELL, "holds no permissions"),
    Case(
        "rights-unverified",
        with_(taken(permissions=allowed("*/read"))),
        with_(taken(permissions=allowed(*GROUPS_ONLY))),
        "an identity that may only read",
    ),
    Case(
        "rights-missing",
        with_(taken(permissions=allowed(*GROUPS_ONLY))),
        with_(taken(permissions=allowed("*/read"))),
        "az role assignment create --role 'Cognitive Services Contributor' --scope /subscriptions/",
    ),
    Case("rights-unverified", with_(taken(permissions=allowed("*", subscription=OTHER))), ALL_WELL, SUBSCRIPTION),
    Case(
        "rights-unverified",
        with_(taken(permissions=(*allowed("*"), *allowed("*/read", subscription=OTHER))), existing=True),
        with_(taken(permissions=(*allowed("*"), *allowed("*", subscription=OTHER))), existing=True),
        "Network Contributor on that resource would do",
    ),
    Case(
        "provider-not-registered",
        with_(taken(providers=registered("Registered", "Microsoft.CognitiveServices"))),
        ALL_WELL,
        "az provider register --namespace Microsoft.CognitiveServices --subscription",
    ),
    Case(
        "provider-not-registered",
        on_gpus(taken(providers=registered("Registered", "Microsoft.ContainerService", "Microsoft.Compute"))),
        ALL_WELL,
        "not registered for Microsoft.ContainerService",
    ),
    Case(
        "provider-not-registered",
        on_gpus(taken(providers=registered("Registered", "Microsoft.MachineLearningServices")), "online-endpoint"),
        on_gpus(taken(providers=registered("Registered", "Microsoft.MachineLearningServices")), "aks"),
        "not registered for Microsoft.MachineLearningServices",
    ),
    Case(
        "provider-not-registered",
        on_gpus(taken(providers=registered("Registered", "Microsoft.App")), "container-apps"),
        on_gpus(taken(providers=registered("Registered", "Microsoft.App")), "online-endpoint"),
        "not registered for Microsoft.App",
    ),
    Case(
        "provider-not-registered",
        with_(taken(providers=registered("Registered", "Microsoft.Network", other="Unregistered"))),
        with_(taken(providers=registered("Registered", "Microsoft.Network", other="Registering"))),
        "Unregistered",
    ),
    Case("provider-unverified", with_(taken(providers=None)), ALL_WELL, "Microsoft.CognitiveServices, Microsoft"),
    Case(
        "provider-unverified",
        with_(taken(providers=registered("Registered", "Microsoft.Insights", other="Registering"))),
        ALL_WELL,
        "not known of Microsoft.Insights",
    ),
    Case("subscription-disabled", with_(taken(offers=offered(state="Disabled"))), ALL_WELL, "is disabled"),
    Case("marketplace-not-open", told(kind="csp", country="SE"), told(kind="enterprise", country="SE"), "csp"),
    Case(
        "marketplace-not-open",
        told(kind="enterprise", country="KR"),
        told(kind="pay-as-you-go", country="KR"),
        "enterprise subscriptions of KR",
    ),
    Case(
        "marketplace-not-open",
        told(taken(offers=offered("CSP_2015-05-01"))),
        told(taken(offers=offered("CSP_2015-05-01")), kind="pay-as-you-go"),
        SUBSCRIPTION,
    ),
    Case("marketplace-unverified", told(), told(kind="csp"), "kind and country"),
    Case("marketplace-unverified", told(country="KR"), told(country="SE", kind="enterprise"), "the kind of"),
    Case(
        "marketplace-unverified",
        told(taken(offers=offered("EnterpriseAgreement_2014-09-01"))),
        told(taken(offers=offered("PayAsYouGo_2014-09-01"))),
        "the country of",
    ),
    Case(
        "marketplace-unverified",
        told(taken(offers=offered("Sponsored_2016-01-01"))),
        told(taken(offers=offered("Sponsored_2016-01-01")), kind="pay-as-you-go"),
        "the kind and country of",
    ),
    Case(
        "marketplace-unverified",
        told(model="chat-resold", kind="enterprise", country="SE"),
        told(model="chat-one"),
        "no source says",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")
def test_the_finding_is_there_where_it_belongs(files: Files, case: Case) -> None:
    found = case.found(files)
    assert all(finding.where is not None and finding.where.line for finding in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")
def test_the_finding_is_not_there_close_by(files: Files, case: Case) -> None:
    case.assert_not_there_close_by(files)


def test_without_a_snapshot_nothing_is_said_of_rights(files: Files) -> None:
    files.request()
    assert not {code for code in files.codes() if code.startswith(("rights", "provider-", "subscription-"))}


def test_what_was_not_read_is_told_once_a_subscription_whatever_the_requests(files: Files) -> None:
    for name in ("one", "two", "three"):
        files.request(f"team-a/{name}")
    codes = [finding.code for finding in files.check(QuotaSnapshot(taken=TAKEN))]
    assert (codes.count("rights-unverified"), codes.count("provider-unverified")) == (1, 1)


def test_a_stack_without_requests_needs_no_rights_of_accounts(files: Files) -> None:
    found = [
        finding.message
        for finding in files.check(taken(permissions=allowed(*GROUPS_ONLY)))
        if "north" in finding.message
    ]
    assert found
    assert not [message for message in found if "CognitiveServices" in message or "roleAssignments" in message]


@pytest.mark.parametrize("stack", ["shared", "north", "west"])
def test_every_stack_is_told_what_stops_it(files: Files, stack: str) -> None:
    quota = taken(
        permissions=allowed(*GROUPS_ONLY), providers=registered("NotRegistered"), offers=offered(state="Disabled")
    )
    codes = {finding.code for finding in files.check(quota, stack=stack)}
    assert {"rights-missing", "provider-not-registered", "subscription-disabled"} <= codes


def test_subscriptions_are_compared_without_case(files: Files) -> None:
    subscription = "abcdefab-0000-0000-0000-00000000000f"
    files.shared(subscription=subscription)
    files.stack("north", "northland", 64, subscription=subscription)
    files.remove("stacks/west.yaml")
    files.organization(subscriptions={subscription.upper(): {"country": "SE"}})
    files.request(model="partner-one")
    snapshot = QuotaSnapshot(
        taken=TAKEN,
        permissions=allowed("*", subscription=subscription),
        providers=tuple(
            ProviderRegistration(subscription=subscription.upper(), namespace=name.upper(), state="Registered")
            for name in NAMESPACES
        ),
        offers=(SubscriptionOffer(subscription=subscription.upper(), quota_id="PayAsYouGo_2014-09-01"),),
    )
    codes = {finding.code for finding in files.check(snapshot)}
    assert not {
        code for code in codes if code.startswith(("rights", "provider-un", "provider-not", "marketplace-"))
    } - {"marketplace-consent-missing"}


def test_a_plan_decides_whatever_the_subscription_allows(files: Files) -> None:
    files.request()
    quota = taken(permissions=allowed(*GROUPS_ONLY), providers=registered("NotRegistered"))
    assert list(files.plan(quota).locks) == ["team-a/first"]
