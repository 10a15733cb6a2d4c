"""Writing what a refresh read: the reviewed overlay, and the quota snapshot that git does not see.

The overlay is written only where its facts differ: taken on another day with the same answers, it stays as it is, byte
for byte. Nor is it written where a part could not be read and facts of the standing one would be lost with it: a
service that is busy for a minute must not bring shipped facts back. The snapshot is momentary and always written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.catalog.overlay import OVERLAY, AzureTarget, Overlay, overlay_text
from modelstacks.errors import CannotRunError
from modelstacks.project import Project, ReadingError
from modelstacks.project.document import parse
from modelstacks.project.files import SIZE_LIMIT
from modelstacks.refresh.reading import Refreshed
from modelstacks.snapshot import QuotaSnapshot

_FEWER = "Name fewer regions with `--regions`: those of the stacks, and those that you compare with."

Change: TypeAlias = Literal["written", "unchanged", "kept", "not-written"]


@dataclass(frozen=True)
class Outcome:
    """What happened to the two files. `since` is the day of the overlay that stands on, unchanged or kept."""

    overlay: Overlay | None
    change: Change
    since: date | None
    snapshot_file: Path | None
    """Relative to the project."""
    replaced: Overlay | None = None
    """The overlay that stands until now, where another is written in its place."""

    @property
    def regions(self) -> frozenset[str]:
        """All whose facts may change: those that were read, and those that are only in the overlay until now."""
        return frozenset(region for one in (self.overlay, self.replaced) if one is not None for region in one.regions)

    @property
    def vm_sizes(self) -> frozenset[str]:
        """VM sizes whose prices may change."""
        return frozenset(
            price.size for one in (self.overlay, self.replaced) if one is not None for price in one.vm_prices
        )

    @property
    def forgotten(self) -> tuple[str, ...]:
        """What the overlay had and has no more, as sentences: the file holds one refresh, not the sum of all."""
        old, new = self.replaced, self.overlay
        return () if old is None or new is None else tuple(_forgotten(old, new))

    def catalog(self, project: Project) -> Catalog:
        """The project's catalogue with the overlay that was read."""
        return project.catalog if self.overlay is None else project.over(load_catalog(), self.overlay)

    def as_json(self) -> dict[str, object]:
        """The object that `catalog refresh --json` prints."""
        read = self.overlay.read if self.overlay is not None else {}
        return {
            "file": str(OVERLAY),
            "change": self.change,
            "unchangedSince": str(self.since) if self.since else None,
            "read": {subscription: sorted(regions) for subscription, regions in read.items()},
            "models": len(self.overlay.models) if self.overlay is not None else 0,
            "forgotten": list(self.forgotten),
            "snapshot": str(self.snapshot_file) if self.snapshot_file else None,
        }


def write_refreshed(project: Project, target: AzureTarget, read: Refreshed, *, dry_run: bool) -> Outcome:
    """Write both files, unless it is a dry run. Raises CannotRunError when one cannot be written."""
    snapshot_file = None
    if read.snapshot is not None and not dry_run:
        snapshot_file = _write_snapshot(project.root, target, read.snapshot)
    if read.overlay is None:
        return Outcome(None, "not-written", None, snapshot_file)
    standing = project.overlay.form if project.overlay is not None else None
    if standing is not None and _same(standing, read.overlay):
        return Outcome(standing, "unchanged", standing.taken, snapshot_file)
    if standing is not None and read.failures and any(_forgotten(standing, read.overlay)):
        return Outcome(read.overlay, "kept", standing.taken, snapshot_file, standing)
    text = overlay_text(read.overlay)
    _require_readable(text)
    if not dry_run:
        _write(project.root, Path(OVERLAY), text)
    return Outcome(read.overlay, "not-written" if dry_run else "written", None, snapshot_file, standing)


def _forgotten(old: Overlay, new: Overlay) -> Iterator[str]:
    if old.target != new.target:
        yield f"The overlay of {old.taken} was taken of another Azure (--target {old.target})."
    for subscription, regions in sorted(old.read.items()):
        lost = sorted(set(regions) - set(new.read.get(subscription, ())))
        if lost:
            yield (
                f"Not read this time, so the shipped facts hold there again: {', '.join(lost)} of {subscription} "
                f"(read on {old.taken})."
            )
    if old.vm_prices and not new.vm_prices:
        yield f"No price of a machine was read this time: the shipped ones hold again in place of those of {old.taken}."
    if old.prices and not new.prices:
        yield f"No retail price was read this time: the shipped prices hold again in place of those of {old.taken}."


def _same(standing: Overlay, read: Overlay) -> bool:
    """Whether two overlays say the same, whenever they were taken and however they are ordered."""
    return overlay_text(standing.model_copy(update={"taken": read.taken})) == overlay_text(read)


def _require_readable(text: str) -> None:
    """What every command would refuse to read must not be written: files of the project have limits."""
    try:
        if len(text.encode()) > SIZE_LIMIT:
            raise CannotRunError(f"The overlay would have more than {SIZE_LIMIT:,} bytes.", _FEWER)
        parse(text, OVERLAY)
    except ReadingError as problem:
        raise CannotRunError(f"The overlay could not be read back: {problem.finding.message}.", _FEWER) from None


def _write_snapshot(root: Path, target: AzureTarget, snapshot: QuotaSnapshot) -> Path:
    file = Path(".modelstacks") / f"quota-{target}.json"
    try:
        (root / file.parent).mkdir(mode=0o700, exist_ok=True)
    except OSError as problem:
        raise _cannot(file, problem) from None
    _write(root, file, snapshot.as_json())
    return file


def _write(root: Path, file: Path, text: str) -> None:
    """Replace the file in one step: a reader sees the old text or the new one."""
    path = root / file
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise _cannot(file, problem) from None


def _cannot(file: Path, problem: OSError) -> CannotRunError:
    return CannotRunError(
        f"{file} cannot be written: {problem.strerror or problem}.", "Make it writable for you, and refresh again."
    )
