"""Tokens, the metadata document, and who is let in."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from localcloud.arm.lifecycle import LocalAzure, environment
from localcloud.arm.server.directory import Directory
from tests.localcloud.arm.arm import GROUP


@pytest.fixture(scope="module")
def pool(azure: LocalAzure) -> urllib3.PoolManager:
    return urllib3.PoolManager(ca_certs=str(azure.ca_file), retries=False)


def ask(pool: urllib3.PoolManager, azure: LocalAzure, tenant: str = "", **changed: str) -> tuple[int, Any]:
    form = {
        "grant_type": "client_credentials",
        "client_id": azure.client_id,
        "client_secret": azure.client_secret_file.read_text(),
        "scope": "https://management.azure.com/.default",
        **changed,
    }
    answer = pool.request(
        "POST",
        f"{azure.endpoint}/{tenant or azure.tenant_id}/oauth2/v2.0/token",
        body=urlencode(form),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    return answer.status, json.loads(answer.data)


def test_token_says_whom_it_is_for(pool: urllib3.PoolManager, azure: LocalAzure) -> None:
    status, answer = ask(pool, azure)
    assert (status, answer["token_type"], answer["expires_in"]) == (200, "Bearer", 3600)
    claims = json.loads(base64.urlsafe_b64decode(answer["access_token"].split(".")[1] + "=="))
    assert (claims["tid"], claims["appid"]) == (azure.tenant_id, azure.client_id)
    assert len(claims["oid"]) == 36


REFUSED = {
    "a wrong secret": ({"client_secret": "guess"}, (401, "invalid_client", "AADSTS7000215")),
    "an unknown application": ({"client_id": "other"}, (400, "unauthorized_client", "AADSTS700016")),
    "another grant": ({"grant_type": "password"}, (400, "unsupported_grant_type", "AADSTS70003")),
    "another tenant": ({"tenant": "contoso"}, (400, "invalid_tenant", "AADSTS90002")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_token_is_refused_for(pool: urllib3.PoolManager, azure: LocalAzure, name: str) -> None:
    changed, (status, error, code) = REFUSED[name]
    answered, body = ask(pool, azure, **changed)
    assert (answered, body["error"]) == (status, error)
    assert body["error_description"].startswith(code)
    assert azure.client_secret_file.read_text() not in body["error_description"]


def test_openid_configuration_points_here(pool: urllib3.PoolManager, azure: LocalAzure) -> None:
    url = f"{azure.endpoint}/{azure.tenant_id}/v2.0/.well-known/openid-configuration"
    document = json.loads(pool.request("GET", url).data)
    assert document["token_endpoint"] == f"{azure.endpoint}/{azure.tenant_id}/oauth2/v2.0/token"
    assert {"authorization_endpoint", "issuer"} <= set(document)


def test_metadata_points_here(pool: urllib3.PoolManager, azure: LocalAzure) -> None:
    url = f"{azure.endpoint}/metadata/endpoints?api-version=2022-09-01"
    document = json.loads(pool.request("GET", url).data)
    assert document["resourceManager"] == azure.endpoint
    assert document["authentication"]["loginEndpoint"] == azure.endpoint
    assert document["authentication"]["audiences"][0] == "https://management.azure.com/"
    assert document["authentication"]["identityProvider"] == "AAD"


def _tampered(token: str) -> str:
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["exp"] += 100
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"Bearer {head}.{changed}.{signature}"


def _signed(azure: LocalAzure, claims: dict[str, Any]) -> str:
    """A token of this Azure's own make: the tests may read its key."""

    def encoded(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    text = f"{encoded(b'{}')}.{encoded(json.dumps(claims).encode())}"
    key = Directory(azure.directory).token_key.read_bytes()
    return f"{text}.{encoded(hmac.digest(key, text.encode(), 'sha256'))}"


@pytest.mark.parametrize(("age", "status"), [(-60, 200), (60, 401)])
def test_token_is_good_until_it_expires(pool: urllib3.PoolManager, azure: LocalAzure, age: int, status: int) -> None:
    claims = {"exp": time.time() - age, "oid": "o", "appid": "a", "tid": "t"}
    headers = {"Authorization": f"Bearer {_signed(azure, claims)}"}
    answer = pool.request("GET", f"{azure.endpoint}/subscriptions?api-version=2022-12-01", headers=headers)
    assert answer.status == status
    assert (b"expiry has passed" in answer.data) is (status == 401)


@pytest.mark.parametrize("path", [f"{GROUP}?api-version=2024-03-01", "/localcloud/status"])
@pytest.mark.parametrize("kind", ["none", "for another scheme", "rubbish", "tampered with"])
def test_request_is_refused_with_a_token_that_is(
    pool: urllib3.PoolManager, azure: LocalAzure, path: str, kind: str
) -> None:
    token = ask(pool, azure)[1]["access_token"]
    given = {
        "none": None,
        "for another scheme": f"Basic {token}",
        "rubbish": "Bearer a.b.c",
        "tampered with": _tampered(token),
    }[kind]
    answer = pool.request("GET", azure.endpoint + path, headers={"Authorization": given} if given else {})
    assert answer.status == 401
    assert json.loads(answer.data)["error"]["code"] == "AuthenticationFailed"
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_environment_is_what_azure_native_reads(azure: LocalAzure) -> None:
    variables = environment(azure)
    assert variables == {
        "ARM_METADATA_HOSTNAME": azure.endpoint.removeprefix("https://"),
        "ARM_TENANT_ID": azure.tenant_id,
        "ARM_CLIENT_ID": azure.client_id,
        "ARM_CLIENT_SECRET": azure.client_secret_file.read_text(),
        "ARM_SUBSCRIPTION_ID": azure.subscriptions[0],
        "ARM_DISABLE_INSTANCE_DISCOVERY": "true",
        "LOCALCLOUD_CA_FILE": str(azure.ca_file),
    }
    assert environment(azure, azure.subscriptions[1])["ARM_SUBSCRIPTION_ID"] == azure.subscriptions[1]
