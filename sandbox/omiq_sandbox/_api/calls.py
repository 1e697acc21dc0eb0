"""What a handler is given, what it may answer, and the table of all handlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeAlias, TypeVar

from .._sandbox import Sandbox
from .._state.people import User

Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class LongWork:
    """An answer that takes long: `work` makes it in the background, and may raise a Refusal."""

    work: Callable[[], dict[str, Any]]


Answer: TypeAlias = "dict[str, Any] | LongWork"


@dataclass(frozen=True, slots=True)
class Call(Generic[Body]):
    """A call that is signed in and keeps the contract.

    `path` and `query` hold the parameters by the catalog's names, typed as the catalog says; a parameter that was not
    sent is missing. `body` is the body as its model of `_models`, `raw` the same as it came (None where the operation
    takes none).
    """

    sandbox: Sandbox
    signed_in: User | None
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Body = field(repr=False)
    raw: Any = field(repr=False)

    @property
    def user(self) -> User:
        """Who is calling. Only the operation that signs in has nobody."""
        if self.signed_in is None:
            raise LookupError("Nobody is signed in")
        return self.signed_in


Handler: TypeAlias = "Callable[[Call[Any]], Answer]"

HANDLERS: Final[dict[str, Handler]] = {}
"""What answers each operation, by its `operationId`."""

_Handler = TypeVar("_Handler", bound=Handler)


def handles(operation_id: str) -> Callable[[_Handler], _Handler]:
    """Make a function the handler of an operation. It runs in a worker thread, so it may block."""

    def register(handler: _Handler) -> _Handler:
        HANDLERS[operation_id] = handler
        return handler

    return register
