"""One interface, two engines: the Pulumi CLI as a process, and the embedded engine of `localcloud`.

Which of them runs, and against which Azure, is decided in `selection`, said on the first line of the output,
and makes no difference to the program or to the state.
"""

from modelstacks.engines.interface import Complaint, Engine, Operation, StackRun, Target
from modelstacks.engines.selection import EngineChoice, select_engine

__all__ = ["Complaint", "Engine", "EngineChoice", "Operation", "StackRun", "Target", "select_engine"]
