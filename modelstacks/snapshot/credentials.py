"""Signing in: to a cloud that the environment describes (the local Azure), or to Azure with azure-identity.

The environment is the one that azure-native itself reads: what `pulumi` talks to, this talks to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

from modelstacks.snapshot.arm import ArmReader, parsed, pool_manager, refusal, send
from modelstacks.snapshot.model import SnapshotError

AZURE = "https://management.azure.com"
METADATA_VERSION = "2022-09-01"
EARLY_SECONDS = 300
"""A token is renewed so long before it ends: longer than any one request here takes."""


def arm_from_environment(environment: Mapping[str, str]) -> ArmReader:
    """ARM of the cloud that ARM_METADATA_HOSTNAME describes, as the client that the environment names.

    Raises SnapshotError when a variable is missing or the sign-in fails.
    """
    names = ("ARM_METADATA_HOSTNAME", "ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET")
    missing = [name for name in names if not environment.get(name)]
    if missing:
        hint = "`modelstacks local env` prints the variables of the local Azure."
        raise SnapshotError(f"not set in the environment: {', '.join(missing)}", hint)
    host, tenant, client, secret = (environment[name] for name in names)
    ca_file = Path(environment["LOCALCLOUD_CA_FILE"]) if environment.get("LOCALCLOUD_CA_FILE") else None
    pool = pool_manager(ca_file)
    url = f"https://{host}/metadata/endpoints?{urlencode({'api-version': METADATA_VERSION})}"
    answer = send(pool, "GET", url, {"Accept": "application/json"})
    if answer.status != 200:
        raise SnapshotError(f"the metadata endpoint of {host} refuses: {refusal(answer)}")
    try:
        cloud = parsed(answer)
        login, audience = cloud["authentication"]["loginEndpoint"], cloud["authentication"]["audiences"][0]
        endpoint = cloud["resourceManager"]
    except (KeyError, IndexError, TypeError):
        raise SnapshotError(f"the metadata of {host} do not say where ARM and its login are") from None
    form = {
        "grant_type": "client_credentials",
        "client_id": client,
        "client_secret": secret,
        "scope": f"{audience.rstrip('/')}/.default",
    }

    def fetch() -> tuple[str, float]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = send(pool, "POST", f"{login.rstrip('/')}/{tenant}/oauth2/v2.0/token", headers, urlencode(form))
        if answer.status != 200:
            raise SnapshotError(f"the sign-in as {client} failed: {refusal(answer)}")
        body = parsed(answer)
        return body["access_token"], time.monotonic() + float(body["expires_in"])

    return ArmReader(endpoint, _cached(fetch), ca_file)


def arm_of_azure() -> ArmReader:
    """Azure's ARM, as whoever azure-identity finds: workload identity, managed identity, `az login`.

    Raises SnapshotError when the optional dependency is missing or nobody is signed in.
    """
    try:
        from azure.core.exceptions import ClientAuthenticationError
        from azure.identity import DefaultAzureCredential
    except ImportError:
        hint = "Install it: pip install 'modelstacks[azure]'."
        raise SnapshotError("reading a real subscription needs the package azure-identity", hint) from None
    credential = DefaultAzureCredential()

    def fetch() -> tuple[str, float]:
        try:
            token = credential.get_token(f"{AZURE}/.default")
        except ClientAuthenticationError as problem:
            reason = str(problem).splitlines()[0]
            raise SnapshotError(f"nobody is signed in to Azure: {reason}", "Sign in with `az login`.") from None
        return token.token, time.monotonic() + token.expires_on - time.time()

    return ArmReader(AZURE, _cached(fetch))


def _cached(fetch: Callable[[], tuple[str, float]]) -> Callable[[], str]:
    """A token provider that fetches anew only when the last token is about to end."""
    held: list[tuple[str, float]] = []

    def token() -> str:
        if not held or held[0][1] - EARLY_SECONDS < time.monotonic():
            held[:] = [fetch()]
        return held[0][0]

    return token
