"""Faults on demand: which there are, which calls they strike, and what a client then sees."""

from .engine import BadFaults, Faults, Struck
from .kinds import AnyFault, Fault, Latency, LongOperation, ProcessingFailed

__all__ = ["AnyFault", "BadFaults", "Fault", "Faults", "Latency", "LongOperation", "ProcessingFailed", "Struck"]
