"""How long and how often a call is tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from ._errors import ConfigurationError

Check: TypeAlias = Literal["off", "record", "warn"]
"""What becomes of differences between answers and the catalog."""


class Poll(NamedTuple):
    """One look at a long operation: its id, the number of the look, and the seconds since the call began."""

    long_operation_id: int | str
    number: int
    seconds: float


class Options(NamedTuple):
    """`timeout` seconds for each wait on the network, `retries` after the first try of each request,
    `deadline` seconds for a whole call, its retries and its long operation included;
    `on_poll` is called after each look at a long operation that is still running.

    For jobs alone: `on_slowed` is called where a request was answered by 429 or 503, or not in time; `on_begun` with
    the id of a long operation, before it is first looked at; `expected` are the seconds that one is likely to take, 0
    where nobody knows: it is looked at soon after them.
    """

    timeout: float = 30.0
    retries: int = 4
    deadline: float = 3600.0
    on_poll: Callable[[Poll], None] | None = None
    on_slowed: Callable[[], None] | None = None
    on_begun: Callable[[int | str], None] | None = None
    expected: float = 0.0

    def checked(self) -> Options:
        """Return these options; raise ConfigurationError where one makes no sense."""
        if not self.timeout > 0 or not self.deadline > 0:
            raise ConfigurationError("timeout and deadline are seconds greater than 0.")
        if self.retries < 0:
            raise ConfigurationError("retries is 0 or more.")
        return self
