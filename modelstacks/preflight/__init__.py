"""The preflight: what Azure would refuse, found before anything is created."""

from modelstacks.preflight.check import check

__all__ = ["check"]
