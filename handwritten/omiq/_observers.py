"""Who else hears of the answers to a client's calls: a recording, a comparison with the catalog."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from omiq_generated.types import UNSET, Call

from ._steps import Response


class Answered(NamedTuple):
    """The answer to a call.

    `response` is the last one, of the poll where a long operation was begun; None where the call was refused with
    `status`. `data` is its JSON (what the long operation ended with), UNSET where it is not JSON.
    """

    call: Call[Any]
    status: int
    response: Response | None = None
    data: Any = UNSET
    long_operation: bool = False


class Observer(Protocol):
    """Hears of each answer, in the thread or task of its call, which waits for it. Raises nothing."""

    def answered(self, answered: Answered, /) -> None: ...

    def close(self) -> None:
        """Keep what was heard; the client is closed. It may be told so more than once, and hear more afterwards."""
