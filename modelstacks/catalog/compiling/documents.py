"""What is compiled: one field a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from modelstacks.catalog import document as d


@dataclass(frozen=True)
class Documents:
    """The files of a data directory, checked one by one; `models` and `prices` by the paths that messages name."""

    sources: d.SourcesFile
    publishers: d.PublishersFile
    skus: d.SkusFile
    regions: d.RegionsFile
    region_sets: d.RegionSetsFile
    models: Mapping[str, d.ModelsFile]
    prices: Mapping[str, d.PricesFile]
    accelerators: d.AcceleratorsFile
    vm_sizes: d.VmSizesFile
    vm_prices: d.VmPricesFile
    latency: d.LatencyFile
    energy: d.EnergyFile
    architectures: d.ArchitecturesFile
    runtimes: d.RuntimesFile

    @property
    def checked(self) -> date:
        """The oldest checked date of a file."""
        return min(file.checked for file in self._dated())

    def _dated(self) -> Iterator[d.File]:
        yield from (self.publishers, self.skus, self.regions, self.region_sets)
        yield from self.models.values()
        yield from self.prices.values()
        yield from (self.accelerators, self.vm_sizes, self.vm_prices, self.latency, self.energy)
        yield from (self.architectures, self.runtimes)
