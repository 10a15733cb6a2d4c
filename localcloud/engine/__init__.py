"""An engine for Pulumi programs in this process: protocol, state and steps of the Pulumi CLI, for local use.

It runs the same programs and writes the same state, so a stack can go back and forth between the two. It is a second
implementation: where the real CLI is at hand, that is the engine of record. What it lacks it refuses by name.
"""

from localcloud.engine.errors import EngineError
from localcloud.engine.events import Diagnostic, Event, Sink, Summary
from localcloud.engine.operations.from_state import destroy, refresh
from localcloud.engine.operations.queries import export, outputs
from localcloud.engine.operations.update import preview, up
from localcloud.engine.target import StackTarget

__all__ = [
    "Diagnostic",
    "EngineError",
    "Event",
    "Sink",
    "StackTarget",
    "Summary",
    "destroy",
    "export",
    "outputs",
    "preview",
    "refresh",
    "up",
]
