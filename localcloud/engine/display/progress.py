"""The steps under way, below the last line of a terminal. Where the output is no terminal, nothing is shown of them."""

from __future__ import annotations

import time
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from localcloud.engine.display.labels import STEPS, duration
from localcloud.engine.events import ShownStep

_SHOWN: Final = 8
"""Steps that are shown at once; the rest is counted."""


class Progress:
    """What is being done right now. A renderable that is drawn anew four times a second."""

    def __init__(self, console: Console) -> None:
        self._running: dict[tuple[str, str], tuple[ShownStep, float]] = {}
        self._live = Live(self, console=console, refresh_per_second=4, transient=True) if console.is_terminal else None

    def start(self) -> None:
        """Begin to show."""
        if self._live is not None:
            self._live.start()

    def stop(self) -> None:
        """Show nothing any more."""
        self._running.clear()
        if self._live is not None:
            self._live.stop()

    def add(self, step: ShownStep) -> None:
        """A step has begun."""
        self._running[step.name, step.urn] = (step, time.monotonic())

    def remove(self, step: ShownStep) -> None:
        """A step has ended."""
        self._running.pop((step.name, step.urn), None)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        running = list(self._running.values())
        for step, since in running[:_SHOWN]:
            label = STEPS[step.name]
            line = Text(f" {label.symbol:<2} ", style=label.style).append(f"{step.type} {step.resource_name} ")
            yield line.append(f"… {duration(time.monotonic() - since)}", style="dim")
        if len(running) > _SHOWN:
            yield Text(f"    and {len(running) - _SHOWN} more", style="dim")
