"""One operation of the embedded engine as a process: `python -m benchmarks.embedded <operation> <directory>`."""

from __future__ import annotations

import sys
from pathlib import Path

from localcloud import engine
from localcloud.engine import StackTarget

OPERATIONS = {"preview": engine.preview, "up": engine.up, "destroy": engine.destroy}


def main(operation: str, directory: Path) -> int:
    target = StackTarget(
        project_directory=directory,
        stack="dev",
        backend=directory / "backend",
        config_file=directory / "Pulumi.dev.yaml",
        passphrase="benchmark",  # noqa: S106 - of a state that lives for seconds
        plugins={"bench": directory / "bin" / "pulumi-resource-bench"},
        environment={},
    )
    summary = OPERATIONS[operation](target, lambda _event: None)
    for diagnostic in summary.diagnostics:
        print(diagnostic)
    return int(summary.failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
