"""The real Pulumi CLI on the same world: the oracle of this engine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from tests.localcloud.engine.operations.world import PASSPHRASE, World

_CHANGES: Final = re.compile(r"^\s+(?:\d+ changes?\. |[+~=<>-]*)\s*(\d+) (.+)$")
_NAMES: Final = {
    "created": "create",
    "updated": "update",
    "deleted": "delete",
    "replaced": "replace",
    "unchanged": "same",
    "imported": "import",
    "to create": "create",
    "to update": "update",
    "to delete": "delete",
    "to replace": "replace",
    "to import": "import",
}


class PulumiCli:
    """Runs `pulumi` on a world's stack."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._environment = {
            **os.environ,
            **world.environment,
            "PATH": os.pathsep.join([str(world.plugin.parent), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PULUMI_BACKEND_URL": f"file://{world.directory / 'backend'}",
            "PULUMI_HOME": str(world.directory / "pulumi-home"),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command on the stack."""
        return subprocess.run(
            ["pulumi", *arguments, "--stack", self._world.stack, "--non-interactive"],
            check=False,
            cwd=self._world.program_directory,
            env=self._environment,
            capture_output=True,
            text=True,
        )

    def init(self) -> None:
        """Make the stack."""
        (self._world.directory / "backend").mkdir(exist_ok=True)
        result = self.run("stack", "init")
        assert result.returncode == 0, result.stderr

    def operate(self, operation: str) -> tuple[bool, dict[str, int]]:
        """An operation: whether it failed, and what it counted."""
        confirmed = [] if operation == "preview" else ["--yes", "--skip-preview"]
        result = self.run(operation, *confirmed)
        return result.returncode != 0, _counts(result.stdout)


def _counts(output: str) -> dict[str, int]:
    _, _, tail = output.rpartition("Resources:\n")
    found = (_CHANGES.match(line) for line in tail.splitlines())
    return {_NAMES[match[2]]: int(match[1]) for match in found if match and match[2] in _NAMES}


def normalised(world: World) -> dict[str, Any]:
    """State and cloud without what two runs of the same engine differ in: times, random names, ids, ciphertexts."""
    names: dict[str, str] = {}
    for position, state in enumerate(sorted(world.state, key=lambda state: (state["urn"], state.get("delete", False)))):
        if state.get("id"):
            names[state["id"]] = f"<id {state['urn'].rpartition('::')[2]} {state.get('delete', False)} {position}>"
    for name in world.things.keys() - names.keys():
        names[name] = f"<orphan {name.split('-')[0]}>"

    def plain(value: Any) -> Any:
        match value:
            case dict():
                if "ciphertext" in value:
                    return "<secret>"
                return {_text(key): plain(item) for key, item in sorted(value.items()) if key not in _IGNORED}
            case list():
                return [plain(item) for item in value]
            case str():
                return _text(value)
            case _:
                return value

    def _text(text: str) -> str:
        for identity, label in names.items():
            text = text.replace(identity, label)
        return text

    states = [plain(state) for state in world.state]
    return {
        "state": sorted(states, key=lambda state: (state["urn"], state.get("delete", False))),
        "pending": [(entry["type"], plain(entry["resource"])["urn"]) for entry in world.pending],
        "cloud": sorted((plain({"name": name, **thing}) for name, thing in world.things.items()), key=str),
    }


_IGNORED: Final = {"created", "modified", "stackTrace", "sourcePosition"}
