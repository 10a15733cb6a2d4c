"""Makes the golden states anew with the Pulumi CLI on PATH: `python tests/localcloud/engine/state/golden/make.py`.

Run it when the CLI's format has moved on, and read the difference before committing it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PASSPHRASE = "golden"
PROVIDER = HERE.parents[1] / "plugin" / "scripted_provider.py"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        script = work / "script.json"
        script.write_text("{}")
        provider = work / "bin" / "pulumi-resource-test"
        provider.parent.mkdir()
        provider.write_text(f'#!/bin/sh\nexec {sys.executable} {PROVIDER} {script} "$@"\n')
        provider.chmod(0o755)
        environment = {
            **os.environ,
            "PATH": f"{provider.parent}:{os.environ['PATH']}",
            "PULUMI_HOME": str(work / "home"),
            "PULUMI_BACKEND_URL": f"file://{work / 'backend'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        (work / "backend").mkdir()
        for scenario in ("secrets", "components", "features", "never-updated", "partial"):
            project = work / scenario
            project.mkdir()
            program = "components" if scenario in ("never-updated", "partial") else scenario
            shutil.copy(HERE / "programs" / f"{program}.py", project / "__main__.py")
            options = {"name": "python", "options": {"virtualenv": str(Path(sys.prefix))}}
            (project / "Pulumi.yaml").write_text(json.dumps({"name": "golden", "runtime": options}))
            failing = {"errors": {"Create": FAILURE}} if scenario == "partial" else {}
            script.write_text(json.dumps(failing))

            def pulumi(*arguments: str, check: bool = True, project: Path = project) -> str:
                command = ["pulumi", "--non-interactive", *arguments]
                done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)  # noqa: PLW1510
                if check and done.returncode:
                    sys.exit(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
                return done.stdout

            pulumi("stack", "init", scenario)
            pulumi("config", "set", "--secret", "password", "correct horse")
            if scenario != "never-updated":
                pulumi("up", "--yes", "--skip-preview", check=scenario != "partial")
            keep(work, scenario)
            if scenario == "components":
                # A run that is killed in the middle of an update and a create leaves both as pending operations.
                script.write_text(json.dumps({"hang": ["Update", "Create"]}))
                program = project / "__main__.py"
                program.write_text(program.read_text().replace('"order": 1', '"order": 7') + ADDED)
                kill_while_busy(["pulumi", "--non-interactive", "up", "--yes", "--skip-preview"], project, environment)
                keep(work, scenario, "pending")


ADDED = """
Thing("added", {"a": 1}, pulumi.ResourceOptions(provider=west))
"""


FAILURE = {
    "code": "UNKNOWN",
    "text": "half done",
    "partial": {"id": "half", "properties": {"a": 1}, "reasons": ["it never became ready", "it gave up"]},
}


def kill_while_busy(command: list[str], project: Path, environment: dict[str, str]) -> None:
    requests = project.parent / "script.requests.jsonl"
    requests.unlink(missing_ok=True)
    process = subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.DEVNULL)
    while not requests.exists() or not {"Update", "Create"} <= {json.loads(line)[0] for line in requests.open()}:
        time.sleep(0.05)
    orphans = descendants(process.pid)
    process.kill()
    process.wait()
    for pid in orphans:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """The CLI's own children outlive its kill; they are no part of what is shown here."""
    stats = [stat.read_text() for stat in Path("/proc").glob("[0-9]*/stat")]
    found = [int(stat.split()[0]) for stat in stats if stat.rpartition(")")[2].split()[1] == str(pid)]
    return found + [orphan for child in found for orphan in descendants(child)]


def keep(work: Path, scenario: str, name: str = "") -> None:
    state = work / "backend" / ".pulumi" / "stacks" / "golden" / f"{scenario}.json"
    # Where the machine that made it keeps its files is no part of a golden state.
    text = re.sub(r"project:///(?:\.\./)+[^\"]*/", "project:///../outside/", state.read_text())
    (HERE / f"{name or scenario}.json").write_text(text)


main()
