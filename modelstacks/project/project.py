"""A project as read: every user file in its validated form, with the documents that know where each value stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.finding import Finding, Location
from modelstacks.lock import Lock
from modelstacks.project.document import Document
from modelstacks.request import Request, Team
from modelstacks.settings import Organization, RegionSettings, Settings, SharedSettings

if TYPE_CHECKING:
    from modelstacks.catalog.overlay import Overlay
    from modelstacks.catalog.own_compute import OwnCompute
    from modelstacks.catalog.physics import Physics

FormT = TypeVar("FormT", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class Entry(Generic[FormT]):
    """One valid file: its form and its document."""

    form: FormT
    document: Document

    def where(self, *path: str | int) -> Location:
        """Where a value of the file stands."""
        return self.document.where(*path)

    @property
    def file(self) -> PurePosixPath:
        """The file, relative to the project's root."""
        return self.document.file


@dataclass(frozen=True)
class Project:
    """All user files of a project. What could not be used is missing here and stands in `findings` instead.

    `named` holds the ids (`team/name`) of all request files, broken ones included: the lock of a request that cannot be
    read at the moment is no orphan.
    """

    root: Path
    requests: Mapping[str, Entry[Request]]
    teams: Mapping[str, Entry[Team]]
    organization: Entry[Organization] | None
    stacks: Mapping[str, Entry[Settings]]
    locks: Mapping[str, Entry[Lock]]
    pulumi_stacks: Mapping[str, Document | None]
    """By stack, its Pulumi.<stack>.yaml; None where that cannot be used."""
    named: frozenset[str]
    named_locks: frozenset[str]
    """Ids of all lock files, broken ones included."""
    findings: tuple[Finding, ...]
    overlay: Entry[Overlay] | None = None
    own_compute: Entry[OwnCompute] | None = None
    """VM sizes of the organisation's own."""

    @cached_property
    def catalog(self) -> Catalog:
        """The shipped catalogue, with what Azure's own API answered for this project over it, and over that the
        organisation's own VM sizes.
        """
        return self.over(load_catalog(), self.overlay.form if self.overlay is not None else None)

    def over(self, shipped: Catalog, overlay: Overlay | None) -> Catalog:
        """A catalogue with an overlay over it, and over that the organisation's own VM sizes."""
        found = shipped
        if overlay is not None:
            from modelstacks.catalog.overlay import apply

            found = apply(found, overlay)
        if self.own_compute is None:
            return found
        return replace(found, read_physics=partial(_with_own_compute, found, self.own_compute.form))

    @property
    def policy(self) -> Organization | None:
        """The organisation's policy."""
        return self.organization.form if self.organization is not None else None

    def regions(self) -> Iterator[tuple[str, RegionSettings]]:
        """The region stacks, by name."""
        for name in sorted(self.stacks):
            settings = self.stacks[name].form
            if isinstance(settings, RegionSettings):
                yield name, settings

    def region(self, stack: str) -> RegionSettings | None:
        """The settings of a region stack; None when there is no such stack or it is of another layer."""
        settings = self.stacks[stack].form if stack in self.stacks else None
        return settings if isinstance(settings, RegionSettings) else None

    def shared(self, stack: str) -> SharedSettings | None:
        """The settings of a stack of the shared layer."""
        settings = self.stacks[stack].form if stack in self.stacks else None
        return settings if isinstance(settings, SharedSettings) else None

    def where_request(self, request: str, *path: str | int) -> Location | None:
        """Where a value of a request stands."""
        return self.requests[request].where(*path) if request in self.requests else None


def _with_own_compute(catalog: Catalog, own: OwnCompute) -> Physics:
    """Read when the first physical fact is asked for, as the shipped ones are."""
    from modelstacks.catalog.own_compute import apply

    return apply(catalog.physics, own)
