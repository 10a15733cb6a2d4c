"""One update: takes what the program registers, one resource at a time, and brings the cloud and the state there.

Steps are made under one lock, with the provider's `Check` and `Diff` in it, because every decision depends on the ones
before (who was replaced, which alias was used). They are carried out outside of it, by the thread that registered.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from localcloud.engine.deploy import planner
from localcloud.engine.deploy.aliases import AliasBook, AliasError
from localcloud.engine.deploy.defaults import DefaultProviders
from localcloud.engine.deploy.diff import NO_DIFFERENCE, Difference, ignore_changes
from localcloud.engine.deploy.executor import Executor, Stopped
from localcloud.engine.deploy.goal import AliasSpec, Goal, ReadGoal
from localcloud.engine.deploy.graph import deletion_order
from localcloud.engine.deploy.inquiry import Inquiry
from localcloud.engine.deploy.ledger import Ledger
from localcloud.engine.deploy.planner import Refused
from localcloud.engine.deploy.providers import Provider, ProviderRegistry
from localcloud.engine.deploy.report import Reporter
from localcloud.engine.deploy.states import state_of_goal, state_of_read
from localcloud.engine.deploy.steps import Step, same, update
from localcloud.engine.deploy.urn import ROOT_STACK_TYPE, make_urn
from localcloud.engine.errors import EngineError
from localcloud.engine.plugin.client import ProviderError
from localcloud.engine.state.resource import ResourceState, Snapshot
from localcloud.wire import PropertyMap

T = TypeVar("T")


@dataclass(frozen=True)
class Identity:
    """Which stack is deployed, and how."""

    project: str
    stack: str
    preview: bool
    parallel: int


class Deployment:
    """The core of `preview` and `up`.

    Args:
        base: the state before.
        package_config: the stack's configuration of a package, for its default providers.
    """

    def __init__(
        self,
        identity: Identity,
        base: Snapshot,
        providers: ProviderRegistry,
        ledger: Ledger,
        reporter: Reporter,
        package_config: Callable[[str], PropertyMap],
    ) -> None:
        self.identity = identity
        self._base = base
        self._ledger = ledger
        self._reporter = reporter
        self._lock = threading.RLock()
        self._defaults = DefaultProviders(self.register, package_config)
        self._aliases = AliasBook(identity.stack, identity.project)
        self._olds = {state.urn: state for state in base.resources if not state.delete}
        self._inquiry = Inquiry(providers, base.resources, self._aliases.renamed)
        self._goals: dict[str, Goal | ReadGoal] = {}
        self._settled: set[str] = set()
        self._replaced: set[str] = set()
        self._deleted_urns: set[str] = set()
        self._deleted_before: set[str] = set()
        self._deleted_states: set[ResourceState] = set()
        self._stack_outputs: PropertyMap | None = None
        self.executor = Executor(
            providers,
            ledger,
            reporter,
            provider_of=self._inquiry.provider_of,
            deleted=self._deleted_urns,
            preview=identity.preview,
            parallel=identity.parallel,
        )

    # -- what the program asks for ---------------------------------------------------------------------------------

    def register(self, goal: Goal) -> ResourceState:
        """Bring one resource to where the goal wants it.

        Raises:
            Stopped: it was not, which was reported.
        """
        with self._lock:
            steps, new = self._reported(goal, lambda: self._begin_registration(goal))
        if steps[0].name.startswith("import"):
            self.executor.run(steps)
            # What was imported is the old state now, what the program wants the new one.
            imported, wanted = new, state_of_goal(goal, new.urn, new)
            with self._lock:
                steps, new = self._reported(goal, lambda: self._continue_registration(goal, imported, wanted))
            if steps[-1].name == "same":
                return imported
        self.executor.run(steps)
        return new

    def read(self, goal: ReadGoal) -> ResourceState:
        """Read a resource that stays somebody else's.

        Raises:
            Stopped: it could not be read, which was reported.
        """
        with self._lock:
            steps = self._reported(goal, lambda: self._plan_read(goal))
        self.executor.run(steps)
        return steps[0].resource

    def register_outputs(self, urn: str, outputs: PropertyMap) -> None:
        """The outputs of a component; those of the stack wait for the end, when it is known whether all went well."""
        with self._lock:
            state = self._ledger.registered.get(urn)
            if state is None:
                raise EngineError(f"outputs were registered for {urn!r}, which is not registered")
            if state.type == ROOT_STACK_TYPE:
                self._stack_outputs = outputs
            elif state.outputs != outputs:
                state.outputs = outputs
                self._ledger.commit(put=[state])

    def default_provider(self, package: str, version: str, plugin_download_url: str) -> str:
        """The reference of the package's default provider, which is made when it is first asked for."""
        return self._defaults.reference(package, version, plugin_download_url)

    def provider(self, reference: str) -> Provider:
        """The running provider of a reference that the program uses."""
        return self._inquiry.provider(reference)

    def urn_of(self, parent: str, type_: str, name: str) -> str:
        """The URN that a resource has in this stack."""
        return make_urn(self.identity.stack, self.identity.project, parent, type_, name)

    def goal_of(self, urn: str) -> Goal | None:
        """What the program asked for under a URN."""
        goal = self._goals.get(urn)
        return goal if isinstance(goal, Goal) else None

    def refuse(self, message: str, urn: str = "") -> NoReturn:
        """End the deployment with an error."""
        self._reporter.diagnose("error", message, urn)
        self.executor.stop()
        raise Stopped

    # -- the end ---------------------------------------------------------------------------------------------------

    def delete_the_rest(self) -> None:
        """Delete what the program did not register, and what was replaced, in reverse order of dependency."""
        seen = self._goals.keys() | self._aliases.renamed.keys()
        steps = planner.deletions(self._base.resources, seen=seen, already_deleted=self._deleted_states)
        protected = planner.protected(steps)
        for state in protected:
            self._reporter.diagnose(
                "error",
                f"resource {state.urn!r} cannot be deleted: it is protected. Keep it in the program and remove "
                "`protect` from it there first",
                state.urn,
            )
        waits_for = deletion_order(self._base.resources, (step.resource for step in steps))
        kept = planner.kept_by(protected, waits_for)
        steps = [step for step in steps if step.resource not in kept]
        self._deleted_urns.update(step.urn for step in steps)
        self.executor.run_deletions(steps, waits_for)

    def conclude(self, *, failed: bool) -> tuple[PropertyMap, PropertyMap]:
        """Write the stack's outputs: (before, after). After a failure, one that is missing is not known to be gone."""
        root = next((state for state in self._ledger.registered.values() if state.type == ROOT_STACK_TYPE), None)
        old_root = self._base.stack_resource
        before = old_root.outputs if old_root else {}
        if root is None or self._stack_outputs is None:
            return before, before
        root.outputs = {**before, **self._stack_outputs} if failed else self._stack_outputs
        self._ledger.commit(put=[root])
        return before, root.outputs

    # -- one registration, under the lock --------------------------------------------------------------------------

    def _begin_registration(self, goal: Goal) -> tuple[list[Step], ResourceState]:
        urn = self._new_urn(goal.parent, goal.type, goal.name, goal)
        old = self._find_old(urn, goal.name, goal.type, goal.parent, goal.aliases)
        new = state_of_goal(goal, urn, old)
        if new.is_provider:
            self._inquiry.add_provider(new)
        if goal.custom and goal.import_id and _imports(goal, old):
            return self._steps_of_import(old, new), new
        return self._continue_registration(goal, old, new)

    def _continue_registration(
        self, goal: Goal, old: ResourceState | None, new: ResourceState
    ) -> tuple[list[Step], ResourceState]:
        deleted_before = new.urn in self._deleted_before
        # What is not ours, or gone already, says nothing about what is to be made; a tainted name is not kept either.
        ours = None if old is None or old.external or deleted_before else old
        kept = None if ours is None or ours.taint else ours
        inputs = goal.properties if kept is None else self._with_ignored_changes(goal, kept, new.urn)
        seed = secrets.token_bytes(32)
        if goal.custom:
            inputs = self._inquiry.check(new, {} if kept is None else kept.inputs, inputs, seed)
        new.inputs = inputs
        difference = NO_DIFFERENCE
        if ours is not None:
            difference = self._inquiry.difference(goal, ours, new, self._replaced)
        return self._steps(goal, old, new, difference, deleted_before=deleted_before, seed=seed), new

    def _with_ignored_changes(self, goal: Goal, old: ResourceState, urn: str) -> PropertyMap:
        inputs, impossible = ignore_changes(goal.properties, old.inputs, goal.ignore_changes)
        if impossible:
            paths = ", ".join(impossible)
            message = f"cannot ignore changes in added or removed elements of the path: {paths}"
            self._reporter.diagnose("info", message, urn)
        return inputs

    def _steps(
        self,
        goal: Goal,
        old: ResourceState | None,
        new: ResourceState,
        difference: Difference,
        *,
        deleted_before: bool,
        seed: bytes,
    ) -> list[Step]:
        decision = planner.decide(old, difference, deleted_for_replacement=deleted_before)
        self._settled.add(new.urn)
        if old is None or decision in ("create", "recreate", "take-over"):
            if decision == "recreate":
                self._deleted_before.discard(new.urn)
                self._replaced.add(new.urn)
            return planner.steps_of_creation(decision, old, new)
        if decision == "same":
            return [same(old, new)]
        if decision == "update":
            return [update(old, new, difference)]
        return self._replace(goal, old, new, difference, seed)

    def _replace(
        self, goal: Goal, old: ResourceState, new: ResourceState, difference: Difference, seed: bytes
    ) -> list[Step]:
        try:
            planner.refuse_replacement(goal, old, new)
        except Refused as refusal:
            if not self.identity.preview:
                raise
            self._reporter.diagnose("error", refusal.message, new.urn)
        self._replaced.add(new.urn)
        if goal.custom:
            new.inputs = self._inquiry.check(new, {}, goal.properties, seed)
        wanted = goal.delete_before_replace
        delete_first = difference.delete_before_replace if wanted is None else wanted
        if not delete_first:
            return planner.steps_of_replacement(old, new, difference, delete_first=False)
        dependents = self._inquiry.dependents_to_replace(old, self._settled)
        condemned = [state for state in dependents if state not in self._deleted_states]
        for state in condemned:
            planner.refuse_dependent(state, old.urn)
        for state in condemned:
            self._deleted_before.add(state.urn)
        self._deleted_states.update(condemned)
        self._deleted_urns.update(state.urn for state in condemned)
        self._deleted_urns.add(old.urn)
        return planner.steps_of_replacement(old, new, difference, delete_first=True, condemned=condemned)

    def _steps_of_import(self, old: ResourceState | None, new: ResourceState) -> list[Step]:
        self._settled.add(new.urn)
        if old is None or new.urn in self._deleted_before:
            return [Step("import", new=new)]
        self._replaced.add(new.urn)
        return [
            Step("import-replacement", old=old, new=new, pending_delete=True),
            Step("replace", old=old, new=new, pending_delete=True),
        ]

    def _plan_read(self, goal: ReadGoal) -> list[Step]:
        urn = self._new_urn(goal.parent, goal.type, goal.name, goal)
        old = self._find_old(urn, goal.name, goal.type, goal.parent, ())
        self._settled.add(urn)
        steps = planner.steps_of_read(goal, old, state_of_read(goal, urn))
        if len(steps) > 1:
            self._replaced.add(urn)
        return steps

    # -- names -----------------------------------------------------------------------------------------------------

    def _new_urn(self, parent: str, type_: str, name: str, goal: Goal | ReadGoal) -> str:
        if self.executor.stopping:
            raise Stopped
        if parent and parent not in self._goals:
            raise EngineError(f"the parent {parent!r} of {name!r} is not registered")
        urn = self.urn_of(parent, type_, name)
        if urn in self._goals:
            raise EngineError(
                f"duplicate resource URN {urn!r}: a resource of this type, name and parent is registered already",
                "Give one of the two another name.",
            )
        self._aliases.refuse_claimed(urn)
        self._goals[urn] = goal
        return urn

    def _find_old(
        self, urn: str, name: str, type_: str, parent: str, aliases: tuple[AliasSpec, ...]
    ) -> ResourceState | None:
        old = self._olds.get(urn)
        if old is not None:
            return old
        for candidate in self._aliases.candidates(name, type_, parent, aliases):
            if candidate != urn and (old := self._olds.get(candidate)) is not None:
                self._aliases.claim(urn, candidate, self._goals)
                self._ledger.rename(urn, candidate)
                return old
        return None

    def _reported(self, goal: Goal | ReadGoal, work: Callable[[], T]) -> T:
        """Run a part of a registration; what goes wrong in it is reported and ends the deployment."""
        try:
            return work()
        except (EngineError, AliasError, Refused, ProviderError, ValueError) as error:
            self.refuse(str(error), self.urn_of(goal.parent, goal.type, goal.name))


def _imports(goal: Goal, old: ResourceState | None) -> bool:
    """Whether the program's id is not the one that the state already has."""
    return old is None or old.external or (old.import_id or old.id) != goal.import_id
