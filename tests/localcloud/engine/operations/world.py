"""A project, a backend, a cloud, and the engine on them: what every scenario stands on."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localcloud import engine
from localcloud.engine import Event, StackTarget, Summary
from localcloud.engine.events import StepFinished

HERE = Path(__file__).parent
PASSPHRASE = "correct horse"


@dataclass
class World:
    """One stack. `events` are those of the last operation."""

    directory: Path
    project: str = "proj"
    stack: str = "dev"
    events: list[Event] = field(default_factory=list[Event])

    def __post_init__(self) -> None:
        self.program_directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "cloud" / "faults").mkdir(parents=True, exist_ok=True)
        (self.program_directory / "Pulumi.yaml").write_text(f"name: {self.project}\nruntime: python\n")
        shutil.copy(HERE / "things.py", self.program_directory)
        if not self.plugin.exists():
            self.plugin.parent.mkdir(parents=True, exist_ok=True)
            self.plugin.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{HERE / "provider.py"}" "$@"\n')
            self.plugin.chmod(0o755)

    @property
    def program_directory(self) -> Path:
        return self.directory / self.project

    @property
    def plugin(self) -> Path:
        return self.directory / "bin" / "pulumi-resource-test"

    @property
    def config_file(self) -> Path:
        return self.program_directory / f"Pulumi.{self.stack}.yaml"

    @property
    def checkpoint(self) -> Path:
        return self.directory / "backend" / ".pulumi" / "stacks" / self.project / f"{self.stack}.json"

    @property
    def target(self) -> StackTarget:
        return StackTarget(
            project_directory=self.program_directory,
            stack=self.stack,
            backend=self.directory / "backend",
            config_file=self.config_file,
            passphrase=PASSPHRASE,
            plugins={"test": self.plugin},
            environment=self.environment,
            description="a test cloud",
        )

    @property
    def environment(self) -> dict[str, str]:
        return {"TEST_CLOUD": str(self.directory / "cloud"), "PYTHONDONTWRITEBYTECODE": "1"}

    def another_stack(self, stack: str, project: str = "") -> World:
        return World(self.directory, project or self.project, stack)

    # -- the program -----------------------------------------------------------------------------------------------

    def program(self, text: str) -> None:
        head = "import os\nimport pulumi\nfrom pulumi import ResourceOptions as Options\nfrom things import *\n"
        (self.program_directory / "__main__.py").write_text(head + textwrap.dedent(text))

    def configure(self, text: str) -> None:
        salt = [line for line in self._config_lines() if line.startswith("encryptionsalt")]
        self.config_file.write_text("\n".join([*salt, textwrap.dedent(text)]))

    def _config_lines(self) -> list[str]:
        return self.config_file.read_text().splitlines() if self.config_file.exists() else []

    # -- operations ------------------------------------------------------------------------------------------------

    def up(self, text: str | None = None, *, fails: bool = False, refresh: bool = False) -> Summary:
        if text is not None:
            self.program(text)
        self.events = []
        return self._judged(engine.up(self.target, self.events.append, refresh=refresh), fails=fails)

    def preview(self, text: str | None = None, *, fails: bool = False, refresh: bool = False) -> Summary:
        if text is not None:
            self.program(text)
        self.events = []
        return self._judged(engine.preview(self.target, self.events.append, refresh=refresh), fails=fails)

    def refresh(self, *, fails: bool = False) -> Summary:
        self.events = []
        return self._judged(engine.refresh(self.target, self.events.append), fails=fails)

    def destroy(self, *, fails: bool = False) -> Summary:
        self.events = []
        return self._judged(engine.destroy(self.target, self.events.append), fails=fails)

    def _judged(self, summary: Summary, *, fails: bool) -> Summary:
        said = "\n".join(f"{diagnostic.severity}: {diagnostic.message}" for diagnostic in summary.diagnostics)
        assert summary.failed is fails, said
        return summary

    # -- what is true now ------------------------------------------------------------------------------------------

    @property
    def steps(self) -> list[str]:
        """The steps of the last operation that did something, as `name resource`, in order."""
        done = [event.step for event in self.events if isinstance(event, StepFinished)]
        return [f"{step.name} {step.resource_name}" for step in done if step.name != "same"]

    @property
    def things(self) -> dict[str, dict[str, Any]]:
        """What exists in the cloud, by name."""
        return {path.stem: json.loads(path.read_text()) for path in (self.directory / "cloud/things").glob("*.json")}

    @property
    def state(self) -> list[dict[str, Any]]:
        """The resources of the checkpoint."""
        return json.loads(self.checkpoint.read_text())["checkpoint"]["latest"].get("resources", [])

    @property
    def pending(self) -> list[dict[str, Any]]:
        """The pending operations of the checkpoint."""
        return json.loads(self.checkpoint.read_text())["checkpoint"]["latest"].get("pending_operations") or []

    def resource(self, name: str) -> dict[str, Any]:
        """The live resource of the checkpoint with a logical name."""
        found = [state for state in self.state if state["urn"].endswith(f"::{name}") and not state.get("delete")]
        assert len(found) == 1, found
        return found[0]

    @property
    def names(self) -> list[str]:
        """The logical names of the checkpoint's resources but the stack and providers, in its order."""
        skipped = ("pulumi:pulumi:Stack", "pulumi:providers:")
        return [state["urn"].rpartition("::")[2] for state in self.state if not state["type"].startswith(skipped)]

    def calls(self, *operations: str) -> list[str]:
        """The calls that the provider got, of these kinds, in the order in which they began."""
        log = self.directory / "cloud" / "calls.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line for line in lines if line.split()[0] in operations and not line.endswith(" done")]

    def edit(self, name: str, **fields: Any) -> None:
        """Change a resource of the checkpoint, as other tools do."""
        document = json.loads(self.checkpoint.read_text())
        for state in document["checkpoint"]["latest"]["resources"]:
            if state["urn"].endswith(f"::{name}"):
                state.update(fields)
        self.checkpoint.write_text(json.dumps(document))

    def forget_calls(self) -> None:
        (self.directory / "cloud" / "calls.log").unlink(missing_ok=True)

    def fault(self, operation: str, name: str, text: str) -> Path:
        path = self.directory / "cloud" / "faults" / f"{operation}.{name}"
        path.write_text(text)
        return path

    def mend(self) -> None:
        for path in (self.directory / "cloud" / "faults").iterdir():
            path.unlink()

    def orphans(self) -> set[str]:
        """What exists in the cloud although the state knows nothing of it."""
        known = {state.get("id") for state in self.state}
        return self.things.keys() - known


def subprocess_environment(world: World) -> dict[str, str]:
    """For an engine that runs in a process of its own."""
    return {**os.environ, **world.environment}
