"""Container Apps: environments, serverless GPUs, their quota, apps; by bare requests and by Microsoft's client."""

from __future__ import annotations

from typing import Any

import pytest
from azure.identity import ClientSecretCredential
from azure.mgmt.appcontainers import ContainerAppsAPIClient

from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzure
from tests.localcloud.arm.arm import GROUP, NETWORK, SUBSCRIPTION, Arm
from tests.localcloud.arm.pool_bodies import (
    APP,
    ENVIRONMENT,
    PROVIDERS,
    SUBNET,
    container_app,
    environment,
    in_region,
    network,
)

VNET = f"{NETWORK}/virtualNetworks/vnet"
LOCATIONS = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.App/locations"
A100 = "Consumption-GPU-NC24-A100"
VERSION = "api-version=2025-02-02-preview"
ENTRA = {
    "enabled": True,
    "registration": {
        "clientId": "00000000-0000-0000-0000-000000000001",
        "openIdIssuer": "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000002/v2.0",
    },
    "validation": {"allowedAudiences": ["api://models"]},
}
AUTHENTICATION: tuple[str, dict[str, Any]] = (
    f"{APP}/authConfigs/current",
    {
        "properties": {
            "platform": {"enabled": True},
            "globalValidation": {"unauthenticatedClientAction": "Return401"},
            "identityProviders": {"azureActiveDirectory": ENTRA},
        }
    },
)


@pytest.fixture
def networked(arm: Arm) -> Arm:
    arm.make(VNET, network())
    return arm


@pytest.fixture
def ready(networked: Arm) -> Arm:
    networked.make(ENVIRONMENT, environment())
    return networked


def test_environment_is_inside_its_subnet_and_keeps_it(networked: Arm) -> None:
    made = networked.make(ENVIRONMENT, environment())["properties"]
    assert made["staticIp"] == "10.0.2.4"
    assert made["defaultDomain"].endswith(".swedencentral.azurecontainerapps.io")
    assert networked.delete(SUBNET).refusal == (400, "InUseSubnetCannotBeDeleted")
    networked.make(ENVIRONMENT, {**environment(), "tags": {"team": "legal"}})
    assert networked.get(ENVIRONMENT).body["properties"]["defaultDomain"] == made["defaultDomain"]
    networked.remove(ENVIRONMENT)
    networked.remove(SUBNET)


def profile(**more: Any) -> dict[str, Any]:
    return {"name": "gpu", "workloadProfileType": A100, **more}


REFUSED_ENVIRONMENTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a type that the region has not": (
        environment(("dedicated", "NC24-A100")),
        "WorkloadProfileInvalidType",
        "Workload profile type 'NC24-A100' is invalid.",
    ),
    "counts of a serverless profile": (
        environment(workloadProfiles=[profile(minimumCount=0)]),
        "WorkloadProfilePropertyNotSupported",
        "Workload Profile property 'MinimumCount' is not supported for Consumption_GPU_NC24_A100",
    ),
    "a profile twice": (environment(("gpu", "D4")), "WorkloadProfileInvalidName", "'gpu'"),
    "counts the wrong way round": (
        environment(
            workloadProfiles=[{"name": "d", "workloadProfileType": "D4", "minimumCount": 3, "maximumCount": 1}]
        ),
        "WorkloadProfileInvalidCount",
        "the minimum 3 is more than the maximum 1",
    ),
    "an internal one without a subnet": (
        environment(vnetConfiguration={"internal": True}),
        "ManagedEnvironmentInvalidNetworkConfiguration",
        "needs an infrastructureSubnetId",
    ),
    "a subnet that is not there": (
        environment(vnetConfiguration={"internal": True, "infrastructureSubnetId": f"{SUBNET}-x"}),
        "InvalidResourceReference",
        "was not found",
    ),
    "a subnet of others": (
        environment(vnetConfiguration={"internal": True, "infrastructureSubnetId": f"{VNET}/subnets/endpoints"}),
        "ManagedEnvironmentSubnetDelegationError",
        "must be delegated to the service 'Microsoft.App/environments'",
    ),
    "logs to a workspace that is not named": (
        environment(appLogsConfiguration={"destination": "log-analytics"}),
        "InvalidRequestFormat",
        "customerId",
    ),
}


@pytest.mark.parametrize("name", REFUSED_ENVIRONMENTS)
def test_environment_is_refused_for(networked: Arm, name: str) -> None:
    body, code, text = REFUSED_ENVIRONMENTS[name]
    answer = networked.put(ENVIRONMENT, body)
    assert answer.refusal == (400, code)
    assert text in answer.message


def test_a_subnet_may_be_too_small(arm: Arm) -> None:
    arm.make(VNET, network("10.0.2.0/28"))
    answer = arm.put(ENVIRONMENT, environment())
    assert answer.refusal == (400, "ManagedEnvironmentInvalidNetworkConfiguration")
    assert "at least /27" in answer.message


def test_a_subnet_takes_one_environment(ready: Arm) -> None:
    answer = ready.put(f"{ENVIRONMENT}-2", environment())
    assert answer.refusal == (400, "ManagedEnvironmentSubnetInUse")
    assert ENVIRONMENT in answer.message


STAYS = {
    "network": environment(vnetConfiguration={"internal": False, "infrastructureSubnetId": SUBNET}),
    "zone redundancy": environment(zoneRedundant=True),
    "infrastructure group": environment(infrastructureResourceGroup="other"),
}


@pytest.mark.parametrize("name", STAYS)
def test_what_an_environment_keeps(networked: Arm, name: str) -> None:
    networked.make(ENVIRONMENT, environment(infrastructureResourceGroup="rg-infrastructure"))
    answer = networked.put(ENVIRONMENT, STAYS[name])
    assert answer.refusal == (400, "ManagedEnvironmentPropertyCannotChange")


def test_app_has_an_address_of_the_environment(ready: Arm) -> None:
    domain = ready.get(ENVIRONMENT).body["properties"]["defaultDomain"]
    outside = ready.make(APP, container_app())["properties"]
    assert outside["configuration"]["ingress"]["fqdn"] == f"mistral.{domain}"
    inside = ready.make(APP, container_app(configuration={"ingress": {"external": False, "targetPort": 8000}}))
    assert inside["properties"]["configuration"]["ingress"]["fqdn"] == f"mistral.internal.{domain}"
    assert inside["properties"]["latestRevisionName"] == "mistral--0000002"
    assert ready.delete(ENVIRONMENT).refusal == (409, "ManagedEnvironmentHasContainerApps")
    ready.make(*AUTHENTICATION)
    ready.remove(APP)
    assert ready.get(AUTHENTICATION[0]).status == 404
    ready.remove(ENVIRONMENT)


def test_values_of_secrets_come_by_action_only(ready: Arm) -> None:
    configuration = {"secrets": [{"name": "token", "value": "geheim"}]}
    body = container_app(configuration=configuration, container={"env": [{"name": "T", "secretRef": "token"}]})
    shown = ready.make(APP, body)
    assert "geheim" not in str(shown)
    assert shown["properties"]["configuration"]["secrets"] == [{"name": "token"}]
    listed = ready.send("POST", f"{APP}/listSecrets?{VERSION}").body["value"]
    assert listed == [{"name": "token", "value": "geheim"}]


REFUSED_APPS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a profile that is not there": (
        container_app(workloadProfileName="h100"),
        "WorkloadProfileNotFound",
        "Consumption, gpu",
    ),
    "no container": (
        container_app(template={"containers": [], "scale": {}}),
        "ContainerAppCreateMustContainContainer",
        "Must specify atleast one container",
    ),
    "more memory than the machine": (
        container_app(container={"resources": {"cpu": 24, "memory": "440Gi"}}),
        "ContainerAppInvalidResourceTotal",
        "CPU: 24, memory: 440",
    ),
    "a pair that Consumption has not": (
        container_app(workloadProfileName="Consumption", container={"resources": {"cpu": 1, "memory": "4Gi"}}),
        "ContainerAppInvalidResourceTotal",
        "[cpu: 0.25, memory: 0.5Gi]",
    ),
    "fewer at most than at least": (
        container_app(scale={"minReplicas": 3, "maxReplicas": 2}),
        "ContainerAppInvalidScale",
        "minReplicas 3 and maxReplicas 2",
    ),
    "more than a thousand": (container_app(scale={"maxReplicas": 1001}), "ContainerAppInvalidScale", "1001"),
    "none at all": (container_app(scale={"maxReplicas": 0}), "ContainerAppInvalidScale", "at least 1"),
    "a secret that is not there": (
        container_app(container={"env": [{"name": "T", "secretRef": "token"}]}),
        "ContainerAppSecretRefNotFound",
        "SecretRef 'token' defined for container 'vllm' not found.",
    ),
    "weights of 90": (
        container_app(configuration={"ingress": {"external": True, "traffic": [{"weight": 90}]}}),
        "ContainerAppInvalidIngress",
        "not 90",
    ),
    "more GPUs than the quota": (
        container_app(scale={"minReplicas": 3, "maxReplicas": 3}),
        "WorkloadProfileGpuQuotaExceeded",
        "needs 3 GPUs of workload profile type 'Consumption-GPU-NC24-A100' in swedencentral",
    ),
    "another region": ({**container_app(), "location": "eastus2"}, "ContainerAppLocationMismatch", "eastus2"),
    "an environment that is not there": (
        container_app(managedEnvironmentId=f"{ENVIRONMENT}-x"),
        "ManagedEnvironmentNotFound",
        "does not exist",
    ),
}


@pytest.mark.parametrize("name", REFUSED_APPS)
def test_app_is_refused_for(ready: Arm, name: str) -> None:
    body, code, text = REFUSED_APPS[name]
    answer = ready.put(APP, body)
    assert answer.refusal == (400, code)
    assert text in answer.message


def gpus(arm: Arm) -> tuple[int, int]:
    listed = arm.get(f"{LOCATIONS}/swedencentral/usages?{VERSION}").body["value"]
    return next((one["currentValue"], one["limit"]) for one in listed if one["name"]["value"] == A100)


def test_quota_of_gpus_is_the_subscriptions(ready: Arm, administration: Administration) -> None:
    assert gpus(ready) == (0, 2)
    ready.make(APP, container_app(scale={"minReplicas": 2, "maxReplicas": 4}))
    assert gpus(ready) == (2, 2)
    assert ready.put(f"{APP}-2", container_app()).refusal == (400, "WorkloadProfileGpuQuotaExceeded")
    ready.make(APP, container_app())
    assert gpus(ready) == (1, 2)
    small = {"name": "vllm", "image": "registry.example/vllm:v0.9.2", "resources": {"cpu": 0.5, "memory": "1Gi"}}
    ready.make(APP, container_app(workloadProfileName="Consumption", container=small))
    assert gpus(ready) == (0, 2)
    ready.remove(APP)
    administration.quota(SUBSCRIPTION, "swedencentral", A100, 0, provider="Microsoft.App")
    assert ready.put(APP, container_app()).refusal == (400, "WorkloadProfileGpuQuotaExceeded")


def test_identity_of_an_app_is_known_to_the_directory(ready: Arm) -> None:
    made = ready.make(APP, {**container_app(), "identity": {"type": "SystemAssigned"}})
    path = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/10000000-0000-0000-0000-000000000001"
    reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
    properties = {"principalId": made["identity"]["principalId"], "roleDefinitionId": reader}
    assert ready.put(path, {"properties": properties}).status == 201


def test_an_app_waits_for_its_environment(networked: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=4)
    networked.put(ENVIRONMENT, environment())
    answer = networked.put(APP, container_app())
    assert answer.refusal == (409, "ManagedEnvironmentNotProvisioned")


def test_a_profile_in_use_stays(ready: Arm) -> None:
    ready.make(APP, container_app())
    fewer = environment(workloadProfiles=[{"name": "Consumption", "workloadProfileType": "Consumption"}])
    assert ready.put(ENVIRONMENT, fewer).refusal == (409, "WorkloadProfileInUse")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (f"{APP}/authConfigs/mine", AUTHENTICATION[1], "AuthConfigInvalidName"),
        (
            AUTHENTICATION[0],
            {"properties": {"identityProviders": {"azureActiveDirectory": {**ENTRA, "registration": {}}}}},
            "AuthConfigInvalid",
        ),
    ],
)
def test_authentication_is_refused(ready: Arm, path: str, body: dict[str, Any], code: str) -> None:
    ready.make(APP, container_app())
    assert ready.put(path, body).refusal == (400, code)


@pytest.fixture(scope="module")
def client(azure: LocalAzure) -> Any:
    credential = ClientSecretCredential(
        azure.tenant_id,
        azure.client_id,
        azure.client_secret_file.read_text(),
        authority=azure.endpoint,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_file),
    )
    return ContainerAppsAPIClient(
        credential,
        SUBSCRIPTION,
        base_url=azure.endpoint,
        connection_verify=str(azure.ca_file),
        credential_scopes=["https://management.azure.com/.default"],
    )


def test_microsofts_client_makes_and_removes_an_app(networked: Arm, client: Any) -> None:
    types = {one.name: one.properties.gpus for one in client.available_workload_profiles.get("swedencentral")}
    assert (types["Consumption"], types[A100], "NC24-A100" in types) == (0, 1, False)
    made = client.managed_environments.begin_create_or_update("rg", "cae", environment()).result()
    assert (made.properties.provisioning_state, made.properties.static_ip) == ("Succeeded", "10.0.2.4")
    app = client.container_apps.begin_create_or_update("rg", "mistral", container_app()).result()
    assert app.properties.workload_profile_name == "gpu"
    assert [one.name for one in client.container_apps.list_by_resource_group("rg")] == ["mistral"]
    name, body = "current", AUTHENTICATION[1]
    assert client.container_apps_auth_configs.create_or_update("rg", "mistral", name, body).name == "current"
    client.container_apps.begin_delete("rg", "mistral").result()
    client.managed_environments.begin_delete("rg", "cae").result()
    assert networked.get(f"{PROVIDERS}/Microsoft.App/managedEnvironments").body == {"value": []}


def test_an_app_needs_an_environment_of_some_kind(ready: Arm) -> None:
    body = container_app(managedEnvironmentId=None)
    assert ready.put(APP, body).refusal == (400, "InvalidRequestFormat")
    assert ready.put(f"{GROUP}/providers/Microsoft.App/containerApps/Big_Name", in_region()).code == (
        "ContainerAppInvalidName"
    )
