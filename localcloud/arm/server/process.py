"""The process: takes the directory's lock, binds to loopback, says where it is, serves until SIGTERM."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from localcloud.arm.core.cloud import Cloud, Identity, stable_guid
from localcloud.arm.core.registry import Registry
from localcloud.arm.core.store import Store
from localcloud.arm.providers import ALL
from localcloud.arm.seed import load_seed
from localcloud.arm.server.application import make_application
from localcloud.arm.server.certificates import ensure_certificates
from localcloud.arm.server.directory import (
    Directory,
    read_or_make_secret,
    take_lock,
    write_endpoint,
)
from localcloud.arm.server.tokens import Tokens

LOOPBACK = "127.0.0.1"
IDENTITY = Identity(
    tenant_id="10ca1a2e-0000-4000-8000-000000000001",
    client_id="10ca1a2e-0000-4000-8000-000000000002",
    object_id=stable_guid("service principal", "10ca1a2e-0000-4000-8000-000000000002"),
)
"""The tenant and the application of every local Azure; nothing anywhere else knows them."""


class StartError(Exception):
    """The process cannot start; the text is for the person who started it."""


@dataclass(frozen=True)
class Options:
    """The command line of `python -m localcloud.arm`."""

    directory: Path
    port: int
    subscriptions: tuple[str, ...]
    seed: Path | None


def serve(options: Options, ready: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT. `ready` gets the address once requests are answered.

    Raises StartError (directory, port), SeedError (seed).
    """
    directory = Directory(options.directory)
    try:
        directory.create()
        lock = take_lock(directory)
    except OSError as error:
        raise StartError(f"directory {options.directory}: {error.strerror}") from None
    if lock is None:
        raise StartError(f"directory {options.directory}: another local Azure is running on it")
    try:
        seed = load_seed(options.seed)
        cloud = Cloud(_open_store(directory), Registry(ALL), seed, IDENTITY)
        cloud.add_subscriptions(options.subscriptions)
        cloud.operations.forget_old()
        ensure_certificates(directory)
        listener = _listen(options.port, cloud)
        tokens = Tokens(
            IDENTITY, read_or_make_secret(directory.client_secret), read_or_make_secret(directory.token_key)
        )
        _run(cloud, tokens, directory, listener, ready)
    finally:
        os.close(lock)


def _open_store(directory: Directory) -> Store:
    try:
        return Store(directory.database)
    except sqlite3.DatabaseError as error:
        raise StartError(f"{directory.database}: cannot be used ({error}); delete it to begin anew") from None


def _listen(port: int, cloud: Cloud) -> socket.socket:
    """Port 0 means the one of the last run when it is free (so that exported environments stay true), else any."""
    last = cloud.store.setting("port")
    listener = _bound(int(last)) if port == 0 and last else None
    try:
        listener = listener or _bind(port)
    except OSError as error:
        raise StartError(f"port {port}: {error.strerror}") from None
    listener.listen(256)
    cloud.store.set_setting("port", listener.getsockname()[1])
    return listener


def _bound(port: int) -> socket.socket | None:
    try:
        return _bind(port)
    except OSError:
        return None


def _bind(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Otherwise the port of a server that has just stopped stays taken for minutes.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError:
        listener.close()
        raise
    return listener


def _run(
    cloud: Cloud, tokens: Tokens, directory: Directory, listener: socket.socket, ready: Callable[[str], None]
) -> None:
    endpoint = f"https://{LOOPBACK}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        make_application(cloud, tokens),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
        ssl_certfile=directory.server_certificate,
        ssl_keyfile=directory.server_key,
    )
    server = _Server(
        config,
        started=lambda: _announce(cloud, directory, endpoint, ready),
        ending=lambda: directory.endpoint.unlink(missing_ok=True),
    )
    try:
        server.run(sockets=[listener])
    finally:
        cloud.store.close()


def _announce(cloud: Cloud, directory: Directory, endpoint: str, ready: Callable[[str], None]) -> None:
    write_endpoint(
        directory,
        {
            "endpoint": endpoint,
            "pid": os.getpid(),
            "tenantId": cloud.identity.tenant_id,
            "clientId": cloud.identity.client_id,
            "clientSecretFile": str(directory.client_secret),
            "caFile": str(directory.ca_file),
            "subscriptions": cloud.subscriptions,
        },
    )
    ready(endpoint)


class _Server(uvicorn.Server):
    """uvicorn, with a word at the moment from which requests are answered, and one before they no longer are."""

    def __init__(self, config: uvicorn.Config, *, started: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce_start = started
        self._announce_end = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._announce_end()
        # A request is answered within one turn of the loop: there is nothing to wait for but idle connections.
        self.force_exit = True
        await super().shutdown(sockets)
