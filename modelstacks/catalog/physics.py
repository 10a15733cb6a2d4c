"""The physical side of the catalogue: chips and machines, what runs on them, distance, electricity.

It has a compiled file of its own that is read when the first question is asked: `check` asks none, so none of it may
cost a start.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from modelstacks.catalog.architectures import Architecture
from modelstacks.catalog.compute import Compute
from modelstacks.catalog.energy import EnergyUse
from modelstacks.catalog.latency import Latency
from modelstacks.catalog.runtimes import Runtimes, Serving, nothing_stated


@dataclass(frozen=True)
class Physics:
    """Empty by default: a catalogue without it knows nothing of these."""

    compute: Compute = field(default_factory=Compute)
    latency: Latency = field(default_factory=Latency)
    energy: Mapping[str, EnergyUse] = field(default_factory=dict[str, EnergyUse])
    """By id of the model."""
    architectures: Mapping[str, Architecture] = field(default_factory=dict[str, Architecture])
    runtimes: Runtimes = field(default_factory=Runtimes)

    def architecture(self, name: str) -> Architecture | None:
        """The shape of an open-weight model by its id, a publisher's name or a catalogue id, in any case."""
        return self._by_spelling.get(name.casefold())

    @cached_property
    def _by_spelling(self) -> Mapping[str, Architecture]:
        """The first architecture of each spelling: planning asks for one by each machine of each request."""
        found: dict[str, Architecture] = {}
        for one in self.architectures.values():
            for text in one.spellings:
                found.setdefault(text, one)
        return found

    def serving(self, name: str) -> Serving | None:
        """How the model of such a name is served (see `architecture`); None where its shape is unknown.

        A publisher's name leads to the repository of that name, every other to the first of the architecture; one that
        holds the same model at fewer bits leads to the wider one. Of a repository without an entry the name is all that
        is known.
        """
        one = self.architecture(name)
        if one is None:
            return None
        wanted = name.casefold()
        named = (each for each in one.names if wanted in (each.casefold(), each.casefold().rpartition("/")[2]))
        # An id can read like a base model's name; it means the model that the architecture lists first.
        repository = one.names[0] if wanted == one.id else next(named, one.names[0])
        return self.runtimes.serving(repository) or nothing_stated(one, repository)

    def nearest_architectures(self, name: str, count: int = 3) -> tuple[str, ...]:
        """Publishers' names close to one that nobody knows, the closest first."""
        by_spelling = {text: one.names[0] for one in self.architectures.values() for text in sorted(one.spellings)}
        near = difflib.get_close_matches(name.casefold(), list(by_spelling), n=3 * count, cutoff=0.5)
        return tuple(dict.fromkeys(by_spelling[text] for text in near))[:count]
