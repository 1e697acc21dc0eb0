from __future__ import annotations

from typing import Any

from ..types import UNSET, Member, Model, OptField, Unset


class LongOperation(Model):
    """State of a long operation; without members while it runs.

    Observed (pkg-1.10.3).
    """

    __slots__ = ()

    val: OptField[dict[str, Any]] = Member("val", dict)
    """The answer that the first call would have given, envelope and all; where the operation failed,
    an object whose member `error` says why.
    """

    def __init__(self, *, val: dict[str, Any] | Unset = UNSET) -> None:
        super().__init__({"val": val})
