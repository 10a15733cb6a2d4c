"""Configure: whose environment it takes, what it refuses, and that secrets stay where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from localcloud.provider.azure.cloud import Settings
from localcloud.wire import Secret
from tests.localcloud.provider.client import ProviderClient, ProviderFailureError, provider
from tests.localcloud.provider.scripted_server import Script, scripted

_SECRET = "s3cr3t-of-the-client"


def _environment(host: str, **changes: str) -> dict[str, str]:
    return {
        "ARM_METADATA_HOSTNAME": host,
        "ARM_TENANT_ID": "tenant",
        "ARM_CLIENT_ID": "client",
        "ARM_CLIENT_SECRET": _SECRET,
        "ARM_SUBSCRIPTION_ID": "subscription",
        **changes,
    }


def _metadata(url: str, **changes: Any) -> dict[str, Any]:
    authentication = {"loginEndpoint": url, "audiences": ["https://management.azure.com/"]}
    return {"resourceManager": url, "authentication": authentication, **changes}


def _error(client: ProviderClient) -> str:
    with pytest.raises(ProviderFailureError) as caught:
        client.configure()
    return str(caught.value)


def _prepare(server: Script, *documents: Any) -> None:
    server.answers.extend((200, {}, document) for document in documents)


PUBLIC = [
    "management.azure.com",
    "https://management.azure.com",
    "192.168.1.10:8443",
    "localhost.example.com",
    "127.0.0.1.example.com",
    "0.0.0.0:8443",
    "[::ffff:8.8.8.8]:443",
    "management.azure.com\\@127.0.0.1",
    "127.0.0.1:8443@management.azure.com",
    "127.0.0.1:port",
]


@pytest.mark.parametrize("host", PUBLIC)
def test_a_metadata_host_elsewhere_is_refused(host: str) -> None:
    with provider(_environment(host)) as client:
        message = _error(client)
    assert "the metadata host (ARM_METADATA_HOSTNAME) is" in message
    assert "not a loopback address" in message
    assert "\n" not in message


ELSEWHERE = [
    ("resourceManager", {"resourceManager": "https://management.azure.com/"}, "the resource manager named by"),
    (
        "loginEndpoint",
        {"authentication": {"loginEndpoint": "https://login.microsoftonline.com", "audiences": ["x"]}},
        "the login endpoint named by",
    ),
]


@pytest.mark.parametrize(("name", "changes", "want"), ELSEWHERE, ids=[case[0] for case in ELSEWHERE])
def test_an_endpoint_elsewhere_is_refused(name: str, changes: Mapping[str, Any], want: str) -> None:
    """A metadata host on this machine that points into the real cloud gets no token and no request."""
    with scripted([]) as server, provider(_environment(server.url)) as client:
        _prepare(server, _metadata(server.url, **changes))
        message = _error(client)
    assert want in message
    assert "not a loopback address" in message
    assert [path for _, path, _ in server.requests] == ["/metadata/endpoints?api-version=2022-09-01"]


def test_what_is_missing_is_named() -> None:
    with provider({"ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c"}) as client:
        message = _error(client)
    assert "needs ARM_METADATA_HOSTNAME, ARM_CLIENT_SECRET, ARM_SUBSCRIPTION_ID." in message


def test_a_host_that_is_no_metadata_host() -> None:
    with scripted([(404, {}, {"error": "no"})]) as server, provider(_environment(server.url)) as client:
        assert "answers as no Azure metadata host does (HTTP 404" in _error(client)


def test_nothing_works_before_configure() -> None:
    with provider({}) as client, pytest.raises(ProviderFailureError, match="the provider is not configured"):
        client.create("azure-native:resources:ResourceGroup", {"resourceGroupName": "rg"})


def test_an_engine_that_sends_no_old_inputs_is_refused() -> None:
    with provider(_environment("127.0.0.1:1")) as client, pytest.raises(Exception, match=r"Pulumi CLI v3\.74\.0"):
        client.stub.Configure(provider_pb2.ConfigureRequest())


def test_flags_are_those_of_the_real_plugin() -> None:
    """No secrets, no references, no outputs: the engine strips them, and the state looks like production's."""
    with scripted([]) as server, provider(_environment(server.url)) as client:
        _prepare(server, _metadata(server.url))
        configured = client.configure()
        handshake = client.stub.Handshake(provider_pb2.ProviderHandshakeRequest())
        assert client.stub.GetPluginInfo(empty_pb2.Empty()).version == "3.29.0"
    assert configured.supportsPreview
    for flags in (configured, handshake):
        assert flags.supports_autonaming_configuration
        assert [field.name for field, _ in flags.ListFields() if field.name.startswith("accept")] == []


def test_configuration_wins_over_the_environment_and_secrets_are_unwrapped() -> None:
    with scripted([]) as server, provider(_environment("127.0.0.1:1", ARM_TENANT_ID="of-environment")) as client:
        _prepare(
            server,
            _metadata(server.url),
            {"access_token": "a.b.c", "expires_in": 3600},
            {"location": "eastus2"},
        )
        client.configure(
            variables={"tenantId": "of-configuration"},
            args={"metadataHost": server.url, "clientSecret": Secret("other")},
        )
        client.check("azure-native:managedidentity:UserAssignedIdentity", {"resourceGroupName": "rg"})
    method, path, body = server.requests[1]
    assert (method, path) == ("POST", "/of-configuration/oauth2/v2.0/token")
    assert b"client_secret=other" in body
    assert b"scope=https%3A%2F%2Fmanagement.azure.com%2F.default" in body


def test_a_refused_sign_in_does_not_tell_the_secret() -> None:
    with scripted([]) as server, provider(_environment(server.url)) as client:
        _prepare(server, _metadata(server.url))
        client.configure()
        server.answers.append((401, {}, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid."}))
        with pytest.raises(ProviderFailureError) as caught:
            client.invoke("azure-native:authorization:getClientToken", {})
    assert str(caught.value) == "signing in to the local Azure as client failed: AADSTS7000215: Invalid."


def test_settings_do_not_show_their_secret() -> None:
    assert _SECRET not in repr(Settings.of({}, _environment("127.0.0.1:1")))


def test_a_token_is_asked_for_once() -> None:
    with scripted([]) as server, provider(_environment(server.url)) as client:
        _prepare(server, _metadata(server.url), {"access_token": "a.b.c", "expires_in": 3600})
        client.configure()
        first = client.invoke("azure-native:authorization:getClientToken", {})
        second = client.invoke("azure-native:authorization:getClientToken", {})
    assert first == second == {"token": "a.b.c"}
    assert len(server.requests) == 2


def test_cancel_ends_what_waits_for_azure() -> None:
    """The engine wants to stop: an hour's wait is over at once."""
    with scripted([]) as server, provider(_environment(server.url)) as client:
        _prepare(server, _metadata(server.url), {"access_token": "a.b.c", "expires_in": 3600})
        client.configure()
        client.stub.Cancel(empty_pb2.Empty())
        server.answers.append((429, {"Retry-After": "3600"}, {"error": {"code": "TooManyRequests"}}))
        with pytest.raises(ProviderFailureError, match=r": cancelled$"):
            client.invoke("azure-native:resources:getResourceGroup", {"resourceGroupName": "rg"})


def test_a_token_about_to_end_is_renewed() -> None:
    tokens = [{"access_token": "1", "expires_in": 200}, {"access_token": "2", "expires_in": 9}]
    with scripted([]) as server, provider(_environment(server.url)) as client:
        _prepare(server, _metadata(server.url), *tokens)
        client.configure()
        seen = [client.invoke("azure-native:authorization:getClientToken", {})["token"] for _ in range(2)]
    assert seen == ["1", "2"]
