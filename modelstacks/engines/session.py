"""An engine ready to work: chosen, with its environment, and the local Azure where that is the target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from modelstacks.engines.embedded import EmbeddedEngine
from modelstacks.engines.handover import hand_over
from modelstacks.engines.interface import Engine, Target
from modelstacks.engines.process_environment import local_process_environment, real_process_environment
from modelstacks.engines.pulumi_cli import PulumiCli
from modelstacks.engines.selection import EngineChoice, select_engine
from modelstacks.local import LocalDirectory, cli_environment, prepare_configuration, running_azure, start_azure
from modelstacks.project import Project

if TYPE_CHECKING:
    from localcloud.arm.lifecycle import LocalAzure


@dataclass(frozen=True)
class Session:
    """What an operation needs besides its stacks."""

    project: Project
    target: Target
    engine: Engine
    azure: LocalAzure | None
    """Set when the target is local and the local Azure runs."""

    @property
    def banner(self) -> str:
        """The first line of the output: which engine, which target."""
        return f"{self.engine.label} · {self.target_description}"

    @property
    def target_description(self) -> str:
        return describe(self.target, self.azure)


def describe(target: Target, azure: LocalAzure | None) -> str:
    """The target, in the words of the first line of the output."""
    if target == "azure":
        return "the real Azure, as this shell is signed in to it"
    return f"local Azure ({azure.endpoint if azure else 'not running'})"


def open_session(
    project: Project, choice: EngineChoice, target: Target, *, start: bool, notify: Callable[[str], None]
) -> Session:
    """Choose the engine and, for the local target, find the local Azure; `start` starts it when it does not run.

    Raises CannotRunError: no CLI for `--target azure`, the embedded engine asked for it, the local Azure cannot start.
    """
    engine = select_engine(choice, target)
    if target == "azure":
        return Session(project, target, PulumiCli(project.root, lambda _: real_process_environment()), None)
    directory = LocalDirectory(project.root)
    directory.prepare()
    azure = start_azure(directory, subscriptions(project)) if start else running_azure(directory)
    if engine == "pulumi":
        return Session(project, target, _local_pulumi_cli(project, directory, azure, notify), azure)
    embedded = EmbeddedEngine(
        directory,
        azure,
        committed_configuration=lambda stack: committed_configuration(project, stack),
        subscription=lambda stack: subscription_of(project, stack),
    )
    return Session(project, target, embedded, azure)


def subscriptions(project: Project) -> list[str]:
    """Every subscription that the stacks' settings name."""
    return sorted({entry.form.subscription for entry in project.stacks.values()})


def subscription_of(project: Project, stack: str) -> str:
    return project.stacks[stack].form.subscription


def committed_configuration(project: Project, stack: str) -> Path:
    """`Pulumi.<stack>.yaml` as it is in git (`stackConfigDir` of Pulumi.yaml)."""
    return project.root / "stacks" / f"Pulumi.{stack}.yaml"


def _local_pulumi_cli(
    project: Project, directory: LocalDirectory, azure: LocalAzure | None, notify: Callable[[str], None]
) -> PulumiCli:
    # Cached: a command asks several times, and a journal is folded once, before the CLI sees the stack.
    @cache
    def config_file(stack: str) -> Path:
        path = prepare_configuration(directory, stack, committed_configuration(project, stack))
        hand_over(directory, stack, path, notify)
        return path

    def environment(stack: str) -> dict[str, str]:
        variables = cli_environment(directory, stack, config_file(stack), azure, subscription_of(project, stack))
        return local_process_environment(variables)

    def create(stack: str) -> None:
        hand_over(directory, stack, config_file(stack), notify, create=True)

    return PulumiCli(project.root, environment, create)
