from __future__ import annotations

from ..types import UNSET, Member, Model, OptField, Unset


class GatePoint(Model):
    """A point of a gate, in the plane of its two channels.

    Inferred (omiqgt).
    """

    __slots__ = ()

    f1_val: OptField[float] = Member("f1Val", float)
    """Value of the channel across."""
    f2_val: OptField[float] = Member("f2Val", float)
    """Value of the channel up."""

    def __init__(self, *, f1_val: float | Unset = UNSET, f2_val: float | Unset = UNSET) -> None:
        super().__init__({"f1Val": f1_val, "f2Val": f2_val})
