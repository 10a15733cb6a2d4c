"""Everything that is wrong with completed inputs, without a look at other objects: kind, schema, rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.kubernetes.group_version_kind import GroupVersionKind
from localcloud.kubernetes.rules import broken_rules
from localcloud.kubernetes.schema import is_known, violations


def failures(kind: GroupVersionKind, version: str | None, object_: Mapping[str, Any]) -> list[str]:
    """What a real API server would refuse, one sentence each; empty if it would take the object.

    Args:
        kind: by the resource's type token.
        version: the cluster's version of Kubernetes; None if it is not known yet.
        object_: complete inputs, with nothing unknown in them.
    """
    if (object_.get("apiVersion"), object_.get("kind")) != (kind.api_version, kind.kind):
        given = f"{object_.get('apiVersion')}, Kind={object_.get('kind')}"
        return [f"the object is a {given}, its type token says {kind}"]
    if not is_known(kind, version):
        return [
            f"no schema for {kind}: Kubernetes {version or '(newest)'} has no such kind of its own, and "
            "localcloud/kubernetes/schemas describes none. Add it there, or deploy this program to Azure with Pulumi's "
            "own provider."
        ]
    # What has the wrong form is told first: rules about parts that are not what they seem to be only confuse.
    return violations(kind, version, object_) or broken_rules(kind, object_)
