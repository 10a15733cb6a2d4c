"""Runs a Pulumi program inside the program's own virtual environment.

Started by path and never imported by the engine, so it may use nothing but the standard library and the program's own
`pulumi`, of whatever version: arguments that a version's `Settings` doesn't have are left out. The one argument is the
settings as JSON. Exit codes are those of the Pulumi CLI's language host: 0, 1 for an error that was logged, 32 for an
unhandled exception whose traceback was logged.
"""

# ruff: noqa: PTH100, PTH109, PTH120, T201

import asyncio
import concurrent.futures
import gc
import inspect
import json
import logging
import os
import runpy
import sys
import threading
import traceback
import typing

MISSING_SDK = 3


def _end_with_the_engine() -> None:
    # Our stdin is a pipe that nobody writes to: it ends when the engine does, however it does. Without this a program
    # whose engine was killed would wait for its monitor for ever.
    while os.read(0, 4096):
        pass
    os._exit(1)


def main(arguments: "dict[str, typing.Any]") -> int:
    threading.Thread(target=_end_with_the_engine, daemon=True).start()
    # This script's directory is none of the program's business; the program's own stands there, also for late imports.
    if sys.path[0] == os.path.dirname(__file__):
        del sys.path[0]
    sys.path.insert(0, os.getcwd())
    try:
        import pulumi
        import pulumi.runtime
    except ImportError as error:
        print(f"the program's interpreter {sys.executable} cannot import `pulumi`: {error}", file=sys.stderr)
        return MISSING_SDK
    # A program is a big graph that lives until it ends, so the collector finds nothing, again and again: at its usual
    # threshold it takes 60 % of a large program's time (14.9 s instead of 5.4 s for 1,000 resources).
    gc.set_threshold(50_000, 50, 100)

    pulumi.runtime.set_all_config(pulumi.runtime.get_config_env(), pulumi.runtime.get_config_secret_keys_env())
    known = inspect.signature(pulumi.runtime.Settings.__init__).parameters
    pulumi.runtime.configure(pulumi.runtime.Settings(**{key: arguments[key] for key in arguments if key in known}))
    # A deployment that fails leaves futures nobody awaits; asyncio's complaints about them would bury the error.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)

    sys.argv = [arguments["program"]]
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    with concurrent.futures.ThreadPoolExecutor(max_workers=arguments["parallel"] * 4) as executor:
        loop.set_default_executor(executor)
        try:
            loop.run_until_complete(pulumi.runtime.run_in_stack(_program))
        except pulumi.RunError as error:
            pulumi.log.error(str(error))
            return 1
        except Exception as error:
            pulumi.log.error("Program failed with an unhandled exception:\n" + _trace(error))
            return 32
    return 0


def _program() -> None:
    runpy.run_path(sys.argv[0], run_name="__main__")


def _trace(error: Exception) -> str:
    """The traceback from the program's first own frame on; without any (a syntax error), the error alone."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [index for index, frame in enumerate(frames) if _is_own(frame.filename)]
    limit = own[0] - len(frames) if own else 0
    return "".join(traceback.format_exception(type(error), error, error.__traceback__, limit=limit))


def _is_own(filename: str) -> bool:
    return not filename.startswith("<") and os.path.abspath(filename).startswith(os.getcwd() + os.sep)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
