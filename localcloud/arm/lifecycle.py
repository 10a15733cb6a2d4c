"""Starting, finding and stopping a local Azure, and the environment that points azure-native at it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from localcloud.arm.client import ArmConnection
from localcloud.arm.server.directory import Directory, is_locked, read_endpoint

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_PAUSE_SECONDS = 0.02


class LocalAzureError(Exception):
    """What went wrong with the local Azure, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class LocalAzure:
    """A running local Azure."""

    directory: Path
    endpoint: str
    """`https://127.0.0.1:PORT`."""
    ca_file: Path
    tenant_id: str
    client_id: str
    client_secret_file: Path
    subscriptions: tuple[str, ...]
    pid: int

    def connect(self) -> ArmConnection:
        """A signed-in connection."""
        return ArmConnection(self.endpoint, self.ca_file, self.tenant_id, self.client_id, self.client_secret_file)


def start(directory: Path, *, subscriptions: Sequence[str], seed: Path | None = None, port: int = 0) -> LocalAzure:
    """Make sure that a local Azure runs on `directory` and has these subscriptions; returns when it answers requests.

    `port` 0 takes the last one if it is free, else any. One that runs already stays as it is, with its seed and port.
    Raises LocalAzureError.
    """
    if not subscriptions:
        raise LocalAzureError("a local Azure needs at least one subscription")
    directory = directory.absolute()
    azure = _wait_until_settled(directory)
    if azure is None:
        azure = _spawn(directory, subscriptions, seed, port)
    known = {one.lower() for one in azure.subscriptions}
    missing = [one for one in subscriptions if one.lower() not in known]
    if missing:
        azure.connect().request("POST", "/localcloud/subscriptions", {"subscriptions": missing})
        return replace(azure, subscriptions=(*azure.subscriptions, *missing))
    return azure


def running(directory: Path) -> LocalAzure | None:
    """The local Azure that runs on a directory, if one does."""
    files = Directory(directory.absolute())
    document = read_endpoint(files) if is_locked(files) else None
    if document is None:
        return None
    return LocalAzure(
        directory=files.root,
        endpoint=document["endpoint"],
        ca_file=Path(document["caFile"]),
        tenant_id=document["tenantId"],
        client_id=document["clientId"],
        client_secret_file=Path(document["clientSecretFile"]),
        subscriptions=tuple(document["subscriptions"]),
        pid=document["pid"],
    )


def stop(directory: Path) -> bool:
    """Stop it and wait until it is gone; False when none was running. Its data stays."""
    azure = running(directory)
    if azure is None:
        return False
    os.kill(azure.pid, signal.SIGTERM)
    files = Directory(azure.directory)
    deadline = time.monotonic() + _STOP_SECONDS
    while is_locked(files):
        if time.monotonic() > deadline:
            raise LocalAzureError(f"the local Azure (process {azure.pid}) does not stop", f"kill -9 {azure.pid}")
        time.sleep(_PAUSE_SECONDS)
    return True


def reset(directory: Path) -> None:
    """Forget every resource, quota, fault and setting; it goes on running. LocalAzureError when it is not running."""
    azure = running(directory)
    if azure is None:
        raise LocalAzureError(f"no local Azure is running on {directory}", "start it first")
    azure.connect().request("POST", "/localcloud/reset")


def environment(azure: LocalAzure, subscription: str | None = None) -> dict[str, str]:
    """The variables that azure-native (ours and the real one) and the Azure SDKs read."""
    variables: Mapping[str, str] = {
        "ARM_METADATA_HOSTNAME": azure.endpoint.removeprefix("https://"),
        "ARM_TENANT_ID": azure.tenant_id,
        "ARM_CLIENT_ID": azure.client_id,
        "ARM_CLIENT_SECRET": azure.client_secret_file.read_text(encoding="ascii").strip(),
        "ARM_SUBSCRIPTION_ID": subscription or azure.subscriptions[0],
        "ARM_DISABLE_INSTANCE_DISCOVERY": "true",
        "LOCALCLOUD_CA_FILE": str(azure.ca_file),
    }
    return dict(variables)


def _spawn(directory: Path, subscriptions: Sequence[str], seed: Path | None, port: int) -> LocalAzure:
    command = [sys.executable, "-m", "localcloud.arm", "--detach", "--directory", str(directory), "--port", str(port)]
    for subscription in subscriptions:
        command += ["--subscription", subscription]
    if seed is not None:
        command += ["--seed", str(seed.absolute())]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    # Someone else may have started it between our look and our start: then theirs is as good.
    azure = _wait_until_settled(directory)
    if azure is None:
        reason = done.stderr.strip().splitlines()[-1:] or ["it ended without a word"]
        raise LocalAzureError(reason[0].removeprefix("localcloud.arm: "), f"its log is {Directory(directory).log}")
    return azure


def _wait_until_settled(directory: Path) -> LocalAzure | None:
    """The one that runs, or None; a process that is just starting or stopping is waited for."""
    deadline = time.monotonic() + _START_SECONDS
    files = Directory(directory)
    while is_locked(files):
        azure = running(directory)
        if azure is not None:
            return azure
        if time.monotonic() > deadline:
            raise LocalAzureError(f"a process holds {files.lock} but does not answer", f"its log is {files.log}")
        time.sleep(_PAUSE_SECONDS)
    return None
