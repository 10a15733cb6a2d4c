"""What keeps a command from running at all: exit code 2, one message, one hint, never a traceback."""

from __future__ import annotations


class CannotRunError(Exception):
    """Something outside of the requests stands in the way: a missing file, a port, a passphrase, a tool.

    `message` says what and why, `hint` what to do about it. Mistakes in requests and settings are findings
    (`modelstacks.finding`), not exceptions: there may be many, and all of them are shown.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
