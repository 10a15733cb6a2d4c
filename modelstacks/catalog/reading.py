"""Reading the files under `data/`: strict YAML, then the file's pydantic model."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from modelstacks.catalog import document as d
from modelstacks.catalog.compiling import Documents
from modelstacks.catalog.errors import CatalogError

F = TypeVar("F", bound=d.Strict)

SCHEMAS: dict[str, type[d.Strict]] = {
    "sources": d.SourcesFile,
    "publishers": d.PublishersFile,
    "skus": d.SkusFile,
    "regions": d.RegionsFile,
    "region-sets": d.RegionSetsFile,
    "models": d.ModelsFile,
    "prices": d.PricesFile,
    "package-prices": d.PriceAliasesFile,
    "accelerators": d.AcceleratorsFile,
    "vm-sizes": d.VmSizesFile,
    "vm-prices": d.VmPricesFile,
    "latency": d.LatencyFile,
    "energy": d.EnergyFile,
    "architectures": d.ArchitecturesFile,
    "runtimes": d.RuntimesFile,
}
"""The model of every kind of file, by the name of its schema under `schemas/`."""


class _Loader(yaml.CSafeLoader):
    """Safe YAML that refuses repeated keys: the second would silently replace the first."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} is there twice", key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_documents(directory: Path) -> Documents:
    """All files of a data directory, each checked by itself. Raises `CatalogError` for the first that is wrong."""
    return Documents(
        sources=_sources(directory),
        publishers=read_file(directory, "publishers.yaml", d.PublishersFile),
        skus=read_file(directory, "skus.yaml", d.SkusFile),
        regions=read_file(directory, "regions.yaml", d.RegionsFile),
        region_sets=read_file(directory, "region-sets.yaml", d.RegionSetsFile),
        models={
            f"models/{path.name}": read_file(directory, f"models/{path.name}", d.ModelsFile)
            for path in sorted((directory / "models").glob("*.yaml"))
        },
        prices={
            path.name: read_file(directory, path.name, d.PricesFile) for path in sorted(directory.glob("prices*.yaml"))
        },
        accelerators=read_file(directory, "accelerators.yaml", d.AcceleratorsFile),
        vm_sizes=read_file(directory, "vm-sizes.yaml", d.VmSizesFile),
        vm_prices=read_file(directory, "vm-prices.yaml", d.VmPricesFile),
        latency=read_file(directory, "latency.yaml", d.LatencyFile),
        energy=read_file(directory, "energy.yaml", d.EnergyFile),
        architectures=read_file(directory, "architectures.yaml", d.ArchitecturesFile),
        runtimes=read_file(directory, "runtimes.yaml", d.RuntimesFile),
    )


def _sources(directory: Path) -> d.SourcesFile:
    found: dict[str, d.SourceEntry] = {}
    for name in ("sources.yaml", *sorted(path.name for path in directory.glob("sources-*.yaml"))):
        entries = read_file(directory, name, d.SourcesFile).sources
        if twice := found.keys() & entries.keys():
            raise CatalogError(f"{name}: {min(twice)} is there twice, here and in another file of sources")
        found |= entries
    return d.SourcesFile(sources=found)


def read_file(directory: Path, name: str, kind: type[F]) -> F:
    """One file as its model. Raises `CatalogError` that says where in the file it is wrong."""
    try:
        content = yaml.load((directory / name).read_bytes(), Loader=_Loader)  # noqa: S506 a safe loader, made stricter
    except OSError as error:
        raise CatalogError(f"{name}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise CatalogError(f"{name}: {' '.join(str(error).split())}") from error
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CatalogError(f"{name}: {place or 'the file'}: {first['msg']}") from error
