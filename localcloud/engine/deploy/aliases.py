"""Under which old URN a resource stands in the state: its own, or one of its aliases'.

A renamed or moved parent gives its children aliases too: the child's old URN had the parent's old types, and, where
the child's name begins with the parent's, the parent's old name in it (`app-db` of `app` was `old-db` of `old`).
"""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.engine.deploy.goal import AliasSpec
from localcloud.engine.deploy.urn import ROOT_STACK_TYPE, make_qualified_urn, make_urn, name_of, qualified_type, type_of


class AliasError(Exception):
    """Two resources of the program claim the same resource of the state."""


class AliasBook:
    """The aliases that were used so far in one deployment."""

    def __init__(self, stack: str, project: str) -> None:
        self._stack = stack
        self._project = project
        self._old_of: dict[str, str] = {}
        self._new_of: dict[str, str] = {}

    @property
    def renamed(self) -> Mapping[str, str]:
        """Old URN → new URN, of every resource that was found by an alias."""
        return self._new_of

    def candidates(self, name: str, type_: str, parent: str, specs: tuple[AliasSpec, ...]) -> list[str]:
        """The old URNs to look for, besides the resource's own, in order of preference and without repetition."""
        own = [self._urn_of(spec, name, type_, parent) for spec in specs]
        candidates = list(own)
        old_parent = self._old_of.get(parent) if parent else None
        if old_parent is not None:
            parent_name = name_of(parent)
            candidates.append(self._inherited(type_, name, parent_name, old_parent))
            candidates.extend(self._inherited(type_of(urn), name_of(urn), parent_name, old_parent) for urn in own)
        return list(dict.fromkeys(candidates))

    def claim(self, urn: str, old_urn: str, registered: Mapping[str, object] | set[str]) -> None:
        """Record that `urn` was `old_urn` in the state.

        Raises:
            AliasError: another resource has, or had, this old URN in this very deployment.
        """
        if old_urn in registered:
            raise AliasError(f"{urn} names {old_urn} as an alias, which the program registers as a resource of its own")
        if (other := self._new_of.get(old_urn)) is not None:
            raise AliasError(f"{urn} names {old_urn} as an alias, and so does {other}")
        self._new_of[old_urn] = urn
        self._old_of[urn] = old_urn

    def refuse_claimed(self, urn: str) -> None:
        """Raises:
        AliasError: the URN is the old name of a resource that is already registered under its new one.
        """
        if (other := self._new_of.get(urn)) is not None:
            raise AliasError(f"{urn} is registered, but {other} has already claimed it as an alias")

    def _urn_of(self, spec: AliasSpec, name: str, type_: str, parent: str) -> str:
        if spec.urn:
            return spec.urn
        alias_parent = self._old_of.get(spec.parent, spec.parent) if spec.parent else parent
        if spec.no_parent or (alias_parent and qualified_type(alias_parent) == ROOT_STACK_TYPE):
            alias_parent = ""
        stack, project = spec.stack or self._stack, spec.project or self._project
        return make_urn(stack, project, alias_parent, spec.type or type_, spec.name or name)

    def _inherited(self, type_: str, name: str, parent_name: str, old_parent: str) -> str:
        if name.startswith(parent_name):
            name = name_of(old_parent) + name[len(parent_name) :]
        return make_qualified_urn(self._stack, self._project, qualified_type(old_parent), type_, name)
