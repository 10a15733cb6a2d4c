"""What goes wrong on the way to a deployment, told to the person who asked for it."""

from __future__ import annotations


class EngineError(Exception):
    """The operation could not be run, or was refused as a whole; nothing was changed unless the message says so.

    A resource that fails *within* an operation is no EngineError: it is a diagnostic of the operation's `Summary`.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message
