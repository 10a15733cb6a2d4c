"""Start-up of the command line: the median of several runs, warm, beside what Python and Pulumi need by themselves.

`check` runs on every commit of every team, so its bar is `python -c "import pulumi"`: a preflight that is slower than
merely starting the program it protects would not be run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 7

COMMANDS: Mapping[str, Sequence[str]] = {
    "python -c pass": ("-c", "pass"),
    "modelstacks --version": ("-m", "modelstacks", "--version"),
    "modelstacks schema": ("-m", "modelstacks", "schema"),
    "modelstacks check": ("-m", "modelstacks", "check"),
    "modelstacks plan": ("-m", "modelstacks", "plan"),
    'python -c "import pulumi"': ("-c", "import pulumi"),
}


def seconds(arguments: Sequence[str], runs: int = RUNS) -> float:
    """Median wall time of one command in the project, after one run that warms the caches."""
    return statistics.median(_once(arguments) for _ in range(runs + 1))


def _once(arguments: Sequence[str]) -> float:
    # Compiled modules are kept on a person's machine; an environment that forbids it would measure the compiler.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False)
    return time.perf_counter() - started


def rows() -> list[tuple[str, str]]:
    """(command, milliseconds) for each command."""
    return [(name, f"{seconds(arguments) * 1000:.0f}") for name, arguments in COMMANDS.items()]
