"""The Container Apps environment and a model server in it: inside the network, behind Entra, one GPU a replica."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components import samples
from tests.components.compute.serving_samples import IMAGE, TENANT, app_args, container_app, environment, machine
from tests.components.recording import Recording


@pytest.fixture(scope="module")
def env() -> Recording:
    return environment()


@pytest.fixture(scope="module")
def app() -> Recording:
    return container_app()


def test_the_environment_has_no_public_address(env: Recording) -> None:
    inputs = env.one("app:ManagedEnvironment").inputs
    assert inputs["vnetConfiguration"] == {
        "internal": True,
        "infrastructureSubnetId": f"{samples.NETWORK_ID}/subnets/snet-container-apps",
    }
    assert inputs["publicNetworkAccess"] == "Disabled"
    assert inputs["peerTrafficConfiguration"] == {"encryption": {"enabled": True}}


def test_logs_need_no_key(env: Recording) -> None:
    assert env.one("app:ManagedEnvironment").inputs["appLogsConfiguration"] == {"destination": "azure-monitor"}
    setting = env.one("monitor:DiagnosticSetting").inputs
    assert setting["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]
    assert setting["resourceUri"].endswith("/cae-legal")


def test_profiles_are_consumption_and_the_pools(env: Recording) -> None:
    profiles = env.one("app:ManagedEnvironment").inputs["workloadProfiles"]
    assert {found["name"]: found["workloadProfileType"] for found in profiles} == {
        "Consumption": "Consumption",
        "gpu": "Consumption-GPU-Invented",
    }


def test_the_network_resolves_every_app_to_the_environments_address(env: Recording) -> None:
    zone = env.one("privatedns:PrivateZone").azure_name
    record = env.one("privatedns:PrivateRecordSet").inputs
    assert zone == "calm-sea.swedencentral.azurecontainerapps.io"
    assert (record["privateZoneName"], record["relativeRecordSetName"]) == (zone, "*")
    assert record["aRecords"] == [{"ipv4Address": "10.1.4.9"}]
    link = env.one("privatedns:VirtualNetworkLink").inputs
    assert (link["privateZoneName"], link["virtualNetwork"]["id"]) == (zone, samples.NETWORK_ID)
    assert link["registrationEnabled"] is False


def test_ingress_is_the_environments_private_one_and_encrypted(app: Recording) -> None:
    ingress = app.one("app:ContainerApp").inputs["configuration"]["ingress"]
    assert (ingress["external"], ingress["allowInsecure"], ingress["targetPort"]) == (True, False, 8000)


def test_who_brings_no_token_for_this_application_and_group_is_refused(app: Recording) -> None:
    config = app.one("app:ContainerAppsAuthConfig")
    assert config.azure_name == "current"
    assert config.inputs["platform"] == {"enabled": True}
    assert config.inputs["globalValidation"] == {"unauthenticatedClientAction": "Return401"}
    entra = config.inputs["identityProviders"]["azureActiveDirectory"]
    assert entra["registration"] == {
        "clientId": "client",
        "openIdIssuer": f"https://login.microsoftonline.com/{TENANT}/v2.0",
    }
    assert entra["validation"] == {
        "allowedAudiences": ["api://models", "client"],
        "jwtClaimChecks": {"allowedGroups": ["group-a", "group-b"]},
        "defaultAuthorizationPolicy": {"allowedPrincipals": {"groups": ["group-a", "group-b"]}},
    }


def test_an_app_that_everybody_might_call_is_refused() -> None:
    tokens = {**app_args()["tokens"], "groups": []}
    with pytest.raises(ValueError, match="without groups everybody in the tenant may call"):
        container_app(tokens=tokens)


def test_there_is_no_secret_in_it(app: Recording) -> None:
    inputs = app.one("app:ContainerApp").inputs
    assert "secrets" not in inputs["configuration"]
    (container,) = inputs["template"]["containers"]
    assert {found["name"] for found in container["env"]} == {"HF_HUB_DISABLE_TELEMETRY", "VLLM_NO_USAGE_STATS"}
    assert inputs["identity"]["type"] == "UserAssigned"


def test_a_replica_is_the_whole_profile_with_one_model_server(app: Recording) -> None:
    inputs = app.one("app:ContainerApp").inputs
    (container,) = inputs["template"]["containers"]
    assert inputs["workloadProfileName"] == "gpu"
    assert container["image"] == IMAGE
    assert container["resources"] == {"cpu": 8, "memory": "56Gi"}
    assert container["args"][0] == "mistralai/Mistral-7B-Instruct-v0.3"


MORE_THAN_ONE: list[tuple[str, dict[str, Any]]] = [
    ("two GPUs a replica", {"devices_per_replica": 2}),
    ("two replicas a machine", {"replicas_per_machine": 2}),
]


@pytest.mark.parametrize(("name", "given"), MORE_THAN_ONE, ids=[name for name, _ in MORE_THAN_ONE])
def test_a_replica_has_one_gpu(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a replica on Container Apps has exactly one GPU"):
        container_app(machine=machine(**given))


def test_it_scales_to_zero_by_requests_that_a_replica_takes(app: Recording) -> None:
    scale = app.one("app:ContainerApp").inputs["template"]["scale"]
    assert (scale["minReplicas"], scale["maxReplicas"]) == (0, 2)
    assert scale["rules"] == [{"name": "requests", "http": {"metadata": {"concurrentRequests": "16"}}}]


def test_probes_leave_time_to_load_within_what_azure_takes(app: Recording) -> None:
    (container,) = app.one("app:ContainerApp").inputs["template"]["containers"]
    probes = {found["type"]: found for found in container["probes"]}
    assert set(probes) == {"Liveness", "Readiness"}
    assert all(found["failureThreshold"] <= 10 and found["periodSeconds"] <= 240 for found in probes.values())
    assert probes["Liveness"]["failureThreshold"] * probes["Liveness"]["periodSeconds"] >= 40 * 60
    assert {found["httpGet"]["path"] for found in probes.values()} == {"/health"}


def test_callers_address_is_known_from_names(app: Recording) -> None:
    assert app.outputs["endpoint"] == "https://ca-pool.calm-sea.swedencentral.azurecontainerapps.io/v1"
    assert app.outputs["scope"].endswith("/ca-pool")
