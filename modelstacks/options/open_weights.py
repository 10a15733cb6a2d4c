"""An open-weight model as GPUs of our own serve it, in the form that every other model of the catalogue has.

What Azure ties to a model it sells (marketplace, content filters, stages, offers) does not hold for weights that we
load ourselves: no terms of a marketplace, no filter in the way, no day on which they stop answering.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from modelstacks.catalog import Catalog, Model, Stage, Version
from modelstacks.catalog.architectures import Architecture, WeightPrecision
from modelstacks.catalog.models import Context, Lifecycle, Surface

SURFACE: Final[Surface] = "openai-v1"
"""What vLLM and KAITO's presets speak (docs.vllm.ai, OpenAI-compatible server)."""
NEWEST: Final = "main"
"""The revision that a publisher's hub gives when none is named: its branch of that name."""


def subject_of(
    catalog: Catalog, name: str, version: str | None, precision: WeightPrecision | None
) -> tuple[Model, Version] | None:
    """Model and version of an open-weight model by any of its names; None when its shape is not known.

    A version is a revision of the repository that has the weights at the precision (as published, without one): the one
    that is asked for, else the one that the catalogue's sources pin, else the newest.
    """
    shape, serving = catalog.physics.architecture(name), catalog.physics.serving(name)
    if shape is None or serving is None:
        return None
    files = serving.weights(precision or shape.native)
    pinned = files.revision if files is not None else None
    revision = Version(
        version=version or pinned or NEWEST,
        default=version is None,
        hosted_by="azure",
        lifecycle=Lifecycle(Stage.GENERALLY_AVAILABLE, None, None, shape.provenance),
        offers=(),
        provenance=shape.provenance,
    )
    sold = catalog.model(name)
    model = Model(
        id=name,
        publisher=publisher_of(catalog, shape),
        format=None,
        name=shape.names[0],
        offered=True,
        task=sold.task if sold is not None else "chat",
        input=sold.input if sold is not None else frozenset({"text"}),
        output=sold.output if sold is not None else frozenset({"text"}),
        context=Context(None, None, shape.max_context),
        surfaces=frozenset({SURFACE}),
        marketplace=False,
        provider_data=False,
        content_filter=False,
        registration=False,
        replacement=None,
        alternatives=(),
        versions=(revision,),
        provenance=shape.provenance,
    )
    return model, revision


def publisher_of(catalog: Catalog, shape: Architecture) -> str:
    """The catalogue's publisher of an architecture; the account on the publishers' hub where the catalogue has none.

    The two spell one publisher differently (`mistral-ai`, `mistralai`), so a model that stands in both tells which
    account is whose.
    """
    account = _account(shape)
    told = Counter(
        model.publisher
        for other in catalog.physics.architectures.values()
        if _account(other) == account
        for model in (catalog.model(one) for one in sorted(other.models))
        if model is not None
    )
    return told.most_common(1)[0][0] if told else account


def _account(shape: Architecture) -> str:
    return shape.names[0].partition("/")[0].casefold()
