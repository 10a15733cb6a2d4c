"""Ctrl-C: stop in order once, at once the second time."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruptible(on_interrupt: Callable[[], None]) -> Generator[None, None, None]:
    """Call `on_interrupt` at the first SIGINT or SIGTERM; the second one interrupts as if nobody had asked.

    The state is true after every step, so even the second one loses nothing but the outcome of the steps under way,
    which the next run finds out. Only the main thread can take signals; elsewhere this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def handle(_number: int, _frame: FrameType | None) -> None:
        for number, handler in before.items():
            signal.signal(number, handler)
        on_interrupt()

    for number in before:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
