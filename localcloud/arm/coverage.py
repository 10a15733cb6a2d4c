"""What this Azure has, as a page: made from the registry and the refusals, so it cannot say more than there is."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from localcloud.arm.administration import Administration
from localcloud.arm.core.registry import Endpoint
from localcloud.arm.core.resource_type import Progress, ResourceType
from localcloud.arm.providers import ALL
from localcloud.arm.refusals import REFUSALS
from localcloud.arm.server import retail_prices

_INTRODUCTION = """# The local Azure: what it has

Made from the code by `make docs`. Requests for anything that is not here are refused (`InvalidResourceType`,
`InvalidResourceNamespace`), never pretended. How near the rest is to the real Azure: [tested.md](tested.md).

## Resource types
*long*: the write goes on after its first answer. *one writer*: a second write on the same account, network or resource
is refused while it does. Versions: how many api-versions are answered, and the newest stable one.

| type | versions | PUT | PATCH | DELETE | one writer |
|---|---|---|---|---|---|"""

_REHEARSALS = """A seed of one's own, a YAML file or a directory of them in the shape of `localcloud/arm/seed/default`,
says what there is: regions, models, SKUs, quotas, kinds of accounts, subscriptions, stock, prices. While it runs, the
administration (`localcloud.arm.administration.Administration`) looks and changes:"""


def coverage_page() -> str:
    """The Markdown of the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    for provider in ALL:
        for kind in provider.types:
            yield _type_row(kind)
    yield ""
    for provider in ALL:
        for kind in provider.types:
            if kind.own:
                yield f"*Not of Azure:* `{kind.name}`, {kind.own}"
    yield ""
    yield "## Computed answers"
    yield "| request | answer |"
    yield "|---|---|"
    for provider in ALL:
        for endpoint in provider.endpoints:
            yield _endpoint_row(provider.namespace, endpoint)
        for kind in provider.types:
            for verb, handlers in (("POST", kind.actions), ("GET", kind.views)):
                for name, handler in handlers.items():
                    yield f"| `{verb} …/{kind.name}/{{name}}/{name}` | {_first_line(handler)} |"
    for provider in ALL:
        for endpoint in provider.common_endpoints:
            yield _endpoint_row("{namespace}", endpoint)
    yield f"| `GET /api/retail/prices`, without signing in | {_first_line(retail_prices.answer)} |"
    yield ""
    yield "## What can be rehearsed"
    yield _REHEARSALS
    yield ""
    yield "| call | what it does |"
    yield "|---|---|"
    for name, method in vars(Administration).items():
        if not name.startswith("_"):
            yield f"| `{name}` | {_first_line(method)} |"
    yield ""
    yield "## Refusals"
    yield "What of each is the real Azure's: code and text as publicly reported, the code only, or neither."
    yield ""
    yield "| code | Azure's | when |"
    yield "|---|---|---|"
    for code, (certainty, when) in sorted(REFUSALS.items()):
        yield f"| `{code}` | {certainty.value} | {when} |"


def _endpoint_row(namespace: str, endpoint: Endpoint) -> str:
    types = endpoint.type_path.split("/") if endpoint.type_path else []
    names = len(types) - 1 if endpoint.names is None else endpoint.names
    steps = [f"{kind}/{{name}}" if index < names else kind for index, kind in enumerate(types)]
    path = "/".join([namespace, *steps])
    return f"| `{endpoint.method} …/{path}` | {_first_line(endpoint.handler)} |"


def _first_line(documented: Any) -> str:
    return (inspect.getdoc(documented) or "").split("\n")[0]


def _type_row(kind: ResourceType) -> str:
    stable = max((version for version in kind.api_versions if "preview" not in version), default=kind.api_versions[0])
    verbs = (
        _verb(kind.put and kind.put.progress),
        _verb(kind.patch and kind.patch.progress),
        _verb(kind.delete and kind.delete.progress),
    )
    writer = "yes" if kind.lock is not None else ""
    name = f"{kind.name} *(not of Azure)*" if kind.own else kind.name
    return f"| {name} | {len(kind.api_versions)}, {stable} | {' | '.join(verbs)} | {writer} |"


def _verb(progress: Progress | None) -> str:
    if progress is None:
        return ""
    return "at once" if progress is Progress.AT_ONCE else "long"
