"""The embedded engine beside the Pulumi CLI: seconds, memory and bytes of preview, up, up again and destroy.

The program makes resources of 2 kB of a provider that does nothing, so what is compared is the engines and the SDK they
share. A run is a process from start to end, imports included, because that is what people wait for.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.measure import CommandFailedError, Cost, cost_of

SIZES: Final = (10, 100, 300)
SHAPES: Final = ("flat", "chained")
OPERATIONS: Final = ("preview", "first up", "up again", "destroy")

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Run:
    """What one engine needed for one program, by operation."""

    size: int
    shape: str
    engine: str
    costs: dict[str, Cost]


def run(console: Console, sizes: Sequence[int] = SIZES) -> None:
    """Measure and print; the CLI only where it is on PATH."""
    engines = ["embedded", *(["pulumi"] if _has_cli() else [])]
    if len(engines) == 1:
        console.print("The Pulumi CLI is not on PATH: the embedded engine is measured alone.")
    runs: list[Run] = []
    for size in sizes:
        for shape in SHAPES:
            for engine in engines:
                console.print(f"{size} resources, {shape}, {engine} …", style="dim")
                try:
                    runs.append(Run(size, shape, engine, measured(size, shape, engine)))
                except CommandFailedError as error:
                    console.print(str(error), style="red", markup=False)
    console.print(_table(runs))
    console.print(_growth(runs))


def measured(size: int, shape: str, engine: str) -> dict[str, Cost]:
    """The cost of each operation on a fresh stack.

    Raises:
        CommandFailedError: an operation failed.
    """
    # Beside the project, not in /tmp: that is memory on many machines, where nothing is ever written to a disk.
    scratch = HERE.parent / ".modelstacks"
    scratch.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=scratch) as name:
        directory = Path(name)
        environment = _project(directory, size, shape)
        commands = dict(_commands(engine, directory))
        if engine == "pulumi":
            cost_of(["pulumi", "stack", "init", "dev", "--non-interactive"], directory, environment)
        return {operation: cost_of(commands[operation], directory, environment) for operation in OPERATIONS}


def _commands(engine: str, directory: Path) -> Iterator[tuple[str, list[str]]]:
    for operation in OPERATIONS:
        verb = "up" if "up" in operation else operation
        if engine == "embedded":
            yield operation, [sys.executable, "-m", "benchmarks.embedded", verb, str(directory)]
        else:
            confirmed = [] if verb == "preview" else ["--yes", "--skip-preview"]
            yield operation, ["pulumi", verb, "--stack", "dev", "--non-interactive", *confirmed]


def _project(directory: Path, size: int, shape: str) -> dict[str, str]:
    runtime = f"runtime:\n  name: python\n  options: {{virtualenv: {sys.prefix}}}\n"
    (directory / "Pulumi.yaml").write_text(f"name: benchmark\n{runtime}")
    (directory / "Pulumi.dev.yaml").write_text(f"config:\n  benchmark:resources: {size}\n  benchmark:shape: {shape}\n")
    shutil.copy(HERE / "synthetic_program.py", directory / "__main__.py")
    provider = directory / "bin" / "pulumi-resource-bench"
    provider.parent.mkdir()
    provider.write_text(f'#!/bin/sh\nexec {sys.executable} {HERE / "synthetic_provider.py"} "$@"\n')
    provider.chmod(0o755)
    (directory / "backend").mkdir()
    return {
        **os.environ,
        "PATH": f"{provider.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(HERE.parent),
        "PULUMI_BACKEND_URL": f"file://{directory / 'backend'}",
        "PULUMI_HOME": str(directory / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "benchmark",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # The provider is on PATH; looking on the network for its version would be timed as the CLI's own work.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def _table(runs: list[Run]) -> Table:
    table = Table(title="Seconds, process start to end; of the first up also CPU seconds and MB written")
    for column in ("resources", "shape", "engine", *OPERATIONS, "CPU s", "peak MB", "MB written"):
        table.add_column(column, justify="left" if column in ("shape", "engine") else "right")
    for entry in runs:
        seconds = [f"{entry.costs[operation].seconds:.2f}" for operation in OPERATIONS]
        peak = max(cost.peak_mb for cost in entry.costs.values())
        first = entry.costs["first up"]
        cells = [f"{first.cpu_seconds:.2f}", f"{peak:.0f}", f"{first.written_mb:.1f}"]
        table.add_row(str(entry.size), entry.shape, entry.engine, *seconds, *cells)
    return table


def _growth(runs: list[Run]) -> Table:
    """What one more resource costs, between each size and the next: where it stays level, growth is linear."""
    table = Table(title="One more resource: milliseconds of CPU, kB written by the first up")
    for column in ("resources", "shape", "engine", *OPERATIONS, "kB written"):
        table.add_column(column, justify="left" if column in ("shape", "engine") else "right")
    by_key = {(entry.shape, entry.engine, entry.size): entry for entry in runs}
    sizes = sorted({entry.size for entry in runs})
    for (shape, engine, size), after in sorted(by_key.items(), key=lambda item: item[0]):
        position = sizes.index(size)
        before = by_key.get((shape, engine, sizes[position - 1])) if position else None
        if before is None:
            continue
        added = after.size - before.size
        cpu = [(after.costs[name].cpu_seconds - before.costs[name].cpu_seconds) * 1000 / added for name in OPERATIONS]
        written = (after.costs["first up"].written_mb - before.costs["first up"].written_mb) * 1000 / added
        cells = [f"{value:.1f}" for value in [*cpu, written]]
        table.add_row(f"{before.size} → {size}", shape, engine, *cells)
    return table


def _has_cli() -> bool:
    return all(shutil.which(tool) for tool in ("pulumi", "pulumi-language-python"))
