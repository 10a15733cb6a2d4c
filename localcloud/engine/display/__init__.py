"""What people see of an operation: a sink of its events."""

from localcloud.engine.display.display import Display

__all__ = ["Display"]
