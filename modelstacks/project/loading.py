"""Finding and reading the files of a project. User files never make this raise: what is wrong becomes a finding."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from modelstacks.catalog.overlay_file import OVERLAY, OWN_COMPUTE
from modelstacks.codes import reading
from modelstacks.finding import Finding, Location
from modelstacks.lock import LOCKS, Lock
from modelstacks.project.document import Document, ReadingError
from modelstacks.project.files import read_document
from modelstacks.project.legible import is_legible, legible
from modelstacks.project.project import Entry, Project
from modelstacks.project.validation import validate
from modelstacks.request import Request, Team
from modelstacks.request.types import is_name
from modelstacks.settings import LAYERS, Organization, Settings

if TYPE_CHECKING:
    from modelstacks.catalog.overlay import Overlay
    from modelstacks.catalog.own_compute import OwnCompute

FormT = TypeVar("FormT", bound=BaseModel)

REQUESTS = PurePosixPath("requests")
STACKS = PurePosixPath("stacks")
ORGANIZATION = STACKS / "organization.yaml"
TEAM_FILE = "team.yaml"
LOCK_SUFFIX = ".lock.yaml"


def find_root(start: Path) -> Path | None:
    """The nearest directory at or above `start` that holds a Pulumi.yaml."""
    directory = start.resolve()
    # Not Path.is_file: that raises where a directory may not be entered.
    candidates = (directory, *directory.parents)
    return next((path for path in candidates if os.path.isfile(path / "Pulumi.yaml")), None)  # noqa: PTH113


def load_project(root: Path) -> Project:
    """Every user file below `root`. Broken files are left out and reported in `findings`, sorted by place."""
    reader = _Reader(root)
    reader.read_requests()
    reader.read_stacks()
    reader.read_locks()
    reader.read_catalog()
    return reader.project()


@dataclass
class _Reader:
    root: Path
    findings: list[Finding] = field(default_factory=list)
    requests: dict[str, Entry[Request]] = field(default_factory=dict)
    teams: dict[str, Entry[Team]] = field(default_factory=dict)
    organization: Entry[Organization] | None = None
    stacks: dict[str, Entry[Settings]] = field(default_factory=dict)
    locks: dict[str, Entry[Lock]] = field(default_factory=dict)
    overlay: Entry[Overlay] | None = None
    own_compute: Entry[OwnCompute] | None = None
    pulumi_stacks: dict[str, Document | None] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    named_locks: set[str] = field(default_factory=set)

    def project(self) -> Project:
        return Project(
            self.root,
            self.requests,
            self.teams,
            self.organization,
            self.stacks,
            self.locks,
            self.pulumi_stacks,
            frozenset(self.named),
            frozenset(self.named_locks),
            tuple(sorted(self.findings, key=lambda finding: (str(finding.where), finding.code, finding.message))),
            self.overlay,
            self.own_compute,
        )

    def read_requests(self) -> None:
        for entry in self.entries(REQUESTS):
            if entry.is_dir(follow_symlinks=False):
                self.read_team(REQUESTS / entry.name)
            else:
                self.misplaced(REQUESTS / entry.name, "requests/<team>/<name>.yaml")

    def read_team(self, folder: PurePosixPath) -> None:
        team = folder.name
        for entry in self.entries(folder):
            file = folder / entry.name
            if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(".yaml"):
                self.misplaced_below(file)
            elif entry.name == TEAM_FILE:
                loaded = self.load(file, Team)
                if loaded is not None and self.agrees(loaded, team=team):
                    self.teams[team] = loaded
            elif entry.name.endswith(".yaml"):
                name = entry.name.removesuffix(".yaml")
                self.named.add(f"{team}/{name}")
                request = self.load(file, Request, request=f"{team}/{name}")
                if request is not None and self.agrees(request, request=f"{team}/{name}", team=team, name=name):
                    self.requests[request.form.id] = request
            else:
                self.misplaced(file, "requests/<team>/<name>.yaml")

    def read_stacks(self) -> None:
        for entry in self.entries(STACKS):
            file = STACKS / entry.name
            if not entry.name.endswith(".yaml"):
                continue
            if entry.name.startswith("Pulumi."):
                stack = entry.name.removeprefix("Pulumi.").removesuffix(".yaml")
                self.pulumi_stacks[stack] = self.document(file)
            elif file == ORGANIZATION:
                self.organization = self.load(file, Organization)
            else:
                self.read_stack(file)

    def read_stack(self, file: PurePosixPath) -> None:
        document = self.document(file)
        if document is None:
            return
        layer = document.data.get("layer") if isinstance(document.data, dict) else None
        form = LAYERS.get(layer) if isinstance(layer, str) else None
        if form is None:
            known = " or ".join(LAYERS)
            message = f"`layer` must say what kind of stack this is: {known}"
            self.findings.append(reading.INVALID_VALUE.finding(message, where=document.where("layer")))
            return
        stack = file.name.removesuffix(".yaml")
        if not is_name(stack):
            message = f"{stack!r} is no name for a stack: 3-32 lower-case letters, digits and single hyphens"
            self.findings.append(reading.INVALID_VALUE.finding(message, where=document.where()))
            return
        settings, findings = validate(document, form)
        self.findings += findings
        if settings is not None:
            self.stacks[stack] = Entry(settings, document)

    def read_locks(self) -> None:
        for team in self.entries(LOCKS):
            if not team.is_dir(follow_symlinks=False):
                continue
            for entry in self.entries(LOCKS / team.name):
                if not entry.name.endswith(LOCK_SUFFIX):
                    continue
                request = f"{team.name}/{entry.name.removesuffix(LOCK_SUFFIX)}"
                self.named_locks.add(request)
                lock = self.load(LOCKS / team.name / entry.name, Lock, request=request)
                if lock is not None and self.agrees(lock, request=request):
                    self.locks[request] = lock

    def read_catalog(self) -> None:
        """What lies over the shipped catalogue. Its forms are only loaded where there are such files."""
        names = {entry.name for entry in self.entries(OVERLAY.parent)}
        if OVERLAY.name in names:
            from modelstacks.catalog.overlay import Overlay

            self.overlay = self.load(OVERLAY, Overlay)
        if OWN_COMPUTE.name in names:
            from modelstacks.catalog.own_compute import OwnCompute

            self.own_compute = self.load(OWN_COMPUTE, OwnCompute)

    def entries(self, folder: PurePosixPath) -> Iterator[os.DirEntry[str]]:
        """What a folder holds, by name, hidden files left out. A folder that does not exist holds nothing."""
        path = self.root / folder
        if os.path.islink(path):  # noqa: PTH114 - as in files.py
            message = f"{folder} is a symbolic link; links are not followed"
            self.findings.append(reading.SYMBOLIC_LINK.finding(message, where=Location(folder)))
            return
        try:
            with os.scandir(path) as scan:
                found = sorted(
                    (entry for entry in scan if not entry.name.startswith(".")), key=lambda entry: entry.name
                )
        except FileNotFoundError:
            return
        except OSError as problem:
            message = f"{folder} cannot be read: {problem.strerror}"
            self.findings.append(reading.UNREADABLE_FILE.finding(message, where=Location(folder)))
            return
        for entry in found:
            if not is_legible(entry.name):
                if folder != STACKS or entry.name.endswith(".yaml"):
                    message = f"{folder} holds a file whose name has control characters: {legible(repr(entry.name))}"
                    self.findings.append(reading.CONTROL_CHARACTER.finding(message, where=Location(folder)))
                continue
            # A linked YAML file is refused when it is read, with the request that it would be. Other links could be
            # folders; beside the stacks' own Python files they are nobody's concern.
            if entry.is_symlink() and folder != STACKS and not entry.name.endswith(".yaml"):
                message = f"{folder / entry.name} is a symbolic link; links are not followed"
                self.findings.append(reading.SYMBOLIC_LINK.finding(message, where=Location(folder / entry.name)))
            else:
                yield entry

    def document(self, file: PurePosixPath, request: str | None = None) -> Document | None:
        try:
            return read_document(self.root, file)
        except ReadingError as problem:
            found = problem.finding
            self.findings.append(Finding(found.severity, found.code, found.message, found.hint, request, found.where))
            return None

    def load(self, file: PurePosixPath, form: type[FormT], *, request: str | None = None) -> Entry[FormT] | None:
        document = self.document(file, request)
        if document is None:
            return None
        value, findings = validate(document, form, request=request)
        self.findings += findings
        return Entry(value, document) if value is not None else None

    def agrees(self, entry: Entry[BaseModel], **expected: str) -> bool:
        """Whether the keys of a file say what its path says; what does not is a finding.

        `request` is a key only of locks; for a request file it is the id that the finding carries.
        """
        wrong = [key for key, value in expected.items() if getattr(entry.form, key, value) != value]
        for key in wrong:
            message = f"`{key}` is {getattr(entry.form, key)!r}, but the file's path says {expected[key]!r}"
            original = self.original(entry)
            if original is not None:
                message += f"; {original} is that request, and this file a copy of it"
            self.findings.append(
                reading.NAME_MISMATCH.finding(message, request=expected.get("request"), where=entry.where(key))
            )
        return not wrong

    def original(self, entry: Entry[BaseModel]) -> PurePosixPath | None:
        """The file that a request's own words name, where that is another one and exists."""
        if not isinstance(entry.form, Request):
            return None
        file = REQUESTS / entry.form.team / f"{entry.form.name}.yaml"
        return file if file != entry.file and (self.root / file).exists() else None

    def misplaced(self, file: PurePosixPath, form: str) -> None:
        """Report a YAML file that is not read; other files (a README) are nobody's concern."""
        if file.suffix in {".yaml", ".yml"}:
            message = f"{file} is not read: only {form} is"
            self.findings.append(reading.MISPLACED_FILE.finding(message, where=Location(file)))

    def misplaced_below(self, folder: PurePosixPath) -> None:
        for entry in self.entries(folder):
            if entry.is_file(follow_symlinks=False):
                self.misplaced(folder / entry.name, "requests/<team>/<name>.yaml")
