"""`python -m localcloud.arm --directory DIR [--port N] [--seed FILE] --subscription ID …`: run a local Azure.

In the foreground until SIGTERM, or with `--detach` as a process of its own: the command then returns when requests are
answered. Exit codes: 0, and 2 with one line on stderr when it cannot start.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

if TYPE_CHECKING:
    from localcloud.arm.server.process import Options


def _subscription(text: str) -> str:
    return str(UUID(text))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m localcloud.arm", description="Run a local Azure on loopback.")
    parser.add_argument("--directory", type=Path, required=True, metavar="DIR", help="where it keeps its data")
    parser.add_argument("--port", type=int, default=0, help="0 (default): the last one if free, else any")
    parser.add_argument(
        "--seed", type=Path, metavar="FILE", help="regions, models and quotas instead of the default ones"
    )
    parser.add_argument(
        "--subscription",
        type=_subscription,
        action="append",
        required=True,
        metavar="ID",
        help="a GUID; may be repeated",
    )
    parser.add_argument("--detach", action="store_true", help="leave a process running and return when it is ready")
    return parser


def _serve(options: Options, report: int | None) -> int:
    """Serve until the end; says on `report` (a descriptor) or stdout that it is ready, or on stderr why not."""
    from localcloud.arm.seed import SeedError
    from localcloud.arm.server.process import StartError, serve

    def ready(endpoint: str) -> None:
        if report is None:
            print(f"local Azure at {endpoint}", flush=True)  # noqa: T201 - the command's one line of output
        else:
            os.write(report, f"0{endpoint}".encode())
            os.close(report)

    try:
        serve(options, ready)
    except (StartError, SeedError) as error:
        if report is None:
            print(f"localcloud.arm: {error}", file=sys.stderr)  # noqa: T201
        else:
            os.write(report, f"2localcloud.arm: {error}".encode())
        return 2
    return 0


def _detach(options: Options) -> int:
    """Fork; the child serves, and tells the parent over a pipe how its start went.

    The parent leaves at once afterwards, so the server is nobody's child that would have to be reaped.
    """
    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read().decode()
        ok = said.startswith("0")
        text = said[1:] or f"localcloud.arm: it ended before it was ready; see {options.directory / 'azure.log'}"
        print(f"local Azure at {text}" if ok else text, file=sys.stdout if ok else sys.stderr)
        return 0 if ok else 2
    os.close(reading)
    return _become_a_daemon(options, writing)


def _become_a_daemon(options: Options, report: int) -> NoReturn:
    code = 2
    try:
        os.setsid()
        try:
            options.directory.mkdir(parents=True, exist_ok=True)
            log = os.open(options.directory / "azure.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            os.write(report, f"2localcloud.arm: directory {options.directory}: {error.strerror}".encode())
            os._exit(2)
        os.chdir(options.directory)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        code = _serve(options, report)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> int:
    """The command."""
    arguments = _parser().parse_args()
    from localcloud.arm.server.process import Options

    options = Options(
        directory=arguments.directory.absolute(),
        port=arguments.port,
        subscriptions=tuple(dict.fromkeys(arguments.subscription)),
        seed=arguments.seed,
    )
    return _detach(options) if arguments.detach else _serve(options, None)


if __name__ == "__main__":
    sys.exit(main())
