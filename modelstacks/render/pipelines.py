"""GitHub Actions workflows for a project: checks and previews on a pull request, deployment from the main branch.

Two files, because they differ in what they may do. On a pull request code runs that nobody has reviewed: that workflow
holds no secret on a fork, and previews with an identity of its own. Deployment runs on what was merged, stack after
stack in the order of layers and environments, each behind the GitHub environment of its name.

Nothing of a pull request is interpolated into a script: what a script needs reaches it as an environment variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import yaml

from modelstacks.errors import CannotRunError
from modelstacks.render.templates import TEMPLATES, Escaped, environment, yaml_string
from modelstacks.render.writing import with_header
from modelstacks.settings.stack import RegionSettings, Settings

COMMAND = "modelstacks render pipelines"
DIRECTORY = PurePosixPath(".github/workflows")
PYTHON_VERSION = "3.11"
PULUMI_VERSION = "3.260.0"
"""Of the CLI. The one that the state format and the protocol of the embedded engine were compared with."""

_ENVIRONMENTS = ("dev", "test", "prod")
_STACK = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")
_SUBSCRIPTION = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,200}")
_ACTION = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
_VERSION = re.compile(r"v\d+\.\d+\.\d+")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class PipelineStack:
    """A stack as the pipeline sees it."""

    name: str
    environment: str
    """dev, test or prod; environments are deployed in this order."""
    subscription: str
    depends_on: tuple[str, ...] = ()
    """Stacks of earlier layers whose outputs it reads."""


def pipeline_stacks(settings: Mapping[str, Settings]) -> list[PipelineStack]:
    """The stacks of a project's settings, by stack name; a region depends on its shared stack."""
    return [
        PipelineStack(
            name=name,
            environment=stack.environment,
            subscription=stack.subscription,
            depends_on=(stack.shared,) if isinstance(stack, RegionSettings) else (),
        )
        for name, stack in sorted(settings.items())
    ]


def render_pipelines(stacks: Sequence[PipelineStack], *, branch: str = "main") -> dict[PurePosixPath, str]:
    """The workflow files by their path in the project.

    Raises CannotRunError for a stack without a usable name, an unknown or circular dependency, or no stack at all.
    """
    ordered = in_order(stacks)
    if not _BRANCH.fullmatch(branch):
        raise CannotRunError(f"{branch!r} cannot be the branch of a pipeline.", "Name a branch such as main.")
    templates = environment("pipelines/github", delimiters="brackets")
    templates.filters.update(quoted=workflow_string, job_id=_job_id, branch_name=_branch_name, pinned=_pinned)
    values: dict[str, Any] = {
        "stacks": ordered,
        "needs": needs(ordered),
        "branch": branch,
        "actions": _actions(),
        "python_version": PYTHON_VERSION,
        "pulumi_version": PULUMI_VERSION,
    }
    return {
        DIRECTORY / f"modelstacks-{name}.yml": with_header(
            templates.get_template(f"{name}.yml.j2").render(values), COMMAND
        )
        for name in ("check", "deploy")
    }


def in_order(stacks: Iterable[PipelineStack]) -> list[PipelineStack]:
    """Stacks by environment, each after the ones it depends on, otherwise by name."""
    remaining = {stack.name: _checked(stack) for stack in stacks}
    if not remaining:
        raise CannotRunError("There is no stack to render a pipeline for.", "Add stacks/<stack>.yaml.")
    for stack in remaining.values():
        if strange := sorted(set(stack.depends_on) - remaining.keys()):
            raise CannotRunError(f"Stack {stack.name} depends on {strange[0]}, which is not there.")
    ordered: list[PipelineStack] = []
    while remaining:
        done = {stack.name for stack in ordered}
        ready = [stack for stack in remaining.values() if done.issuperset(stack.depends_on)]
        if not ready:
            raise CannotRunError(f"Stacks depend on each other in a circle: {', '.join(sorted(remaining))}.")
        following = min(ready, key=lambda stack: (_ENVIRONMENTS.index(stack.environment), stack.name))
        ordered.append(remaining.pop(following.name))
    return ordered


def needs(ordered: Sequence[PipelineStack]) -> dict[str, tuple[str, ...]]:
    """Job ids that each stack's job waits for.

    A stack waits for the check, for the stacks it depends on, and for every stack of the environment before its own:
    what fails in test never reaches production.
    """
    by_environment = {each: [stack.name for stack in ordered if stack.environment == each] for each in _ENVIRONMENTS}
    found: dict[str, tuple[str, ...]] = {}
    for stack in ordered:
        earlier = reversed(_ENVIRONMENTS[: _ENVIRONMENTS.index(stack.environment)])
        previous = next((by_environment[each] for each in earlier if by_environment[each]), ())
        waits = {*stack.depends_on, *previous}
        found[stack.name] = ("check", *(f"up-{name}" for name in sorted(waits)))
    return found


def _checked(stack: PipelineStack) -> PipelineStack:
    if not _STACK.fullmatch(stack.name):
        raise CannotRunError(
            f"{stack.name!r} cannot be a job of a pipeline.", "Name stacks with lower case letters, digits and hyphens."
        )
    if stack.environment not in _ENVIRONMENTS:
        raise CannotRunError(f"Stack {stack.name}: {stack.environment!r} is none of {', '.join(_ENVIRONMENTS)}.")
    if not _SUBSCRIPTION.fullmatch(stack.subscription):
        raise CannotRunError(f"Stack {stack.name}: {stack.subscription!r} is not the id of a subscription.")
    return stack


def workflow_string(value: str) -> Escaped:
    """A YAML string that GitHub does not take for an expression. Raises ValueError when it would."""
    if "${{" in value:
        raise ValueError(f"{value!r} holds an expression of GitHub Actions")
    return yaml_string(value)


def _job_id(value: str) -> Escaped:
    if not _STACK.fullmatch(value):
        raise ValueError(f"{value!r} cannot be a job id")
    return Escaped(value)


def _branch_name(value: str) -> Escaped:
    if not _BRANCH.fullmatch(value):
        raise ValueError(f"{value!r} cannot stand in an expression")
    return Escaped(value)


def _pinned(action: Mapping[str, str]) -> Escaped:
    return Escaped(f"{action['uses']}@{action['commit']} # {action['version']}")


@cache
def _actions() -> dict[str, dict[str, str]]:
    content = yaml.safe_load((TEMPLATES / "pipelines/github/actions.yaml").read_text(encoding="utf-8"))
    actions: dict[str, dict[str, str]] = content["actions"]
    for name, action in actions.items():
        rules = ((_ACTION, "uses"), (_VERSION, "version"), (_COMMIT, "commit"))
        if wrong := [key for pattern, key in rules if not pattern.fullmatch(action[key])]:
            raise ValueError(f"actions.yaml: {name}: {wrong[0]} is {action[wrong[0]]!r}")
    return actions
