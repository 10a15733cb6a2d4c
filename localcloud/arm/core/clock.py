"""How time passes for long-running operations.

`polls` (the default): an operation ends once it was read so often, so nothing waits on real time. A read is a look at
its status URL, at the resource itself, or a write refused because of it. `instant`: at once. `seconds`: the duration of
the type's table times `scale`, by the real clock.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.store import Store

Mode: TypeAlias = Literal["instant", "polls", "seconds"]


@dataclass(frozen=True)
class Clock:
    """The setting. `lag`: how often a private endpoint is refused on an account whose own operation has just ended."""

    mode: Mode = "polls"
    polls: int = 2
    scale: float = 0.01
    lag: int = 0


def read_clock(store: Store) -> Clock:
    """The clock that was set last, else the default one."""
    stored = store.setting("clock")
    return Clock(**stored) if stored else Clock()


def set_clock(store: Store, wanted: dict[str, Any]) -> Clock:
    """Change the named fields; ArmError when a value makes no sense."""
    fields = asdict(read_clock(store))
    unknown = sorted(set(wanted) - set(fields))
    if unknown:
        raise bad_request("InvalidClock", f"The clock has no '{unknown[0]}'; it has {', '.join(fields)}.")
    fields.update(wanted)
    if fields["mode"] not in ("instant", "polls", "seconds"):
        raise bad_request("InvalidClock", f"The mode '{fields['mode']}' is none of instant, polls, seconds.")
    for name, minimum in (("polls", 1), ("scale", 0), ("lag", 0)):
        value = fields[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or value < minimum:
            raise bad_request("InvalidClock", f"'{name}' must be a number of at least {minimum}.")
    clock = Clock(fields["mode"], int(fields["polls"]), float(fields["scale"]), int(fields["lag"]))
    store.set_setting("clock", asdict(clock))
    return clock


def timestamp() -> str:
    """Now, as ARM writes it: UTC with seven decimals."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"
